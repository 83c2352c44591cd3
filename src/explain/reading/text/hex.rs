//! Hexadecimal text, with any of the usual text around it.

use alloc::{string::String, vec::Vec};

/// Hexadecimal digits of either case: after `0x` or `\x`, with colons, dashes, commas or white space between the bytes,
/// between the braces of an array, or after the `name= ` of `openssl dgst -hex`.
pub(in crate::explain) fn hex(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("<Buffer ").and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let array = text.split_once('{').and_then(|(_, array)| array.rsplit_once('}')).map(|(array, _)| array);
    let text = array.or_else(|| text.split_once(")= ").map(|(_, digits)| digits)).unwrap_or(text);
    let is_between = |c: char| c.is_ascii_whitespace() || matches!(c, ':' | '-');
    if text.contains(',') && !text.contains("0x") {
        return None;
    }
    let digits = text.replace("0x", "").replace("0X", "").replace("\\x", "").replace([',', ';'], "");
    pairs(digits.chars().filter(|c| !is_between(*c)))
}

/// The same without a label or braces, so that every character of the text stands for a part of the bytes.
pub(in crate::explain) fn hex_alone(text: &str) -> Option<Vec<u8>> {
    if text.contains(['{', '=']) { None } else { hex(text) }
}

/// The bytes of `xxd`, `hexdump -C`, `od -tx1` or `openssl`: an offset in front of each line, characters after it.
pub(super) fn dump(text: &str) -> Option<Vec<u8>> {
    let mut digits = String::new();
    // PowerShell's Format-Hex has the columns' numbers in front.
    let is_columns = |line: &&str| digits_of_offset(line) < 4;
    for line in text.lines().map(str::trim).skip_while(is_columns).filter(|line| !line.is_empty()) {
        let (offset, rest) = line.split_at_checked(digits_of_offset(line))?;
        if !(4..=16).contains(&offset.len()) {
            return None;
        }
        // Two spaces end xxd's bytes, and Format-Hex's, three openssl's, a bar hexdump's, which has two in the middle.
        let bytes = match (rest.strip_prefix(": ").or(rest.strip_prefix("   ")), rest.strip_prefix(" - ")) {
            (Some(rest), _) => rest.split("  ").next(),
            (_, Some(rest)) => rest.split("   ").next(),
            _ => rest.split('|').next(),
        };
        digits.extend(bytes?.chars().filter(|c| !matches!(c, ' ' | '-')));
    }
    pairs(digits.chars())
}

fn digits_of_offset(line: &str) -> usize {
    line.bytes().take_while(u8::is_ascii_hexdigit).count()
}

fn pairs(digits: impl Iterator<Item = char>) -> Option<Vec<u8>> {
    let nibbles: Option<Vec<u8>> = digits.map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let nibbles = nibbles.filter(|nibbles| !nibbles.is_empty())?;
    let (pairs, rest) = nibbles.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

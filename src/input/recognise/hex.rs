//! Hexadecimal digits, with any of the usual text around them.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::error::Layer;

/// Text with fewer bytes is not taken for hexadecimal.
const MIN_LEN: usize = 16;

/// A parser of one notation, which returns the bytes that the text stands for.
type Reading = fn(&str) -> Option<Zeroizing<Vec<u8>>>;

/// The bytes that `text` writes in hexadecimal, and how.
pub(crate) fn decode(text: &str) -> Option<(Layer, Zeroizing<Vec<u8>>)> {
    let readings: [(Layer, Reading); 4] =
        [(Layer::Xxd, xxd), (Layer::HexDump, dump), (Layer::Hex, separated), (Layer::LabelledHex, labelled)];
    readings
        .into_iter()
        .find_map(|(layer, read)| Some((layer, read(text)?)))
        .filter(|(_, bytes)| bytes.len() >= MIN_LEN)
}

/// Digits in groups of whole bytes: `30 59`, `30:59`, `30-59`, `0x30, 0x59`, `{ 0x30 }` after a name, `\x30\x59`.
fn separated(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.strip_prefix("<Buffer ").and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let text = text.split_once('{').map_or(text, |(_, list)| list.split('}').next().unwrap_or_default());
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '}' | ';' | '[' | ']'));
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    let is_between = |c: char| c.is_ascii_whitespace() || matches!(c, ':' | '-' | ',');
    for group in text.split(is_between).filter(|group| !group.is_empty()) {
        // `\x30\x59` is one group, as is `0x3059`.
        let parts =
            group.split("\\x").flat_map(|part| part.strip_prefix("0x").or(part.strip_prefix("0X")).or(Some(part)));
        for part in parts.filter(|part| !part.is_empty()) {
            bytes.extend_from_slice(&digits(part)?);
        }
    }
    Some(bytes)
}

/// Pairs of digits and nothing else.
fn digits(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |c: u8| char::from(c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for [high, low] in pairs {
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    Some(bytes)
}

/// `00000000: 3059 3013 …  0Y0.`
fn xxd(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    lines(text, |line, at| {
        let (offset, rest) = line.split_once(": ")?;
        let is_next = usize::from_str_radix(offset, 16) == Ok(at);
        digit_groups(rest.split("  ").next()?).filter(|_| is_next)
    })
}

/// `00000000  30 59 …  |0Y|` of `hexdump -C`, `0000000 30 59` of `od -t x1` with an offset in octal, and
/// `00000000   30 59 …  0Y` of PowerShell's Format-Hex, after a line with the columns' numbers.
fn dump(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const SHORTEST_OFFSET: usize = 6;
    let is_columns = |line: &str| line.trim().starts_with("00 01 02 03") && line.trim().ends_with("0E 0F");
    let text = match text.split_once('\n') {
        Some((first, rest)) if is_columns(first) => rest.trim_start(),
        _ => text,
    };
    lines(text, |line, at| {
        let (offset, rest) = line.split_once(' ').unwrap_or((line, ""));
        let is_next = [16, 8].iter().any(|radix| usize::from_str_radix(offset, *radix) == Ok(at));
        let in_bars = digit_groups(rest.split(['|', '>']).next()?);
        let bytes = in_bars.or_else(|| digit_groups(rest.trim_start().split("  ").next()?));
        bytes.filter(|_| is_next && offset.len() >= SHORTEST_OFFSET)
    })
}

fn digit_groups(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for group in text.split_ascii_whitespace() {
        bytes.extend_from_slice(&digits(group)?);
    }
    Some(bytes)
}

/// Parses each line, with the number of bytes in the lines before it.
fn lines(text: &str, read: impl Fn(&str, usize) -> Option<Zeroizing<Vec<u8>>>) -> Option<Zeroizing<Vec<u8>>> {
    // Most text fails at its first line, and then needs no memory.
    read(text.lines().next()?, 0)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for line in text.lines() {
        let more = read(line, bytes.len())?;
        bytes.extend_from_slice(&more);
    }
    Some(bytes)
}

/// `NAME(file)= 3059…` of `openssl dgst -hex`, `SHA256 (file) = …` and `…  file` of sha256sum.
fn labelled(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut lines = text.lines();
    let line = lines.next().filter(|_| lines.next().is_none())?;
    let behind_label = line.rsplit_once('=').map_or(line, |(_, value)| value).trim_start();
    digits(behind_label.split_ascii_whitespace().next()?)
}

//! Dumps of words and of octal bytes: plain `od`, `od -x`, `od -b`, plain `hexdump`, each with offsets or without.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// A dump has at least so many bytes.
const MIN_LEN: usize = 16;

/// The digits of an offset, which no word has as many of.
const OFFSET: usize = 7;

/// The bytes of a dump. Words are in the order of a little-endian machine's bytes.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 3));
    let (mut width, mut end) = (None, None);
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace().peekable();
        if let Some(offset) = words.next_if(|word| word.len() >= OFFSET) {
            end = Some(offset.bytes().last()?);
            char::from(end?).to_digit(16)?;
        }
        for word in words {
            if *width.get_or_insert(word.len()) != word.len() {
                return None;
            }
            match word.len() {
                3 => bytes.push(u8::from_str_radix(word, 8).ok()?),
                4 => bytes.extend_from_slice(&u16::from_str_radix(word, 16).ok()?.to_le_bytes()),
                6 => bytes.extend_from_slice(&u16::from_str_radix(word, 8).ok()?.to_le_bytes()),
                _ => return None,
            }
        }
    }
    // The last line is the number of bytes; without it, a zero byte may only fill the last word.
    let is_filled = match end.and_then(|digit| char::from(digit).to_digit(16)) {
        Some(digit) => digit % 2 == 1,
        None => bytes.last() == Some(&0),
    };
    if width? > 3 && is_filled {
        bytes.pop();
    }
    Some(bytes).filter(|bytes| bytes.len() >= MIN_LEN)
}

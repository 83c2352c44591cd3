//! Dumps of words and of octal bytes: plain `od`, `od -x`, `od -b`, plain `hexdump`, each with offsets or without.

use alloc::vec::Vec;

use der::{Decode as _, asn1::AnyRef};
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
    // The last line is the number of bytes. Without it, a zero byte may only fill the last word: behind DER and text it
    // does, but the last byte of a signature of Ed25519 often is zero.
    let is_filled = match end.and_then(|digit| char::from(digit).to_digit(16)) {
        Some(digit) => digit % 2 == 1,
        None => bytes.split_last().is_some_and(|(last, rest)| {
            *last == 0 && (AnyRef::from_der(rest).is_ok() || rest.iter().all(|byte| matches!(byte, b'\t'..=b'~')))
        }),
    };
    if width? > 3 && is_filled {
        bytes.pop();
    }
    Some(bytes).filter(|bytes| bytes.len() >= MIN_LEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without its last line a dump of words does not say whether the last byte is one of its bytes.
    #[test]
    fn a_last_zero_byte_fills_a_word_behind_der_and_text_only() {
        let dump = |bytes: &[u8]| {
            let words = bytes.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]));
            words.map(|word| alloc::format!(" {word:06o}")).collect::<alloc::string::String>()
        };
        let mut der = [1; 19];
        (der[0], der[1]) = (0x30, 17);
        let mut signature = [0x99; 64];
        signature[63] = 0;
        for bytes in [&der[..], b"text of an odd length", &signature] {
            assert_eq!(decode(&dump(bytes)).unwrap().as_slice(), bytes);
        }
    }
}

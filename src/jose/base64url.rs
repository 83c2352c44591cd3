//! Base64url without padding (RFC 7515, 2), and nothing else: one text for each string of bytes.

use alloc::{string::String, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding as _};

/// Decodes `text`; `None` for any foreign character, padding and white space included, for spare bits that are not zero
/// (RFC 4648, 3.5 allows decoders to reject them), and for a length that no encoder produces.
///
/// Tokens are public, so a table may be indexed by their characters, which is several times faster than base64ct, whose
/// time does not depend on them.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let (groups, rest) = text.as_chunks();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let mut seen = 0;
    for group in groups {
        let [a, b, c, d] = group.map(value);
        seen |= a | b | c | d;
        bytes.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    // The spare bits are the last four or two.
    let spare = match *rest {
        [] => 0,
        [a, b] => {
            let [a, b] = [a, b].map(value);
            seen |= a | b;
            bytes.push(a << 2 | b >> 4);
            b & 0xf
        }
        [a, b, c] => {
            let [a, b, c] = [a, b, c].map(value);
            seen |= a | b | c;
            bytes.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2]);
            c & 3
        }
        _ => return None,
    };
    (seen & FOREIGN == 0 && spare == 0).then_some(bytes)
}

/// The six bits of a character, or [`FOREIGN`].
fn value(character: u8) -> u8 {
    VALUES.get(usize::from(character)).copied().unwrap_or(FOREIGN)
}

/// Stands for every character outside the alphabet: a bit that no value has.
const FOREIGN: u8 = 0x80;

/// The values of the alphabet (RFC 4648, 5).
#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "evaluated at compile time, where an index that is out of bounds is an error"
)]
const VALUES: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut values = [FOREIGN; 256];
    let mut value = 0;
    while value < 64 {
        values[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// The first character that is not in the alphabet.
pub(super) fn foreign_character(text: &[u8]) -> Option<char> {
    text.utf8_chunks().find_map(|chunk| {
        let foreign = chunk.valid().chars().find(|c| !matches!(c, 'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_'));
        foreign.or_else(|| (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER))
    })
}

/// Encodes `bytes`.
pub(super) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The length of the text of `len` bytes.
pub(super) const fn encoded_len(len: usize) -> usize {
    len / 3 * 4 + (len % 3 * 4).div_ceil(3)
}

/// Encodes the last `len` bytes of `text`, which has their [`encoded_len`], into the whole of it.
///
/// The bytes not yet encoded always begin after the text that is written, since the text is longer than the bytes.
pub(super) fn encode_in_place(text: &mut [u8], len: usize) {
    let mut chunk = [0; CHUNK_LEN];
    let (mut read, mut written) = (text.len().saturating_sub(len), 0);
    while let Some(bytes) = text.get(read..).filter(|bytes| !bytes.is_empty()) {
        let chunk_len = bytes.len().min(CHUNK_LEN);
        let (Some(chunk), Some(bytes)) = (chunk.get_mut(..chunk_len), bytes.get(..chunk_len)) else { return };
        chunk.copy_from_slice(bytes);
        read += chunk_len;
        encode_chunk(chunk, &mut |part| {
            if let Some(place) = text.get_mut(written..written + part.len()) {
                place.copy_from_slice(part);
                written += part.len();
            }
        });
    }
}

/// Encodes bytes that come in pieces, and hands the text on in pieces too.
#[derive(Clone, Default)]
pub(super) struct Encoder {
    /// One or two bytes that do not fill a group of three yet.
    held: [u8; 2],
    held_len: usize,
}

/// Bytes encoded at a time: a multiple of three.
const CHUNK_LEN: usize = 3 * 1024;

impl Encoder {
    /// Encodes the next piece.
    pub(super) fn update(&mut self, mut piece: &[u8], mut emit: impl FnMut(&[u8])) {
        while self.held_len > 0 {
            let Some((&byte, rest)) = piece.split_first() else { return };
            piece = rest;
            match (self.held, self.held_len) {
                ([first, second], 2) => {
                    self.held_len = 0;
                    encode_chunk(&[first, second, byte], &mut emit);
                }
                ([first, _], _) => (self.held, self.held_len) = ([first, byte], 2),
            }
        }
        let (whole, rest) = piece.split_at(piece.len() - piece.len() % 3);
        whole.chunks(CHUNK_LEN).for_each(|chunk| encode_chunk(chunk, &mut emit));
        if let Some(held) = self.held.get_mut(..rest.len()) {
            held.copy_from_slice(rest);
            self.held_len = rest.len();
        }
    }

    /// Encodes the end.
    pub(super) fn finish(&self, mut emit: impl FnMut(&[u8])) {
        encode_chunk(self.held.get(..self.held_len).unwrap_or_default(), &mut emit);
    }
}

fn encode_chunk(chunk: &[u8], emit: &mut impl FnMut(&[u8])) {
    let mut text = [0; CHUNK_LEN / 3 * 4];
    // Never `Err`: the text of a chunk fits.
    if let Ok(text) = Base64UrlUnpadded::encode(chunk, &mut text) {
        emit(text.as_bytes());
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test")]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn pieces_of_any_length_encode_as_one() {
        let bytes: Vec<u8> = (0..9000_u32).map(|n| n.to_le_bytes()[0] ^ 0x5a).collect();
        for len in [0, 1, 2, 3, 4, 5, 3071, 3072, 3073, 9000] {
            for piece in [1, 2, 3, 4, 5, 7, 3072, 5000] {
                let (mut encoder, mut text) = (Encoder::default(), vec![]);
                for piece in bytes[..len].chunks(piece) {
                    encoder.update(piece, |part| text.extend_from_slice(part));
                    encoder.update(&[], |part| text.extend_from_slice(part));
                }
                encoder.finish(|part| text.extend_from_slice(part));
                assert_eq!(text, encode(&bytes[..len]).as_bytes(), "{len} bytes in pieces of {piece}");
            }
        }
    }

    #[test]
    fn bytes_of_any_length_encode_in_place() {
        let bytes: Vec<u8> = (0..9300_u32).map(|n| n.to_le_bytes()[0] ^ 0xa5).collect();
        for len in (0..40).chain(3060..3090).chain(6140..6150).chain(9210..9300) {
            let mut text = vec![0; encoded_len(len)];
            let start = text.len() - len;
            text[start..].copy_from_slice(&bytes[..len]);
            encode_in_place(&mut text, len);
            assert_eq!(text, encode(&bytes[..len]).as_bytes(), "{len} bytes");
        }
    }

    #[test]
    fn only_the_one_encoding_of_each_length_decodes() {
        for (text, bytes) in [("", &b""[..]), ("-_8", &[0xfb, 0xff]), ("AA", &[0]), ("AAAA", &[0, 0, 0])] {
            assert_eq!(decode(text.as_bytes()).as_deref(), Some(bytes), "{text}");
        }
        for text in ["A", "AB", "AAB", "AA=", "AA==", "+/8", "AA ", " AA", "AA\n", "A\0A", "AAAAA", "é", "AA\u{feff}"]
        {
            assert_eq!(decode(text.as_bytes()), None, "{text:?}");
        }
        assert_eq!(decode(b"AA\xff"), None);
        // Every pair of bytes, alone and around whole groups, as base64ct has it.
        for pair in 0..=u16::MAX {
            let [a, b] = pair.to_le_bytes();
            for text in [&[a, b][..], &[b'A', a, b], &[b'-', b'z', a, b], &[a, b'9', b'_', b'0', b'b', b]] {
                let reference =
                    core::str::from_utf8(text).ok().and_then(|text| Base64UrlUnpadded::decode_vec(text).ok());
                assert_eq!(decode(text), reference, "{text:?}");
            }
        }
        assert_eq!(foreign_character(b"AB\xff="), Some('\u{fffd}'));
        assert_eq!(foreign_character("AB\n\u{e9}".as_bytes()), Some('\n'));
        assert_eq!(foreign_character(b"AB-_9"), None);
    }
}

//! Base64 as KMS and the AWS tools write it.

use alloc::{string::String, vec::Vec};

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

/// Decodes padded standard base64 (RFC 4648, 4) with white space anywhere in it.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.bytes().any(|b| b.is_ascii_whitespace()) {
        let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        Base64::decode_vec(&compact).ok()
    } else {
        Base64::decode_vec(text).ok()
    }
}

/// As [`decode`], for secrets: the buffer has its full size from the start and is wiped.
pub(crate) fn decode_secret(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut compact = Zeroizing::new(Vec::with_capacity(text.len()));
    compact.extend(text.bytes().filter(|b| !b.is_ascii_whitespace()));
    let mut bytes = Zeroizing::new(alloc::vec![0; compact.len() / 4 * 3]);
    let len = Base64::decode(&*compact, &mut bytes).ok()?.len();
    bytes.truncate(len);
    Some(bytes)
}

/// Encodes as padded standard base64, on one line.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

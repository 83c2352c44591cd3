//! EMSA-PKCS1-v1_5 (RFC 8017, 9.2).
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in an encoded message of 256, 384 or 512 bytes and a digest of at most 64"
)]

use crate::{arithmetic::rsa::EncodedMessage, kms::Sha2};

/// Whether `em` is what [`encode`] makes of a digest of `hash`'s length, in at least 256 bytes.
pub(crate) fn is_encoding(em: &[u8], digest: &[u8], hash: Sha2) -> bool {
    em == encode(em.len(), digest, hash).as_ref()
}

/// EM = 00 ‖ 01 ‖ PS ‖ 00 ‖ T of `length` bytes, where T is the DER of DigestInfo and PS is ff as often as fits.
///
/// T has at most 83 bytes, so PS has at least the 8 of step 3 in any EM of 256.
fn encode(length: usize, digest: &[u8], hash: Sha2) -> EncodedMessage {
    let mut em = EncodedMessage { bytes: [0xff; 512], length };
    let digest_info = length - digest.len() - prefix(hash).len();
    em.bytes[..2].copy_from_slice(&[0, 1]);
    em.bytes[digest_info - 1] = 0;
    em.bytes[digest_info..length - digest.len()].copy_from_slice(prefix(hash));
    em.bytes[length - digest.len()..length].copy_from_slice(digest);
    em
}

/// The DER of DigestInfo up to the digest (RFC 8017, 9.2, note 1).
const fn prefix(hash: Sha2) -> &'static [u8] {
    match hash {
        Sha2::Sha256 => b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
        Sha2::Sha384 => b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
        Sha2::Sha512 => b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
    }
}

//! EMSA-PKCS1-v1_5 (RFC 8017, 9.2).

use super::{EncodedMessage, Hash, Key};

impl Key {
    /// RSASSA-PKCS1-V1_5-VERIFY (RFC 8017, 8.2.2) of a message whose hash is `digest`. False if `digest` has not the
    /// length of `hash`.
    pub(crate) fn verify_pkcs1_v1_5(&self, digest: &[u8], hash: Hash, signature: &[u8]) -> bool {
        digest.len() == hash.length() && self.apply(signature).is_some_and(|em| is_encoding(em.as_ref(), digest, hash))
    }
}

/// Whether `em` is what [`encode`] makes of a digest of `hash`'s length, in at least 256 bytes.
pub(super) fn is_encoding(em: &[u8], digest: &[u8], hash: Hash) -> bool {
    em == encode(em.len(), digest, hash).as_ref()
}

/// EM = 00 ‖ 01 ‖ PS ‖ 00 ‖ T of `length` bytes, where T is the DER of DigestInfo and PS is ff as often as fits.
///
/// T has at most 83 bytes, so PS has at least the 8 of step 3 in any EM of 256.
fn encode(length: usize, digest: &[u8], hash: Hash) -> EncodedMessage {
    let mut em = EncodedMessage { bytes: [0xff; 512], length };
    let digest_info = length - digest.len() - prefix(hash).len();
    em.bytes[..2].copy_from_slice(&[0, 1]);
    em.bytes[digest_info - 1] = 0;
    em.bytes[digest_info..length - digest.len()].copy_from_slice(prefix(hash));
    em.bytes[length - digest.len()..length].copy_from_slice(digest);
    em
}

/// The DER of DigestInfo up to the digest (RFC 8017, 9.2, note 1).
const fn prefix(hash: Hash) -> &'static [u8] {
    match hash {
        Hash::Sha256 => b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
        Hash::Sha384 => b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
        Hash::Sha512 => b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
    }
}

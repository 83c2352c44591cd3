//! k = SHA-512(dom2(F, C) ‖ R ‖ A ‖ PH(M)), the challenge of Ed25519 (RFC 8032, 5.1.7, step 2).

use sha2::{Digest as _, Sha512};

use super::{Hashed, Hasher};
use crate::kms::SigningAlgorithm;

/// dom2(1, "") (RFC 8032, 2).
const DOM2_PH: &[u8] = b"SigEd25519 no Ed25519 collisions\x01\x00";

/// Bytes of R, which a signature begins with.
const R_LEN: usize = 32;

/// Hashes R ‖ A for Ed25519, and nothing for Ed25519ph, which hashes the message first.
pub(crate) fn hash_ed25519_prefix(
    algorithm: SigningAlgorithm,
    signature: &[u8],
    public_key: &[u8; 32],
    hash: &mut Hasher,
) {
    if algorithm == SigningAlgorithm::Ed25519Sha512 {
        hash.update(signature.get(..R_LEN).unwrap_or_default());
        hash.update(public_key);
    }
}

/// k; `None` if the signature has no R.
///
/// For Ed25519, where PH is the identity, the hash is k already. For Ed25519ph, KMS takes the 64-byte digest of a
/// message as DIGEST and signs *that*, so this hashes it once more (KMS API, Sign; FIPS 186-5, 7.8.1).
pub(crate) fn ed25519_challenge(
    algorithm: SigningAlgorithm,
    hashed: &Hashed,
    signature: &[u8],
    public_key: &[u8; 32],
) -> Option<[u8; 64]> {
    if algorithm == SigningAlgorithm::Ed25519Sha512 {
        return hashed.as_bytes().try_into().ok();
    }
    let r = signature.get(..R_LEN)?;
    let ph = Sha512::digest(hashed.as_bytes());
    Some(Sha512::new_with_prefix(DOM2_PH).chain_update(r).chain_update(public_key).chain_update(ph).finalize().into())
}

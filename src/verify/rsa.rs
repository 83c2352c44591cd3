//! RSA keys that verify, with either of two paddings.

use crate::vocabulary::Hash;

/// An RSA key, for RSASSA-PKCS1-v1_5 and RSASSA-PSS alike.
#[derive(Clone)]
pub(crate) struct Key {
    pub(super) reference: ::rsa::PublicKey,
}

impl Key {
    pub(super) fn new(reference: ::rsa::PublicKey) -> Self {
        Self { reference }
    }
}

/// Runs `$verify::<D>` with the SHA-2 function `D` that `$hash` names; the others never sign with RSA.
macro_rules! with_sha2 {
    ($hash:expr, $key:ident.$verify:ident, $digest:expr, $signature:expr) => {
        match $hash {
            Hash::Sha256 => $key.$verify::<sha2::Sha256>($digest, $signature).is_ok(),
            Hash::Sha384 => $key.$verify::<sha2::Sha384>($digest, $signature).is_ok(),
            Hash::Sha512 => $key.$verify::<sha2::Sha512>($digest, $signature).is_ok(),
            Hash::Sm3 | Hash::Shake256 => false,
        }
    };
}

impl Key {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2) over a digest: DigestInfo with NULL, a signature of exactly the modulus' length
    /// and below the modulus.
    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Digest` has the length of its algorithm's hash"
    )]
    pub(super) fn verify_pkcs1_v1_5(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        let key = &self.reference;
        with_sha2!(hash, key.pkcs1v15_verify_prehash, digest, signature)
    }

    /// RSASSA-PSS (RFC 8017, 8.1.2) over a digest: MGF1 with the same hash, salt as long as the digest, trailer BC.
    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Digest` has the length of its algorithm's hash"
    )]
    pub(super) fn verify_pss(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        let key = &self.reference;
        with_sha2!(hash, key.pss_verify_prehash, digest, signature)
    }
}

//! RSA keys that verify, with either of two paddings (RFC 8017, 8).

use alloc::{boxed::Box, sync::Arc};

use ::rsa::{BoxedUint, PublicKey};
use once_cell::race::OnceBox;

use crate::{
    equation::{Equation, Outcome},
    kms::{Rsassa, Sha2, SigningAlgorithm},
    message::{Hashed, Hasher},
};

/// An RSA key, for RSASSA-PKCS1-v1_5 and RSASSA-PSS alike. The crate computes its constants at the first verification.
pub(crate) struct Rsa {
    n: Arc<[u8]>,
    e: u64,
    key: OnceBox<PublicKey>,
}

/// Runs `$verify::<D>` with the SHA-2 function `D` that `$hash` names.
macro_rules! with_sha2 {
    ($hash:expr, $key:ident.$verify:ident, $digest:expr, $signature:expr) => {
        match $hash {
            Sha2::Sha256 => $key.$verify::<sha2::Sha256>($digest, $signature).is_ok(),
            Sha2::Sha384 => $key.$verify::<sha2::Sha384>($digest, $signature).is_ok(),
            Sha2::Sha512 => $key.$verify::<sha2::Sha512>($digest, $signature).is_ok(),
        }
    };
}

impl Rsa {
    /// The key of a big-endian modulus of 2048, 3072 or 4096 bits and an odd exponent from 3 to 2³³ − 1.
    pub(crate) fn new(n: &Arc<[u8]>, e: u64) -> Self {
        Self { n: Arc::clone(n), e, key: OnceBox::new() }
    }

    /// `None` if the crate rejects the key, which it does for none of those moduli and exponents.
    fn key(&self) -> Option<&PublicKey> {
        let key = self.key.get_or_try_init(|| public_key(&self.n, self.e).map(Box::new).ok_or(())).ok();
        debug_assert!(key.is_some());
        key
    }

    /// RSASSA-PKCS1-v1_5 (8.2.2): DigestInfo with NULL. RSASSA-PSS (8.1.2): MGF1 with the same hash, salt as long as
    /// the digest, trailer BC. Both: a signature of exactly the modulus' length and below the modulus.
    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Hashed` has the length of its algorithm's hash"
    )]
    fn verify(&self, padding: Rsassa, digest: &[u8], signature: &[u8]) -> bool {
        let Some(key) = self.key() else { return false };
        match padding {
            Rsassa::Pkcs1V15(hash) => with_sha2!(hash, key.pkcs1v15_verify_prehash, digest, signature),
            Rsassa::Pss(hash) => with_sha2!(hash, key.pss_verify_prehash, digest, signature),
        }
    }
}

/// The crate's key; `None` if it rejects the modulus or the exponent.
pub(crate) fn public_key(n: &[u8], e: u64) -> Option<PublicKey> {
    let bits = u32::try_from(8 * n.len()).ok()?;
    PublicKey::new(BoxedUint::from_be_slice(n, bits).ok()?, BoxedUint::from(e)).ok()
}

impl Equation for Rsa {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], _: &mut Hasher) {}

    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        match algorithm.rsassa() {
            Some(padding) if signature.len() == self.n.len() => {
                Outcome::evaluated(self.verify(padding, hashed.as_bytes(), signature))
            }
            _ => Outcome::Malformed,
        }
    }
}

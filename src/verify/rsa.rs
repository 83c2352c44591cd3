//! RSA keys that verify, with either of two paddings.

#[cfg(feature = "arithmetic")]
use {crate::fast, ::rsa::traits::PublicKeyParts as _, alloc::sync::Arc};

use crate::vocabulary::Hash;

/// An RSA key, for RSASSA-PKCS1-v1_5 and RSASSA-PSS alike.
#[derive(Clone)]
pub(crate) struct Key {
    reference: ::rsa::PublicKey,
    #[cfg(feature = "arithmetic")]
    fast: Option<Arc<fast::rsa::Key>>,
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
    pub(super) fn new(reference: ::rsa::PublicKey) -> Self {
        Self {
            reference,
            #[cfg(feature = "arithmetic")]
            fast: None,
        }
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2) over a digest: DigestInfo with NULL, a signature of exactly the modulus' length
    /// and below the modulus.
    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Digest` has the length of its algorithm's hash"
    )]
    pub(super) fn verify_pkcs1_v1_5(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        #[cfg(feature = "arithmetic")]
        if let Some(fast) = &self.fast {
            return fast_hash(hash).is_some_and(|hash| fast.verify_pkcs1_v1_5(digest, hash, signature));
        }
        let key = &self.reference;
        with_sha2!(hash, key.pkcs1v15_verify_prehash, digest, signature)
    }

    /// RSASSA-PSS (RFC 8017, 8.1.2) over a digest: MGF1 with the same hash, salt as long as the digest, trailer BC.
    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Digest` has the length of its algorithm's hash"
    )]
    pub(super) fn verify_pss(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        #[cfg(feature = "arithmetic")]
        if let Some(fast) = &self.fast {
            return fast_hash(hash).is_some_and(|hash| fast.verify_pss(digest, hash, signature));
        }
        let key = &self.reference;
        with_sha2!(hash, key.pss_verify_prehash, digest, signature)
    }
}

#[cfg(feature = "arithmetic")]
impl Key {
    /// The same key, with own arithmetic from now on.
    pub(super) fn precompute(&self) -> Self {
        let e = self.reference.e_bytes().iter().fold(0, |e: u64, byte| e << 8 | u64::from(*byte));
        let fast = fast::rsa::Key::new(&self.reference.n_bytes(), e).map(Arc::new);
        Self { reference: self.reference.clone(), fast }
    }

    /// What precomputing holds, in bytes.
    pub(super) fn table_bytes(&self) -> usize {
        self.fast.as_ref().map_or(0, |fast| fast.table_bytes())
    }
}

/// The hash as own arithmetic names it; the others never sign with RSA.
#[cfg(feature = "arithmetic")]
const fn fast_hash(hash: Hash) -> Option<fast::rsa::Hash> {
    match hash {
        Hash::Sha256 => Some(fast::rsa::Hash::Sha256),
        Hash::Sha384 => Some(fast::rsa::Hash::Sha384),
        Hash::Sha512 => Some(fast::rsa::Hash::Sha512),
        Hash::Sm3 | Hash::Shake256 => None,
    }
}

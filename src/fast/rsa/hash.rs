//! The hash functions that RSA signatures are made with.

use sha2::{Sha256, Sha384, Sha512};

/// A hash function of KMS's RSA algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// hLen, at most 64.
    pub(super) const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of `parts`, one behind the other, at the front of the buffer.
    pub(super) fn digest(self, parts: &[&[u8]]) -> [u8; 64] {
        fn hash<D: sha2::Digest>(parts: &[&[u8]]) -> [u8; 64] {
            let mut hash = D::new();
            for part in parts {
                hash.update(part);
            }
            let mut digest = [0; 64];
            for (to, from) in digest.iter_mut().zip(hash.finalize()) {
                *to = from;
            }
            digest
        }
        match self {
            Self::Sha256 => hash::<Sha256>(parts),
            Self::Sha384 => hash::<Sha384>(parts),
            Self::Sha512 => hash::<Sha512>(parts),
        }
    }
}

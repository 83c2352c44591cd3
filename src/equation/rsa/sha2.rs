//! The hash functions of RSA signatures, over several parts.
#![allow(clippy::indexing_slicing, reason = "a digest of SHA-2 has at most 64 bytes")]

use ::sha2::{Digest, Sha256, Sha384, Sha512};

use crate::kms::Sha2;

impl Sha2 {
    /// hLen, at most 64.
    pub(crate) const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of `parts`, one after the other, at the front of the buffer.
    pub(crate) fn digest(self, parts: &[&[u8]]) -> [u8; 64] {
        fn hash<D: Digest>(parts: &[&[u8]]) -> [u8; 64] {
            let mut hash = D::new();
            for part in parts {
                hash.update(part);
            }
            let mut digest = [0; 64];
            let output = hash.finalize();
            digest[..output.len()].copy_from_slice(&output);
            digest
        }
        match self {
            Self::Sha256 => hash::<Sha256>(parts),
            Self::Sha384 => hash::<Sha384>(parts),
            Self::Sha512 => hash::<Sha512>(parts),
        }
    }
}

//! The hash function of a signing algorithm, piece by piece.

use ::sm3::Sm3;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use shake::{ExtendableOutput as _, Shake256, Update as _};

use crate::kms::Hash;

/// A hash in progress.
#[derive(Clone)]
pub(crate) enum Hasher {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
    Sm3(Sm3),
    Shake256(Shake256),
}

impl Hasher {
    /// Of nothing yet.
    pub(crate) fn new(hash: Hash) -> Self {
        match hash {
            Hash::Sha256 => Self::Sha256(Sha256::new()),
            Hash::Sha384 => Self::Sha384(Sha384::new()),
            Hash::Sha512 => Self::Sha512(Sha512::new()),
            Hash::Sm3 => Self::Sm3(Sm3::new()),
            Hash::Shake256 => Self::Shake256(Shake256::default()),
        }
    }

    /// Hashes the next piece.
    pub(crate) fn update(&mut self, piece: impl AsRef<[u8]>) {
        let piece = piece.as_ref();
        match self {
            Self::Sha256(hash) => sha2::Digest::update(hash, piece),
            Self::Sha384(hash) => sha2::Digest::update(hash, piece),
            Self::Sha512(hash) => sha2::Digest::update(hash, piece),
            Self::Sm3(hash) => sha2::Digest::update(hash, piece),
            Self::Shake256(hash) => hash.update(piece),
        }
    }

    /// The hash of all pieces; of SHAKE256 its first 64 bytes.
    pub(crate) fn finish(self) -> Hashed {
        match self {
            Self::Sha256(hash) => Hashed::new(&hash.finalize()),
            Self::Sha384(hash) => Hashed::new(&hash.finalize()),
            Self::Sha512(hash) => Hashed::new(&hash.finalize()),
            Self::Sm3(hash) => Hashed::new(&hash.finalize()),
            Self::Shake256(hash) => {
                let mut mu = [0; Hashed::MAX_LEN];
                hash.finalize_xof_into(&mut mu);
                Hashed::new(&mu)
            }
        }
    }
}

/// The output of a hash function, at most 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hashed {
    bytes: [u8; Self::MAX_LEN],
    len: usize,
}

impl Hashed {
    const MAX_LEN: usize = 64;

    /// In: at most 64 bytes.
    pub(super) fn new(hash: &[u8]) -> Self {
        debug_assert!(hash.len() <= Self::MAX_LEN);
        let mut bytes = [0; Self::MAX_LEN];
        bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
        Self { bytes, len: hash.len().min(Self::MAX_LEN) }
    }

    /// At most 64 bytes that no hash function returned.
    #[cfg(test)]
    pub(crate) fn made_up(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }

    /// The bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&self.bytes)
    }
}

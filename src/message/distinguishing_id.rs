//! The identity of an SM2 signer.

use alloc::vec::Vec;
use core::fmt;

use crate::{
    error::{Error, Misuse},
    kms::{Excerpt, MAX_DISTINGUISHING_ID_LEN},
};

/// The distinguishing ID of an SM2 signer (GB/T 32918.2, 5.5), which goes into ZA.
///
/// KMS always uses [`DEFAULT`](Self::DEFAULT) for RAW; another one is possible in KMS only by passing the digest. Any
/// bytes are an ID, the empty one (OpenSSL's default) included.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DistinguishingId(Vec<u8>);

impl DistinguishingId {
    /// The ID that KMS uses (GM/T 0009).
    pub const DEFAULT: &'static [u8] = b"1234567812345678";

    /// The longest ID in bytes: ENTL, its length in bits, has 16 bits.
    pub const MAX_LEN: usize = MAX_DISTINGUISHING_ID_LEN;

    /// Creates an ID of these bytes.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there are more than [`MAX_LEN`](Self::MAX_LEN).
    pub fn new(id: impl AsRef<[u8]>) -> Result<Self, Error> {
        let id = id.as_ref();
        if id.len() > Self::MAX_LEN {
            return Err(Misuse::DistinguishingIdLength { found: id.len() }.into());
        }
        Ok(Self(id.to_vec()))
    }

    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The length in bits as two bytes, most significant first.
    pub(crate) fn entl(&self) -> [u8; 2] {
        u16::try_from(8 * self.0.len()).unwrap_or(u16::MAX).to_be_bytes()
    }
}

impl Default for DistinguishingId {
    fn default() -> Self {
        Self(Self::DEFAULT.to_vec())
    }
}

impl fmt::Debug for DistinguishingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(&self.0) {
            Ok(text) => write!(f, "DistinguishingId({})", Excerpt::of(text)),
            Err(_) => write!(f, "DistinguishingId({} bytes)", self.0.len()),
        }
    }
}

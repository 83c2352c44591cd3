//! Messages as KMS accepts them, and their digests: SHA-2, SM3(ZA ‖ M), and ML-DSA's μ.
//!
//! KMS signs at most 4,096 bytes as RAW. For more, compute the digest (or μ) here and pass it to KMS as DIGEST (or
//! EXTERNAL_MU); the signature is the same as that of the whole message as RAW. It may use inputs, errors and names.

mod challenge;
mod digest;
mod distinguishing_id;
mod hasher;
mod mu;
#[cfg(feature = "std")]
pub(crate) mod reader;
mod za;

pub(crate) use self::{
    challenge::{ed25519_challenge, hash_ed25519_prefix},
    hasher::{Hashed, Hasher},
    mu::MuPrefix,
    za::{Signer, Za, za},
};
pub use self::{
    digest::{Digest, Digester},
    distinguishing_id::DistinguishingId,
};
use crate::kms::MessageType;

/// A message, in KMS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message<'a> {
    /// The message itself, of any length.
    Raw(&'a [u8]),
    /// The digest that the algorithm computes from the message: SHA-2, or SM3(ZA ‖ M) for SM2DSA.
    ///
    /// **A digest proves nothing unless you computed it yourself from the message.** For ECDSA and SM2DSA anyone can
    /// make a digest and a signature that verifies for it, without the private key: choose a and b, set R = aG + bQ, r
    /// = x(R), s = r/b, e = ar/b. Never verify a digest that came with the signature.
    Digest(&'a [u8]),
    /// The 64-byte μ of ML-DSA (FIPS 204, 6.2), which a caller must have computed from the message too.
    ExternalMu(&'a [u8]),
}

impl<'a> Message<'a> {
    /// Returns KMS's name of this type of message.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        match self {
            Self::Raw(_) => MessageType::Raw,
            Self::Digest(_) => MessageType::Digest,
            Self::ExternalMu(_) => MessageType::ExternalMu,
        }
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        match self {
            Self::Raw(bytes) | Self::Digest(bytes) | Self::ExternalMu(bytes) => bytes,
        }
    }

    /// Creates a message of this type.
    #[must_use]
    pub const fn new(message_type: MessageType, bytes: &'a [u8]) -> Self {
        match message_type {
            MessageType::Raw => Self::Raw(bytes),
            MessageType::Digest => Self::Digest(bytes),
            MessageType::ExternalMu => Self::ExternalMu(bytes),
        }
    }
}

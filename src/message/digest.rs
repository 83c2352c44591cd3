//! Digests and μ as KMS accepts them.

use alloc::string::String;
use core::fmt;

use super::{Hashed, Hasher, Message};
use crate::{
    error::{Error, Misuse},
    input::{base64, recognise},
    kms::{Hex, MessageType, SigningAlgorithm},
};

/// The digest that an algorithm signs in place of a message. Pass it to KMS as [`message_type`](Self::message_type).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    message_type: MessageType,
    hashed: Hashed,
}

impl Digest {
    /// A digest or μ from the caller, if it has the length that `algorithm` signs.
    ///
    /// The crates' equations do not check that: on some curves a longer digest is cut, and verifies.
    pub(crate) fn given(algorithm: SigningAlgorithm, message_type: MessageType, digest: &[u8]) -> Result<Self, Error> {
        match algorithm.digest_len() {
            Some(expected) if expected == digest.len() => Ok(Self { message_type, hashed: Hashed::new(digest) }),
            Some(expected) => Err(match recognise::digest_text(digest, expected) {
                Some(layer) => Misuse::DigestText { algorithm, layer, expected },
                None => Misuse::DigestLength { algorithm, found: digest.len(), expected },
            }
            .into()),
            None => Err(Misuse::MessageType { algorithm, found: message_type }.into()),
        }
    }

    /// Returns DIGEST, or EXTERNAL_MU for ML-DSA.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        self.message_type
    }

    /// Returns the 32, 48 or 64 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.hashed.as_bytes()
    }

    /// Returns the bytes as padded standard base64 (RFC 4648, 4), as the AWS CLI accepts them inline.
    #[must_use]
    pub fn to_base64(&self) -> String {
        base64::encode(self.as_bytes())
    }

    /// Returns the digest as a message.
    #[must_use]
    pub fn as_message(&self) -> Message<'_> {
        Message::new(self.message_type, self.as_bytes())
    }

    /// The input of an equation.
    pub(crate) const fn hashed(&self) -> &Hashed {
        &self.hashed
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.message_type, Hex(self.as_bytes()))
    }
}

/// Computes a [`Digest`] piece by piece, in constant memory.
#[derive(Clone)]
#[must_use = "a digester does nothing until it is finished"]
pub struct Digester {
    message_type: MessageType,
    hasher: Hasher,
}

impl Digester {
    /// For messages that are passed as DIGEST, or as EXTERNAL_MU; `hasher` has hashed the prefix of the message.
    pub(crate) const fn new(message_type: MessageType, hasher: Hasher) -> Self {
        Self { message_type, hasher }
    }

    /// Hashes the next piece of the message.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        self.hasher.update(piece);
    }

    /// Hashes everything that `reader` returns, in constant memory, and returns the number of bytes.
    ///
    /// # Errors
    /// [`Error::Io`] if reading fails. Drop the digester then: it has only hashed a part of the message.
    #[cfg(feature = "std")]
    pub fn read_from(&mut self, reader: &mut impl std::io::Read) -> Result<u64, Error> {
        super::reader::read_all(reader, |piece| self.update(piece))
    }

    /// Returns the digest of all pieces.
    #[must_use]
    pub fn finish(self) -> Digest {
        Digest { message_type: self.message_type, hashed: self.hasher.finish() }
    }
}

impl fmt::Debug for Digester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digester").finish_non_exhaustive()
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Digester {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.update(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

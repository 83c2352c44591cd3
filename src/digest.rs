//! What is signed: SHA-2 digests, SM3(ZA ‖ M), and ML-DSA's μ.
//!
//! KMS signs at most 4,096 bytes as RAW. For more, the digest (or μ) is computed here and given to KMS as DIGEST (or
//! EXTERNAL_MU); the signature is the same as that of the whole message as RAW.

use alloc::{string::String, vec::Vec};
use core::fmt;

use ::sm3::Sm3;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use shake::{ExtendableOutput as _, Shake256, Update as _};

use crate::{
    base64,
    error::{Error, Excerpt, Misuse},
    vocabulary::{Hash, MessageType, SigningAlgorithm},
};

/// A message, in KMS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message<'a> {
    /// The message itself, of any length.
    Raw(&'a [u8]),
    /// What the algorithm makes of the message: the SHA-2 digest, or SM3(ZA ‖ M) for SM2DSA.
    ///
    /// **A digest proves nothing unless you computed it yourself from the message.** For ECDSA and SM2DSA anyone can make a
    /// digest and a signature that verifies for it, without the private key: choose a and b, set R = aG + bQ, r = x(R),
    /// s = r/b, e = ar/b. Never verify a digest that came with the signature.
    Digest(&'a [u8]),
    /// The 64-byte μ of ML-DSA (FIPS 204, 6.2), which a caller must have computed from the message too.
    ExternalMu(&'a [u8]),
}

impl<'a> Message<'a> {
    /// What KMS calls this type of message.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        match self {
            Self::Raw(_) => MessageType::Raw,
            Self::Digest(_) => MessageType::Digest,
            Self::ExternalMu(_) => MessageType::ExternalMu,
        }
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        match self {
            Self::Raw(bytes) | Self::Digest(bytes) | Self::ExternalMu(bytes) => bytes,
        }
    }

    /// The message with this type.
    #[must_use]
    pub const fn new(message_type: MessageType, bytes: &'a [u8]) -> Self {
        match message_type {
            MessageType::Raw => Self::Raw(bytes),
            MessageType::Digest => Self::Digest(bytes),
            MessageType::ExternalMu => Self::ExternalMu(bytes),
        }
    }
}

/// The distinguishing ID of an SM2 signer (GB/T 32918.2, 5.5), which goes into ZA.
///
/// KMS always uses [`DEFAULT`](Self::DEFAULT) for RAW; another one is possible in KMS only by giving it the digest. Any bytes
/// are an ID, the empty one (OpenSSL's default) included.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DistinguishingId(Vec<u8>);

impl DistinguishingId {
    /// The ID that KMS uses (GM/T 0009).
    pub const DEFAULT: &'static [u8] = b"1234567812345678";

    /// The longest ID in bytes: ENTL, its length in bits, has 16 bits.
    pub const MAX_LEN: usize = 8191;

    /// An ID of these bytes.
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

    /// The bytes.
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

/// What an algorithm signs in place of a message: give it to KMS as [`message_type`](Self::message_type).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    message_type: MessageType,
    bytes: [u8; Self::MAX_LEN],
    len: usize,
}

impl Digest {
    const MAX_LEN: usize = 64;

    /// Takes a digest or μ from the caller, if it has the length that `algorithm` signs.
    ///
    /// The crates' equations do not check that: on some curves a longer digest is cut, and verifies.
    pub(crate) fn given(algorithm: SigningAlgorithm, message_type: MessageType, digest: &[u8]) -> Result<Self, Error> {
        match algorithm.digest_len() {
            Some(expected) if expected == digest.len() => Ok(Self::new(message_type, digest)),
            Some(expected) => Err(Misuse::DigestLength { algorithm, found: digest.len(), expected }.into()),
            None => Err(Misuse::MessageType { algorithm, found: message_type }.into()),
        }
    }

    fn new(message_type: MessageType, digest: &[u8]) -> Self {
        let mut bytes = [0; Self::MAX_LEN];
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        Self { message_type, bytes, len: digest.len().min(Self::MAX_LEN) }
    }

    /// DIGEST, or EXTERNAL_MU for ML-DSA.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        self.message_type
    }

    /// The 32, 48 or 64 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&self.bytes)
    }

    /// The bytes as padded standard base64 (RFC 4648, 4), as the AWS CLI takes them inline.
    #[must_use]
    pub fn to_base64(&self) -> String {
        base64::encode(self.as_bytes())
    }

    /// The same as a message.
    #[must_use]
    pub fn as_message(&self) -> Message<'_> {
        Message::new(self.message_type, self.as_bytes())
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.message_type)?;
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

/// Computes a [`Digest`] piece by piece, in constant memory.
#[derive(Clone)]
#[must_use = "a digester does nothing until it is finished"]
pub struct Digester(Hasher);

#[derive(Clone)]
enum Hasher {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
    Sm3(Sm3),
    Shake256(Shake256),
}

impl Digester {
    /// For an algorithm whose digest begins with `prefix`: ZA for SM2DSA, tr ‖ 0 ‖ 0 for ML-DSA, nothing otherwise.
    pub(crate) fn new(algorithm: SigningAlgorithm, prefix: &[u8]) -> Self {
        let mut digester = Self(match algorithm.hash() {
            Hash::Sha256 => Hasher::Sha256(Sha256::new()),
            Hash::Sha384 => Hasher::Sha384(Sha384::new()),
            Hash::Sha512 => Hasher::Sha512(Sha512::new()),
            Hash::Sm3 => Hasher::Sm3(Sm3::new()),
            Hash::Shake256 => Hasher::Shake256(Shake256::default()),
        });
        digester.update(prefix);
        digester
    }

    /// Takes the next piece of the message.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        let piece = piece.as_ref();
        match &mut self.0 {
            Hasher::Sha256(hash) => sha2::Digest::update(hash, piece),
            Hasher::Sha384(hash) => sha2::Digest::update(hash, piece),
            Hasher::Sha512(hash) => sha2::Digest::update(hash, piece),
            Hasher::Sm3(hash) => sha2::Digest::update(hash, piece),
            Hasher::Shake256(hash) => hash.update(piece),
        }
    }

    /// The digest of all pieces.
    #[must_use]
    pub fn finish(self) -> Digest {
        match self.0 {
            Hasher::Sha256(hash) => Digest::new(MessageType::Digest, &hash.finalize()),
            Hasher::Sha384(hash) => Digest::new(MessageType::Digest, &hash.finalize()),
            Hasher::Sha512(hash) => Digest::new(MessageType::Digest, &hash.finalize()),
            Hasher::Sm3(hash) => Digest::new(MessageType::Digest, &hash.finalize()),
            Hasher::Shake256(hash) => {
                let mut mu = [0; Digest::MAX_LEN];
                hash.finalize_xof_into(&mut mu);
                Digest::new(MessageType::ExternalMu, &mu)
            }
        }
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

//! A key bound to one algorithm.

use core::fmt;

use super::{Bound, Stream, Verified};
use crate::{
    error::{Error, Misuse},
    key::VerifyingKey,
    kms::{Curve, MessageType, SigningAlgorithm},
    material::Material,
    message::{Digester, DistinguishingId, Message, Za, za},
};

/// A key bound to one of its listed algorithms. Only [`VerifyingKey::verifier`] creates one.
///
/// It has the traits of the `signature` crate, for signatures in KMS's encoding in any type of bytes:
/// [`Verifier`](signature::Verifier) and [`MultipartVerifier`](signature::MultipartVerifier) accept RAW messages,
/// [`PrehashVerifier`](signature::hazmat::PrehashVerifier) accepts digests. Their error's
/// [`source`](core::error::Error::source) is our [`Error`].
#[derive(Clone)]
#[must_use = "a verifier does nothing until it gets a message and a signature"]
pub struct Verifier {
    key: VerifyingKey,
    algorithm: SigningAlgorithm,
    /// ZA of a distinguishing ID that the caller gave.
    za: Option<Za>,
}

impl Verifier {
    pub(super) const fn new(key: VerifyingKey, algorithm: SigningAlgorithm) -> Self {
        Self { key, algorithm, za: None }
    }

    /// Returns the algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Returns the key.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Returns a verifier for signatures made with this distinguishing ID instead of KMS's own, 1234567812345678.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the algorithm is not SM2DSA.
    pub fn with_distinguishing_id(self, id: &DistinguishingId) -> Result<Self, Error> {
        match &**self.key.material() {
            Material::Ec(point) if point.curve == Curve::Sm2 => {
                let (x, y) = point.coordinates();
                let za = Some(za(id.entl(), id.as_bytes(), x, y));
                Ok(Self { za, ..self })
            }
            Material::Ec(_) | Material::Rsa(_) | Material::Ed25519(_) | Material::MlDsa(_) | Material::MlKem(_) => {
                Err(Misuse::DistinguishingIdAlgorithm { algorithm: self.algorithm }.into())
            }
        }
    }

    /// Checks whether messages of this type can be verified.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the algorithm does not accept them, and the error lists those that it accepts; or if the
    /// verifier has a distinguishing ID and the type is a digest.
    pub fn check_message_type(&self, message_type: MessageType) -> Result<(), Error> {
        self.bound().check_message_type(message_type)
    }

    /// Verifies a signature, as [`VerifyingKey::verify`] does.
    ///
    /// # Errors
    /// The same errors; and [`Error::Misuse`] if the verifier has a distinguishing ID and the message is a digest.
    pub fn verify_message(&self, message: Message<'_>, signature: impl AsRef<[u8]>) -> Result<Verified<'_>, Error> {
        self.bound().verify(message, signature.as_ref())
    }

    /// Verifies a signature over a message that comes in pieces, in constant memory.
    ///
    /// For ED25519_PH_SHA_512 the pieces are the message, and the stream computes the digest that KMS received.
    pub fn stream(&self, signature: impl AsRef<[u8]>) -> Stream {
        Stream::new(self.clone(), signature.as_ref())
    }

    /// Computes the digest that the algorithm signs in place of a message, piece by piece.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the algorithm is ED25519_SHA_512, which signs the message itself.
    pub fn digester(&self) -> Result<Digester, Error> {
        self.bound().digester()
    }

    pub(super) fn bound(&self) -> Bound<'_> {
        Bound { key: &self.key, algorithm: self.algorithm, za: self.za.as_ref() }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("algorithm", &self.algorithm).field("key", &self.key).finish_non_exhaustive()
    }
}

//! Verification of what SIGN_VERIFY keys sign: in one call, bound to an algorithm, as a stream, and many at once.
//!
//! It knows only the trait of the equations, and may use keys, messages, inputs, errors and names. What is wrong with
//! the *call* is rejected here, before any arithmetic. Whatever is wrong with the *bytes of a signature* is
//! [`Error::NotVerified`].

mod arithmetic;
mod many;
mod stream;
mod traits;
mod verified;
mod verifier;

pub use self::{
    stream::Stream,
    verified::{Verified, VerifiedRecord},
    verifier::Verifier,
};
use crate::{
    equation::{Equation, Outcome},
    error::{Error, Misuse},
    input::SignResponse,
    key::VerifyingKey,
    kms::{Excerpt, MessageType, SigningAlgorithm},
    message::{Digest, Digester, Hashed, Hasher, Message, Za},
};

impl VerifyingKey {
    /// Verifies a signature in KMS's encoding: DER for ECDSA and SM2DSA, fixed lengths for the others.
    ///
    /// Messages have no limit here, and an empty one is fine, though KMS signs at most 4,096 bytes as RAW. A signature
    /// over a message's digest is one over the message: message types need not agree between signing and verifying.
    ///
    /// A key verifies with our own arithmetic from its first signature on. After a few signatures it prepares itself,
    /// which costs at most 20 KiB (ML-DSA: 20 to 64) and makes the following verifications several times faster: see
    /// [`precompute`](Self::precompute).
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`, or the algorithm does not accept such a message;
    /// [`Error::NotVerified`] if the signature is malformed or not this key's over `message`.
    pub fn verify(
        &self,
        algorithm: SigningAlgorithm,
        message: Message<'_>,
        signature: impl AsRef<[u8]>,
    ) -> Result<Verified<'_>, Error> {
        self.check_listed(algorithm)?;
        Bound { key: self, algorithm, za: None }.verify(message, signature.as_ref())
    }

    /// Verifies a signature over a RAW message that `feed` hashes, with an algorithm that accepts RAW.
    #[cfg(feature = "jose")]
    pub(crate) fn verify_pieces(
        &self,
        algorithm: SigningAlgorithm,
        signature: &[u8],
        feed: impl FnOnce(&mut Hasher),
    ) -> Result<Verified<'_>, Error> {
        self.check_listed(algorithm)?;
        let bound = Bound { key: self, algorithm, za: None };
        bound.check_message_type(MessageType::Raw)?;
        let mut hasher = bound.begin(signature);
        feed(&mut hasher);
        bound.judge(MessageType::Raw, &hasher.finish(), signature)
    }

    /// Binds a listed algorithm: the value proves that the key lists it.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`.
    ///
    /// ```
    /// # let response = include_bytes!("../tests/vectors/example/public-key.json");
    /// # let message = include_bytes!("../tests/vectors/example/message.bin");
    /// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../tests/vectors/example/sign.json"))?;
    /// # let signature = signature.signature();
    /// use kms_offline::{SigningAlgorithm, VerifyingKey, signature::Verifier as _};
    ///
    /// let verifier = VerifyingKey::from_json(response)?.verifier(SigningAlgorithm::EcdsaSha256)?;
    /// verifier.verify(message, &signature)?; // a trait of the `signature` crate
    ///
    /// let mut stream = verifier.stream(signature); // any size, constant memory
    /// for chunk in message.chunks(4096) {
    ///     stream.update(chunk);
    /// }
    /// stream.finish()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verifier(&self, algorithm: SigningAlgorithm) -> Result<Verifier, Error> {
        self.check_listed(algorithm)?;
        Ok(Verifier::new(self.clone(), algorithm))
    }

    /// Verifies a Sign response.
    ///
    /// The response's own algorithm and KeyId can only make this fail, because an attacker may have written them.
    /// `algorithm` is the one that you expect. Without it, the response's algorithm is used if the key lists it, or else
    /// the key's only one.
    ///
    /// # Errors
    /// [`Error::Misuse`] as [`verify`](Self::verify), and if the response names another key or another algorithm.
    pub fn verify_response(
        &self,
        response: &SignResponse,
        algorithm: Option<SigningAlgorithm>,
        message: Message<'_>,
    ) -> Result<Verified<'_>, Error> {
        self.verify(self.algorithm_for(response, algorithm)?, message, response.signature())
    }

    /// Returns the algorithm to verify a Sign response with, after comparing its KeyId with this key's.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the response names another key, an algorithm that contradicts `expected` or that this key
    /// does not list, or if no algorithm is named and the key has several.
    pub fn algorithm_for(
        &self,
        response: &SignResponse,
        expected: Option<SigningAlgorithm>,
    ) -> Result<SigningAlgorithm, Error> {
        if let Some(key_id) = response.key_id() {
            self.check_key_id(key_id)?;
        }
        self.agreed_algorithm(response.signing_algorithm(), expected)
    }

    /// The algorithm that a Sign response names and the caller expects.
    pub(crate) fn agreed_algorithm(
        &self,
        found: Option<&str>,
        expected: Option<SigningAlgorithm>,
    ) -> Result<SigningAlgorithm, Error> {
        match (expected, found) {
            (Some(expected), Some(found)) if expected.as_str() != found => {
                Err(Misuse::AlgorithmContradicted { expected, found: Excerpt::of(found) }.into())
            }
            (Some(algorithm), _) => self.check_listed(algorithm).map(|()| algorithm),
            (None, Some(name)) => self.algorithm_named(name),
            (None, None) => self.sole_algorithm(),
        }
    }

    /// Computes what `algorithm` signs in place of `message`: the SHA-2 digest, SM3(ZA ‖ M) with KMS's distinguishing
    /// ID, or μ.
    ///
    /// Give it to KMS Sign for messages of more than 4,096 bytes. For other IDs, and for messages in pieces, use
    /// [`Verifier::digester`].
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`, or if it is ED25519_SHA_512, which has no digest.
    pub fn digest(&self, algorithm: SigningAlgorithm, message: impl AsRef<[u8]>) -> Result<Digest, Error> {
        self.check_listed(algorithm)?;
        let mut digester = Bound { key: self, algorithm, za: None }.digester()?;
        digester.update(message);
        Ok(digester.finish())
    }
}

/// A key with an algorithm that it was seen to list, the common ground of every form of verification.
#[derive(Clone, Copy)]
struct Bound<'k> {
    key: &'k VerifyingKey,
    algorithm: SigningAlgorithm,
    /// ZA of a distinguishing ID that the caller supplied.
    za: Option<&'k Za>,
}

impl<'k> Bound<'k> {
    fn verify(self, message: Message<'_>, signature: &[u8]) -> Result<Verified<'k>, Error> {
        let outcome = match message {
            Message::Raw(message) if self.za.is_none() => {
                self.check_message_type(MessageType::Raw)?;
                self.equation().holds_for_raw(self.algorithm, message, signature)
            }
            Message::Raw(_) | Message::Digest(_) | Message::ExternalMu(_) => {
                self.equation().holds(self.algorithm, &self.hash(message, signature)?, signature)
            }
        };
        self.verified(message.message_type(), outcome)
    }

    /// The hash that the equation is about, of a message whose type and length are checked.
    fn hash(self, message: Message<'_>, signature: &[u8]) -> Result<Hashed, Error> {
        self.check_message_type(message.message_type())?;
        match message {
            Message::Raw(message) => Ok(self.hash_pieces(&[message], signature)),
            Message::Digest(digest) | Message::ExternalMu(digest) => {
                Ok(*Digest::given(self.algorithm, message.message_type(), digest)?.hashed())
            }
        }
    }

    fn hash_pieces(self, pieces: &[&[u8]], signature: &[u8]) -> Hashed {
        let mut hasher = self.begin(signature);
        pieces.iter().for_each(|piece| hasher.update(piece));
        hasher.finish()
    }

    /// The hash of a RAW message up to the message.
    fn begin(self, signature: &[u8]) -> Hasher {
        let mut hasher = Hasher::new(self.algorithm.hash());
        match self.za {
            Some(za) => hasher.update(za),
            None => self.equation().begin(self.algorithm, signature, &mut hasher),
        }
        hasher
    }

    fn judge(self, message_type: MessageType, hashed: &Hashed, signature: &[u8]) -> Result<Verified<'k>, Error> {
        self.verified(message_type, self.equation().holds(self.algorithm, hashed, signature))
    }

    fn verified(self, message_type: MessageType, outcome: Outcome) -> Result<Verified<'k>, Error> {
        match outcome {
            Outcome::Holds => Ok(Verified::new(self.key, self.algorithm, message_type)),
            Outcome::Fails | Outcome::Malformed => Err(Error::NotVerified),
        }
    }

    fn digester(self) -> Result<Digester, Error> {
        if self.algorithm.digest_len().is_none() {
            return Err(Misuse::NoDigest { algorithm: self.algorithm }.into());
        }
        // No algorithm with a digest hashes a part of the signature in front of the message.
        Ok(Digester::new(self.algorithm.digest_type(), self.begin(&[])))
    }

    fn check_message_type(self, found: MessageType) -> Result<(), Error> {
        let algorithm = self.algorithm;
        if !algorithm.message_types().contains(&found) {
            return Err(Misuse::MessageType { algorithm, found }.into());
        }
        if self.za.is_some() && found != MessageType::Raw {
            return Err(Misuse::DistinguishingIdWithDigest.into());
        }
        Ok(())
    }

    fn equation(self) -> &'k dyn Equation {
        self.key.state().equation()
    }
}

//! Verification of what SIGN_VERIFY keys sign.
//!
//! A module per scheme decodes and checks a signature once and hands the decoded values to an equation. What is wrong with
//! the *call* has been refused before that; what is wrong with the *bytes of a signature* is always
//! [`Error::NotVerified`].

mod ecdsa;
mod ed25519;
mod ml_dsa;
#[cfg(feature = "arithmetic")]
mod precompute;
mod rsa;
mod sm2dsa;
mod stream;
mod traits;

use core::fmt;

use ::ml_dsa::{MlDsa44, MlDsa65, MlDsa87};

#[cfg(feature = "explain")]
pub(crate) use self::sm2dsa::za as sm2_za;
pub use self::stream::Stream;
use crate::{
    digest::{Digest, Digester, DistinguishingId, Message},
    ecdsa_sig_value::EcdsaSigValue,
    error::{Error, Misuse},
    key::VerifyingKey,
    response::SignResponse,
    spki::Material,
    vocabulary::{KeySpec, MessageType, SignatureLength, SigningAlgorithm},
};

impl VerifyingKey {
    /// Verifies a signature in KMS's encoding: DER for ECDSA and SM2DSA, fixed lengths for the others.
    ///
    /// Messages have no limit here, and an empty one is fine, though KMS signs at most 4,096 bytes as RAW. A signature over a
    /// message's digest is one over the message: message types need not agree between signing and verifying.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`, or the algorithm does not take such a message;
    /// [`Error::NotVerified`] if the signature is malformed or not this key's over `message`.
    pub fn verify(
        &self,
        algorithm: SigningAlgorithm,
        message: Message<'_>,
        signature: impl AsRef<[u8]>,
    ) -> Result<(), Error> {
        self.check_listed(algorithm)?;
        Bound { scheme: self.scheme(), algorithm, za: None }.verify(message, signature.as_ref())
    }

    /// Binds one listed algorithm: the value proves that the key lists it.
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
        Ok(Verifier { key: self.clone(), algorithm, za: None })
    }

    /// Verifies a Sign response.
    ///
    /// The response's own algorithm and KeyId come from whoever wrote it: they can only make this refuse. `algorithm` is the
    /// one that you expect; without it the response's is used if the key lists it, or else the key's only one.
    ///
    /// # Errors
    /// [`Error::Misuse`] as [`verify`](Self::verify), and if the response names another key or another algorithm.
    pub fn verify_response(
        &self,
        response: &SignResponse,
        algorithm: Option<SigningAlgorithm>,
        message: Message<'_>,
    ) -> Result<(), Error> {
        self.verify(self.algorithm_for(response, algorithm)?, message, response.signature())
    }

    /// The algorithm to verify a Sign response with, after its KeyId was compared with this key's.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the response names another key, an algorithm that contradicts `expected` or that this key does not
    /// list, or if no algorithm is named and the key has several.
    pub fn algorithm_for(
        &self,
        response: &SignResponse,
        expected: Option<SigningAlgorithm>,
    ) -> Result<SigningAlgorithm, Error> {
        if let Some(key_id) = response.key_id() {
            self.check_key_id(key_id)?;
        }
        match (expected, response.signing_algorithm()) {
            (Some(given), Some(answered)) if given.as_str() != answered => {
                let answered = crate::error::Excerpt::of(answered);
                Err(Misuse::AlgorithmContradicted { given, answered }.into())
            }
            (Some(algorithm), _) => self.check_listed(algorithm).map(|()| algorithm),
            (None, Some(name)) => self.algorithm_named(name),
            (None, None) => self.sole_algorithm(),
        }
    }

    /// What `algorithm` signs in place of `message`: the SHA-2 digest, SM3(ZA ‖ M) with KMS's distinguishing ID, or μ.
    ///
    /// Give it to KMS Sign for messages of more than 4,096 bytes. For other IDs, and for messages in pieces, use
    /// [`Verifier::digester`].
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`, or if it is ED25519_SHA_512, which has no digest.
    pub fn digest(&self, algorithm: SigningAlgorithm, message: impl AsRef<[u8]>) -> Result<Digest, Error> {
        let mut digester = self.verifier(algorithm)?.digester()?;
        digester.update(message);
        Ok(digester.finish())
    }

    fn scheme(&self) -> &Scheme {
        &self.material().0.scheme
    }
}

/// A key bound to one of its listed algorithms; made by [`VerifyingKey::verifier`] only.
///
/// It has the traits of the `signature` crate, for signatures in KMS's encoding in any type of bytes:
/// [`Verifier`](signature::Verifier) and [`MultipartVerifier`](signature::MultipartVerifier) take RAW messages,
/// [`PrehashVerifier`](signature::hazmat::PrehashVerifier) takes digests. Their error's
/// [`source`](core::error::Error::source) is our [`Error`].
#[derive(Clone)]
#[must_use = "a verifier does nothing until it is given a message and a signature"]
pub struct Verifier {
    key: VerifyingKey,
    algorithm: SigningAlgorithm,
    /// ZA of a distinguishing ID that the caller gave.
    za: Option<sm2dsa::Za>,
}

impl Verifier {
    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The same for signatures over this distinguishing ID instead of KMS's own, 1234567812345678.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the algorithm is not SM2DSA.
    pub fn with_distinguishing_id(self, id: &DistinguishingId) -> Result<Self, Error> {
        match self.key.scheme() {
            Scheme::Sm2(key) => {
                let za = Some(key.za(id));
                Ok(Self { za, ..self })
            }
            _ => Err(Misuse::DistinguishingIdAlgorithm { algorithm: self.algorithm }.into()),
        }
    }

    /// Makes sure that messages of this type can be verified.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the algorithm does not take them, and the error says which it takes; or if a distinguishing ID was
    /// given, which no digest is verified with.
    pub fn check_message_type(&self, message_type: MessageType) -> Result<(), Error> {
        self.bound().check_message_type(message_type)
    }

    /// Verifies a signature, as [`VerifyingKey::verify`] does.
    ///
    /// # Errors
    /// As there; and [`Error::Misuse`] if a distinguishing ID was given and the message is a digest.
    pub fn verify_message(&self, message: Message<'_>, signature: impl AsRef<[u8]>) -> Result<(), Error> {
        self.bound().verify(message, signature.as_ref())
    }

    /// Verifies a signature over a message that comes in pieces, in constant memory.
    ///
    /// For ED25519_PH_SHA_512 the pieces are the message, of which the digest that KMS was given is computed.
    pub fn stream(&self, signature: impl AsRef<[u8]>) -> Stream {
        Stream::new(self.clone(), signature.as_ref())
    }

    /// Computes what the algorithm signs in place of a message, piece by piece.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the algorithm is ED25519_SHA_512, which signs the message itself.
    pub fn digester(&self) -> Result<Digester, Error> {
        self.bound().digester()
    }

    fn bound(&self) -> Bound<'_> {
        Bound { scheme: self.key.scheme(), algorithm: self.algorithm, za: self.za.as_ref() }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("algorithm", &self.algorithm).field("key", &self.key).finish_non_exhaustive()
    }
}

/// The key material of a SIGN_VERIFY key.
pub(crate) struct Family {
    scheme: Scheme,
    /// What was precomputed.
    #[cfg(feature = "arithmetic")]
    table: Option<crate::fast::Precomputation>,
}

#[allow(clippy::large_enum_variant, reason = "one per key, behind an `Arc`")]
enum Scheme {
    Rsa(rsa::Key),
    P256(ecdsa::Key<p256::NistP256, 32>),
    P384(ecdsa::Key<p384::NistP384, 48>),
    P521(ecdsa::Key<p521::NistP521, 66>),
    Secp256k1(ecdsa::Key<k256::Secp256k1, 32>),
    Sm2(sm2dsa::Key),
    Ed25519(ed25519::Key),
    MlDsa44(ml_dsa::Key<MlDsa44>),
    MlDsa65(ml_dsa::Key<MlDsa65>),
    MlDsa87(ml_dsa::Key<MlDsa87>),
}

impl Family {
    /// `None` for material that does not sign.
    pub(crate) fn new(material: Material) -> Option<Self> {
        let scheme = match material {
            Material::Rsa(key) => Scheme::Rsa(rsa::Key::new(key)),
            Material::P256(key) => Scheme::P256(ecdsa::Key::new(key)),
            Material::P384(key) => Scheme::P384(ecdsa::Key::new(key)),
            Material::P521(key) => Scheme::P521(ecdsa::Key::new(key)),
            Material::Secp256k1(key) => Scheme::Secp256k1(ecdsa::Key::new(key)),
            Material::Sm2(key) => Scheme::Sm2(sm2dsa::Key::new(key)?),
            Material::Ed25519(key) => Scheme::Ed25519(ed25519::Key::new(key)),
            Material::MlDsa44(key) => Scheme::MlDsa44(ml_dsa::Key::new(key)),
            Material::MlDsa65(key) => Scheme::MlDsa65(ml_dsa::Key::new(key)),
            Material::MlDsa87(key) => Scheme::MlDsa87(ml_dsa::Key::new(key)),
            Material::MlKem512(_) | Material::MlKem768(_) | Material::MlKem1024(_) => return None,
        };
        Some(Self {
            scheme,
            #[cfg(feature = "arithmetic")]
            table: None,
        })
    }
}

impl Scheme {
    /// What comes in front of the message in the digest of an algorithm of this family.
    fn digest_prefix(&self) -> &[u8] {
        match self {
            Self::Sm2(key) => key.default_za(),
            Self::MlDsa44(key) => key.mu_prefix(),
            Self::MlDsa65(key) => key.mu_prefix(),
            Self::MlDsa87(key) => key.mu_prefix(),
            _ => &[],
        }
    }

    /// Verifies a signature over a digest that has the length of `algorithm`'s.
    fn verify(&self, algorithm: SigningAlgorithm, digest: &Digest, signature: &[u8]) -> bool {
        let digest = digest.as_bytes();
        match self {
            Self::Rsa(key) => match algorithm {
                SigningAlgorithm::RsassaPssSha256
                | SigningAlgorithm::RsassaPssSha384
                | SigningAlgorithm::RsassaPssSha512 => key.verify_pss(algorithm.hash(), digest, signature),
                _ => key.verify_pkcs1_v1_5(algorithm.hash(), digest, signature),
            },
            Self::P256(key) => key.verify(digest, signature),
            Self::P384(key) => key.verify(digest, signature),
            Self::P521(key) => key.verify(digest, signature),
            Self::Secp256k1(key) => key.verify(digest, signature),
            Self::Sm2(key) => key.verify(digest, signature),
            Self::Ed25519(key) => key.verify_ph(digest, signature),
            Self::MlDsa44(key) => key.verify_mu(digest, signature),
            Self::MlDsa65(key) => key.verify_mu(digest, signature),
            Self::MlDsa87(key) => key.verify_mu(digest, signature),
        }
    }
}

/// Bytes of r and of s on the curve of `spec`; `None` if its signatures are not made of them.
pub(crate) const fn scalar_len(spec: KeySpec) -> Option<usize> {
    match (spec.signature_len(), spec.facts().key_len) {
        (Some(SignatureLength::AtMost(_)), point_len) => Some(point_len / 2),
        _ => None,
    }
}

/// Whether r and s are in [1, n − 1] on the curve of `spec`.
pub(crate) fn in_range(spec: KeySpec, value: EcdsaSigValue<'_>) -> bool {
    match spec {
        KeySpec::EccNistP256 => ecdsa::decode::<p256::NistP256, 32>(value).is_some(),
        KeySpec::EccNistP384 => ecdsa::decode::<p384::NistP384, 48>(value).is_some(),
        KeySpec::EccNistP521 => ecdsa::decode::<p521::NistP521, 66>(value).is_some(),
        KeySpec::EccSecgP256k1 => ecdsa::decode::<k256::Secp256k1, 32>(value).is_some(),
        KeySpec::Sm2 => sm2dsa::decode(value).is_some(),
        _ => false,
    }
}

/// A key's material with an algorithm that the key was seen to list: what each shape of verification comes down to.
#[derive(Clone, Copy)]
struct Bound<'a> {
    scheme: &'a Scheme,
    algorithm: SigningAlgorithm,
    za: Option<&'a sm2dsa::Za>,
}

impl Bound<'_> {
    fn verify(self, message: Message<'_>, signature: &[u8]) -> Result<(), Error> {
        self.check_message_type(message.message_type())?;
        match message {
            Message::Raw(message) => self.verify_raw(&[message], signature),
            Message::Digest(digest) | Message::ExternalMu(digest) => {
                self.verify_digest(&Digest::given(self.algorithm, message.message_type(), digest)?, signature)
            }
        }
    }

    /// The pieces of one RAW message, whose type was checked.
    fn verify_raw(self, pieces: &[&[u8]], signature: &[u8]) -> Result<(), Error> {
        let Scheme::Ed25519(key) = self.scheme else {
            let mut digester = self.digester()?;
            pieces.iter().for_each(|piece| digester.update(piece));
            return self.verify_digest(&digester.finish(), signature);
        };
        verified(if let [message] = pieces {
            key.verify(message, signature)
        } else {
            key.stream(signature).is_some_and(|mut stream| {
                pieces.iter().for_each(|piece| stream.update(piece));
                stream.verify()
            })
        })
    }

    fn verify_digest(self, digest: &Digest, signature: &[u8]) -> Result<(), Error> {
        verified(self.scheme.verify(self.algorithm, digest, signature))
    }

    fn digester(self) -> Result<Digester, Error> {
        if self.algorithm.digest_len().is_none() {
            return Err(Misuse::NoDigest { algorithm: self.algorithm }.into());
        }
        let prefix = self.za.map_or_else(|| self.scheme.digest_prefix(), |za| za.as_slice());
        Ok(Digester::new(self.algorithm, prefix))
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
}

fn verified(valid: bool) -> Result<(), Error> {
    if valid { Ok(()) } else { Err(Error::NotVerified) }
}

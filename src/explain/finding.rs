//! The findings of an explanation: a variant each, with its evidence as values.

/// Gives each variant the kind of its own name after `$prefix`; those in brackets have another.
macro_rules! kinds {
    ($prefix:literal [$($other:pat => $kind:expr)?] $($variant:ident)+) => {
        /// Every kind that has a name of its own here.
        pub const KINDS: &'static [&'static str] = &[$(concat!($prefix, stringify!($variant))),+];

        /// Returns the name of the kind, which is stable, for programs.
        #[must_use]
        pub const fn kind(&self) -> &'static str {
            match self {
                $(Self::$variant { .. } => concat!($prefix, stringify!($variant)),)+
                $($other => $kind,)?
            }
        }
    };
}

mod advice;
mod command;
mod evidence;
mod message_form;
mod signature_form;

use alloc::{string::String, vec::Vec};

pub use self::{
    message_form::{AttributeSpan, DigestText, MessageForm, SignedInstead},
    signature_form::{Change, Container, Looseness, TextEncoding},
};
use super::HashFunction;
use crate::{
    error::{Excerpt, HeaderProblem, Recognised},
    kms::{Fingerprint, KeyId, MessageType, SigningAlgorithm},
    message::DistinguishingId,
};

/// A reason why a signature does not verify.
///
/// Most are proved: with the deviation that it names (together with the explanation's other findings) the signature
/// does verify. That never makes the signature valid. [`Display`](core::fmt::Display) says what was found,
/// [`Explanation::advice`](super::Explanation::advice) what to try.
///
#[doc = include_str!("finding/findings.md")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The bytes are something other than a signature.
    NotASignature {
        /// The recognised input.
        given: Recognised,
    },
    /// Signatures of this key have another length.
    SignatureLength {
        /// Bytes given.
        found: usize,
        /// Bytes of this key's signatures.
        expected: usize,
    },
    /// The signature is not DER of two integers.
    NotDer {
        /// Bytes given.
        found: usize,
        /// The most bytes of this key's signatures.
        longest: usize,
    },
    /// A part of the signature is outside its range, which no signer makes with this key: r, s or S is 0 or not below
    /// the order of the group, an RSA representative not below the modulus, a hint not as FIPS 204 encodes it.
    OutOfRange,
    /// The first integer is not the x coordinate of any point on the curve, so that as r, s it verifies with no key on
    /// it.
    NotOnCurve,
    /// r and s are shorter or longer than those of this key by so much that they are of a key on another curve.
    OtherCurve {
        /// Bytes of the longer of r and s.
        found: usize,
        /// The most bytes of this key's.
        expected: usize,
    },
    /// The bytes went through a text encoding that lost some of them: each was replaced by U+FFFD.
    LostInText {
        /// How many replacement characters there are.
        replaced: usize,
    },
    /// The caller passed the message as the signature, and the signature as the message.
    SignatureIsMessage,
    /// Our two arithmetics disagree about the signature: a fault of this crate.
    ArithmeticsDisagree,
    /// A token's `alg` is not the JOSE name of the algorithm that the key is used with.
    TokenAlgorithm {
        /// The text of `alg`, if it has one.
        found: Option<Excerpt>,
        /// The algorithm.
        algorithm: SigningAlgorithm,
        /// Its JOSE name with this key.
        name: &'static str,
        /// The algorithm of this key that `alg` names, whether KMS's name or JOSE's.
        named: Option<SigningAlgorithm>,
    },
    /// No token of any key is valid with this header.
    TokenHeader {
        /// The problem.
        problem: HeaderProblem,
    },
    /// No key of the set has a token's `kid`.
    TokenKid {
        /// The `kid`.
        found: Excerpt,
    },
    /// A token's signature is not r ‖ s (RFC 7518, 3.4), but verifies once it is.
    TokenSignature {
        /// Whether it is DER, as KMS returns it.
        is_der: bool,
        /// r ‖ s in base64url; `None` if that is not all that is wrong.
        fixed: Option<String>,
    },
    /// Something other than a token's `header.payload` was signed.
    TokenSigned {
        /// The text that was signed.
        instead: SignedInstead,
    },
    /// A token was signed with another hash function than its algorithm's.
    TokenHash {
        /// The function that it was signed with.
        function: HashFunction,
        /// The algorithm's.
        expected: HashFunction,
        /// The algorithm's JOSE name.
        name: &'static str,
    },
    /// A token was signed with an algorithm for which JOSE has no name.
    TokenAlgorithmWithoutName {
        /// The algorithm.
        algorithm: SigningAlgorithm,
    },
    /// Anyone can sign for the key, [without a private key](crate::VerifyingKey::is_forgeable). It always comes first.
    ForgeableKey,
    /// The signature is written as text, beyond the one base64 that is read anyway.
    TextEncoding {
        /// How it is written.
        encoding: TextEncoding,
        /// Whether the text so written is base64.
        base64: bool,
    },
    /// r ‖ s (IEEE P1363) where KMS writes DER.
    FixedSize {
        /// The same signature in DER; `None` over the caller's digest, where it would prove nothing.
        der: Option<Vec<u8>>,
    },
    /// r ‖ s whose leading zero bytes were dropped.
    DroppedZeros {
        /// Bytes of r.
        r_len: usize,
        /// Bytes of s.
        s_len: usize,
        /// The same signature in DER; `None` over the caller's digest, where it would prove nothing.
        der: Option<Vec<u8>>,
    },
    /// r and s, but not in strict DER.
    LooseDer {
        /// The deviations from strict DER.
        looseness: Vec<Looseness>,
        /// The same signature in strict DER; `None` over the caller's digest, where it would prove nothing.
        der: Option<Vec<u8>>,
    },
    /// s before r.
    Swapped {
        /// The same signature with r before s; `None` over the caller's digest, where it would prove nothing.
        der: Option<Vec<u8>>,
    },
    /// A signature inside something else.
    Wrapped {
        /// The container around it.
        container: Container,
    },
    /// A signature of fixed length to which bytes were added, or from which zeros were dropped.
    Resized {
        /// Bytes given.
        found: usize,
        /// Bytes of this key's signatures.
        expected: usize,
        /// The change of its length.
        change: Change,
    },
    /// An RSA signature with its least significant byte first.
    ByteOrder,
    /// Another algorithm of KMS.
    OtherAlgorithm {
        /// The algorithm that it was made with.
        algorithm: SigningAlgorithm,
        /// Whether the key may be used with it.
        listed: bool,
    },
    /// A hash function that KMS does not use with this key.
    OtherHash {
        /// The function that it was made with.
        function: HashFunction,
        /// Whether KMS can have signed its output as a DIGEST.
        possible_as_digest: bool,
    },
    /// A message in the envelope of Ethereum (EIP-191, version 0x45).
    EthereumMessage,
    /// PKCS#1 v1.5 with a bare digest where DigestInfo belongs (RFC 8017, 9.2).
    Pkcs1WithoutDigestInfo,
    /// PKCS#1 v1.5 whose DigestInfo lacks the NULL parameters.
    Pkcs1WithoutNull,
    /// PKCS#1 v1.5 whose DigestInfo names another hash function than the one of its digest.
    Pkcs1HashName {
        /// The function of the digest.
        function: HashFunction,
        /// The function that is named, if it is known.
        named: Option<HashFunction>,
    },
    /// PSS with a salt of another length than the digest's.
    PssSaltLength {
        /// Bytes of the salt.
        found: usize,
        /// Bytes that KMS uses.
        expected: usize,
    },
    /// PSS whose mask is made with another hash function than the digest.
    PssMaskHash {
        /// The function of MGF1.
        found: HashFunction,
        /// The function of the digest, which KMS uses for both.
        expected: HashFunction,
    },
    /// The ECDSA equation on SM2's curve, where KMS uses SM2's own.
    EcdsaOnSm2Curve,
    /// The message with a change that tools make.
    ChangedMessage {
        /// The change from this message to the signed one.
        form: MessageForm,
    },
    /// The findings that follow are about the caller's digest (or μ), so they prove nothing to a caller who has not
    /// computed it. It always comes first.
    GivenDigest {
        /// The message type of the digest.
        message_type: MessageType,
        /// Whether anyone can make such a pair of digest and signature without the key (ECDSA and SM2DSA).
        forgeable: bool,
    },
    /// The message is itself the digest (or μ) that was signed. It always comes first.
    MessageIsDigest {
        /// How the digest is written.
        text: DigestText,
        /// Whether it is ML-DSA's μ.
        is_mu: bool,
        /// Whether anyone can make such a pair of digest and signature without the key (ECDSA and SM2DSA).
        forgeable: bool,
    },
    /// The caller's digest was itself signed as a message, and so hashed once more.
    DigestSignedAsMessage,
    /// The message's digest was signed as the message, and so hashed twice.
    MessageHashedTwice {
        /// The function of the inner digest.
        function: HashFunction,
        /// How the digest was written.
        text: DigestText,
    },
    /// The signer passed the hexadecimal text of a shorter digest as the digest.
    HexSignedAsDigest {
        /// The function of the shorter digest.
        function: HashFunction,
    },
    /// The signature is this key's, over another message.
    OtherMessage {
        /// The algorithm, if it is one of KMS.
        algorithm: Option<SigningAlgorithm>,
        /// The digest in it; PSS does not show it.
        digest: Option<(HashFunction, Vec<u8>)>,
        /// Whether the signature covers the function's name. In CMS it covers the digest only (RFC 5652, 5.4).
        is_function_signed: bool,
    },
    /// SM2 with another distinguishing ID.
    OtherDistinguishingId {
        /// The ID that it was made with.
        id: DistinguishingId,
    },
    /// SM2 over SM3(M), without ZA.
    WithoutZa,
    /// SM2 with the high byte of ENTL lost, as AWS's Java sample does.
    TruncatedEntl {
        /// The ID that it was made with.
        id: DistinguishingId,
    },
    /// Ed25519ph of the message, hashed once (RFC 8032), where KMS hashes the digest again.
    Ed25519phOnce,
    /// A context, which KMS never uses.
    Context {
        /// The context, which the caller named.
        context: Vec<u8>,
    },
    /// HashML-DSA (FIPS 204, 5.4).
    HashMlDsa {
        /// The function of the pre-hash.
        function: HashFunction,
    },
    /// The signer passed μ as the message.
    MuAsMessage,
    /// The signer passed a digest of the message as μ.
    DigestAsMu {
        /// The function of the digest.
        function: HashFunction,
    },
    /// μ computed over the SubjectPublicKeyInfo where the bare key belongs.
    MuOverSpki,
    /// ML-DSA's internal interface: no domain and no context in front of the message.
    InternalInterface,
    /// The signature is another key's.
    OtherKey {
        /// The caller's name for the key: the name of its file.
        name: Excerpt,
        /// SHA-256 of its SubjectPublicKeyInfo.
        fingerprint: Fingerprint,
        /// The algorithm that it verifies with.
        algorithm: SigningAlgorithm,
        /// Whether anyone can make a signature that this key verifies so: over the caller's digest, with ECDSA or
        /// SM2DSA.
        forgeable: bool,
    },
    /// The Sign response names another key.
    OtherKeyId {
        /// The KeyId in the Sign response.
        answered: KeyId,
        /// The KeyId of the key.
        key: KeyId,
    },
}

impl Finding {
    kinds! {
        "" [Self::ChangedMessage { form } => form.kind()]
        NotASignature SignatureIsMessage LostInText SignatureLength NotDer OutOfRange NotOnCurve OtherCurve TextEncoding FixedSize DroppedZeros LooseDer Swapped Wrapped Resized
        ByteOrder OtherAlgorithm OtherHash EthereumMessage Pkcs1WithoutDigestInfo Pkcs1WithoutNull Pkcs1HashName PssSaltLength
        PssMaskHash EcdsaOnSm2Curve GivenDigest MessageIsDigest DigestSignedAsMessage MessageHashedTwice HexSignedAsDigest OtherMessage
        OtherDistinguishingId WithoutZa TruncatedEntl Ed25519phOnce Context HashMlDsa MuAsMessage DigestAsMu MuOverSpki InternalInterface
        OtherKey OtherKeyId ArithmeticsDisagree ForgeableKey TokenAlgorithm TokenHeader TokenKid TokenSignature TokenSigned
        TokenAlgorithmWithoutName TokenHash
    }
}

impl Finding {
    /// Whether it warns that anyone can make the signature.
    pub(super) const fn warns_of_forgery(&self) -> bool {
        matches!(
            self,
            Self::ForgeableKey
                | Self::GivenDigest { forgeable: true, .. }
                | Self::MessageIsDigest { forgeable: true, .. }
                | Self::OtherKey { forgeable: true, .. }
                | Self::TokenSigned { instead: SignedInstead::Unhashed }
        )
    }

    /// The warning with the addition that anyone can make such a pair.
    pub(super) fn forgeable(mut self) -> Self {
        if let Self::GivenDigest { forgeable, .. } | Self::MessageIsDigest { forgeable, .. } = &mut self {
            *forgeable = true;
        }
        self
    }

    /// The finding without a signature to use instead, because nobody should use one that verifies over a caller's
    /// digest only.
    pub(super) fn without_der(mut self) -> Self {
        if let Self::FixedSize { der }
        | Self::DroppedZeros { der, .. }
        | Self::LooseDer { der, .. }
        | Self::Swapped { der } = &mut self
        {
            *der = None;
        }
        self
    }
}

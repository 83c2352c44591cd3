//! Calls that this key can never satisfy.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use super::{HeaderProblem, Layer, PrivateKeyProblem};
use crate::kms::{
    EncryptionAlgorithm, Excerpt, Fingerprint, KeyId, KeySpec, KeyUsage, MAX_DISTINGUISHING_ID_LEN, MessageType,
    NotAFingerprint, SigningAlgorithm, UnknownName,
};

/// A call that can never succeed with this key, for any data. Change the caller.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// The response's usage does not allow the requested typed key.
    Usage {
        /// The usage of the requested typed key.
        wanted: KeyUsage,
        /// The usage in the response.
        found: KeyUsage,
    },
    /// The given usage does not exist for the given key spec.
    UsageOfSpec {
        /// The key spec the caller passed.
        spec: KeySpec,
        /// The key usage the caller passed.
        usage: KeyUsage,
    },
    /// A name that is not one of KMS's.
    UnknownName(UnknownName),
    /// The key does not list this algorithm, or is restricted to others.
    AlgorithmNotListed {
        /// The requested algorithm.
        algorithm: &'static str,
        /// The algorithms that the key may be used with.
        listed: Vec<&'static str>,
    },
    /// The caller supplies an algorithm that keys of this spec and usage do not have.
    AlgorithmOfSpec {
        /// The algorithm.
        algorithm: &'static str,
        /// The spec in the response.
        spec: KeySpec,
        /// The usage in the response.
        usage: KeyUsage,
        /// The algorithms of that spec and usage.
        possible: Vec<&'static str>,
    },
    /// The caller must specify an algorithm, since the key lists several known ones, or none.
    AlgorithmNeeded {
        /// The algorithms that the key may be used with.
        listed: Vec<&'static str>,
    },
    /// The Sign response and the caller name different algorithms.
    AlgorithmContradicted {
        /// The caller's algorithm.
        expected: SigningAlgorithm,
        /// The name in the Sign response.
        found: Excerpt,
    },
    /// The algorithm does not accept this message type.
    MessageType {
        /// The requested algorithm.
        algorithm: SigningAlgorithm,
        /// The caller's message type.
        found: MessageType,
    },
    /// A digest (or μ) of a wrong length.
    DigestLength {
        /// The requested algorithm.
        algorithm: SigningAlgorithm,
        /// Its length in bytes.
        found: usize,
        /// The length of the algorithm's digests, in bytes.
        expected: usize,
    },
    /// A digest (or μ) of the right length that is written as text.
    DigestText {
        /// The requested algorithm.
        algorithm: SigningAlgorithm,
        /// The encoding of the text.
        layer: Layer,
        /// The length of the algorithm's digests, in bytes.
        expected: usize,
    },
    /// The algorithm signs the message itself, not a digest.
    NoDigest {
        /// The requested algorithm.
        algorithm: SigningAlgorithm,
    },
    /// The plaintext is empty, or too long for the algorithm.
    PlaintextLength {
        /// The requested algorithm.
        algorithm: EncryptionAlgorithm,
        /// The spec of the key.
        spec: KeySpec,
        /// Its length in bytes.
        found: usize,
        /// The greatest length that the algorithm accepts with this key, in bytes.
        limit: usize,
    },
    /// The private key does not parse, or cannot agree with keys of this spec.
    PrivateKey {
        /// The spec of the keys to agree with.
        spec: KeySpec,
        /// The problem with it.
        problem: PrivateKeyProblem,
    },
    /// The private key is for keys of another spec.
    PrivateKeySpec {
        /// The spec of the keys it can agree with.
        found: KeySpec,
        /// The spec of this key.
        expected: KeySpec,
    },
    /// Key derivation without a context.
    EmptyInfo,
    /// The requested key is empty, or longer than HKDF-SHA-256 supports.
    DerivedKeyLength {
        /// The requested length, in bytes.
        found: usize,
        /// The greatest length, in bytes.
        limit: usize,
    },
    /// The SM2 distinguishing ID is longer than ENTL can express.
    DistinguishingIdLength {
        /// Its length in bytes; the limit is 8191.
        found: usize,
    },
    /// The algorithm does not use a distinguishing ID.
    DistinguishingIdAlgorithm {
        /// The requested algorithm.
        algorithm: SigningAlgorithm,
    },
    /// The message is a digest, which already includes a distinguishing ID.
    DistinguishingIdWithDigest,
    /// The KeyId names another key.
    KeyId {
        /// The expected KeyId.
        wanted: KeyId,
        /// The KeyId of this key.
        found: KeyId,
    },
    /// The fingerprint identifies another key.
    Fingerprint {
        /// The expected fingerprint (SHA-256 of the SPKI DER).
        wanted: Fingerprint,
        /// The fingerprint of this key.
        found: Fingerprint,
    },
    /// Keys of this spec have no registered JSON Web Key form.
    NoJwk {
        /// The spec of the key.
        spec: KeySpec,
    },
    /// JOSE has no name for the algorithms that the key is used with.
    NoJwsAlgorithm {
        /// The algorithms.
        listed: Vec<&'static str>,
    },
    /// JOSE has no algorithm that encrypts to keys of this spec and usage.
    NoJwe {
        /// The spec of the key.
        spec: KeySpec,
        /// The usage of the key.
        usage: KeyUsage,
    },
    /// The plaintext is too long for a JWE.
    JwePlaintextLength {
        /// Its length in bytes.
        found: usize,
        /// The greatest length, in bytes.
        limit: usize,
    },
    /// The `kid` is too long for a header.
    KidLength {
        /// Its length in bytes.
        found: usize,
        /// The greatest length, in bytes. A `kid` with control characters, which JSON escapes, must be shorter.
        limit: usize,
    },
    /// The content key does not have 32 bytes.
    ContentKeyLength {
        /// Its length in bytes.
        found: usize,
    },
    /// The shared secret is not as long as a coordinate of the token's curve.
    SharedSecretLength {
        /// The spec of keys on that curve.
        spec: KeySpec,
        /// Its length in bytes.
        found: usize,
        /// The length of a coordinate, in bytes.
        expected: usize,
    },
    /// A shared secret decrypts the token, not a content key.
    NeedsSharedSecret,
    /// A content key decrypts the token, not a shared secret.
    NeedsContentKey,
    /// The header of a token to assemble is not one that this key can verify.
    JwsHeader(HeaderProblem),
    /// Two keys of a set have the same label.
    RepeatedLabel {
        /// The label.
        label: Excerpt,
    },
    /// Two keys of a set have the same KeyId, but not the same public key.
    KeyIdOfTwoKeys {
        /// The label of the first.
        first: Excerpt,
        /// The label of the second.
        second: Excerpt,
    },
    /// No key of a set lists any of these algorithms.
    AlgorithmNotInSet {
        /// The requested algorithms.
        algorithms: Vec<&'static str>,
    },
    /// The key in one of several files does not allow the call.
    InFile {
        /// The name of the file.
        name: Excerpt,
        /// The misuse of its key.
        problem: Box<Self>,
    },
    /// Only ECC_SECG_P256K1 keys have an Ethereum address and recoverable signatures.
    NotSecp256k1 {
        /// The spec of the key.
        spec: KeySpec,
    },
    /// The chain ID is too large for v, which has 64 bits (EIP-155).
    ChainId {
        /// The chain ID.
        found: u64,
    },
    /// No key of the set has the KeyId.
    KeyIdNotInSet {
        /// The KeyId.
        key_id: KeyId,
    },
    /// Keys of the set that the KeyId names have different public keys.
    AmbiguousKeyId {
        /// The KeyId.
        key_id: KeyId,
        /// The label of the first.
        first: Excerpt,
        /// The label of the second.
        second: Excerpt,
    },
    /// Not a fingerprint, which is 64 hexadecimal digits.
    FingerprintText(NotAFingerprint),
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { wanted, found } => write!(f, "the key's KeyUsage is {found}, this call needs {wanted}"),
            Self::UsageOfSpec { spec, usage } => {
                write!(f, "{spec} keys do not support {usage}, expected {}", Usages(*spec))
            }
            Self::UnknownName(unknown @ UnknownName { suggestion: Some(_), .. }) => unknown.fmt(f),
            Self::UnknownName(unknown @ UnknownName { vocabulary, suggestion: None, .. }) => {
                write!(f, "{unknown}, expected {}", Names(vocabulary.names()))
            }
            Self::AlgorithmNotListed { listed, .. } | Self::AlgorithmNeeded { listed } if listed.is_empty() => {
                f.write_str("this key lists no algorithm that this version knows")
            }
            Self::AlgorithmNotListed { algorithm, listed } => {
                write!(f, "this key does not list {algorithm}, it lists {}", Names(listed))
            }
            Self::AlgorithmOfSpec { algorithm, spec, usage, possible } => {
                write!(f, "{algorithm} is not an algorithm of {spec} keys for {usage}, expected {}", Names(possible))
            }
            Self::AlgorithmNeeded { listed } => {
                write!(f, "the algorithm is not specified, this key lists {}", Names(listed))
            }
            Self::AlgorithmContradicted { expected, found } => {
                write!(f, "the Sign response names {found}, expected {expected}")
            }
            Self::MessageType { algorithm, found } => {
                write!(f, "{algorithm} does not accept {found}, expected {}", MessageTypes(algorithm.message_types()))
            }
            Self::DigestLength { algorithm, found, expected } => {
                write!(f, "the {} has {found} bytes, expected {expected} for {algorithm}", digest_word(*algorithm))
            }
            Self::DigestText { algorithm, layer, expected } => {
                write!(f, "the {} is {layer}, expected {expected} bytes for {algorithm}", digest_word(*algorithm))
            }
            Self::NoDigest { algorithm } => write!(f, "{algorithm} signs the message itself, not a digest"),
            Self::PlaintextLength { algorithm, found: 0, limit, .. } => {
                write!(f, "the plaintext is empty, expected 1 to {limit} bytes for {algorithm}")
            }
            Self::PlaintextLength { algorithm, spec, found, limit } => {
                write!(f, "the plaintext has {found} bytes, expected at most {limit} for {algorithm} with {spec}")
            }
            Self::PrivateKey { spec, problem } => write!(f, "the private key does not fit {spec} because {problem}"),
            Self::PrivateKeySpec { found, expected } => {
                write!(f, "the private key is for {found}, expected {expected}")
            }
            Self::EmptyInfo => f.write_str("info is empty, expected the context of the derived key"),
            Self::DerivedKeyLength { found, limit } => {
                write!(f, "the requested key has {found} bytes, expected 1 to {limit} for HKDF-SHA-256")
            }
            Self::DistinguishingIdLength { found } => write!(
                f,
                "the distinguishing ID has {found} bytes, expected at most {MAX_DISTINGUISHING_ID_LEN} (the limit of ENTL)"
            ),
            Self::DistinguishingIdAlgorithm { algorithm } => {
                write!(f, "{algorithm} does not use a distinguishing ID, only SM2DSA does")
            }
            Self::DistinguishingIdWithDigest => {
                f.write_str("the message is a DIGEST, SM3(ZA || M), which already includes a distinguishing ID")
            }
            Self::KeyId { wanted, found } => write!(f, "the key's KeyId is {found}, expected {wanted}"),
            Self::Fingerprint { wanted, found } => write!(f, "the key's fingerprint is {found}, expected {wanted}"),
            Self::NoJwk { spec } => write!(f, "{spec} keys have no registered JSON Web Key form"),
            Self::NoJwsAlgorithm { listed } if listed.is_empty() => {
                f.write_str("this key lists no algorithm that this version knows")
            }
            Self::NoJwsAlgorithm { listed } => write!(f, "JOSE has no name for {}", Names(listed)),
            Self::NoJwe { spec, usage } => {
                write!(f, "JOSE has no algorithm that encrypts to {spec} keys for {usage}")
            }
            Self::JwePlaintextLength { found, limit } => {
                write!(f, "the plaintext has {found} bytes, expected at most {limit} for a JWE")
            }
            Self::KidLength { found, limit } => write!(f, "the kid has {found} bytes, expected at most {limit}"),
            Self::ContentKeyLength { found } => {
                write!(f, "the content key has {found} bytes, expected 32 for A256GCM")
            }
            Self::SharedSecretLength { spec, found, expected } => {
                write!(f, "the shared secret has {found} bytes, expected {expected} for {spec}")
            }
            Self::NeedsSharedSecret => {
                f.write_str("the token's alg is ECDH-ES, which a shared secret decrypts, and not a content key")
            }
            Self::NeedsContentKey => {
                f.write_str("the token's alg is RSA-OAEP, which a content key decrypts, and not a shared secret")
            }
            Self::JwsHeader(problem) => write!(f, "no token of this key has this header because {problem}"),
            Self::RepeatedLabel { label } => write!(f, "the set already has a key with the label {label}"),
            Self::KeyIdOfTwoKeys { first, second } => {
                write!(f, "{first} and {second} have the same KeyId but not the same public key")
            }
            Self::AlgorithmNotInSet { algorithms } => write!(f, "no key of the set lists {}", Names(algorithms)),
            Self::InFile { name, problem } => write!(f, "in {name}, {problem}"),
            Self::NotSecp256k1 { spec } => {
                write!(f, "the key's KeySpec is {spec}, this call needs ECC_SECG_P256K1")
            }
            Self::ChainId { found } => {
                write!(f, "the chain ID is {found}, expected at most {MAX_CHAIN_ID} (v of EIP-155 has 64 bits)")
            }
            Self::KeyIdNotInSet { key_id } => write!(f, "no key of the set has the KeyId {key_id}"),
            Self::AmbiguousKeyId { key_id, first, second } => {
                write!(f, "the KeyId {key_id} names {first} and {second}, which are different public keys")
            }
            Self::FingerprintText(text) => text.fmt(f),
        }
    }
}

/// The greatest chain ID for which chain ID · 2 + 36 fits into 64 bits.
const MAX_CHAIN_ID: u64 = (u64::MAX - 36) / 2;

impl core::error::Error for Misuse {}

impl From<UnknownName> for Misuse {
    fn from(unknown: UnknownName) -> Self {
        Self::UnknownName(unknown)
    }
}

/// The word for the bytes that the algorithm signs in place of a message.
const fn digest_word(algorithm: SigningAlgorithm) -> &'static str {
    match algorithm.digest_type() {
        MessageType::ExternalMu => "external mu",
        MessageType::Raw | MessageType::Digest => "digest",
    }
}

/// A list of KMS names for a sentence.
struct Names<'a>(&'a [&'static str]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        self.0.iter().try_for_each(|name| {
            f.write_str(between)?;
            between = ", ";
            f.write_str(name)
        })
    }
}

/// A list of message types for a sentence.
struct MessageTypes(&'static [MessageType]);

impl fmt::Display for MessageTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_alternatives(f, self.0.iter())
    }
}

/// The usages of a spec for a sentence.
pub(super) struct Usages(pub(super) KeySpec);

impl fmt::Display for Usages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_alternatives(f, self.0.usages())
    }
}

fn write_alternatives(f: &mut fmt::Formatter<'_>, all: impl Iterator<Item: fmt::Display>) -> fmt::Result {
    let mut between = "";
    for one in all {
        write!(f, "{between}{one}")?;
        between = " or ";
    }
    Ok(())
}

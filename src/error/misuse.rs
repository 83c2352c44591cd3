//! What the caller chose and this key can never do.

use alloc::vec::Vec;
use core::fmt;

use super::PrivateKeyProblem;
use crate::kms::{
    EncryptionAlgorithm, Excerpt, Fingerprint, KeyId, KeySpec, KeyUsage, MAX_DISTINGUISHING_ID_LEN, MessageType,
    NotAFingerprint, SigningAlgorithm, UnknownName,
};

/// A call that can never succeed with this key, whatever the data: change the caller.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// A typed key was asked for that the response's usage does not allow.
    Usage {
        /// The usage of the typed key that was asked for.
        wanted: KeyUsage,
        /// The usage in the response.
        found: KeyUsage,
    },
    /// A usage that no key of the spec which was said with it has.
    UsageOfSpec {
        /// The spec that was said.
        spec: KeySpec,
        /// The usage that was said.
        usage: KeyUsage,
    },
    /// A name that is not one of KMS's.
    UnknownName(UnknownName),
    /// The key does not list (or was narrowed to exclude) this algorithm.
    AlgorithmNotListed {
        /// The algorithm that was asked for.
        algorithm: &'static str,
        /// The algorithms that the key may be used with.
        listed: Vec<&'static str>,
    },
    /// The key lists several known algorithms, or none, so one has to be named.
    AlgorithmNeeded {
        /// The algorithms that the key may be used with.
        listed: Vec<&'static str>,
    },
    /// A Sign response names another algorithm than the caller.
    AlgorithmContradicted {
        /// The algorithm that the caller named.
        expected: SigningAlgorithm,
        /// The name in the Sign response.
        found: Excerpt,
    },
    /// The algorithm does not take this message type.
    MessageType {
        /// The algorithm that was asked for.
        algorithm: SigningAlgorithm,
        /// The message type that was given.
        found: MessageType,
    },
    /// A digest (or μ) of a wrong length.
    DigestLength {
        /// The algorithm that was asked for.
        algorithm: SigningAlgorithm,
        /// The length given, in bytes.
        found: usize,
        /// The length that the algorithm takes, in bytes.
        expected: usize,
    },
    /// The algorithm signs the message itself, so there is no digest to compute.
    NoDigest {
        /// The algorithm that was asked for.
        algorithm: SigningAlgorithm,
    },
    /// A plaintext that is empty, or longer than the algorithm takes.
    PlaintextLength {
        /// The algorithm that was asked for.
        algorithm: EncryptionAlgorithm,
        /// The spec of the key.
        spec: KeySpec,
        /// The length given, in bytes.
        found: usize,
        /// The greatest length that this algorithm takes with this key, in bytes.
        limit: usize,
    },
    /// Something that is not the caller's private key for agreeing with keys of this spec.
    PrivateKey {
        /// The spec of the keys to agree with.
        spec: KeySpec,
        /// What is wrong with it.
        problem: PrivateKeyProblem,
    },
    /// A private key that was read for keys of another spec.
    PrivateKeySpec {
        /// The spec that it was read for.
        found: KeySpec,
        /// The spec of this key.
        expected: KeySpec,
    },
    /// Key derivation without a context.
    EmptyInfo,
    /// Derivation of a key that is empty, or longer than HKDF-SHA-256 gives.
    DerivedKeyLength {
        /// The length asked for, in bytes.
        found: usize,
        /// The greatest length, in bytes.
        limit: usize,
    },
    /// An SM2 distinguishing ID that is longer than ENTL can say.
    DistinguishingIdLength {
        /// The length given, in bytes; at most 8191 are possible.
        found: usize,
    },
    /// A distinguishing ID with an algorithm that has none.
    DistinguishingIdAlgorithm {
        /// The algorithm that was asked for.
        algorithm: SigningAlgorithm,
    },
    /// A distinguishing ID together with a digest, which has an ID in it already.
    DistinguishingIdWithDigest,
    /// The KeyId names another key.
    KeyId {
        /// The KeyId that was wanted.
        wanted: KeyId,
        /// The KeyId of this key.
        found: KeyId,
    },
    /// The fingerprint is another key's.
    Fingerprint {
        /// The fingerprint that was wanted (SHA-256 of the SPKI DER).
        wanted: Fingerprint,
        /// The fingerprint of this key.
        found: Fingerprint,
    },
    /// Keys of this spec have no registered JSON Web Key form.
    NoJwk {
        /// The spec of the key.
        spec: KeySpec,
    },
    /// Text that is no fingerprint: 64 hexadecimal digits are.
    FingerprintText(NotAFingerprint),
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage { wanted, found } => write!(
                f,
                "the key's KeyUsage is {found}, this call needs {wanted}: use a key created for {wanted}, or this one for {found}"
            ),
            Self::UsageOfSpec { spec, usage } => write!(
                f,
                "no {spec} key is for {usage}, one is for {}: say the spec and usage that the key was created with",
                Usages(*spec)
            ),
            Self::UnknownName(UnknownName { vocabulary, found, suggestion }) => {
                write!(f, "{found} is no {vocabulary} of KMS: ")?;
                match suggestion {
                    Some(name) => write!(f, "did you mean {name}?"),
                    None => write!(f, "expected {}", Names(vocabulary.names())),
                }
            }
            Self::AlgorithmNotListed { listed, .. } | Self::AlgorithmNeeded { listed } if listed.is_empty() => {
                f.write_str("this key lists no algorithm that this version knows: update kms-offline, or use another key")
            }
            Self::AlgorithmNotListed { algorithm, listed } => {
                write!(f, "this key does not list {algorithm}, it lists {}: use one of those or another key", Names(listed))
            }
            Self::AlgorithmNeeded { listed } => {
                write!(f, "no algorithm was named and this key lists {}: name the one that was agreed upon", Names(listed))
            }
            Self::AlgorithmContradicted { expected, found } => write!(
                f,
                "the Sign response says {found}, the caller said {expected}: the signature was not made with the algorithm that you expect"
            ),
            Self::MessageType { algorithm, found } => write!(
                f,
                "{algorithm} does not take {found}, it takes {}: give what was signed in one of these forms",
                MessageTypes(algorithm.message_types())
            ),
            Self::DigestLength { algorithm, found, expected } => write!(
                f,
                "digest has {found} bytes, {algorithm} takes {expected}: give {} of the message",
                algorithm.digest_name()
            ),
            Self::NoDigest { algorithm } => write!(
                f,
                "{algorithm} signs the message itself and has no digest: give KMS the message as RAW (at most 4096 bytes)"
            ),
            Self::PlaintextLength { algorithm, found: 0, limit, .. } => write!(
                f,
                "the plaintext is empty, {algorithm} takes 1 to {limit} bytes: KMS opens nothing that is empty, give the bytes to encrypt"
            ),
            Self::PlaintextLength { algorithm, spec, found, limit } => write!(
                f,
                "plaintext has {found} bytes, {algorithm} takes at most {limit} with {spec}: encrypt it with a symmetric key, and that key with this one"
            ),
            Self::PrivateKey { spec, problem } => write!(f, "the private key does not fit {spec}: {problem}"),
            Self::PrivateKeySpec { found, expected } => {
                write!(f, "the private key is for {found}, this key is {expected}: use a private key of the same curve")
            }
            Self::EmptyInfo => f.write_str(
                "info is empty, a derived key needs a context: give a label that says what it is for, and both public keys",
            ),
            Self::DerivedKeyLength { found, limit } => {
                write!(f, "a key of {found} bytes was asked for, HKDF-SHA-256 gives 1 to {limit}: ask for one of these lengths")
            }
            Self::DistinguishingIdLength { found } => write!(
                f,
                "the distinguishing ID has {found} bytes, at most {} fit into ENTL: use a shorter one",
                MAX_DISTINGUISHING_ID_LEN
            ),
            Self::DistinguishingIdAlgorithm { algorithm } => {
                write!(f, "{algorithm} has no distinguishing ID, only SM2DSA has: leave it out")
            }
            Self::DistinguishingIdWithDigest => f.write_str(
                "a distinguishing ID was given with DIGEST, whose SM3(ZA || M) has an ID in it already: leave the ID out or pass the message as RAW",
            ),
            Self::KeyId { wanted, found } => {
                write!(f, "this is the key {found}, wanted was {wanted}: fetch the public key of the key that you expect")
            }
            Self::Fingerprint { wanted, found } => write!(
                f,
                "the key's fingerprint is {found}, wanted was {wanted}: fetch the public key of the key that you expect"
            ),
            Self::NoJwk { spec } => {
                write!(f, "no JSON Web Key form is registered for {spec} keys: convert to PEM or DER")
            }
            Self::FingerprintText(NotAFingerprint { found }) => {
                write!(f, "{found} is no fingerprint: give the SHA-256 of the DER public key as 64 hexadecimal digits")
            }
        }
    }
}

impl core::error::Error for Misuse {}

impl From<UnknownName> for Misuse {
    fn from(unknown: UnknownName) -> Self {
        Self::UnknownName(unknown)
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

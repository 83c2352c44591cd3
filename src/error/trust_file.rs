//! Problems with trust files.

use core::fmt;

use crate::kms::{Excerpt, Fingerprint, KeySpec, SigningAlgorithm, UnknownName};

/// A problem with a line of a trust file, which is
/// `sha256:FINGERPRINT ALGORITHM[,ALGORITHM…] LABEL use=jws|raw|jws,raw [id=KEYID…] [kid=KID…]`.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustFileProblem {
    /// It is not UTF-8.
    NotUtf8,
    /// A quotation mark has no second one.
    Quote,
    /// The fingerprint, the algorithms or the label is missing.
    MissingField,
    /// It does not begin with `sha256:` and the SHA-256 of a DER public key.
    Fingerprint {
        /// The first field.
        found: Excerpt,
    },
    /// A name is not one of KMS's signing algorithms.
    Algorithm(UnknownName),
    /// Keys like the one with this fingerprint do not have the algorithm.
    AlgorithmOfSpec {
        /// The algorithm.
        algorithm: SigningAlgorithm,
        /// The spec of the key.
        spec: KeySpec,
    },
    /// An earlier line has the same label.
    RepeatedLabel {
        /// The label.
        label: Excerpt,
    },
    /// The option is unknown, or a second `use`.
    Option {
        /// The field.
        found: Excerpt,
    },
    /// `use` is missing, or neither `jws`, `raw` nor both.
    Use,
    /// No response has a public key with this fingerprint.
    NoResponse {
        /// The fingerprint.
        fingerprint: Fingerprint,
    },
    /// No KMS key could have the public key with this fingerprint, or it does not verify.
    NotOfKms,
    /// There are too many keys.
    Keys {
        /// The most keys that we parse.
        limit: usize,
    },
}

impl fmt::Display for TrustFileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("it is not UTF-8"),
            Self::Quote => f.write_str("a quotation mark has no second one"),
            Self::MissingField => f.write_str("it does not have a fingerprint, algorithms and a label"),
            Self::Fingerprint { found } => {
                write!(f, "{found} is not the word sha256, a colon and the fingerprint of a key")
            }
            Self::Algorithm(unknown) => unknown.fmt(f),
            Self::AlgorithmOfSpec { algorithm, spec } => {
                write!(f, "the key with this fingerprint is {spec}, whose keys do not have {algorithm}")
            }
            Self::RepeatedLabel { label } => write!(f, "an earlier line has the label {label}"),
            Self::Option { found } => write!(f, "{found} is not one use=, or id= or kid="),
            Self::Use => f.write_str("it lacks use=jws, use=raw or use=jws,raw"),
            Self::NoResponse { fingerprint } => {
                write!(f, "no GetPublicKey response beside it has the fingerprint {fingerprint}")
            }
            Self::NotOfKms => f.write_str("the key with this fingerprint is not a KMS key that verifies"),
            Self::Keys { limit } => write!(f, "it has more than {limit} keys"),
        }
    }
}

impl TrustFileProblem {
    pub(super) const fn advice(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "save the file as UTF-8",
            Self::Quote | Self::MissingField | Self::Fingerprint { .. } | Self::Option { .. } | Self::Use => {
                "write each line as sha256:FINGERPRINT ALGORITHM[,ALGORITHM] LABEL use=jws|raw|jws,raw [id=KEYID] [kid=KID]"
            }
            Self::Algorithm(_) | Self::AlgorithmOfSpec { .. } => "use KMS's names of algorithms that the key lists",
            Self::RepeatedLabel { .. } => "give each key a label of its own",
            Self::NoResponse { .. } => {
                "put the GetPublicKey response of this key into the folder of the trust file, or remove the line"
            }
            Self::NotOfKms => "remove the line",
            Self::Keys { .. } => "remove the keys whose tokens have expired",
        }
    }
}

//! Expected that does not parse, or contradicts itself.

use core::fmt;

use spki::ObjectIdentifier;

use super::{Recognised, misuse::Usages};
use crate::kms::{Excerpt, KeySpec, KeyUsage, SignatureLength, UnknownName};

/// A response, a key or a signature encoding that is malformed or contradicts itself. Depends on the input alone.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The input is out of proportion, and was not read.
    TooLong {
        /// What was expected.
        expected: Expected,
        /// Its length in bytes (for a list: in names).
        found: usize,
        /// The greatest length that is read.
        limit: usize,
    },
    /// The input is not JSON.
    Json {
        /// What was expected.
        expected: Expected,
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, from 0.
        column: usize,
    },
    /// The input is something else, which was recognised.
    Recognised {
        /// What was expected.
        expected: Expected,
        /// What was found.
        found: Recognised,
    },
    /// A member of a response is missing or has the wrong form.
    Member {
        /// The name of the member.
        member: &'static str,
        /// What is wrong with it.
        problem: MemberProblem,
    },
    /// A spec or usage that KMS does not have (or that this version does not know).
    UnknownName(UnknownName),
    /// KeySpec and the deprecated CustomerMasterKeySpec name different specs.
    SpecsDisagree {
        /// KeySpec
        key_spec: KeySpec,
        /// CustomerMasterKeySpec
        customer_master_key_spec: KeySpec,
    },
    /// No key of this spec has this usage.
    UsageOfSpec {
        /// The spec in the response.
        spec: KeySpec,
        /// The usage in the response.
        usage: KeyUsage,
    },
    /// The list of algorithms of the key's usage is missing or empty.
    MissingList {
        /// The usage in the response.
        usage: KeyUsage,
    },
    /// The list of another usage is filled.
    ListOfOtherUsage {
        /// The usage in the response.
        usage: KeyUsage,
        /// The usage whose list is filled too.
        other: KeyUsage,
    },
    /// A known algorithm in the list does not belong to this spec and usage.
    AlgorithmOfSpec {
        /// The algorithm in the list.
        algorithm: Excerpt,
        /// The spec in the response.
        spec: KeySpec,
        /// The usage in the response.
        usage: KeyUsage,
    },
    /// The PEM text is malformed.
    Pem(PemProblem),
    /// The text is not padded standard base64 (RFC 4648, 4).
    Base64,
    /// The SubjectPublicKeyInfo is not one of a key of this spec.
    Key {
        /// The spec that was said.
        spec: KeySpec,
        /// What is wrong with the key.
        problem: KeyProblem,
    },
    /// A signature that was to be converted to another encoding is malformed.
    Signature {
        /// The spec of the key.
        spec: KeySpec,
        /// What is wrong with the signature.
        problem: SignatureProblem,
    },
}

/// What was to be read.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// What `aws kms get-public-key` prints.
    GetPublicKeyResponse,
    /// What `aws kms sign` prints.
    SignResponse,
    /// A SubjectPublicKeyInfo (RFC 5280, 4.1) in DER.
    PublicKey,
    /// A list of algorithms in a response.
    AlgorithmList,
    /// A KeyId.
    KeyId,
    /// The name of an algorithm in a response.
    AlgorithmName,
    /// A signature.
    Signature,
    /// A file that holds a signature, alone or in a Sign response.
    SignatureFile,
}

/// What is wrong with a member of a response.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberProblem {
    /// It is not there, or empty.
    Missing,
    /// It is there twice.
    Repeated,
    /// It should be text.
    NotText,
    /// It should be a list of names.
    NotAList,
    /// It is not padded standard base64.
    NotBase64,
}

/// What is wrong with PEM text.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PemProblem {
    /// There is no BEGIN line.
    NoBegin,
    /// There are two BEGIN lines.
    SecondBlock {
        /// The label of the first block.
        first: Excerpt,
        /// The label of the second block.
        second: Excerpt,
    },
    /// There is no END line with the label of the BEGIN line.
    NoEnd {
        /// The label of the BEGIN line.
        label: Excerpt,
    },
    /// There is something behind the END line.
    TextBehind,
    /// The label is none of a public key.
    Label {
        /// The label that was found.
        found: Excerpt,
    },
    /// Between BEGIN and END is something else than padded base64 and white space.
    NotBase64,
}

/// What is wrong with a SubjectPublicKeyInfo.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// It is not a SubjectPublicKeyInfo in DER, or bytes follow it.
    NotDer,
    /// The algorithm is another one.
    Algorithm {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of this spec.
        expected: ObjectIdentifier,
    },
    /// The curve is another one.
    Curve {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of this spec.
        expected: ObjectIdentifier,
    },
    /// The parameters of the algorithm are not what they must be.
    Parameters,
    /// The key has another length.
    Length {
        /// Bytes found.
        found: usize,
        /// Bytes of a key of this spec.
        expected: usize,
    },
    /// The point is not in the uncompressed form (SEC 1, 2.3.3).
    PointForm,
    /// The bytes are not a point of the curve.
    NotAPoint,
    /// The modulus has another width.
    ModulusBits {
        /// Bits found.
        found: usize,
        /// Bits of a modulus of this spec.
        expected: usize,
    },
    /// The modulus is even.
    EvenModulus,
    /// The public exponent is even, below 3 or not below 2^33.
    Exponent,
    /// The key is not in its canonical encoding (RFC 8032, 5.1.3).
    NotCanonical,
    /// The point has a small order, so anyone can sign for it.
    SmallOrder,
    /// A coefficient is not below 3329 (FIPS 203, 7.2).
    Coefficient,
}

/// What is wrong with a signature that was to be converted.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureProblem {
    /// It is not the strict DER of a signature on this curve.
    NotDer,
    /// The fixed-size form has another length.
    Length {
        /// Bytes found.
        found: usize,
        /// Bytes of r and s together.
        expected: usize,
    },
    /// r or s is 0, or not below the group's order.
    Range,
    /// Keys of this spec have no such signatures.
    NoEncoding,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { expected: Expected::AlgorithmList, found, limit } => {
                write!(f, "the list has {found} algorithms, at most {limit} are read: fetch the response again")
            }
            Self::TooLong { expected: Expected::AlgorithmName, found, limit } => {
                write!(f, "the list has a name of {found} bytes, at most {limit} are read: fetch the response again")
            }
            Self::TooLong { expected, found, limit } => {
                write!(f, "{found} bytes are too many for {expected}, at most {limit} are read: check which file was given")
            }
            Self::Json { expected, line, column } => {
                write!(f, "not JSON at line {line}, column {column}: expected {expected} as the AWS CLI prints it with --output json")
            }
            Self::Recognised { expected, found } => {
                write!(f, "found {}, expected {expected}: {}", found.name(), found.remedy(*expected))
            }
            Self::Member { member, problem } => write!(f, "{member} {problem}"),
            Self::UnknownName(UnknownName { vocabulary, found, suggestion: Some(name) }) => {
                write!(f, "{found} is no {vocabulary} of KMS: expected the exact name, probably {name}")
            }
            Self::UnknownName(UnknownName { vocabulary, found, suggestion: None }) => write!(
                f,
                "{found} is no {vocabulary} of an asymmetric KMS key that this version knows: check the response, or update kms-offline"
            ),
            Self::SpecsDisagree { key_spec, customer_master_key_spec } => write!(
                f,
                "KeySpec is {key_spec} but CustomerMasterKeySpec is {customer_master_key_spec}: they must agree, fetch the response again"
            ),
            Self::UsageOfSpec { spec, usage } => write!(
                f,
                "KeyUsage is {usage}, which no {spec} key has; it has {}: fetch the response again",
                Usages(*spec)
            ),
            Self::MissingList { usage } => write!(
                f,
                "KeyUsage is {usage} but {} is missing or empty, as in the response of an older client: fetch it with a current one, \
                 or say the algorithms with PublicKey::from_parts, or give the key as PEM or DER with its spec and usage",
                usage.list_member()
            ),
            Self::ListOfOtherUsage { usage, other } => write!(
                f,
                "KeyUsage is {usage} but {} is filled: a KMS key has one usage, fetch the response again",
                other.list_member()
            ),
            Self::AlgorithmOfSpec { algorithm, spec, usage } => write!(
                f,
                "{algorithm} is listed but is no algorithm of {spec} keys for {usage}: fetch the response again"
            ),
            Self::Pem(problem) => problem.fmt(f),
            Self::Base64 => f.write_str(
                "the key is neither PEM, DER nor padded base64 (RFC 4648, section 4): give what KMS returned as PublicKey",
            ),
            Self::Key { spec, problem } => write!(f, "the public key is not one of {spec}: {problem}"),
            Self::Signature { spec, problem } => write_signature_problem(f, *spec, *problem),
        }
    }
}

impl core::error::Error for Malformed {}

impl From<UnknownName> for Malformed {
    fn from(unknown: UnknownName) -> Self {
        Self::UnknownName(unknown)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GetPublicKeyResponse => "a GetPublicKey response",
            Self::SignResponse => "a Sign response",
            Self::PublicKey => "a public key (SubjectPublicKeyInfo)",
            Self::AlgorithmList => "a list of algorithms",
            Self::KeyId => "a KeyId",
            Self::AlgorithmName => "the name of an algorithm",
            Self::Signature => "a signature",
            Self::SignatureFile => "a signature file",
        })
    }
}

impl fmt::Display for MemberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing or empty: give the whole response as the AWS CLI prints it",
            Self::Repeated => "is there twice: only one can be meant, fetch the response again",
            Self::NotText => "is not text: give the response as the AWS CLI prints it",
            Self::NotAList => "is not a list of names: give the response as the AWS CLI prints it",
            Self::NotBase64 => {
                "is not padded standard base64 (RFC 4648, section 4): give the response as the AWS CLI prints it"
            }
        })
    }
}

impl fmt::Display for PemProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBegin => f.write_str("there is no line -----BEGIN PUBLIC KEY-----: give the whole PEM file"),
            Self::SecondBlock { first, second } => {
                write!(
                    f,
                    "there are two PEM blocks, {first} and {second}: give one file with the one key that is meant"
                )
            }
            Self::NoEnd { label } => {
                write!(f, "the PEM block {label} has no END line with its label: give the whole PEM file")
            }
            Self::TextBehind => {
                f.write_str("there is text behind the END line: give one PEM block and nothing behind it")
            }
            Self::Label { found } => {
                write!(f, "the PEM block is {found}, expected PUBLIC KEY: give the key that KMS returned")
            }
            Self::NotBase64 => {
                f.write_str("between BEGIN and END is something else than padded base64: give the PEM file unchanged")
            }
        }
    }
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDer => f.write_str(
                "expected exactly one DER SubjectPublicKeyInfo: give the bytes that KMS returned, unchanged",
            ),
            Self::Algorithm { found, expected } => {
                write!(f, "its algorithm is {found}, expected {expected}: give the key together with its own spec")
            }
            Self::Curve { found, expected } => {
                write!(f, "its curve is {found}, expected {expected}: give the key together with its own spec")
            }
            Self::Parameters => {
                f.write_str("its algorithm parameters are not those of this spec: give the bytes that KMS returned")
            }
            Self::Length { found, expected } => {
                write!(f, "the key has {found} bytes, expected {expected}: give the key together with its own spec")
            }
            Self::PointForm => f.write_str("the point is not uncompressed (04, x, y): give the form that KMS returns"),
            Self::NotAPoint => f.write_str("its bytes are not a point of the curve: fetch the key again"),
            Self::ModulusBits { found, expected } => {
                write!(f, "the modulus has {found} bits, expected {expected}: give the key together with its own spec")
            }
            Self::EvenModulus => f.write_str("the modulus is even: fetch the key again"),
            Self::Exponent => f.write_str("the exponent must be odd, at least 3 and below 2^33: use another key"),
            Self::NotCanonical => {
                f.write_str("the point is not in its canonical encoding (RFC 8032, 5.1.3): fetch the key again")
            }
            Self::SmallOrder => f.write_str("the point has a small order, so anyone can sign for it: use another key"),
            Self::Coefficient => f.write_str("a coefficient is not below 3329 (FIPS 203, 7.2): fetch the key again"),
        }
    }
}

fn write_signature_problem(f: &mut fmt::Formatter<'_>, spec: KeySpec, problem: SignatureProblem) -> fmt::Result {
    match (problem, spec.signature_len()) {
        (SignatureProblem::NotDer, Some(SignatureLength::AtMost(len))) => {
            write!(
                f,
                "the signature is not strict DER of r and s, at most {len} bytes for {spec}: give what KMS Sign returned"
            )
        }
        (SignatureProblem::Length { found, expected }, _) => write!(
            f,
            "the signature has {found} bytes, r and s of {spec} have {expected} together: keep the leading zeros of both"
        ),
        (SignatureProblem::Range, _) => f.write_str(
            "r or s is 0 or not below the group's order: no signature has such values, check how it was made",
        ),
        (SignatureProblem::NotDer | SignatureProblem::NoEncoding, _) => {
            write!(f, "signatures of {spec} are not made of r and s: give them as KMS Sign returned them")
        }
    }
}

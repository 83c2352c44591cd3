//! Input that does not parse or contradicts itself.

use alloc::boxed::Box;
use core::fmt;

use spki::ObjectIdentifier;

use super::{JwkProblem, Recognised, TokenProblem, TrustFileProblem, misuse::Usages, object_names::Named};
use crate::kms::{Excerpt, KeySpec, KeyUsage, SignatureLength, UnknownName};

/// A response, a key or a signature encoding that is malformed or contradicts itself. Depends on the input alone.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The input is too long and was not parsed.
    TooLong {
        /// The expected kind of input.
        expected: Expected,
        /// Its length in bytes (for a list: in names).
        found: usize,
        /// The greatest length that we parse.
        limit: usize,
    },
    /// The input is not JSON.
    Json {
        /// The expected kind of input.
        expected: Expected,
        /// The line where parsing stopped, from 1.
        line: usize,
        /// The column where parsing stopped, from 0.
        column: usize,
    },
    /// The input is of another kind, which we recognised.
    Recognised {
        /// The expected kind of input.
        expected: Expected,
        /// The kind of input that was found.
        found: Recognised,
    },
    /// A member of a response is missing or has the wrong form.
    Member {
        /// The name of the member.
        member: &'static str,
        /// The problem with it.
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
    /// Keys of this spec do not support this usage.
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
    /// The list of another usage is not empty.
    ListOfOtherUsage {
        /// The usage in the response.
        usage: KeyUsage,
        /// The usage whose list is not empty either.
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
    /// The SubjectPublicKeyInfo is not a valid key of this spec.
    Key {
        /// The key spec in the response, or from the caller.
        spec: KeySpec,
        /// The problem with the key.
        problem: KeyProblem,
    },
    /// The signature to convert to another encoding is malformed.
    Signature {
        /// The spec of the key.
        spec: KeySpec,
        /// The problem with the signature.
        problem: SignatureProblem,
    },
    /// The token is malformed.
    Token {
        /// The expected kind of token.
        expected: Expected,
        /// The problem with it.
        problem: TokenProblem,
    },
    /// The JWK or JWK Set is malformed.
    Jwk(JwkProblem),
    /// A line of a trust file is malformed, or contradicts the folder.
    TrustFile {
        /// The line, from 1.
        line: usize,
        /// The problem with it.
        problem: TrustFileProblem,
    },
    /// A file among several is malformed.
    InFile {
        /// The name of the file.
        name: Excerpt,
        /// The problem with it.
        problem: Box<Self>,
    },
}

/// The kind of input to parse.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The output of `aws kms get-public-key`.
    GetPublicKeyResponse,
    /// The output of `aws kms sign`.
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
    /// A file that contains a signature, alone or in a Sign response.
    SignatureFile,
    /// A JWS in the compact serialization (RFC 7515, 7.1).
    Jws,
    /// A JWS in the flattened JSON serialization (RFC 7515, 7.2.2).
    FlattenedJws,
    /// A JWS in the general JSON serialization (RFC 7515, 7.2.1).
    GeneralJws,
    /// A JWS in the compact serialization, without its payload (RFC 7515, appendix F).
    DetachedJws,
    /// A JWE in the compact serialization (RFC 7516, 7.1).
    Jwe,
    /// The text that a JWS signs, `header.payload` (RFC 7515, 5.1).
    SigningInput,
    /// The encoded ciphertext of a JWE.
    JweCiphertext,
    /// The encoded header of a token.
    TokenHeader,
    /// A JSON Web Key (RFC 7517, 4).
    Jwk,
    /// A JWK Set (RFC 7517, 5).
    JwkSet,
    /// A trust file, which lists keys by their fingerprints.
    TrustFile,
    /// A folder of GetPublicKey responses.
    KeyFolder,
    /// A set of keys, in any of these forms.
    KeySet,
}

/// A problem with a member of a response.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberProblem {
    /// It is missing or empty.
    Missing,
    /// It appears twice.
    Repeated,
    /// It is not text.
    NotText,
    /// It is not a list of names.
    NotAList,
    /// It is not padded standard base64.
    NotBase64,
}

/// A problem with PEM text.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PemProblem {
    /// The text has no BEGIN line.
    NoBegin,
    /// The text has two BEGIN lines.
    SecondBlock {
        /// The label of the first block.
        first: Excerpt,
        /// The label of the second block.
        second: Excerpt,
    },
    /// The text has no END line with the label of the BEGIN line.
    NoEnd {
        /// The label of the BEGIN line.
        label: Excerpt,
    },
    /// The block has text after its END line.
    TrailingText,
    /// The label is not that of a public key.
    Label {
        /// The label.
        found: Excerpt,
    },
    /// The text between BEGIN and END is not padded base64 with white space.
    NotBase64,
}

/// A problem with a SubjectPublicKeyInfo.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// It is not a SubjectPublicKeyInfo in DER, or has trailing bytes.
    NotDer,
    /// The algorithm is not this spec's.
    Algorithm {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of this spec.
        expected: ObjectIdentifier,
    },
    /// The curve is not this spec's.
    Curve {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of this spec.
        expected: ObjectIdentifier,
    },
    /// The parameters of the algorithm are not this spec's.
    Parameters,
    /// The key does not have this spec's length.
    Length {
        /// Bytes found.
        found: usize,
        /// Bytes of a key of this spec.
        expected: usize,
    },
    /// The point is not in the uncompressed form (SEC 1, 2.3.3).
    PointForm,
    /// The bytes are not a point on the curve.
    NotAPoint,
    /// The modulus does not have this spec's width.
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

/// A problem with a signature to convert.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureProblem {
    /// It is not the strict DER of a signature on this curve.
    NotDer,
    /// The fixed-size form does not have this spec's length.
    Length {
        /// Bytes found.
        found: usize,
        /// Bytes of r and s together.
        expected: usize,
    },
    /// r ‖ s ‖ v of secp256k1 does not have 65 bytes.
    LengthWithV {
        /// Bytes found.
        found: usize,
    },
    /// r or s is 0, or not below the group's order.
    Range,
    /// v does not have a value of its form.
    V {
        /// The value found.
        found: u64,
        /// The values of this form.
        expected: &'static str,
    },
    /// The recovery ID is 2 or 3, which v cannot express.
    RecoveryId {
        /// The recovery ID.
        found: u8,
    },
    /// Signatures of this spec do not consist of r and s.
    NoEncoding,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { expected: Expected::AlgorithmList, found, limit } => {
                write!(f, "the list has {found} algorithms, expected at most {limit}")
            }
            Self::TooLong { expected: Expected::AlgorithmName, found, limit } => {
                write!(f, "the list has a name of {found} bytes, expected at most {limit}")
            }
            Self::TooLong { expected: Expected::KeyFolder, limit, .. } => {
                write!(f, "the folder has more than {limit} files")
            }
            Self::TooLong { expected, found, limit } => {
                write!(f, "the input has {found} bytes, expected {expected} of at most {limit}")
            }
            Self::Json { expected, line, column } => {
                write!(f, "the input is not JSON at line {line}, column {column}, expected {expected}")
            }
            Self::Recognised { expected, found } => write!(f, "found {found}, expected {expected}"),
            Self::Member { member, problem } => write!(f, "{member} {problem}"),
            Self::UnknownName(unknown @ UnknownName { suggestion: Some(_), .. }) => unknown.fmt(f),
            Self::UnknownName(UnknownName { vocabulary, found, suggestion: None }) => {
                write!(f, "{found} is not a known KMS {vocabulary} for asymmetric keys")
            }
            Self::SpecsDisagree { key_spec, customer_master_key_spec } => write!(
                f,
                "KeySpec is {key_spec} but CustomerMasterKeySpec is {customer_master_key_spec}, expected the same spec in both"
            ),
            Self::UsageOfSpec { spec, usage } => {
                write!(f, "KeyUsage is {usage}, expected {} with KeySpec {spec}", Usages(*spec))
            }
            Self::MissingList { usage } => write!(
                f,
                "KeyUsage is {usage} but {} is missing or empty, as older clients print it",
                usage.list_member()
            ),
            Self::ListOfOtherUsage { usage, other } => write!(
                f,
                "KeyUsage is {usage} but {} is not empty, expected only {}",
                other.list_member(),
                usage.list_member()
            ),
            Self::AlgorithmOfSpec { algorithm, spec, usage } => {
                write!(f, "{algorithm} is listed but is not an algorithm of {spec} keys for {usage}")
            }
            Self::Pem(problem) => problem.fmt(f),
            Self::Base64 => f.write_str("the key is neither PEM, DER nor padded base64 (RFC 4648, section 4)"),
            Self::Key { spec, problem } => write!(f, "the public key is not a valid {spec} key because {problem}"),
            Self::Signature { spec, problem } => write_signature_problem(f, *spec, *problem),
            Self::Jwk(problem) => write!(f, "the JSON Web Key{} is rejected because {problem}", problem.set()),
            Self::TrustFile { line, problem } => {
                write!(f, "line {line} of the trust file is rejected because {problem}")
            }
            Self::InFile { name, problem } => write!(f, "in {name}, {problem}"),
            Self::Token { expected, problem } => write!(f, "the input is not {expected} because {problem}"),
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
            Self::Jws => "a compact JWS",
            Self::FlattenedJws => "a JWS in the flattened JSON serialization",
            Self::GeneralJws => "a JWS in the general JSON serialization",
            Self::DetachedJws => "a compact JWS with a detached payload",
            Self::Jwe => "a compact JWE",
            Self::SigningInput => "a JWS signing input",
            Self::JweCiphertext => "the encoded ciphertext of a JWE",
            Self::TokenHeader => "a token's header",
            Self::Jwk => "a JSON Web Key",
            Self::JwkSet => "a JWK Set",
            Self::TrustFile => "a trust file",
            Self::KeyFolder => "a folder of GetPublicKey responses",
            Self::KeySet => "a folder of GetPublicKey responses, a JWK Set or a trust file",
        })
    }
}

impl fmt::Display for MemberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing or empty",
            Self::Repeated => "appears twice",
            Self::NotText => "is not text",
            Self::NotAList => "is not a list of names",
            Self::NotBase64 => "is not padded standard base64 (RFC 4648, section 4)",
        })
    }
}

impl fmt::Display for PemProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBegin => f.write_str("the text has no -----BEGIN PUBLIC KEY----- line"),
            Self::SecondBlock { first, second } => {
                write!(f, "the text has two PEM blocks, {first} and {second}, expected one")
            }
            Self::NoEnd { label } => write!(f, "the PEM block {label} has no END line with its label"),
            Self::TrailingText => f.write_str("the PEM block has text after its END line"),
            Self::Label { found } => write!(f, "the PEM block is {found}, expected PUBLIC KEY"),
            Self::NotBase64 => f.write_str("the text between BEGIN and END is not padded base64"),
        }
    }
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDer => f.write_str("it is not exactly one DER SubjectPublicKeyInfo"),
            Self::Algorithm { found, expected } => {
                write!(f, "its algorithm is {}, expected {}", Named(*found), Named(*expected))
            }
            Self::Curve { found, expected } => {
                write!(f, "its curve is {}, expected {}", Named(*found), Named(*expected))
            }
            Self::Parameters => f.write_str("its algorithm parameters are not those of this spec"),
            Self::Length { found, expected } => {
                write!(f, "its subjectPublicKey has {found} bytes, expected {expected}")
            }
            Self::PointForm => f.write_str("its point is not uncompressed (04, x, y)"),
            Self::NotAPoint => f.write_str("its bytes are not a point on the curve"),
            Self::ModulusBits { found, expected } => write!(f, "its modulus has {found} bits, expected {expected}"),
            Self::EvenModulus => f.write_str("its modulus is even"),
            Self::Exponent => f.write_str("its public exponent is even, below 3 or not below 2^33"),
            Self::NotCanonical => f.write_str("its point is not in the canonical encoding (RFC 8032, 5.1.3)"),
            Self::SmallOrder => f.write_str("its point has a small order, so anyone can sign for it"),
            Self::Coefficient => f.write_str("one of its coefficients is not below 3329 (FIPS 203, 7.2)"),
        }
    }
}

fn write_signature_problem(f: &mut fmt::Formatter<'_>, spec: KeySpec, problem: SignatureProblem) -> fmt::Result {
    match (problem, spec.signature_len()) {
        (SignatureProblem::NotDer, Some(SignatureLength::AtMost(len))) => {
            write!(f, "the signature is not strict DER, expected r and s in at most {len} bytes for {spec}")
        }
        (SignatureProblem::Length { found, expected }, _) => {
            write!(f, "the signature has {found} bytes, expected {expected} for r and s of {spec}")
        }
        (SignatureProblem::LengthWithV { found }, _) => {
            write!(f, "the signature has {found} bytes, expected 65 for r, s and v")
        }
        (SignatureProblem::V { found, expected }, _) => write!(f, "v is {found}, expected {expected}"),
        (SignatureProblem::RecoveryId { found }, _) => {
            write!(f, "the signature's recovery ID is {found}, and v can express 0 and 1 only")
        }
        (SignatureProblem::Range, _) => {
            f.write_str("r or s of the signature is 0 or not below the group's order, as in no valid signature")
        }
        (SignatureProblem::NotDer | SignatureProblem::NoEncoding, _) => {
            write!(f, "signatures of {spec} do not consist of r and s")
        }
    }
}

//! What is wrong with a private key that the caller gave.

use core::fmt;

use spki::ObjectIdentifier;

use super::PemProblem;

/// What is wrong with a private key. Nothing of the key is quoted.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateKeyProblem {
    /// The input is out of proportion, and was not read.
    TooLong {
        /// Its length in bytes.
        found: usize,
        /// The greatest length that is read.
        limit: usize,
    },
    /// The PEM text is malformed, or of another kind.
    Pem(PemProblem),
    /// It is neither a PKCS#8 PrivateKeyInfo (RFC 5958) nor a SEC 1 ECPrivateKey (RFC 5915) in DER, or bytes follow it.
    NotDer,
    /// It is text in UTF-16.
    Utf16,
    /// It is encrypted.
    Encrypted,
    /// It is a public key.
    GivenPublicKey,
    /// The algorithm is another one.
    Algorithm {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of keys that agree.
        expected: ObjectIdentifier,
    },
    /// The curve is another one.
    Curve {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of this spec.
        expected: ObjectIdentifier,
    },
    /// The parameters of the algorithm name no curve.
    Parameters,
    /// The number is 0, not below the order of the curve, or has the length of another curve's.
    Range,
    /// The public key inside is not that of the private key.
    PublicKey,
    /// Keys of this spec do not agree.
    NoAgreement,
}

impl fmt::Display for PrivateKeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { found, limit } => {
                write!(f, "{found} bytes are too many, at most {limit} are read: check which file was given")
            }
            Self::Pem(PemProblem::NoBegin) => {
                f.write_str("there is no line -----BEGIN PRIVATE KEY-----: give the whole PEM file, or DER")
            }
            Self::Pem(PemProblem::Label { found }) => {
                let remedy = match found.as_str() {
                    "OPENSSH PRIVATE KEY" => "convert a copy of it with ssh-keygen -p -m PKCS8",
                    "RSA PRIVATE KEY" | "DSA PRIVATE KEY" => "make a key on the curve of the KMS key",
                    _ => "give the private key",
                };
                write!(f, "the PEM block is {found}, expected PRIVATE KEY or EC PRIVATE KEY: {remedy}")
            }
            Self::Pem(problem) => problem.fmt(f),
            Self::NotDer => f.write_str(
                "expected exactly one PKCS#8 PrivateKeyInfo or SEC 1 ECPrivateKey of a named curve, as PEM or DER: \
                 check which file was given, or name its curve with openssl ec -param_enc named_curve",
            ),
            Self::Utf16 => f.write_str("it is text in UTF-16: save it as UTF-8"),
            Self::Encrypted => {
                f.write_str("it is encrypted, expected it in clear: decrypt it with openssl pkcs8 -topk8 -nocrypt")
            }
            Self::GivenPublicKey => f.write_str("it is a public key: give the private key that belongs to it"),
            Self::Algorithm { found, expected } => {
                write!(f, "its algorithm is {found}, expected {expected}: make a key on the curve of the KMS key")
            }
            Self::Curve { found, expected } => {
                write!(f, "its curve is {found}, expected {expected}: make a key on the curve of the KMS key")
            }
            Self::Parameters => f.write_str("it does not name its curve: convert it with openssl ec -param_enc named_curve"),
            Self::Range => f.write_str(
                "its number is 0, not below the order of the curve, or of another length: make a key on the curve of the KMS key",
            ),
            Self::PublicKey => f.write_str("the public key inside belongs to another private key: restore the file"),
            Self::NoAgreement => f.write_str("keys of this spec do not agree: say the spec of a KEY_AGREEMENT key"),
        }
    }
}

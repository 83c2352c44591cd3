//! Problems with the caller's private key.

use core::fmt;

use spki::ObjectIdentifier;

use super::{PemProblem, Recognised, object_names::Named};

/// A problem with a private key. It quotes no part of the key.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateKeyProblem {
    /// The input is too long and was not parsed.
    TooLong {
        /// Its length in bytes.
        found: usize,
        /// The greatest length that we parse.
        limit: usize,
    },
    /// The PEM text is malformed, or of another kind.
    Pem(PemProblem),
    /// It is neither a PKCS#8 PrivateKeyInfo (RFC 5958) nor a SEC 1 ECPrivateKey (RFC 5915) in DER, or it has trailing
    /// bytes.
    NotDer,
    /// It is of another kind or in another form, which we recognised.
    Recognised {
        /// The input that was found.
        found: Recognised,
    },
    /// The algorithm is not that of an EC key.
    Algorithm {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of EC keys.
        expected: ObjectIdentifier,
    },
    /// The curve is not this spec's.
    Curve {
        /// The OID that was found.
        found: ObjectIdentifier,
        /// The OID of this spec.
        expected: ObjectIdentifier,
    },
    /// The parameters of the algorithm do not name a curve.
    Parameters,
    /// The number is 0, not below the curve's order, or has another curve's length and names no curve.
    Range,
    /// The embedded public key does not belong to the private key.
    PublicKey,
    /// Keys of this spec do not support key agreement.
    NoAgreement,
}

impl fmt::Display for PrivateKeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { found, limit } => write!(f, "it has {found} bytes, expected at most {limit}"),
            Self::Pem(PemProblem::NoBegin) => f.write_str("the text has no -----BEGIN PRIVATE KEY----- line"),
            Self::Pem(PemProblem::Label { found }) => {
                write!(f, "the PEM block is {found}, expected PRIVATE KEY or EC PRIVATE KEY")
            }
            Self::Pem(problem) => problem.fmt(f),
            Self::NotDer => f.write_str(
                "it is not exactly one PKCS#8 PrivateKeyInfo or SEC 1 ECPrivateKey of a named curve, in PEM or DER",
            ),
            Self::Recognised { found } => write!(f, "it is {found}"),
            Self::Algorithm { found, expected } => {
                write!(f, "its algorithm is {}, expected {}", Named(*found), Named(*expected))
            }
            Self::Curve { found, expected } => {
                write!(f, "its curve is {}, expected {}", Named(*found), Named(*expected))
            }
            Self::Parameters => f.write_str("it does not name its curve"),
            Self::Range => f.write_str("its number is 0, not below the curve's order, or has another curve's length"),
            Self::PublicKey => f.write_str("its embedded public key belongs to another private key"),
            Self::NoAgreement => f.write_str("keys of this spec do not support key agreement"),
        }
    }
}

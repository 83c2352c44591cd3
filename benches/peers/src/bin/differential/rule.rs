//! Where kms-offline is meant to differ from its peers.

use kms_offline::{SignatureLength, SigningAlgorithm};

use super::case::Case;

/// A documented reason why kms-offline rejects a signature that a peer accepts. Nothing excuses the opposite.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Rule {
    CompressedPoint,
    SmallOrderKey,
    NonDerKey,
    RsaWithoutNull,
    ShortPssSignature,
}

impl Rule {
    pub(crate) const ALL: [Self; 5] =
        [Self::CompressedPoint, Self::SmallOrderKey, Self::NonDerKey, Self::RsaWithoutNull, Self::ShortPssSignature];

    /// The rule for the signature of a case, regardless of the change.
    pub(crate) fn of_signature(case: &Case) -> Option<Self> {
        let is_pss = matches!(
            case.algorithm,
            SigningAlgorithm::RsassaPssSha256 | SigningAlgorithm::RsassaPssSha384 | SigningAlgorithm::RsassaPssSha512
        );
        match case.spec.signature_len() {
            Some(SignatureLength::Exactly(len)) if is_pss && case.signature.len() < len => {
                Some(Self::ShortPssSignature)
            }
            _ => None,
        }
    }

    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::CompressedPoint => {
                "a key's point is compressed or hybrid: KMS sends uncompressed points, and kms-offline takes no others"
            }
            Self::SmallOrderKey => {
                "an Ed25519 key has small order, so that one signature fits many messages: kms-offline refuses the key"
            }
            Self::NonDerKey => {
                "a SubjectPublicKeyInfo has a length that is not written as DER demands: kms-offline takes strict DER"
            }
            Self::RsaWithoutNull => {
                "an RSA key is without the NULL that RFC 3279, 2.3.1 demands as parameters: kms-offline refuses the key"
            }
            Self::ShortPssSignature => {
                "an RSASSA-PSS signature has lost the zeros in front: RFC 8017, 8.1.2 demands the modulus's length, OpenSSL does not"
            }
        }
    }
}

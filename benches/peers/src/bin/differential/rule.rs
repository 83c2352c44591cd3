//! Where kms-offline is meant to differ from its peers.

/// A documented reason why kms-offline refuses what a peer takes. The other way round there is none.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Rule {
    CompressedPoint,
    SmallOrderKey,
    NonDerKey,
    RsaWithoutNull,
}

impl Rule {
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
        }
    }
}

//! Texts that signers sign in place of the message, with a key of the corpus.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use base64ct::{Base64, Encoding as _};
use kms_offline::{KeySpec, MessageType, SigningAlgorithm};
use kms_offline_vectors::{CorpusKey, to_hex};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use p256::pkcs8::DecodePrivateKey as _;

use super::wrapped::{cms_attributes, element};
use crate::corpus::{Case, SIGNERS};

/// A change of the message before it is signed.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Signed {
    AsItIs,
    Utf16Le,
    Utf16Be,
    Utf16LeWithMark,
    Utf16BeWithMark,
    Latin1,
    FromLatin1,
    Base64,
    Base64Line,
    Base64Lines,
    Hex,
    HexLine,
    UpperHex,
    CrLf,
    LineFeed,
    Pae,
    Ethereum,
    CmsAttributes,
    InSequence,
}

/// Every variant.
pub(super) const ALL: [Signed; 19] = [
    Signed::AsItIs,
    Signed::Utf16Le,
    Signed::Utf16Be,
    Signed::Utf16LeWithMark,
    Signed::Utf16BeWithMark,
    Signed::Latin1,
    Signed::FromLatin1,
    Signed::Base64,
    Signed::Base64Line,
    Signed::Base64Lines,
    Signed::Hex,
    Signed::HexLine,
    Signed::UpperHex,
    Signed::CrLf,
    Signed::LineFeed,
    Signed::Pae,
    Signed::Ethereum,
    Signed::CmsAttributes,
    Signed::InSequence,
];

static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::from_pkcs8_der(&CorpusKey::named("ECC_NIST_P256-sign-1").private_key_der()).unwrap());

/// The case's message, changed and signed with ECDSA on P-256.
pub(super) fn case(case: &Case, changes: &[Signed]) -> Case {
    // These two make a difference to text beyond ASCII only.
    let is_beyond_ascii = changes.iter().any(|change| matches!(change, Signed::Latin1 | Signed::FromLatin1));
    let given = if is_beyond_ascii { "gr\u{fc}\u{df}e\n".into() } else { case.message.clone() };
    let signed = changes.iter().take(3).fold(given.clone(), |message, change| change.apply(&message));
    let signature: Signature = KEY.sign(&signed);
    Case {
        key: SIGNERS.iter().find(|key| key.spec() == KeySpec::EccNistP256).unwrap().clone(),
        algorithm: SigningAlgorithm::EcdsaSha256,
        message_type: MessageType::Raw,
        message: given,
        signature: signature.to_der().as_bytes().to_vec(),
        context: None,
        distinguishing_id: None,
    }
}

impl Signed {
    fn apply(self, message: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(message);
        let units = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let base64 = Base64::encode_string(message);
        let hex = to_hex(message);
        match self {
            Self::AsItIs => message.to_vec(),
            Self::Utf16Le => units(u16::to_le_bytes),
            Self::Utf16Be => units(u16::to_be_bytes),
            Self::Utf16LeWithMark => [&[0xff, 0xfe], &units(u16::to_le_bytes)[..]].concat(),
            Self::Utf16BeWithMark => [&[0xfe, 0xff], &units(u16::to_be_bytes)[..]].concat(),
            Self::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
            Self::FromLatin1 => message.iter().copied().map(char::from).collect::<String>().into_bytes(),
            Self::Base64 => base64.into_bytes(),
            Self::Base64Line => format!("{base64}\n").into_bytes(),
            Self::Base64Lines => base64.as_bytes().chunks(64).flat_map(|line| [line, b"\n"].concat()).collect(),
            Self::Hex => hex.into_bytes(),
            Self::HexLine => format!("{hex}\n").into_bytes(),
            Self::UpperHex => hex.to_ascii_uppercase().into_bytes(),
            Self::CrLf => text.replace('\n', "\r\n").into_bytes(),
            Self::LineFeed => [message, b"\n"].concat(),
            Self::Pae => {
                let head = format!("DSSEv1 16 application/json {} ", message.len());
                [head.as_bytes(), message].concat()
            }
            Self::Ethereum => {
                let head = format!("\u{19}Ethereum Signed Message:\n{}", message.len());
                [head.as_bytes(), message].concat()
            }
            Self::CmsAttributes => cms_attributes(message),
            Self::InSequence => element(0x30, &element(0x04, message)),
        }
    }
}

//! A case: the suite's input, its verdict, and the library's verdict where a documented rule makes it differ.

use kms_offline::{EncryptionAlgorithm, KeySpec, KeyUsage, MessageType, SigningAlgorithm};
use serde::Deserialize;

/// One line of a file of cases.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) suite: String,
    pub(crate) id: String,
    /// The suite's verdict.
    pub(crate) want: Want,
    /// The documented rule under which the library's verdict may differ from the suite's.
    pub(crate) rule: Option<String>,
    /// The library's verdict under that rule.
    pub(crate) ours: Option<Ours>,
    pub(crate) spec: KeySpec,
    #[serde(flatten)]
    pub(crate) operation: Operation,
}

/// The operation, with its inputs. A `key` is a SubjectPublicKeyInfo in DER.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub(crate) enum Operation {
    /// Verifies on every path.
    Verify(Signed),
    /// A call that KMS rejects with ValidationException: the library must report misuse, not an invalid signature.
    Misuse(Signed),
    /// Parses a key.
    Parse { key: Hex, usage: KeyUsage },
    /// Converts a signature in strict DER to r ‖ s and back.
    Signature { sig: Hex },
    /// Agrees on `secret` with a private key in DER.
    Agree {
        key: Hex,
        #[serde(rename = "priv")]
        private_key: Hex,
        secret: Hex,
    },
    /// Encrypts to `ct` with the random bytes `rand`.
    Encrypt { key: Hex, alg: EncryptionAlgorithm, msg: Hex, rand: Hex, ct: Hex },
    /// Encapsulates `secret` in `ct` with the random bytes `rand`.
    Encapsulate { key: Hex, rand: Hex, secret: Hex, ct: Hex },
}

/// A message with its signature.
#[derive(Debug, Deserialize)]
pub(crate) struct Signed {
    pub(crate) key: Hex,
    pub(crate) alg: SigningAlgorithm,
    #[serde(rename = "type")]
    pub(crate) message_type: MessageType,
    pub(crate) msg: Hex,
    pub(crate) sig: Hex,
    /// SM2's distinguishing ID, if it is not the default.
    pub(crate) sid: Option<Hex>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Want {
    Valid,
    Invalid,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(crate) enum Ours {
    #[serde(rename = "valid")]
    Valid,
    #[serde(rename = "invalid")]
    Invalid,
    #[serde(rename = "not verified")]
    NotVerified,
    #[serde(rename = "key refused")]
    KeyRejected,
}

/// Bytes, written as hexadecimal digits.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Hex(pub(crate) Vec<u8>);

impl TryFrom<String> for Hex {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const NOT_HEX: &str = "not hexadecimal";
        let digit = |c: &u8| char::from(*c).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(NOT_HEX);
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() {
            return Err(NOT_HEX);
        }
        pairs.iter().map(|[high, low]| Ok(digit(high)? << 4 | digit(low)?)).collect::<Result<_, _>>().map(Self)
    }
}

//! Documents around a message or a signature.

use arbitrary::Arbitrary;
use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

/// A document.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Wrapped {
    Pem,
    Certificate,
    Attributes,
    MessageInSignedData,
    AttributesInSignedData,
    AttributesWithoutContent,
    AttributesOfOtherContent,
    SignatureInSignedData,
    Swapped,
}

/// Every variant.
pub(super) const ALL: [Wrapped; 9] = [
    Wrapped::Pem,
    Wrapped::Certificate,
    Wrapped::Attributes,
    Wrapped::MessageInSignedData,
    Wrapped::AttributesInSignedData,
    Wrapped::AttributesWithoutContent,
    Wrapped::AttributesOfOtherContent,
    Wrapped::SignatureInSignedData,
    Wrapped::Swapped,
];

impl Wrapped {
    pub(super) fn apply(self, message: Vec<u8>, signature: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        let attributes = |message: &[u8]| [&[0xa0], &cms_attributes(message)[1..]].concat();
        match self {
            Self::Pem => {
                let body = Base64::encode_string(&message);
                (format!("-----BEGIN DATA-----\n{body}\n-----END DATA-----\n").into_bytes(), signature)
            }
            Self::Certificate => {
                let tbs = element(0x30, &element(0x04, &message));
                (element(0x30, &[&tbs[..], SHA256, b"\x03\x01\x00"].concat()), signature)
            }
            Self::Attributes => (attributes(&message), signature),
            Self::MessageInSignedData => (signed_data(b"s", &[], &message), signature),
            Self::AttributesInSignedData => (signed_data(b"s", &attributes(&message), &message), signature),
            Self::AttributesWithoutContent => (signed_data(b"s", &attributes(&message), b""), signature),
            Self::AttributesOfOtherContent => (signed_data(b"s", &attributes(&message), b"another"), signature),
            Self::SignatureInSignedData => {
                let signed_data = signed_data(&signature, &attributes(&message), b"");
                (message, signed_data)
            }
            Self::Swapped => (signature, message),
        }
    }
}

/// The AlgorithmIdentifier of SHA-256.
const SHA256: &[u8] = b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";

/// SignedData (RFC 5652, 5.1) with this signature, and with attributes and a content unless they are empty.
pub(super) fn signed_data(signature: &[u8], attributes: &[u8], content: &[u8]) -> Vec<u8> {
    const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    let identifier = element(0x80, b"key");
    let info = [&[2, 1, 3][..], &identifier, SHA256, attributes, SHA256, &element(0x04, signature)].concat();
    let infos = element(0x31, &element(0x30, &info));
    let content = if content.is_empty() { Vec::new() } else { element(0xa0, &element(0x04, content)) };
    let encapsulated = element(0x30, &[DATA, &content].concat());
    let all = [&[2, 1, 3][..], &element(0x31, SHA256), &encapsulated, &infos].concat();
    element(0x30, &[SIGNED_DATA, &element(0xa0, &element(0x30, &all))].concat())
}

/// SET { contentType, messageDigest } (RFC 5652, 11.1 and 11.2).
pub(super) fn cms_attributes(message: &[u8]) -> Vec<u8> {
    let head = b"\x31\x4b\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x0b\x06\x09\x2a\x86\x48\x86\xf7\
        \x0d\x01\x07\x01\x30\x2f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20";
    [&head[..], &Sha256::digest(message)].concat()
}

/// A DER element; one that is too long for two bytes of length is left out.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match u16::try_from(content.len()).map(u16::to_be_bytes) {
        Ok([0, low @ 0..0x80]) => vec![low],
        Ok([0, low]) => vec![0x81, low],
        Ok([high, low]) => vec![0x82, high, low],
        Err(_) => return Vec::new(),
    };
    [&[tag], &length[..], content].concat()
}

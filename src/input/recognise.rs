//! Recognises what was given instead of the expected input, so that an error can name it.
//!
//! Nothing here decides whether input is accepted: it only says more about what a reader refuses.

use der::{Decode as _, SliceReader, Tag, Tagged as _, asn1::AnyRef};

use super::{base64, pem};
use crate::error::{Expected, Recognised};

/// What `bytes` are that are not the JSON object that was expected as `input`.
pub(crate) fn instead_of_json(bytes: &[u8], input: Expected) -> Option<Recognised> {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return match bytes {
            _ if is_utf16(bytes) => Some(Recognised::Utf16),
            // What is no response of Sign may be a signature of two INTEGERs, which RSAPublicKey has too.
            _ if input == Expected::SignResponse => der_sequence(bytes),
            _ => instead_of_spki(bytes).or_else(|| der_sequence(bytes)),
        };
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    let first_line = text.lines().next().unwrap_or_default();
    match text.as_bytes() {
        [] => Some(Recognised::Nothing),
        [b'<', ..] => Some(Recognised::Html),
        [b'[' | b'"' | b'0'..=b'9' | b'-', ..] if !pem::has_begin_line(text) => Some(Recognised::JsonNotObject),
        [b'{', rest @ ..] if rest.trim_ascii_start().starts_with(b"'") => Some(Recognised::PythonDict),
        _ if text == "null" || text == "true" || text == "false" => Some(Recognised::JsonNotObject),
        _ if pem::has_begin_line(text) => Some(Recognised::Pem),
        _ if first_line.contains('\t') && first_line.contains("arn:") => Some(Recognised::TextOutput),
        _ if ["KeyId: ", "PublicKey: ", "Signature: "].iter().any(|member| first_line.starts_with(member)) => {
            Some(Recognised::YamlOutput)
        }
        _ if first_line.starts_with("ssh-") || first_line.starts_with("ecdsa-sha2-") => Some(Recognised::SshKey),
        _ if base64::decode(text).is_some() => Some(Recognised::BareBase64),
        _ => None,
    }
}

/// What `text` is that does not decode to a public key as base64.
pub(crate) fn instead_of_base64(text: &str) -> Option<Recognised> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if pem::has_begin_line(text) {
        Some(Recognised::Pem)
    } else if text.starts_with("b'") || text.starts_with("b\"") {
        Some(Recognised::PythonBytes)
    } else if digits.len() >= 2 * MIN_KEY_LEN && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Some(Recognised::Hex)
    } else if text.starts_with("48,") || text.starts_with("[48,") {
        Some(Recognised::ByteList)
    } else if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") {
        Some(Recognised::SshKey)
    } else {
        base64::is_url_safe(text).then_some(Recognised::Base64Url)
    }
}

/// What `bytes` are that are not a SubjectPublicKeyInfo.
pub(crate) fn instead_of_spki(bytes: &[u8]) -> Option<Recognised> {
    if let Ok(text) = core::str::from_utf8(bytes) {
        if bytes.is_empty() {
            return Some(Recognised::Nothing);
        }
        if base64::decode(text).is_some_and(|inner| inner.first() == Some(&0x30)) {
            return Some(Recognised::Base64Twice);
        }
        if let Some(given) = instead_of_base64(text) {
            return Some(given);
        }
    }
    match (bytes.first(), bytes.len()) {
        _ if is_utf16(bytes) => Some(Recognised::Utf16),
        (Some(4), 65 | 97 | 133) | (Some(2 | 3), 33 | 49 | 67) => Some(Recognised::RawPoint),
        (_, 32 | 800 | 1184 | 1312 | 1568 | 1952 | 2592) if der_sequence(bytes).is_none() => Some(Recognised::RawKey),
        _ => inner_tags(bytes).and_then(|tags| match tags {
            // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017, A.1.1)
            [Some(Tag::Integer), Some(Tag::Integer), None] => Some(Recognised::Pkcs1PublicKey),
            // PrivateKeyInfo, RSAPrivateKey and ECPrivateKey begin with their version (RFC 5958, RFC 8017, RFC 5915)
            [Some(Tag::Integer), Some(_), _] => Some(Recognised::PrivateKey),
            // Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE, signature BIT STRING }
            [Some(Tag::Sequence), Some(Tag::Sequence), Some(Tag::BitString)] => Some(Recognised::Certificate),
            _ => None,
        }),
    }
}

/// Whether the bytes begin with the byte order mark of UTF-16, either way round. No DER and no UTF-8 does.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// No key is shorter: to tell hexadecimal from base64 text.
const MIN_KEY_LEN: usize = 32;

fn der_sequence(bytes: &[u8]) -> Option<Recognised> {
    inner_tags(bytes).map(|_| Recognised::Der)
}

/// The tags of the first three elements of a DER SEQUENCE that fills `bytes`.
fn inner_tags(bytes: &[u8]) -> Option<[Option<Tag>; 3]> {
    let sequence = AnyRef::from_der(bytes).ok().filter(|any| any.tag() == Tag::Sequence)?;
    let mut reader = SliceReader::new(sequence.value()).ok()?;
    Some([(); 3].map(|()| {
        let element = AnyRef::decode(&mut reader).ok()?;
        Some(element.tag())
    }))
}

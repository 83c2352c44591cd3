//! Recognises what was given instead of the expected input, so that an error can name it.
//!
//! Nothing here decides whether input is accepted: it only says more about what a reader refuses.

use der::{Decode as _, SliceReader, Tag, Tagged as _, asn1::AnyRef};

use crate::{
    base64,
    error::{Given, Input},
    pem,
};

/// What `bytes` are that are not the JSON object that was expected as `input`.
pub(crate) fn instead_of_json(bytes: &[u8], input: Input) -> Option<Given> {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return match bytes {
            _ if is_utf16(bytes) => Some(Given::Utf16),
            // What is no answer of Sign may be a signature of two INTEGERs, which RSAPublicKey has too.
            _ if input == Input::SignAnswer => der_sequence(bytes),
            _ => instead_of_spki(bytes).or_else(|| der_sequence(bytes)),
        };
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    let first_line = text.lines().next().unwrap_or_default();
    match text.as_bytes() {
        [] => Some(Given::Nothing),
        [b'<', ..] => Some(Given::Html),
        [b'[' | b'"' | b'0'..=b'9' | b'-', ..] if !pem::has_begin_line(text) => Some(Given::JsonNotObject),
        [b'{', rest @ ..] if rest.trim_ascii_start().starts_with(b"'") => Some(Given::PythonDict),
        _ if text == "null" || text == "true" || text == "false" => Some(Given::JsonNotObject),
        _ if pem::has_begin_line(text) => Some(Given::Pem),
        _ if first_line.contains('\t') && first_line.contains("arn:") => Some(Given::TextOutput),
        _ if ["KeyId: ", "PublicKey: ", "Signature: "].iter().any(|member| first_line.starts_with(member)) => {
            Some(Given::YamlOutput)
        }
        _ if first_line.starts_with("ssh-") || first_line.starts_with("ecdsa-sha2-") => Some(Given::SshKey),
        _ if base64::decode(text).is_some() => Some(Given::BareBase64),
        _ => None,
    }
}

/// What `text` is that does not decode to a public key as base64.
pub(crate) fn instead_of_base64(text: &str) -> Option<Given> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if pem::has_begin_line(text) {
        Some(Given::Pem)
    } else if text.starts_with("b'") || text.starts_with("b\"") {
        Some(Given::PythonBytes)
    } else if digits.len() >= 2 * MIN_KEY_LEN && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Some(Given::Hex)
    } else if text.starts_with("48,") || text.starts_with("[48,") {
        Some(Given::ByteList)
    } else if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") {
        Some(Given::SshKey)
    } else {
        base64::is_url_safe(text).then_some(Given::Base64Url)
    }
}

/// What `bytes` are that are not a SubjectPublicKeyInfo.
pub(crate) fn instead_of_spki(bytes: &[u8]) -> Option<Given> {
    if let Ok(text) = core::str::from_utf8(bytes) {
        if bytes.is_empty() {
            return Some(Given::Nothing);
        }
        if base64::decode(text).is_some_and(|inner| inner.first() == Some(&0x30)) {
            return Some(Given::Base64Twice);
        }
        if let Some(given) = instead_of_base64(text) {
            return Some(given);
        }
    }
    match (bytes.first(), bytes.len()) {
        _ if is_utf16(bytes) => Some(Given::Utf16),
        (Some(4), 65 | 97 | 133) | (Some(2 | 3), 33 | 49 | 67) => Some(Given::RawPoint),
        (_, 32 | 800 | 1184 | 1312 | 1568 | 1952 | 2592) if der_sequence(bytes).is_none() => Some(Given::RawKey),
        _ => inner_tags(bytes).and_then(|tags| match tags {
            // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017, A.1.1)
            [Some(Tag::Integer), Some(Tag::Integer), None] => Some(Given::Pkcs1PublicKey),
            // PrivateKeyInfo, RSAPrivateKey and ECPrivateKey begin with their version (RFC 5958, RFC 8017, RFC 5915)
            [Some(Tag::Integer), Some(_), _] => Some(Given::PrivateKey),
            // Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE, signature BIT STRING }
            [Some(Tag::Sequence), Some(Tag::Sequence), Some(Tag::BitString)] => Some(Given::Certificate),
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

fn der_sequence(bytes: &[u8]) -> Option<Given> {
    inner_tags(bytes).map(|_| Given::Der)
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

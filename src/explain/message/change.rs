//! Changes of a message on its way to the signer: each is one step.

use alloc::{format, string::String, vec, vec::Vec};

use der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _, asn1::AnyRef};
use sha2::{Digest as _, Sha256};

use super::super::reading::{hex_alone, utf16};
use crate::{
    explain::{
        cms::{Part, SignedData},
        finding::{Finding, MessageForm},
    },
    input::{base64, pem},
};

/// A message that may have been signed, and the change that leads to it.
pub(super) type Changed = (Finding, Vec<u8>);

/// The message with another line end at its end: without, with LF, with CR LF.
pub(super) fn line_ends(message: &[u8]) -> Vec<Changed> {
    let line = message.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut found: Vec<_> = line.map(|line| form(MessageForm::WithoutLineEnd, line.to_vec())).into_iter().collect();
    found.push(form(MessageForm::WithLineFeed, [message, b"\n"].concat()));
    found.push(form(MessageForm::WithCrLf, [message, b"\r\n"].concat()));
    found
}

fn form(form: MessageForm, message: Vec<u8>) -> Changed {
    (Finding::ChangedMessage { form }, message)
}

/// The changes that need the whole message, the likely ones first.
pub(super) fn changes(message: &[u8]) -> Vec<Changed> {
    let mut found = Vec::new();
    lines(message, &mut found);
    let text = core::str::from_utf8(message).ok();
    encodings(message, text, &mut found);
    written_as_text(message, &mut found);
    if let Some(text) = text {
        found.extend(base64::decode(text).map(|bytes| form(MessageForm::Base64Decoded, bytes)));
        found.extend(hex_alone(text.trim()).map(|bytes| form(MessageForm::HexDecoded, bytes)));
        found.extend(pem_alone(text).and_then(base64::decode).map(|bytes| form(MessageForm::PemDecoded, bytes)));
    }
    found.extend(to_be_signed(message).map(|(offset, tbs)| form(MessageForm::ToBeSigned { offset }, tbs)));
    found.extend(signed_data(message));
    found.extend(envelopes(message));
    found.retain(|(_, changed)| changed != message);
    found
}

/// The text in the one PEM block that is all of the message: text in front of it would not be signed.
fn pem_alone(text: &str) -> Option<&str> {
    let starts = text.trim_start_matches('\u{feff}').trim_start().starts_with("-----BEGIN ");
    pem::body(text).filter(|_| starts)
}

fn lines(message: &[u8], found: &mut Vec<Changed>) {
    let lf = with_lf_lines(message);
    found.push(form(MessageForm::CrLfLines, with_cr_lf_lines(&lf)));
    found.push(form(MessageForm::LfLines, lf));
}

/// The same text in other encodings.
fn encodings(message: &[u8], text: Option<&str>, found: &mut Vec<Changed>) {
    match message.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => found.push(form(MessageForm::WithoutByteOrderMark, rest.to_vec())),
        None => found.push(form(MessageForm::WithByteOrderMark, [BYTE_ORDER_MARK, message].concat())),
    }
    found.extend(utf16(message).map(|text| form(MessageForm::Utf8, text.into_bytes())));
    if let Some(text) = text {
        let text = text.trim_start_matches('\u{feff}');
        let units = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        found.push(form(MessageForm::Utf16LeWithMark, [&[0xff, 0xfe], &little[..]].concat()));
        found.push(form(MessageForm::Utf16BeWithMark, [&[0xfe, 0xff], &big[..]].concat()));
        found.push(form(MessageForm::Utf16Le, little));
        found.push(form(MessageForm::Utf16Be, big));
        let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        found.extend(latin1.map(|bytes| form(MessageForm::Latin1, bytes)));
    }
    let as_utf8: String = message.iter().copied().map(char::from).collect();
    found.push(form(MessageForm::FromLatin1, as_utf8.into_bytes()));
}

/// Base64 and hexadecimal, as the tools print them.
fn written_as_text(message: &[u8], found: &mut Vec<Changed>) {
    let base64 = base64::encode(message);
    let in_lines = |len: usize| -> Vec<u8> {
        base64.as_bytes().chunks(len).flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
    };
    found.push(form(MessageForm::Base64Encoded, base64.clone().into_bytes()));
    found.push(form(MessageForm::Base64Line, format!("{base64}\n").into_bytes()));
    for len in [76, 64] {
        found.push(form(MessageForm::Base64Lines, in_lines(len)));
    }
    let hex: String = message.iter().map(|byte| format!("{byte:02x}")).collect();
    found.push(form(MessageForm::HexLine, format!("{hex}\n").into_bytes()));
    found.push(form(MessageForm::UpperHexEncoded, hex.to_ascii_uppercase().into_bytes()));
    found.push(form(MessageForm::HexEncoded, hex.into_bytes()));
}

/// TBSCertificate, CertificationRequestInfo or TBSCertList of a whole certificate, request or revocation list (RFC
/// 5280, 4.1; RFC 2986, 4.2): SEQUENCE { tbs SEQUENCE, signatureAlgorithm SEQUENCE, signature BIT STRING }.
fn to_be_signed(message: &[u8]) -> Option<(usize, Vec<u8>)> {
    let whole = AnyRef::from_der(message).ok().filter(|any| any.tag() == Tag::Sequence)?;
    let mut reader = SliceReader::new(whole.value()).ok()?;
    let parts: [AnyRef<'_>; 3] =
        [AnyRef::decode(&mut reader).ok()?, AnyRef::decode(&mut reader).ok()?, AnyRef::decode(&mut reader).ok()?];
    let is_signed =
        reader.is_finished() && parts.map(|part| part.tag()) == [Tag::Sequence, Tag::Sequence, Tag::BitString];
    let [tbs, ..] = parts;
    let offset = message.len().checked_sub(whole.value().len())?;
    Some((offset, tbs.to_der().ok().filter(|_| is_signed)?))
}

/// The signed part of a CMS SignedData: its attributes, or its content (RFC 5652, 5.4).
fn signed_data(message: &[u8]) -> Vec<Changed> {
    let Some(SignedData { content, signers }) = SignedData::read(message) else { return Vec::new() };
    // Attributes alone prove nothing about a content whose digest they do not have.
    let attributes = signers.into_iter().filter_map(|signer| signer.attributes).map(|attributes| {
        let function = content.and_then(|Part { bytes, .. }| attributes.function_over(bytes));
        let whose = match (content, function) {
            (Some(Part { bytes, offset }), Some(function)) => MessageForm::SignedDataAttributes {
                function,
                attributes: attributes.span(),
                content: (offset, bytes.len()),
            },
            (Some(_), None) => MessageForm::SignedDataOtherContent,
            (None, _) => MessageForm::SignedDataWithoutContent,
        };
        form(whose, attributes.signed)
    });
    let content = content.map(|Part { bytes, offset }| {
        form(MessageForm::SignedDataContent { offset, len: bytes.len() }, bytes.to_vec())
    });
    attributes.chain(content).collect()
}

/// The envelopes that protocols put around a message before they sign it.
fn envelopes(message: &[u8]) -> Vec<Changed> {
    let mut found: Vec<_> = dsse_envelope(message).into_iter().collect();
    found.extend(PAYLOAD_TYPES.map(|payload_type| form(MessageForm::Pae, pae(payload_type, message))));
    // SignedAttributes stand in a message as [0], and are signed as SET OF (RFC 5652, 5.4).
    if let [0xa0, rest @ ..] = message {
        found.push(form(MessageForm::CmsAttributesAsSet, [&[0x31], rest].concat()));
    }
    found.push(form(MessageForm::CmsAttributes, [CMS_ATTRIBUTES, &Sha256::digest(message)].concat()));
    let length = format!("{}", message.len());
    found.push((Finding::EthereumMessage, [ETHEREUM, length.as_bytes(), message].concat()));
    found
}

/// The pre-authentication encoding of an envelope that is the message.
fn dsse_envelope(message: &[u8]) -> Option<Changed> {
    let envelope: serde_json::Value =
        if message.first() == Some(&b'{') { serde_json::from_slice(message).ok()? } else { return None };
    let payload = base64::decode(envelope.get("payload")?.as_str()?)?;
    Some(form(MessageForm::Pae, pae(envelope.get("payloadType")?.as_str()?, &payload)))
}

/// PAE(type, body) of DSSE v1: `DSSEv1 LEN(type) type LEN(body) body`.
fn pae(payload_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), body.len());
    [head.as_bytes(), body].concat()
}

/// The payload types that are tried with a bare payload.
const PAYLOAD_TYPES: [&str; 3] =
    ["application/vnd.in-toto+json", "application/json", "application/vnd.dev.cosign.simplesigning.v1+json"];

/// SET { contentType = data, messageDigest = the 32 bytes that follow } (RFC 5652, 11.1 and 11.2).
const CMS_ATTRIBUTES: &[u8] = b"\x31\x4b\
    \x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\
    \x30\x2f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20";

/// The prefix of the length and the message (EIP-191, version 0x45).
const ETHEREUM: &[u8] = b"\x19Ethereum Signed Message:\n";

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Every CR LF as LF.
fn with_lf_lines(message: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(message.len());
    for (at, byte) in message.iter().enumerate() {
        if !(*byte == b'\r' && message.get(at + 1) == Some(&b'\n')) {
            lines.push(*byte);
        }
    }
    lines
}

/// Every LF as CR LF.
fn with_cr_lf_lines(message: &[u8]) -> Vec<u8> {
    let mut lines = vec![];
    for byte in message {
        if *byte == b'\n' {
            lines.push(b'\r');
        }
        lines.push(*byte);
    }
    lines
}

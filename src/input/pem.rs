//! PEM, read leniently around strict DER.
//!
//! RFC 7468 wants lines of 64 characters; files made by hand have 76, or one line, or CRLF. None of that can change
//! which key is read, so it is taken. What could, is refused: a second block, another label, anything behind the END line.

use alloc::vec::Vec;

use super::base64;
use crate::{
    error::{Expected, Malformed, PemProblem, Recognised},
    kms::Excerpt,
};

/// Whether `text` has a line that begins a PEM block.
pub(crate) fn has_begin_line(text: &str) -> bool {
    begin_lines(text).next().is_some()
}

/// The DER of the one `PUBLIC KEY` block in `text`; text in front of it is skipped.
pub(crate) fn decode_public_key(text: &str) -> Result<Vec<u8>, Malformed> {
    let (label, body) = single_block(text).map_err(Malformed::Pem)?;
    if label != PUBLIC_KEY {
        return Err(match other_label(label) {
            Some(found) => Malformed::Recognised { expected: Expected::PublicKey, found },
            None => Malformed::Pem(PemProblem::Label { found: Excerpt::of(label) }),
        });
    }
    base64::decode(body).ok_or(Malformed::Pem(PemProblem::NotBase64))
}

/// The text between the BEGIN and END lines of the one block in `text`, whatever its label.
#[cfg(feature = "explain")]
pub(crate) fn body(text: &str) -> Option<&str> {
    single_block(text).ok().map(|(_, body)| body)
}

/// The label of a SubjectPublicKeyInfo (RFC 7468, 13).
pub(crate) const PUBLIC_KEY: &str = "PUBLIC KEY";
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Label and body of the only block.
pub(crate) fn single_block(text: &str) -> Result<(&str, &str), PemProblem> {
    let mut blocks = begin_lines(text);
    let (label, rest) = blocks.next().ok_or(PemProblem::NoBegin)?;
    if let Some((second, _)) = blocks.next() {
        return Err(PemProblem::SecondBlock { first: Excerpt::of(label), second: Excerpt::of(second) });
    }
    let no_end = || PemProblem::NoEnd { label: Excerpt::of(label) };
    let (body, end) = rest.split_once(END).ok_or_else(no_end)?;
    let behind = end.strip_prefix(label).and_then(|end| end.strip_prefix(DASHES)).ok_or_else(no_end)?;
    if !behind.bytes().all(|b| b.is_ascii_whitespace()) {
        return Err(PemProblem::TextBehind);
    }
    Ok((label, body))
}

/// Label of each BEGIN line, and what follows the line's dashes.
fn begin_lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices(BEGIN).filter_map(|(at, _)| {
        let (before, line) = text.split_at_checked(at)?;
        let starts_line = before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}']);
        let (label, rest) = line.strip_prefix(BEGIN)?.split_once(DASHES)?;
        (starts_line && !label.contains(['\n', '\r'])).then_some((label, rest))
    })
}

/// The contents of a block with another label.
fn other_label(label: &str) -> Option<Recognised> {
    Some(match label {
        "RSA PUBLIC KEY" => Recognised::Pkcs1PublicKey,
        "EC PUBLIC KEY" => Recognised::EcPublicKey,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Recognised::Certificate,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Recognised::CertificateRequest,
        "SSH2 PUBLIC KEY" => Recognised::SshKey,
        _ if label.ends_with("PRIVATE KEY") => Recognised::PrivateKey,
        _ => return None,
    })
}

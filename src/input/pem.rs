//! PEM, read leniently around strict DER.
//!
//! RFC 7468 wants lines of 64 characters; files made by hand have 76, or one line, or CRLF, or are indented. None of
//! that can change which key we parse, so we accept it. We reject anything that could: a second BEGIN anywhere, another
//! label, text after the END line.

use alloc::vec::Vec;

use super::{base64, recognise};
use crate::{
    error::{Expected, InputKind, Layer, Malformed, PemProblem, Recognised},
    kms::{Excerpt, KeySpec},
};

/// Whether `text` has the beginning of a PEM block anywhere.
pub(crate) fn has_begin(text: &str) -> bool {
    text.contains(BEGIN)
}

/// The DER of the one `PUBLIC KEY` block in `text`; text in front of it is skipped.
pub(crate) fn decode_public_key(text: &str, spec: KeySpec) -> Result<Vec<u8>, Malformed> {
    let block = single_block(text).and_then(|(label, body)| {
        if label != PUBLIC_KEY {
            return Err(PemProblem::Label { found: Excerpt::of(label) });
        }
        base64::decode(body).ok_or(PemProblem::NotBase64)
    });
    block.map_err(|problem| match recognise::recognise(text.as_bytes(), spec) {
        Some(found) if !is_key_without_pem(&found) => Malformed::Recognised { expected: Expected::PublicKey, found },
        _ => Malformed::Pem(problem),
    })
}

/// The text between the BEGIN and END lines of the one block in `text`, with any label.
#[cfg(feature = "explain")]
pub(crate) fn body(text: &str) -> Option<&str> {
    single_block(text).ok().map(|(_, body)| body)
}

/// Whether it is the key in another form that a caller can choose to parse: the missing PEM is the problem.
fn is_key_without_pem(found: &Recognised) -> bool {
    found.kind() == InputKind::DamagedPem
        || found.kind() == InputKind::PublicKey
            && found.layers().all(|layer| matches!(layer, Layer::Base64 | Layer::Pem))
}

/// The label of a SubjectPublicKeyInfo (RFC 7468, 13).
pub(crate) const PUBLIC_KEY: &str = "PUBLIC KEY";
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Label and body of the only block. A `-----BEGIN ` anywhere counts, since readers differ in where they look for one.
pub(crate) fn single_block(text: &str) -> Result<(&str, &str), PemProblem> {
    let (label, body, rest) = first_block(text)?;
    if let Some((_, second)) = rest.split_once(BEGIN) {
        return Err(PemProblem::SecondBlock { first: Excerpt::of(label), second: Excerpt::of(label_of(second)) });
    }
    if rest.bytes().all(|b| b.is_ascii_whitespace()) { Ok((label, body)) } else { Err(PemProblem::TrailingText) }
}

/// Label and body of the first block, and the text after it.
pub(crate) fn first_block(text: &str) -> Result<(&str, &str, &str), PemProblem> {
    let (before, first) = text.split_once(BEGIN).ok_or(PemProblem::NoBegin)?;
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let starts_line = line.trim_start_matches('\u{feff}').bytes().all(|b| b.is_ascii_whitespace());
    let (label, rest) =
        first.split_once(DASHES).filter(|(label, _)| !label.contains(['\n', '\r'])).ok_or(PemProblem::NoBegin)?;
    let (body, end) = match rest.split_once(END) {
        // A block that another one interrupts has no end.
        Some((body, end)) if !body.contains(BEGIN) => (body, end),
        _ => return Err(broken_block(label, rest)),
    };
    let behind =
        end.strip_prefix(label).and_then(|end| end.strip_prefix(DASHES)).ok_or_else(|| broken_block(label, rest))?;
    if !starts_line {
        return Err(second_block(label, rest).unwrap_or(PemProblem::NoBegin));
    }
    Ok((label, body, behind))
}

/// The problem with a block that has no END line of its own: a second BEGIN, if there is one.
fn broken_block(label: &str, rest: &str) -> PemProblem {
    second_block(label, rest).unwrap_or(PemProblem::NoEnd { label: Excerpt::of(label) })
}

fn second_block(label: &str, rest: &str) -> Option<PemProblem> {
    let (_, second) = rest.split_once(BEGIN)?;
    Some(PemProblem::SecondBlock { first: Excerpt::of(label), second: Excerpt::of(label_of(second)) })
}

/// The label at the start of `text`, which follows a BEGIN.
fn label_of(text: &str) -> &str {
    text.split(DASHES).next().unwrap_or_default()
}

/// Whether the body has the header of an encrypted one (RFC 1421, 4.6.1.1).
pub(crate) fn is_encrypted(body: &str) -> bool {
    body.contains("Proc-Type:")
}

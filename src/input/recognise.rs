//! Recognises input by its content, so that an error can name it, and its next step.
//!
//! A recogniser is a parser that succeeds. It never decides whether input is accepted. It only adds to the error about
//! input that a reader rejects. KEY, signatures, private keys, digests and μ share it. Input may be secret, so every
//! copy is wiped.
//!
//! ```text
//! bytes ─ text? ─ no ─→ DER, points, keys of a spec's length, UTF-16 (a layer: again from the start)
//!           └─ yes ─→ JSON, PEM, CLI output, SSH, tokens ─→ a kind; or hex, base64 … (a layer: again from the start)
//! ```

mod archive;
mod cli_output;
mod der;
mod dump;
mod hex;
mod json;
mod markup;
mod point;
mod ssh;
mod text;
mod token;

use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::{
    error::{InputKind, Layer, Recognised},
    kms::KeySpec,
};

/// The longest input that is looked at, in bytes, as the longest that is parsed.
const MAX_LEN: usize = super::MAX_RESPONSE_LEN;

/// How a search goes on inside a layer.
#[derive(Clone, Copy)]
struct Search {
    /// The layers that may follow.
    depth: usize,
    /// The spec that the caller expects, for points that are on several curves.
    spec: Option<KeySpec>,
}

impl Search {
    /// The most layers that are undone; errors add the place where a response or file holds the input.
    const MAX_DEPTH: usize = 4;

    /// The search inside one more layer.
    fn deeper(self) -> Option<Self> {
        Some(Self { depth: self.depth.checked_sub(1)?, ..self })
    }
}

/// Recognises `bytes`; `None` if no parser succeeds.
pub(crate) fn recognise(bytes: &[u8], spec: impl Into<Option<KeySpec>>) -> Option<Recognised> {
    let search = Search { depth: Search::MAX_DEPTH, spec: spec.into() };
    if bytes.len() > MAX_LEN { None } else { at_depth(bytes, search) }
}

/// The same at some depth.
fn at_depth(bytes: &[u8], search: Search) -> Option<Recognised> {
    let text = core::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}').trim_ascii());
    if text == Some("") {
        return Some(Recognised::new(InputKind::Nothing));
    }
    if let Some((layer, decoded)) = utf16(bytes) {
        return inside(layer, &decoded, search);
    }
    // DER and points can be UTF-8 by chance, and no text is one of them.
    binary(bytes, search)
        .or_else(|| text::recognise(text?, search))
        // The last of the bytes can be white space by chance.
        .or_else(|| known_inside(Layer::Latin1AsUtf8, &text::latin1(core::str::from_utf8(bytes).ok()?)?, search))
}

/// Recognises the content of a layer: bytes of an unknown kind if nothing more is known, `None` for text.
fn inside(layer: Layer, decoded: &[u8], search: Search) -> Option<Recognised> {
    Some(known_inside(layer, decoded, search).unwrap_or(Recognised::new(InputKind::Bytes).within(layer)))
}

/// Recognises the content of a layer, if it is of a known kind.
fn known_inside(layer: Layer, decoded: &[u8], search: Search) -> Option<Recognised> {
    at_depth(decoded, search.deeper()?).map(|inner| inner.within(layer))
}

fn binary(bytes: &[u8], search: Search) -> Option<Recognised> {
    let archive = || archive::is_one(bytes).then_some(Recognised::new(InputKind::Archive));
    let known = der::recognise(bytes, search).or_else(archive);
    known.or_else(|| point::recognise(bytes, search.spec)).or_else(|| point::raw_key(bytes))
}

/// Decodes UTF-16: with its byte order mark, or of ASCII only.
fn utf16(bytes: &[u8]) -> Option<(Layer, Zeroizing<Vec<u8>>)> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() || pairs.is_empty() {
        return None;
    }
    type Unit = fn([u8; 2]) -> u16;
    let is_ascii = |unit: Unit| pairs.len() >= 8 && pairs.iter().all(|pair| (9..0x7f).contains(&unit(*pair)));
    let (layer, unit, pairs): (Layer, Unit, &[[u8; 2]]) = match pairs {
        [[0xff, 0xfe], rest @ ..] => (Layer::Utf16, u16::from_le_bytes, rest),
        [[0xfe, 0xff], rest @ ..] => (Layer::Utf16, u16::from_be_bytes, rest),
        _ if is_ascii(u16::from_le_bytes) => (Layer::Utf16Le, u16::from_le_bytes, pairs),
        _ if is_ascii(u16::from_be_bytes) => (Layer::Utf16Be, u16::from_be_bytes, pairs),
        _ => return None,
    };
    let mut decoded = Zeroizing::new(Vec::with_capacity(pairs.len() * 3));
    let mut utf8 = [0; 4];
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        decoded.extend_from_slice(c.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut utf8).as_bytes());
    }
    Some((layer, decoded))
}

/// Dumps and lists that the tools of several systems print, for signatures.
#[cfg(feature = "explain")]
pub(crate) use self::{dump::decode as dump, text::base64_amid, text::byte_list};

/// Recognises a digest (or μ) of `len` bytes that is written as text, as `kms-offline digest` and `sha256sum` write it.
pub(crate) fn digest_text(bytes: &[u8], len: usize) -> Option<Layer> {
    let text = core::str::from_utf8(bytes).ok()?.trim();
    let is_digest = |decoded: &Zeroizing<Vec<u8>>| decoded.len() == len;
    if let Some((layer, _)) = hex::decode(text).filter(|(_, decoded)| is_digest(decoded)) {
        return Some(layer);
    }
    let base64 = super::base64::decode_secret(text).filter(is_digest).map(|_| Layer::Base64);
    base64.or_else(|| text::base64_url(text).filter(is_digest).map(|_| Layer::Base64Url))
}

/// Recognises the bare number of a private key of `len` bytes, or that inside layers of encoding.
pub(crate) fn private_number(bytes: &[u8], len: usize) -> Option<Recognised> {
    let number = Recognised::new(InputKind::PrivateNumber { len });
    if bytes.len() == len {
        return Some(number);
    }
    let text = core::str::from_utf8(bytes).ok()?.trim();
    if let Some((layer, _)) = hex::decode(text).filter(|(_, decoded)| decoded.len() == len) {
        return Some(number.within(layer));
    }
    super::base64::decode_secret(text).filter(|decoded| decoded.len() == len).map(|_| number.within(Layer::Base64))
}

//! The ways to read the bytes that the caller passed as a signature.

mod container;
mod loose_der;
mod text;

use alloc::{vec, vec::Vec};
use core::iter;

use self::loose_der::LooseValue;
pub(super) use self::text::{hex, hex_alone, utf16};
use super::{
    cms::SignedAttributes,
    finding::{Change, Container, Finding, TextEncoding},
};
use crate::{
    error::{InputKind, Layer, Recognised},
    input::{
        ecdsa_sig_value::{self, EcdsaSigValue, scalar_len},
        recognise,
    },
    kms::{Family, KeySpec, SignatureLength},
};

/// A signature in KMS's encoding, and what was odd about the bytes that it was read from.
#[derive(Clone)]
pub(super) struct Reading {
    pub(super) signature: Vec<u8>,
    pub(super) because: Vec<Finding>,
    /// The attributes that it is over, if it was in a CMS SignedData with some.
    pub(super) attributes: Option<SignedAttributes>,
    /// Whether it was read from the file as it is, not from what was decoded from it.
    pub(super) is_of_file: bool,
}

impl Reading {
    fn as_given(signature: &[u8]) -> Self {
        Self { signature: signature.to_vec(), because: Vec::new(), attributes: None, is_of_file: false }
    }

    /// Whether it is one of several guesses, which only likely hypotheses are worth.
    pub(super) fn is_guess(&self) -> bool {
        let is_guess = |finding: &Finding| {
            matches!(finding, Finding::DroppedZeros { .. } | Finding::Swapped { .. } | Finding::ByteOrder)
        };
        self.because.iter().any(is_guess)
    }
}

/// The most layers of text and containers that are removed.
const MAX_LAYERS: usize = 4;

/// The most byte strings that are looked into.
const MAX_LOOKED_INTO: usize = 64;

/// Every reading of `given` as a signature of a key of `spec`, as given first; all others are of the right shape.
/// `file` is how `given` was written, if it came as text.
///
/// Layers are removed in every order, the nearest first. Bytes that two orders lead to are examined once.
pub(super) fn readings(spec: KeySpec, given: &[u8], file: Option<&[u8]>) -> Vec<Reading> {
    let mut readings = vec![Reading::as_given(given)];
    readings.extend(reshaped(spec, &Reading::as_given(given)));
    // Breadth first: those with fewer layers stand in front.
    let mut seen = vec![Reading::as_given(given)];
    let of_file = |file: &[u8]| Reading { is_of_file: true, ..Reading::as_given(file) };
    seen.extend(file.filter(|file| *file != given).map(of_file));
    let mut at = 0;
    while let Some(outer) = seen.get(at).filter(|_| at < MAX_LOOKED_INTO) {
        let (because, attributes, is_of_file) = (outer.because.clone(), outer.attributes.clone(), outer.is_of_file);
        let text = text::layers(&outer.signature).into_iter();
        let below = text
            .map(|below| (below.bytes, Finding::TextEncoding { encoding: below.encoding, base64: below.base64 }, None));
        let contents = container::contents(spec, &outer.signature).into_iter();
        let inside = contents
            .map(|content| (content.bytes, Finding::Wrapped { container: content.container }, content.attributes));
        let found: Vec<_> = if because.len() < MAX_LAYERS { below.chain(inside).collect() } else { Vec::new() };
        for (bytes, finding, inner) in found {
            // The bytes of hexadecimal text that passed for base64 are only examined as they are.
            let is_undone = matches!(finding, Finding::TextEncoding { encoding: TextEncoding::HexAsBase64, .. });
            if seen.iter().any(|seen| seen.signature == bytes) || is_undone && at > 0 {
                continue;
            }
            let reading = Reading {
                because: [because.as_slice(), &[finding]].concat(),
                attributes: inner.or_else(|| attributes.clone()),
                signature: bytes,
                is_of_file,
            };
            readings.extend(has_shape(spec, &reading.signature).then(|| reading.clone()));
            readings.extend(reshaped(spec, &reading));
            seen.push(reading);
        }
        at += 1;
    }
    readings
}

/// The finding that r and s have the size of another curve's: at most seven bytes less, which is more by chance once in
/// 2⁶⁴.
pub(super) fn of_another_curve(spec: KeySpec, given: &[u8]) -> Option<Finding> {
    let expected = scalar_len(spec)?;
    let value = EcdsaSigValue::from_der(given)?;
    let found = (1..given.len()).find(|len| value.to_p1363(*len).is_some())?;
    let is_like = |len: usize| (len - 7..=len).contains(&found);
    let is_of_another =
        KeySpec::ALL.iter().filter_map(|spec| scalar_len(*spec)).any(|len| len != expected && is_like(len));
    is_of_another.then_some(Finding::OtherCurve { found, expected })
}

/// The finding about bytes that cannot be a signature over any message.
pub(super) fn seen_alone(spec: KeySpec, given: &[u8]) -> Option<Finding> {
    let (expected, found) = (spec.signature_len()?, given.len());
    let has_form = match expected {
        SignatureLength::Exactly(len) => found == len,
        SignatureLength::AtMost(_) => EcdsaSigValue::from_der(given).is_some(),
    };
    if has_form {
        return Some(Finding::OutOfRange);
    }
    // U+FFFD, which stands where a decoder met bytes that are no UTF-8.
    let replaced = given.windows(3).filter(|bytes| *bytes == "\u{fffd}".as_bytes()).count();
    if replaced > 0 {
        return Some(Finding::LostInText { replaced });
    }
    let instead = not_a_signature(given).map(|given| Finding::NotASignature { given });
    Some(instead.unwrap_or(match expected {
        SignatureLength::AtMost(longest) => Finding::NotDer { found, longest },
        SignatureLength::Exactly(expected) => Finding::SignatureLength { found, expected },
    }))
}

/// Recognises `given`, if it is of a kind that excludes signatures.
fn not_a_signature(given: &[u8]) -> Option<Recognised> {
    // Bytes of no known structure may be a damaged signature, and those of a key's length any signature.
    let is_of_another_kind = |found: &Recognised| {
        let in_text = found.layers().any(|layer| !matches!(layer, Layer::OctetString(_) | Layer::BitString(_)));
        in_text
            || !matches!(
                found.kind(),
                InputKind::Der
                    | InputKind::Bytes
                    | InputKind::EcdsaSignature
                    | InputKind::RawKey { .. }
                    | InputKind::Point { .. }
            )
    };
    recognise::recognise(given, None).filter(is_of_another_kind)
}

fn has_shape(spec: KeySpec, signature: &[u8]) -> bool {
    match spec.signature_len() {
        Some(SignatureLength::Exactly(len)) => signature.len() == len,
        Some(SignatureLength::AtMost(_)) => ecdsa_sig_value::to_p1363(spec, signature).is_ok(),
        None => false,
    }
}

/// Readings of bytes that do not have the shape of a signature of `spec`, or have another one as well.
fn reshaped(spec: KeySpec, reading: &Reading) -> Vec<Reading> {
    let given = reading.signature.as_slice();
    let found = match (spec.signature_len(), scalar_len(spec)) {
        (Some(SignatureLength::AtMost(_)), Some(len)) => of_integers(spec, len, given),
        (Some(SignatureLength::Exactly(len)), _) => of_fixed_length(spec, len, given),
        (Some(SignatureLength::AtMost(_)), None) | (None, _) => Vec::new(),
    };
    let reshaped = |(signature, findings): (Vec<u8>, Vec<Finding>)| Reading {
        signature,
        because: [reading.because.as_slice(), &findings].concat(),
        ..reading.clone()
    };
    found.into_iter().map(reshaped).collect()
}

/// Readings as r and s of at most `len` bytes each.
fn of_integers(spec: KeySpec, len: usize, given: &[u8]) -> Vec<(Vec<u8>, Vec<Finding>)> {
    let der = |r: &[u8], s: &[u8]| -> Option<Vec<u8>> {
        let fixed = EcdsaSigValue::from_halves(r, s)?.to_p1363(len)?;
        ecdsa_sig_value::from_p1363(spec, fixed).ok()
    };
    let mut found = Vec::new();
    if let Some(value) = EcdsaSigValue::from_der(given) {
        let fixed = value.to_p1363(len).unwrap_or_default();
        let (r, s) = fixed.split_at(fixed.len() / 2);
        found.extend(der(s, r).map(|der| (der.clone(), vec![Finding::Swapped { der: Some(der) }])));
    } else if let Some(LooseValue { r, s, looseness }) = LooseValue::read(given) {
        found.extend(der(r, s).map(|der| (der.clone(), vec![Finding::LooseDer { looseness, der: Some(der) }])));
    }
    let with_line_end = Finding::Resized { found: given.len(), expected: 2 * len, change: Change::LineEndAdded };
    let lines = without_line_end(given).map(|line| (line, vec![with_line_end.clone()]));
    for (fixed, because) in iter::once((given, Vec::new())).chain(lines).filter(|(fixed, _)| fixed.len() == 2 * len) {
        let (r, s) = fixed.split_at(len);
        let findings = |der: Vec<u8>| [because, vec![Finding::FixedSize { der: Some(der) }]].concat();
        found.extend(der(r, s).map(|der| (der.clone(), findings(der))));
    }
    // A leading byte is zero once in 256: two dropped from each half are rare enough.
    if (2 * len - MAX_DROPPED..2 * len).contains(&given.len()) {
        for r_len in given.len() - len..=len {
            let (r, s) = given.split_at(r_len);
            let finding =
                |der: Vec<u8>| (der.clone(), vec![Finding::DroppedZeros { r_len, s_len: s.len(), der: Some(der) }]);
            found.extend(der(r, s).map(finding));
        }
    }
    found
}

/// The most zero bytes that r and s together may have lost.
const MAX_DROPPED: usize = 4;

/// Readings as a signature of exactly `len` bytes.
fn of_fixed_length(spec: KeySpec, len: usize, given: &[u8]) -> Vec<(Vec<u8>, Vec<Finding>)> {
    let is_rsa = spec.facts().family == Family::Rsa;
    let resized = |change| vec![Finding::Resized { found: given.len(), expected: len, change }];
    let mut found = Vec::new();
    if given.len() == len && is_rsa {
        found.push((given.iter().rev().copied().collect(), vec![Finding::ByteOrder]));
    }
    if let Some((zeros, rest)) = given.len().checked_sub(len).map(|more| given.split_at(more))
        && !zeros.is_empty()
        && zeros.iter().all(|byte| *byte == 0)
    {
        found.push((rest.to_vec(), resized(Change::ZerosAdded)));
    }
    let line = without_line_end(given).find(|line| line.len() == len);
    found.extend(line.map(|line| (line.to_vec(), resized(Change::LineEndAdded))));
    if let Some(dropped) = len.checked_sub(given.len()).filter(|dropped| is_rsa && (1..=MAX_DROPPED).contains(dropped))
    {
        found.push(([&vec![0; dropped], given].concat(), resized(Change::ZerosDropped)));
    }
    if spec == KeySpec::EccNistEdwards25519
        && let Some(LooseValue { r, s, .. }) = LooseValue::read(given)
        && let Some(fixed) = EcdsaSigValue::from_halves(r, s).and_then(|value| value.to_p1363(32))
        && let (Some(r), Some(s)) = (span(given, r), span(given, s))
    {
        found.push((fixed, vec![Finding::Wrapped { container: Container::Integers { r, s } }]));
    }
    if let Some((signature, _)) = given.split_at_checked(len).filter(|(_, rest)| !rest.is_empty()) {
        found.push((signature.to_vec(), vec![Finding::Wrapped { container: Container::BytesBehind { len } }]));
    }
    found
}

/// The ways to leave a line end out.
fn without_line_end(given: &[u8]) -> impl Iterator<Item = &[u8]> {
    let line = given.strip_suffix(b"\n");
    [line.and_then(|line| line.strip_suffix(b"\r")), line].into_iter().flatten()
}

/// Where a part of `whole` begins, and its length.
fn span(whole: &[u8], part: &[u8]) -> Option<(usize, usize)> {
    Some((part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?, part.len()))
}

//! What may have been signed, in the order of how much must have gone wrong for it.

use alloc::{string::String, vec, vec::Vec};

use super::{
    finding::{DigestText, Finding},
    function::HashFunction,
    message::{Form, Passed},
    reading::hex,
    recipe::{Recipe, Role},
};
use crate::input::base64;

/// A value that the equation may hold for, and what must have happened.
pub(super) struct Hypothesis {
    pub(super) signed: Vec<u8>,
    /// The function that made it, where that is known.
    pub(super) function: Option<HashFunction>,
    /// The reading of the signature that it is for, if it is not for all of them.
    pub(super) reading: Option<usize>,
    pub(super) because: Vec<Finding>,
}

/// What the caller says about the message.
#[derive(Clone, Copy)]
pub(super) struct Given {
    /// Whether the message is a digest (or μ), not the message itself.
    pub(super) is_digest: bool,
    /// Whether anyone can make a digest and a signature that verifies for it.
    pub(super) is_forgeable: bool,
}

/// Every hypothesis about what was signed.
pub(super) fn hypotheses(recipes: &[Recipe], passed: &Passed, given: Given) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    if let Some(short) = &passed.short {
        found.extend(as_digest(recipes, short, given));
    }
    let as_message = if given.is_digest { vec![Finding::DigestSignedAsMessage] } else { Vec::new() };
    for form in &passed.forms {
        let before = [as_message.as_slice(), &form.because].concat();
        for (recipe, output) in recipes.iter().zip(&form.outputs).filter(|(recipe, _)| recipe.role != Role::Digest) {
            found.push(recipe.hypothesis(output.clone(), &before));
        }
    }
    // Twice hashed, and in other lines, too: the forms that differ in their last line end only.
    for form in passed.forms.iter().take(LINE_END_FORMS) {
        let before = [as_message.as_slice(), &form.because].concat();
        found.extend(hashed_twice(recipes, form, &before));
        found.extend(hex_as_digest(recipes, form, &before));
    }
    found
}

/// As given, without its line end, with one, with the other.
const LINE_END_FORMS: usize = 4;

impl Recipe {
    fn hypothesis(&self, signed: Vec<u8>, before: &[Finding]) -> Hypothesis {
        Hypothesis {
            signed,
            function: Some(self.function),
            reading: self.reading,
            because: [before, self.because.as_slice()].concat(),
        }
    }

    /// Whether a signer would take its output for a message: not if that was odd already, but for the function.
    fn is_plain_digest(&self) -> bool {
        self.role != Role::Bound
            && matches!(self.because.as_slice(), [] | [Finding::OtherHash { .. } | Finding::WithoutZa])
    }

    /// The hypothesis that `digest` stands where the message's digest belongs, if it has the length of one.
    fn taking(&self, digest: &[u8], before: &[Finding]) -> Option<Hypothesis> {
        let signed = match self.inner {
            [first, ..] if first.output_len() == digest.len() => Some(self.apply_after(1, digest.to_vec())),
            [] if self.role == Role::Signed && self.function.output_len() == digest.len() => Some(digest.to_vec()),
            _ => None,
        };
        signed.map(|signed| self.hypothesis(signed, before))
    }
}

/// The message given, in the place of the digest.
fn as_digest(recipes: &[Recipe], given: &[u8], options: Given) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for (digest, text) in digests(given) {
        let before = if options.is_digest && text == DigestText::Bytes {
            Vec::new()
        } else {
            vec![Finding::MessageIsDigest { text, forgeable: options.is_forgeable }]
        };
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for hypothesis in recipes.iter().filter_map(|recipe| recipe.taking(&digest, &before)) {
            // A digest does not tell its function: the first recipe of its length stands for all of them.
            if !seen.contains(&hypothesis.signed) {
                seen.push(hypothesis.signed.clone());
                found.push(hypothesis);
            }
        }
    }
    found
}

/// What digest a short message can be the text of: its bytes, or the first word as hexadecimal (`sha256sum`) or base64.
fn digests(given: &[u8]) -> Vec<(Vec<u8>, DigestText)> {
    let mut found = vec![(given.to_vec(), DigestText::Bytes)];
    if let Ok(text) = core::str::from_utf8(given) {
        let word = text.split_ascii_whitespace().next().unwrap_or_default();
        found.extend(hex(word).map(|digest| (digest, DigestText::Hex)));
        found.extend(base64::decode(text).map(|digest| (digest, DigestText::Base64)));
    }
    found
}

/// The digest of the message, or its text, itself taken as the message.
fn hashed_twice(recipes: &[Recipe], form: &Form, before: &[Finding]) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for (inner, digest) in recipes.iter().zip(&form.outputs).filter(|(inner, _)| inner.is_plain_digest()) {
        for (text, written) in texts(digest) {
            let finding = if inner.function == HashFunction::Shake256 && text == DigestText::Bytes {
                Finding::MuAsMessage
            } else {
                Finding::MessageHashedTwice { function: inner.function, text }
            };
            let because = [before, &[finding]].concat();
            let fits = |outer: &&Recipe| {
                outer.role != Role::Digest && (outer.because.is_empty() || outer.function == inner.function)
            };
            found.extend(recipes.iter().filter(fits).map(|outer| outer.hypothesis(outer.apply(&written), &because)));
        }
    }
    found
}

/// The hexadecimal text of a digest of 32 bytes, in the place of one of 64.
fn hex_as_digest(recipes: &[Recipe], form: &Form, before: &[Finding]) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for (inner, digest) in recipes.iter().zip(&form.outputs).filter(|(inner, _)| inner.is_plain_digest()) {
        if digest.len() == 32 {
            let because = [before, &[Finding::HexSignedAsDigest { function: inner.function }]].concat();
            let text = to_hex(digest).into_bytes();
            found.extend(recipes.iter().filter_map(|outer| outer.taking(&text, &because)));
        }
    }
    found
}

fn texts(digest: &[u8]) -> [(DigestText, Vec<u8>); 4] {
    let hex = to_hex(digest);
    [
        (DigestText::Bytes, digest.to_vec()),
        (DigestText::Hex, hex.clone().into_bytes()),
        (DigestText::HexLine, (hex + "\n").into_bytes()),
        (DigestText::Base64, base64::encode(digest).into_bytes()),
    ]
}

fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

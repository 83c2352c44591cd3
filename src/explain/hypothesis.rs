//! Hypotheses about the signed input, those that need the fewest mistakes first.

use alloc::{string::String, vec, vec::Vec};
use core::iter;

use super::{
    cms::SignedAttributes,
    finding::{DigestText, Finding, MessageForm},
    function::HashFunction,
    message::{Form, Passed},
    reading::{Reading, hex},
    recipe::{Recipe, Role},
};
use crate::{
    input::{base64, ecdsa_sig_value::scalar_len},
    kms::{KeySpec, MessageType},
};

/// A value that the equation may hold for, and what must have happened.
pub(super) struct Hypothesis {
    pub(super) signed: Vec<u8>,
    /// The function that made it, where that is known.
    pub(super) function: Option<HashFunction>,
    /// The reading of the signature that it is for, if it is not for all of them.
    pub(super) reading: Option<usize>,
    /// The warning before all other findings, if the caller passed the value as a digest.
    pub(super) warning: Option<Finding>,
    pub(super) because: Vec<Finding>,
}

impl Hypothesis {
    /// Everything that is found if it is what was signed: the warning first, then what is odd about the signature,
    /// about what was signed, and about the equation. None if that is what was asked.
    pub(super) fn findings(&self, signature: &[Finding], equation: &[Finding], forgeable: bool) -> Vec<Finding> {
        let found = [signature, &self.because, equation].concat();
        match self.warning.clone().map(|warning| if forgeable { warning.forgeable() } else { warning }) {
            Some(Finding::GivenDigest { .. }) if found.is_empty() => found,
            Some(warning) => iter::once(warning).chain(found.into_iter().map(Finding::without_der)).collect(),
            None => found,
        }
    }

    /// The number of deviations. A digest is not a deviation if the caller says that it is one.
    pub(super) fn deviations(&self) -> usize {
        self.because.len() + usize::from(matches!(self.warning, Some(Finding::MessageIsDigest { .. })))
    }
}

/// Whether anyone can make a digest and a signature that verifies for it, without the key: with the signatures that are
/// made of r and s (ECDSA and SM2DSA).
pub(super) fn is_forgeable_over_digests(spec: KeySpec) -> bool {
    scalar_len(spec).is_some()
}

/// The caller's statement about the message.
#[derive(Clone, Copy)]
pub(super) struct Given {
    /// Whether it is the message itself, a digest or μ.
    pub(super) message_type: MessageType,
    /// Whether anyone can make a digest and a signature that verifies for it.
    pub(super) forgeable: bool,
    /// Whether the equation takes a value of any length in the place of a digest (ECDSA, SM2DSA, RSA).
    pub(super) takes_any_value: bool,
    /// Whether the algorithm signs μ in place of a digest.
    pub(super) takes_mu: bool,
}

impl Given {
    /// The warning before a finding over a hash of the caller's digest. Nobody can choose that hash, but the digest
    /// itself may be of any message.
    fn warning_if_hashed(self) -> Option<Finding> {
        let Self { message_type, .. } = self;
        (message_type != MessageType::Raw).then_some(Finding::GivenDigest { message_type, forgeable: false })
    }

    /// The warning in front of whatever verifies over a digest that is written as `text` where the message belongs.
    fn warning(self, text: DigestText) -> Finding {
        let Self { message_type, forgeable, takes_mu, .. } = self;
        let is_as_given = matches!(text, DigestText::Bytes | DigestText::UndecodedHex);
        if message_type == MessageType::Raw || !is_as_given {
            Finding::MessageIsDigest { text, is_mu: takes_mu, forgeable }
        } else {
            Finding::GivenDigest { message_type, forgeable }
        }
    }
}

/// Every hypothesis about what was signed.
pub(super) fn hypotheses(recipes: &[Recipe], passed: &Passed, given: Given, readings: &[Reading]) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    // What is there stands before what may have been.
    if given.message_type == MessageType::Raw {
        found.extend(over_attributes(recipes, passed, readings));
    }
    if let Some(short) = passed.short() {
        found.extend(as_digest(recipes, short, given));
    }
    let mut hashed = Vec::new();
    let as_message =
        if given.message_type == MessageType::Raw { Vec::new() } else { vec![Finding::DigestSignedAsMessage] };
    for form in &passed.forms {
        let before = [as_message.as_slice(), &form.because].concat();
        for (recipe, output) in recipes.iter().zip(&form.outputs).filter(|(recipe, _)| recipe.role != Role::Digest) {
            hashed.extend(output.as_ref().map(|output| recipe.hypothesis(output.clone(), &before)));
        }
    }
    // Twice hashed, and in other lines, too: the forms that differ in their last line end only.
    for form in passed.forms.iter().take(passed.line_end_forms) {
        let before = [as_message.as_slice(), &form.because].concat();
        hashed.extend(hashed_twice(recipes, form, &before));
        hashed.extend(hex_as_digest(recipes, form, &before));
    }
    found.extend(hashed.into_iter().map(|hypothesis| Hypothesis { warning: given.warning_if_hashed(), ..hypothesis }));
    found
}

/// The attributes that a signature in CMS is over, in the place of the message whose digest they name.
fn over_attributes(recipes: &[Recipe], passed: &Passed, readings: &[Reading]) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for (at, attributes) in
        readings.iter().enumerate().filter_map(|(at, reading)| Some((at, reading.attributes.as_ref()?)))
    {
        let because = because_of(attributes, recipes, passed);
        let fits = |recipe: &&Recipe| recipe.role != Role::Digest && recipe.reading.is_none_or(|reading| reading == at);
        found.extend(recipes.iter().filter(fits).map(|recipe| Hypothesis {
            reading: Some(at),
            ..recipe.hypothesis(recipe.apply(&attributes.signed), &because)
        }));
    }
    found
}

/// The findings that explain why the attributes were signed in place of the message; they may be another message's.
fn because_of(attributes: &SignedAttributes, recipes: &[Recipe], passed: &Passed) -> Vec<Finding> {
    let named = attributes.message_digest.as_ref().zip(attributes.function);
    let form = named.and_then(|(digest, function)| {
        let has_digest = |form: &&Form| {
            let mut outputs = recipes.iter().zip(&form.outputs);
            outputs.any(|(recipe, output)| recipe.is_hash(function) && output.as_ref() == Some(digest))
        };
        Some((passed.forms.iter().find(has_digest)?, function))
    });
    match form {
        Some((form, function)) => {
            let over = Finding::ChangedMessage {
                form: MessageForm::CmsSignedAttributes { function, attributes: attributes.span() },
            };
            [form.because.as_slice(), &[over]].concat()
        }
        None => {
            let digest = named.map(|(digest, function)| (function, digest.clone()));
            vec![Finding::OtherMessage { algorithm: None, digest, is_function_signed: false }]
        }
    }
}

impl Recipe {
    fn hypothesis(&self, signed: Vec<u8>, before: &[Finding]) -> Hypothesis {
        Hypothesis {
            signed,
            function: Some(self.function),
            reading: self.reading,
            warning: None,
            because: [before, self.because.as_slice()].concat(),
        }
    }

    /// Whether a signer would take its output for a message: not if that was odd already, but for the function.
    fn is_plain_digest(&self) -> bool {
        self.role != Role::Bound
            && (self.function.is_of_kms() || matches!(self.function, HashFunction::Sha1 | HashFunction::Keccak256))
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

impl Form {
    /// Inputs that a signer could mistake for the message.
    fn plain_digests<'a>(&'a self, recipes: &'a [Recipe]) -> impl Iterator<Item = (&'a Recipe, &'a Vec<u8>)> {
        let outputs = recipes.iter().zip(&self.outputs).filter(|(inner, _)| inner.is_plain_digest());
        outputs.filter_map(|(inner, output)| Some((inner, output.as_ref()?)))
    }
}

/// The message given, in the place of the digest.
fn as_digest(recipes: &[Recipe], given: &[u8], options: Given) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for (digest, text) in digests(given) {
        // A length is not a function, and what was signed without hashing has any length.
        if options.takes_any_value {
            found.push(Hypothesis {
                signed: digest,
                function: None,
                reading: None,
                warning: Some(options.warning(text)),
                because: Vec::new(),
            });
            continue;
        }
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for hypothesis in recipes.iter().filter_map(|recipe| recipe.taking(&digest, &[])) {
            // A digest does not tell its function: the first recipe of its length stands for all of them.
            if !seen.contains(&hypothesis.signed) {
                seen.push(hypothesis.signed.clone());
                found.push(Hypothesis { warning: Some(options.warning(text)), ..hypothesis });
            }
        }
    }
    found
}

/// The digests that a short message can be the text of: its bytes, or the first word as hexadecimal (`sha256sum`) or
/// base64.
fn digests(given: &[u8]) -> Vec<(Vec<u8>, DigestText)> {
    let is_hex = given.len() >= 32 && given.iter().all(u8::is_ascii_hexdigit);
    let mut found = vec![(given.to_vec(), if is_hex { DigestText::UndecodedHex } else { DigestText::Bytes })];
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
    for (inner, digest) in form.plain_digests(recipes) {
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
    for (inner, digest) in form.plain_digests(recipes) {
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

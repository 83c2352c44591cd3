//! The one pass over the message, and the forms that the signed message may have had.

use alloc::{string::String, vec, vec::Vec};

use super::{
    finding::{Finding, MessageForm},
    function::Hasher,
    reading::hex,
    recipe::Recipe,
};
use crate::input::base64;

/// The longest message whose bytes are kept for the forms that need them.
pub(super) const MAX_KEPT: usize = 1024 * 1024;

/// The longest message that is kept in any case: longer ones are no digest, however it is written.
const MAX_DIGEST_TEXT: usize = 256;

/// The pass over a message: constant memory for every recipe, and at most [`MAX_KEPT`] bytes of the message.
pub(super) struct Pass {
    /// One per recipe; they lack the bytes of `tail`.
    hashers: Vec<Hasher>,
    /// The last two bytes so far: the line end may have to go.
    tail: Vec<u8>,
    kept: Option<Vec<u8>>,
    most: usize,
}

/// A form of the message: what became of it, and what each recipe makes of it.
pub(super) struct Form {
    pub(super) because: Vec<Finding>,
    pub(super) outputs: Vec<Vec<u8>>,
}

/// What is left of a message after the pass.
pub(super) struct Passed {
    /// As given first, then those with other line ends at the end, then the others.
    pub(super) forms: Vec<Form>,
    /// The message, if it is short enough to be a digest.
    pub(super) short: Option<Vec<u8>>,
    /// Whether forms were left out, because the bytes were not kept.
    pub(super) is_cut: bool,
}

impl Pass {
    pub(super) fn new(recipes: &[Recipe], keeps_bytes: bool) -> Self {
        Self {
            hashers: recipes.iter().map(Recipe::start).collect(),
            tail: Vec::new(),
            kept: Some(Vec::new()),
            most: if keeps_bytes { MAX_KEPT } else { MAX_DIGEST_TEXT },
        }
    }

    pub(super) fn update(&mut self, piece: &[u8]) {
        if let Some(kept) = self.kept.as_mut() {
            if kept.len() + piece.len() > self.most {
                self.kept = None;
            } else {
                kept.extend_from_slice(piece);
            }
        }
        let (settled, tail) = piece.split_at(piece.len().saturating_sub(TAIL_LEN));
        if tail.len() == TAIL_LEN {
            let before = core::mem::replace(&mut self.tail, tail.to_vec());
            self.hash(&before);
            self.hash(settled);
        } else {
            self.tail.extend_from_slice(tail);
            let settled: Vec<u8> = self.tail.drain(..self.tail.len().saturating_sub(TAIL_LEN)).collect();
            self.hash(&settled);
        }
    }

    fn hash(&mut self, piece: &[u8]) {
        self.hashers.iter_mut().for_each(|hasher| hasher.update(piece));
    }

    /// The forms of the message; `ethereum` if its envelope is one of them.
    pub(super) fn finish(self, recipes: &[Recipe], ethereum: bool) -> Passed {
        let ending = |tail: &[u8]| -> Vec<Vec<u8>> {
            let finish = |(recipe, hasher): (&Recipe, &Hasher)| {
                let mut hasher = hasher.clone();
                hasher.update(tail);
                recipe.finish(hasher)
            };
            recipes.iter().zip(&self.hashers).map(finish).collect()
        };
        let changed = |form| vec![Finding::ChangedMessage { form }];
        let mut forms = vec![Form { because: Vec::new(), outputs: ending(&self.tail) }];
        let line = self.tail.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let without = line.map(|line| (MessageForm::WithoutLineEnd, line.to_vec()));
        let with = [(MessageForm::WithLineFeed, &b"\n"[..]), (MessageForm::WithCrLf, b"\r\n")]
            .map(|(form, line_end)| (form, [&self.tail, line_end].concat()));
        forms.extend(
            without.into_iter().chain(with).map(|(form, tail)| Form { because: changed(form), outputs: ending(&tail) }),
        );
        let outputs = |message: &[u8]| recipes.iter().map(|recipe| recipe.apply(message)).collect();
        let whole = self.kept.as_deref().filter(|_| self.most == MAX_KEPT);
        if let Some(message) = whole {
            let rewritten = rewritten(message).into_iter();
            forms.extend(rewritten.map(|(form, message)| Form { because: changed(form), outputs: outputs(&message) }));
            if ethereum {
                let enveloped = [ENVELOPE, alloc::format!("{}", message.len()).as_bytes(), message].concat();
                forms.push(Form { because: vec![Finding::EthereumMessage], outputs: outputs(&enveloped) });
            }
        }
        let is_cut = whole.is_none();
        Passed { forms, short: self.kept.filter(|kept| kept.len() <= MAX_DIGEST_TEXT), is_cut }
    }
}

/// What a line end has at most.
const TAIL_LEN: usize = 2;

/// What stands in front of the length and the message (EIP-191, version 0x45).
const ENVELOPE: &[u8] = b"\x19Ethereum Signed Message:\n";

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The forms that need the whole message.
fn rewritten(message: &[u8]) -> Vec<(MessageForm, Vec<u8>)> {
    let mut forms = Vec::new();
    let lf = with_lf_lines(message);
    if lf.len() != message.len() {
        forms.push((MessageForm::LfLines, lf.clone()));
    }
    let cr_lf = with_cr_lf_lines(&lf);
    if cr_lf != message {
        forms.push((MessageForm::CrLfLines, cr_lf));
    }
    match message.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => forms.push((MessageForm::WithoutByteOrderMark, rest.to_vec())),
        None => forms.push((MessageForm::WithByteOrderMark, [BYTE_ORDER_MARK, message].concat())),
    }
    forms.extend(from_utf16(message).map(|text| (MessageForm::Utf8, text.into_bytes())));
    forms.push((MessageForm::Base64Encoded, base64::encode(message).into_bytes()));
    if let Ok(text) = core::str::from_utf8(message) {
        forms.extend(base64::decode(text).map(|bytes| (MessageForm::Base64Decoded, bytes)));
        forms.extend(hex(text).map(|bytes| (MessageForm::HexDecoded, bytes)));
    }
    forms
}

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
    let mut lines = Vec::with_capacity(message.len());
    for byte in message {
        if *byte == b'\n' {
            lines.push(b'\r');
        }
        lines.push(*byte);
    }
    lines
}

/// Text behind a UTF-16 byte order mark, as Windows PowerShell writes it.
fn from_utf16(message: &[u8]) -> Option<String> {
    let (units, rest) = message.as_chunks::<2>();
    let (mark, units) = units.split_first()?;
    let unit = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = units.iter().map(|bytes| unit(*bytes)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::{HashFunction, recipe::Role};

    #[test]
    fn pieces_of_every_length_give_the_outputs_of_the_whole() {
        let recipes = [Recipe::hash(HashFunction::Sha256, Role::Signed, Vec::new())];
        let message = b"one\r\ntwo\r\n";
        for len in 1..=message.len() {
            let mut pass = Pass::new(&recipes, true);
            message.chunks(len).for_each(|piece| pass.update(piece));
            let passed = pass.finish(&recipes, false);
            let output = |at: usize| passed.forms[at].outputs[0].clone();
            assert_eq!(output(0), HashFunction::Sha256.digest(message));
            assert_eq!(output(1), HashFunction::Sha256.digest(b"one\r\ntwo"));
            assert_eq!(output(2), HashFunction::Sha256.digest(b"one\r\ntwo\r\n\n"));
        }
    }

    #[test]
    fn forms_that_need_the_bytes_end_at_one_mebibyte() {
        let recipes = [Recipe::hash(HashFunction::Sha256, Role::Signed, Vec::new())];
        for (len, keeps, is_cut) in [(MAX_KEPT, true, false), (MAX_KEPT + 1, true, true), (10, false, true)] {
            let mut pass = Pass::new(&recipes, keeps);
            pass.update(&vec![b'a'; len]);
            let passed = pass.finish(&recipes, false);
            assert_eq!(passed.is_cut, is_cut, "{len}");
            assert_eq!(passed.forms.len() == 3, is_cut, "{len}");
        }
    }
}

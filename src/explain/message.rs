//! The one pass over the message, and the forms that the signed message may have had.

mod change;

use alloc::{collections::BTreeSet, vec, vec::Vec};

use super::{Limit, finding::Finding, function::Hasher, recipe::Recipe};

/// The longest message whose bytes are kept for the forms that need them.
pub(super) const MAX_KEPT: usize = 1024 * 1024;

/// The longest message to which two changes are made.
const MAX_COMBINED: usize = 16 * 1024;

/// The longest message that is always kept: longer ones cannot be a digest in any notation.
const MAX_DIGEST_TEXT: usize = 1024;

/// The pass over a message: constant memory for every recipe, and at most [`MAX_KEPT`] bytes of the message.
pub(super) struct Pass {
    /// One per recipe; they lack the bytes of `tail`.
    hashers: Vec<Hasher>,
    /// The last two bytes so far: the line end may have to go.
    tail: Vec<u8>,
    kept: Option<Vec<u8>>,
    most: usize,
}

/// A form of the message: the changes that lead to it, and the output of each recipe.
pub(super) struct Form {
    pub(super) because: Vec<Finding>,
    /// One per recipe; `None` for those that are not worth it after two changes.
    pub(super) outputs: Vec<Option<Vec<u8>>>,
}

/// The rest of a message after the pass.
pub(super) struct Passed {
    /// As given first, then those with other line ends at the end, then the others.
    pub(super) forms: Vec<Form>,
    /// How many of them are as given or differ in the line end at their end only.
    pub(super) line_end_forms: usize,
    /// The message, if it was kept.
    pub(super) kept: Option<Vec<u8>>,
    /// Where the forms were cut.
    pub(super) cut: Option<Limit>,
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

    /// The forms of the message, those with fewer changes first. `gives_up` says when it has taken too long.
    pub(super) fn finish(self, recipes: &[Recipe], gives_up: impl Fn() -> bool) -> Passed {
        let ending = |tail: &[u8]| -> Vec<Option<Vec<u8>>> {
            let finish = |(recipe, hasher): (&Recipe, &Hasher)| {
                let mut hasher = hasher.clone();
                hasher.update(tail);
                Some(recipe.finish(hasher))
            };
            recipes.iter().zip(&self.hashers).map(finish).collect()
        };
        let mut forms = vec![Form { because: Vec::new(), outputs: ending(&self.tail) }];
        let ends = change::line_ends(&self.tail);
        forms.extend(ends.into_iter().map(|(change, tail)| Form { because: vec![change], outputs: ending(&tail) }));
        let line_end_forms = forms.len();

        let whole = self.kept.as_deref().filter(|_| self.most == MAX_KEPT);
        let mut cut = whole.is_none().then_some(Limit::MessageBytes { most: MAX_KEPT });
        if let Some(message) = whole {
            let outputs = |message: &[u8]| {
                recipes.iter().map(|recipe| recipe.is_known().then(|| recipe.apply(message))).collect()
            };
            let likely_outputs = |message: &[u8]| {
                recipes.iter().map(|recipe| recipe.is_likely().then(|| recipe.apply(message))).collect()
            };
            let once = change::changes(message);
            let is_short = message.len() <= MAX_COMBINED;
            let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
            if is_short {
                seen.extend(change::line_ends(message).into_iter().chain(once.clone()).map(|(_, message)| message));
                seen.insert(message.to_vec());
            }
            for (change, message) in &once {
                if gives_up() {
                    cut = Some(Limit::MessageForms { most: MAX_COMBINED });
                    break;
                }
                forms.push(Form { because: vec![change.clone()], outputs: outputs(message) });
            }
            if is_short {
                for (first, changed) in change::line_ends(message).into_iter().chain(once) {
                    for (second, message) in change::line_ends(&changed).into_iter().chain(change::changes(&changed)) {
                        if !gives_up() && seen.insert(message.clone()) {
                            let because = vec![first.clone(), second];
                            forms.push(Form { because, outputs: likely_outputs(&message) });
                        }
                    }
                }
            } else {
                cut.get_or_insert(Limit::MessageForms { most: MAX_COMBINED });
            }
        }
        Passed { forms, line_end_forms, kept: self.kept, cut }
    }
}

impl Passed {
    /// The message, if it is short enough to stand where a digest belongs.
    pub(super) fn short(&self) -> Option<&[u8]> {
        self.kept.as_deref().filter(|kept| kept.len() <= MAX_DIGEST_TEXT)
    }
}

/// The greatest length of a line end.
const TAIL_LEN: usize = 2;

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
            let passed = pass.finish(&recipes, || false);
            let output = |at: usize| passed.forms[at].outputs[0].clone().unwrap();
            assert_eq!(output(0), HashFunction::Sha256.digest(message));
            assert_eq!(output(1), HashFunction::Sha256.digest(b"one\r\ntwo"));
            assert_eq!(output(2), HashFunction::Sha256.digest(b"one\r\ntwo\r\n\n"));
        }
    }

    #[test]
    fn forms_that_need_the_bytes_end_at_one_mebibyte() {
        let recipes = [Recipe::hash(HashFunction::Sha256, Role::Signed, Vec::new())];
        for (len, keeps, is_cut) in [(10, true, false), (MAX_KEPT + 1, true, true), (10, false, true)] {
            let mut pass = Pass::new(&recipes, keeps);
            pass.update(&vec![b'a'; len]);
            let passed = pass.finish(&recipes, || false);
            assert_eq!(passed.cut.is_some(), is_cut, "{len}");
            assert_eq!(passed.forms.len() == 3, is_cut, "{len}");
        }
    }
}

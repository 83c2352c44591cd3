//! How signers make what their equation takes out of a message.

use alloc::vec::Vec;

use super::{
    finding::Finding,
    function::{HashFunction, Hasher},
};

/// `function(prefix ‖ inner_n(… inner_1(M)))` of a message M.
pub(super) struct Recipe {
    pub(super) function: HashFunction,
    pub(super) prefix: Vec<u8>,
    pub(super) inner: &'static [HashFunction],
    pub(super) role: Role,
    /// The reading of the signature that the recipe is for, if it is not for all of them.
    pub(super) reading: Option<usize>,
    /// How it differs from KMS's recipe for the algorithm.
    pub(super) because: Vec<Finding>,
}

/// The uses of a recipe's output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The equation accepts it, and a caller can pass it as a digest.
    Signed,
    /// The equation accepts it, but it depends on the signature, so nobody passes it as a digest.
    Bound,
    /// Only a digest, which may have been taken for the message.
    Digest,
}

impl Recipe {
    /// A hash of the message alone.
    pub(super) fn hash(function: HashFunction, role: Role, because: Vec<Finding>) -> Self {
        Self { function, prefix: Vec::new(), inner: &[], role, reading: None, because }
    }

    /// A hash of `prefix ‖ M`.
    pub(super) fn prefixed(function: HashFunction, prefix: Vec<u8>, because: Vec<Finding>) -> Self {
        Self { prefix, ..Self::hash(function, Role::Signed, because) }
    }

    /// Whether it is `function` of the message alone.
    pub(super) fn is_hash(&self, function: HashFunction) -> bool {
        self.function == function && self.prefix.is_empty() && self.inner.is_empty()
    }

    /// Whether it is worth a try after two changes of the message: KMS's way, with a function of KMS.
    pub(super) fn is_likely(&self) -> bool {
        self.because.is_empty() && self.role != Role::Digest && self.function.is_of_kms()
    }

    /// Whether it is worth a try after a change of the message: with a function that signers have in common.
    pub(super) fn is_known(&self) -> bool {
        self.role != Role::Digest && (self.function.is_of_kms() || self.function == HashFunction::Keccak256)
    }

    /// The computation over a message that comes in pieces.
    pub(super) fn start(&self) -> Hasher {
        match self.inner {
            [first, ..] => Hasher::new(*first),
            [] => {
                let mut hasher = Hasher::new(self.function);
                hasher.update(&self.prefix);
                hasher
            }
        }
    }

    /// The output, after all pieces.
    pub(super) fn finish(&self, hasher: Hasher) -> Vec<u8> {
        let output = hasher.finish();
        if self.inner.is_empty() { output } else { self.apply_after(1, output) }
    }

    /// The output for a message.
    pub(super) fn apply(&self, message: &[u8]) -> Vec<u8> {
        let mut hasher = self.start();
        hasher.update(message);
        self.finish(hasher)
    }

    /// The output if `value` is what the first `steps` inner functions gave.
    pub(super) fn apply_after(&self, steps: usize, value: Vec<u8>) -> Vec<u8> {
        let inner = self.inner.get(steps..).unwrap_or_default();
        let value = inner.iter().fold(value, |value, function| function.digest(&value));
        let mut hasher = Hasher::new(self.function);
        hasher.update(&self.prefix);
        hasher.update(&value);
        hasher.finish()
    }
}

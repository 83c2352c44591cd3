//! The equation that a signature must satisfy: the trait, and one implementer per scheme in our own arithmetic.
//!
//! It may use materials, messages, inputs, names and the arithmetic. Errors of the *call* are reported before
//! an equation sees it, so an equation only decides whether the *bytes of a signature* are this key's.

#[cfg(feature = "arithmetic")]
pub(crate) mod automatic;
#[cfg(feature = "arithmetic")]
pub(crate) mod ecdsa;
#[cfg(feature = "arithmetic")]
pub(crate) mod ed25519;
#[cfg(feature = "arithmetic")]
pub(crate) mod ml_dsa;
#[cfg(feature = "arithmetic")]
mod public_point;
#[cfg(feature = "arithmetic")]
pub(crate) mod rsa;
#[cfg(feature = "arithmetic")]
pub(crate) mod sm2dsa;

use alloc::sync::Arc;

use crate::{
    kms::SigningAlgorithm,
    message::{Hashed, Hasher},
};

/// The equation of one key, whichever arithmetic evaluates it.
pub(crate) trait Equation: Send + Sync {
    /// Hashes what comes in front of a RAW message: Z_A for SM2DSA, R ‖ A for Ed25519, tr ‖ 0 ‖ 0 for ML-DSA, nothing
    /// for the others. It sees the signature, because Ed25519 hashes its R.
    fn begin(&self, algorithm: SigningAlgorithm, signature: &[u8], hash: &mut Hasher);

    /// Decodes the signature once, checks its ranges, and evaluates the equation over a hash that has `algorithm`'s
    /// length.
    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome;

    /// As [`begin`](Self::begin), the hash of a RAW message, and [`holds`](Self::holds) in one call, for an equation
    /// that can do some of it together.
    fn holds_for_raw(&self, algorithm: SigningAlgorithm, message: &[u8], signature: &[u8]) -> Outcome {
        let mut hasher = Hasher::new(algorithm.hash());
        self.begin(algorithm, signature, &mut hasher);
        hasher.update(message);
        self.holds(algorithm, &hasher.finish(), signature)
    }

    /// As [`holds`](Self::holds) for each item, in order; as many verdicts as items.
    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        one_by_one(self, algorithm, items, verdicts);
    }

    /// The same equation with multiples or a matrix prepared; `None` if there is nothing to prepare, or nothing more.
    fn precompute(&self, _: Precomputation) -> Option<Arc<dyn Equation>> {
        None
    }

    /// Returns the cost of preparing [`Precomputation::Standard`]; `None` if there is nothing to prepare.
    #[cfg(feature = "arithmetic")]
    fn cost_of_preparing(&self) -> Option<Cost> {
        None
    }

    /// Bytes of the prepared multiples or matrix.
    fn memory(&self) -> usize {
        0
    }
}

/// [`Equation::hold_many`] as a loop.
fn one_by_one<E: Equation + ?Sized>(
    equation: &E,
    algorithm: SigningAlgorithm,
    items: &[Item<'_>],
    verdicts: &mut [bool],
) {
    for (verdict, item) in verdicts.iter_mut().zip(items) {
        *verdict = equation.holds(algorithm, &item.hashed, item.signature) == Outcome::Holds;
    }
}

/// An equation that several keys and threads share.
pub(crate) fn shared(equation: impl Equation + 'static) -> Arc<dyn Equation> {
    Arc::new(equation)
}

/// The outcome of evaluating an equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The equation holds.
    Holds,
    /// The equation was evaluated and does not hold.
    Fails,
    /// The signature does not decode, or a number of it is out of range: nothing was evaluated.
    Malformed,
}

impl Outcome {
    /// The outcome of an evaluation.
    pub(crate) const fn evaluated(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// A signature and the hash that it should be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) hashed: Hashed,
    pub(crate) signature: &'a [u8],
}

/// The cost of preparing a key.
#[cfg(feature = "arithmetic")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    /// In verifications without it, rounded up: 0 if preparing is a part of the first.
    pub(crate) verifications: u32,
    /// Bytes of memory.
    pub(crate) bytes: usize,
}

/// How much memory a prepared key spends to verify faster.
///
/// RSA and ML-DSA keys have one size, regardless of the request: RSA keys hold less than 2 KiB, ML-DSA-44, -65 and -87
/// keys 20, 36 and 64 KiB. Sizes are per key. The table of each curve's generator is shared by all keys of the process.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Precomputation {
    /// A few multiples of the key's point, at most 2 KiB.
    Minimal,
    /// At most 20 KiB, prepared in the time of one to three verifications. Keys prepare themselves to this size.
    #[default]
    Standard,
    /// At most 256 KiB, for a key that verifies many thousand times.
    Large,
}

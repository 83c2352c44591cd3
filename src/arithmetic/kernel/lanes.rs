//! Eight words at once: a lane for each of eight computations that do the same on other numbers, such as the
//! verifications of eight signatures.
//!
//! Formulas in lanes are generic over [`Lanes`]. Registers of AVX-512 implement it. The portable twin is an array of
//! eight words, on which tests run the same formulas: it checks the bounds that they rely on, and is no faster than one
//! computation after the other.

#[cfg(target_arch = "x86_64")]
mod ifma;
#[cfg(any(test, feature = "cpu-override", not(target_arch = "x86_64")))]
mod model;

#[cfg(any(test, feature = "cpu-override", not(target_arch = "x86_64")))]
use self::model::Model;
use super::LIMB;
#[cfg(target_arch = "x86_64")]
use super::ifma::HasIfma;

/// Eight words, and products of their lower 52 bits.
///
/// Words that grow by sums stay below 2⁶³, so no sum loses a carry and no difference is negative. Each operation is
/// lane by lane.
pub(crate) trait Lanes: Copy {
    /// Proof that this CPU has the operations.
    type Token: Copy;
    /// Products of more limbs than this are functions of their own. The code of many would fill the instruction cache,
    /// and take long to compile.
    const INLINED_LIMBS: usize;
    /// Lane i has word i.
    fn load(token: Self::Token, words: &[u64; 8]) -> Self;
    /// The words, lane i at i.
    fn store(self) -> [u64; 8];
    /// `word` in each lane. `self` only proves that this CPU has the operations.
    fn splat(self, word: u64) -> Self;
    /// self + other. In: the sum is below 2⁶³.
    fn add(self, other: Self) -> Self;
    /// self − other. In: other ≤ self.
    fn sub(self, other: Self) -> Self;
    /// `minuend` − self in the lanes whose bit is set, self in the others. In: self ≤ `minuend`.
    fn sub_from_where(self, minuend: Self, lanes: u8) -> Self;
    /// The bits that both have.
    fn and(self, other: Self) -> Self;
    /// The bits that either has.
    fn or(self, other: Self) -> Self;
    /// self·2^`bits` without what exceeds 64 bits. In: `bits` below 64.
    fn shift_left(self, bits: u32) -> Self;
    /// ⌊self/2^`bits`⌋. In: `bits` below 64.
    fn shift_right(self, bits: u32) -> Self;
    /// self + (a·b mod 2⁵²). In: a and b below 2⁵², the sum below 2⁶³.
    fn add_low(self, a: Self, b: Self) -> Self;
    /// self + ⌊a·b/2⁵²⌋. In: a and b below 2⁵², the sum below 2⁶³.
    fn add_high(self, a: Self, b: Self) -> Self;
    /// Runs `part` in a function of its own, so that its code exists once. `self` only proves that this CPU has the
    /// operations.
    fn call<P: Part<Self>>(self, part: P) -> P::Output;
}

/// Limbs below 2⁵². In: the value is below 2^(52·L).
#[inline(always)]
#[allow(clippy::indexing_slicing, reason = "i + 1 is below L")]
pub(crate) fn carry<V: Lanes, const L: usize>(mut limbs: [V; L]) -> [V; L] {
    let limb = limbs[0].splat(LIMB);
    for i in 0..L - 1 {
        limbs[i + 1] = limbs[i + 1].add(limbs[i].shift_right(52));
        limbs[i] = limbs[i].and(limb);
    }
    limbs
}

/// A part of a computation in lanes. `run` must be `#[inline(always)]`, as that of a [`Task`].
pub(crate) trait Part<V> {
    /// The result of the part.
    type Output;
    /// Does the part.
    fn run(self) -> Self::Output;
}

/// A computation in lanes.
///
/// `run`, and all that it calls with lanes as arguments or results, must be `#[inline(always)]`: only what is inlined
/// into a kernel's entry is compiled for the kernel's features.
pub(crate) trait Task {
    /// The result of the computation.
    type Output;
    /// Does the computation.
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output;
}

/// An implementation of [`Lanes`] for this CPU.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Eight {
    /// Registers of AVX-512, whose F and IFMA this CPU has.
    #[cfg(target_arch = "x86_64")]
    Ifma(HasIfma),
    /// The portable twin, for tests. It is compiled for targets without registers too, where an enum without variants
    /// would make all that has one unreachable.
    #[cfg(any(test, feature = "cpu-override", not(target_arch = "x86_64")))]
    Model,
}

impl Eight {
    /// The registers if this CPU has them and they may run. The twin is slower than a computation without lanes, so it
    /// runs only for tests that choose it.
    pub(crate) fn detect() -> Option<Self> {
        #[cfg(feature = "cpu-override")]
        if super::cpu::lanes_are_modelled() {
            return Some(Self::Model);
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = HasIfma::detect() {
            return Some(Self::Ifma(token));
        }
        None
    }

    /// The twin, and the registers if this CPU has them and they may run.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let detected = Self::detect().filter(|eight| !matches!(eight, Self::Model));
        core::iter::once(Self::Model).chain(detected)
    }

    /// Runs `task`.
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Ifma(token) => ifma::run(token, task),
            #[cfg(any(test, feature = "cpu-override", not(target_arch = "x86_64")))]
            Self::Model => task.run::<Model>(()),
        }
    }
}

#[cfg(test)]
mod tests;

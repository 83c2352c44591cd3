//! CPU features beyond the target's baseline, detected at run time.
//!
//! A kernel is entered only with a token that its CPU check alone can make, so a token in a key says both which kernel
//! the key uses and that this CPU has it. Every kernel has a portable twin, which is used where the CPU lacks it.
//!
//! With the feature `cpu-override` the environment may forbid kernels, for tests and benchmarks.
//!
//! Only the files below this module contain `unsafe`.

#[cfg(target_arch = "x86_64")]
pub(crate) mod adx;
#[cfg(target_arch = "x86_64")]
mod avx2;
mod cpu;
#[cfg(target_arch = "x86_64")]
pub(crate) mod ifma;
pub(crate) mod keccak;
#[cfg_attr(
    not(any(target_arch = "x86_64", test, feature = "cpu-override")),
    allow(dead_code, reason = "only x86-64 has lanes, and tests")
)]
pub(crate) mod lanes;
pub(crate) mod polynomial;

#[cfg(feature = "cpu-override")]
pub use self::cpu::{KernelState, kernels};

/// 2⁵² − 1: the bits of a limb of IFMA's products.
#[cfg_attr(
    not(any(target_arch = "x86_64", test, feature = "cpu-override")),
    allow(dead_code, reason = "only x86-64 has lanes, and tests")
)]
pub(crate) const LIMB: u64 = (1 << 52) - 1;

/// A computation in portable code whose speed depends on the vectors that it is compiled for.
///
/// `run` and all that it calls in its loops must be `#[inline(always)]`: only what is inlined into a kernel's entry is
/// compiled for the kernel's features.
pub(crate) trait Portable {
    /// The result of the computation.
    type Output;
    /// Does the computation.
    fn run(self) -> Self::Output;
}

/// The vectors that portable loops run on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Vectors {
    /// The target's own: SSE2 on x86-64.
    Baseline,
    /// AVX2, which this CPU has.
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::HasAvx2),
}

impl Vectors {
    /// The best that this CPU has and that may run.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = avx2::HasAvx2::detect() {
            return Self::Avx2(token);
        }
        Self::Baseline
    }

    /// All that this CPU has and that may run, worst first.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let best = Self::detect();
        let more = (!matches!(best, Self::Baseline)).then_some(best);
        core::iter::once(Self::Baseline).chain(more)
    }

    /// Runs `task` as compiled for these vectors.
    #[inline(always)]
    pub(crate) fn run<T: Portable>(self, task: T) -> T::Output {
        match self {
            Self::Baseline => task.run(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(token) => avx2::run(token, task),
        }
    }
}

/// The kernel that multiplies long numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Multiplier {
    /// Portable code on limbs of 64 bits.
    Limbs,
    /// The same with rows in MULX and ADX, which this CPU has.
    #[cfg(target_arch = "x86_64")]
    Adx(adx::HasAdx),
    /// AVX-512 IFMA, which this CPU has.
    #[cfg(target_arch = "x86_64")]
    Ifma(ifma::HasIfma),
}

impl Multiplier {
    /// The best that this CPU has and that may run.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = ifma::HasIfma::detect() {
            return Self::Ifma(token);
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = adx::HasAdx::detect() {
            return Self::Adx(token);
        }
        Self::Limbs
    }

    /// All that this CPU has and that may run, worst first.
    #[cfg(test)]
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let more = [adx::HasAdx::detect().map(Self::Adx), ifma::HasIfma::detect().map(Self::Ifma)];
        #[cfg(not(target_arch = "x86_64"))]
        let more: [Option<Self>; 0] = [];
        core::iter::once(Self::Limbs).chain(more.into_iter().flatten())
    }
}

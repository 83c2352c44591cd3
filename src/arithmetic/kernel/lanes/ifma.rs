//! Eight words in a register of AVX-512, and the products of IFMA.
#![allow(unsafe_code, reason = "intrinsics, each in a function of one line, and a function with target features")]
#![allow(clippy::as_conversions, reason = "words as the signed numbers that intrinsics take")]

use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_loadu_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_mask_sub_epi64, _mm512_or_si512, _mm512_set1_epi64, _mm512_sllv_epi64, _mm512_srlv_epi64,
    _mm512_storeu_si512, _mm512_sub_epi64,
};

use super::{super::cpu::Kernel, HasIfma, Lanes, Part, Task};

/// Runs `task`, inlined into a function that the compiler may use AVX-512 F and IFMA in.
pub(super) fn run<T: Task>(token: HasIfma, task: T) -> T::Output {
    Kernel::Ifma.record();
    // SAFETY: `run_ifma` needs avx512f and avx512ifma, which a `HasIfma` proves; it has no other precondition.
    unsafe { run_ifma(token, task) }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn run_ifma<T: Task>(token: HasIfma, task: T) -> T::Output {
    task.run::<Registers>(token)
}

#[inline(never)]
#[target_feature(enable = "avx512f,avx512ifma")]
fn run_part<P: Part<Registers>>(part: P) -> P::Output {
    part.run()
}

/// A register. It exists only where a [`HasIfma`] was: `load` demands one, and all else is made from another register.
#[derive(Clone, Copy)]
pub(super) struct Registers(__m512i);

impl Lanes for Registers {
    type Token = HasIfma;
    const INLINED_LIMBS: usize = if cfg!(debug_assertions) { 0 } else { 5 };

    #[inline(always)]
    fn load(_: HasIfma, words: &[u64; 8]) -> Self {
        // SAFETY: a `HasIfma` proves avx512f. `words` is 64 readable bytes, and `loadu` needs no alignment.
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self) -> [u64; 8] {
        let mut words = [0; 8];
        // SAFETY: a register proves avx512f. `words` is 64 writable bytes, and `storeu` needs no alignment.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), self.0) };
        words
    }

    #[inline(always)]
    fn splat(self, word: u64) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_set1_epi64(word as i64) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_add_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_sub_epi64(self.0, other.0) })
    }

    #[inline(always)]
    fn sub_from_where(self, minuend: Self, lanes: u8) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_mask_sub_epi64(self.0, lanes, minuend.0, self.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn shift_left(self, bits: u32) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_sllv_epi64(self.0, self.splat(u64::from(bits)).0) })
    }

    #[inline(always)]
    fn shift_right(self, bits: u32) -> Self {
        // SAFETY: a register proves avx512f.
        Self(unsafe { _mm512_srlv_epi64(self.0, self.splat(u64::from(bits)).0) })
    }

    #[inline(always)]
    fn add_low(self, a: Self, b: Self) -> Self {
        // SAFETY: a register proves avx512f and avx512ifma.
        Self(unsafe { _mm512_madd52lo_epu64(self.0, a.0, b.0) })
    }

    #[inline(always)]
    fn add_high(self, a: Self, b: Self) -> Self {
        // SAFETY: a register proves avx512f and avx512ifma.
        Self(unsafe { _mm512_madd52hi_epu64(self.0, a.0, b.0) })
    }

    #[inline(always)]
    fn call<P: Part<Self>>(self, part: P) -> P::Output {
        // SAFETY: `run_part` needs avx512f and avx512ifma, which a register proves; it has no other precondition.
        unsafe { run_part(part) }
    }
}

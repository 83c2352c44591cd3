//! Montgomery's product of one long number in radix 2⁵², its limbs across the lanes of AVX-512 registers.
//!
//! Limb i is in register i mod V, lane ⌊i/V⌋: dropping the lowest limb renames registers, and shifts lanes in one only.
//!
//! Source: Gueron and Krasnov, "Accelerating Big Integer Arithmetic Using Intel IFMA Extensions", ARITH 2016. The portable
//! twin is `rsa::montgomery::Modulus`, in radix 2⁶⁴.
#![allow(unsafe_code, reason = "functions with target features, and loads and stores of whole registers")]
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "limbs of 52 bits in sums below 2⁶³, and indices below V, the number of registers"
)]

use core::arch::x86_64::{
    __m512i, _mm_cvtsi128_si64, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512, _mm512_castsi512_si128,
    _mm512_loadu_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_mask_set1_epi64, _mm512_maskz_mov_epi64,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512, _mm512_test_epi64_mask,
};

cpufeatures::new!(cpu_ifma, "avx512f", "avx512ifma");

/// Proof that this CPU has AVX-512 F and IFMA; only `detect` makes one.
#[derive(Clone, Copy, Debug)]
pub(in crate::fast) struct HasIfma(());

impl HasIfma {
    pub(super) fn detect() -> Option<Self> {
        cpu_ifma::get().then_some(Self(()))
    }
}

/// Eight limbs below 2⁵²: one register. Register v of V has the limbs v, v + V, …, v + 7·V.
pub(in crate::fast) type Lanes = [u64; 8];

/// 2⁵² − 1.
pub(in crate::fast) const LIMB: u64 = (1 << 52) - 1;

/// An odd modulus in limbs of 52 bits.
#[derive(Clone, Debug)]
pub(in crate::fast) struct Modulus<const V: usize> {
    /// n, with 4·n < R.
    pub(in crate::fast) n: [Lanes; V],
    /// −1/n mod 2⁵².
    pub(in crate::fast) k: u64,
    /// The number of limbs of R = 2^(52·`rounds`), at most 8·V and 80.
    pub(in crate::fast) rounds: usize,
}

/// a·b·R⁻¹ mod n, below 2·n for `a` and `b` below 2·n: (4·n² + R·n)/R is.
///
/// Each round adds a·bᵢ and the multiple q·n that clears the lowest limb, and drops that limb. Four products a lane and
/// round, 4·V·`rounds` instructions that multiply.
pub(in crate::fast) fn multiply<const V: usize>(
    _: HasIfma,
    a: &[Lanes; V],
    b: &[Lanes; V],
    modulus: &Modulus<V>,
) -> [Lanes; V] {
    // SAFETY: `multiply_ifma` needs avx512f and avx512ifma, which a `HasIfma` proves; it has no other precondition.
    unsafe { multiply_ifma(a, b, modulus) }
}

/// Lanes are not carried between rounds: one takes four halves of products a round, in all less than 4·80·2⁵² < 2⁶¹.
///
/// q depends on the lowest limb of the sum, so that limb is in scalar registers (`low`), together with what limb 1 will add
/// to it; in the vectors its lane is dead, and 0 in `a` and `n`.
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply_ifma<const V: usize>(a: &[Lanes; V], b: &[Lanes; V], modulus: &Modulus<V>) -> [Lanes; V] {
    let n = &modulus.n;
    let (mut a_lanes, mut n_lanes) = ([_mm512_setzero_si512(); V], [_mm512_setzero_si512(); V]);
    for v in 0..V {
        (a_lanes[v], n_lanes[v]) = (load(&a[v]), load(&n[v]));
    }
    a_lanes[0] = _mm512_maskz_mov_epi64(0xfe, a_lanes[0]);
    n_lanes[0] = _mm512_maskz_mov_epi64(0xfe, n_lanes[0]);
    let mut sum = [_mm512_setzero_si512(); V];
    let mut low = 0;
    let mut b_limbs = [0; 80];
    for (i, limb) in b_limbs.iter_mut().enumerate().take(modulus.rounds) {
        *limb = b[i % V][i / V];
    }
    for &b in &b_limbs[..modulus.rounds] {
        let cleared = u128::from(low) + u128::from(a[0][0]) * u128::from(b);
        let q = (cleared as u64).wrapping_mul(modulus.k) & LIMB;
        let cleared = cleared + u128::from(n[0][0]) * u128::from(q);
        debug_assert!(cleared as u64 & LIMB == 0);
        let limb_1 = _mm_cvtsi128_si64(_mm512_castsi512_si128(sum[1])) as u64;
        low = (cleared >> 52) as u64 + limb_1 + (a[1][0].wrapping_mul(b) & LIMB) + (n[1][0].wrapping_mul(q) & LIMB);

        let (b, q) = (_mm512_set1_epi64(b as i64), _mm512_set1_epi64(q as i64));
        for (sum, (a, n)) in sum.iter_mut().zip(a_lanes.iter().zip(&n_lanes)) {
            *sum = _mm512_madd52lo_epu64(*sum, *a, b);
            *sum = _mm512_madd52lo_epu64(*sum, *n, q);
        }
        let mut next = [_mm512_setzero_si512(); V];
        for v in 0..V {
            let above = match sum.get(v + 1) {
                Some(register) => *register,
                None => _mm512_alignr_epi64::<1>(next[v], sum[0]),
            };
            next[v] = _mm512_madd52hi_epu64(_mm512_madd52hi_epu64(above, a_lanes[v], b), n_lanes[v], q);
        }
        sum = next;
    }
    sum[0] = _mm512_mask_set1_epi64(sum[0], 1, low as i64);
    carry(&mut sum);
    let mut out = [[0; 8]; V];
    for (lanes, sum) in out.iter_mut().zip(sum) {
        store(lanes, sum);
    }
    out
}

/// Brings lanes below 2⁶³ to limbs below 2⁵²; the number must fit 8·V of them.
///
/// Each pass carries from register to register, and what is left over from the last one to the next lane of the first. The
/// second pass leaves nothing over but where all limbs of a lane are 2⁵² − 1; there are eight at most.
#[target_feature(enable = "avx512f,avx512ifma")]
fn carry<const V: usize>(sum: &mut [__m512i; V]) {
    let limb = _mm512_set1_epi64(LIMB as i64);
    let mut carries = _mm512_setzero_si512();
    loop {
        for sum in sum.iter_mut() {
            let carried = _mm512_add_epi64(*sum, carries);
            *sum = _mm512_and_si512(carried, limb);
            carries = _mm512_srli_epi64::<52>(carried);
        }
        carries = _mm512_alignr_epi64::<7>(carries, _mm512_setzero_si512());
        if _mm512_test_epi64_mask(carries, carries) == 0 {
            break;
        }
    }
}

#[target_feature(enable = "avx512f")]
fn load(lanes: &Lanes) -> __m512i {
    // SAFETY: `lanes` is 64 readable bytes, and `loadu` needs no alignment.
    unsafe { _mm512_loadu_si512(lanes.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f")]
fn store(lanes: &mut Lanes, register: __m512i) {
    // SAFETY: `lanes` is 64 writable bytes, and `storeu` needs no alignment.
    unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), register) }
}

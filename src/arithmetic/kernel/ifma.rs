//! Montgomery's product of one long number in radix 2⁵², its limbs across the lanes of AVX-512 registers.
//!
//! Limb i is in register i mod V, lane ⌊i/V⌋: dropping the lowest limb renames registers, and shifts lanes in one only.
//!
//! Source: Gueron and Krasnov, "Accelerating Big Integer Arithmetic Using Intel IFMA Extensions", ARITH 2016. The
//! portable twin is `rsa::montgomery::Modulus`, in radix 2⁶⁴.
#![allow(unsafe_code, reason = "functions with target features, and loads and stores of whole registers")]
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "limbs of 52 bits in sums below 2⁶³, and indices below V, which stand for the same register of all numbers"
)]

use core::arch::x86_64::{
    __m512i, _mm_cvtsi128_si64, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512, _mm512_castsi512_si128,
    _mm512_loadu_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_mask_add_epi64, _mm512_mask_set1_epi64,
    _mm512_maskz_mov_epi64, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512,
    _mm512_test_epi64_mask,
};

use super::{LIMB, cpu::Kernel};

/// Proof that this CPU has AVX-512 F and IFMA; only `detect` makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HasIfma(());

impl HasIfma {
    pub(crate) fn detect() -> Option<Self> {
        Kernel::Ifma.is_usable().then_some(Self(()))
    }
}

/// Eight limbs below 2⁵²: one register. Register v of V has the limbs v, v + V, …, v + 7·V.
pub(crate) type Lanes = [u64; 8];

/// An odd modulus in limbs of 52 bits.
#[derive(Clone, Debug)]
pub(crate) struct Modulus<const V: usize> {
    /// n, with 4·n < R.
    pub(crate) n: [Lanes; V],
    /// −1/n mod 2⁵².
    pub(crate) k: u64,
    /// The number of limbs of R = 2^(52·`rounds`), at most 8·V and 80.
    pub(crate) rounds: usize,
}

/// a·b·R⁻¹ mod n, below 2·n for `a` and `b` below 2·n: (4·n² + R·n)/R is.
///
/// Each round adds a·bᵢ and the multiple q·n that clears the lowest limb, and drops that limb. Four products a lane and
/// round, 4·V·`rounds` instructions that multiply.
pub(crate) fn multiply<const V: usize>(_: HasIfma, a: &[Lanes; V], b: &[Lanes; V], modulus: &Modulus<V>) -> [Lanes; V] {
    Kernel::Ifma.record();
    // SAFETY: `multiply_ifma` needs avx512f and avx512ifma, which a `HasIfma` proves; it has no other precondition.
    unsafe { multiply_ifma(a, b, modulus) }
}

/// a²·R⁻¹ mod n, as [`multiply`] by itself.
///
/// The products of register v with the limbs of register w are those of w with the limbs of v: a round multiplies its
/// limb of register w by the registers below w, doubled, and by w itself. (3·V + 1)·`rounds` instructions that
/// multiply.
pub(crate) fn square<const V: usize>(_: HasIfma, a: &[Lanes; V], modulus: &Modulus<V>) -> [Lanes; V] {
    Kernel::Ifma.record();
    // SAFETY: `square_ifma` needs avx512f and avx512ifma, which a `HasIfma` proves; it has no other precondition.
    unsafe { square_ifma(a, modulus) }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply_ifma<const V: usize>(a: &[Lanes; V], b: &[Lanes; V], modulus: &Modulus<V>) -> [Lanes; V] {
    let (a, n) = (Factor::new(a), Factor::new(&modulus.n));
    let mut sum = Sum::zero();
    let limbs = (0..8).flat_map(|lane| b.iter().map(move |register| register[lane]));
    for b in limbs.take(modulus.rounds) {
        sum = sum.round::<0, V>(&a, b, &n, modulus.k);
    }
    sum.finish()
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn square_ifma<const V: usize>(limbs: &[Lanes; V], modulus: &Modulus<V>) -> [Lanes; V] {
    const { assert!(V <= 10, "as many registers as rounds are written out for") };
    let (a, n) = (Factor::new(limbs), Factor::new(&modulus.n));
    let mut sum = Sum::zero();
    'rounds: for lane in 0..8 {
        // Written out, so that the sum stays in registers.
        macro_rules! round {
            ($($w:literal)*) => {$(
                if $w < V {
                    if V * lane + $w >= modulus.rounds {
                        break 'rounds;
                    }
                    sum = sum.round::<$w, { $w + 1 }>(&a, limbs[$w][lane], &n, modulus.k);
                }
            )*};
        }
        round!(0 1 2 3 4 5 6 7 8 9);
    }
    sum.finish()
}

/// A factor of the sum's rounds.
///
/// q depends on the lowest limb of the sum, so what reaches it is computed in scalar registers. In the vectors its lane
/// is dead, and 0.
struct Factor<const V: usize> {
    lanes: [__m512i; V],
    limb_0: u64,
    limb_1: u64,
}

impl<const V: usize> Factor<V> {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(limbs: &[Lanes; V]) -> Self {
        let mut lanes = [_mm512_setzero_si512(); V];
        for v in 0..V {
            lanes[v] = load(&limbs[v]);
        }
        lanes[0] = _mm512_maskz_mov_epi64(0xfe, lanes[0]);
        Self { lanes, limb_0: limbs[0][0], limb_1: limbs[1][0] }
    }
}

/// The sum of a Montgomery product that grows by a round for each limb.
///
/// Lanes are not carried between rounds: one takes four halves of products and a limb a round, in all less than
/// 5·80·2⁵² < 2⁶¹.
struct Sum<const V: usize> {
    /// The limbs but the lowest, whose lane has no meaning until `finish` writes the limb there.
    lanes: [__m512i; V],
    /// The lowest limb, below 2⁶³ like the lanes.
    low: u64,
}

impl<const V: usize> Sum<V> {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn zero() -> Self {
        Self { lanes: [_mm512_setzero_si512(); V], low: 0 }
    }

    /// (sum + a·b + q·n)/2⁵² with q for which that is whole, where of a's registers the first `DOUBLED` count twice,
    /// those from there to `TAKEN` once, and the others not at all.
    ///
    /// 2·b may have a bit more than the instructions take: its multiple of a is added to what the upper halves go to.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn round<const DOUBLED: usize, const TAKEN: usize>(self, a: &Factor<V>, b: u64, n: &Factor<V>, k: u64) -> Self {
        let Self { lanes: mut sum, low } = self;
        let (twice, top) = (b << 1 & LIMB, (b >> 51) * 0xff);
        let times = |v: usize| if v < DOUBLED { 2 } else { u64::from(v < TAKEN) };
        let cleared = u128::from(low) + u128::from(a.limb_0) * u128::from(times(0) * b);
        let q = (cleared as u64).wrapping_mul(k) & LIMB;
        let cleared = cleared + u128::from(n.limb_0) * u128::from(q);
        debug_assert!(cleared as u64 & LIMB == 0);
        let limb_1 = _mm_cvtsi128_si64(_mm512_castsi512_si128(sum[1])) as u64;
        let product_1 = a.limb_1.wrapping_mul(times(1) * b) & LIMB;
        let low = (cleared >> 52) as u64 + limb_1 + product_1 + (n.limb_1.wrapping_mul(q) & LIMB);

        let (b, twice) = (_mm512_set1_epi64(b as i64), _mm512_set1_epi64(twice as i64));
        let q = _mm512_set1_epi64(q as i64);
        for v in 0..V {
            if v < TAKEN {
                sum[v] = _mm512_madd52lo_epu64(sum[v], a.lanes[v], if v < DOUBLED { twice } else { b });
            }
            sum[v] = _mm512_madd52lo_epu64(sum[v], n.lanes[v], q);
        }
        let mut next = [_mm512_setzero_si512(); V];
        for v in 0..V {
            next[v] = match sum.get(v + 1) {
                Some(register) => *register,
                None => _mm512_alignr_epi64::<1>(next[v], sum[0]),
            };
            if v < TAKEN {
                next[v] = _mm512_madd52hi_epu64(next[v], a.lanes[v], if v < DOUBLED { twice } else { b });
            }
            if v < DOUBLED {
                next[v] = _mm512_mask_add_epi64(next[v], top as u8, next[v], a.lanes[v]);
            }
            next[v] = _mm512_madd52hi_epu64(next[v], n.lanes[v], q);
        }
        Self { lanes: next, low }
    }

    /// The sum in limbs.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn finish(self) -> [Lanes; V] {
        let Self { lanes: mut sum, low } = self;
        sum[0] = _mm512_mask_set1_epi64(sum[0], 1, low as i64);
        carry(&mut sum);
        let mut out = [[0; 8]; V];
        for (lanes, sum) in out.iter_mut().zip(sum) {
            store(lanes, sum);
        }
        out
    }
}

/// Brings lanes below 2⁶³ to limbs below 2⁵²; the number must fit 8·V of them.
///
/// Each pass carries from register to register, and what is left over from the last one to the next lane of the first.
/// The second pass leaves nothing over but where all limbs of a lane are 2⁵² − 1; there are eight at most.
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

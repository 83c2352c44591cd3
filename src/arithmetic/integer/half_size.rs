//! A multiple v·k ≡ w mod n in which v and w are half as long as n (Antipa, Brown, Gallant, Lambert, Struik, Vanstone,
//! SAC 2005).
//!
//! Euclid's algorithm on n and k makes remainders rᵢ ≡ ±tᵢ·k mod n, the signs in turn, with rᵢ·tᵢ₊₁ + rᵢ₊₁·tᵢ = n. So
//! where rᵢ₊₁ first is below 2^h, tᵢ₊₁ is at most n/rᵢ ≤ n/2^h. Its steps are Lehmer's (Knuth, The Art of Computer
//! Programming, volume 2, 4.5.2, algorithm L): quotients that the highest 64 bits decide, collected as a matrix.
#![allow(clippy::indexing_slicing, reason = "every index is below N, which the loop around it or a condition says")]
#![allow(clippy::as_conversions, reason = "words are cut to 64 bits, or lengthened, on purpose")]

use super::{limbs, recoding::Part};

/// v·k ≡ w mod n, v odd.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HalfSize<const N: usize> {
    /// Without its sign at most n/2^h, h half the bits of n rounded down. So it is not a multiple of a factor of n
    /// above that.
    pub(crate) v: Part<[u64; N]>,
    /// Below 2^h, or little above: by j bits for about one k in 2^j.
    pub(crate) w: [u64; N],
}

/// Finds v and w. In: k < n.
pub(crate) fn half_size<const N: usize>(n: &[u64; N], k: &[u64; N]) -> HalfSize<N> {
    debug_assert!(limbs::less(k, n));
    let half = limbs::bit_length(n) / 2;
    let mut euclid = Euclid { r0: *n, r1: *k, t0: [0; N], t1: [0; N], negative: false };
    euclid.t1[0] = 1;
    while limbs::bit_length(&euclid.r1) > half {
        let shift = limbs::bit_length(&euclid.r0).saturating_sub(64);
        // 2^half, rounded up to a multiple of 2^shift.
        let floor = 1 << half.saturating_sub(shift);
        match certain_steps(word_at(&euclid.r0, shift), word_at(&euclid.r1, shift), floor) {
            Some(steps) => euclid.apply(&steps),
            None => euclid.step(),
        }
    }
    let Euclid { r0, r1, t0, t1, negative } = euclid;
    // Neighbours have no common factor, so one of them is odd.
    let (magnitude, negative, w) = if limbs::bit(&t1, 0) { (t1, negative, r1) } else { (t0, !negative, r0) };
    debug_assert!(limbs::bit(&magnitude, 0));
    HalfSize { v: Part { magnitude, negative }, w }
}

/// Two remainders, r0 > r1, and what they are: r1 ≡ t1·k, or −t1·k if `negative`, and r0 with the other sign of t0·k.
struct Euclid<const N: usize> {
    r0: [u64; N],
    r1: [u64; N],
    t0: [u64; N],
    t1: [u64; N],
    negative: bool,
}

/// Some steps of the algorithm: (r0, r1) becomes (|a·r0 − b·r1|, |c·r0 − d·r1|), and the first difference is negative
/// exactly if the number of steps is odd, the second if it is even. Each factor is below 2^32.
struct Steps {
    a: u64,
    b: u64,
    c: u64,
    d: u64,
    odd: bool,
}

/// The steps that x = ⌊r0/2^s⌋ and y = ⌊r1/2^s⌋ decide and that leave r1 at `floor`·2^s or more; `None` if there is
/// none.
///
/// Behind some steps r1 is |c·r0 − d·r1|, and y what the same steps make of x and y. As 0 ≤ r0/2^s − x < 1, and r1
/// likewise, r1/2^s differs from y by less than d, the larger of c and d (and by less than 1 = d before the first
/// step). So if the next remainder z has the factor f, then z ≥ f says that the true one is not negative, and y − z ≥ d
/// + f that it is below the true r1: it is the remainder of Euclid's algorithm.
fn certain_steps(mut x: u64, mut y: u64, floor: u64) -> Option<Steps> {
    let mut steps = Steps { a: 1, b: 0, c: 0, d: 1, odd: false };
    while let Some(quotient) = x.checked_div(y) {
        let Steps { a, b, c, d, odd } = steps;
        let z = x - quotient * y;
        let f = b.saturating_add(quotient.saturating_mul(d));
        if f >> 32 != 0 || z < f || z - f < floor || y - z < d + f {
            break;
        }
        (x, y) = (y, z);
        steps = Steps { a: c, b: d, c: a + quotient * c, d: f, odd: !odd };
    }
    (steps.b != 0).then_some(steps)
}

impl<const N: usize> Euclid<N> {
    fn apply(&mut self, steps: &Steps) {
        let &Steps { a, b, c, d, odd } = steps;
        let Self { r0, r1, t0, t1, negative } = *self;
        self.r0 = if odd { difference(&r1, b, &r0, a) } else { difference(&r0, a, &r1, b) };
        self.r1 = if odd { difference(&r0, c, &r1, d) } else { difference(&r1, d, &r0, c) };
        // Their signs differ, so without them they add.
        self.t0 = sum(&t0, a, &t1, b);
        self.t1 = sum(&t0, c, &t1, d);
        self.negative = negative != odd;
        debug_assert!(limbs::less(&self.r1, &self.r0));
    }

    /// One step, in full: r0 mod r1 by shifts and subtractions. In: r1 ≠ 0.
    fn step(&mut self) {
        while let Some(shift) = limbs::bit_length(&self.r0).checked_sub(limbs::bit_length(&self.r1)) {
            let multiple = shift_left(&self.r1, shift);
            let shift = if limbs::less(&self.r0, &multiple) {
                let Some(less) = shift.checked_sub(1) else { break };
                less
            } else {
                shift
            };
            self.r0 = limbs::sub(&self.r0, &shift_left(&self.r1, shift)).0;
            self.t0 = limbs::add(&self.t0, &shift_left(&self.t1, shift)).0;
        }
        (self.r0, self.r1) = (self.r1, self.r0);
        (self.t0, self.t1) = (self.t1, self.t0);
        self.negative = !self.negative;
    }
}

/// The 64 bits from bit `at` on. In: `at` < 64·N.
fn word_at<const N: usize>(a: &[u64; N], at: usize) -> u64 {
    let (limb, bits) = (at / 64, at % 64);
    let above = if limb + 1 < N { a[limb + 1] } else { 0 };
    ((u128::from(above) << 64 | u128::from(a[limb])) >> bits) as u64
}

/// a·2^`bits`. In: the product is below 2^(64·N).
fn shift_left<const N: usize>(a: &[u64; N], bits: usize) -> [u64; N] {
    debug_assert!(limbs::is_zero(a) || limbs::bit_length(a) + bits <= 64 * N);
    let (words, bits) = (bits / 64, bits % 64);
    core::array::from_fn(|i| {
        let word = |i: usize| i.checked_sub(words).map_or(0, |i| a[i]);
        let below = if i > 0 { word(i - 1) } else { 0 };
        ((u128::from(word(i)) << 64 | u128::from(below)) << bits >> 64) as u64
    })
}

/// a·p + b·q. In: the sum is below 2^(64·N), and p and q below 2^32.
fn sum<const N: usize>(a: &[u64; N], p: u64, b: &[u64; N], q: u64) -> [u64; N] {
    let mut carry = 0;
    core::array::from_fn(|i| {
        carry += u128::from(a[i]) * u128::from(p) + u128::from(b[i]) * u128::from(q);
        let limb = carry as u64;
        carry >>= 64;
        limb
    })
}

/// a·p − b·q. In: the difference is not negative and below 2^(64·N), and p and q below 2^32.
fn difference<const N: usize>(a: &[u64; N], p: u64, b: &[u64; N], q: u64) -> [u64; N] {
    let mut carry = 0_i128;
    let out = core::array::from_fn(|i| {
        carry += (u128::from(a[i]) * u128::from(p)).cast_signed() - (u128::from(b[i]) * u128::from(q)).cast_signed();
        let limb = carry as u64;
        carry >>= 64;
        limb
    });
    debug_assert!(carry == 0);
    out
}

#[cfg(test)]
mod tests {
    //! Against big integers.

    use alloc::vec::Vec;

    use num_bigint::BigUint;

    use super::*;
    use crate::arithmetic::{
        curve::edwards25519::scalar::L,
        edge::{self, DRAWS, Draw, big},
    };

    /// Eight times the order of edwards25519's base point, and numbers whose shape differs from it: a prime, a power,
    /// one of few bits.
    fn moduli() -> [[u64; 4]; 4] {
        let order = big(&L);
        let power = BigUint::from(1_u8) << 255;
        [order * 8_u8, &power - 19_u8, power, BigUint::from(1_000_003_u32) << 64].map(|modulus| edge::limbs(&modulus))
    }

    /// Holds what is promised of v and w, and returns the bits of w above half of the modulus's.
    fn check(n: &[u64; 4], k: &BigUint) -> u64 {
        let HalfSize { v, w } = half_size(n, &edge::limbs(k));
        let (modulus, magnitude, w) = (big(n), big(&v.magnitude), big(&w));
        let half = modulus.bits() / 2;
        let product = &magnitude * k % &modulus;
        let expected = if v.negative { (&modulus - product) % &modulus } else { product };
        assert_eq!(expected, w.clone() % &modulus, "{k}");
        assert!(magnitude.bit(0), "{k}: v is even");
        assert!(magnitude <= &modulus >> half, "{k}: v has {} bits", magnitude.bits());
        w.bits().saturating_sub(half)
    }

    #[test]
    fn v_and_w_are_half_as_long_and_v_k_is_w() {
        for modulus in moduli() {
            let mut draw = Draw::new(&modulus);
            let n = big(&modulus);
            for _ in 0..DRAWS / 20 {
                check(&modulus, &(big(&draw.limbs::<4>()) % &n));
            }
            // Half of all k leave w below 2^half; of the others, each further bit is half as likely.
            let long = (0..2000).filter(|_| check(&modulus, &(big(&[(); 4].map(|()| draw.word())) % &n)) > 8);
            assert!(long.count() < 40, "{n}");
        }
    }

    /// From a wrong word no step would be certain, and Euclid's algorithm in full would hide it.
    #[test]
    fn a_word_at_any_bit_is_that_of_the_number() {
        let mut draw = Draw::new(&[]);
        for at in 0..256 {
            let number = draw.limbs::<4>();
            let [word, ..] = edge::limbs::<4>(&(big(&number) >> at));
            assert_eq!(word_at(&number, at), word, "{at}");
        }
    }

    /// Quotients that are all 1 need the most steps; long ones the fewest, and no step from the highest bits.
    #[test]
    fn the_longest_and_the_shortest_runs_of_steps() {
        for modulus in moduli() {
            let n = big(&modulus);
            // n over the golden ratio, by Fibonacci's numbers as long as n.
            let (mut a, mut b) = (BigUint::from(1_u8), BigUint::from(1_u8));
            while b.bits() < 300 {
                (a, b) = (b.clone(), a + &b);
            }
            let golden = &n * &a / &b;
            let mut numbers: Vec<BigUint> = (0..40_u32).map(|i| &golden + i).collect();
            for bits in 0..n.bits() {
                let power = BigUint::from(1_u8) << bits;
                // Quotients of any length, first, and behind a first one that is even.
                numbers.extend([&n / &power, &n / (&power + 1_u8), n.clone() >> bits, power.clone(), &n - &power % &n]);
                numbers.extend([(&n - 5_u8) / &power, (&n - 1_u8) / (2_u8 * &power), power - 1_u8]);
            }
            numbers.extend((0..20_u8).flat_map(|i| [BigUint::from(i), &n - 1_u8 - i, &n / 2_u8 - i, &n / 3_u8 + i]));
            for k in numbers.iter().filter(|&k| *k < n) {
                check(&modulus, k);
            }
        }
    }

    /// Every step that the highest bits decide is one of Euclid's algorithm on the numbers in full.
    #[test]
    fn certain_steps_are_those_of_the_whole_numbers() {
        let mut draw = Draw::new(&[]);
        let mut decided = 0;
        for _ in 0..DRAWS / 4 {
            let (x, y) = (draw.word() | 1 << 63, draw.word() >> draw.below(40));
            if y > x {
                continue;
            }
            let floor = 1 << draw.below(50);
            let Some(Steps { a, b, c, d, odd }) = certain_steps(x, y, floor) else { continue };
            decided += 1;
            // Whatever the bits below are, they decide nothing: here all zeros and all ones.
            let below = (1_i128 << 20) - 1;
            for [low_x, low_y] in [[0, 0], [0, below], [below, 0], [below, below]] {
                let start = [(i128::from(x) << 20) + low_x, (i128::from(y) << 20) + low_y];
                let (mut r, mut number) = (start, 0);
                let [a, b, c, d] = [a, b, c, d].map(i128::from);
                let sign = if odd { -1 } else { 1 };
                let expected = [sign * (a * start[0] - b * start[1]), sign * (d * start[1] - c * start[0])];
                while r != expected {
                    assert_ne!(r[1], 0, "{x:x} {y:x}: these are not steps of the algorithm");
                    r = [r[1], r[0] % r[1]];
                    number += 1;
                }
                assert_eq!(number % 2 == 1, odd);
                assert!(r[1] >= i128::from(floor) << 20);
            }
        }
        assert!(decided > DRAWS / 100);
    }
}

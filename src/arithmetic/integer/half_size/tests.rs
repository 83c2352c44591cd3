//! Against big integers.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::{
    curve::edwards25519::scalar::L,
    edge::{self, DRAWS, Draw, big},
};

/// Eight times the order of edwards25519's base point, and numbers whose shape differs from it: a prime, a power, one
/// of few bits.
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

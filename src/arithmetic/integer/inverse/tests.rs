//! Inverses multiplied back with `num-bigint`.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::edge::{DRAWS, Draw, big, limbs as to_limbs};

fn check<const L: usize, const N: usize>(inverter: &Inverter<L>, m: &[u64; N], x: &BigUint) {
    let inverse = big(&inverter.invert(&to_limbs::<N>(x)));
    assert!(inverse < big(m));
    let expected = if *x == BigUint::ZERO { 0_u8 } else { 1 };
    assert_eq!(inverse * x % big(m), BigUint::from(expected), "1/{x:x} mod {:x}", big(m));
}

#[test]
fn every_residue_of_small_primes_has_its_inverse() {
    for prime in [3_u64, 5, 7, 13, 251, 65_537] {
        let inverter = Inverter::<2>::new(&[prime]);
        (0..prime.min(2000)).for_each(|x| check(&inverter, &[prime], &BigUint::from(x)));
    }
}

/// `bits` and `below` give the prime 2^bits − below.
fn check_prime<const L: usize, const N: usize>(bits: usize, below: u32, draws: usize) {
    let prime = (BigUint::from(1_u8) << bits) - below;
    let m = to_limbs::<N>(&prime);
    let inverter = Inverter::<L>::new(&m);
    let mut draw = Draw::new(&m);
    for shift in 0..bits {
        check(&inverter, &m, &(BigUint::from(1_u8) << shift));
        check(&inverter, &m, &(&prime - (BigUint::from(1_u8) << shift)));
    }
    for x in 0..200_u8 {
        check(&inverter, &m, &BigUint::from(x));
    }
    for _ in 0..draws {
        check(&inverter, &m, &(big(&draw.limbs::<N>()) % &prime));
    }
}

#[test]
fn drawn_residues_of_long_primes_have_their_inverses() {
    check_prime::<5, 4>(256, 189, DRAWS / 10);
    check_prime::<5, 4>(255, 19, DRAWS / 10);
    check_prime::<7, 6>(384, 317, DRAWS / 20);
    check_prime::<9, 9>(521, 1, DRAWS / 20);
}

#[test]
fn bound_of_the_matrices_is_that_of_the_paper() {
    // ⌊(49·b + 57)/17⌋ steps for b bits, 62 to a matrix; 46 bits at least.
    assert_eq!(Inverter::<1>::new(&[3]).most_matrices(), 3);
    assert_eq!(Inverter::<2>::new(&[(1 << 47) + 1]).most_matrices(), 3);
    assert_eq!(Inverter::<2>::new(&[u64::MAX]).most_matrices(), 4);
    assert_eq!(Inverter::<3>::new(&[1, 1 << 7]).most_matrices(), 4);
    assert_eq!(Inverter::<5>::new(&[u64::MAX; 4]).most_matrices(), 12);
    assert_eq!(Inverter::<7>::new(&[u64::MAX; 6]).most_matrices(), 18);
    assert_eq!(Inverter::<9>::new(&[1, 0, 0, 0, 0, 0, 0, 0, 1 << 8]).most_matrices(), 25);
}

#[test]
fn range_ends_below_the_modulus_and_at_twice_its_negative() {
    let inverter = Inverter::<2>::new(&[101]);
    let signed = |x: i64| if x < 0 { [x & MASK as i64, -1] } else { [x, 0] };
    let within: Vec<i64> = (-400..400).filter(|&x| inverter.is_within(&signed(x))).collect();
    assert_eq!(within, (-202..101).collect::<Vec<i64>>());
}

/// 62 division steps as the module states them, one at a time.
fn naive_division_steps(mut zeta: i64, f: u64, g: u64) -> (i64, [i128; 4]) {
    let (mut f, mut g) = (i128::from(f), i128::from(g));
    let [mut u, mut v, mut q, mut r] = [1, 0, 0, 1];
    for _ in 0..STEPS {
        if zeta < 0 && g & 1 == 1 {
            (zeta, f, g) = (-zeta - 1, g, (g - f) / 2);
            (u, v, q, r) = (2 * q, 2 * r, q - u, r - v);
        } else {
            let odd = g & 1;
            (zeta, g) = (zeta - 1, (g + odd * f) / 2);
            (u, v, q, r) = (2 * u, 2 * v, q + odd * u, r + odd * v);
        }
    }
    (zeta, [u, v, q, r])
}

#[test]
fn matrix_is_that_of_62_single_steps() {
    let mut draw = Draw::new(&[]);
    for zeta in -9..9 {
        for _ in 0..DRAWS / 100 {
            let [f, g] = draw.limbs::<2>();
            let (ours, Matrix { u, v, q, r }) = division_steps(zeta, f | 1, g);
            assert_eq!(
                (ours, [u, v, q, r].map(i128::from)),
                naive_division_steps(zeta, f | 1, g),
                "{zeta} {f:x} {g:x}"
            );
        }
    }
}

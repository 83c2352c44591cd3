//! Inverses multiplied back with `num-bigint`.

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

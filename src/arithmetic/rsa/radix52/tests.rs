//! The IFMA kernel against its portable twin and `num-bigint`, where the CPU has it.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::{
    edge::{Draw, big},
    kernel::Multiplier,
    rsa::montgomery::{
        Modulus,
        tests::{bases, drawn_modulus, edge_moduli},
    },
};

const DRAWS: usize = if cfg!(debug_assertions) { 30 } else { 10_000 };

/// Σ limbᵢ·2^(52·i).
fn big52<const V: usize>(lanes: &[Lanes; V]) -> BigUint {
    (0..8 * V).rev().fold(BigUint::ZERO, |number, i| (number << 52) + lanes[i % V][i / V])
}

fn lanes52<const V: usize>(number: &BigUint) -> [Lanes; V] {
    let limb = |i: usize| u64::try_from((number >> (52 * i)) & BigUint::from(LIMB)).unwrap();
    core::array::from_fn(|v| core::array::from_fn(|lane| limb(v + V * lane)))
}

fn check_products<const N: usize, const V: usize>(token: HasIfma, n: &[u64; N], bases: &[[u64; N]]) {
    let (modulus, twin) = (Modulus52::<N, V>::new(*n, token), Modulus::new(*n, Multiplier::Limbs));
    let (m, radix) = (big(n), BigUint::from(1_u8) << (52 * Modulus52::<N, V>::ROUNDS));
    assert!(big52(&modulus.radix_square) < &m * 2_u8);
    assert_eq!(big52(&modulus.radix_square) % &m, &radix * &radix % &m);
    // residues below n, and the same above it
    let mut residues: Vec<[Lanes; V]> = bases.iter().map(Modulus52::residue).collect();
    residues.extend(bases.iter().map(|base| lanes52(&(big(base) + &m))));
    for a in &residues {
        assert_eq!(big(&modulus.number(a)), big52(a) % &m);
        for b in &residues {
            let product = modulus.multiply(a, b);
            assert!(product.as_flattened().iter().all(|&limb| limb <= LIMB));
            assert!(big52(&product) < &m * 2_u8);
            assert_eq!(big52(&product) * &radix % &m, big52(a) * big52(b) % &m);
        }
        let square = modulus.square(a);
        assert!(square.as_flattened().iter().all(|&limb| limb <= LIMB));
        assert!(big52(&square) < &m * 2_u8);
        assert_eq!(big52(&square) * &radix % &m, big52(a) * big52(a) % &m);
    }
    for s in bases {
        assert_eq!(modulus.number(&modulus.power(&Modulus52::residue(s), 65537)), twin.power(s, 65537));
    }
}

fn check_size<const N: usize, const V: usize>() {
    for multiplier in Multiplier::all() {
        let Multiplier::Ifma(token) = multiplier else { continue };
        let mut draw = Draw::new(&[]);
        for n in edge_moduli::<N>() {
            check_products::<N, V>(token, &n, &bases(&n, &mut draw, 2));
        }
        for _ in 0..DRAWS / 6 {
            let n = drawn_modulus::<N>(&mut draw);
            let bases: Vec<_> = bases(&n, &mut draw, 1).split_off(4);
            check_products::<N, V>(token, &n, &bases);
        }
    }
}

#[test]
fn ifma_products_of_2048_bits_agree_with_big_integers() {
    check_size::<32, 5>();
}

#[test]
fn ifma_products_of_3072_bits_agree_with_big_integers() {
    check_size::<48, 8>();
}

#[test]
fn ifma_products_of_4096_bits_agree_with_big_integers() {
    check_size::<64, 10>();
}

#[test]
fn ifma_carries_run_through_limbs_of_all_ones() {
    // a·1·R⁻¹ for a = R·c mod n is c or c + n: as c runs through numbers whose limbs are all ones, carries run through
    // all
    for multiplier in Multiplier::all() {
        let Multiplier::Ifma(token) = multiplier else { continue };
        for n in edge_moduli::<32>() {
            let modulus = Modulus52::<32, 5>::new(n, token);
            let (m, radix) = (big(&n), BigUint::from(1_u8) << (52 * Modulus52::<32, 5>::ROUNDS));
            let one = lanes52(&BigUint::from(1_u8));
            for bits in (1..2047).step_by(if cfg!(debug_assertions) { 97 } else { 1 }) {
                for c in [(BigUint::from(1_u8) << bits) - 1_u8, BigUint::from(1_u8) << bits] {
                    let product = modulus.multiply(&lanes52(&(&c * &radix % &m)), &one);
                    assert!(product.as_flattened().iter().all(|&limb| limb <= LIMB));
                    assert_eq!(big52(&product) % &m, &c % &m);
                }
            }
        }
    }
}

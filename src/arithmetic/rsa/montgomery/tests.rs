//! Products, powers of two and powers against `num-bigint`, on the moduli and limbs at which carries go wrong.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::edge::{Draw, big, limbs};

/// How many draws for each size: a product of 4096 bits takes a microsecond in a release build.
const DRAWS: usize = if cfg!(debug_assertions) { 100 } else { 20_000 };

/// Moduli of full length: all ones, the top bit and one, just above and just below a power of two.
pub(crate) fn edge_moduli<const N: usize>() -> Vec<[u64; N]> {
    let with = |low: u64, middle: u64, top: u64| {
        let mut n = [middle; N];
        (n[0], n[N - 1]) = (low, top);
        n
    };
    [
        with(u64::MAX, u64::MAX, u64::MAX),
        with(1, 0, 1 << 63),
        with(u64::MAX, 0, 1 << 63),
        with(1, u64::MAX, u64::MAX),
        with((1 << 32) - 1, 0, u64::MAX),
        with(1, 0, u64::MAX),
        with(u64::MAX, u64::MAX, (1 << 63) | 1),
        with(u64::MAX, u64::MAX, 1 << 63),
    ]
    .into()
}

/// A drawn odd modulus of full length, often with limbs at the edges.
pub(crate) fn drawn_modulus<const N: usize>(draw: &mut Draw) -> [u64; N] {
    let mut n = draw.limbs();
    n[0] |= 1;
    n[N - 1] |= 1 << 63;
    n
}

/// 0, 1, 2, n − 1, n − 2 and drawn numbers below n.
pub(crate) fn bases<const N: usize>(n: &[u64; N], draw: &mut Draw, draws: usize) -> Vec<[u64; N]> {
    let small = |value| {
        let mut base = [0; N];
        base[0] = value;
        base
    };
    let mut bases: Vec<[u64; N]> = [0, 1, 2].map(small).into();
    bases.extend([1, 2].map(|value| sub(n, &small(value)).0));
    bases.extend((0..draws).map(|_| limbs::<N>(&(big(&draw.limbs::<N>()) % big(n)))));
    bases
}

fn check_products<const N: usize>(n: &[u64; N], bases: &[[u64; N]]) {
    let moduli: Vec<_> = Multiplier::all().map(|multiplier| Modulus::new(*n, multiplier)).collect();
    let m = big(n);
    // What all multipliers return, a number below n: they are right if one is.
    let agreed = |operation: &dyn Fn(&Modulus<N>) -> [u64; N]| {
        let number = operation(&moduli[0]);
        assert!(less(&number, n));
        assert!(moduli[1..].iter().all(|modulus| operation(modulus) == number), "{n:x?} {bases:x?}");
        big(&number)
    };
    // r·R ≡ z mod n, as (n − r)·R + z ≡ 0: division is what takes the time.
    let is_reduced = |r: BigUint, z: BigUint| (((&m - r) << (64 * N)) + z) % &m == BigUint::ZERO;
    for a in bases {
        let x = big(a);
        assert_eq!(agreed(&|modulus| modulus.in_montgomery_form(a)), (&x << (64 * N)) % &m);
        assert!(is_reduced(agreed(&|modulus| modulus.square(a)), &x * &x), "{n:x?} {a:x?}");
        for b in bases {
            let product = agreed(&|modulus| modulus.multiply(a, b));
            assert!(is_reduced(product, &x * big(b)), "{n:x?} {a:x?} {b:x?}");
        }
    }
}

fn check_size<const N: usize>() {
    let mut draw = Draw::new(&[]);
    for n in edge_moduli::<N>() {
        check_products(&n, &bases(&n, &mut draw, 3));
    }
    for _ in 0..DRAWS / 9 {
        let n = drawn_modulus::<N>(&mut draw);
        let bases: Vec<_> = bases(&n, &mut draw, 2).split_off(5);
        check_products(&n, &bases);
    }
}

#[test]
fn products_of_2048_bits_agree_with_big_integers() {
    check_size::<32>();
}

#[test]
fn products_of_3072_bits_agree_with_big_integers() {
    check_size::<48>();
}

#[test]
fn products_of_4096_bits_agree_with_big_integers() {
    check_size::<64>();
}

#[test]
fn sixteen_limbs_agree_with_big_integers_on_every_edge() {
    let mut draw = Draw::new(&[]);
    for n in edge_moduli::<16>() {
        check_products(&n, &bases(&n, &mut draw, 40));
    }
    // Nine products each, of drawn numbers: a million in a release build.
    for _ in 0..DRAWS * 6 {
        let n = drawn_modulus::<16>(&mut draw);
        let bases: Vec<_> = bases(&n, &mut draw, 3).split_off(5);
        check_products(&n, &bases);
    }
}

#[test]
fn row_carries_are_whole_at_the_greatest_limbs() {
    for (limb, b) in [(u64::MAX, u64::MAX), (u64::MAX, 1), (1, u64::MAX), (u64::MAX, 0)] {
        let (mut w, a) = ([limb; 8], [u64::MAX; 8]);
        let expected = big(&w) + big(&a) * b;
        let carry = add_row(&mut w, &a, b);
        assert_eq!(big(&w) + (BigUint::from(carry) << 512), expected);
    }
}

#[test]
fn remainders_agree_with_big_integers() {
    let mut draw = Draw::new(&[]);
    let mut moduli = edge_moduli::<16>();
    moduli.extend((0..DRAWS).map(|_| drawn_modulus(&mut draw)));
    for n in moduli {
        let mut numbers: Vec<Wide<16>> = bases(&n, &mut draw, 3).into_iter().map(|high| [draw.limbs(), high]).collect();
        // Powers of two, whose first quotients are 0; and the greatest number, whose quotients are the greatest.
        numbers.extend([1024, 1025, 1087, 1088, 1500, 2046].map(|exponent| {
            let mut power = [[0; 16]; 2];
            power.as_flattened_mut()[exponent / 64] = 1 << (exponent % 64);
            power
        }));
        let mut one = [0; 16];
        one[0] = 1;
        numbers.push([[u64::MAX; 16], sub(&n, &one).0]);
        for wide in numbers {
            let expected = big(wide.as_flattened()) % big(&n);
            for multiplier in Multiplier::all() {
                let remainder = Modulus::new(n, multiplier).remainder(wide);
                assert_eq!(big(&remainder), expected, "{n:x?}, {wide:x?}, {multiplier:?}");
            }
        }
    }
}

//! The field against `num-bigint`.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::edge::{self, DRAWS, Draw, big};

fn p() -> BigUint {
    (BigUint::from(1_u8) << 255) - 19_u8
}

/// The value of a representation, reduced.
fn value(a: &Fe) -> BigUint {
    big(&a.limbs) % p()
}

/// Functions of two representations, the second tight where the function requires it.
fn check_pair(a: &Fe, b: &Fe) {
    let (p, x, y) = (p(), value(a), value(b));
    let product = a.mul(b);
    assert!(product.is_tight());
    assert_eq!(value(&product), &x * &y % &p, "{a:?} * {b:?}");
    let tight = b.tighten(0);
    assert_eq!(value(&tight), y);
    for b in [Some(&tight), b.is_tight().then(|| Fe::tight(b.limbs)).as_ref()].into_iter().flatten() {
        assert_eq!(value(&a.add(b)), (&x + &y) % &p, "{a:?} + {b:?}");
        assert_eq!(value(&a.sub(b)), (&x + &p - &y) % &p, "{a:?} - {b:?}");
        assert_eq!(a.equals(b), x == y);
    }
    assert_eq!((Fe::select(true, a, b).limbs, Fe::select(false, a, b).limbs), (a.limbs, b.limbs));
}

/// Functions of one representation.
fn check_one(a: &Fe) {
    let (p, x) = (p(), value(a));
    let (square, negative) = (a.square(), a.neg());
    assert!(square.is_tight() && negative.is_tight());
    assert_eq!(value(&square), &x * &x % &p, "{a:?} squared");
    assert_eq!(value(&negative), (&p - &x) % &p, "-{a:?}");
    assert_eq!(big(&a.canonical()), x);
    assert_eq!(a.is_zero(), x == BigUint::ZERO);
}

/// Representations at and near every bound that a fold mentions.
fn bounds() -> Vec<Fe> {
    let one = BigUint::from(1_u8);
    let (half, whole) = (&one << 255_u8, &one << 256_u16);
    let bounds = [BigUint::ZERO, p(), half.clone(), half + (1_u16 << 11), p() * 2_u8, whole.clone()];
    let distances = [0_u16, 1, 2, 18, 19, 20, 37, 38, 39, 1462, 1463, 1464, 2047];
    let near = |bound: BigUint| {
        distances.into_iter().flat_map(move |distance| {
            let below = (bound >= distance.into()).then(|| &bound - distance);
            [Some(&bound + distance), below].into_iter().flatten().collect::<Vec<_>>()
        })
    };
    bounds.into_iter().flat_map(near).filter(|a| *a < whole).map(|a| Fe::loose(edge::limbs(&a))).collect()
}

#[test]
fn pairs_at_the_bounds_agree_with_big_integers() {
    let bounds = bounds();
    assert!(bounds.iter().any(|a| !a.is_tight()) && bounds.len() > 100);
    for a in &bounds {
        check_one(a);
        bounds.iter().for_each(|b| check_pair(a, b));
    }
}

#[test]
fn drawn_numbers_agree_with_big_integers() {
    let mut draw = Draw::new(&P);
    for _ in 0..DRAWS {
        let (a, b) = (Fe::loose(draw.limbs()), Fe::loose(draw.limbs()));
        check_one(&a);
        check_pair(&a, &b);
    }
}

/// `fiat-crypto` is proved in Coq; its Solinas reduction takes the same four limbs, whatever they are.
#[test]
fn products_agree_with_fiat() {
    let check = |a: &Fe, b: &Fe| {
        let mut out = [0; 4];
        fiat_crypto::curve25519_solinas_64::fiat_curve25519_solinas_mul(&mut out, &a.limbs, &b.limbs);
        assert_eq!(a.mul(b).canonical(), Fe::loose(out).canonical(), "{a:?} * {b:?}");
        fiat_crypto::curve25519_solinas_64::fiat_curve25519_solinas_square(&mut out, &a.limbs);
        assert_eq!(a.square().canonical(), Fe::loose(out).canonical(), "{a:?} squared");
    };
    let bounds = bounds();
    bounds.iter().for_each(|a| bounds.iter().for_each(|b| check(a, b)));
    let mut draw = Draw::new(&P);
    (0..DRAWS).for_each(|_| check(&Fe::loose(draw.limbs()), &Fe::loose(draw.limbs())));
}

#[test]
fn bytes_not_below_p_are_rejected_and_the_top_bit_is_separate() {
    for (number, accepted) in [(BigUint::ZERO, true), (p() - 1_u8, true), (p(), false), (p() + 18_u8, false)] {
        for top in [false, true] {
            let mut bytes = to_le_bytes(&edge::limbs(&number));
            bytes[31] |= u8::from(top) << 7;
            let decoded = Fe::from_bytes(&bytes).map(|(y, top)| (value(&y), top));
            assert_eq!(decoded, accepted.then(|| (number.clone(), top)));
        }
    }
}

#[test]
fn bytes_modulo_p_lose_their_highest_bit() {
    for highest in [0x7f, 0xff] {
        let mut bytes = [0xff; 32];
        bytes[31] = highest;
        assert_eq!(value(&Fe::from_bytes_modulo_p(&bytes)), BigUint::from(18_u8));
    }
    let mut highest = [0; 32];
    highest[31] = 0xc0;
    assert_eq!(value(&Fe::from_bytes_modulo_p(&highest)), BigUint::from(1_u8) << 254);
}

#[test]
fn inverses_and_square_roots_solve_their_equations() {
    let mut draw = Draw::new(&P);
    assert_eq!(value(&Fe::SQRT_MINUS_ONE.square()), p() - 1_u8);
    assert!(Fe::ZERO.invert().is_zero());
    let mut roots = 0;
    for _ in 0..(DRAWS / 200).max(40) {
        let (u, v) = (Fe::loose(draw.limbs()), Fe::loose(draw.limbs()));
        if v.is_zero() {
            continue;
        }
        assert!(v.mul(&v.invert()).equals(&Fe::ONE));
        assert!(v.pow(&P_MINUS_2).equals(&v.invert()));
        let ratio = value(&u) * value(&v.invert()) % p();
        // Euler's criterion.
        let is_square = ratio.modpow(&((p() - 1_u8) / 2_u8), &p()) <= BigUint::from(1_u8);
        let root = Fe::sqrt_ratio(&u, &v);
        assert_eq!(root.is_some(), is_square);
        if let Some(root) = root {
            roots += 1;
            assert_eq!(value(&root.square()), ratio);
        }
    }
    assert!(roots > 10);
}

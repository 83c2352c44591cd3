//! SM2's equation against the crate `sm2`.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::{
    edge::{DRAWS, Draw},
    twin::{Coordinates, Twin},
};

/// Random signatures.
const CASES: usize = if DRAWS < 30_000 { 60 } else { DRAWS / 500 };

/// A fresh key, and every size of a prepared one.
fn keys([x, y]: &Coordinates) -> Vec<Sm2Dsa> {
    let fresh = Sm2Dsa::new(x, y).unwrap();
    let sizes = [Precomputation::Minimal, Precomputation::Standard, Precomputation::Large];
    let mut keys: Vec<_> = sizes.iter().map(|size| fresh.prepared(*size).unwrap()).collect();
    keys.push(fresh);
    keys
}

/// Own verdict by each key, which must be the reference's.
fn verdict(q: &Coordinates, keys: &[Sm2Dsa], e: &[u8; 32], r: &[u8], s: &[u8]) -> bool {
    let expected = Sm2::verify(q, e, r, s);
    for key in keys {
        assert_eq!(key.verify(e, r, s) == Outcome::Holds, expected, "{q:x?} {e:x?} {r:x?} {s:x?}");
    }
    expected
}

#[test]
fn random_signatures_verify_as_by_the_reference() {
    let (n, mut draw, mut valid) = (Sm2::order(), Draw::new(&[]), 0);
    let mut d = BigUint::ZERO;
    let mut prepared = Vec::new();
    for i in 0..CASES {
        if i % 100 == 0 {
            d = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
            prepared = keys(&Sm2::multiple(&d).unwrap());
        }
        let mut e = draw.bytes::<32>();
        let k = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
        let [x, _] = Sm2::multiple(&k).unwrap();
        let r = (BigUint::from_bytes_be(&e) + BigUint::from_bytes_be(&x)) % &n;
        // s = (k − r·d)/(1 + d)
        let s = (k + &n * &n - &r * &d) * (&d + 1_u8).modinv(&n).unwrap() % &n;
        let (mut r, mut s) = (Sm2::bytes(&r), Sm2::bytes(&s));
        let damaged = match draw.below(6) {
            0 => &mut e[..],
            1 => &mut r,
            2 => &mut s,
            _ => &mut [0],
        };
        let place = draw.below(damaged.len());
        damaged[place] ^= 1 << draw.below(8);
        valid += usize::from(verdict(&Sm2::multiple(&d).unwrap(), &prepared, &e, &r, &s));
    }
    assert!((CASES / 4..CASES * 3 / 4).contains(&valid), "{valid}");
}

/// A key for which (r, s) verifies because the equation ends at `point`: (x, y) = s·G + t·Q is solved for Q.
fn forge(point: &Coordinates, r: &BigUint, s: &BigUint) -> Coordinates {
    let n = Sm2::order();
    let inverse = ((r + s) % &n).modinv(&n).unwrap();
    Sm2::combine(&(&n - s * &inverse % &n), &inverse, point).unwrap()
}

#[test]
fn x_coordinates_above_the_order_are_met_and_no_others() {
    let (n, p, mut draw, mut found) = (Sm2::order(), Sm2::prime(), Draw::new(&[]), [0; 3]);
    for j in (1..12_u8).map(BigUint::from) {
        let s = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
        let e = draw.bytes::<32>();
        for (kind, x) in [(0, j.clone()), (1, &n + &j), (1, &p - &j)] {
            if let Some(point) = Sm2::with_x(&x) {
                found[kind] += 1;
                let r = (BigUint::from_bytes_be(&e) + x) % &n;
                let q = forge(&point, &r, &s);
                assert!(verdict(&q, &keys(&q), &e, &Sm2::bytes(&r), &Sm2::bytes(&s)));
            }
        }
        if let Some(point) = Sm2::with_x(&j) {
            found[2] += 1;
            let r = (BigUint::from_bytes_be(&e) + &j + &p - &n) % &n;
            let q = forge(&point, &r, &s);
            assert!(!verdict(&q, &keys(&q), &e, &Sm2::bytes(&r), &Sm2::bytes(&s)));
        }
    }
    assert!(found.iter().all(|&count| count > 1), "{found:?}");
}

#[test]
fn hash_from_the_order_on_counts_modulo_the_order() {
    let (n, mut draw) = (Sm2::order(), Draw::new(&[]));
    let largest = (BigUint::from(1_u8) << 256) - 1_u8;
    for e in [n.clone(), &n + 1_u8, &n + (BigUint::from(1_u8) << 200), largest] {
        let e: [u8; 32] = Sm2::bytes(&e).try_into().unwrap();
        let [k, s] = [(); 2].map(|()| BigUint::from_bytes_be(&draw.bytes::<80>()) % &n);
        let point = Sm2::multiple(&k).unwrap();
        let r = (BigUint::from_bytes_be(&e) + BigUint::from_bytes_be(&point[0])) % &n;
        let q = forge(&point, &r, &s);
        assert!(verdict(&q, &keys(&q), &e, &Sm2::bytes(&r), &Sm2::bytes(&s)));
    }
}

#[test]
fn numbers_from_the_order_on_are_rejected_though_the_equation_would_hold() {
    let (n, mut draw) = (Sm2::order(), Draw::new(&[]));
    for j in (1..9_u8).map(BigUint::from) {
        let k = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
        let point = Sm2::multiple(&k).unwrap();
        let e: [u8; 32] = Sm2::bytes(&((&j + &n - BigUint::from_bytes_be(&point[0]) % &n) % &n)).try_into().unwrap();
        // r = e + x mod n is j, small enough for r + n to fit, and s as well.
        let q = forge(&point, &j, &j);
        for key in keys(&q) {
            let outcome = |r: &BigUint, s: &BigUint| key.verify(&e, &Sm2::bytes(r), &Sm2::bytes(s));
            assert_eq!(outcome(&j, &j), Outcome::Holds);
            assert_eq!(outcome(&(&j + &n), &j), Outcome::Malformed);
            assert_eq!(outcome(&j, &(&j + &n)), Outcome::Malformed);
        }
    }
}

#[test]
fn t_of_zero_is_rejected_though_the_equation_would_hold() {
    // r + s ≡ 0 makes the point s·G for every key: anyone could sign.
    let n = Sm2::order();
    let q = Sm2::multiple(&BigUint::from(11_u8)).unwrap();
    let s = BigUint::from(77_u8);
    let r = &n - &s;
    let x = BigUint::from_bytes_be(&Sm2::multiple(&s).unwrap()[0]);
    let e = Sm2::bytes(&((r.clone() + &n * 2_u8 - x) % &n)).try_into().unwrap();
    assert!(!verdict(&q, &keys(&q), &e, &Sm2::bytes(&r), &Sm2::bytes(&s)));
}

#[test]
fn ends_of_the_ranges_are_judged_as_by_the_reference() {
    let n = Sm2::order();
    let q = Sm2::multiple(&BigUint::from(7_u8)).unwrap();
    let prepared = keys(&q);
    let numbers = [0_u8, 1, 2].map(BigUint::from).into_iter().chain([2_u8, 1, 0].map(|i| &n - i)).chain([&n + 1_u8]);
    let numbers: Vec<Vec<u8>> = numbers.map(|number| Sm2::bytes(&number)).collect();
    for r in &numbers {
        for s in &numbers {
            for e in &numbers {
                verdict(&q, &prepared, e[..].try_into().unwrap(), r, s);
            }
            verdict(&q, &prepared, &[0xff; 32], r, s);
        }
    }
    for key in &prepared {
        for odd in [&[][..], &[0], &[0xff; 33], &[0; 80]] {
            assert!(key.verify(&[1; 32], odd, &numbers[1]) != Outcome::Holds);
            assert!(key.verify(&[1; 32], &numbers[1], odd) != Outcome::Holds);
        }
    }
}

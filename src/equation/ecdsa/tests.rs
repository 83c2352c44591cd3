//! The equation on every curve against the RustCrypto crates.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::{
    curve::{P256, P384, P521, Secp256k1},
    edge::{DRAWS, Draw},
    twin::{Coordinates, Twin},
};

/// Random signatures per curve.
const CASES: usize = if DRAWS < 30_000 { 60 } else { DRAWS / 500 };

/// A fresh key, and every size of a prepared one.
const STATES: [Option<Precomputation>; 4] =
    [None, Some(Precomputation::Minimal), Some(Precomputation::Standard), Some(Precomputation::Large)];

fn key<C: Twin>([x, y]: &Coordinates, state: Option<Precomputation>) -> Ecdsa<C> {
    let fresh = Ecdsa::new(x, y, 2).unwrap();
    state.map(|size| fresh.prepared(size).unwrap()).unwrap_or(fresh)
}

fn keys<C: Twin>(q: &Coordinates) -> Vec<Ecdsa<C>> {
    STATES.iter().map(|state| key(q, *state)).collect()
}

/// A signature over a digest, and the key by which it should verify.
struct Case {
    q: Coordinates,
    digest: Vec<u8>,
    r: Vec<u8>,
    s: Vec<u8>,
}

impl Case {
    /// Own verdict by each table, which must be the reference's.
    fn verdict<C: Twin>(&self) -> bool {
        self.verdict_by::<C>(&keys(&self.q))
    }

    fn verdict_by<C: Twin>(&self, keys: &[Ecdsa<C>]) -> bool {
        let Self { q, digest, r, s } = self;
        let expected = C::verify(q, digest, r, s);
        for key in keys {
            assert_eq!(
                key.verify(digest, r, s) == Outcome::Holds,
                expected,
                "{key:?} {q:x?} {digest:x?} {r:x?} {s:x?}"
            );
        }
        expected
    }
}

/// A digest whose bits all count.
fn digest_of<C: Twin>(draw: &mut Draw) -> Vec<u8> {
    draw.bytes::<64>()[..C::LENGTH.min(64)].to_vec()
}

/// A key and s with which `r` verifies because the equation ends at `point`: R = u·G + v·Q is solved for Q.
fn forge<C: Twin>(point: &Coordinates, r: &BigUint, draw: &mut Draw) -> Case {
    let n = C::order();
    let digest = digest_of::<C>(draw);
    let e = BigUint::from_bytes_be(&digest);
    let v = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
    let inverse = |k: &BigUint| k.modinv(&n).unwrap();
    let s = r * inverse(&v) % &n;
    let u = e * inverse(&s) % &n;
    let q = C::combine(&(&n - u * inverse(&v) % &n), &inverse(&v), point).unwrap();
    Case { q, digest, r: C::bytes(r), s: C::bytes(&s) }
}

fn random_signatures<C: Twin>() {
    let (n, mut draw, mut valid) = (C::order(), Draw::new(&[]), 0);
    let mut d = BigUint::ZERO;
    let mut prepared = Vec::new();
    for i in 0..CASES {
        if i % 100 == 0 {
            d = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
            prepared = keys::<C>(&C::multiple(&d).unwrap());
        }
        let mut digest = digest_of::<C>(&mut draw);
        let e = BigUint::from_bytes_be(&digest);
        let k = BigUint::from_bytes_be(&draw.bytes::<80>()) % &n;
        let [x, _] = C::multiple(&k).unwrap();
        let r = BigUint::from_bytes_be(&x) % &n;
        let s = (e + &r * &d) * k.modinv(&n).unwrap() % &n;
        let (mut r, mut s) = (C::bytes(&r), C::bytes(&s));
        let damaged = match draw.below(6) {
            0 => &mut digest,
            1 => &mut r,
            2 => &mut s,
            _ => &mut Vec::from([0]),
        };
        let place = draw.below(damaged.len());
        damaged[place] ^= 1 << draw.below(8);
        let case = Case { q: C::multiple(&d).unwrap(), digest, r, s };
        valid += usize::from(case.verdict_by::<C>(&prepared));
    }
    assert!((CASES / 4..CASES * 3 / 4).contains(&valid), "{valid}");
}

/// R with x from n on, so that r = x − n; R with small x; and r = x + p − n, which r + n ≡ x mod p must not save.
fn x_near_the_order<C: Twin>() {
    let (n, mut draw, mut found) = (C::order(), Draw::new(&[]), [0; 3]);
    let p = C::prime();
    for j in (1..12_u8).map(BigUint::from) {
        let above = &n + &j;
        let below_p = &p - &j;
        for x in [&j, &above, &below_p] {
            if let Some(point) = C::with_x(x) {
                found[0] += usize::from(x >= &n);
                found[1] += usize::from(x < &n);
                assert!(forge::<C>(&point, &(x % &n), &mut draw).verdict::<C>());
            }
        }
        if let Some(point) = C::with_x(&j) {
            found[2] += 1;
            assert!(!forge::<C>(&point, &(&j + &p - &n), &mut draw).verdict::<C>());
        }
    }
    assert!(found.iter().all(|&count| count > 1), "{found:?}");
}

/// x itself in place of r = x − n, and s + n in place of s: either would satisfy the last comparison.
fn numbers_from_the_order_on<C: Twin>() {
    let (n, p, mut draw, mut found) = (C::order(), C::prime(), Draw::new(&[]), 0);
    for j in (1..40_u8).map(BigUint::from) {
        let x = &n + &j;
        let Some(point) = C::with_x(&x).filter(|_| x < p) else { continue };
        found += 1;
        let case = forge::<C>(&point, &j, &mut draw);
        for key in keys::<C>(&case.q) {
            let outcome = |r: &BigUint| key.verify(&case.digest, &C::bytes(r), &case.s);
            assert_eq!((outcome(&j), outcome(&x)), (Outcome::Holds, Outcome::Malformed));
            let s = BigUint::from_bytes_be(&case.s) + &n;
            assert_eq!(key.verify(&case.digest, &case.r, &C::bytes(&s)), Outcome::Malformed);
        }
    }
    assert!(found > 5, "{found}");
}

/// r and s out of range, at its ends, and digests at n and at the largest number.
fn ends_of_ranges<C: Twin>() {
    let (n, one) = (C::order(), BigUint::from(1_u8));
    let q = C::multiple(&BigUint::from(7_u8)).unwrap();
    let keys = keys::<C>(&q);
    let numbers = [BigUint::ZERO, one.clone(), BigUint::from(2_u8), &n - 2_u8, &n - 1_u8, n.clone(), &n + 1_u8];
    let mut digests = numbers.clone().map(|number| C::bytes(&number)[C::LENGTH.saturating_sub(64)..].to_vec()).to_vec();
    digests.push(Vec::from([0xff; 64])[..C::LENGTH.min(64)].to_vec());
    for r in &numbers {
        for s in &numbers {
            for digest in &digests {
                let case = Case { q: q.clone(), digest: digest.clone(), r: C::bytes(r), s: C::bytes(s) };
                case.verdict_by::<C>(&keys);
            }
        }
    }
    for key in &keys {
        let short = C::bytes(&one);
        for odd in [&[][..], &[0], &[0xff; 80], &[0; 80]] {
            assert!(key.verify(&digests[3], odd, &short) != Outcome::Holds);
            assert!(key.verify(&digests[3], &short, odd) != Outcome::Holds);
        }
    }
}

/// Only the leftmost bits of a longer digest count, and a shorter one is a smaller number.
fn digest_lengths<C: Twin>() {
    let mut draw = Draw::new(&[]);
    let (k, n) = (BigUint::from(123_456_789_u32), C::order());
    let q = C::multiple(&k).unwrap();
    let (key, [x, _]) = (key::<C>(&q, Some(Precomputation::Standard)), q);
    let bits = usize::try_from(n.bits()).unwrap();
    for length in [0, 1, 20, 32, 48, 64, 66, 80] {
        let digest = draw.bytes::<80>()[..length].to_vec();
        let e = BigUint::from_bytes_be(&digest) >> (8 * length).saturating_sub(bits);
        // Nonce and private key are both k: r = x(Q), s = (e + r·k)/k.
        let r = BigUint::from_bytes_be(&x) % &n;
        let s = (e * k.modinv(&n).unwrap() + &r) % &n;
        assert_eq!(key.verify(&digest, &C::bytes(&r), &C::bytes(&s)), Outcome::Holds, "{length}");
    }
}

/// The same properties on every curve.
macro_rules! on_curves {
    ($($name:ident: $curve:ty;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn random_signatures_verify_as_by_the_reference() {
                random_signatures::<$curve>();
            }

            #[test]
            fn x_coordinates_above_the_order_are_met_and_no_others() {
                x_near_the_order::<$curve>();
            }

            #[test]
            fn numbers_from_the_order_on_are_rejected_though_the_equation_would_hold() {
                numbers_from_the_order_on::<$curve>();
            }

            #[test]
            fn ends_of_the_ranges_are_judged_as_by_the_reference() {
                ends_of_ranges::<$curve>();
            }

            #[test]
            fn digests_of_any_length_give_the_standards_number() {
                digest_lengths::<$curve>();
            }
        }
    )*};
}

on_curves! {
    p256: P256;
    p384: P384;
    p521: P521;
    secp256k1: Secp256k1;
}

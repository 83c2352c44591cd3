//! Many signatures at once, by the twin of the lanes and by those of the CPU, get the verdicts of one after the other.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::{
    arithmetic::{
        curve::{P256, P384, P521, Secp256k1, Sm2},
        edge::Draw,
        twin::{Coordinates, Twin},
    },
    equation::{Outcome, Precomputation, ecdsa::Ecdsa, sm2dsa::Sm2Dsa},
    message::Hashed,
};

/// The arguments of [`Equation::holds`], owned.
#[derive(Clone, Debug)]
struct Owned {
    hash: Vec<u8>,
    signature: Vec<u8>,
}

/// A scheme on a curve, as far as a test signs.
trait Scheme: Claims<Curve: Twin> {
    /// The key at `point` in the states that verify differently.
    fn keys(point: &Coordinates) -> Vec<Self>;

    /// (r, s) of the private key `d` over e, with the nonce k.
    fn sign(d: &BigUint, e: &BigUint, k: &BigUint) -> [BigUint; 2];

    /// The e for which r verifies with any s because the sum is O, if r were compared with nothing: u1 + u2·d = 0.
    fn hash_of_infinity(d: &BigUint, r: &BigUint) -> Option<BigUint>;
}

fn order<S: Scheme>() -> BigUint {
    S::Curve::order()
}

impl<C: Twin> Scheme for Ecdsa<C> {
    fn keys([x, y]: &Coordinates) -> Vec<Self> {
        let fresh = || Self::new(x, y, 2).unwrap();
        let sizes = [Precomputation::Minimal, Precomputation::Standard, Precomputation::Large];
        sizes.iter().map(|size| fresh().prepared(*size).unwrap()).chain([fresh()]).collect()
    }

    fn sign(d: &BigUint, e: &BigUint, k: &BigUint) -> [BigUint; 2] {
        let [x, _] = C::multiple(k).unwrap();
        let r = BigUint::from_bytes_be(&x) % C::order();
        let s = (e + &r * d) * k.modinv(&C::order()).unwrap() % C::order();
        [r, s]
    }

    fn hash_of_infinity(d: &BigUint, r: &BigUint) -> Option<BigUint> {
        let n = C::order();
        Some((&n - r * d % &n) % n)
    }
}

impl Scheme for Sm2Dsa {
    fn keys([x, y]: &Coordinates) -> Vec<Self> {
        let fresh = || Self::new(x, y).unwrap();
        let sizes = [Precomputation::Minimal, Precomputation::Standard, Precomputation::Large];
        sizes.iter().map(|size| fresh().prepared(*size).unwrap()).chain([fresh()]).collect()
    }

    fn sign(d: &BigUint, e: &BigUint, k: &BigUint) -> [BigUint; 2] {
        let n = Sm2::order();
        let [x, _] = Sm2::multiple(k).unwrap();
        let r = (e + BigUint::from_bytes_be(&x)) % &n;
        // s = (k − r·d)/(1 + d)
        let s = (k + &n * &n - &r * d) * (d + 1_u8).modinv(&n).unwrap() % &n;
        [r, s]
    }

    fn hash_of_infinity(_: &BigUint, _: &BigUint) -> Option<BigUint> {
        None
    }
}

/// DER of r and s (SEC 1, C.8), of numbers of any size below 127 bytes.
fn der([r, s]: &[BigUint; 2]) -> Vec<u8> {
    let integer = |number: &BigUint| {
        let mut bytes = number.to_bytes_be();
        if bytes[0] >= 0x80 {
            bytes.insert(0, 0);
        }
        [&[2, u8::try_from(bytes.len()).unwrap()], &bytes[..]].concat()
    };
    let contents = [integer(r), integer(s)].concat();
    let length = u8::try_from(contents.len()).unwrap();
    [if length < 0x80 { Vec::from([0x30, length]) } else { Vec::from([0x30, 0x81, length]) }, contents].concat()
}

/// A scalar in [1, n − 1].
fn draw_scalar<S: Scheme>(draw: &mut Draw) -> BigUint {
    BigUint::from_bytes_be(&draw.bytes::<80>()) % (order::<S>() - 1_u8) + 1_u8
}

/// A hash no longer than n, so that all its bits count.
fn hash_of<S: Scheme>(e: &BigUint) -> Vec<u8> {
    let bytes = S::Curve::bytes(e);
    bytes[bytes.len() - S::Curve::LENGTH.min(64)..].to_vec()
}

fn draw_e<S: Scheme>(draw: &mut Draw) -> BigUint {
    let bits = u64::try_from(8 * S::Curve::LENGTH.min(64)).unwrap().min(order::<S>().bits() - 1);
    draw_scalar::<S>(draw) >> (order::<S>().bits() - bits)
}

/// Genuine signatures, damaged ones, malformed ones, numbers at the ends of their ranges, sums with a multiple 0, and
/// sums that are O.
fn items<S: Scheme>(d: &BigUint, draw: &mut Draw) -> Vec<Owned> {
    let n = order::<S>();
    let mut items = Vec::new();
    for _ in 0..3 {
        let (e, k) = (draw_e::<S>(draw), draw_scalar::<S>(draw));
        let numbers = S::sign(d, &e, &k);
        let genuine = Owned { hash: hash_of::<S>(&e), signature: der(&numbers) };
        let [r, s] = &numbers;
        let with = |numbers: [BigUint; 2]| Owned { signature: der(&numbers), ..genuine.clone() };
        let mut other_hash = genuine.clone();
        other_hash.hash[5] ^= 0x10;
        items.extend([
            genuine.clone(),
            other_hash,
            with([r.clone(), s ^ BigUint::from(1_u8)]),
            with([r ^ BigUint::from(2_u8), s.clone()]),
            with([r.clone(), &n - s]),
            with([s.clone(), r.clone()]),
            Owned { signature: genuine.signature[1..].to_vec(), ..genuine.clone() },
            Owned { signature: Vec::new(), ..genuine.clone() },
            genuine,
        ]);
    }
    let ends = [BigUint::ZERO, BigUint::from(1_u8), &n - 1_u8, n.clone(), &n + 1_u8];
    for r in &ends {
        for s in &ends {
            let hash = hash_of::<S>(&draw_e::<S>(draw));
            items.push(Owned { hash, signature: der(&[r.clone(), s.clone()]) });
        }
    }
    // e = 0: u = 0, so the sum has no multiple of G.
    let k = draw_scalar::<S>(draw);
    items.push(Owned { hash: hash_of::<S>(&BigUint::ZERO), signature: der(&S::sign(d, &BigUint::ZERO, &k)) });
    let infinity = (1..400_u32).map(BigUint::from).find_map(|r| {
        let e = S::hash_of_infinity(d, &r)?;
        (e.bits() <= 8 * u64::try_from(S::Curve::LENGTH.min(64)).unwrap()).then_some((r, e))
    });
    if let Some((r, e)) = infinity {
        let s = draw_scalar::<S>(draw);
        items.push(Owned { hash: hash_of::<S>(&e), signature: der(&[r, s]) });
    }
    items
}

fn borrowed(items: &[Owned]) -> Vec<Item<'_>> {
    items.iter().map(|item| Item { hashed: Hashed::made_up(&item.hash), signature: &item.signature }).collect()
}

/// The verdicts of lanes, which must be those of one after the other.
fn verdicts<S: Scheme>(key: &S, algorithm: SigningAlgorithm, items: &[Item<'_>]) -> Vec<bool> {
    let holds = |item: &Item<'_>| key.holds(algorithm, &item.hashed, item.signature) == Outcome::Holds;
    let expected: Vec<bool> = items.iter().map(holds).collect();
    for eight in Eight::all() {
        // Verdicts of an earlier call do not show through.
        for before in [false, true] {
            let mut found = Vec::from([before]).repeat(items.len());
            key.hold_many_in(Some(eight), algorithm, items, &mut found);
            assert_eq!(found, expected, "{eight:?} of {}", items.len());
        }
    }
    expected
}

fn mixtures<S: Scheme>(algorithm: SigningAlgorithm) {
    let mut draw = Draw::new(&[]);
    let d = draw_scalar::<S>(&mut draw);
    let owned = items::<S>(&d, &mut draw);
    for key in S::keys(&S::Curve::multiple(&d).unwrap()) {
        let all = borrowed(&owned);
        let expected = verdicts(&key, algorithm, &all);
        assert!(expected[0] && !expected[1] && !expected[2] && !expected[6] && expected[8]);
        assert!(expected.iter().filter(|holds| **holds).count() >= 7);
        for length in [0, 1, 2, 3, 7, 8, 9, 17] {
            let chosen: Vec<_> = (0..length).map(|_| all[draw.below(all.len())]).collect();
            verdicts(&key, algorithm, &chosen);
        }
    }
}

/// One damaged signature in each lane of eight that are genuine, and the other way round.
fn one_lane_in_turn<S: Scheme>(algorithm: SigningAlgorithm) {
    let mut draw = Draw::new(&[]);
    let d = draw_scalar::<S>(&mut draw);
    let owned = items::<S>(&d, &mut draw);
    let all = borrowed(&owned);
    let key = &S::keys(&S::Curve::multiple(&d).unwrap())[1];
    for lane in 0..8 {
        for (most, odd) in [(0, 1), (0, 2), (0, 3), (2, 0)] {
            let mut chosen = [all[most]; 8];
            chosen[lane] = all[odd];
            let found = verdicts(key, algorithm, &chosen);
            assert!(found.iter().enumerate().all(|(place, holds)| *holds == ((place == lane) == (odd == 0))));
        }
    }
}

/// More signatures than are inverted at once.
fn long<S: Scheme>(algorithm: SigningAlgorithm) {
    let mut draw = Draw::new(&[]);
    let d = draw_scalar::<S>(&mut draw);
    let owned = items::<S>(&d, &mut draw);
    let all = borrowed(&owned);
    let key = &S::keys(&S::Curve::multiple(&d).unwrap())[1];
    let chosen: Vec<_> = (0..131).map(|_| all[draw.below(all.len())]).collect();
    verdicts(key, algorithm, &chosen);
}

macro_rules! schemes {
    ($($name:ident: $scheme:ty, $algorithm:ident;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn mixtures_of_any_length_get_the_verdicts_of_each_alone() {
                mixtures::<$scheme>(SigningAlgorithm::$algorithm);
            }

            #[test]
            fn each_lane_has_its_own_verdict() {
                one_lane_in_turn::<$scheme>(SigningAlgorithm::$algorithm);
            }
        }
    )*};
}

schemes! {
    p256: Ecdsa<P256>, EcdsaSha256;
    p384: Ecdsa<P384>, EcdsaSha384;
    p521: Ecdsa<P521>, EcdsaSha512;
    secp256k1: Ecdsa<Secp256k1>, EcdsaSha256;
    sm2: Sm2Dsa, Sm2Dsa;
}

/// Q = G and u1 = u2, because e = r: each column of the combs adds the same point twice. Such a lane has no result, and
/// its signature is verified alone.
#[test]
fn a_lane_that_meets_equal_points_is_verified_by_complete_formulas() {
    let mut draw = Draw::new(&[]);
    let d = BigUint::from(1_u8);
    let n = P256::order();
    let key = &Ecdsa::<P256>::keys(&P256::multiple(&d).unwrap())[1];
    for lane in 0..8 {
        let signed = |equal: bool, draw: &mut Draw| {
            let (e, k) = (draw_e::<Ecdsa<P256>>(draw), draw_scalar::<Ecdsa<P256>>(draw));
            let r = BigUint::from_bytes_be(&P256::multiple(&k).unwrap()[0]) % &n;
            let e = if equal { r } else { e };
            let signature = der(&Ecdsa::<P256>::sign(&d, &e, &k));
            Owned { hash: hash_of::<Ecdsa<P256>>(&e), signature }
        };
        let owned: Vec<_> = (0..8).map(|i| signed(i == lane, &mut draw)).collect();
        assert_eq!(verdicts(key, SigningAlgorithm::EcdsaSha256, &borrowed(&owned)), [true; 8]);
    }
}

#[test]
fn more_than_are_inverted_at_once_get_the_verdicts_of_each_alone() {
    long::<Ecdsa<P256>>(SigningAlgorithm::EcdsaSha256);
    long::<Sm2Dsa>(SigningAlgorithm::Sm2Dsa);
}

#[test]
fn without_lanes_the_verdicts_are_those_of_a_loop() {
    let mut draw = Draw::new(&[]);
    let d = draw_scalar::<Ecdsa<P256>>(&mut draw);
    let owned = items::<Ecdsa<P256>>(&d, &mut draw);
    let key = &Ecdsa::<P256>::keys(&P256::multiple(&d).unwrap())[1];
    let mut found = Vec::from([true]).repeat(owned.len());
    key.hold_many_in(None, SigningAlgorithm::EcdsaSha256, &borrowed(&owned), &mut found);
    assert_eq!(found, verdicts(key, SigningAlgorithm::EcdsaSha256, &borrowed(&owned)));
}

//! The equation against `ed25519-dalek` and `curve25519-dalek`.

use alloc::vec::Vec;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use num_bigint::BigUint;
use sha2::{Digest as _, Sha512};

use super::*;
use crate::arithmetic::{
    curve::edwards25519::{BASE, decode, encode},
    edge::{self, Draw, big},
    field::curve25519::{Fe, to_le_bytes},
    group::edwards::{Curve as _, Projective},
};

/// Random signatures, half of them damaged.
const SIGNATURES: usize = if cfg!(debug_assertions) { 2_000 } else { 10_000 };

/// Signatures that a key with torsion must accept, and as many that it must reject.
const TORSION_SIGNATURES: usize = if cfg!(debug_assertions) { 200 } else { 1000 };

/// A key of every size, and last a fresh one.
fn keys(public_key: &[u8; 32]) -> [Ed25519; 4] {
    let fresh = Ed25519::new(public_key).unwrap();
    let [minimal, standard, large] =
        [Precomputation::Minimal, Precomputation::Standard, Precomputation::Large].map(|size| fresh.prepared(size));
    [minimal, standard, large, fresh]
}

/// k of RFC 8032, 5.1.7, step 2.
fn challenge(r: &[u8], public_key: &[u8], message: &[u8]) -> [u8; 64] {
    Sha512::new().chain_update(r).chain_update(public_key).chain_update(message).finalize().into()
}

fn join(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    [*r, *s].concat().try_into().unwrap()
}

/// A scalar as the 64 bytes of a hash.
fn widen(k: &Scalar) -> [u8; 64] {
    [*k.as_bytes(), [0; 32]].concat().try_into().unwrap()
}

/// The reference's verdict, which every table must have returned before.
fn verify(keys: &[Ed25519], public_key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let reference = VerifyingKey::from_bytes(public_key).unwrap();
    let expected = reference.verify(message, &Signature::from_bytes(signature)).is_ok();
    let k = challenge(&signature[..32], public_key, message);
    for key in keys {
        assert_eq!(
            key.verify(&k, signature) == Outcome::Holds,
            expected,
            "{public_key:?} {message:?} {signature:?} {key:?}"
        );
    }
    expected
}

/// A signer, and its public key with every point of small order added.
fn with_torsion(seed: &[u8; 32]) -> (SigningKey, Vec<EdwardsPoint>) {
    let signer = SigningKey::from_bytes(seed);
    let a = signer.verifying_key().to_edwards();
    (signer, EIGHT_TORSION.map(|torsion| a + torsion).to_vec())
}

fn naive_encode(number: &BigUint) -> [u8; 32] {
    to_le_bytes(&edge::limbs(number))
}

#[test]
fn constants_are_those_of_the_standard() {
    let p = (BigUint::from(1_u8) << 255) - 19_u8;
    let d = big(&Edwards25519::D.canonical());
    assert_eq!((d * 121_666_u32 + 121_665_u32) % p, BigUint::ZERO);
    let (x, y) = BASE;
    let base = encode(&Projective { x, y, z: Fe::ONE });
    assert_eq!(base, curve25519_dalek::constants::ED25519_BASEPOINT_COMPRESSED.to_bytes());
    let order = Scalar::ZERO - Scalar::ONE;
    assert_eq!(big(&scalar::L) - 1_u8, BigUint::from_bytes_le(order.as_bytes()));
}

#[test]
fn tables_are_as_large_as_documented() {
    let keys = keys(SigningKey::from_bytes(&[1; 32]).verifying_key().as_bytes());
    // Elements have 32 bytes, and more in a checking build. The point itself and the neutral one are behind a comb.
    let kib = 32 * size_of::<Fe>();
    let behind = 6 * size_of::<Fe>();
    assert_eq!(keys.map(|key| key.memory()), [kib, 18 * kib + behind, 48 * kib + behind, 0]);
}

#[test]
fn points_encode_and_decode_as_the_reference_does() {
    let mut draw = Draw::new(&[]);
    let mut points = 0;
    for _ in 0..SIGNATURES {
        let bytes: [u8; 32] = draw.bytes();
        let expected = curve25519_dalek::edwards::CompressedEdwardsY(bytes).decompress();
        let found = decode(&bytes).map(|point| {
            let Extended { x, y, z, .. } = point.double_times(1);
            encode(&Projective { x, y, z })
        });
        points += usize::from(found.is_some());
        assert_eq!(found, expected.map(|point| (point + point).compress().to_bytes()));
    }
    assert!((SIGNATURES / 4..SIGNATURES * 3 / 4).contains(&points));
}

#[test]
fn keys_of_small_order_or_not_canonical_are_rejected() {
    for torsion in EIGHT_TORSION {
        assert!(Ed25519::new(&torsion.compress().to_bytes()).is_none());
    }
    let p = (BigUint::from(1_u8) << 255) - 19_u8;
    for y in 0..19_u8 {
        for sign in [0, 1 << 7] {
            let mut bytes = naive_encode(&(&p + y));
            bytes[31] |= sign;
            assert!(Ed25519::new(&bytes).is_none(), "y = p + {y}");
        }
    }
}

#[test]
fn valid_and_damaged_signatures_get_the_reference_s_verdict() {
    let mut draw = Draw::new(&[]);
    let mut valid = 0;
    for _ in 0..SIGNATURES / 200 {
        let signer = SigningKey::from_bytes(&draw.bytes());
        let public_key = signer.verifying_key().to_bytes();
        let keys = keys(&public_key);
        for i in 0..200 {
            let message = &draw.bytes::<40>()[..draw.below(40)];
            let mut signature = signer.sign(message).to_bytes();
            if i % 2 == 1 {
                let bit = draw.below(512);
                signature[bit / 8] ^= 1 << (bit % 8);
            }
            valid += usize::from(verify(&keys, &public_key, message, &signature));
        }
    }
    assert_eq!(valid, SIGNATURES / 2);
}

#[test]
fn a_prehashed_message_verifies_with_its_own_challenge() {
    let signer = SigningKey::from_bytes(&[4; 32]);
    let public_key = signer.verifying_key().to_bytes();
    let hash = Sha512::new().chain_update(b"message");
    let signature = signer.sign_prehashed(hash.clone(), None).unwrap().to_bytes();
    // dom2(1, "") ‖ R ‖ A ‖ PH(M) (RFC 8032, 5.1).
    let hashed = [&b"SigEd25519 no Ed25519 collisions\x01\x00"[..], &signature[..32]].concat();
    let k = challenge(&hashed, &public_key, &hash.finalize());
    for key in keys(&public_key) {
        assert_eq!(key.verify(&k, &signature), Outcome::Holds);
        assert_eq!(key.verify(&challenge(&signature[..32], &public_key, b"message"), &signature), Outcome::Fails);
    }
}

#[test]
fn keys_with_torsion_get_the_reference_s_verdict() {
    let (signer, public_keys) = with_torsion(&[7; 32]);
    let a = signer.to_scalar();
    // EIGHT_TORSION[i] is i times a point of order 8.
    for (i, order) in [(4, 2_u8), (2, 4), (1, 8)] {
        let public_key = public_keys[i].compress().to_bytes();
        let keys = keys(&public_key);
        let nonce = Scalar::from(u64::from(order) + 1_000_000_007);
        // R without torsion, and with a multiple of the key's.
        for of_r in [0, 1, order - 1] {
            let r = EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[i * usize::from(of_r)];
            let r = r.compress().to_bytes();
            let (mut accepted, mut refused) = (0, 0);
            for message in 0_u64.. {
                // R = rB + [j]T = [S]B − [k](A + T) exactly if [k + j]T is neutral, k mod L taken as a whole number.
                let message = message.to_le_bytes();
                let k = Scalar::from_bytes_mod_order_wide(&challenge(&r, &public_key, &message));
                let expected = (k.as_bytes()[0] % order + of_r).is_multiple_of(order);
                let count = if expected { &mut accepted } else { &mut refused };
                if *count < TORSION_SIGNATURES {
                    *count += 1;
                    let signature = join(&r, (nonce + k * a).as_bytes());
                    assert_eq!(verify(&keys, &public_key, &message, &signature), expected);
                } else if accepted == refused {
                    break;
                }
            }
            assert_eq!((accepted, refused), (TORSION_SIGNATURES, TORSION_SIGNATURES));
        }
    }
}

/// Whole numbers below L at which recodings go wrong.
fn edge_scalars() -> Vec<Scalar> {
    let order = big(&scalar::L);
    let power = |bit: u32| BigUint::from(1_u8) << bit;
    let mut numbers: Vec<BigUint> = (0..4_u8).flat_map(|i| [BigUint::from(i), &order - 1_u8 - i]).collect();
    for bit in [8, 63, 64, 128, 251, 252] {
        numbers.extend([power(bit) - 1_u8, power(bit), power(bit) + 1_u8]);
    }
    numbers.extend([power(252) - power(126), power(200) - power(60), (power(252) - 1_u8) / 3_u8, &order / 2_u8]);
    assert!(numbers.iter().all(|number| *number < order));
    let scalar = |number| Scalar::from_canonical_bytes(naive_encode(number)).unwrap();
    numbers.iter().map(scalar).collect()
}

/// \[S\]B − \[k\]A for a given k and S by the reference: valid as R, and not valid with another S.
fn check_equation(keys: &[Ed25519], a: &EdwardsPoint, k: &Scalar, s: &Scalar) {
    let r = EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &-a, s).compress().to_bytes();
    for key in keys {
        let verify = |s: Scalar| key.verify(&widen(k), &join(&r, s.as_bytes()));
        assert_eq!(verify(*s), Outcome::Holds, "{k:?} {s:?} {key:?}");
        assert_eq!(verify(s + Scalar::ONE), Outcome::Fails, "{k:?} {s:?} {key:?}");
    }
}

#[test]
fn edge_scalars_get_the_reference_s_point_for_keys_with_every_torsion() {
    let scalars = edge_scalars();
    let (signer, public_keys) = with_torsion(&[9; 32]);
    for (i, a) in public_keys.iter().enumerate() {
        let keys = keys(&a.compress().to_bytes());
        for k in &scalars {
            let secret = signer.to_scalar();
            // Sums of a multiple and its like or inverse, and what is drawn from the list.
            let others = [k * secret, -k * secret].into_iter();
            others.chain(scalars.iter().copied().skip(i).step_by(8)).for_each(|s| check_equation(&keys, a, k, &s));
        }
    }
}

#[test]
fn s_of_l_or_more_is_rejected_for_every_residue_modulo_l() {
    let order = big(&scalar::L);
    let signer = SigningKey::from_bytes(&[3; 32]);
    let public_key = signer.verifying_key().to_bytes();
    let keys = keys(&public_key);
    let signature = signer.sign(b"message").to_bytes();
    let (r, s) = (signature[..32].try_into().unwrap(), BigUint::from_bytes_le(&signature[32..]));
    assert!(verify(&keys, &public_key, b"message", &join(r, &naive_encode(&s))));
    for multiple in 1..15_u8 {
        assert!(!verify(&keys, &public_key, b"message", &join(r, &naive_encode(&(&s + &order * multiple)))));
    }
    let k = challenge(r, &public_key, b"message");
    for s in [order.clone(), &order + 1_u8, (BigUint::from(1_u8) << 256) - 1_u8, BigUint::from(1_u8) << 253] {
        assert!(keys.iter().all(|key| key.verify(&k, &join(r, &naive_encode(&s))) == Outcome::Malformed));
    }
}

#[test]
fn r_is_compared_as_bytes() {
    let p = (BigUint::from(1_u8) << 255) - 19_u8;
    let sign = BigUint::from(1_u8) << 255;
    let neutral = BigUint::from(1_u8);
    let minus_one: BigUint = &p - 1_u8;
    // [S]B − [k](A + T) = −[k]T for S = k·a, which is (0, 1) without T, and (0, −1) for T of order 2 and an odd k. Both
    // x are 0, and y = 1 is also y = p + 1.
    let other_neutrals = Vec::from([&neutral + &sign, &neutral + &p, &neutral + &p + &sign]);
    let cases = [(0, neutral, other_neutrals), (4, minus_one.clone(), Vec::from([&minus_one + &sign]))];
    let (signer, public_keys) = with_torsion(&[5; 32]);
    for (i, r, others) in cases {
        let k = Scalar::from(3_u8);
        let s = k * signer.to_scalar();
        for key in keys(&public_keys[i].compress().to_bytes()) {
            let verify = |r| key.verify(&widen(&k), &join(&naive_encode(r), s.as_bytes())) == Outcome::Holds;
            assert!(verify(&r));
            assert!(!others.iter().any(verify));
        }
    }
}

/// The verdicts of lanes, which must be those of one after the other.
fn verdicts(key: &Ed25519, items: &[Item<'_>]) -> Vec<bool> {
    let algorithm = SigningAlgorithm::Ed25519Sha512;
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

/// Genuine and damaged signatures, of which every other one is genuine; R with torsion, numbers at the ends of their
/// ranges, and such that do not decode.
fn mixture(signer: &SigningKey, public_key: &[u8; 32], draw: &mut Draw) -> Vec<(Hashed, Vec<u8>)> {
    let signed = |message: &[u8], signature: Vec<u8>| {
        let k = challenge(signature.get(..32).unwrap_or(&[]), public_key, message);
        (Hashed::made_up(&k), signature)
    };
    let mut items = Vec::new();
    let secret = signer.to_scalar();
    for torsion in EIGHT_TORSION {
        let nonce = Scalar::from_bytes_mod_order_wide(&draw.bytes());
        let message = draw.bytes::<20>();
        let r = (EdwardsPoint::mul_base(&nonce) + torsion).compress().to_bytes();
        let k = Scalar::from_bytes_mod_order_wide(&challenge(&r, public_key, &message));
        let genuine = join(&r, (nonce + k * secret).as_bytes()).to_vec();
        let mut damaged = genuine.clone();
        damaged[draw.below(63)] ^= 1 << draw.below(8);
        items.extend([signed(&message, genuine.clone()), signed(&message, damaged), signed(b"another", genuine)]);
    }
    let message = draw.bytes::<20>();
    let genuine = signer.sign(&message).to_vec();
    items.push(signed(&message, genuine.clone()));
    items.push(signed(&message, genuine[1..].to_vec()));
    items.push(signed(&message, [&genuine[..], &[0]].concat()));
    items.push(signed(&message, Vec::new()));
    for s in [BigUint::ZERO, BigUint::from(1_u8), big(&scalar::L) - 1_u8, big(&scalar::L)] {
        let torsion = EIGHT_TORSION[draw.below(8)].compress().to_bytes();
        items.push(signed(&message, join(&torsion, &naive_encode(&s)).to_vec()));
    }
    items
}

#[test]
fn many_at_once_get_the_verdicts_of_each_alone() {
    let mut draw = Draw::new(&[]);
    let (signer, points) = with_torsion(&draw.bytes());
    // A debug build takes one point each of order 1, 8 and 4.
    for (i, point) in points.iter().enumerate().step_by(if cfg!(debug_assertions) { 3 } else { 1 }) {
        let public_key = point.compress().to_bytes();
        let owned = mixture(&signer, &public_key, &mut draw);
        let all: Vec<_> = owned.iter().map(|(hashed, signature)| Item { hashed: *hashed, signature }).collect();
        for key in keys(&public_key) {
            let expected = verdicts(&key, &all);
            assert!(i > 0 || expected.iter().filter(|holds| **holds).count() >= 2);
            for length in [0, 1, 2, 3, 7, 8, 9, 17] {
                let chosen: Vec<_> = (0..length).map(|_| all[draw.below(all.len())]).collect();
                verdicts(&key, &chosen);
            }
        }
        // One in each lane, among those that hold and among those that do not.
        let key = &keys(&public_key)[1];
        let expected = verdicts(key, &all);
        let Some(genuine) = expected.iter().position(|holds| *holds) else { continue };
        for lane in 0..8 {
            for (most, odd) in [(genuine, 1), (1, genuine)] {
                let mut chosen = [all[most]; 8];
                chosen[lane] = all[odd];
                let found = verdicts(key, &chosen);
                assert!(found.iter().enumerate().all(|(i, holds)| *holds == ((i == lane) == (odd == genuine))));
            }
        }
    }
}

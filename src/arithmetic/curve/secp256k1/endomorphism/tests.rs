//! Constants by their formulas, and scalars put together again, against `num-bigint` and the RustCrypto crate.

use num_bigint::{BigInt, BigUint};

use super::*;
use crate::arithmetic::{
    curve::{LAMBDA, Secp256k1},
    edge::{DRAWS, Draw, big, limbs},
    field::{Field, Modulus, secp256k1::Order},
    group::weierstrass::{Affine, Curve},
    twin::Twin,
};

const ONE: BigUint = BigUint::ONE;

#[test]
fn roots_of_one_follow_their_formulas() {
    let (p, n, beta) = (Secp256k1::prime(), Secp256k1::order(), big(&BETA.to_number()));
    assert_eq!(beta, BigUint::from(2_u8).modpow(&((&p - 1_u8) / 3_u8), &p));
    assert_eq!(big(&LAMBDA), BigUint::from(3_u8).modpow(&((&n - 1_u8) / 3_u8), &n));
    assert!(beta != ONE && beta.modpow(&BigUint::from(3_u8), &p) == ONE);
    assert_eq!(big(&LAMBDA).modpow(&BigUint::from(3_u8), &n), ONE);
}

#[test]
fn basis_follows_its_formulas_and_bounds() {
    let (n, a, b) = (Secp256k1::order(), big(&A), big(&B));
    assert_eq!(&a * &a + &a * &b + &b * &b, n);
    assert_eq!(a, &b * big(&LAMBDA) % &n);
    assert!(&a * 100_u8 < BigUint::from(19_u8) << 128 && &b * 10_u8 < BigUint::from(9_u8) << 128);
    let nearest = |x: BigUint| ((x << 385) / &n + 1_u8) >> 1;
    assert_eq!(big(&A_OVER_ORDER), nearest(a));
    assert_eq!(big(&B_OVER_ORDER), nearest(b));
}

#[test]
fn endomorphism_multiplies_points_by_lambda() {
    for k in 1..20_u8 {
        let point = |k: BigUint| {
            let [x, y] = Secp256k1::multiple(&k).unwrap().map(|bytes| limbs(&BigUint::from_bytes_be(&bytes)));
            Affine::<Secp256k1>::new(&x, &y).unwrap()
        };
        let image = Secp256k1::endomorphism(&point(BigUint::from(k)));
        assert!(image.is_on_curve());
        assert_eq!(image, point(big(&LAMBDA) * k));
    }
}

/// Both halves within the bounds that `split` states, and their sum k modulo n.
fn check_split(k: &[u64; 4]) {
    let [k0, k1] = split(k).map(|part| {
        let magnitude = BigInt::from(big(&part.magnitude));
        if part.negative { -magnitude } else { magnitude }
    });
    let bound = |hundredths: u8| BigUint::from(hundredths) << 128;
    assert!(k0.magnitude() * 100_u8 < bound(65) && k1.magnitude() * 100_u8 < bound(55), "{k:x?}: {k0:x} {k1:x}");
    let difference = k0 + k1 * BigInt::from(big(&LAMBDA)) - BigInt::from(big(k));
    assert_eq!(difference % BigInt::from(Secp256k1::order()), BigInt::ZERO, "{k:x?}");
}

#[test]
fn halves_are_short_and_sum_to_the_scalar_at_edges() {
    let (n, a, b, lambda) = (Secp256k1::order(), big(&A), big(&B), big(&LAMBDA));
    let half = &n >> 1;
    // Where the nearest point of the lattice changes, by c or by d: k·a/n or k·b/n is a half more than a whole number.
    let changes = [&a, &b].into_iter().flat_map(|x| {
        let multiples = [BigUint::ZERO, ONE, x >> 1, x - 2_u8, x - 1_u8];
        multiples.map(|i| ((i * 2_u8 + 1_u8) * &n) / (x * 2_u8))
    });
    let square = &lambda * &lambda % &n;
    let edges = [
        BigUint::ZERO,
        n.clone(),
        half,
        lambda,
        square,
        &a + &b,
        a.clone(),
        b.clone(),
        (BigUint::from(1_u8) << 256) - 4_u8,
    ];
    for k in edges.into_iter().chain(changes) {
        for offset in 0..7_u8 {
            if let Some(k) = (BigInt::from(k.clone()) + offset - 3_u8).to_biguint()
                && k.bits() <= 256
            {
                check_split(&limbs(&k));
            }
        }
    }
}

#[test]
fn halves_are_short_and_sum_to_the_scalar_for_drawn_ones() {
    let mut draw = Draw::new(&<Order as Modulus<4>>::MODULUS);
    for _ in 0..DRAWS / 10 {
        check_split(&draw.limbs());
        let random = core::array::from_fn(|_| draw.word());
        check_split(&random);
    }
}

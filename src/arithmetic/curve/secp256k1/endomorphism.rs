//! The endomorphism of secp256k1, φ(x, y) = (β·x, y) = λ·(x, y), and multiples k·P = k0·P + k1·φ(P) of half the length
//! (Gallant, Lambert, Vanstone, CRYPTO 2001).
//!
//! β³ = 1 keeps y² = x³ + 7 as it is, so φ maps the curve to itself. It is additive, hence the multiplication by a cube
//! root λ of 1 modulo n.

use crate::arithmetic::{
    field::{Residue, secp256k1::Prime},
    integer::{limbs, recoding::Part},
};

/// β = 2^((p − 1)/3) mod p, a cube root of 1.
pub(crate) const BETA: Residue<Prime, 4> =
    Residue::from_limbs(limbs::from_hex("7ae96a2b657c0710 6e64479eac3434e9 9cf0497512f58995 c1396c28719501ee"));

/// λ = 3^((n − 1)/3) mod n, a cube root of 1.
#[cfg(test)]
pub(crate) const LAMBDA: [u64; 4] =
    limbs::from_hex("5363ad4cc05c30e0 a5261c028812645a 122e22ea20816678 df02967c1b23bd72");

/// a, with b the solution of n = a² + a·b + b², a ≡ b·λ mod n. Hence (a, −b) and (a + b, a) are a basis of the lattice
/// of all (x, y) with x + y·λ ≡ 0 mod n, and its shortest: a < 0.19·2^128, b < 0.9·2^128.
const A: [u64; 4] = limbs::from_hex("3086d221a7d46bcd e86c90e49284eb15");

/// b, see [`A`].
const B: [u64; 4] = limbs::from_hex("e4437ed6010e8828 6f547fa90abfe4c3");

/// a·2^384/n to the nearest number.
const A_OVER_ORDER: [u64; 4] = limbs::from_hex("3086d221a7d46bcd e86c90e49284eb15 3daa8a1471e8ca7f e893209a45dbb031");

/// b·2^384/n to the nearest number.
const B_OVER_ORDER: [u64; 4] = limbs::from_hex("e4437ed6010e8828 6f547fa90abfe4c4 221208ac9df506c6 1571b4ae8ac47f71");

/// k0 and k1 with k0 + k1·λ ≡ k mod n: (k, 0) less the lattice's point c·(a, −b) + d·(a + b, a) near it, c ≈ k·a/n, d ≈
/// k·b/n. Four multiplications of four limbs.
///
/// In: any k below 2^256. Out: below 2^128 without their signs. Over the rationals c = k·a/n and d = k·b/n leave (0,
/// 0); both are off by at most ε = 1/2 + 2^(−129), which leaves |k0| ≤ ε·(2·a + b) < 0.65·2^128 and |k1| ≤ ε·(a + b) <
/// 0.55·2^128.
pub(crate) fn split(k: &[u64; 4]) -> [Part<[u64; 4]>; 2] {
    let c = times_quotient(k, &A_OVER_ORDER);
    let d = times_quotient(k, &B_OVER_ORDER);
    let a_plus_b = const { limbs::add(&A, &B).0 };
    // Differences modulo 2^256 are the signed numbers, which are shorter.
    let k0 = limbs::sub(&limbs::sub(k, &low_product(&c, &A)).0, &low_product(&d, &a_plus_b)).0; // k − c·a − d·(a + b)
    let k1 = limbs::sub(&low_product(&c, &B), &low_product(&d, &A)).0; // c·b − d·a
    [k0, k1].map(part)
}

/// k·`quotient`/2^384 to the nearest number: off from k·x/n by at most 1/2 + k·2^(−385) for the quotient of x.
fn times_quotient(k: &[u64; 4], quotient: &[u64; 4]) -> [u64; 4] {
    let [_, [_, below, low, high]] = limbs::mul_wide(k, quotient);
    limbs::add(&[low, high, 0, 0], &[below >> 63, 0, 0, 0]).0
}

/// x·y mod 2^256.
fn low_product(x: &[u64; 4], y: &[u64; 4]) -> [u64; 4] {
    let [low, _] = limbs::mul_wide(x, y);
    low
}

/// A number modulo 2^256 by its magnitude and sign. In: its representative nearest to 0 is below 2^128 without the
/// sign.
fn part(number: [u64; 4]) -> Part<[u64; 4]> {
    let negative = limbs::bit(&number, 255);
    let magnitude = if negative { limbs::sub(&[0; 4], &number).0 } else { number };
    debug_assert!(limbs::bit_length(&magnitude) <= 128);
    Part { magnitude, negative }
}

#[cfg(test)]
mod tests;

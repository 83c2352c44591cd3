//! Each curve's twin in the RustCrypto crates, on bytes: the oracle of the tests.
#![allow(clippy::disallowed_methods, reason = "the crates are the oracle here")]

use alloc::vec::Vec;

use elliptic_curve::group::Group;
use elliptic_curve::sec1::{FromSec1Point, Sec1Point, ToSec1Point};
use elliptic_curve::{FieldBytes, PrimeField};
use num_bigint::{BigInt, BigUint};
use signature::hazmat::PrehashVerifier;

use super::{
    curve::{LAMBDA, P256, P384, P521, Secp256k1, Sm2},
    edge::big,
    field::Number,
    group::{lanes::SumsInLanes, weierstrass::NumberOf},
};

/// Big-endian coordinates of the field's length.
pub(crate) type Coordinates = [Vec<u8>; 2];

/// The same curve in the other crate.
pub(crate) trait Twin: SumsInLanes {
    /// Length of a coordinate, and of r and s, in bytes.
    const LENGTH: usize;
    /// The order of the group.
    fn order() -> BigUint;
    /// The prime p by its formula.
    fn prime() -> BigUint;
    /// The λ by which the curve's endomorphism multiplies.
    fn lambda() -> BigUint;
    /// k·G; None for O.
    fn multiple(k: &BigUint) -> Option<Coordinates>;
    /// a·G + b·p; None for O.
    fn combine(a: &BigUint, b: &BigUint, p: &Coordinates) -> Option<Coordinates>;
    /// A point with this x.
    fn with_x(x: &BigUint) -> Option<Coordinates>;
    /// The crate's verdict on a signature: ECDSA, for SM2 its own equation.
    fn verify(q: &Coordinates, digest: &[u8], r: &[u8], s: &[u8]) -> bool;

    /// A number as big-endian bytes of the curve's length.
    fn bytes(k: &BigUint) -> Vec<u8> {
        let bytes = k.to_bytes_be();
        let mut out = Vec::from([0]).repeat(Self::LENGTH.saturating_sub(bytes.len()));
        out.extend(bytes);
        out
    }

    /// A number modulo n in our limbs.
    fn number(k: &BigUint) -> NumberOf<Self> {
        Number::from_be_bytes(&(k % Self::order()).to_bytes_be()).unwrap()
    }
}

/// Σ ±2^|exponent| − `below`, the sign that of the exponent.
fn powers(exponents: &[i32], below: u32) -> BigUint {
    let power = |exponent: i32| BigInt::from(exponent.signum()) << exponent.unsigned_abs();
    (exponents.iter().copied().map(power).sum::<BigInt>() - below).to_biguint().unwrap()
}

macro_rules! twin {
    ($curve:ty, $krate:ident, $theirs:ty, $length:literal, $prime:expr, $lambda:expr, $verify:expr) => {
        impl Twin for $curve {
            const LENGTH: usize = $length;

            fn order() -> BigUint {
                BigUint::parse_bytes($krate::Scalar::MODULUS.trim_start_matches("0x").as_bytes(), 16).unwrap()
            }

            fn prime() -> BigUint {
                $prime
            }

            fn lambda() -> BigUint {
                $lambda
            }

            fn multiple(k: &BigUint) -> Option<Coordinates> {
                twin!(@coordinates $krate::ProjectivePoint::generator() * twin!(@scalar $krate, $theirs, k))
            }

            fn combine(a: &BigUint, b: &BigUint, [x, y]: &Coordinates) -> Option<Coordinates> {
                let point = Sec1Point::<$theirs>::from_bytes([&[4], &x[..], &y[..]].concat()).ok()?;
                let point: Option<$krate::AffinePoint> = $krate::AffinePoint::from_sec1_point(&point).into();
                let (a, b) = (twin!(@scalar $krate, $theirs, a), twin!(@scalar $krate, $theirs, b));
                let sum = $krate::ProjectivePoint::generator() * a + $krate::ProjectivePoint::from(point?) * b;
                twin!(@coordinates sum)
            }

            fn with_x(x: &BigUint) -> Option<Coordinates> {
                let compressed = [&[2], &Self::bytes(x)[..]].concat();
                let point = Sec1Point::<$theirs>::from_bytes(&compressed).ok()?;
                let point: Option<$krate::AffinePoint> = $krate::AffinePoint::from_sec1_point(&point).into();
                twin!(@coordinates $krate::ProjectivePoint::from(point?))
            }

            fn verify([x, y]: &Coordinates, digest: &[u8], r: &[u8], s: &[u8]) -> bool {
                let point = [&[4], &x[..], &y[..]].concat();
                let verify: fn(&[u8], &[u8], &[u8]) -> Option<()> = $verify;
                verify(&point, digest, &[r, s].concat()).is_some()
            }
        }
    };
    (@scalar $krate:ident, $theirs:ty, $k:expr) => {{
        let mut repr = FieldBytes::<$theirs>::default();
        repr.copy_from_slice(&Self::bytes(&($k % Self::order())));
        $krate::Scalar::from_repr(repr).unwrap()
    }};
    (@coordinates $point:expr) => {{
        let point = $point.to_affine().to_sec1_point(false);
        Some([point.x()?.to_vec(), point.y()?.to_vec()])
    }};
}

macro_rules! ecdsa_twin {
    ($curve:ty, $krate:ident, $theirs:ty, $length:literal, $prime:expr, $lambda:expr) => {
        twin!($curve, $krate, $theirs, $length, $prime, $lambda, |point, digest, signature| {
            let key = $krate::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            let signature = $krate::ecdsa::Signature::from_slice(signature).ok()?;
            key.verify_prehash(digest, &signature.normalize_s()).ok()
        });
    };
}

ecdsa_twin!(P256, p256, p256::NistP256, 32, powers(&[256, -224, 192, 96], 1), BigUint::ONE);
ecdsa_twin!(P384, p384, p384::NistP384, 48, powers(&[384, -128, -96, 32], 1), BigUint::ONE);
ecdsa_twin!(P521, p521, p521::NistP521, 66, powers(&[521], 1), BigUint::ONE);
ecdsa_twin!(Secp256k1, k256, k256::Secp256k1, 32, powers(&[256, -32], 977), big(&LAMBDA));
twin!(Sm2, sm2, sm2::Sm2, 32, powers(&[256, -224, -96, 64], 1), BigUint::ONE, |point, e, signature| {
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes("", point).ok()?;
    key.verify_prehash(e, &sm2::dsa::Signature::from_slice(signature).ok()?).ok()
});

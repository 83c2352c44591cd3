//! secp256k1 (SEC 2, 2.4.1): y² = x³ + 7.

mod endomorphism;

#[cfg(test)]
pub(crate) use endomorphism::LAMBDA;

use super::{Comb, Constants, Curve, Generator, Jacobian, Lanes, Once, Scalars, SumsInLanes, lanes};
use crate::arithmetic::{
    field::{
        Field as _, Residue,
        secp256k1::{Order, Prime},
    },
    group::weierstrass::{A, Affine},
    integer::{
        limbs,
        recoding::{Part, Shape},
    },
};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Secp256k1;

impl Constants for Secp256k1 {
    type Number = [u64; 4];
    const A: A = A::Zero;
    const B: [u64; 4] = limbs::from_hex("7");
    const GENERATOR: [[u64; 4]; 2] = [
        limbs::from_hex("79be667ef9dcbbac 55a06295ce870b07 029bfcdb2dce28d9 59f2815b16f81798"),
        limbs::from_hex("483ada7726a3c465 5da4fbfc0e1108a8 fd17b448a6855419 9c47d08ffb10d4b8"),
    ];
    const GENERATOR_SHAPE: Shape = Shape::new(256, 8, 2);
    const STANDARD: Shape = Shape::new(256, 7, 5);
    const LARGE: Shape = Shape::new(256, 8, 8);
}

impl Curve for Secp256k1 {
    type Constants = Self;
    type Field = Residue<Prime, 4>;
    type Scalar = Residue<Order, 4>;

    /// φ(x, y) = (β·x, y): 1M.
    #[inline(always)]
    fn endomorphism(point: &Affine<Self>) -> Affine<Self> {
        Affine { x: point.x.mul(&endomorphism::BETA), y: point.y }
    }

    fn split(k: &[u64; 4]) -> [Part<[u64; 4]>; 2] {
        endomorphism::split(k)
    }
}

impl Generator for Secp256k1 {
    fn once() -> &'static Once<Self> {
        static COMB: Once<Secp256k1> = Once::new();
        &COMB
    }
}

impl SumsInLanes for Secp256k1 {
    #[inline(always)]
    fn sums<V: Lanes>(token: V::Token, q: &Comb<Self>, scalars: &Scalars<Self>) -> Option<[Jacobian<Self>; 8]> {
        lanes::sums::<_, Prime, V, 4, 5>(token, Self::comb()?, q, scalars)
    }
}

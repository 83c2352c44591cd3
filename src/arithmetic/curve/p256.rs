//! NIST P-256 (SP 800-186, 3.2.1.3): y² = x³ − 3·x + b.

use super::{Comb, Constants, Curve, Generator, Jacobian, Lanes, Once, Scalars, SumsInLanes, lanes};
use crate::arithmetic::{
    field::{
        Residue,
        p256::{Order, Prime},
    },
    group::weierstrass::A,
    integer::{limbs, recoding::Shape},
};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct P256;

impl Constants for P256 {
    type Number = [u64; 4];
    const A: A = A::MinusThree;
    const B: [u64; 4] = limbs::from_hex("5ac635d8aa3a93e7 b3ebbd55769886bc 651d06b0cc53b0f6 3bce3c3e27d2604b");
    const GENERATOR: [[u64; 4]; 2] = [
        limbs::from_hex("6b17d1f2e12c4247 f8bce6e563a440f2 77037d812deb33a0 f4a13945d898c296"),
        limbs::from_hex("4fe342e2fe1a7f9b 8ee7eb4a7c0f9e16 2bce33576b315ece cbb6406837bf51f5"),
    ];
    const GENERATOR_SHAPE: Shape = Shape::new(256, 8, 2);
    const STANDARD: Shape = Shape::new(256, 7, 5);
    const LARGE: Shape = Shape::new(256, 8, 8);
}

impl Curve for P256 {
    type Constants = Self;
    type Field = Residue<Prime, 4>;
    type Scalar = Residue<Order, 4>;
}

impl Generator for P256 {
    fn once() -> &'static Once<Self> {
        static COMB: Once<P256> = Once::new();
        &COMB
    }
}

impl SumsInLanes for P256 {
    #[inline(always)]
    fn sums<V: Lanes>(token: V::Token, q: &Comb<Self>, scalars: &Scalars<Self>) -> Option<[Jacobian<Self>; 8]> {
        lanes::sums::<_, Prime, V, 4, 5>(token, Self::comb()?, q, scalars)
    }
}

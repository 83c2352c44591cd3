//! The curve of SM2 (GB/T 32918.5-2017, annex A): y² = x³ − 3·x + b.

use super::{Comb, Constants, Curve, Generator, Jacobian, Lanes, Once, Scalars, SumsInLanes, lanes};
use crate::arithmetic::{
    field::{
        Residue,
        sm2::{Order, Prime},
    },
    group::weierstrass::A,
    integer::{limbs, recoding::Shape},
};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sm2;

impl Constants for Sm2 {
    type Number = [u64; 4];
    const A: A = A::MinusThree;
    const B: [u64; 4] = limbs::from_hex("28e9fa9e9d9f5e34 4d5a9e4bcf6509a7 f39789f515ab8f92 ddbcbd414d940e93");
    const GENERATOR: [[u64; 4]; 2] = [
        limbs::from_hex("32c4ae2c1f198119 5f9904466a39c994 8fe30bbff2660be1 715a4589334c74c7"),
        limbs::from_hex("bc3736a2f4f6779c 59bdcee36b692153 d0a9877cc62a4740 02df32e52139f0a0"),
    ];
    const GENERATOR_SHAPE: Shape = Shape::new(256, 8, 2);
    const STANDARD: Shape = Shape::new(256, 7, 5);
    const LARGE: Shape = Shape::new(256, 8, 8);
}

impl Curve for Sm2 {
    type Constants = Self;
    type Field = Residue<Prime, 4>;
    type Scalar = Residue<Order, 4>;
}

impl Generator for Sm2 {
    fn once() -> &'static Once<Self> {
        static COMB: Once<Sm2> = Once::new();
        &COMB
    }
}

impl SumsInLanes for Sm2 {
    #[inline(always)]
    fn sums<V: Lanes>(token: V::Token, q: &Comb<Self>, scalars: &Scalars<Self>) -> Option<[Jacobian<Self>; 8]> {
        lanes::sums::<_, Prime, V, 4, 5>(token, Self::comb()?, q, scalars)
    }
}

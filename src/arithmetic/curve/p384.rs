//! NIST P-384 (SP 800-186, 3.2.1.4): y² = x³ − 3·x + b.

use super::{Comb, Constants, Curve, Generator, Jacobian, Lanes, Once, Scalars, SumsInLanes, lanes};
use crate::arithmetic::{
    field::{
        Residue,
        p384::{Order, Prime},
    },
    group::weierstrass::A,
    integer::{limbs, recoding::Shape},
};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct P384;

impl Constants for P384 {
    type Number = [u64; 6];
    const A: A = A::MinusThree;
    const B: [u64; 6] = limbs::from_hex(
        "b3312fa7e23ee7e4 988e056be3f82d19 181d9c6efe814112 \
            0314088f5013875a c656398d8a2ed19d 2a85c8edd3ec2aef",
    );
    const GENERATOR: [[u64; 6]; 2] = [
        limbs::from_hex(
            "aa87ca22be8b0537 8eb1c71ef320ad74 6e1d3b628ba79b98 \
            59f741e082542a38 5502f25dbf55296c 3a545e3872760ab7",
        ),
        limbs::from_hex(
            "3617de4a96262c6f 5d9e98bf9292dc29 f8f41dbd289a147c \
            e9da3113b5f0b8c0 0a60b1ce1d7e819d 7a431d7c90ea0e5f",
        ),
    ];
    const GENERATOR_SHAPE: Shape = Shape::new(384, 8, 3);
    const STANDARD: Shape = Shape::new(384, 6, 6);
    const LARGE: Shape = Shape::new(384, 8, 12);
}

impl Curve for P384 {
    type Constants = Self;
    type Field = Residue<Prime, 6>;
    type Scalar = Residue<Order, 6>;
}

impl Generator for P384 {
    fn once() -> &'static Once<Self> {
        static COMB: Once<P384> = Once::new();
        &COMB
    }
}

impl SumsInLanes for P384 {
    #[inline(always)]
    fn sums<V: Lanes>(token: V::Token, q: &Comb<Self>, scalars: &Scalars<Self>) -> Option<[Jacobian<Self>; 8]> {
        lanes::sums::<_, Prime, V, 6, 8>(token, Self::comb()?, q, scalars)
    }
}

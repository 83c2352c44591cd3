//! NIST P-521 (SP 800-186, 3.2.1.5): y² = x³ − 3·x + b.

use super::{Comb, Constants, Curve, Generator, Jacobian, Lanes, Once, Scalars, SumsInLanes, lanes};
use crate::arithmetic::{
    field::{
        Residue,
        p521::{Order, Prime},
    },
    group::weierstrass::A,
    integer::{limbs, recoding::Shape},
};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct P521;

impl Constants for P521 {
    type Number = [u64; 9];
    const A: A = A::MinusThree;
    const B: [u64; 9] = limbs::from_hex(
        "0000000000000051 953eb9618e1c9a1f 929a21a0b68540ee \
            a2da725b99b315f3 b8b489918ef109e1 56193951ec7e937b \
            1652c0bd3bb1bf07 3573df883d2c34f1 ef451fd46b503f00",
    );
    const GENERATOR: [[u64; 9]; 2] = [
        limbs::from_hex(
            "00000000000000c6 858e06b70404e9cd 9e3ecb662395b442 \
            9c648139053fb521 f828af606b4d3dba a14b5e77efe75928 \
            fe1dc127a2ffa8de 3348b3c1856a429b f97e7e31c2e5bd66",
        ),
        limbs::from_hex(
            "0000000000000118 39296a789a3bc004 5c8a5fb42c7d1bd9 \
            98f54449579b4468 17afbd17273e662c 97ee72995ef42640 \
            c550b9013fad0761 353c7086a272c240 88be94769fd16650",
        ),
    ];
    const GENERATOR_SHAPE: Shape = Shape::new(521, 8, 3);
    const STANDARD: Shape = Shape::new(521, 6, 4);
    const LARGE: Shape = Shape::new(521, 8, 11);
}

impl Curve for P521 {
    type Constants = Self;
    type Field = Residue<Prime, 9>;
    type Scalar = Residue<Order, 9>;
}

impl Generator for P521 {
    fn once() -> &'static Once<Self> {
        static COMB: Once<P521> = Once::new();
        &COMB
    }
}

impl SumsInLanes for P521 {
    #[inline(always)]
    fn sums<V: Lanes>(token: V::Token, q: &Comb<Self>, scalars: &Scalars<Self>) -> Option<[Jacobian<Self>; 8]> {
        lanes::sums::<_, Prime, V, 9, 11>(token, Self::comb()?, q, scalars)
    }
}

//! NIST P-521 (SP 800-186, 3.2.1.5): y² = x³ − 3·x + b.
#![allow(clippy::indexing_slicing, reason = "constant indices and loops below 9")]

use once_cell::race::OnceBox;

use crate::fast::comb::Comb;
use crate::fast::inverse::Inverter;
use crate::fast::limbs::{self, Wide};
use crate::fast::recoding::Shape;
use crate::fast::residue::{Modulus, Residue};
use crate::fast::weierstrass::{A, Curve};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct P521;

/// p = 2^521 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

/// The order n of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order;

impl Modulus<9> for Prime {
    const MODULUS: [u64; 9] = limbs::from_hex(
        "00000000000001ff ffffffffffffffff ffffffffffffffff \
            ffffffffffffffff ffffffffffffffff ffffffffffffffff \
            ffffffffffffffff ffffffffffffffff ffffffffffffffff",
    );
    const ONE: [u64; 9] = [1, 0, 0, 0, 0, 0, 0, 0, 0];
    const ENTER: [u64; 9] = Self::ONE;

    /// 2^521 ≡ 1: the bits from 521 on are added to those below. No multiplication.
    ///
    /// Bounds: wide < p·2^521, so the upper part is below p, the lower one at most p, and one subtraction makes the sum canonical.
    #[inline(always)]
    fn reduce(wide: Wide<9>) -> [u64; 9] {
        let [mut low, h] = wide;
        let top = low[8];
        low[8] = top & 0x1ff;
        let mut upper = [0; 9];
        upper[0] = top >> 9 | h[0] << 55;
        let mut i = 1;
        while i < 9 {
            upper[i] = h[i - 1] >> 9 | h[i] << 55;
            i += 1;
        }
        let (sum, _) = limbs::add(&low, &upper); // below 2^522
        limbs::subtract_once(&sum, false, &Self::MODULUS)
    }

    fn invert(x: &[u64; 9]) -> [u64; 9] {
        const INVERTER: Inverter<9> = Inverter::new(&Prime::MODULUS);
        INVERTER.invert(x)
    }
}

impl Modulus<9> for Order {
    const MODULUS: [u64; 9] = limbs::from_hex(
        "00000000000001ff ffffffffffffffff ffffffffffffffff \
            ffffffffffffffff fffffffffffffffa 51868783bf2f966b \
            7fcc0148f709a5d0 3bb5c9b8899c47ae bb6fb71e91386409",
    );

    fn invert(x: &[u64; 9]) -> [u64; 9] {
        const INVERTER: Inverter<9> = Inverter::new(&Order::MODULUS);
        INVERTER.invert(x)
    }
}

impl Curve for P521 {
    type Field = Residue<Prime, 9>;
    type Scalar = Residue<Order, 9>;
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
    const SMALL: Shape = Shape::new(521, 6, 4);
    const WIDE: Shape = Shape::new(521, 8, 11);

    fn generator_comb() -> Option<&'static Comb<Self>> {
        static COMB: OnceBox<Comb<P521>> = OnceBox::new();
        super::once(&COMB)
    }
}

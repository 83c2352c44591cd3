//! NIST P-256 (SP 800-186, 3.2.1.3): y² = x³ − 3·x + b.

use once_cell::race::OnceBox;

use crate::fast::comb::Comb;
use crate::fast::inverse::Inverter;
use crate::fast::limbs::{self, Wide};
use crate::fast::recoding::Shape;
use crate::fast::residue::{Modulus, Residue};
use crate::fast::weierstrass::{A, Curve};

/// The curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct P256;

/// p = 2^256 − 2^224 + 2^192 + 2^96 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

/// The order n of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order;

impl Modulus<4> for Prime {
    const MODULUS: [u64; 4] = limbs::from_hex("ffffffff00000001 0000000000000000 00000000ffffffff ffffffffffffffff");

    /// Montgomery's reduction, of which −1/p = 1 mod 2^64 spares the factors q (Gueron–Krasnov, ePrint 2013/816). A round adds
    /// q·p for the lowest limb q, which cancels it: what is left is q·(p + 1)/2^64 = q·2^32 + q·(2^64 − 2^32 + 1)·2^128.
    /// 4 multiplications.
    ///
    /// The low half ends at p or below and the high half is below p, so one subtraction makes the sum canonical.
    #[inline(always)]
    fn reduce([mut low, high]: Wide<4>) -> [u64; 4] {
        let mut round = 0;
        while round < 4 {
            let [q, a1, a2, a3] = low;
            let (t0, t1) = limbs::multiply_add(q, 0xffff_ffff_0000_0001, 0, 0);
            let (a1, carry) = limbs::carrying_add(a1, q << 32, false);
            let (a2, carry) = limbs::carrying_add(a2, q >> 32, carry);
            let (a3, carry) = limbs::carrying_add(a3, t0, carry);
            low = [a1, a2, a3, t1 + u64::from(carry)]; // below 2^256, and at most p after the last round
            round += 1;
        }
        let (sum, carry) = limbs::add(&low, &high);
        limbs::subtract_once(&sum, carry, &Self::MODULUS)
    }

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Prime::MODULUS);
        INVERTER.invert(x)
    }
}

impl Modulus<4> for Order {
    const MODULUS: [u64; 4] = limbs::from_hex("ffffffff00000000 ffffffffffffffff bce6faada7179e84 f3b9cac2fc632551");

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Order::MODULUS);
        INVERTER.invert(x)
    }
}

impl Curve for P256 {
    type Field = Residue<Prime, 4>;
    type Scalar = Residue<Order, 4>;
    const A: A = A::MinusThree;
    const B: [u64; 4] = limbs::from_hex("5ac635d8aa3a93e7 b3ebbd55769886bc 651d06b0cc53b0f6 3bce3c3e27d2604b");
    const GENERATOR: [[u64; 4]; 2] = [
        limbs::from_hex("6b17d1f2e12c4247 f8bce6e563a440f2 77037d812deb33a0 f4a13945d898c296"),
        limbs::from_hex("4fe342e2fe1a7f9b 8ee7eb4a7c0f9e16 2bce33576b315ece cbb6406837bf51f5"),
    ];
    const GENERATOR_SHAPE: Shape = Shape::new(256, 8, 2);
    const SMALL: Shape = Shape::new(256, 7, 5);
    const WIDE: Shape = Shape::new(256, 8, 8);

    fn generator_comb() -> Option<&'static Comb<Self>> {
        static COMB: OnceBox<Comb<P256>> = OnceBox::new();
        super::once(&COMB)
    }
}

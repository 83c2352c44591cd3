//! The fields of NIST P-384 (SP 800-186, 3.2.1.4): integers modulo p and modulo n.

use super::{Modulus, lanes::InLanes};
use crate::arithmetic::integer::{
    inverse::Inverter,
    limbs::{self, Wide},
};

/// p = 2^384 − 2^128 − 2^96 + 2^32 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

/// The order n of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order;

impl Modulus<6> for Prime {
    const MODULUS: [u64; 6] = limbs::from_hex(
        "ffffffffffffffff ffffffffffffffff ffffffffffffffff \
            fffffffffffffffe ffffffff00000000 00000000ffffffff",
    );

    /// Montgomery's reduction by shifts and additions. −1/p = 2^32 + 1 mod 2^64 gives q = a0·(2^32 + 1), and the
    /// round's sum is
    ///
    /// ```text
    /// a + q·p = a + q·(2^32 − 1) + q·2^384 − q·2^96 − q·2^128
    /// ```
    ///
    /// whose lowest limb a0 + q·(2^32 − 1) vanishes and leaves the product's second limb, and a carry if a0 is not 0.
    ///
    /// The low half ends at p or below and the high half is below p, so one subtraction makes the sum canonical.
    #[inline(always)]
    fn reduce([mut low, high]: Wide<6>) -> [u64; 6] {
        let mut round = 0;
        while round < 6 {
            let [a0, a1, a2, a3, a4, a5] = low;
            let q = a0.wrapping_add(a0 << 32);
            // (a0 + q·2^32 − q)/2^64 without its carry: the borrow of q << 32 minus q goes into the high part.
            let second = (q >> 32) - u64::from(q << 32 < q);
            // t = q·2^32 − second − carry is not negative: if q is not 0, second < 2^32 − 1.
            let (t0, borrow) = limbs::borrowing_sub(q << 32, second, a0 != 0);
            let t1 = (q >> 32) - u64::from(borrow);
            let (t1, t2) = limbs::carrying_add(t1, q, false);
            (low, _) = limbs::sub(&[a1, a2, a3, a4, a5, q], &[t0, t1, u64::from(t2), 0, 0, 0]);
            round += 1;
        }
        let (sum, carry) = limbs::add(&low, &high);
        limbs::subtract_once(&sum, carry, &Self::MODULUS)
    }

    fn invert(x: &[u64; 6]) -> [u64; 6] {
        const INVERTER: Inverter<7> = Inverter::new(&Prime::MODULUS);
        INVERTER.invert(x)
    }
}

impl InLanes<6, 8> for Prime {}

impl Modulus<6> for Order {
    const MODULUS: [u64; 6] = limbs::from_hex(
        "ffffffffffffffff ffffffffffffffff ffffffffffffffff \
            c7634d81f4372ddf 581a0db248b0a77a ecec196accc52973",
    );

    fn invert(x: &[u64; 6]) -> [u64; 6] {
        const INVERTER: Inverter<7> = Inverter::new(&Order::MODULUS);
        INVERTER.invert(x)
    }
}

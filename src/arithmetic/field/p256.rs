//! The fields of NIST P-256 (SP 800-186, 3.2.1.3): integers modulo p and modulo n.

use super::{Modulus, below_radix, lanes::InLanes};
use crate::arithmetic::integer::{
    inverse::Inverter,
    limbs::{self, Wide},
};

/// p = 2^256 − 2^224 + 2^192 + 2^96 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

/// The order n of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order;

impl Modulus<4> for Prime {
    const MODULUS: [u64; 4] = limbs::from_hex("ffffffff00000001 0000000000000000 00000000ffffffff ffffffffffffffff");
    const COMPLEMENT: Option<[u64; 4]> = Some(below_radix::complement(&Self::MODULUS));

    /// Montgomery's reduction. −1/p = 1 mod 2^64 saves computing the factors q (Gueron–Krasnov, ePrint 2013/816). A
    /// round adds q·p for the lowest limb q, which cancels it: what is left is q·(p + 1)/2^64 = q·2^32 + q·(2^64 − 2^32
    /// + 1)·2^128. 4 multiplications.
    ///
    /// The low half ends at p or below. Added to the high half it stays below 2·2^256, which one carry covers.
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
        below_radix::add(&low, &high, &const { below_radix::complement(&Self::MODULUS) })
    }

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Prime::MODULUS);
        INVERTER.invert(x)
    }
}

impl InLanes<4, 5> for Prime {}

impl Modulus<4> for Order {
    const MODULUS: [u64; 4] = limbs::from_hex("ffffffff00000000 ffffffffffffffff bce6faada7179e84 f3b9cac2fc632551");

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Order::MODULUS);
        INVERTER.invert(x)
    }
}

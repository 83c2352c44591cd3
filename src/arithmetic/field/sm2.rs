//! The fields of the curve of SM2 (GB/T 32918.5-2017, annex A): integers modulo p and modulo n.

use super::{Modulus, below_radix, lanes::InLanes};
use crate::arithmetic::integer::{
    inverse::Inverter,
    limbs::{self, Wide},
};

/// p = 2^256 − 2^224 − 2^96 + 2^64 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

/// The order n of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order;

impl Modulus<4> for Prime {
    const MODULUS: [u64; 4] = limbs::from_hex("fffffffeffffffff ffffffffffffffff ffffffff00000000 ffffffffffffffff");
    const COMPLEMENT: Option<[u64; 4]> = Some(below_radix::complement(&Self::MODULUS));

    /// Montgomery's reduction. −1/p = 1 mod 2^64 saves computing the factors q. A round adds q·p for the lowest limb q,
    /// which cancels it: what is left is q·(p + 1)/2^64 = q·(2^192 + 1) − q·2^32·(2^128 + 1). No multiplication.
    ///
    /// The low half ends at p or below. Added to the high half it stays below 2·2^256, which one carry covers.
    #[inline(always)]
    fn reduce([mut low, high]: Wide<4>) -> [u64; 4] {
        let mut round = 0;
        while round < 4 {
            let [q, a1, a2, a3] = low;
            // Modulo 2^256, which is above the difference though not always above the sum.
            let (sum, _) = limbs::add(&[a1, a2, a3, q], &[q, 0, 0, 0]);
            (low, _) = limbs::sub(&sum, &[q << 32, q >> 32, q << 32, q >> 32]);
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
    const MODULUS: [u64; 4] = limbs::from_hex("fffffffeffffffff ffffffffffffffff 7203df6b21c6052b 53bbf40939d54123");

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Order::MODULUS);
        INVERTER.invert(x)
    }
}

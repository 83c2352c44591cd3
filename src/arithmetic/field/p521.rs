//! The fields of NIST P-521 (SP 800-186, 3.2.1.5): integers modulo p and modulo n.
#![allow(clippy::indexing_slicing, reason = "constant indices and loops below 9")]

use super::Modulus;
use crate::arithmetic::integer::{
    inverse::Inverter,
    limbs::{self, Wide},
};

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

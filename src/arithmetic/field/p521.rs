//! The fields of NIST P-521 (SP 800-186, 3.2.1.5): integers modulo p and modulo n.
#![allow(clippy::indexing_slicing, reason = "constant indices and loops below 9")]

use super::{Modulus, lanes::InLanes};
use crate::arithmetic::{
    integer::{
        inverse::Inverter,
        limbs::{self, Wide},
    },
    kernel::{
        LIMB,
        lanes::{self, Lanes},
    },
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
    /// Bounds: kept numbers are below 2^521 + 4, so wide < 2^1042 + 2^525, the upper part is below 2^521 + 16, and the
    /// sum of the parts below 2^522 + 16.
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
        fold(limbs::add(&low, &upper).0)
    }

    /// Whether x < 2^521 + 4: what [`fold`] leaves. 0 is 0 or p.
    #[inline(always)]
    fn is_kept(x: &[u64; 9]) -> bool {
        limbs::less(x, &[4, 0, 0, 0, 0, 0, 0, 0, 0x200])
    }

    #[inline(always)]
    fn canonical(x: &[u64; 9]) -> [u64; 9] {
        limbs::subtract_once(x, false, &Self::MODULUS)
    }

    #[inline(always)]
    fn is_zero(x: &[u64; 9]) -> bool {
        (x[0] == 0 || x[0] == u64::MAX) && limbs::is_zero(&Self::canonical(x))
    }

    #[inline(always)]
    fn add(a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
        fold(limbs::add(a, b).0)
    }

    #[inline(always)]
    fn sub(a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
        fold(limbs::sub(a, b).0)
    }

    #[inline(always)]
    fn neg(a: &[u64; 9]) -> [u64; 9] {
        fold(limbs::sub(&Self::MODULUS, a).0)
    }

    fn invert(x: &[u64; 9]) -> [u64; 9] {
        const INVERTER: Inverter<9> = Inverter::new(&Prime::MODULUS);
        INVERTER.invert(x)
    }
}

/// The bits from 521 on added to those below, modulo p. In: −2^523 to 2^523, in two's complement. Out: below 2^521 + 4.
///
/// The bits from 521 on, with their sign, are a number from −4 to 3.
#[inline(always)]
#[allow(clippy::as_conversions, reason = "the sign of two's complement")]
fn fold(mut x: [u64; 9]) -> [u64; 9] {
    let top = (x[8] as i64) >> 9;
    x[8] &= 0x1ff;
    let (lowest, overflow) = x[0].overflowing_add_signed(top);
    x[0] = lowest;
    if overflow { carry_on(x, top < 0) } else { x }
}

/// x ± 2^64 folded again: borrowing from 0 leaves −1 to −4, which are p − 1 to p − 4.
#[cold]
#[inline(never)]
fn carry_on(mut x: [u64; 9], negative: bool) -> [u64; 9] {
    let mut carry = true;
    for limb in x.iter_mut().skip(1) {
        (*limb, carry) =
            if negative { limbs::borrowing_sub(*limb, 0, carry) } else { limbs::carrying_add(*limb, 0, carry) };
    }
    fold(x)
}

/// Montgomery's form with R = 2^572 ≡ 2^51.
impl InLanes<9, 11> for Prime {
    const SHIFT: usize = 51;
    const RETURN: usize = 521 - 51;

    /// A kept number may be 2^521 + i, i below 4: 2^51·(2^521 + i) has bit 572, which counts 2^51, and 2^51·i < 2^53.
    #[inline(always)]
    fn entered<V: Lanes>(mut limbs: [V; 11]) -> [V; 11] {
        let limb = limbs[0].splat(LIMB);
        let above = limbs[10].shift_right(52);
        limbs[10] = limbs[10].and(limb);
        let lowest = limbs[0].add(above.shift_left(51));
        limbs[0] = lowest.and(limb);
        limbs[1] = limbs[1].add(lowest.shift_right(52));
        limbs
    }

    /// Montgomery's reduction without a multiplication: −1/p = 1 mod 2^52, so q is the lowest limb itself, and q·p =
    /// q·2^521 − q clears it and adds 2·q to the limb of 2^520.
    ///
    /// Bounds: two q, below 2^53, and a carry beside the column.
    #[inline(always)]
    fn reduce_columns<V: Lanes>(mut columns: [[V; 11]; 2]) -> [V; 11] {
        let w = columns.as_flattened_mut();
        let limb = w[0].splat(LIMB);
        for i in 0..11 {
            let q = w[i].and(limb);
            w[i + 1] = w[i + 1].add(w[i].shift_right(52));
            w[i + 10] = w[i + 10].add(q).add(q);
        }
        let [_, high] = columns;
        lanes::carry(high)
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

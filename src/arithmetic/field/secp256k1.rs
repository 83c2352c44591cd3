//! The fields of secp256k1 (SEC 2, 2.4.1): integers modulo p and modulo n.

use super::{
    Modulus, below_radix,
    lanes::{InLanes, fold_columns},
};
use crate::arithmetic::{
    integer::{
        inverse::Inverter,
        limbs::{self, Wide},
    },
    kernel::lanes::{Lanes, carry},
};

/// p = 2^256 − 2^32 − 977.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

/// c = 2^256 − p.
const C: u64 = (1 << 32) + 977;

/// The order n of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order;

impl Modulus<4> for Prime {
    const MODULUS: [u64; 4] = limbs::from_hex("ffffffffffffffff ffffffffffffffff ffffffffffffffff fffffffefffffc2f");
    const COMPLEMENT: Option<[u64; 4]> = Some(below_radix::complement(&Self::MODULUS));
    const ONE: [u64; 4] = [1, 0, 0, 0];
    const ENTER: [u64; 4] = [1, 0, 0, 0];

    /// 2^256 ≡ c = 2^32 + 977 folds the high half into the low one, and once more what that carries out. 5
    /// multiplications.
    ///
    /// Bounds: low + high·c < 2^256·(c + 1), so at most c is carried, and low + c² < 2^256 + 2^67: after another carry
    /// less than 2^67 is left.
    #[inline(always)]
    fn reduce([low, high]: Wide<4>) -> [u64; 4] {
        let [a0, a1, a2, a3] = low;
        let [h0, h1, h2, h3] = high;
        let (a0, carry) = limbs::multiply_add(h0, C, a0, 0);
        let (a1, carry) = limbs::multiply_add(h1, C, a1, carry);
        let (a2, carry) = limbs::multiply_add(h2, C, a2, carry);
        let (a3, carry) = limbs::multiply_add(h3, C, a3, carry);
        let (t0, t1) = limbs::multiply_add(carry, C, 0, 0);
        let (a0, carry) = limbs::add_limb(a0, t0, 0);
        let (a1, carry) = limbs::add_limb(a1, t1, carry);
        let sum = [a0, a1, a2, a3];
        if carry != 0 { below_radix::carry_on(sum, 2, &[C, 0, 0, 0]) } else { sum }
    }

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Prime::MODULUS);
        INVERTER.invert(x)
    }
}

impl InLanes<4, 5> for Prime {
    const ONE_IN_LANES: [u64; 5] = [1, 0, 0, 0, 0];
    const SHIFT: usize = 0;
    const RETURN: usize = 0;

    /// 2^260 ≡ 2^4·c folds the high half into the low one. From that sum, 2^256 ≡ c folds what is left above.
    ///
    /// Bounds: w < 2^520, so the first sum is below 2^260 + 2^260·2^37, and its part above 2^256 below 2^42. That times c
    /// is below 2^75, so the second sum is tight: below 2^256 + 2^75.
    #[inline(always)]
    fn reduce_columns<V: Lanes>(w: [[V; 5]; 2]) -> [V; 5] {
        let [a0, a1, a2, a3, a4, a5] = fold_columns(w, C << 4);
        let above = a5.shift_left(4).or(a4.shift_right(48));
        let c = a0.splat(C);
        let a4 = a4.and(a0.splat((1 << 48) - 1));
        carry([a0.add_low(above, c), a1.add_high(above, c), a2, a3, a4])
    }
}

impl Modulus<4> for Order {
    const MODULUS: [u64; 4] = limbs::from_hex("ffffffffffffffff fffffffffffffffe baaedce6af48a03b bfd25e8cd0364141");

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        const INVERTER: Inverter<5> = Inverter::new(&Order::MODULUS);
        INVERTER.invert(x)
    }
}

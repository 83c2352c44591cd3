//! The field of 2^255 − 19 elements (RFC 7748, 4.1), four limbs of 64 bits, not fully reduced.
//!
//! A limb array stands for Σ aᵢ·2^(64·i) mod p, and has one of two bounds between operations:
//!
//! - *tight*: below 2^255 + 2^11. Products and squares are tight.
//! - *loose*: below 2^256, any four limbs. Sums and differences are loose.
//!
//! So the group law need not reduce between a sum and the product that takes it. 2^256 ≡ 38 and 2^255 ≡ 19 fold what
//! overflows. (Five limbs of 51 bits need no carry chains, but 25 multiplications instead of 16: a point addition takes
//! 1.3 times as long.)
#![allow(clippy::indexing_slicing, reason = "constant indices below 4")]
#![allow(clippy::as_conversions, reason = "const; a bool as 0 or 1")]

use super::{
    Modulus, Residue,
    lanes::{InLanes, fold_columns},
};
use crate::arithmetic::{
    integer::{
        inverse::Inverter,
        limbs::{self, Wide},
        magnitude::Magnitude,
    },
    kernel::lanes::{Lanes, carry},
};

/// p = 2^255 − 19.
pub(crate) const P: [u64; 4] = [u64::MAX - 18, u64::MAX, u64::MAX, u64::MAX >> 1];

/// p − 2: the power that inverts.
pub(crate) const P_MINUS_2: [u64; 4] = [u64::MAX - 20, u64::MAX, u64::MAX, u64::MAX >> 1];

/// An element of the field, in one of many representations below 2^256; see the module for their bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fe {
    limbs: [u64; 4],
    magnitude: Magnitude,
}

/// The magnitude of a tight element.
const TIGHT: u32 = 1;

/// The magnitude of a loose element.
const LOOSE: u32 = 2;

impl Fe {
    pub(crate) const ZERO: Self = Self::small(0);
    pub(crate) const ONE: Self = Self::small(1);

    /// √−1 = 2^((p−1)/4) (RFC 8032, 5.1.3).
    pub(crate) const SQRT_MINUS_ONE: Self = Self::small(2).pow(&[u64::MAX - 4, u64::MAX, u64::MAX, u64::MAX >> 3]);

    /// A number below 2^64. Out: tight.
    pub(crate) const fn small(number: u64) -> Self {
        Self::tight([number, 0, 0, 0])
    }

    /// In: below 2^255 + 2^11.
    #[inline(always)]
    const fn tight(limbs: [u64; 4]) -> Self {
        let element = Self { limbs, magnitude: Magnitude::new(TIGHT) };
        debug_assert!(element.is_tight());
        element
    }

    #[inline(always)]
    const fn loose(limbs: [u64; 4]) -> Self {
        Self { limbs, magnitude: Magnitude::new(LOOSE) }
    }

    /// Whether the value is below 2^255 + 2^11.
    const fn is_tight(&self) -> bool {
        limbs::less(&self.limbs, &[1 << 11, 0, 0, 1 << 63])
    }

    /// Asserts that every value that may stand here is tight.
    #[inline(always)]
    const fn assert_tight(&self) {
        self.magnitude.assert_within(TIGHT);
        debug_assert!(self.is_tight());
    }

    /// a + b. In: a loose, b tight. Out: loose.
    ///
    /// The sum is below 2^256 + 2^255 + 2^11: if it carries, what is left is below 2^255 + 2^11, and 38 fits on top.
    #[inline(always)]
    pub(crate) const fn add(&self, b: &Self) -> Self {
        b.assert_tight();
        let (sum, carry) = limbs::add(&self.limbs, &b.limbs);
        let (sum, carry) = limbs::add(&sum, &[38 * carry as u64, 0, 0, 0]);
        debug_assert!(!carry);
        Self::loose(sum)
    }

    /// a − b. In: a loose, b tight. Out: loose.
    ///
    /// The difference is above −2^255 − 2^11: if it borrows, 2^256 was added, what is left is above 2^255 − 2^11, and
    /// 38 can be taken off.
    #[inline(always)]
    pub(crate) const fn sub(&self, b: &Self) -> Self {
        b.assert_tight();
        let (difference, borrow) = limbs::sub(&self.limbs, &b.limbs);
        let (difference, borrow) = limbs::sub(&difference, &[38 * borrow as u64, 0, 0, 0]);
        debug_assert!(!borrow);
        Self::loose(difference)
    }

    /// −a. In: loose. Out: tight.
    pub(crate) const fn neg(&self) -> Self {
        Self::ZERO.sub(&self.tighten(0)).tighten(0)
    }

    /// a·b. In: loose. Out: tight. Cost 1M.
    #[inline(always)]
    pub(crate) const fn mul(&self, b: &Self) -> Self {
        Self::fold(&limbs::mul_wide(&self.limbs, &b.limbs))
    }

    /// a². In: loose. Out: tight. Cost 1S.
    #[inline(always)]
    pub(crate) const fn square(&self) -> Self {
        Self::fold(&limbs::square_wide(&self.limbs))
    }

    /// low + 2^256·high as low + 38·high. In: any. Out: tight.
    ///
    /// low + 38·high ≤ 39·(2^256 − 1), so at most 38 is carried out of four limbs.
    #[inline(always)]
    const fn fold([low, high]: &Wide<4>) -> Self {
        let (row, above) = limbs::mul_row(high, 38);
        let (sum, carry) = limbs::add(low, &row);
        Self::loose(sum).tighten(above + carry as u64)
    }

    /// a + carry·2^256. In: loose, carry ≤ 38. Out: tight.
    ///
    /// The bits from 2^255 on number at most 2·38 + 1 = 77, and 77·19 = 1463 < 2^11.
    #[inline(always)]
    const fn tighten(&self, carry: u64) -> Self {
        debug_assert!(carry <= 38);
        let [r0, r1, r2, r3] = self.limbs;
        let top = 38 * carry + 19 * (r3 >> 63);
        let (out, _) = limbs::add(&[r0, r1, r2, r3 & u64::MAX >> 1], &[top, 0, 0, 0]);
        Self::tight(out)
    }

    /// The one representative below p. In: loose.
    pub(crate) const fn canonical(&self) -> [u64; 4] {
        // Below 2^255 + 19 < 2p once tight, so p is subtracted at most once.
        limbs::reduce_once(&self.tighten(0).limbs, false, &P)
    }

    /// The 255 low bits, little-endian, and whether the bit above them is set (RFC 8032, 5.1.3, step 1). None if they
    /// are not below p. Out: tight.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<(Self, bool)> {
        let mut y = from_le_bytes(bytes);
        let top = y[3] >> 63 == 1;
        y[3] &= u64::MAX >> 1;
        limbs::less(&y, &P).then_some((Self::tight(y), top))
    }

    /// The 255 low bits, little-endian, modulo p. Out: tight.
    pub(crate) fn from_bytes_modulo_p(bytes: &[u8; 32]) -> Self {
        let mut y = from_le_bytes(bytes);
        y[3] &= u64::MAX >> 1;
        Self::tight(y)
    }

    /// Whether a = 0. In: loose.
    pub(crate) const fn is_zero(&self) -> bool {
        limbs::is_zero(&self.canonical())
    }

    /// Whether a = b. In: a loose, b tight.
    pub(crate) const fn equals(&self, b: &Self) -> bool {
        self.sub(b).is_zero()
    }

    /// a^exponent, square and multiply: for constants. In: loose. Out: tight.
    pub(crate) const fn pow(&self, exponent: &[u64; 4]) -> Self {
        let mut power = Self::ONE;
        let mut i = limbs::bit_length(exponent);
        while i > 0 {
            i -= 1;
            power = power.square();
            if limbs::bit(exponent, i) {
                power = power.mul(self);
            }
        }
        power
    }

    /// a^(2^n). In: loose. Out: tight if n > 0. Cost nS.
    const fn square_times(&self, n: usize) -> Self {
        let mut power = *self;
        let mut i = 0;
        while i < n {
            power = power.square();
            i += 1;
        }
        power
    }

    /// a^(2^252 − 3) = a^((p−5)/8). In: loose. Out: tight. Cost 252S + 11M, by runs of ones that grow.
    const fn pow_p58(&self) -> Self {
        let ones_2 = self.square().mul(self); // a^(2^2 − 1)
        let ones_4 = ones_2.square_times(2).mul(&ones_2);
        let ones_5 = ones_4.square().mul(self);
        let ones_10 = ones_5.square_times(5).mul(&ones_5);
        let ones_20 = ones_10.square_times(10).mul(&ones_10);
        let ones_40 = ones_20.square_times(20).mul(&ones_20);
        let ones_50 = ones_40.square_times(10).mul(&ones_10);
        let ones_100 = ones_50.square_times(50).mul(&ones_50);
        let ones_200 = ones_100.square_times(100).mul(&ones_100);
        let ones_250 = ones_200.square_times(50).mul(&ones_50);
        ones_250.square_times(2).mul(self)
    }

    /// A square root of u/v; None if u/v is not a square (RFC 8032, 5.1.3, step 3). In: loose, v ≠ 0. Out: tight.
    pub(crate) const fn sqrt_ratio(u: &Self, v: &Self) -> Option<Self> {
        let v3 = v.square().mul(v);
        let v7 = v3.square().mul(v);
        let x = u.mul(&v3).mul(&u.mul(&v7).pow_p58()); // u·v³·(u·v⁷)^((p−5)/8)
        let vx2 = v.mul(&x.square());
        if u.equals(&vx2) {
            Some(x)
        } else if u.add(&vx2).is_zero() {
            Some(x.mul(&Self::SQRT_MINUS_ONE))
        } else {
            None
        }
    }

    /// 1/a; 0 for 0. In: loose. Out: tight. By division steps, about half as long as a^(p−2) takes.
    pub(crate) fn invert(&self) -> Self {
        const INVERTER: Inverter<5> = Inverter::new(&P);
        Self::tight(INVERTER.invert(&self.canonical()))
    }

    /// `yes` if `condition`, else `no`, without a branch.
    #[inline(always)]
    pub(crate) const fn select(condition: bool, yes: &Self, no: &Self) -> Self {
        Self { limbs: limbs::select(condition, &yes.limbs, &no.limbs), magnitude: yes.magnitude.either(no.magnitude) }
    }
}

/// The same field as residues, for lanes, which are left below p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prime;

impl Modulus<4> for Prime {
    const MODULUS: [u64; 4] = P;
    const ONE: [u64; 4] = [1, 0, 0, 0];
    const ENTER: [u64; 4] = [1, 0, 0, 0];

    #[inline(always)]
    fn reduce(wide: Wide<4>) -> [u64; 4] {
        Fe::fold(&wide).canonical()
    }

    fn invert(x: &[u64; 4]) -> [u64; 4] {
        Fe::tight(*x).invert().limbs
    }
}

impl InLanes<4, 5> for Prime {
    const ONE_IN_LANES: [u64; 5] = [1, 0, 0, 0, 0];
    const SHIFT: usize = 0;
    const RETURN: usize = 0;

    /// 2^260 ≡ 19·2^5 folds the high half into the low one. From that sum, 2^255 ≡ 19 folds what is left above.
    ///
    /// Bounds: w < 2^520, so the first sum is below 2^260 + 2^260·2^10, and its part above 2^255 below 2^16. So the
    /// second sum is tight: below 2^255 + 2^21.
    #[inline(always)]
    fn reduce_columns<V: Lanes>(w: [[V; 5]; 2]) -> [V; 5] {
        let [a0, a1, a2, a3, a4, a5] = fold_columns(w, 19 << 5);
        let above = a5.shift_left(5).or(a4.shift_right(47));
        let a4 = a4.and(a0.splat((1 << 47) - 1));
        carry([a0.add_low(above, a0.splat(19)), a1, a2, a3, a4])
    }
}

impl Fe {
    /// Four limbs of the element, as lanes take them.
    pub(crate) const fn limbs(&self) -> &[u64; 4] {
        &self.limbs
    }

    /// The element that left lanes. Out: tight.
    pub(crate) const fn from_residue(residue: &Residue<Prime, 4>) -> Self {
        Self::tight(residue.limbs)
    }
}

/// Little-endian bytes as a number (RFC 8032, 5.1.2).
pub(crate) fn from_le_bytes(bytes: &[u8; 32]) -> [u64; 4] {
    let (limbs, _) = bytes.as_chunks();
    core::array::from_fn(|i| u64::from_le_bytes(limbs[i]))
}

/// A number as little-endian bytes (RFC 8032, 5.1.2).
pub(crate) fn to_le_bytes(number: &[u64; 4]) -> [u8; 32] {
    let mut bytes = [0; 32];
    let (limbs, _) = bytes.as_chunks_mut();
    for (chunk, limb) in limbs.iter_mut().zip(number) {
        *chunk = limb.to_le_bytes();
    }
    bytes
}

#[cfg(test)]
mod tests;

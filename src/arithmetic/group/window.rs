//! Scalar multiplication without a comb: a sliding window over a few odd multiples.

use core::fmt;

use super::{
    straus::Multiple,
    weierstrass::{Affine, Curve, Jacobian, NumberOf},
};
use crate::arithmetic::{field::Number, integer::recoding::Part};

/// Width of the non-adjacent form: an addition for about one bit in six.
const WIDTH: usize = 5;

/// P, 3·P, 5·P … 15·P: 2^(`WIDTH` − 2) points.
pub(crate) struct Window<C: Curve> {
    odd: [Affine<C>; 8],
}

impl<C: Curve> Window<C> {
    /// The odd multiples of `point`. Cost: a doubling, 7 additions, an inversion.
    ///
    /// None if one of them is O, which an order above 15 rules out.
    pub(crate) fn new(point: &Affine<C>) -> Option<Self> {
        let mut multiple = Jacobian::from(*point);
        let twice = multiple.double();
        let odd = core::array::from_fn::<_, 8, _>(|_| {
            let odd = multiple;
            multiple = multiple.add(&twice);
            odd
        });
        let odd = Jacobian::normalize_all(&odd)?.try_into().ok()?;
        Some(Self { odd })
    }

    /// k·P for any k, 0 included: a doubling per bit of the longer part of k.
    pub(crate) fn multiple<'a>(&'a self, k: &NumberOf<C>) -> impl Multiple<C> + use<'a, C> {
        let parts = C::split(k).map(|Part { magnitude, negative }| {
            let (length, digits) = magnitude.non_adjacent(WIDTH);
            Digits { length, digits, negative }
        });
        WindowMultiple { window: self, parts }
    }
}

impl<C: Curve> fmt::Debug for Window<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").finish_non_exhaustive()
    }
}

/// A part of the scalar in non-adjacent form, with the sign of all digits apart.
struct Digits<D> {
    length: usize,
    digits: D,
    negative: bool,
}

impl<D: Fn(usize) -> i8> Digits<D> {
    /// The multiple of the window's point that the digit in the column is; None for 0.
    #[inline(always)]
    fn entry<C: Curve>(&self, window: &Window<C>, column: usize) -> Option<Affine<C>> {
        let digit = if column < self.length { (self.digits)(column) } else { 0 };
        if digit == 0 {
            return None;
        }
        let odd = window.odd.get(usize::from(digit.unsigned_abs() / 2))?;
        Some(odd.negate_if((digit < 0) != self.negative))
    }
}

/// A multiple of the window's point P by the parts k0 of P and k1 of φ(P): an addition per digit that is not 0, and the
/// endomorphism for those of k1.
struct WindowMultiple<'a, C: Curve, D> {
    window: &'a Window<C>,
    parts: [Digits<D>; 2],
}

impl<C: Curve, D: Fn(usize) -> i8> Multiple<C> for WindowMultiple<'_, C, D> {
    fn columns(&self) -> usize {
        let [first, second] = &self.parts;
        first.length.max(second.length)
    }

    #[inline]
    fn add_column(&self, column: usize, mut sum: Jacobian<C>) -> Jacobian<C> {
        let [first, second] = &self.parts;
        if let Some(point) = first.entry(self.window, column) {
            sum = sum.add_affine(&point);
        }
        if let Some(point) = second.entry(self.window, column) {
            sum = sum.add_affine(&C::endomorphism(&point));
        }
        sum
    }
}

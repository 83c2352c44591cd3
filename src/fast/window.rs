//! Multiples of a point for which no table was asked: a sliding window over its first odd multiples.

use core::fmt;

use super::residue::Number;
use super::weierstrass::{Affine, Curve, Jacobian, Multiple, NumberOf};

/// Width of the non-adjacent form: an addition for about one bit in six.
const WIDTH: usize = 5;

/// P, 3·P, 5·P … 15·P: 2^(`WIDTH` − 2) points.
pub(super) struct Window<C: Curve> {
    odd: [Affine<C>; 8],
}

impl<C: Curve> Window<C> {
    /// The odd multiples of `point`. Cost: a doubling, 7 additions, an inversion.
    ///
    /// None if one of them is O, which an order above 15 rules out.
    pub(super) fn new(point: &Affine<C>) -> Option<Self> {
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

    /// k·P for any k, 0 included: a doubling per bit.
    pub(super) fn multiple<'a>(&'a self, k: &NumberOf<C>) -> impl Multiple<C> + use<'a, C> {
        let (length, digits) = k.non_adjacent(WIDTH);
        WindowMultiple { window: self, length, digits }
    }
}

impl<C: Curve> fmt::Debug for Window<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").finish_non_exhaustive()
    }
}

/// A multiple of the window's point: an addition per digit that is not 0.
struct WindowMultiple<'a, C: Curve, D> {
    window: &'a Window<C>,
    length: usize,
    digits: D,
}

impl<C: Curve, D: Fn(usize) -> i8> Multiple<C> for WindowMultiple<'_, C, D> {
    fn columns(&self) -> usize {
        self.length
    }

    #[inline]
    fn add_column(&self, column: usize, sum: Jacobian<C>) -> Jacobian<C> {
        let digit = (self.digits)(column);
        if digit == 0 {
            return sum;
        }
        match self.window.odd.get(usize::from(digit.unsigned_abs() / 2)) {
            Some(odd) => sum.add_affine(&odd.negate_if(digit < 0)),
            None => sum,
        }
    }
}

//! Multiples of a point for which no table was asked: a sliding window over its first odd multiples.

use super::{Cached, Completed, Curve, Extended, Multiple};
use crate::arithmetic::integer::recoding::NonAdjacent;

/// Width of the non-adjacent form: an addition for about one bit in six.
const WIDTH: usize = 5;

/// P, 3·P, 5·P … 15·P: 2^(`WIDTH` − 2) points.
#[derive(Clone, Debug)]
pub(crate) struct Window<C: Curve> {
    odd: [Cached<C>; 8],
}

impl<C: Curve> Window<C> {
    /// The odd multiples of `point`. Cost: a doubling and 7 additions of 9M.
    pub(crate) fn new(point: &Extended<C>) -> Self {
        let twice = point.double_times(1).cached();
        let mut multiple = *point;
        let odd = core::array::from_fn(|_| {
            let odd = multiple.cached();
            multiple = multiple.add(&twice, false).to_extended();
            odd
        });
        Self { odd }
    }

    /// k·P, or −k·P if `negative`, for k a whole number.
    pub(crate) fn multiple<'a, const N: usize>(
        &'a self,
        k: &[u64; N],
        negative: bool,
    ) -> impl Multiple<C> + use<'a, N, C> {
        WindowMultiple { window: self, form: NonAdjacent::new(k, WIDTH), negative }
    }
}

/// A multiple of a window's point: an addition of 8M per digit that is not 0.
struct WindowMultiple<'a, C: Curve, const N: usize> {
    window: &'a Window<C>,
    form: NonAdjacent<N>,
    negative: bool,
}

impl<C: Curve, const N: usize> Multiple<C> for WindowMultiple<'_, C, N> {
    fn columns(&self) -> usize {
        self.form.length()
    }

    #[inline(always)]
    fn add_column(&self, column: usize, sum: Completed<C>) -> Completed<C> {
        let digit = self.form.digit(column);
        if digit == 0 {
            return sum;
        }
        match self.window.odd.get(usize::from(digit.unsigned_abs() / 2)) {
            Some(odd) => sum.to_extended().add(odd, (digit < 0) != self.negative),
            None => sum,
        }
    }
}

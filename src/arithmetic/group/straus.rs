//! Sums of two multiples with shared doublings (Straus, Amer. Math. Monthly 71 (1964), 806–808).

use super::weierstrass::{Curve, Jacobian};

/// A multiple of one point as a sum over columns: Σ 2^column·(what `add_column` adds).
pub(crate) trait Multiple<C: Curve> {
    /// Number of columns; one above the doublings that they need.
    fn columns(&self) -> usize;
    /// `sum` and what this multiple has in the column, which is below `columns`.
    fn add_column(&self, column: usize, sum: Jacobian<C>) -> Jacobian<C>;
}

/// The multiple 0·P is None.
impl<C: Curve, M: Multiple<C>> Multiple<C> for Option<M> {
    fn columns(&self) -> usize {
        self.as_ref().map_or(0, M::columns)
    }

    #[inline(always)]
    fn add_column(&self, column: usize, sum: Jacobian<C>) -> Jacobian<C> {
        match self {
            Some(multiple) => multiple.add_column(column, sum),
            None => sum,
        }
    }
}

/// The sum of two multiples. Cost: the doublings of the longer one, and the additions of both.
pub(crate) fn sum<C: Curve>(first: &impl Multiple<C>, second: &impl Multiple<C>) -> Jacobian<C> {
    let mut sum = Jacobian::INFINITY;
    for column in (0..first.columns().max(second.columns())).rev() {
        if !sum.is_infinity() {
            sum = sum.double();
        }
        if column < first.columns() {
            sum = first.add_column(column, sum);
        }
        if column < second.columns() {
            sum = second.add_column(column, sum);
        }
    }
    sum
}

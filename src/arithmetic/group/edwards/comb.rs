//! Tables of multiples of a point for signed multi-combs ([`Shape`]).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::{Affine, Completed, Curve, Extended, LazyField as _, Multiple};
use crate::arithmetic::integer::limbs;
use crate::arithmetic::integer::recoding::{Digit, Shape, Signs};

/// The table of a point P: entry m of block j is 2^position(j, top)·P + Σ ±2^position(j, τ)·P over the teeth τ below
/// the top one, plus where bit τ of m is set.
///
/// An entry may be neutral or of small order, whatever P is: the group law has no exceptional case.
pub(crate) struct Comb<C: Curve> {
    shape: Shape,
    /// Those of all blocks, P, and the neutral point.
    entries: Box<[Affine<C>]>,
}

/// How many points a comb has behind the entries of its blocks.
const BEHIND: usize = 2;

impl<C: Curve> Comb<C> {
    /// The table of `point`. Cost: 4S + 3M a bit, 15M an entry, 1I.
    pub(crate) fn new(point: &Extended<C>, shape: Shape) -> Self {
        let mut entries = Vec::with_capacity(shape.points() + BEHIND);
        let mut power = *point; // 2^bit·P
        let mut bit = 0;
        for block in 0..shape.blocks() {
            let teeth: Vec<Extended<C>> = (0..shape.teeth())
                .map(|tooth| {
                    let position = shape.position(block, tooth);
                    power = power.double_times(position - bit);
                    bit = position;
                    power
                })
                .collect();
            let Some((top, lower)) = teeth.split_last() else { continue };
            // Entry 0 has every sign −; turning that of a tooth into + adds the tooth twice.
            let first = entries.len();
            entries.push(lower.iter().fold(*top, |entry, tooth| entry.add(&tooth.cached(), true).to_extended()));
            for tooth in lower {
                let twice = tooth.double_times(1).cached();
                for i in first..entries.len() {
                    if let Some(entry) = entries.get(i) {
                        entries.push(entry.add(&twice, false).to_extended());
                    }
                }
            }
        }
        debug_assert!(entries.len() == shape.points());
        let neutral = Extended { x: C::Field::ZERO, y: C::Field::ONE, z: C::Field::ONE, t: C::Field::ZERO };
        entries.extend([*point, neutral]);
        Self { shape, entries: Affine::normalize(&entries) }
    }

    /// k·P, for k a whole number: no multiple of any order is added to it. In: k + 1 < 2^bits of the shape.
    ///
    /// Signed digits form odd numbers only. For an even k they form k + 1, and P is subtracted in the end.
    pub(crate) fn multiple<'a, const N: usize>(&'a self, k: &[u64; N]) -> CombMultiple<'a, C, N> {
        let even = !limbs::bit(k, 0);
        let mut odd = *k;
        if let Some(lowest) = odd.first_mut() {
            *lowest |= 1;
        }
        CombMultiple { comb: self, signs: Signs::odd(&odd, false, self.shape), even }
    }

    /// The bytes of a table of this shape.
    pub(crate) const fn bytes_for(shape: Shape) -> usize {
        (shape.points() + BEHIND) * size_of::<Affine<C>>()
    }

    /// The shape of the table.
    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// The neutral point.
    pub(super) fn neutral(&self) -> Option<&Affine<C>> {
        self.entries.last()
    }

    /// Bytes that the table holds.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val::<[Affine<C>]>(&self.entries)
    }
}

impl<C: Curve> fmt::Debug for Comb<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Comb").field("shape", &self.shape).finish_non_exhaustive()
    }
}

/// A multiple of a comb's point: an addition of 7M per digit.
pub(crate) struct CombMultiple<'a, C: Curve, const N: usize> {
    comb: &'a Comb<C>,
    signs: Signs<N>,
    even: bool,
}

impl<'a, C: Curve, const N: usize> CombMultiple<'a, C, N> {
    /// The point that a block adds in a column, and whether its opposite is added. Never `None`.
    #[inline(always)]
    pub(super) fn entry(&self, block: usize, column: usize) -> Option<(&'a Affine<C>, bool)> {
        let Digit { index, negative } = self.signs.digit(block, column);
        let entry = self.comb.entries.get(block * self.comb.shape.points_per_block() + index)?;
        Some((entry, negative))
    }

    /// The point that is subtracted in the end, if one is.
    pub(super) fn rest(&self) -> Option<&'a Affine<C>> {
        self.comb.entries.get(self.comb.shape.points()).filter(|_| self.even)
    }
}

impl<C: Curve, const N: usize> Multiple<C> for CombMultiple<'_, C, N> {
    fn columns(&self) -> usize {
        self.comb.shape.spacing()
    }

    #[inline(always)]
    fn add_column(&self, column: usize, mut sum: Completed<C>) -> Completed<C> {
        let shape = self.comb.shape;
        for block in (0..shape.blocks()).filter(|block| column < shape.columns(*block)) {
            if let Some((entry, negative)) = self.entry(block, column) {
                sum = sum.to_extended().add_affine(entry, negative);
            }
        }
        sum
    }

    fn add_rest(&self, sum: Completed<C>) -> Completed<C> {
        match self.rest() {
            Some(point) => sum.to_extended().add_affine(point, true),
            None => sum,
        }
    }
}

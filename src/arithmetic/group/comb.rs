//! Signed multi-combs: a table of a point's multiples from which any multiple costs few additions.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::mem::size_of_val;

use once_cell::race::OnceBox;

use super::{
    straus::Multiple,
    weierstrass::{Affine, Constants as _, Curve, Jacobian, NumberOf},
};
use crate::arithmetic::{
    field::{Field, Number},
    integer::recoding::{Digit, Shape},
};

/// The table of a point P for a [`Shape`]: for block after block, entry m is (2^p + Σ ±2^pτ)·P, p the position of the
/// block's highest tooth, pτ that of tooth τ below it, and + where bit τ of m is set.
pub(crate) struct Comb<C: Curve> {
    shape: Shape,
    entries: Box<[Affine<C>]>,
}

impl<C: Curve> Comb<C> {
    /// The table of `point`.
    ///
    /// Cost: a doubling per bit of the shape, 16 multiplications per tooth, 6 per entry, and an inversion per tooth of
    /// a block. None if an entry is O or an addition exceptional. That depends on the shape and the order alone, and
    /// happens for none of the shapes in use, which a test shows at G.
    pub(crate) fn new(point: &Affine<C>, shape: Shape) -> Option<Self> {
        let (first, steps) = Self::first_entries_and_steps(point, shape)?;
        let mut blocks: Vec<Vec<Affine<C>>> = first.into_iter().map(|entry| Vec::from([entry])).collect();
        // Tooth by tooth: where it counts + instead of −, an entry is larger by 2·2^pτ·P.
        for tooth in 0..shape.teeth() - 1 {
            let mut pairs = Vec::new();
            for (block, steps) in blocks.iter().zip(steps.chunks(shape.teeth() - 1)) {
                let step = steps.get(tooth)?;
                pairs.extend(block.iter().map(|entry| (*entry, *step)));
            }
            let sums = Affine::add_pairs(&pairs)?;
            for (block, sums) in blocks.iter_mut().zip(sums.chunks(1 << tooth)) {
                block.extend_from_slice(sums);
            }
        }
        let entries: Box<[Affine<C>]> = blocks.concat().into();
        debug_assert!(entries.len() == shape.points());
        Some(Self { shape, entries })
    }

    /// Entry 0 of each block, (2^p − Σ 2^pτ)·P, and block by block 2·2^pτ·P for each tooth τ below the highest.
    #[expect(clippy::type_complexity, reason = "two lists of points")]
    fn first_entries_and_steps(point: &Affine<C>, shape: Shape) -> Option<(Vec<Affine<C>>, Vec<Affine<C>>)> {
        let mut power = Jacobian::from(*point); // 2^bit·P
        let mut bit = 0;
        let (mut first, mut steps) = (Vec::new(), Vec::new());
        for block in 0..shape.blocks() {
            let mut entry = Jacobian::INFINITY;
            for tooth in 0..shape.teeth() {
                while bit < shape.position(block, tooth) {
                    power = power.double();
                    bit += 1;
                }
                if tooth + 1 < shape.teeth() {
                    entry = entry.add(&power.neg());
                    power = power.double();
                    bit += 1;
                    steps.push(power);
                } else {
                    first.push(entry.add(&power));
                }
            }
        }
        let mut points = first;
        points.append(&mut steps);
        let mut first = Jacobian::normalize_all(&points)?;
        let steps = first.split_off(shape.blocks());
        Some((first, steps))
    }

    /// k·P. In: k < n; None for k = 0, which the signed digits cannot write and which adds nothing.
    pub(crate) fn multiple<'a>(&'a self, k: &NumberOf<C>) -> Option<impl Multiple<C> + use<'a, C>> {
        debug_assert!(k.is_below(&C::Scalar::MODULUS));
        (!k.is_zero()).then(|| CombMultiple { comb: self, digits: k.comb_digits(&C::Scalar::MODULUS, self.shape) })
    }

    /// The shape of the table.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Entry `index` of block `block`. `None` beyond what the shape has.
    #[inline]
    pub(crate) fn entry(&self, block: usize, index: usize) -> Option<&Affine<C>> {
        let points = self.shape.points_per_block();
        if index < points { self.entries.get(block * points + index) } else { None }
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

/// Where a curve's generator keeps its comb.
pub(crate) type Once<C> = OnceBox<Comb<C>>;

/// A curve whose generator has a comb, which all keys of the process share.
pub(crate) trait Generator: Curve {
    /// Where the comb is kept.
    fn once() -> &'static Once<Self>;

    /// The comb for G, computed at its first use in the process. Threads that race compute it twice and keep one.
    ///
    /// Never None, as a test shows for each curve: without it no signature would verify.
    fn comb() -> Option<&'static Comb<Self>> {
        let comb = Self::once().get_or_try_init(|| {
            let comb = Affine::generator().and_then(|g| Comb::new(&g, Self::Constants::GENERATOR_SHAPE));
            comb.map(Box::new).ok_or(())
        });
        debug_assert!(comb.is_ok());
        comb.ok()
    }
}

/// A multiple of the comb's point: an addition per digit.
struct CombMultiple<'a, C: Curve, D> {
    comb: &'a Comb<C>,
    digits: D,
}

impl<C: Curve, D: Fn(usize, usize) -> Digit> Multiple<C> for CombMultiple<'_, C, D> {
    fn columns(&self) -> usize {
        self.comb.shape.spacing()
    }

    #[inline]
    fn add_column(&self, column: usize, mut sum: Jacobian<C>) -> Jacobian<C> {
        let shape = self.comb.shape;
        for (block, entries) in self.comb.entries.chunks_exact(shape.points_per_block()).enumerate() {
            if column < shape.columns(block) {
                let Digit { index, negative } = (self.digits)(block, column);
                if let Some(entry) = entries.get(index) {
                    sum = sum.add_affine(&entry.negate_if(negative));
                }
            }
        }
        sum
    }
}

//! Eight sums of two multiples at once, one in each lane, by the combs of two points.
//!
//! All lanes do the same additions of other points. The formulas are those of [`edwards`](super), which have no
//! exceptional case, so every lane has its sum.
#![allow(clippy::indexing_slicing, reason = "lanes are below 8, combs below 2")]

use super::{
    Affine, Curve, LazyField, Projective,
    comb::{Comb, CombMultiple},
};
use crate::arithmetic::{
    field::{
        Residue,
        lanes::{Eight, InLanes},
    },
    kernel::lanes::{Lanes, Task},
};

/// A field whose elements are computed with in lanes.
pub(crate) trait FieldInLanes<const N: usize, const L: usize>: LazyField {
    /// The modulus.
    type Modulus: InLanes<N, L>;
    /// Limbs in the form that the modulus has. In lanes they are below 2.01·m.
    fn limbs(&self) -> &[u64; N];
    /// The element that left lanes. Out: tight.
    fn from_residue(residue: &Residue<Self::Modulus, N>) -> Self;
}

/// u·P + v·Q for eight pairs of whole numbers, each below 2^bits of its comb's shape less one.
pub(crate) struct Sums<'a, C: Curve, const N: usize, const L: usize> {
    /// Those of P and Q.
    pub(crate) combs: [&'a Comb<C>; 2],
    /// u and v of each lane.
    pub(crate) scalars: &'a [[[u64; N]; 2]; 8],
}

impl<C, M, const N: usize, const L: usize> Task for Sums<'_, C, N, L>
where
    C: Curve<Field: FieldInLanes<N, L, Modulus = M>>,
    M: InLanes<N, L>,
{
    /// Never `None`.
    type Output = Option<[Projective<C>; 8]>;

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output {
        let combs = [0, 1].map(|i| {
            let comb = self.combs[i];
            (comb, self.scalars.each_ref().map(|scalars| comb.multiple(&scalars[i])))
        });
        let columns = combs[0].0.shape().spacing().max(combs[1].0.shape().spacing());
        let mut sum = Completed::<M, V, N, L>::neutral::<C>(token);
        for column in (0..columns).rev() {
            if column + 1 < columns {
                sum = sum.double();
            }
            for (comb, multiples) in &combs {
                let shape = comb.shape();
                for block in (0..shape.blocks()).filter(|block| column < shape.columns(*block)) {
                    let mut entries = [multiples[0].entry(block, column)?; 8];
                    for lane in 1..8 {
                        entries[lane] = multiples[lane].entry(block, column)?;
                    }
                    sum = sum.add_affine(&EightAffine::enter(token, &entries));
                }
            }
        }
        for (comb, multiples) in &combs {
            sum = sum.add_affine(&EightAffine::enter(token, &rest(multiples, comb.neutral()?)));
        }
        Some(sum.leave())
    }
}

/// The point that each lane subtracts in the end, with its sign.
fn rest<'a, C: Curve, const N: usize>(
    multiples: &[CombMultiple<'a, C, N>; 8],
    neutral: &'a Affine<C>,
) -> [(&'a Affine<C>, bool); 8] {
    multiples.each_ref().map(|multiple| (multiple.rest().unwrap_or(neutral), true))
}

/// Eight points as results of an addition or a doubling, as of [`edwards`](super::Completed).
struct Completed<M, V, const N: usize, const L: usize> {
    e: Eight<M, V, N, L>,
    f: Eight<M, V, N, L>,
    g: Eight<M, V, N, L>,
    h: Eight<M, V, N, L>,
}

/// Eight points of tables, or their opposites, as [`Affine`]. Below 2.01·m, and ±d·x·y below 3·m.
struct EightAffine<M, V, const N: usize, const L: usize> {
    half_sum: Eight<M, V, N, L>,
    half_difference: Eight<M, V, N, L>,
    dxy: Eight<M, V, N, L>,
}

impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> EightAffine<M, V, N, L> {
    /// −Q exchanges the sum with the difference, and has −d·x·y.
    #[inline(always)]
    fn enter<C: Curve<Field: FieldInLanes<N, L, Modulus = M>>>(
        token: V::Token,
        points: &[(&Affine<C>, bool); 8],
    ) -> Self {
        let (first, _) = points[0];
        let mut limbs = [[first.dxy.limbs(); 8]; 3];
        let mut negatives = 0;
        for lane in 0..8 {
            let (point, negative) = points[lane];
            let halves = [point.half_sum.limbs(), point.half_difference.limbs()];
            limbs[0][lane] = halves[usize::from(negative)];
            limbs[1][lane] = halves[usize::from(!negative)];
            limbs[2][lane] = point.dxy.limbs();
            negatives |= u8::from(negative) << lane;
        }
        Self {
            half_sum: Eight::enter_limbs(token, &limbs[0]),
            half_difference: Eight::enter_limbs(token, &limbs[1]),
            dxy: Eight::enter_limbs(token, &limbs[2]).sum().negate_where::<3>(negatives).carry(),
        }
    }
}

/// Bounds are in units of m, by those of a product (`field::lanes`): a·b/16 + 1. Results of doublings and additions have
/// E < 6.1, F < 6.9, G < 4.3 and H < 3.5, and so X < 3.64, Y < 1.95, Z < 2.86 and T < 2.34.
impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> Completed<M, V, N, L> {
    /// The neutral point in each lane.
    #[inline(always)]
    fn neutral<C: Curve<Field: FieldInLanes<N, L, Modulus = M>>>(token: V::Token) -> Self {
        let zero = Eight::enter_limbs(token, &[C::Field::ZERO.limbs(); 8]);
        let one = Eight::enter_limbs(token, &[C::Field::ONE.limbs(); 8]);
        Self { e: zero, f: one, g: one, h: one }
    }

    /// 2·self, by the formulas of [`Projective::double`].
    #[inline(always)]
    fn double(&self) -> Self {
        let (x, y, z) = (self.e.mul(&self.f), self.g.mul(&self.h), self.f.mul(&self.g));
        let a = x.square().sum(); // X² < 1.83
        let b = y.square().sum(); // Y² < 1.24
        let zz = z.square().sum(); // Z² < 1.52
        let square = x.sum().add(&y.sum()).carry().square().sum(); // (X + Y)² < 2.96
        let h = a.add(&b); // H = A + B < 3.07
        let g = a.minus::<2, 1>(&b); // G = A − B + 2 < 3.83
        let f = g.add(&zz.times_power_of_two(1)); // F = G + 2·Z² < 6.87
        Self { e: h.minus::<3, 1>(&square).carry(), f: f.carry(), g: g.carry(), h: h.carry() } // E < 3.07 + 3
    }

    /// self + q, by the formulas of [`Extended::add_affine`](super::Extended::add_affine).
    #[inline(always)]
    fn add_affine(&self, q: &EightAffine<M, V, N, L>) -> Self {
        let (x, y) = (self.e.mul(&self.f).sum(), self.g.mul(&self.h).sum());
        let (d, t) = (self.f.mul(&self.g).sum(), self.e.mul(&self.h)); // D = Z
        let a = y.minus::<4, 1>(&x).carry().mul(&q.half_difference).sum(); // A = (Y − X + 4)·… < 1.75
        let b = y.add(&x).carry().mul(&q.half_sum).sum(); // B = (Y + X)·… < 1.71
        let c = t.mul(&q.dxy).sum(); // C < 1.44
        Self {
            e: b.minus::<2, 1>(&a).carry(), // E = B − A + 2 < 3.71
            f: d.minus::<2, 1>(&c).carry(), // F = D − C + 2 < 4.86
            g: d.add(&c).carry(),           // G = D + C < 4.3
            h: b.add(&a).carry(),           // H = B + A < 3.46
        }
    }

    /// The point of each lane.
    #[inline(always)]
    fn leave<C: Curve<Field: FieldInLanes<N, L, Modulus = M>>>(&self) -> [Projective<C>; 8] {
        let x = self.e.mul(&self.f).sum().tighten().leave();
        let y = self.g.mul(&self.h).sum().tighten().leave();
        let z = self.f.mul(&self.g).sum().tighten().leave();
        core::array::from_fn(|lane| {
            let [x, y, z] = [x[lane], y[lane], z[lane]].each_ref().map(C::Field::from_residue);
            Projective { x, y, z }
        })
    }
}

#[cfg(test)]
mod tests {
    //! Sums in lanes against those of single points, on a tiny curve for all scalars.

    use alloc::vec::Vec;

    use super::*;
    use crate::arithmetic::{
        field::Field,
        group::{
            edwards::{Extended, sum},
            toy::Small,
        },
        integer::recoding::Shape,
        kernel::lanes,
    };

    type Element = Residue<Small<73>, 1>;

    /// −x² + y² = 1 + 5·x²·y² modulo 73: a cyclic group of 8·11 points.
    #[derive(Clone, Copy, Debug)]
    struct Toy;

    /// 5·2^64 mod 73, which stands for 5.
    const FIVE: u64 = 10;

    impl Curve for Toy {
        type Field = Element;
        const D: Element = Element::from_limbs([FIVE]);
    }

    impl LazyField for Element {
        const ZERO: Self = <Self as Field>::ZERO;
        const ONE: Self = <Self as Field>::ONE;

        fn add(&self, b: &Self) -> Self {
            Field::add(self, b)
        }

        fn sub(&self, b: &Self) -> Self {
            Field::sub(self, b)
        }

        fn neg(&self) -> Self {
            Field::neg(self)
        }

        fn mul(&self, b: &Self) -> Self {
            Field::mul(self, b)
        }

        fn square(&self) -> Self {
            Field::square(self)
        }

        fn is_zero(&self) -> bool {
            Field::is_zero(self)
        }

        fn invert(&self) -> Self {
            Field::invert(self)
        }

        fn select(condition: bool, yes: &Self, no: &Self) -> Self {
            if condition { *yes } else { *no }
        }
    }

    impl FieldInLanes<1, 2> for Element {
        type Modulus = Small<73>;

        fn limbs(&self) -> &[u64; 1] {
            Self::limbs(self)
        }

        fn from_residue(residue: &Self) -> Self {
            *residue
        }
    }

    /// Every point, found by trying every pair of coordinates.
    fn points() -> Vec<Extended<Toy>> {
        let element = |number: u64| Element::from_number(&[number]).unwrap();
        let pairs = (0..73).flat_map(|x| (0..73).map(move |y| Extended::from_affine(element(x), element(y))));
        let on_curve = |point: &Extended<Toy>| Projective::<Toy> { x: point.x, y: point.y, z: point.z }.is_on_curve();
        let points: Vec<_> = pairs.filter(on_curve).collect();
        assert_eq!(points.len(), 88);
        points
    }

    fn assert_same(left: &Projective<Toy>, right: &Projective<Toy>) {
        assert!(left.is_on_curve() && right.is_on_curve());
        assert_eq!(Field::mul(&left.x, &right.z), Field::mul(&right.x, &left.z));
        assert_eq!(Field::mul(&left.y, &right.z), Field::mul(&right.y, &left.z));
    }

    /// Every u and v, for pairs of points among which are equal, opposite and neutral ones, and some of small order.
    #[test]
    fn every_sum_on_a_tiny_curve_is_that_of_single_points() {
        let points = points();
        let mut pairs: Vec<_> = (0..88).step_by(11).map(|i| (points[i], points[i * 7 % 88])).collect();
        pairs.extend([(points[5], points[5]), (points[5], points[5].neg())]);
        let neutral = points.iter().find(|point| Field::is_zero(&point.x) && point.y == point.z).unwrap();
        pairs.extend([(*neutral, points[9]), (points[9], *neutral)]);
        for (i, (p, q)) in pairs.iter().enumerate() {
            let shapes = [Shape::new(7, 2, 2), Shape::new(7, 3, 1)];
            let combs = [Comb::new(p, shapes[i % 2]), Comb::new(q, shapes[i / 2 % 2])];
            let all: Vec<[[u64; 1]; 2]> = (0..88).flat_map(|u| (0..88).map(move |v| [[u], [v]])).collect();
            for scalars in all.as_chunks().0 {
                for eight in lanes::Eight::all() {
                    let found = eight.run(Sums { combs: [&combs[0], &combs[1]], scalars }).unwrap();
                    for (found, [u, v]) in found.iter().zip(scalars) {
                        assert_same(found, &sum(&(combs[0].multiple(u), combs[1].multiple(v))));
                    }
                }
            }
        }
    }
}

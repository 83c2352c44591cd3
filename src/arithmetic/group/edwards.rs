//! Twisted Edwards curves −x² + y² = 1 + d·x²·y² with −1 a square and d none: one generic group law.
//!
//! On such a curve the formulas below hold for every pair of points, equal, inverse, neutral or of small order
//! (Bernstein, Birkner, Joye, Lange, Peters, ePrint 2008/013, section 6; Hisil, Wong, Carter, Dawson, ePrint 2008/522):
//! **there is no exceptional case**, and no Z is ever 0. `toy` tries every pair of points of a tiny curve with the same
//! code.
//!
//! Fields may reduce lazily, so each operation of [`LazyField`] says which arguments are *tight* (as a product is) and
//! which may be *loose* (as a sum is). The coordinates of [`Projective`] and [`Extended`] points are tight, those of
//! [`Completed`] points and of second operands are loose.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Debug;

pub(crate) mod comb;
#[cfg_attr(
    not(any(target_arch = "x86_64", test, feature = "cpu-override")),
    allow(dead_code, reason = "only x86-64 has lanes, and tests")
)]
pub(crate) mod lanes;
#[cfg(test)]
mod toy;
pub(crate) mod window;

/// The field operations that the group law needs. A field may reduce lazily.
pub(crate) trait LazyField: Copy + Debug {
    const ZERO: Self;
    const ONE: Self;

    /// a + b. In: a loose, b tight. Out: loose.
    fn add(&self, b: &Self) -> Self;
    /// a − b. In: a loose, b tight. Out: loose.
    fn sub(&self, b: &Self) -> Self;
    /// −a. In: loose. Out: tight.
    fn neg(&self) -> Self;
    /// a·b. In: loose. Out: tight.
    fn mul(&self, b: &Self) -> Self;
    /// a². In: loose. Out: tight.
    fn square(&self) -> Self;
    /// Whether a = 0. In: loose.
    fn is_zero(&self) -> bool;
    /// 1/a. In: loose, not 0. Out: tight.
    fn invert(&self) -> Self;
    /// `yes` if `condition`, else `no`: chosen by masks, where a branch would be mispredicted half of the time.
    fn select(condition: bool, yes: &Self, no: &Self) -> Self;
}

/// A curve −x² + y² = 1 + d·x²·y² over a field in which −1 is a square and d none.
pub(crate) trait Curve: Copy + Debug {
    type Field: LazyField;
    /// d. Tight.
    const D: Self::Field;
}

/// (X : Y : Z) with x = X/Z, y = Y/Z.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projective<C: Curve> {
    pub(crate) x: C::Field,
    pub(crate) y: C::Field,
    pub(crate) z: C::Field,
}

/// (X : Y : Z : T) with x = X/Z, y = Y/Z, x·y = T/Z (RFC 8032, 5.1.4).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extended<C: Curve> {
    pub(crate) x: C::Field,
    pub(crate) y: C::Field,
    pub(crate) z: C::Field,
    pub(crate) t: C::Field,
}

/// The result of an addition or a doubling, in the letters of RFC 8032, 5.1.4: x = E/G, y = H/F.
///
/// The next operation decides which products to compute: a doubling does not use T.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Completed<C: Curve> {
    e: C::Field,
    f: C::Field,
    g: C::Field,
    h: C::Field,
}

/// An affine point as second operand: (y + x)/2, (y − x)/2, d·x·y.
///
/// Halved, because then Z1 need not be doubled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affine<C: Curve> {
    half_sum: C::Field,
    half_difference: C::Field,
    dxy: C::Field,
}

/// A projective point as second operand: Y + X, Y − X, 2·Z, 2·d·T.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cached<C: Curve> {
    sum: C::Field,
    difference: C::Field,
    z2: C::Field,
    dt2: C::Field,
}

impl<C: Curve> Projective<C> {
    /// Whether (−X² + Y²)·Z² = Z⁴ + d·X²·Y² and Z ≠ 0.
    pub(crate) fn is_on_curve(&self) -> bool {
        let [xx, yy, zz] = [self.x, self.y, self.z].map(|coordinate| coordinate.square());
        let left = yy.sub(&xx).mul(&zz);
        let right = zz.square().add(&C::D.mul(&xx).mul(&yy));
        right.sub(&left).is_zero() && !zz.is_zero()
    }

    /// Whether this is (0, 1).
    pub(crate) fn is_neutral(&self) -> bool {
        self.x.is_zero() && self.y.sub(&self.z).is_zero()
    }

    /// 2·P: EFD `twisted-extended-1`, `dbl-2008-hwcd` (RFC 8032, 5.1.4). Cost 4S, then 3M or 4M to multiply out.
    #[inline(always)]
    pub(crate) fn double(&self) -> Completed<C> {
        let a = self.x.square();
        let b = self.y.square();
        let zz = self.z.square();
        let h = a.add(&b);
        let e = h.sub(&self.x.add(&self.y).square()); // H − (X1 + Y1)²
        let g = a.sub(&b);
        let f = g.add(&zz).add(&zz); // C + G with C = 2·Z1²
        Completed { e, f, g, h }
    }
}

impl<C: Curve> Extended<C> {
    /// The point (x, y). In: on the curve, tight. Cost 1M.
    pub(crate) fn from_affine(x: C::Field, y: C::Field) -> Self {
        Self { x, y, z: C::Field::ONE, t: x.mul(&y) }
    }

    /// 2^n·P. Cost n·(4S + 3M), and 1M if n > 0.
    pub(crate) fn double_times(&self, n: usize) -> Self {
        let Some(last) = n.checked_sub(1) else { return *self };
        let start = Projective { x: self.x, y: self.y, z: self.z };
        (0..last).fold(start, |power, _| power.double().to_projective()).double().to_extended()
    }

    /// −P = (−X : Y : Z : −T).
    pub(crate) fn neg(&self) -> Self {
        Self { x: self.x.neg(), t: self.t.neg(), ..*self }
    }

    /// As second operand. Cost 1M by a constant.
    pub(crate) fn cached(&self) -> Cached<C> {
        Cached {
            sum: self.y.add(&self.x),
            difference: self.y.sub(&self.x),
            z2: self.z.add(&self.z),
            dt2: self.t.add(&self.t).mul(&C::D),
        }
    }

    /// P + Q, or P − Q if `negative`: EFD `add-2008-hwcd-3`. Cost 4M, then 3M or 4M to multiply out.
    #[inline(always)]
    pub(crate) fn add(&self, q: &Cached<C>, negative: bool) -> Completed<C> {
        let d = self.z.mul(&q.z2); // D = Z1·2·Z2
        self.add_scaled(&d, [&q.difference, &q.sum], &q.dt2, negative)
    }

    /// P + Q, or P − Q if `negative`, Q affine: EFD `madd-2008-hwcd-3`, all of E, F, G, H halved. Cost 3M, then 3M or
    /// 4M to multiply out.
    #[inline(always)]
    pub(crate) fn add_affine(&self, q: &Affine<C>, negative: bool) -> Completed<C> {
        self.add_scaled(&self.z, [&q.half_difference, &q.half_sum], &q.dxy, negative)
    }

    /// The common part of both additions. In: λ·2·Z1·Z2, tight; λ·(Y2 − X2) and λ·(Y2 + X2); λ·2·d·T2, for any λ ≠ 0.
    ///
    /// −Q exchanges Y2 − X2 with Y2 + X2 and turns C round, which exchanges F with G.
    #[inline(always)]
    fn add_scaled(&self, d: &C::Field, factors: [&C::Field; 2], dt2: &C::Field, negative: bool) -> Completed<C> {
        let [difference, sum] = if negative { [factors[1], factors[0]] } else { factors };
        let a = self.y.sub(&self.x).mul(difference); // A = (Y1 − X1)·(Y2 − X2)
        let b = self.y.add(&self.x).mul(sum); // B = (Y1 + X1)·(Y2 + X2)
        let c = self.t.mul(dt2); // C = T1·2·d·T2
        let (less, more) = (d.sub(&c), d.add(&c));
        let f = C::Field::select(negative, &more, &less); // F = D − C
        let g = C::Field::select(negative, &less, &more); // G = D + C
        Completed { e: b.sub(&a), f, g, h: b.add(&a) }
    }
}

impl<C: Curve> Completed<C> {
    /// The neutral point (0, 1).
    pub(crate) const NEUTRAL: Self = Self { e: C::Field::ZERO, f: C::Field::ONE, g: C::Field::ONE, h: C::Field::ONE };

    /// (E·F : G·H : F·G). Cost 3M.
    #[inline(always)]
    pub(crate) fn to_projective(self) -> Projective<C> {
        Projective { x: self.e.mul(&self.f), y: self.g.mul(&self.h), z: self.f.mul(&self.g) }
    }

    /// (E·F : G·H : F·G : E·H). Cost 4M.
    #[inline(always)]
    pub(crate) fn to_extended(self) -> Extended<C> {
        let Projective { x, y, z } = self.to_projective();
        Extended { x, y, z, t: self.e.mul(&self.h) }
    }
}

impl<C: Curve> Affine<C> {
    /// The points as second operands of mixed additions, by one inversion (Montgomery's trick). Cost 1I, and 7M a
    /// point.
    pub(crate) fn normalize(points: &[Extended<C>]) -> Box<[Self]> {
        let mut product = C::Field::ONE;
        let products: Vec<C::Field> = points
            .iter()
            .map(|point| {
                let before = product; // Z₀·…·Zᵢ₋₁
                product = before.mul(&point.z);
                before
            })
            .collect();
        let mut inverse = product.add(&product).invert(); // 1/(2·Z₀·…·Zᵢ)
        let mut affine: Box<[Self]> = points
            .iter()
            .zip(&products)
            .rev()
            .map(|(point, before)| {
                let half = inverse.mul(before); // 1/(2·Zᵢ)
                inverse = inverse.mul(&point.z);
                let (x, y) = (point.x.mul(&half), point.y.mul(&half)); // x/2, y/2
                let dxy = x.add(&x).mul(&y.add(&y)).mul(&C::D);
                Self { half_sum: y.add(&x), half_difference: y.sub(&x), dxy }
            })
            .collect();
        affine.reverse();
        affine
    }
}

/// A multiple of one point as a sum over columns: Σ 2^column·(what `add_column` adds) + what `add_rest` adds.
pub(crate) trait Multiple<C: Curve> {
    /// Number of columns; one above the doublings that they need.
    fn columns(&self) -> usize;

    /// `sum` and what this multiple has in the column, which is below `columns`.
    fn add_column(&self, column: usize, sum: Completed<C>) -> Completed<C>;

    /// `sum` and what no column has.
    fn add_rest(&self, sum: Completed<C>) -> Completed<C> {
        sum
    }
}

/// A sum of two multiples is one.
impl<C: Curve, M: Multiple<C>, N: Multiple<C>> Multiple<C> for (M, N) {
    fn columns(&self) -> usize {
        self.0.columns().max(self.1.columns())
    }

    #[inline(always)]
    fn add_column(&self, column: usize, mut sum: Completed<C>) -> Completed<C> {
        if column < self.0.columns() {
            sum = self.0.add_column(column, sum);
        }
        if column < self.1.columns() {
            sum = self.1.add_column(column, sum);
        }
        sum
    }

    fn add_rest(&self, sum: Completed<C>) -> Completed<C> {
        self.1.add_rest(self.0.add_rest(sum))
    }
}

/// A sum of multiples with shared doublings of 4S + 3M (Straus, Amer. Math. Monthly 71 (1964), 806–808).
pub(crate) fn sum<C: Curve>(multiples: &impl Multiple<C>) -> Projective<C> {
    let columns = multiples.columns();
    let mut sum = Completed::NEUTRAL;
    for column in (0..columns).rev() {
        if column + 1 < columns {
            sum = sum.to_projective().double();
        }
        sum = multiples.add_column(column, sum);
    }
    let sum = multiples.add_rest(sum).to_projective();
    debug_assert!(sum.is_on_curve());
    sum
}

//! Eight sums u1·G + u2·Q at once, one in each lane, by the combs of G and Q.
//!
//! All lanes do the same additions of other points. Exceptional ones are not met by branches, as in
//! [`weierstrass`](super::weierstrass), but recognised at the end: such an addition gives Z = 0, and every doubling or
//! addition after it keeps Z = 0. A sum with Z = 0 is therefore O or wrong, and the caller computes it again by the
//! complete formulas. A sum with Z ≠ 0 met no exception.
#![allow(clippy::indexing_slicing, reason = "lanes are below 8")]

use super::{
    comb::{Comb, Generator},
    weierstrass::{A, Affine, Constants as _, Curve, Jacobian, NumberOf},
};
use crate::arithmetic::{
    field::{
        Field, Number, Residue,
        lanes::{Eight, InLanes},
    },
    integer::recoding::Digit,
    kernel::lanes::{self, Lanes, Task},
};

/// u1 and u2 of each lane.
pub(crate) type Scalars<C> = [[NumberOf<C>; 2]; 8];

/// A curve whose sums are computed in lanes.
pub(crate) trait SumsInLanes: Generator {
    /// u1·G + u2·Q of each lane, where Z = 0 says only that the lane has no result. In: 0 < u1, u2 < n. Never `None`.
    ///
    /// Implementations are `#[inline(always)]`, as [`Task::run`] demands.
    fn sums<V: Lanes>(token: V::Token, q: &Comb<Self>, scalars: &Scalars<Self>) -> Option<[Jacobian<Self>; 8]>;
}

/// u1·G + u2·Q of each lane: [`SumsInLanes::sums`] on the registers or the twin.
pub(crate) fn multiply_add<C: SumsInLanes>(
    eight: lanes::Eight,
    q: &Comb<C>,
    scalars: &Scalars<C>,
) -> Option<[Jacobian<C>; 8]> {
    eight.run(Sums { q, scalars })
}

struct Sums<'a, C: SumsInLanes> {
    q: &'a Comb<C>,
    scalars: &'a Scalars<C>,
}

impl<C: SumsInLanes> Task for Sums<'_, C> {
    type Output = Option<[Jacobian<C>; 8]>;

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output {
        C::sums::<V>(token, self.q, self.scalars)
    }
}

/// Eight points (X : Y : Z). Between formulas X and Y are tight, below 1.01·m, and Z below 3·m.
#[derive(Clone, Copy)]
struct EightJacobian<M, V, const N: usize, const L: usize> {
    x: Eight<M, V, N, L>,
    y: Eight<M, V, N, L>,
    z: Eight<M, V, N, L>,
}

/// Eight points of tables by their coordinates, below R, and the lanes where −y stands for y.
#[derive(Clone, Copy)]
struct EightAffine<M, V, const N: usize, const L: usize> {
    x: Eight<M, V, N, L>,
    y: Eight<M, V, N, L>,
    negative: u8,
}

/// Bounds are in units of m, by those of a product (`field::lanes`): a·b/16 + 1. A difference is kept positive by the
/// multiple K of m that is added: K is the bound of what is subtracted, and more than one above it for the borrows of P-521,
/// whose highest limb has one bit.
impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> EightJacobian<M, V, N, L> {
    /// The points of tables.
    #[inline(always)]
    fn from_affine(points: &EightAffine<M, V, N, L>) -> Self {
        Self {
            x: points.x.sum().tighten(),
            // y < 1.01 before its sign, y < 4 after it.
            y: points.y.sum().tighten().sum().negate_where::<4>(points.negative).tighten(),
            z: points.x.one(),
        }
    }

    /// 2·self, by the formulas of [`Jacobian::double`].
    #[inline(always)]
    fn double(&self, a: A) -> Self {
        let gamma = self.y.square(); // Y² < 1.07
        let beta = self.x.mul(&gamma); // X·Y² < 1.07
        let slope = match a {
            A::Zero => self.x.square(), // X² < 1.07
            A::MinusThree => {
                let delta = self.z.square().sum(); // Z² < 1.57
                let difference = self.x.sum().minus::<3, 1>(&delta).carry(); // X − Z² + 3 < 4.01
                let sum = self.x.sum().add(&delta).carry(); // X + Z² < 2.58
                difference.mul(&sum) // < 1.65
            }
        };
        let alpha = slope.sum().times_power_of_two(1).add(&slope.sum()).carry(); // α < 4.95
        let beta4 = beta.sum().times_power_of_two(2); // 4·β < 4.28
        // X3 = α² − 8·β + 14 < 2.54 + 14
        let x = alpha.square().sum().minus::<14, 8>(&beta4.times_power_of_two(1)).tighten();
        let z = self.y.mul(&self.z).sum().times_power_of_two(1).carry(); // Z3 = 2·Y·Z < 2.38
        let gamma_squared8 = gamma.square().sum().times_power_of_two(3); // 8·γ² < 8.58
        let rest = beta4.minus::<3, 1>(&x.sum()).carry(); // 4·β − X3 + 3 < 7.28
        // Y3 = α·(4·β − X3) − 8·γ² + 14 < 3.26 + 14
        let y = alpha.mul(&rest).sum().minus::<14, 8>(&gamma_squared8).tighten();
        Self { x, y, z }
    }

    /// self + q, by the formulas of [`Jacobian::add_affine`]; Z = 0 where self = ±q, and where self has Z = 0.
    #[inline(always)]
    fn add_affine(&self, q: &EightAffine<M, V, N, L>) -> Self {
        let z1z1 = self.z.square(); // Z1² < 1.57
        let u2 = q.x.mul(&z1z1); // U2 = X2·Z1² < 2.57, since X2 < R
        let s2 = q.y.mul(&self.z.mul(&z1z1)); // S2 = Y2·Z1³ < 1.30 + 1, before its sign
        let h = u2.sum().minus::<3, 1>(&self.x.sum()).carry(); // H = U2 − X1 + 3 < 5.57
        let s2 = s2.sum().negate_where::<4>(q.negative); // ±S2 < 4
        let r = s2.minus::<3, 1>(&self.y.sum()).carry(); // R = S2 − Y1 + 3 < 7
        let hh = h.square(); // H² < 2.94
        let hhh = h.mul(&hh).sum(); // H³ < 2.03
        let v = self.x.mul(&hh).sum(); // V = X1·H² < 1.19
        // X3 = R² − H³ − 2·V + 7 < 4.07 + 7, where H³ + 2·V < 4.41
        let x = r.square().sum().minus::<7, 3>(&v.times_power_of_two(1).add(&hhh)).tighten();
        let rest = v.minus::<3, 1>(&x.sum()).carry(); // V − X3 + 3 < 4.19
        let s1_hhh = self.y.mul(&hhh.carry()).sum(); // Y1·H³ < 1.13
        let y = r.mul(&rest).sum().minus::<3, 1>(&s1_hhh).tighten(); // Y3 = R·(V − X3) − Y1·H³ + 3 < 2.84 + 3
        Self { x, y, z: self.z.mul(&h) } // Z3 = Z1·H < 2.05
    }

    /// The point of each lane.
    #[inline(always)]
    fn leave<C: Curve<Field = Residue<M, N>>>(&self) -> [Jacobian<C>; 8] {
        let (x, y, z) = (self.x.leave(), self.y.leave(), self.z.sum().tighten().leave());
        let mut points = [Jacobian { x: x[0], y: y[0], z: z[0] }; 8];
        for lane in 1..8 {
            points[lane] = Jacobian { x: x[lane], y: y[lane], z: z[lane] };
        }
        points
    }
}

/// The digits of each lane's `of`-th scalar, for `comb`.
fn digits<C: Curve>(scalars: &Scalars<C>, of: usize, comb: &Comb<C>) -> [impl Fn(usize, usize) -> Digit + use<C>; 8] {
    scalars.each_ref().map(|scalars| scalars[of].comb_digits(&C::Scalar::MODULUS, comb.shape()))
}

/// The entries of a block of `comb` that the digits of each lane ask for, and the lanes where they count negative.
///
/// Never `None`.
fn look_up<'a, C: Curve>(
    comb: &'a Comb<C>,
    digits: &[impl Fn(usize, usize) -> Digit; 8],
    block: usize,
    column: usize,
) -> Option<([&'a Affine<C>; 8], u8)> {
    let (mut entries, mut negatives) = ([comb.entry(block, 0)?; 8], 0);
    for (lane, digit) in digits.iter().enumerate() {
        let Digit { index, negative } = digit(block, column);
        entries[lane] = comb.entry(block, index)?;
        negatives |= u8::from(negative) << lane;
    }
    Some((entries, negatives))
}

/// u1·G + u2·Q of each lane: [`SumsInLanes::sums`] for a curve over the field modulo `M`.
///
/// The additions and doublings are those of [`straus::sum`](super::straus::sum).
#[inline(always)]
pub(crate) fn sums<C, M, V, const N: usize, const L: usize>(
    token: V::Token,
    g: &Comb<C>,
    q: &Comb<C>,
    scalars: &Scalars<C>,
) -> Option<[Jacobian<C>; 8]>
where
    C: Curve<Field = Residue<M, N>>,
    M: InLanes<N, L>,
    V: Lanes,
{
    let combs = [(g, digits(scalars, 0, g)), (q, digits(scalars, 1, q))];
    let mut sum: Option<EightJacobian<M, V, N, L>> = None;
    for column in (0..g.shape().spacing().max(q.shape().spacing())).rev() {
        if let Some(sum) = &mut sum {
            *sum = sum.double(C::Constants::A);
        }
        for (comb, digits) in &combs {
            for block in (0..comb.shape().blocks()).filter(|block| column < comb.shape().columns(*block)) {
                let (entries, negative) = look_up(comb, digits, block, column)?;
                let mut coordinates = [[&entries[0].x; 8], [&entries[0].y; 8]];
                for lane in 0..8 {
                    coordinates[0][lane] = &entries[lane].x;
                    coordinates[1][lane] = &entries[lane].y;
                }
                let [x, y] = &coordinates;
                let points = EightAffine { x: Eight::enter(token, x), y: Eight::enter(token, y), negative };
                sum = Some(match &sum {
                    Some(sum) => sum.add_affine(&points),
                    None => EightJacobian::from_affine(&points),
                });
            }
        }
    }
    sum.map(|sum| sum.leave())
}

#[cfg(test)]
mod tests;

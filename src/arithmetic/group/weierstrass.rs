//! Groups of points on short Weierstrass curves y² = x³ + a·x + b over a prime field, of prime order n (cofactor 1).
//!
//! Formulas are those of the Explicit-Formulas Database (EFD, hyperelliptic.org/EFD, shortw/jacobian). Each counts its
//! multiplications (M) and squarings (S). Exceptional cases are met by branches: an attacker who chooses r and s
//! reaches them.

use alloc::vec::Vec;
use core::fmt::Debug;

use crate::arithmetic::{
    field::{Field, Number},
    integer::recoding::{Part, Shape},
};

/// Numbers as long as the field of `C`.
pub(crate) type NumberOf<C> = <<C as Curve>::Field as Field>::Number;

/// The constants that a curve's standard fixes, and the shapes of combs that suit its size: numbers, apart from the
/// field that computes.
pub(crate) trait Constants: Copy + Debug + Send + Sync + 'static {
    /// Numbers as long as the field's.
    type Number: Number;
    /// The coefficient a.
    const A: A;
    /// The coefficient b, which is not 0.
    const B: Self::Number;
    /// The coordinates of G.
    const GENERATOR: [Self::Number; 2];
    /// The comb for G, which all keys share.
    const GENERATOR_SHAPE: Shape;
    /// The comb of at most 20 KiB for a key.
    const STANDARD: Shape;
    /// The comb of at most 256 KiB for a key whose caller prefers time to memory.
    const LARGE: Shape;
}

/// A curve as it is computed: its constants, its field, and the scalars modulo its order.
pub(crate) trait Curve: Copy + Debug + Send + Sync + 'static {
    /// The constants.
    type Constants: Constants<Number = NumberOf<Self>>;
    /// Integers modulo p, where coordinates live.
    type Field: Field;
    /// Integers modulo the order n of the group.
    type Scalar: Field<Number = NumberOf<Self>>;

    /// φ(P) = λ·P for a fixed λ, cheaper than the doublings it saves. Unless a curve has such a φ, λ = 1.
    #[inline(always)]
    fn endomorphism(point: &Affine<Self>) -> Affine<Self> {
        *point
    }

    /// Short k0 and k1 with k0 + k1·λ ≡ k mod n, as many bits as the order at most. Without such a φ, k itself and 0.
    #[inline]
    fn split(k: &NumberOf<Self>) -> [Part<NumberOf<Self>>; 2] {
        [*k, NumberOf::<Self>::ZERO].map(|magnitude| Part { magnitude, negative: false })
    }
}

/// The coefficient a of a curve. Only two values occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum A {
    /// a = 0.
    Zero,
    /// a = −3.
    MinusThree,
}

/// A point other than O by its coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Affine<C: Curve> {
    pub(crate) x: C::Field,
    pub(crate) y: C::Field,
}

/// A point (X : Y : Z) with x = X/Z², y = Y/Z³; O is every (X : Y : 0).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jacobian<C: Curve> {
    pub(crate) x: C::Field,
    pub(crate) y: C::Field,
    pub(crate) z: C::Field,
}

impl<C: Curve> Affine<C> {
    /// The point (x, y); None if a coordinate is not below p or the point is not on the curve.
    pub(crate) fn new(x: &NumberOf<C>, y: &NumberOf<C>) -> Option<Self> {
        let point = Self { x: C::Field::from_number(x)?, y: C::Field::from_number(y)? };
        point.is_on_curve().then_some(point)
    }

    /// G.
    pub(crate) fn generator() -> Option<Self> {
        let [x, y] = C::Constants::GENERATOR;
        Self::new(&x, &y)
    }

    /// Whether y² = x³ + a·x + b.
    pub(crate) fn is_on_curve(&self) -> bool {
        let x_squared = self.x.square();
        let slope = match C::Constants::A {
            A::Zero => x_squared,
            A::MinusThree => x_squared.sub(&C::Field::ONE.double().add(&C::Field::ONE)),
        };
        let right = C::Field::from_number(&C::Constants::B).map(|b| slope.mul(&self.x).add(&b));
        right == Some(self.y.square())
    }

    /// −self if `condition`, else self.
    #[inline(always)]
    pub(crate) fn negate_if(&self, condition: bool) -> Self {
        Self { x: self.x, y: self.y.negate_if(condition) }
    }

    /// sumᵢ = aᵢ + bᵢ by the chord, all slopes from one inversion. Cost 5M + 1S each and an inversion.
    ///
    /// Exceptional: None if some aᵢ = ±bᵢ. Multiples k·P and l·P with 0 < k, l and k ≠ ±l modulo n never are.
    pub(crate) fn add_pairs(pairs: &[(Self, Self)]) -> Option<Vec<Self>> {
        let mut inverses: Vec<C::Field> = pairs.iter().map(|(a, b)| b.x.sub(&a.x)).collect();
        C::Field::invert_all(&mut inverses)?;
        let chord = |((a, b), inverse): (&(Self, Self), C::Field)| {
            let slope = b.y.sub(&a.y).mul(&inverse); // λ = (y2 − y1)/(x2 − x1)
            let x = slope.square().sub(&a.x).sub(&b.x); // x3 = λ² − x1 − x2
            let y = slope.mul(&a.x.sub(&x)).sub(&a.y); // y3 = λ·(x1 − x3) − y1
            let sum = Self { x, y };
            debug_assert!(sum.is_on_curve());
            sum
        };
        Some(pairs.iter().zip(inverses).map(chord).collect())
    }
}

impl<C: Curve> From<Affine<C>> for Jacobian<C> {
    fn from(point: Affine<C>) -> Self {
        Self { x: point.x, y: point.y, z: C::Field::ONE }
    }
}

impl<C: Curve> Jacobian<C> {
    /// The neutral element O.
    pub(crate) const INFINITY: Self = Self { x: C::Field::ONE, y: C::Field::ONE, z: C::Field::ZERO };

    /// Whether this is O.
    #[inline(always)]
    pub(crate) fn is_infinity(&self) -> bool {
        self.z.is_zero()
    }

    /// Whether Y² = X³ + a·X·Z⁴ + b·Z⁶, or this is O.
    pub(crate) fn is_on_curve(&self) -> bool {
        self.is_infinity() || Self::normalize_all(&[*self]).is_some_and(|points| points.iter().all(Affine::is_on_curve))
    }

    /// −self.
    #[inline(always)]
    pub(crate) fn neg(&self) -> Self {
        Self { x: self.x, y: self.y.neg(), z: self.z }
    }

    /// 2·self: EFD `dbl-2001-b` with Z3 = 2·Y·Z, and its twin for a = 0. Cost 4M + 4S for a = −3, 3M + 4S for a = 0.
    ///
    /// No exceptional cases: O gives Z3 = 0, and no point has Y = 0, since the order is odd.
    #[inline]
    pub(crate) fn double(&self) -> Self {
        let gamma = self.y.square(); // Y²
        let beta = self.x.mul(&gamma); // X·Y²
        let slope = match C::Constants::A {
            A::Zero => self.x.square(), // X²
            A::MinusThree => {
                let delta = self.z.square(); // Z²
                self.x.sub(&delta).mul(&self.x.add(&delta)) // X² − Z⁴
            }
        };
        let alpha = slope.double().add(&slope); // 3·X² + a·Z⁴
        let beta4 = beta.double().double();
        let x = alpha.square().sub(&beta4.double()); // X3 = α² − 8·β
        let z = self.y.mul(&self.z).double(); // Z3 = 2·Y·Z
        let gamma_squared8 = gamma.double().square().double(); // 8·γ²
        let y = alpha.mul(&beta4.sub(&x)).sub(&gamma_squared8); // Y3 = α·(4·β − X3) − 8·γ²
        Self { x, y, z }
    }

    /// self + q, q affine: mixed addition, EFD `madd`. Cost 8M + 3S.
    ///
    /// Exceptional: O + q = q; q + q goes to [`Self::double`]; −q + q = O. q itself is never O.
    #[inline]
    pub(crate) fn add_affine(&self, q: &Affine<C>) -> Self {
        if self.is_infinity() {
            return Self::from(*q);
        }
        let z1z1 = self.z.square(); // Z1²
        let u2 = q.x.mul(&z1z1); // U2 = X2·Z1²
        let s2 = q.y.mul(&self.z.mul(&z1z1)); // S2 = Y2·Z1³
        self.chord(&u2, &s2, &self.x, &self.y, &self.z)
    }

    /// self + q: EFD `add-1998-cmo-2`. Cost 12M + 4S.
    ///
    /// Exceptional: as [`Self::add_affine`], and self + O = self.
    pub(crate) fn add(&self, q: &Self) -> Self {
        if self.is_infinity() {
            return *q;
        }
        if q.is_infinity() {
            return *self;
        }
        let z1z1 = self.z.square(); // Z1²
        let z2z2 = q.z.square(); // Z2²
        let u1 = self.x.mul(&z2z2); // U1 = X1·Z2²
        let u2 = q.x.mul(&z1z1); // U2 = X2·Z1²
        let s1 = self.y.mul(&q.z.mul(&z2z2)); // S1 = Y1·Z2³
        let s2 = q.y.mul(&self.z.mul(&z1z1)); // S2 = Y2·Z1³
        self.chord(&u2, &s2, &u1, &s1, &self.z.mul(&q.z))
    }

    /// The common end of both additions: the third point on the chord through (u1, s1) and (u2, s2), which are self and
    /// the other point scaled to the common denominator `z`. Cost 5M + 2S.
    #[inline(always)]
    fn chord(&self, u2: &C::Field, s2: &C::Field, u1: &C::Field, s1: &C::Field, z: &C::Field) -> Self {
        let h = u2.sub(u1); // H = U2 − U1
        let r = s2.sub(s1); // R = S2 − S1
        if h.is_zero() {
            return if r.is_zero() { self.double() } else { Self::INFINITY };
        }
        let hh = h.square(); // H²
        let hhh = h.mul(&hh); // H³
        let v = u1.mul(&hh); // V = U1·H²
        let x = r.square().sub(&hhh).sub(&v.double()); // X3 = R² − H³ − 2·V
        let y = r.mul(&v.sub(&x)).sub(&s1.mul(&hhh)); // Y3 = R·(V − X3) − S1·H³
        Self { x, y, z: z.mul(&h) } // Z3 = Z·H
    }

    /// All points by their coordinates, from one inversion. Cost 6M + 1S each and an inversion. None if one of them is
    /// O.
    pub(crate) fn normalize_all(points: &[Self]) -> Option<Vec<Affine<C>>> {
        let mut inverses: Vec<C::Field> = points.iter().map(|point| point.z).collect();
        C::Field::invert_all(&mut inverses)?;
        let scale = |(point, inverse): (&Self, C::Field)| {
            let squared = inverse.square(); // 1/Z²
            Affine { x: point.x.mul(&squared), y: point.y.mul(&squared.mul(&inverse)) }
        };
        Some(points.iter().zip(inverses).map(scale).collect())
    }

    /// Whether the affine x coordinate, a number below p, is `x` modulo the order n (FIPS 186-5, 6.4.2, steps 5 to 7,
    /// without a division): x·Z² = X for `x` or for `x` + n, each only if below p. Cost 1S and 1M each.
    ///
    /// Exceptional: O has no coordinates and equals no x. It is rejected first: at (0 : Y : 0) the equation holds for
    /// every x.
    pub(crate) fn x_is_congruent(&self, x: &NumberOf<C>) -> bool {
        if self.is_infinity() {
            return false;
        }
        debug_assert!(self.is_on_curve());
        let zz = self.z.square();
        // n > p/2 for every curve here (Hasse; n ≥ p − 2·√p), so a third candidate does not exist.
        let candidates = [Some(*x), x.checked_add(&C::Scalar::MODULUS)];
        candidates.iter().flatten().filter_map(C::Field::from_number).any(|x| x.mul(&zz) == self.x)
    }
}

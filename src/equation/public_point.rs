//! A public key Q on a curve, with as many of its multiples as were prepared.

pub(super) mod many;

use super::{Cost, Precomputation};
use crate::arithmetic::{
    field::{Field, Number as _},
    group::{
        comb::{Comb, Generator},
        multiples::Multiples,
        weierstrass::{Affine, Constants as _, Curve, Jacobian, NumberOf},
    },
};

/// The claim of a signature: the x coordinate of g·G + q·Q is congruent to x modulo n. All three are below n.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<C: Curve> {
    pub(super) g: NumberOf<C>,
    pub(super) q: NumberOf<C>,
    pub(super) x: NumberOf<C>,
}

/// Q, and its multiples if they were prepared.
#[derive(Debug)]
pub(super) struct PublicPoint<C: Generator> {
    q: Affine<C>,
    multiples: Option<Multiples<C>>,
}

impl<C: Generator> PublicPoint<C> {
    /// The point with these big-endian coordinates; `None` if it is not on the curve.
    pub(super) fn new(x: &[u8], y: &[u8]) -> Option<Self> {
        let q = Affine::new(&NumberOf::<C>::from_be_bytes(x)?, &NumberOf::<C>::from_be_bytes(y)?)?;
        Some(Self { q, multiples: None })
    }

    /// The same point with its multiples prepared. Never `None` for the shapes of the curves, as a test shows.
    pub(super) fn prepared(&self, size: Precomputation) -> Option<Self> {
        let multiples = match size {
            Precomputation::Minimal => Multiples::window(&self.q),
            Precomputation::Standard => Multiples::comb(&self.q, C::Constants::STANDARD),
            Precomputation::Large => Multiples::comb(&self.q, C::Constants::LARGE),
        };
        debug_assert!(multiples.is_some(), "no multiple in use of a point of order n is O");
        Some(Self { q: self.q, multiples: Some(multiples?) })
    }

    /// u1·G + u2·Q. In: below n. Never `None`.
    fn multiply_add(&self, u1: &NumberOf<C>, u2: &NumberOf<C>) -> Option<Jacobian<C>> {
        let sum = match &self.multiples {
            Some(multiples) => multiples.multiply_add(u1, u2),
            None => Multiples::window(&self.q)?.multiply_add(u1, u2),
        };
        debug_assert!(sum.is_some());
        sum
    }

    /// Whether the claim holds. O has no x coordinate.
    pub(super) fn satisfies(&self, claim: &Claim<C>) -> bool {
        self.multiply_add(&claim.g, &claim.q).is_some_and(|sum| sum.x_is_congruent(&claim.x))
    }

    /// The comb, if that was prepared.
    fn comb(&self) -> Option<&Comb<C>> {
        match &self.multiples {
            Some(Multiples::Comb(comb)) => Some(comb),
            Some(Multiples::Window(_)) | None => None,
        }
    }

    /// A number in [1, n − 1] from big-endian bytes of any length; `None` for any other.
    pub(super) fn scalar(bytes: &[u8]) -> Option<NumberOf<C>> {
        NumberOf::<C>::from_be_bytes(bytes).filter(|k| !k.is_zero() && k.is_below(&C::Scalar::MODULUS))
    }

    /// The cost of the standard comb; `None` if multiples were prepared.
    pub(super) fn cost_of_preparing(&self, verifications: u32) -> Option<Cost> {
        let bytes = C::Constants::STANDARD.points() * size_of::<Affine<C>>();
        self.multiples.is_none().then_some(Cost { verifications, bytes })
    }

    /// Bytes of the multiples.
    pub(super) fn memory(&self) -> usize {
        self.multiples.as_ref().map_or(0, Multiples::bytes)
    }
}

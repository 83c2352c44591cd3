//! How much memory a key spends on its own multiples.

use super::comb::Comb;
use super::weierstrass::{Affine, Curve, Jacobian, NumberOf, sum};
use super::window::Window;

/// What `precompute` prepares for one key on a curve: more memory, faster verifications.
///
/// RSA and ML-DSA keys are prepared in one way only, whatever is asked for: RSA keys hold less than 2 KiB, ML-DSA-44, -65 and
/// -87 keys 20, 36 and 64 KiB. Sizes are per key; the table of the curve's generator is shared by all keys of the process.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precomputation {
    /// No table: own arithmetic with a few small multiples of the point (about 1 KiB), for keys that verify once or twice.
    Minimal,
    /// At most 20 KiB, prepared in the time of about three verifications.
    #[default]
    Standard,
    /// At most 256 KiB, for a key that verifies many thousand times.
    Large,
}

/// The multiples of a key that its [`Precomputation`] asked for.
#[derive(Debug)]
enum Multiples<C: Curve> {
    Window(Window<C>),
    Comb(Comb<C>),
}

/// A public key Q with its multiples: what the equations of all schemes on curves are made of.
#[derive(Debug)]
pub(super) struct Point<C: Curve> {
    multiples: Multiples<C>,
}

impl<C: Curve> Point<C> {
    /// The point with these coordinates; None if it is not on the curve.
    pub(super) fn new(x: &NumberOf<C>, y: &NumberOf<C>, table: Precomputation) -> Option<Self> {
        let point = Affine::new(x, y)?;
        let multiples = match table {
            Precomputation::Minimal => Multiples::Window(Window::new(&point)?),
            Precomputation::Standard => Multiples::Comb(Comb::new(&point, C::SMALL)?),
            Precomputation::Large => Multiples::Comb(Comb::new(&point, C::WIDE)?),
        };
        Some(Self { multiples })
    }

    /// u1·G + u2·Q. In: below n.
    pub(super) fn multiply_add(&self, u1: &NumberOf<C>, u2: &NumberOf<C>) -> Option<Jacobian<C>> {
        let g = C::generator_comb()?.multiple(u1);
        Some(match &self.multiples {
            Multiples::Window(window) => sum(&g, &window.multiple(u2)),
            Multiples::Comb(comb) => sum(&g, &comb.multiple(u2)),
        })
    }

    /// Bytes of the multiples.
    pub(super) fn bytes(&self) -> usize {
        match &self.multiples {
            Multiples::Window(window) => size_of_val(window),
            Multiples::Comb(comb) => comb.bytes(),
        }
    }
}

#[cfg(test)]
mod tests;

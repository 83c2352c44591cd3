//! The multiples of a public key that its equations add up.

use super::{
    comb::{Comb, Generator},
    straus::sum,
    weierstrass::{Affine, Jacobian, NumberOf},
    window::Window,
};
use crate::arithmetic::integer::recoding::Shape;

/// Multiples of one point Q.
#[derive(Debug)]
pub(crate) enum Multiples<C: Generator> {
    /// A few, made in less time than a verification takes: on the stack for one sum, or kept.
    Window(Window<C>),
    /// A table, from which a sum takes a fraction of the time.
    Comb(Comb<C>),
}

impl<C: Generator> Multiples<C> {
    /// The window of `point`. Never `None` for a point of the curve.
    pub(crate) fn window(point: &Affine<C>) -> Option<Self> {
        Window::new(point).map(Self::Window)
    }

    /// The comb of `point`. Never `None` for the shapes of the curve.
    pub(crate) fn comb(point: &Affine<C>, shape: Shape) -> Option<Self> {
        Comb::new(point, shape).map(Self::Comb)
    }

    /// u1·G + u2·Q. In: below n. Never `None`.
    pub(crate) fn multiply_add(&self, u1: &NumberOf<C>, u2: &NumberOf<C>) -> Option<Jacobian<C>> {
        let g = C::comb()?.multiple(u1);
        Some(match self {
            Self::Window(window) => sum(&g, &window.multiple(u2)),
            Self::Comb(comb) => sum(&g, &comb.multiple(u2)),
        })
    }

    /// Bytes of the multiples.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Window(window) => size_of_val(window),
            Self::Comb(comb) => comb.bytes(),
        }
    }
}

#[cfg(test)]
mod tests;

//! Montgomery form with limbs of 52 bits, for AVX-512 IFMA.

use super::{
    lanes::{limb, reduced, rounds},
    montgomery::{Modulus, Montgomery},
};
use crate::arithmetic::{
    integer::limbs::negated_inverse,
    kernel::{
        LIMB, Multiplier,
        ifma::{self, HasIfma, Lanes},
    },
};

/// An odd modulus of N limbs of 64 bits in V registers of eight limbs of 52 bits; residues are below 2·n.
#[derive(Clone, Debug)]
pub(crate) struct Modulus52<const N: usize, const V: usize> {
    pub(crate) n: [u64; N],
    lanes: ifma::Modulus<V>,
    radix_square: [Lanes; V],
    token: HasIfma,
}

impl<const N: usize, const V: usize> Modulus52<N, V> {
    const ROUNDS: usize = {
        let rounds = rounds(N);
        assert!(rounds <= 8 * V && rounds <= 80);
        rounds
    };

    /// `n` is odd and has all of its 64·N bits.
    ///
    /// R = 2^(52·`ROUNDS`). R·2^(13·`ROUNDS`), squared twice in Montgomery form, is R·2^(52·`ROUNDS`) = R²: two
    /// squarings are cheaper than what they save the division, a third would not be.
    pub(crate) fn new(n: [u64; N], token: HasIfma) -> Self {
        let lanes = ifma::Modulus { n: to_lanes(&n), k: negated_inverse(n[0]) & LIMB, rounds: Self::ROUNDS };
        let mut radix_square = to_lanes(&Modulus::new(n, Multiplier::Limbs).power_of_two(65 * Self::ROUNDS));
        for _ in 0..2 {
            radix_square = ifma::square(token, &radix_square, &lanes);
        }
        Self { n, lanes, radix_square, token }
    }

    /// A number below 2⁶⁴ᴺ as a residue, if it is below 2·n.
    pub(crate) fn residue(number: &[u64; N]) -> [Lanes; V] {
        to_lanes(number)
    }

    /// `residue` mod n.
    pub(crate) fn number(&self, residue: &[Lanes; V]) -> [u64; N] {
        reduced(|i| residue[i % V].get(i / V).copied().unwrap_or(0), &self.n)
    }

    /// R² mod n.
    pub(crate) fn radix_square(&self) -> [u64; N] {
        self.number(&self.radix_square)
    }
}

impl<const N: usize, const V: usize> Montgomery for Modulus52<N, V> {
    type Residue = [Lanes; V];

    fn in_montgomery_form(&self, a: &[Lanes; V]) -> [Lanes; V] {
        self.multiply(a, &self.radix_square)
    }

    fn multiply(&self, a: &[Lanes; V], b: &[Lanes; V]) -> [Lanes; V] {
        ifma::multiply(self.token, a, b, &self.lanes)
    }

    fn square(&self, a: &[Lanes; V]) -> [Lanes; V] {
        ifma::square(self.token, a, &self.lanes)
    }
}

/// Limb i in lane ⌊i/V⌋ of register i mod V.
fn to_lanes<const N: usize, const V: usize>(number: &[u64; N]) -> [Lanes; V] {
    core::array::from_fn(|v| core::array::from_fn(|lane| limb(number, v + V * lane)))
}

#[cfg(test)]
mod tests;

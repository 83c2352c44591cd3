//! Montgomery form with limbs of 52 bits, for AVX-512 IFMA.

use super::montgomery::{Modulus, Montgomery};
use crate::arithmetic::{
    integer::limbs::{negated_inverse, reduce_once},
    kernel::{
        Multiplier,
        ifma::{self, HasIfma, LIMB, Lanes},
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
    /// As many limbs as 4·n needs: 40, 60 and 79.
    const ROUNDS: usize = {
        let rounds = (64 * N + 2).div_ceil(52);
        assert!(rounds <= 8 * V && rounds <= 80);
        rounds
    };

    /// `n` is odd and has all of its 64·N bits.
    ///
    /// R = 2^(52·`ROUNDS`). R·2^(13·`ROUNDS`), squared twice in Montgomery form, is R·2^(52·`ROUNDS`) = R²: two
    /// squarings are cheaper than what they save the division, a third would not be.
    pub(crate) fn new(n: [u64; N], token: HasIfma) -> Self {
        let lanes = ifma::Modulus { n: to_lanes(&n), k: negated_inverse(n[0]) & LIMB, rounds: Self::ROUNDS };
        let mut power = [[0; N]; 2];
        power.as_flattened_mut()[65 * Self::ROUNDS / 64] = 1 << (65 * Self::ROUNDS % 64);
        let mut radix_square = to_lanes(&Modulus::new(n, Multiplier::Limbs).remainder(power));
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
        let (number, carry) = from_lanes(residue);
        reduce_once(&number, carry, &self.n)
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

/// Bits 52·i to 52·i + 51 in limb i, which is in lane ⌊i/V⌋ of register i mod V.
fn to_lanes<const N: usize, const V: usize>(number: &[u64; N]) -> [Lanes; V] {
    let limb = |i: usize| {
        let (index, shift) = (52 * i / 64, 52 * i % 64);
        let at = |index: usize| number.get(index).copied().unwrap_or(0);
        ((u128::from(at(index + 1)) << 64 | u128::from(at(index))) >> shift) as u64 & LIMB
    };
    core::array::from_fn(|v| core::array::from_fn(|lane| limb(v + V * lane)))
}

/// The lower 64·N bits, and whether the one above is set; the number is below 2^(64·N + 1).
fn from_lanes<const N: usize, const V: usize>(lanes: &[Lanes; V]) -> ([u64; N], bool) {
    let bits_from_64_times = |i: usize| {
        let (index, shift) = (64 * i / 52, 64 * i % 52);
        let at = |index: usize| u128::from(lanes[index % V].get(index / V).copied().unwrap_or(0));
        ((at(index) | at(index + 1) << 52 | at(index + 2) << 104) >> shift) as u64
    };
    (core::array::from_fn(bits_from_64_times), bits_from_64_times(N) != 0)
}

#[cfg(test)]
mod tests;

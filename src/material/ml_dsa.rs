//! ML-DSA keys for which anyone can sign.

use super::MlDsa;
use crate::kms::MlDsaSet;

/// Bytes of ρ, in front of t₁ (FIPS 204, algorithm 22).
const RHO: usize = 32;

/// Bytes of one packed polynomial of t₁, whose 256 coefficients have 10 bits each.
const T1: usize = 320;

impl MlDsa {
    /// Whether t₁ is so short that anyone can sign, as with t₁ = 0.
    ///
    /// A forger takes z = 0 and c̃ = H(μ ‖ w1Encode(0)). Then w′ = −c·t₁·2^d (FIPS 204, algorithm 8, line 9), and the
    /// signature verifies if the coefficients of w′ are at most γ₂, but for ω that hints correct, up to 2γ₂. So they
    /// have a root mean square below 2γ₂ in every row. It is √(τ/256)·‖t₁·2^d‖ for a row of t₁ on average over c, and
    /// at γ₂/2 a few dozen messages suffice. A generated t₁ is uniform, and its rows are more than thirty times as
    /// long as the limit.
    pub(crate) fn is_forgeable(&self) -> bool {
        let (tau, gamma2) = tau_and_gamma2(self.set);
        let t1 = self.public_key.get(RHO..).unwrap_or_default();
        let is_short = |row: &[u8]| tau * (square(row) << 26) <= 256 * (2 * gamma2) * (2 * gamma2);
        t1.chunks_exact(T1).all(is_short)
    }
}

/// τ and γ₂ (FIPS 204, table 1).
const fn tau_and_gamma2(set: MlDsaSet) -> (u64, u64) {
    match set {
        MlDsaSet::MlDsa44 => (39, 95_232),
        MlDsaSet::MlDsa65 => (49, 261_888),
        MlDsaSet::MlDsa87 => (60, 261_888),
    }
}

/// The square of the norm of a packed polynomial. Modulo q = 1023·2^d + 1, v·2^d is as far from 0 as (1023 − v)·2^d + 1
/// is, and the 1 does not count.
fn square(row: &[u8]) -> u64 {
    let coefficients = row.as_chunks::<5>().0.iter().flat_map(|[a, b, c, d, e]| {
        let four = u64::from_le_bytes([*a, *b, *c, *d, *e, 0, 0, 0]);
        [0, 10, 20, 30].map(|at| four >> at & 1023)
    });
    coefficients.map(|v| v.min(1023 - v).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use alloc::{sync::Arc, vec::Vec};

    use super::*;

    /// A row whose coefficients have this sum of squares; every other one is negative.
    fn row(square: u64) -> Vec<u8> {
        let (mut row, mut rest) = (alloc::vec![0; T1], square);
        for coefficient in 0..256 {
            let root = (0..=31_u64).rev().find(|v| v * v <= rest).unwrap();
            rest -= root * root;
            let value = if coefficient % 2 == 0 { root } else { 1023 - root };
            for bit in (0..10).filter(|bit| value >> bit & 1 == 1) {
                row[(10 * coefficient + bit) / 8] |= 1 << ((10 * coefficient + bit) % 8);
            }
        }
        assert_eq!(rest, 0);
        row
    }

    #[test]
    fn a_key_is_forgeable_up_to_the_limit_in_every_row() {
        for (set, rows, limit) in
            [(MlDsaSet::MlDsa44, 4, 3548), (MlDsaSet::MlDsa65, 6, 21_357), (MlDsaSet::MlDsa87, 8, 17_442)]
        {
            for (last, is_forgeable) in [(0, true), (limit, true), (limit + 1, false)] {
                let t1 = [row(limit).repeat(rows - 1), row(last)].concat();
                let key = MlDsa { set, public_key: Arc::from([&[7; RHO], &t1[..]].concat()) };
                assert_eq!(key.is_forgeable(), is_forgeable, "{set:?}: {last}");
            }
        }
    }

    #[cfg(feature = "arithmetic")]
    #[test]
    fn constants_are_those_of_the_arithmetic() {
        use crate::arithmetic::ml_dsa::{MlDsa44, MlDsa65, MlDsa87, ParameterSet};

        fn constants<P: ParameterSet>() -> (u64, u64) {
            (u64::try_from(P::TAU).unwrap(), P::GAMMA2.into())
        }
        assert_eq!(tau_and_gamma2(MlDsaSet::MlDsa44), constants::<MlDsa44>());
        assert_eq!(tau_and_gamma2(MlDsaSet::MlDsa65), constants::<MlDsa65>());
        assert_eq!(tau_and_gamma2(MlDsaSet::MlDsa87), constants::<MlDsa87>());
    }
}

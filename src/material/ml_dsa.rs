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
    /// signature verifies if its high bits are zero, but for as many coefficients as hints correct. The coefficients of
    /// a row have the mean square τ‖t₁·2^d‖²/256: if their root is at most γ₂/2 in every row, a few dozen messages
    /// suffice. A generated t₁ is uniform, and its rows are a hundred times as long.
    pub(crate) fn is_forgeable(&self) -> bool {
        let (tau, gamma2) = match self.set {
            MlDsaSet::MlDsa44 => (39, 95_232),
            MlDsaSet::MlDsa65 => (49, 261_888),
            MlDsaSet::MlDsa87 => (60, 261_888),
        };
        let t1 = self.public_key.get(RHO..).unwrap_or_default();
        let is_short = |row: &[u8]| tau * (square(row) << 26) <= 256 * (gamma2 / 2) * (gamma2 / 2);
        t1.chunks_exact(T1).all(is_short)
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

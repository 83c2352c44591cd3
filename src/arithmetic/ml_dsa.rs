//! Polynomials modulo q and X²⁵⁶ + 1, their encodings, and the rounding of ML-DSA (FIPS 204, 7). It may use kernels.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "values below 2³²·q < 2⁵⁵ and positions in 16 × 16 coefficients, with the bounds that each function states"
)]

pub(crate) mod challenge;
pub(crate) mod encoding;
pub(crate) mod expand;
pub(crate) mod field;
pub(crate) mod ntt;
pub(crate) mod rounding;
pub(crate) mod sampling;
pub(crate) mod shake;

use self::field::Q;

/// The constants of a parameter set (FIPS 204, table 1).
pub(crate) trait ParameterSet: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// τ, the number of ±1 in c.
    const TAU: usize;
    /// λ/4, the length of c̃.
    const C_TILDE: usize;
    /// γ₁, the range of z's coefficients, a power of two.
    const GAMMA1: u32;
    /// γ₂, the range of what hints correct.
    const GAMMA2: u32;
    /// k, the rows of A.
    const K: usize;
    /// ℓ, the columns of A.
    const L: usize;
    /// η, the range of private coefficients.
    const ETA: u32;
    /// ω, the greatest number of ones in the hint.
    const OMEGA: usize;
}

/// ML-DSA-44.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MlDsa44;

impl ParameterSet for MlDsa44 {
    const TAU: usize = 39;
    const C_TILDE: usize = 32;
    const GAMMA1: u32 = 1 << 17;
    const GAMMA2: u32 = (Q - 1) / 88;
    const K: usize = 4;
    const L: usize = 4;
    const ETA: u32 = 2;
    const OMEGA: usize = 80;
}

/// ML-DSA-65.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MlDsa65;

impl ParameterSet for MlDsa65 {
    const TAU: usize = 49;
    const C_TILDE: usize = 48;
    const GAMMA1: u32 = 1 << 19;
    const GAMMA2: u32 = (Q - 1) / 32;
    const K: usize = 6;
    const L: usize = 5;
    const ETA: u32 = 4;
    const OMEGA: usize = 55;
}

/// ML-DSA-87.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MlDsa87;

impl ParameterSet for MlDsa87 {
    const TAU: usize = 60;
    const C_TILDE: usize = 64;
    const GAMMA1: u32 = 1 << 19;
    const GAMMA2: u32 = (Q - 1) / 32;
    const K: usize = 8;
    const L: usize = 7;
    const ETA: u32 = 2;
    const OMEGA: usize = 75;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// τ, λ/4, γ₁, γ₂, k, ℓ, η and ω.
    fn constants<P: ParameterSet>() -> [usize; 8] {
        let [gamma1, gamma2, eta] = [P::GAMMA1, P::GAMMA2, P::ETA].map(|number| number as usize);
        [P::TAU, P::C_TILDE, gamma1, gamma2, P::K, P::L, eta, P::OMEGA]
    }

    #[test]
    fn constants_are_those_of_fips_204_table_1() {
        assert_eq!(constants::<MlDsa44>(), [39, 32, 131_072, 95_232, 4, 4, 2, 80]);
        assert_eq!(constants::<MlDsa65>(), [49, 48, 524_288, 261_888, 6, 5, 4, 55]);
        assert_eq!(constants::<MlDsa87>(), [60, 64, 524_288, 261_888, 8, 7, 2, 75]);
    }
}

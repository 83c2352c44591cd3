//! ML-DSA verification (FIPS 204) with the public key's matrix kept.
//!
//! A [`Key`] holds Â and NTT(t₁·2^d) as [`ParameterSet::K`] rows, so that w′ = NTT⁻¹(Â∘NTT(z) − NTT(c)∘NTT(t₁·2^d)) is one
//! dot product and one NTT⁻¹ for each row. FIPS 204's steps otherwise stand in [`Key::verify_mu`].
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "values below 2³²·q < 2⁵⁵ and positions in 16 × 16 coefficients, with the bounds that each function states"
)]

mod encoding;
mod field;
mod ntt;
mod rounding;
mod sampling;

use alloc::{boxed::Box, vec::Vec};
use core::{fmt, marker::PhantomData};

use shake::{ExtendableOutput as _, Shake256, Update as _, XofReader as _};

use self::{
    encoding::{pack_w1, unpack_hint, unpack_t1_scaled, unpack_z},
    field::{Q, reduce},
    ntt::{Poly, dot_product},
    rounding::{high_bits, use_hint},
    sampling::{reject_ntt_poly, sample_in_ball},
};
use super::kernel::{Portable, Vectors};

/// The constants of a parameter set (FIPS 204, table 1).
pub(crate) trait ParameterSet: Copy {
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

/// A public key, expanded: k rows of ℓ + 1 polynomials of 1 KiB (20, 36 and 64 KiB).
#[derive(Clone)]
pub(crate) struct Key<P> {
    /// Row i is Â[i][0], …, Â[i][ℓ − 1], −NTT(t₁[i]·2^d); coefficients < q.
    rows: Box<[Poly]>,
    vectors: Vectors,
    parameters: PhantomData<P>,
}

impl<P: ParameterSet> Key<P> {
    /// Expands an encoded public key (FIPS 204, algorithm 23 and lines 5 and 9 of algorithm 8); `None` if its length is
    /// not the parameter set's.
    pub(crate) fn new(public_key: &[u8]) -> Option<Self> {
        Self::with_vectors(public_key, Vectors::detect())
    }

    pub(super) fn with_vectors(public_key: &[u8], vectors: Vectors) -> Option<Self> {
        let (rho, t1) = public_key.split_first_chunk()?;
        if t1.len() != 320 * P::K {
            return None;
        }
        let mut rows = Vec::with_capacity(P::K * (P::L + 1));
        for (r, t1) in (0u8..).zip(t1.chunks_exact(320)) {
            rows.extend((0u8..).take(P::L).map(|s| reject_ntt_poly(rho, s, r)));
            let mut t = unpack_t1_scaled(t1);
            t.ntt(vectors);
            for a in t.coefficients_mut() {
                *a = (Q - reduce(*a)) % Q;
            }
            rows.push(t);
        }
        Some(Self { rows: rows.into_boxed_slice(), vectors, parameters: PhantomData })
    }

    /// Whether `signature` is this key's over the message that `mu` represents (FIPS 204, algorithm 8 from line 7 on).
    pub(crate) fn verify_mu(&self, mu: &[u8; 64], signature: &[u8]) -> bool {
        self.vectors.run(Verification { key: self, mu, signature })
    }

    /// What the key holds on the heap.
    pub(crate) fn table_bytes(&self) -> usize {
        size_of_val(&*self.rows)
    }
}

impl<P> fmt::Debug for Key<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("vectors", &self.vectors).finish_non_exhaustive()
    }
}

/// ML-DSA.Verify_internal (FIPS 204, algorithm 8), from μ on.
struct Verification<'a, P> {
    key: &'a Key<P>,
    mu: &'a [u8; 64],
    signature: &'a [u8],
}

impl<P: ParameterSet> Portable for Verification<'_, P> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        // sigDecode (algorithm 27): c̃, z, h
        let Some((c_tilde, rest)) = self.signature.split_at_checked(P::C_TILDE) else { return false };
        let z_bytes = 32 * (P::GAMMA1.ilog2() as usize + 1);
        let Some((z, y)) = rest.split_at_checked(P::L * z_bytes) else { return false };
        if y.len() != P::OMEGA + P::K {
            return false;
        }
        let Some(hints) = unpack_hint::<P>(y) else { return false };

        // ẑ and, behind it, ĉ, as the key's rows have it
        let mut factors = [Poly::ZERO; 8];
        for (factor, z) in factors.iter_mut().zip(z.chunks_exact(z_bytes)) {
            let Some(z) = unpack_z::<P>(z) else { return false };
            *factor = z;
            factor.ntt(self.key.vectors);
        }
        factors[P::L] = sample_in_ball(c_tilde, P::TAU);
        factors[P::L].ntt(self.key.vectors);

        let mut hash = Shake256::default();
        hash.update(self.mu);
        for (row, hint) in self.key.rows.chunks_exact(P::L + 1).zip(hints) {
            let mut w = dot_product(row, &factors[..=P::L]);
            w.inverse_ntt_montgomery(self.key.vectors);
            let mut w1 = w;
            for r in w1.coefficients_mut() {
                *r = high_bits::<P>(*r);
            }
            for &position in hint {
                let position = usize::from(position);
                w1.coefficients_mut()[position] = use_hint::<P>(w.coefficients()[position]);
            }
            hash.update(pack_w1::<P>(&w1, &mut [0; 192]));
        }
        let mut expected = [0; 64];
        let expected = &mut expected[..P::C_TILDE];
        hash.finalize_xof().read(expected);
        c_tilde == expected
    }
}

#[cfg(test)]
mod tests;

//! ML-DSA verification (FIPS 204, algorithm 8) over μ, with the matrix kept or expanded on the way.
//!
//! The matrix is Â and −NTT(t₁·2^d) as [`ParameterSet::K`] rows, so that w′ = NTT⁻¹(Â∘NTT(z) − NTT(c)∘NTT(t₁·2^d)) is one dot
//! product and one NTT⁻¹ for each row.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "rows of at most 8 polynomials, and positions below 256 and in buffers of fixed size"
)]

use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::{fmt, marker::PhantomData};

use shake::{ExtendableOutput as _, Shake256, Update as _, XofReader as _};

use super::{Cost, Equation, Outcome, Precomputation};
use crate::{
    arithmetic::{
        kernel::{Portable, Vectors},
        ml_dsa::{
            ParameterSet,
            encoding::{pack_w1, unpack_hint, unpack_t1_scaled, unpack_z},
            field::{Q, reduce},
            ntt::{Poly, dot_product},
            rounding::{high_bits, use_hint},
            sampling::{reject_ntt_poly, sample_in_ball},
        },
    },
    kms::SigningAlgorithm,
    message::{Hashed, Hasher, MuPrefix},
};

/// An ML-DSA public key.
pub(crate) struct MlDsa<P> {
    public_key: Arc<[u8]>,
    mu_prefix: Arc<MuPrefix>,
    /// The matrix, kept: k rows of ℓ + 1 polynomials of 1 KiB (20, 36 and 64 KiB); coefficients < q.
    rows: Option<Box<[Poly]>>,
    vectors: Vectors,
    parameters: PhantomData<P>,
}

/// Bytes of ρ, which a public key begins with (FIPS 204, algorithm 22).
const RHO: usize = 32;

/// Bytes of one packed polynomial of t₁.
const T1: usize = 320;

/// The most polynomials in a row of the matrix.
const WIDEST: usize = 8;

impl<P: ParameterSet> MlDsa<P> {
    /// The key with this encoding; `None` if its length is not the parameter set's.
    pub(crate) fn new(public_key: &Arc<[u8]>) -> Option<Self> {
        Self::with_vectors(public_key, Vectors::detect())
    }

    fn with_vectors(public_key: &Arc<[u8]>, vectors: Vectors) -> Option<Self> {
        (public_key.len() == RHO + T1 * P::K).then(|| Self {
            public_key: Arc::clone(public_key),
            mu_prefix: Arc::default(),
            rows: None,
            vectors,
            parameters: PhantomData,
        })
    }

    fn prepared(&self) -> Self {
        let mut rows = Vec::with_capacity(P::K * (P::L + 1));
        for r in 0..P::K {
            let mut row = [Poly::ZERO; WIDEST];
            rows.extend_from_slice(self.expand_row(r, &mut row));
        }
        Self {
            public_key: Arc::clone(&self.public_key),
            mu_prefix: Arc::clone(&self.mu_prefix),
            rows: Some(rows.into_boxed_slice()),
            vectors: self.vectors,
            parameters: PhantomData,
        }
    }

    /// Row r of the matrix: `Â[r][0]`, …, `Â[r][ℓ − 1]`, `−NTT(t₁[r]·2^d)` (FIPS 204, algorithms 23 and 32). In: r < k.
    #[inline(always)]
    fn expand_row<'a>(&self, r: usize, row: &'a mut [Poly; WIDEST]) -> &'a [Poly] {
        let (rho, t1) = self.public_key.split_at(RHO);
        let mut seed = [0; RHO];
        seed.copy_from_slice(rho);
        for (s, a) in (0..).zip(&mut row[..P::L]) {
            *a = reject_ntt_poly(&seed, s, r as u8);
        }
        let mut t = unpack_t1_scaled(&t1[T1 * r..T1 * (r + 1)]);
        t.ntt(self.vectors);
        for a in t.coefficients_mut() {
            *a = (Q - reduce(*a)) % Q;
        }
        row[P::L] = t;
        &row[..=P::L]
    }

    /// Whether `signature` is this key's over the message that `mu` represents (FIPS 204, algorithm 8 from line 7 on).
    fn verify_mu(&self, mu: &[u8; 64], signature: &[u8]) -> Outcome {
        self.vectors.run(Verification { key: self, mu, signature })
    }
}

impl<P: ParameterSet> Equation for MlDsa<P> {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], hash: &mut Hasher) {
        hash.update(self.mu_prefix.of(&self.public_key));
    }

    fn holds(&self, _: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        match hashed.as_bytes().try_into() {
            Ok(mu) => self.verify_mu(mu, signature),
            Err(_) => Outcome::Malformed,
        }
    }

    fn precompute(&self, _: Precomputation) -> Option<Arc<dyn Equation>> {
        if self.rows.is_some() {
            return None;
        }
        Some(Arc::new(self.prepared()))
    }

    fn cost_of_preparing(&self) -> Option<Cost> {
        let bytes = P::K * (P::L + 1) * size_of::<Poly>();
        // The first verification expands the matrix without keeping it; from then on expanding it to keep it costs no more.
        self.rows.is_none().then_some(Cost { verifications: 1, bytes })
    }

    fn memory(&self) -> usize {
        self.rows.as_deref().map_or(0, size_of_val::<[Poly]>)
    }
}

impl<P> fmt::Debug for MlDsa<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MlDsa").field("vectors", &self.vectors).finish_non_exhaustive()
    }
}

/// ML-DSA.Verify_internal (FIPS 204, algorithm 8), from μ on.
struct Verification<'a, P> {
    key: &'a MlDsa<P>,
    mu: &'a [u8; 64],
    signature: &'a [u8],
}

impl<P: ParameterSet> Portable for Verification<'_, P> {
    type Output = Outcome;

    #[inline(always)]
    fn run(self) -> Outcome {
        // sigDecode (algorithm 27): c̃, z, h
        let Some((c_tilde, rest)) = self.signature.split_at_checked(P::C_TILDE) else { return Outcome::Malformed };
        let z_bytes = 32 * (P::GAMMA1.ilog2() as usize + 1);
        let Some((z, y)) = rest.split_at_checked(P::L * z_bytes) else { return Outcome::Malformed };
        if y.len() != P::OMEGA + P::K {
            return Outcome::Malformed;
        }
        let Some(hints) = unpack_hint::<P>(y) else { return Outcome::Malformed };

        // ẑ and, after it, ĉ, as the key's rows have it
        let mut factors = [Poly::ZERO; WIDEST];
        for (factor, z) in factors.iter_mut().zip(z.chunks_exact(z_bytes)) {
            let Some(z) = unpack_z::<P>(z) else { return Outcome::Malformed };
            *factor = z;
            factor.ntt(self.key.vectors);
        }
        factors[P::L] = sample_in_ball(c_tilde, P::TAU);
        factors[P::L].ntt(self.key.vectors);

        let mut hash = Shake256::default();
        hash.update(self.mu);
        // Zeros for a key that keeps its matrix would cost 6 % of a verification.
        let mut expanded = None;
        for (r, hint) in (0..P::K).zip(hints) {
            let row = match &self.key.rows {
                Some(rows) => &rows[r * (P::L + 1)..(r + 1) * (P::L + 1)],
                None => self.key.expand_row(r, expanded.get_or_insert([Poly::ZERO; WIDEST])),
            };
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
        Outcome::evaluated(c_tilde == expected)
    }
}

#[cfg(test)]
mod tests;

//! ML-DSA verification (FIPS 204, algorithm 8), with the matrix kept or expanded on the way.
//!
//! A prepared key keeps Â and −NTT(t₁·2^d) as [`ParameterSet::K`] rows, so that w′ = NTT⁻¹(Â∘NTT(z) −
//! NTT(c)∘NTT(t₁·2^d)) is one dot product and one NTT⁻¹ for each row. A fresh key uses the rows of Â as they are
//! expanded, keeps nothing of them, and subtracts c·t₁·2^d without transforms.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "rows of at most 8 polynomials, and positions below 256 and in buffers of fixed size"
)]

#[cfg(feature = "explain")]
mod commitment;

use alloc::{boxed::Box, sync::Arc, vec};
use core::{fmt, marker::PhantomData};

#[cfg(feature = "explain")]
pub(crate) use self::commitment::Commitment;
use super::{Cost, Equation, Outcome, Precomputation};
use crate::{
    arithmetic::{
        integer::magnitude::Magnitude,
        kernel::{Portable, Vectors},
        ml_dsa::{
            ParameterSet,
            challenge::SparseChallenge,
            encoding::{pack_w1, unpack_hint, unpack_t1_scaled, unpack_z},
            expand::{ExpandA, RHO},
            field::{Q, reduce, reduce_once},
            ntt::{Poly, dot_product},
            rounding::{high_bits, use_hint},
            sampling::sample_in_ball,
            shake::Shake256,
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
        Self {
            public_key: Arc::clone(&self.public_key),
            mu_prefix: Arc::clone(&self.mu_prefix),
            rows: Some(self.vectors.run(Preparation(self))),
            vectors: self.vectors,
            parameters: PhantomData,
        }
    }

    /// The polynomials of Â, and the hash of the key unless that is known.
    fn expand(&self) -> ExpandA<'_, P> {
        ExpandA::new(&self.public_key, !self.mu_prefix.is_known(), self.vectors)
    }

    /// The packed polynomials of t₁.
    fn t1(&self) -> impl Iterator<Item = &[u8]> {
        self.public_key[RHO..].chunks_exact(T1)
    }

    fn verify(&self, signed: Signed<'_>, signature: &[u8]) -> Outcome {
        self.vectors.run(Verification { key: self, signed, signature })
    }
}

impl<P: ParameterSet> Equation for MlDsa<P> {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], hash: &mut Hasher) {
        hash.update(self.mu_prefix.of(&self.public_key));
    }

    fn holds(&self, _: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        match hashed.as_bytes().try_into() {
            Ok(mu) => self.verify(Signed::Mu(mu), signature),
            Err(_) => Outcome::Malformed,
        }
    }

    fn holds_for_raw(&self, _: SigningAlgorithm, message: &[u8], signature: &[u8]) -> Outcome {
        self.verify(Signed::Raw(message), signature)
    }

    fn precompute(&self, _: Precomputation) -> Option<Arc<dyn Equation>> {
        if self.rows.is_some() {
            return None;
        }
        Some(Arc::new(self.prepared()))
    }

    fn cost_of_preparing(&self) -> Option<Cost> {
        let bytes = P::K * (P::L + 1) * size_of::<Poly>();
        // The first verification expands the matrix without keeping it; from then on expanding it to keep it costs no
        // more.
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

/// The rows of a prepared key: `Â[r][0]`, …, `Â[r][ℓ − 1]`, `−NTT(t₁[r]·2^d)` (FIPS 204, algorithms 23 and 32).
struct Preparation<'a, P>(&'a MlDsa<P>);

impl<P: ParameterSet> Portable for Preparation<'_, P> {
    type Output = Box<[Poly]>;

    #[inline(always)]
    fn run(self) -> Box<[Poly]> {
        let Self(key) = self;
        let mut rows = vec![Poly::ZERO; P::K * (P::L + 1)];
        let place = |index| index / P::L * (P::L + 1) + index % P::L;
        let mut expand = key.expand();
        for index in 0..P::K * P::L {
            if index == expand.expanded() {
                expand.next_batch(&mut rows, place);
            }
            rows[place(index)].transpose();
        }
        if let Some(tr) = expand.tr() {
            key.mu_prefix.keep(tr);
        }
        for (row, t1) in rows.chunks_exact_mut(P::L + 1).zip(key.t1()) {
            let t = &mut row[P::L];
            *t = unpack_t1_scaled(t1);
            t.ntt(key.vectors);
            for a in t.coefficients_mut() {
                *a = reduce_once(Q - reduce(*a));
            }
            t.magnitude = Magnitude::new(1);
        }
        rows.into_boxed_slice()
    }
}

/// The message that a signature should be over.
#[derive(Clone, Copy)]
enum Signed<'a> {
    /// μ
    Mu(&'a [u8; 64]),
    /// The message M, with the empty context.
    Raw(&'a [u8]),
}

/// ML-DSA.Verify_internal (FIPS 204, algorithm 8).
///
/// μ is computed last: the hash of a fresh key comes from the states that expand the matrix.
struct Verification<'a, P> {
    key: &'a MlDsa<P>,
    signed: Signed<'a>,
    signature: &'a [u8],
}

impl<P: ParameterSet> Portable for Verification<'_, P> {
    type Output = Outcome;

    #[inline(always)]
    fn run(self) -> Outcome {
        let Some((c_tilde, w1)) = self.w1() else { return Outcome::Malformed };
        // c̃′ = H(μ‖w1Encode(w₁′), λ/4)
        let mut hash = Shake256::new(self.key.vectors);
        hash.update(&self.mu());
        hash.update(w1.as_bytes());
        Outcome::evaluated(c_tilde == &hash.finish().block()[..P::C_TILDE])
    }
}

impl<'a, P: ParameterSet> Verification<'a, P> {
    /// c̃ and w1Encode(w₁′) (lines 1 to 10 without 7); `None` if the signature is malformed.
    #[inline(always)]
    fn w1(&self) -> Option<(&'a [u8], EncodedW1<'a, P>)> {
        // sigDecode (algorithm 27): c̃, z, h
        let (c_tilde, rest) = self.signature.split_at_checked(P::C_TILDE)?;
        let z_bytes = 32 * (P::GAMMA1.ilog2() as usize + 1);
        let (z, y) = rest.split_at_checked(P::L * z_bytes)?;
        if y.len() != P::OMEGA + P::K {
            return None;
        }
        let hints = unpack_hint::<P>(y)?;

        // ẑ and, for a prepared key, ĉ after it
        let mut factors = [Poly::ZERO; WIDEST];
        for (factor, z) in factors.iter_mut().zip(z.chunks_exact(z_bytes)) {
            *factor = unpack_z::<P>(z)?;
            factor.ntt(self.key.vectors);
        }
        let c = sample_in_ball(c_tilde, P::TAU, self.key.vectors);

        let mut w1 = EncodedW1::new(hints);
        match &self.key.rows {
            Some(rows) => self.multiply_by_rows(rows, &mut factors, &c, &mut w1),
            None => self.multiply_by_expanded_rows(&mut factors, &c, &mut w1),
        }
        Some((c_tilde, w1))
    }

    #[inline(always)]
    fn multiply_by_rows(&self, rows: &[Poly], factors: &mut [Poly; WIDEST], c: &Poly, w1: &mut EncodedW1<'_, P>) {
        factors[P::L] = *c;
        factors[P::L].ntt(self.key.vectors);
        for row in rows.chunks_exact(P::L + 1) {
            let mut w = dot_product(row, &factors[..=P::L]);
            w.inverse_ntt_montgomery(self.key.vectors);
            w1.push(&w);
        }
    }

    /// Of Â there are never more than two rows, in FIPS 204's order: to transpose ẑ and w takes less than to transpose
    /// Â.
    #[inline(always)]
    fn multiply_by_expanded_rows(&self, z: &mut [Poly; WIDEST], c: &Poly, w1: &mut EncodedW1<'_, P>) {
        let c = SparseChallenge::new(c);
        z[..P::L].iter_mut().for_each(Poly::transpose);
        let mut rows = [Poly::ZERO; 2 * (WIDEST - 1)];
        let mut expand = self.key.expand();
        for (r, t1) in self.key.t1().enumerate() {
            while expand.expanded() < (r + 1) * P::L {
                expand.next_batch(&mut rows, |index| index % (2 * P::L));
            }
            let row = &rows[r % 2 * P::L..][..P::L];
            let mut w = dot_product(row, &z[..P::L]);
            w.transpose();
            w.inverse_ntt_montgomery(self.key.vectors);
            c.subtract_product(t1, &mut w);
            w1.push(&w);
        }
        if let Some(tr) = expand.tr() {
            self.key.mu_prefix.keep(tr);
        }
    }

    /// μ = H(tr‖M′, 64) (line 7)
    fn mu(&self) -> [u8; 64] {
        match self.signed {
            Signed::Mu(mu) => *mu,
            Signed::Raw(message) => {
                let mut hash = Shake256::new(self.key.vectors);
                hash.update(self.key.mu_prefix.of(&self.key.public_key));
                hash.update(message);
                let mut mu = [0; 64];
                mu.copy_from_slice(&hash.finish().block()[..64]);
                mu
            }
        }
    }
}

/// w1Encode(w₁′) (FIPS 204, algorithm 28), row by row.
struct EncodedW1<'a, P> {
    /// For each row the positions of h's ones.
    hints: [&'a [u8]; 8],
    bytes: [u8; 1024],
    rows: usize,
    parameters: PhantomData<P>,
}

impl<'a, P: ParameterSet> EncodedW1<'a, P> {
    /// Bytes of a row.
    const ROW: usize = 32 * (((Q - 1) / (2 * P::GAMMA2) - 1).ilog2() as usize + 1);

    #[inline(always)]
    const fn new(hints: [&'a [u8]; 8]) -> Self {
        Self { hints, bytes: [0; 1024], rows: 0, parameters: PhantomData }
    }

    /// Appends UseHint (algorithm 8, line 10) of the next row of w′. In: coefficients < q.
    #[inline(always)]
    fn push(&mut self, w: &Poly) {
        w.magnitude.assert_within(1);
        let mut w1 = *w;
        for r in w1.coefficients_mut() {
            *r = high_bits::<P>(*r);
        }
        for &position in self.hints[self.rows] {
            let position = usize::from(position);
            w1.coefficients_mut()[position] = use_hint::<P>(w.coefficients()[position]);
        }
        let mut packed = [0; 192];
        self.bytes[Self::ROW * self.rows..][..Self::ROW].copy_from_slice(pack_w1::<P>(&w1, &mut packed));
        self.rows += 1;
    }

    #[inline(always)]
    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..Self::ROW * self.rows]
    }
}

#[cfg(test)]
mod tests;

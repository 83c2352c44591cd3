//! The commitment of a signature, for many μ.

use alloc::{sync::Arc, vec::Vec};

use super::{MlDsa, Signed, Verification};
use crate::{
    arithmetic::{
        kernel::{Portable, Vectors},
        ml_dsa::{MlDsa44, MlDsa65, MlDsa87, ParameterSet, shake::Shake256},
    },
    kms::MlDsaSet,
};

/// A signature of which only μ is open: c̃ = H(μ ‖ w1Encode(w₁′)) is left to compare (FIPS 204, algorithm 8, lines 12
/// and 13).
pub(crate) struct Commitment {
    c_tilde: Vec<u8>,
    w1: Vec<u8>,
}

impl Commitment {
    /// `None` if the signature is malformed.
    pub(crate) fn new(set: MlDsaSet, public_key: &Arc<[u8]>, signature: &[u8]) -> Option<Self> {
        match set {
            MlDsaSet::MlDsa44 => Self::of::<MlDsa44>(public_key, signature),
            MlDsaSet::MlDsa65 => Self::of::<MlDsa65>(public_key, signature),
            MlDsaSet::MlDsa87 => Self::of::<MlDsa87>(public_key, signature),
        }
    }

    pub(super) fn of<P: ParameterSet>(public_key: &Arc<[u8]>, signature: &[u8]) -> Option<Self> {
        let key = MlDsa::<P>::new(public_key)?;
        key.vectors.run(Solution(Verification { key: &key, signed: Signed::Raw(&[]), signature }))
    }

    /// Whether the signature verifies for μ.
    pub(crate) fn holds_for(&self, mu: &[u8; 64]) -> bool {
        let mut hash = Shake256::new(Vectors::detect());
        hash.update(mu);
        hash.update(&self.w1);
        self.c_tilde == hash.finish().block()[..self.c_tilde.len()]
    }
}

struct Solution<'a, P>(Verification<'a, P>);

impl<P: ParameterSet> Portable for Solution<'_, P> {
    type Output = Option<Commitment>;

    #[inline(always)]
    fn run(self) -> Option<Commitment> {
        let (c_tilde, w1) = self.0.w1()?;
        Some(Commitment { c_tilde: c_tilde.to_vec(), w1: w1.as_bytes().to_vec() })
    }
}

//! SM2 signature verification (GB/T 32918.2-2016, 7.1; ISO/IEC 14888-3, SM2).

use alloc::sync::Arc;

use super::{Cost, Equation, Outcome, Precomputation, public_point::PublicPoint, shared};
use crate::{
    arithmetic::{
        curve::Sm2,
        field::{Field, Number as _},
        group::weierstrass::{Curve, NumberOf},
    },
    input::ecdsa_sig_value::EcdsaSigValue,
    kms::SigningAlgorithm,
    message::{Hashed, Hasher, Signer},
};

/// An SM2 public key.
#[derive(Debug)]
pub(crate) struct Sm2Dsa {
    point: PublicPoint<Sm2>,
    signer: Arc<Signer>,
}

/// The order n of the group.
const N: NumberOf<Sm2> = <<Sm2 as Curve>::Scalar as Field>::MODULUS;

/// How many verifications the standard comb costs.
const COMB_COSTS: u32 = 2;

impl Sm2Dsa {
    /// The key with these big-endian coordinates; `None` if they are not those of a point on the curve.
    pub(crate) fn new(x: &[u8], y: &[u8]) -> Option<Self> {
        Some(Self { point: PublicPoint::new(x, y)?, signer: Arc::new(Signer::new(x, y)) })
    }

    fn prepared(&self, size: Precomputation) -> Option<Self> {
        Some(Self { point: self.point.prepared(size)?, signer: Arc::clone(&self.signer) })
    }

    /// Steps B1 to B7 of 7.1 for big-endian r and s, without B3 and B4, because the caller computed e = SM3(ZA ‖ M).
    fn verify(&self, e: &[u8], r: &[u8], s: &[u8]) -> Outcome {
        // B1, B2. r and s in [1, n − 1].
        let (Some(r), Some(s)) = (PublicPoint::<Sm2>::scalar(r), PublicPoint::<Sm2>::scalar(s)) else {
            return Outcome::Malformed;
        };
        // B5. t = r + s mod n, not 0.
        let t = r.add_mod(&s, &N);
        if t.is_zero() {
            return Outcome::Malformed;
        }
        Outcome::evaluated(self.equation(e, &r, &s, &t) == Some(true))
    }

    /// Steps B6 and B7; `None` where one ends in "fails" before the last comparison.
    fn equation(&self, e: &[u8], r: &NumberOf<Sm2>, s: &NumberOf<Sm2>, t: &NumberOf<Sm2>) -> Option<bool> {
        // B6. (x1, y1) = s·G + t·Q.
        let point = self.point.multiply_add(s, t)?;
        // B7. e + x1 mod n = r, that is x1 ≡ r − e; e < 2^256 < 2·n.
        let e = NumberOf::<Sm2>::from_be_bytes(e)?.reduce_once(&N);
        Some(point.x_is_congruent(&r.sub_mod(&e, &N)))
    }
}

impl Equation for Sm2Dsa {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], hash: &mut Hasher) {
        hash.update(self.signer.default_za());
    }

    /// The signature is DER of r and s, as ECDSA's (GM/T 0009, 7.3).
    fn holds(&self, _: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        match EcdsaSigValue::from_der(signature) {
            Some(value) => self.verify(hashed.as_bytes(), value.r(), value.s()),
            None => Outcome::Malformed,
        }
    }

    fn precompute(&self, size: Precomputation) -> Option<Arc<dyn Equation>> {
        self.prepared(size).map(shared)
    }

    fn cost_of_preparing(&self) -> Option<Cost> {
        self.point.cost_of_preparing(COMB_COSTS)
    }

    fn memory(&self) -> usize {
        self.point.memory()
    }
}

#[cfg(test)]
mod tests;

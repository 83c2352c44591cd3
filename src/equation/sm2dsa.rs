//! SM2 signature verification (GB/T 32918.2-2016, 7.1; ISO/IEC 14888-3, SM2).

use alloc::sync::Arc;

use super::{
    Cost, Equation, Item, Outcome, Precomputation,
    public_point::{Claim, PublicPoint, many::Claims},
    shared,
};
use crate::{
    arithmetic::{
        curve::Sm2,
        field::{Field, Number as _},
        group::weierstrass::{Curve, NumberOf},
        kernel::lanes::Eight,
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

    pub(super) fn prepared(&self, size: Precomputation) -> Option<Self> {
        Some(Self { point: self.point.prepared(size)?, signer: Arc::clone(&self.signer) })
    }

    /// Steps B1 to B7 of 7.1 for big-endian r and s, without B3 and B4, because the caller computed e = SM3(ZA ‖ M).
    fn verify(&self, e: &[u8], r: &[u8], s: &[u8]) -> Outcome {
        let Some(claim) = claim(e, r, s) else { return Outcome::Malformed };
        Outcome::evaluated(self.point.satisfies(&claim))
    }
}

/// Steps B1 to B7 as a claim; `None` if r, s or t is out of range.
fn claim(e: &[u8], r: &[u8], s: &[u8]) -> Option<Claim<Sm2>> {
    // B1, B2. r and s in [1, n − 1].
    let (r, s) = (PublicPoint::<Sm2>::scalar(r)?, PublicPoint::<Sm2>::scalar(s)?);
    // B5. t = r + s mod n, not 0.
    let t = r.add_mod(&s, &N);
    if t.is_zero() {
        return None;
    }
    // B6. (x1, y1) = s·G + t·Q. B7. e + x1 mod n = r, that is x1 ≡ r − e; e < 2^256 < 2·n.
    let e = NumberOf::<Sm2>::from_be_bytes(e)?.reduce_once(&N);
    Some(Claim { g: s, q: t, x: r.sub_mod(&e, &N) })
}

impl Claims for Sm2Dsa {
    type Curve = Sm2;

    fn point(&self) -> &PublicPoint<Sm2> {
        &self.point
    }

    fn with_comb(&self) -> Option<Self> {
        self.prepared(Precomputation::Standard)
    }

    fn claims(&self, items: &[Item<'_>], mut decide: impl FnMut(usize, &Claim<Sm2>)) {
        for (place, item) in items.iter().enumerate() {
            let value = EcdsaSigValue::from_der(item.signature);
            if let Some(claim) = value.and_then(|value| claim(item.hashed.as_bytes(), value.r(), value.s())) {
                decide(place, &claim);
            }
        }
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

    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        self.hold_many_in(Eight::detect(), algorithm, items, verdicts);
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

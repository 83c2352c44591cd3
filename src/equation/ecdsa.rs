//! ECDSA signature verification (FIPS 186-5, 6.4.2).

use alloc::sync::Arc;

use super::{Cost, Equation, Outcome, Precomputation, public_point::PublicPoint, shared};
use crate::{
    arithmetic::{
        field::{Field, Number as _},
        group::{comb::Generator, weierstrass::NumberOf},
    },
    input::ecdsa_sig_value::EcdsaSigValue,
    kms::SigningAlgorithm,
    message::{Hashed, Hasher},
};

/// An ECDSA public key.
#[derive(Debug)]
pub(crate) struct Ecdsa<C: Generator> {
    point: PublicPoint<C>,
    /// How many verifications the standard comb costs.
    comb_costs: u32,
}

impl<C: Generator> Ecdsa<C> {
    /// The key with these big-endian coordinates; `None` if they are not those of a point on the curve.
    pub(crate) fn new(x: &[u8], y: &[u8], comb_costs: u32) -> Option<Self> {
        Some(Self { point: PublicPoint::new(x, y)?, comb_costs })
    }

    fn prepared(&self, size: Precomputation) -> Option<Self> {
        Some(Self { point: self.point.prepared(size)?, comb_costs: self.comb_costs })
    }

    /// Steps 1 to 9 of 6.4.2 for big-endian r and s.
    fn verify(&self, digest: &[u8], r: &[u8], s: &[u8]) -> Outcome {
        // 1. r and s in [1, n − 1].
        let (Some(r), Some(s)) = (PublicPoint::<C>::scalar(r), PublicPoint::<C>::scalar(s)) else {
            return Outcome::Malformed;
        };
        Outcome::evaluated(self.equation(digest, &r, &s) == Some(true))
    }

    /// Steps 3 to 9; `None` where a step ends in "reject" before the last comparison. In: r and s in [1, n − 1].
    fn equation(&self, digest: &[u8], r: &NumberOf<C>, s: &NumberOf<C>) -> Option<bool> {
        // 3. The digest as a number e.
        let e = bits_to_number::<C>(digest)?;
        // 4. s⁻¹ mod n.
        let w = C::Scalar::inverse_of(s)?;
        // 5. u = e·s⁻¹ mod n, v = r·s⁻¹ mod n.
        let (u, v) = (w.times_number(&e), w.times_number(r));
        // 6. R = u·G + v·Q. 7. Reject O. 8. and 9. x_R ≡ r mod n.
        Some(self.point.multiply_add(&u, &v)?.x_is_congruent(r))
    }
}

impl<C: Generator> Equation for Ecdsa<C> {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], _: &mut Hasher) {}

    /// The signature is a DER `Ecdsa-Sig-Value`.
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
        self.point.cost_of_preparing(self.comb_costs)
    }

    fn memory(&self) -> usize {
        self.point.memory()
    }
}

/// The leftmost bits of the digest as a number, as many as n has (FIPS 186-5, 6.4.1, step 2); all of a shorter digest.
///
/// It may be n or more by then: the equation multiplies it modulo n.
fn bits_to_number<C: Generator>(digest: &[u8]) -> Option<NumberOf<C>> {
    let bits = C::Scalar::MODULUS.bit_length();
    let length = digest.len().min(bits.div_ceil(8));
    let number = NumberOf::<C>::from_be_bytes(digest.get(..length)?)?;
    Some(number.shift_right((8 * length).saturating_sub(bits)))
}

#[cfg(test)]
mod tests;

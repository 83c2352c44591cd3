//! ECDSA signature verification (FIPS 186-5, 6.4.2).

use alloc::{sync::Arc, vec::Vec};

use super::{
    Cost, Equation, Item, Outcome, Precomputation,
    public_point::{Claim, PublicPoint, many::Claims},
    shared,
};
use crate::{
    arithmetic::{
        field::{Field, Number as _},
        group::{comb::Generator, lanes::SumsInLanes, weierstrass::NumberOf},
        kernel::lanes::Eight,
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

/// The signatures whose s are inverted at once: enough for an inversion to be a small part of each.
const INVERTED_AT_ONCE: usize = 64;

impl<C: SumsInLanes> Ecdsa<C> {
    /// The key with these big-endian coordinates; `None` if they are not those of a point on the curve.
    pub(crate) fn new(x: &[u8], y: &[u8], comb_costs: u32) -> Option<Self> {
        Some(Self { point: PublicPoint::new(x, y)?, comb_costs })
    }

    pub(super) fn prepared(&self, size: Precomputation) -> Option<Self> {
        Some(Self { point: self.point.prepared(size)?, comb_costs: self.comb_costs })
    }

    /// Steps 1 to 9 of 6.4.2 for big-endian r and s.
    fn verify(&self, digest: &[u8], r: &[u8], s: &[u8]) -> Outcome {
        let Some(numbers) = Numbers::<C>::new(digest, r, s) else { return Outcome::Malformed };
        // 4. s⁻¹ mod n.
        let holds = C::Scalar::inverse_of(&numbers.s).is_some_and(|w| self.point.satisfies(&numbers.claim(&w)));
        Outcome::evaluated(holds)
    }
}

/// The numbers of a signature: r and s in [1, n − 1], and e.
struct Numbers<C: Generator> {
    r: NumberOf<C>,
    s: NumberOf<C>,
    e: NumberOf<C>,
}

impl<C: Generator> Numbers<C> {
    /// Steps 1 and 3 of 6.4.2; `None` if r or s is out of range.
    fn new(digest: &[u8], r: &[u8], s: &[u8]) -> Option<Self> {
        // 1. r and s in [1, n − 1]. 3. The digest as a number e.
        Some(Self { r: PublicPoint::<C>::scalar(r)?, s: PublicPoint::<C>::scalar(s)?, e: bits_to_number::<C>(digest)? })
    }

    /// Steps 5 to 9 as a claim. In: w = s⁻¹ mod n.
    fn claim(&self, w: &C::Scalar) -> Claim<C> {
        // 5. u = e·s⁻¹ mod n, v = r·s⁻¹ mod n. 6. R = u·G + v·Q. 7. Reject O. 8. and 9. x_R ≡ r mod n.
        Claim { g: w.times_number(&self.e), q: w.times_number(&self.r), x: self.r }
    }
}

impl<C: SumsInLanes> Claims for Ecdsa<C> {
    type Curve = C;

    fn point(&self) -> &PublicPoint<C> {
        &self.point
    }

    fn with_comb(&self) -> Option<Self> {
        self.prepared(Precomputation::Standard)
    }

    fn claims(&self, items: &[Item<'_>], mut decide: impl FnMut(usize, &Claim<C>)) {
        let capacity = items.len().min(INVERTED_AT_ONCE);
        let mut numbers = Vec::with_capacity(capacity);
        let (mut inverses, mut room) = (Vec::with_capacity(capacity), Vec::with_capacity(capacity));
        let mut first = 0;
        for block in items.chunks(INVERTED_AT_ONCE) {
            numbers.clear();
            inverses.clear();
            for (place, item) in (first..).zip(block) {
                let value = EcdsaSigValue::from_der(item.signature);
                let found = value.and_then(|value| Numbers::<C>::new(item.hashed.as_bytes(), value.r(), value.s()));
                // Both or neither: the inverse at a place is the one of the numbers there.
                let pair = found.and_then(|found| Some((C::Scalar::from_number(&found.s)?, found)));
                let Some((s, found)) = pair else { continue };
                inverses.push(s);
                numbers.push((place, found));
            }
            // Always: no s is 0 modulo the prime n, so neither is their product.
            if C::Scalar::invert_all_in(&mut room, &mut inverses).is_some() {
                numbers.iter().zip(&inverses).for_each(|((place, numbers), w)| decide(*place, &numbers.claim(w)));
            }
            first += block.len();
        }
    }
}

impl<C: SumsInLanes> Equation for Ecdsa<C> {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], _: &mut Hasher) {}

    /// The signature is a DER `Ecdsa-Sig-Value`.
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

//! ECDSA signature verification (FIPS 186-5, 6.4.2) with own arithmetic.

use super::residue::{Field, Number};
use super::table::{Point, Precomputation};
use super::weierstrass::{Curve, NumberOf};

/// An ECDSA public key, ready to verify.
#[derive(Debug)]
pub(crate) struct Key<C: Curve> {
    point: Point<C>,
}

impl<C: Curve> Key<C> {
    /// The key with these coordinates, big-endian; None if they are not those of a point on the curve.
    pub(crate) fn new(x: &[u8], y: &[u8], table: Precomputation) -> Option<Self> {
        let point = Point::new(&Number::from_be_bytes(x)?, &Number::from_be_bytes(y)?, table)?;
        Some(Self { point })
    }

    /// Whether (r, s), big-endian, is this key's signature over the message with this digest.
    pub(crate) fn verify(&self, digest: &[u8], r: &[u8], s: &[u8]) -> bool {
        self.equation(digest, r, s) == Some(true)
    }

    /// Steps 1 and 3 to 9 of 6.4.2; None where a step ends in "reject" before the last comparison.
    fn equation(&self, digest: &[u8], r: &[u8], s: &[u8]) -> Option<bool> {
        // 1. r and s in [1, n − 1].
        let r = NumberOf::<C>::from_be_bytes(r).filter(|r| !r.is_zero() && r.is_below(&C::Scalar::MODULUS))?;
        let s = NumberOf::<C>::from_be_bytes(s).filter(|s| !s.is_zero())?;
        // 3. The digest as a number e.
        let e = bits_to_number::<C>(digest)?;
        // 4. s⁻¹ mod n; None for s ≥ n.
        let w = C::Scalar::inverse_of(&s)?;
        // 5. u = e·s⁻¹ mod n, v = r·s⁻¹ mod n.
        let (u, v) = (w.times_number(&e), w.times_number(&r));
        // 6. R = u·G + v·Q. 7. Reject O. 8. and 9. x_R ≡ r mod n.
        Some(self.point.multiply_add(&u, &v)?.x_is_congruent(&r))
    }

    /// Bytes of the multiples that the key holds.
    pub(crate) fn table_bytes(&self) -> usize {
        self.point.bytes()
    }
}

/// The leftmost bits of the digest as a number, as many as n has (FIPS 186-5, 6.4.1, step 2); all of a shorter digest.
///
/// It may be n or more by then: what follows multiplies it modulo n.
fn bits_to_number<C: Curve>(digest: &[u8]) -> Option<NumberOf<C>> {
    let bits = C::Scalar::MODULUS.bit_length();
    let length = digest.len().min(bits.div_ceil(8));
    let number = NumberOf::<C>::from_be_bytes(digest.get(..length)?)?;
    Some(number.shift_right((8 * length).saturating_sub(bits)))
}

#[cfg(test)]
mod tests;

//! SM2 signature verification (GB/T 32918.2-2016, 7.1; ISO/IEC 14888-3, SM2) with own arithmetic.

use super::curve::Sm2;
use super::residue::{Field, Number};
use super::table::{Point, Precomputation};
use super::weierstrass::{Curve, NumberOf};

/// An SM2 public key, ready to verify.
#[derive(Debug)]
pub(crate) struct Key {
    point: Point<Sm2>,
}

impl Key {
    /// The key with these coordinates, big-endian; None if they are not those of a point on the curve.
    pub(crate) fn new(x: &[u8], y: &[u8], table: Precomputation) -> Option<Self> {
        let point = Point::new(&Number::from_be_bytes(x)?, &Number::from_be_bytes(y)?, table)?;
        Some(Self { point })
    }

    /// Whether (r, s), big-endian, is this key's signature over the message with e = SM3(ZA ‖ M).
    pub(crate) fn verify(&self, e: &[u8; 32], r: &[u8], s: &[u8]) -> bool {
        self.equation(e, r, s) == Some(true)
    }

    /// Steps B1, B2 and B5 to B7 of 7.1; None where a step ends in "fails" before the last comparison.
    fn equation(&self, e: &[u8; 32], r: &[u8], s: &[u8]) -> Option<bool> {
        let n = <<Sm2 as Curve>::Scalar as Field>::MODULUS;
        let in_range = |number: &NumberOf<Sm2>| !number.is_zero() && number.is_below(&n);
        // B1, B2. r and s in [1, n − 1].
        let r = NumberOf::<Sm2>::from_be_bytes(r).filter(in_range)?;
        let s = NumberOf::<Sm2>::from_be_bytes(s).filter(in_range)?;
        // B5. t = r + s mod n, not 0.
        let t = Some(r.add_mod(&s, &n)).filter(|t| !t.is_zero())?;
        // B6. (x1, y1) = s·G + t·Q.
        let point = self.point.multiply_add(&s, &t)?;
        // B7. e + x1 mod n = r, that is x1 ≡ r − e; e < 2^256 < 2·n.
        let e = NumberOf::<Sm2>::from_be_bytes(e)?.reduce_once(&n);
        Some(point.x_is_congruent(&r.sub_mod(&e, &n)))
    }

    /// Bytes of the multiples that the key holds.
    pub(crate) fn table_bytes(&self) -> usize {
        self.point.bytes()
    }
}

#[cfg(test)]
mod tests;

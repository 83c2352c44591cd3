//! Ed25519 and Ed25519ph (RFC 8032, 5.1) on `curve25519-dalek`, as `ed25519-dalek` verifies.
//!
//! Both modes accept alike: S < L, and \[S\]B − \[k\]A encodes to exactly R. RFC 8032 (5.1.7) leaves open whether both
//! sides are multiplied by the cofactor; without it, a non-canonical R never matches, and every honest signature is
//! accepted.

use curve25519_dalek::{EdwardsPoint, Scalar, edwards::CompressedEdwardsY};

use crate::{
    equation::{Equation, Outcome},
    kms::SigningAlgorithm,
    message::{Hashed, Hasher, ed25519_challenge, hash_ed25519_prefix},
};

/// An Ed25519 key.
pub(crate) struct Ed25519 {
    public_key: [u8; 32],
    minus_a: EdwardsPoint,
}

impl Ed25519 {
    /// `None` if the bytes do not decode to a point.
    pub(crate) fn new(public_key: &[u8; 32]) -> Option<Self> {
        let a = CompressedEdwardsY(*public_key).decompress()?;
        Some(Self { public_key: *public_key, minus_a: -a })
    }
}

impl Equation for Ed25519 {
    fn begin(&self, algorithm: SigningAlgorithm, signature: &[u8], hash: &mut Hasher) {
        hash_ed25519_prefix(algorithm, signature, &self.public_key, hash);
    }

    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        let k = ed25519_challenge(algorithm, hashed, signature, &self.public_key);
        let (Some(k), ([r, s], [])) = (k, signature.as_chunks()) else { return Outcome::Malformed };
        let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(*s)) else { return Outcome::Malformed };
        let k = Scalar::from_bytes_mod_order_wide(&k);
        let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &self.minus_a, &s);
        Outcome::evaluated(expected.compress().as_bytes() == r)
    }
}

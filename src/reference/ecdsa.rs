//! ECDSA (FIPS 186-5, 6.4.2) on P-256, P-384, P-521 and secp256k1.

use ::ecdsa::{EcdsaCurve, Signature, VerifyingKey};
use ::elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use signature::hazmat::PrehashVerifier as _;

use crate::{
    equation::{Equation, Outcome},
    input::ecdsa_sig_value::EcdsaSigValue,
    kms::SigningAlgorithm,
    message::{Hashed, Hasher},
};

/// An ECDSA key whose scalars have `N` bytes.
pub(crate) struct Ecdsa<C: EcdsaCurve + CurveArithmetic, const N: usize>(VerifyingKey<C>);

impl<C, const N: usize> Ecdsa<C, N>
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytes<C>: From<[u8; N]>,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    /// The key with this uncompressed point; `None` if it is not one of the curve.
    pub(crate) fn new(point: &[u8]) -> Option<Self> {
        VerifyingKey::from_sec1_bytes(point).ok().map(Self)
    }

    /// r and s, if both are in [1, n − 1].
    fn decode(signature: &[u8]) -> Option<Signature<C>> {
        let (r, s) = EcdsaSigValue::from_der(signature)?.to_fixed::<N>()?;
        Signature::from_scalars(FieldBytes::<C>::from(r), FieldBytes::<C>::from(s)).ok()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Hashed` has the length of its algorithm's hash"
    )]
    fn verify_prehash(&self, hashed: &Hashed, signature: &Signature<C>) -> bool {
        self.0.verify_prehash(hashed.as_bytes(), signature).is_ok()
    }
}

impl<C, const N: usize> Equation for Ecdsa<C, N>
where
    C: EcdsaCurve + CurveArithmetic,
    FieldBytes<C>: From<[u8; N]>,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    fn begin(&self, _: SigningAlgorithm, _: &[u8], _: &mut Hasher) {}

    /// KMS emits s in both halves and FIPS 186-5 accepts both: (r, s) and (r, n − s) verify alike. A crate that wants
    /// the lower half (k256) gets it.
    fn holds(&self, _: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        let Some(signature) = Self::decode(signature) else { return Outcome::Malformed };
        let signature = if C::NORMALIZE_S { signature.normalize_s() } else { signature };
        Outcome::evaluated(self.verify_prehash(hashed, &signature))
    }
}

//! SM2DSA (GB/T 32918.2, GM/T 0003.2).

use ::sm2::dsa::{Signature, VerifyingKey};
use signature::hazmat::PrehashVerifier as _;

use crate::{
    equation::{Equation, Outcome},
    input::ecdsa_sig_value::EcdsaSigValue,
    kms::SigningAlgorithm,
    message::{Hashed, Hasher, Signer},
};

/// An SM2 key that signs.
pub(crate) struct Sm2Dsa {
    key: VerifyingKey,
    signer: Signer,
}

impl Sm2Dsa {
    /// The key with these coordinates, and the uncompressed point of both; `None` if it is not one of the curve.
    ///
    /// The crate gets no distinguishing ID, because it only sees e.
    pub(crate) fn new(x: &[u8], y: &[u8], point: &[u8]) -> Option<Self> {
        Some(Self { key: VerifyingKey::from_sec1_bytes("", point).ok()?, signer: Signer::new(x, y) })
    }

    /// r and s, if both are in [1, n − 1] (B1, B2 of GB/T 32918.2, 7.1).
    fn decode(signature: &[u8]) -> Option<Signature> {
        let (r, s) = EcdsaSigValue::from_der(signature)?.to_fixed::<32>()?;
        Signature::from_scalars(r, s).ok()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the scheme's one wrapper: a `Hashed` has the length of its algorithm's hash"
    )]
    fn verify_prehash(&self, hashed: &Hashed, signature: &Signature) -> bool {
        self.key.verify_prehash(hashed.as_bytes(), signature).is_ok()
    }
}

impl Equation for Sm2Dsa {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], hash: &mut Hasher) {
        hash.update(self.signer.default_za());
    }

    fn holds(&self, _: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        match Self::decode(signature) {
            Some(signature) => Outcome::evaluated(self.verify_prehash(hashed, &signature)),
            None => Outcome::Malformed,
        }
    }
}

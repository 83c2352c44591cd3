//! Signatures in the two encodings that the world has: KMS's DER, and JOSE's fixed size.

use alloc::vec::Vec;

use crate::{
    ecdsa_sig_value::EcdsaSigValue,
    error::{Error, Malformed, SignatureProblem},
    verify::{in_range, scalar_len},
    vocabulary::KeySpec,
};

impl KeySpec {
    /// Converts a signature of this spec from KMS's DER to the fixed-size r ‖ s (IEEE P1363, RFC 7518, 3.4): 64 bytes for
    /// P-256, secp256k1 and SM2, 96 for P-384, 132 for P-521.
    ///
    /// This only converts: it verifies nothing.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not strict DER, if r or s is 0 or not below the group's order, or if signatures of this
    /// spec are not made of r and s.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/sign.json");
    /// use kms_offline::{KeySpec, SignResponse};
    ///
    /// let der = SignResponse::from_json(response)?.signature().to_vec();
    /// let fixed = KeySpec::EccNistP256.signature_to_p1363(&der)?;
    /// assert_eq!(fixed.len(), 64);
    /// assert_eq!(KeySpec::EccNistP256.signature_from_p1363(&fixed)?, der);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn signature_to_p1363(self, der: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
        let malformed = |problem| Malformed::Signature { spec: self, problem };
        let len = scalar_len(self).ok_or_else(|| malformed(SignatureProblem::NoEncoding))?;
        let value = EcdsaSigValue::from_der(der.as_ref()).ok_or_else(|| malformed(SignatureProblem::NotDer))?;
        let fixed = value.to_p1363(len).ok_or_else(|| malformed(SignatureProblem::Range))?;
        if !in_range(self, value) {
            return Err(malformed(SignatureProblem::Range).into());
        }
        Ok(fixed)
    }

    /// Converts a signature of this spec from the fixed-size r ‖ s to KMS's DER: the inverse of
    /// [`signature_to_p1363`](Self::signature_to_p1363).
    ///
    /// # Errors
    /// [`Error::Malformed`] as there; the error of a wrong length says the right one.
    pub fn signature_from_p1363(self, fixed: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
        let (fixed, malformed) = (fixed.as_ref(), |problem| Malformed::Signature { spec: self, problem });
        let len = scalar_len(self).ok_or_else(|| malformed(SignatureProblem::NoEncoding))?;
        let wrong_length = SignatureProblem::Length { found: fixed.len(), expected: 2 * len };
        let (r, s) =
            fixed.split_at_checked(len).filter(|_| fixed.len() == 2 * len).ok_or_else(|| malformed(wrong_length))?;
        let value = EcdsaSigValue::from_halves(r, s).filter(|value| in_range(self, *value));
        let der = value.and_then(EcdsaSigValue::to_der).ok_or_else(|| malformed(SignatureProblem::Range))?;
        Ok(der)
    }
}

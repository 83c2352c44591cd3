//! `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.3), which SM2 signatures share (GM/T 0009,
//! 7.3).

use alloc::vec::Vec;

use der::{Decode as _, Reader as _, SliceReader, asn1::UintRef};
use elliptic_curve::Curve as _;

use crate::{
    error::{Error, Malformed, SignatureProblem},
    kms::{Curve, Family, KeySpec},
};

/// Converts a signature from KMS's DER to the fixed-size r ‖ s (IEEE P1363, RFC 7518, 3.4): 64 bytes for P-256,
/// secp256k1 and SM2, 96 for P-384, 132 for P-521.
///
/// This only converts: it verifies nothing.
///
/// # Errors
/// [`Error::Malformed`] if it is not strict DER, if r or s is 0 or not below the group's order, or if signatures of
/// this spec are not made of r and s.
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/sign.json");
/// use kms_offline::{KeySpec, SignResponse, ecdsa_sig_value};
///
/// let der = SignResponse::from_json(response)?.signature().to_vec();
/// let fixed = ecdsa_sig_value::to_p1363(KeySpec::EccNistP256, &der)?;
/// assert_eq!(fixed.len(), 64);
/// assert_eq!(ecdsa_sig_value::from_p1363(KeySpec::EccNistP256, &fixed)?, der);
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub fn to_p1363(spec: KeySpec, der: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let malformed = |problem| Malformed::Signature { spec, problem };
    let len = scalar_len(spec).ok_or_else(|| malformed(SignatureProblem::NoEncoding))?;
    let value = EcdsaSigValue::from_der(der.as_ref()).ok_or_else(|| malformed(SignatureProblem::NotDer))?;
    let fixed = value.to_p1363(len).filter(|fixed| in_range(spec, fixed));
    Ok(fixed.ok_or_else(|| malformed(SignatureProblem::Range))?)
}

/// Converts a signature from the fixed-size r ‖ s to KMS's DER: the inverse of [`to_p1363`].
///
/// # Errors
/// [`Error::Malformed`] as that function; the error of a wrong length has the right one.
pub fn from_p1363(spec: KeySpec, fixed: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let (fixed, malformed) = (fixed.as_ref(), |problem| Malformed::Signature { spec, problem });
    let len = scalar_len(spec).ok_or_else(|| malformed(SignatureProblem::NoEncoding))?;
    let wrong_length = SignatureProblem::Length { found: fixed.len(), expected: 2 * len };
    let (r, s) =
        fixed.split_at_checked(len).filter(|_| fixed.len() == 2 * len).ok_or_else(|| malformed(wrong_length))?;
    let value = EcdsaSigValue::from_halves(r, s).filter(|_| in_range(spec, fixed));
    let der = value.and_then(EcdsaSigValue::to_der).ok_or_else(|| malformed(SignatureProblem::Range))?;
    Ok(der)
}

/// Bytes of r and of s in signatures of this spec; `None` if they are not made of r and s.
pub(crate) const fn scalar_len(spec: KeySpec) -> Option<usize> {
    let facts = spec.facts();
    match facts.family {
        Family::Ec(_) => Some(facts.key_len / 2),
        Family::Rsa | Family::Ed25519 | Family::MlDsa(_) | Family::MlKem(_) => None,
    }
}

/// Whether both halves of r ‖ s are in [1, n − 1] on the curve of `spec`.
fn in_range(spec: KeySpec, fixed: &[u8]) -> bool {
    let Family::Ec(curve) = spec.facts().family else { return false };
    let order: &[u8] = match curve {
        Curve::P256 => &p256::NistP256::ORDER.to_be_bytes(),
        Curve::P384 => &p384::NistP384::ORDER.to_be_bytes(),
        Curve::P521 => &p521::NistP521::ORDER.to_be_bytes(),
        Curve::Secp256k1 => &k256::Secp256k1::ORDER.to_be_bytes(),
        Curve::Sm2 => &sm2::Sm2::ORDER.to_be_bytes(),
    };
    // P-521's order fills more limbs than bytes.
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let order = order.get(order.len().saturating_sub(r.len())..).unwrap_or_default();
    [r, s].into_iter().all(|half| half.len() == order.len() && half.iter().any(|byte| *byte != 0) && half < order)
}

/// r and s as they stand in a signature: without leading zeros, not yet compared with the group's order.
#[derive(Clone, Copy)]
pub(crate) struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

impl<'a> EcdsaSigValue<'a> {
    /// Parses strict DER: definite minimal lengths, minimal non-negative integers, no trailing bytes.
    pub(crate) fn from_der(der: &'a [u8]) -> Option<Self> {
        let mut reader = SliceReader::new(der).ok()?;
        let value = reader
            .sequence(|sequence| -> der::Result<Self> {
                Ok(Self { r: UintRef::decode(sequence)?, s: UintRef::decode(sequence)? })
            })
            .ok()?;
        reader.is_finished().then_some(value)
    }

    /// r and s from the halves of the fixed-size form (IEEE P1363).
    pub(crate) fn from_halves(r: &'a [u8], s: &'a [u8]) -> Option<Self> {
        Some(Self { r: UintRef::new(r).ok()?, s: UintRef::new(s).ok()? })
    }

    /// r, big-endian, without leading zeros.
    #[cfg(feature = "arithmetic")]
    pub(crate) fn r(&self) -> &'a [u8] {
        self.r.as_bytes()
    }

    /// s, big-endian, without leading zeros.
    #[cfg(feature = "arithmetic")]
    pub(crate) fn s(&self) -> &'a [u8] {
        self.s.as_bytes()
    }

    /// r and s with `N` bytes each, most significant first; `None` if one is longer.
    pub(crate) fn to_fixed<const N: usize>(self) -> Option<([u8; N], [u8; N])> {
        Some((left_padded(self.r.as_bytes())?, left_padded(self.s.as_bytes())?))
    }

    /// r ‖ s with `len` bytes each; `None` if one is longer.
    pub(crate) fn to_p1363(self, len: usize) -> Option<Vec<u8>> {
        let mut fixed = Vec::with_capacity(2 * len);
        for integer in [self.r, self.s] {
            let minimal = integer.as_bytes();
            fixed.resize(fixed.len() + len.checked_sub(minimal.len())?, 0);
            fixed.extend_from_slice(minimal);
        }
        Some(fixed)
    }

    /// The strict DER.
    pub(crate) fn to_der(self) -> Option<Vec<u8>> {
        let integers = [self.r.as_bytes(), self.s.as_bytes()];
        // A first bit that is set would be a sign.
        let padding = |integer: &[u8]| usize::from(integer.first().is_some_and(|first| first & 0x80 != 0));
        let lens = integers.map(|integer| padding(integer) + integer.len());
        let content_len = u8::try_from(4 + lens.iter().sum::<usize>()).ok()?;
        let mut der = Vec::with_capacity(usize::from(content_len) + 3);
        der.push(SEQUENCE);
        if content_len >= 0x80 {
            der.push(0x81);
        }
        der.push(content_len);
        for (integer, len) in integers.into_iter().zip(lens) {
            der.extend([INTEGER, u8::try_from(len).ok()?]);
            der.extend(core::iter::repeat_n(0, padding(integer)));
            der.extend_from_slice(integer);
        }
        Some(der)
    }
}

/// The tags of DER (X.690, 8.9 and 8.3).
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

fn left_padded<const N: usize>(minimal: &[u8]) -> Option<[u8; N]> {
    let mut padded = [0; N];
    let (_, low) = padded.split_at_mut_checked(N.checked_sub(minimal.len())?)?;
    low.copy_from_slice(minimal);
    Some(padded)
}

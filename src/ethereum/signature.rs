//! Signatures with a recovery ID.

use alloc::vec::Vec;

use super::v::{Eip155V, LegacyV, YParity};
use crate::{
    error::{Error, Malformed, SignatureProblem},
    input::ecdsa_sig_value,
    kms::KeySpec,
};

/// A signature that verified, with low s and its recovery ID. Only
/// [`VerifyingKey::recoverable`](crate::VerifyingKey::recoverable) creates one.
///
/// v exists in three forms, each a type of its own:
///
/// | form | values | used by |
/// | --- | --- | --- |
/// | [`LegacyV`] | 27, 28 | `personal_sign`, `ecrecover` in contracts, transactions before EIP-155 |
/// | [`YParity`] | 0, 1 | typed transactions: EIP-2930, EIP-1559, EIP-4844, EIP-7702 |
/// | [`Eip155V`] | chain ID · 2 + 35, + 36 | legacy transactions since EIP-155 |
///
/// A form cannot replace another:
///
/// ```
/// # use kms_offline::ethereum::{LegacyV, YParity};
/// fn typed_transaction(y_parity: YParity) {}
/// typed_transaction(YParity::try_from(1)?);
/// # Ok::<(), kms_offline::Error>(())
/// ```
/// ```compile_fail,E0308
/// # use kms_offline::ethereum::{LegacyV, YParity};
/// fn typed_transaction(y_parity: YParity) {}
/// typed_transaction(LegacyV::try_from(28)?);
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoverableSignature {
    r: [u8; 32],
    s: [u8; 32],
    recovery_id: RecoveryId,
}

impl RecoverableSignature {
    pub(super) const fn new(r: [u8; 32], s: [u8; 32], recovery_id: RecoveryId) -> Self {
        Self { r, s, recovery_id }
    }

    /// Returns r, 32 bytes, big-endian. In RLP it is an integer, without leading zeros.
    #[must_use]
    pub const fn r(&self) -> &[u8; 32] {
        &self.r
    }

    /// Returns s, at most half the group's order (EIP-2), 32 bytes, big-endian. In RLP it is an integer, without
    /// leading zeros.
    #[must_use]
    pub const fn s(&self) -> &[u8; 32] {
        &self.s
    }

    /// Returns the recovery ID, from 0 to 3. Values above 1 do not occur by chance, and v cannot express them.
    #[must_use]
    pub const fn recovery_id(&self) -> RecoveryId {
        self.recovery_id
    }

    /// Returns v as 27 or 28.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the recovery ID is 2 or 3.
    pub fn legacy_v(&self) -> Result<LegacyV, Error> {
        self.y_parity().map(LegacyV::from_parity)
    }

    /// Returns v as 0 or 1, which is the parity of R's y.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the recovery ID is 2 or 3.
    pub fn y_parity(&self) -> Result<YParity, Error> {
        let RecoveryId(id) = self.recovery_id;
        YParity::of_recovery_id(self.recovery_id).ok_or_else(|| malformed(SignatureProblem::RecoveryId { found: id }))
    }

    /// Returns v as `chain_id` · 2 + 35 or + 36 (EIP-155).
    ///
    /// # Errors
    /// [`Error::Malformed`] if the recovery ID is 2 or 3; [`Error::Misuse`] if v does not fit into 64 bits.
    pub fn eip155_v(&self, chain_id: u64) -> Result<Eip155V, Error> {
        Eip155V::new(chain_id, self.y_parity()?)
    }

    /// Returns r ‖ s, 64 bytes.
    #[must_use]
    pub fn to_compact(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        let (r, s) = bytes.split_at_mut(32);
        r.copy_from_slice(&self.r);
        s.copy_from_slice(&self.s);
        bytes
    }

    /// Returns r ‖ s ‖ v, 65 bytes, with v as 27 or 28, as wallets and contracts expect it.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the recovery ID is 2 or 3.
    pub fn to_bytes_with_v(&self) -> Result<[u8; 65], Error> {
        self.legacy_v().map(|v| self.followed_by(v.into()))
    }

    /// Returns r ‖ s ‖ parity, 65 bytes, with the parity as 0 or 1.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the recovery ID is 2 or 3.
    pub fn to_bytes_with_y_parity(&self) -> Result<[u8; 65], Error> {
        self.y_parity().map(|parity| self.followed_by(parity.into()))
    }

    fn followed_by(&self, last: u8) -> [u8; 65] {
        let mut bytes = [last; 65];
        let (compact, _) = bytes.split_at_mut(64);
        compact.copy_from_slice(&self.to_compact());
        bytes
    }
}

/// Says which of the points with x ≡ r (mod n) is R (SEC 1, 4.1.6).
///
/// Bit 0 is the parity of R's y. Bit 1 says whether R's x is n or more, which has a probability of 2⁻¹²⁷.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecoveryId(u8);

impl RecoveryId {
    pub(super) const fn new(is_y_odd: bool, is_x_reduced: bool) -> Self {
        Self(match (is_x_reduced, is_y_odd) {
            (false, false) => 0,
            (false, true) => 1,
            (true, false) => 2,
            (true, true) => 3,
        })
    }

    /// Returns whether R's y is odd.
    #[must_use]
    pub const fn is_y_odd(self) -> bool {
        self.0 & 1 != 0
    }

    /// Returns whether R's x is r + n instead of r.
    #[must_use]
    pub const fn is_x_reduced(self) -> bool {
        self.0 & 2 != 0
    }
}

impl From<RecoveryId> for u8 {
    fn from(id: RecoveryId) -> Self {
        id.0
    }
}

/// Parses r ‖ s ‖ v with v as 27 or 28, and returns KMS's DER of r and s, and v.
///
/// This only converts: pass the DER to [`VerifyingKey::recoverable`](crate::VerifyingKey::recoverable), and compare v
/// with its [`legacy_v`](RecoverableSignature::legacy_v).
///
/// # Errors
/// [`Error::Malformed`] if it does not have 65 bytes, if v is another value, or if r or s is 0 or not below the group's
/// order.
pub fn from_bytes_with_v(bytes: impl AsRef<[u8]>) -> Result<(Vec<u8>, LegacyV), Error> {
    let (der, v) = split(bytes.as_ref())?;
    Ok((der, v.try_into()?))
}

/// Parses r ‖ s ‖ parity with the parity as 0 or 1: see [`from_bytes_with_v`].
///
/// # Errors
/// The same errors.
pub fn from_bytes_with_y_parity(bytes: impl AsRef<[u8]>) -> Result<(Vec<u8>, YParity), Error> {
    let (der, parity) = split(bytes.as_ref())?;
    Ok((der, parity.try_into()?))
}

/// KMS's DER of the first 64 bytes, and the 65th.
fn split(bytes: &[u8]) -> Result<(Vec<u8>, u8), Error> {
    match bytes {
        [compact @ .., last] if compact.len() == 64 => {
            Ok((ecdsa_sig_value::from_p1363(KeySpec::EccSecgP256k1, compact)?, *last))
        }
        _ => Err(malformed(SignatureProblem::LengthWithV { found: bytes.len() })),
    }
}

pub(super) fn malformed(problem: SignatureProblem) -> Error {
    Malformed::Signature { spec: KeySpec::EccSecgP256k1, problem }.into()
}

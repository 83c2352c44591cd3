//! The secret that two sides share after key agreement or encapsulation.

use core::fmt;

use alloc::vec::Vec;
use zeroize::Zeroizing;

#[cfg(feature = "hkdf")]
use crate::error::{Error, Misuse};

/// A shared secret, exactly as KMS returns it to the other side; wiped when dropped.
///
/// From ECDH it is the raw x coordinate of a point, which is **not uniformly random: never use it as a key**, derive
/// one from it (SP 800-56C Rev. 2): `derive_key`, with the feature `hkdf`, does. From ML-KEM it is uniform, and
/// deriving keys from it binds them to their purpose all the same.
///
/// It can be neither cloned nor compared nor shown: comparing secrets byte by byte tells how many bytes agree.
pub struct SharedSecret(Zeroizing<Vec<u8>>);

impl SharedSecret {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// Returns the bytes: 32 from ML-KEM; from ECDH as many as a coordinate has (32, 48 or 66), leading zeros kept.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Derives a key of `len` bytes (1 to 8,160) with HKDF-SHA-256 (RFC 5869; the two-step form of SP 800-56C Rev. 2,
    /// 5).
    ///
    /// `salt` may be empty, and need not be secret. `info` says what the key is for and between whom: a label of your
    /// protocol and both public keys, so that neither another use nor another pair of keys leads to the same key. KMS's
    /// response to DeriveSharedSecret is the other side's input keying material.
    ///
    /// # Errors
    /// [`Error::Misuse`] if `info` is empty, or no key can have this length.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/agreement-key.json");
    /// use kms_offline::AgreementKey;
    ///
    /// let key = AgreementKey::from_json(response)?;
    /// let agreement = key.agree_ephemeral()?;
    ///
    /// let mut info = b"example.com/backup/v1".to_vec();
    /// for public_key in [key.as_der(), &agreement.public_key] {
    ///     info.extend(u32::try_from(public_key.len())?.to_be_bytes());
    ///     info.extend(public_key);
    /// }
    /// let encryption_key = agreement.secret.derive_key(b"", &info, 32)?;
    /// assert_eq!(encryption_key.as_bytes().len(), 32);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "hkdf")]
    pub fn derive_key(&self, salt: &[u8], info: &[u8], len: usize) -> Result<DerivedKey, Error> {
        if info.is_empty() {
            return Err(Misuse::EmptyInfo.into());
        }
        let wrong_length = Misuse::DerivedKeyLength { found: len, limit: MAX_DERIVED_LEN };
        if !(1..=MAX_DERIVED_LEN).contains(&len) {
            return Err(wrong_length.into());
        }
        let mut key = Zeroizing::new(alloc::vec![0; len]);
        hkdf::Hkdf::<sha2::Sha256>::new(Some(salt), &self.0).expand(info, &mut key).map_err(|_| wrong_length)?;
        Ok(DerivedKey(key))
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedSecret").finish_non_exhaustive()
    }
}

/// A key derived from a [`SharedSecret`]; wiped when dropped.
#[cfg(feature = "hkdf")]
pub struct DerivedKey(Zeroizing<Vec<u8>>);

#[cfg(feature = "hkdf")]
impl DerivedKey {
    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(feature = "hkdf")]
impl fmt::Debug for DerivedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DerivedKey").finish_non_exhaustive()
    }
}

/// 255 outputs of SHA-256 (RFC 5869, 2.3).
#[cfg(feature = "hkdf")]
const MAX_DERIVED_LEN: usize = 255 * 32;

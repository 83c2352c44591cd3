//! A256GCM (RFC 7518, 5.3): AES-256 in Galois/Counter Mode (SP 800-38D), with a key that is used once.

use aes_gcm::{AeadInOut as _, Aes256Gcm, KeyInit as _, aead::inout::InOutBuf};
use alloc::vec::Vec;
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::random::Source;
use crate::error::Error;

/// Bytes of a content encryption key.
pub(crate) const KEY_LEN: usize = 32;
/// Bytes of an initialization vector.
pub(crate) const IV_LEN: usize = 12;
/// Bytes of an authentication tag.
pub(crate) const TAG_LEN: usize = 16;

/// A content encryption key of 32 bytes, on the heap, so that moving it leaves no copy; wiped when dropped.
pub(crate) struct ContentKey(Zeroizing<Vec<u8>>);

impl ContentKey {
    /// A fresh key.
    pub(crate) fn generate<R: TryCryptoRng + ?Sized>(source: &mut Source<'_, R>) -> Result<Self, Error> {
        let mut key = Zeroizing::new(alloc::vec![0; KEY_LEN]);
        source.fill(&mut key)?;
        Ok(Self(key))
    }

    /// The key with these bytes.
    pub(crate) fn new(bytes: &[u8; KEY_LEN]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Encrypts `plaintext` into `ciphertext`, which is as long, and returns the tag over both it and `aad`.
    ///
    /// `None` if the lengths differ, or exceed the limit of the mode.
    pub(crate) fn encrypt(
        &self,
        iv: &[u8; IV_LEN],
        aad: &[u8],
        plaintext: &[u8],
        ciphertext: &mut [u8],
    ) -> Option<[u8; TAG_LEN]> {
        let cipher = Aes256Gcm::new_from_slice(&self.0).ok()?;
        let buffer = InOutBuf::new(plaintext, ciphertext).ok()?;
        cipher.encrypt_inout_detached(iv.into(), aad, buffer).ok().map(Into::into)
    }

    /// Checks the tag, and only then decrypts `buffer` in place.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] if the tag does not hold; `buffer` is then unchanged.
    pub(crate) fn decrypt(
        &self,
        iv: &[u8; IV_LEN],
        aad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), Error> {
        let cipher = Aes256Gcm::new_from_slice(&self.0).map_err(|_| Error::NotAuthentic)?;
        cipher.decrypt_inout_detached(iv.into(), aad, buffer.into(), tag.into()).map_err(|_| Error::NotAuthentic)
    }
}

//! Decryption with what KMS returned (RFC 7516, 5.2, steps 9 to 19).

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::{
    A256GCM, coordinate_len,
    parse::{Jwe, KeyManagement},
};
use crate::{
    error::{Error, Misuse},
    jose::header::Header,
    secret::{
        concat_kdf::{self, OtherInfo},
        content_encryption::{ContentKey, KEY_LEN},
    },
};

impl Jwe {
    /// Decrypts with the content key: the Plaintext, 32 bytes, that KMS Decrypt returned for the
    /// [encrypted key](Self::encrypted_key).
    ///
    /// No byte of the plaintext exists before the tag is checked. To try another key, parse the token again.
    ///
    /// # Errors
    /// [`Error::Misuse`] if `alg` is ECDH-ES, or if the content key does not have 32 bytes; [`Error::NotAuthentic`] if
    /// the token does not decrypt.
    pub fn decrypt_with_content_key(self, content_key: &(impl AsRef<[u8]> + ?Sized)) -> Result<DecryptedJwe, Error> {
        let KeyManagement::Encrypted { .. } = self.key else { return Err(Misuse::NeedsSharedSecret.into()) };
        let content_key = content_key.as_ref();
        let wrong_length = Misuse::ContentKeyLength { found: content_key.len() };
        let content_key = <&[u8; KEY_LEN]>::try_from(content_key).map_err(|_| wrong_length)?;
        self.decrypt(&ContentKey::new(content_key))
    }

    /// Decrypts with the raw shared secret: the SharedSecret, 32, 48 or 66 bytes, that KMS DeriveSharedSecret returned
    /// for the [ephemeral public key](Self::ephemeral_public_key).
    ///
    /// No byte of the plaintext exists before the tag is checked. To try another key, parse the token again.
    ///
    /// # Errors
    /// [`Error::Misuse`] if `alg` is RSA-OAEP-256 or RSA-OAEP, or if the shared secret is not as long as a coordinate
    /// of the curve; [`Error::NotAuthentic`] if the token does not decrypt.
    ///
    /// ```
    /// # let response = include_bytes!("../../../tests/vectors/example/agreement-key.json");
    /// # let shared_secret = [7; 32];
    /// # #[cfg(feature = "std")]
    /// # {
    /// use kms_offline::{AgreementKey, Error, jose::Jwe};
    ///
    /// let token = AgreementKey::from_json(response)?.encrypt_jwe(b"a file")?;
    ///
    /// let jwe = Jwe::parse(&token)?;
    /// assert_eq!(jwe.ephemeral_public_key().map(<[u8]>::len), Some(91)); // for `aws kms derive-shared-secret --public-key`
    /// let decrypted = jwe.decrypt_with_shared_secret(&shared_secret); // the SharedSecret that it returned
    /// # assert_eq!(decrypted.unwrap_err(), Error::NotAuthentic);
    /// # }
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn decrypt_with_shared_secret(
        self,
        shared_secret: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<DecryptedJwe, Error> {
        let KeyManagement::Agreed { spec, apu, apv, .. } = &self.key else {
            return Err(Misuse::NeedsContentKey.into());
        };
        let (z, expected) = (shared_secret.as_ref(), coordinate_len(*spec));
        if z.len() != expected {
            return Err(Misuse::SharedSecretLength { spec: *spec, found: z.len(), expected }.into());
        }
        let info = OtherInfo { algorithm: A256GCM.as_bytes(), apu, apv, key_bits: 256 };
        let content_key = concat_kdf::derive_content_key(z, &info);
        self.decrypt(&content_key)
    }

    fn decrypt(self, content_key: &ContentKey) -> Result<DecryptedJwe, Error> {
        let mut plaintext = Zeroizing::new(self.ciphertext);
        content_key.decrypt(&self.iv, &self.encoded_header, &mut plaintext, &self.tag)?;
        Ok(DecryptedJwe { plaintext, header: self.header })
    }
}

/// A plaintext whose tag held, and the header that it was encrypted with; the plaintext is wiped when dropped.
///
/// **It does not prove who the sender is**: anyone who has the public key can make a JWE.
pub struct DecryptedJwe {
    plaintext: Zeroizing<Vec<u8>>,
    header: Header,
}

impl DecryptedJwe {
    /// Returns the plaintext.
    #[must_use]
    pub fn plaintext(&self) -> &[u8] {
        &self.plaintext
    }

    /// Returns the protected header: its JSON, exactly as the sender wrote it.
    #[must_use]
    pub fn header(&self) -> &str {
        self.header.text()
    }

    /// Returns the header's `kid`.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.header.get_text("kid")
    }
}

impl fmt::Debug for DecryptedJwe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptedJwe").finish_non_exhaustive()
    }
}

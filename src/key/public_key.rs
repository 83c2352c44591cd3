//! A key of any usage.

use alloc::{sync::Arc, vec::Vec};

use super::{AgreementKey, EncapsulationKey, EncryptionKey, Identity, Key, VerifyingKey};
use crate::{
    error::{Error, Expected, Layer, Malformed},
    input::{self, GetPublicKeyParts, Response, pem, recognise},
    kms::{KeySpec, KeyUsage},
    material::Material,
};

/// A KMS public key of any usage: match on it, or convert it into the typed key that you need.
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
/// use kms_offline::{EncryptionKey, PublicKey};
///
/// let key = PublicKey::from_json(response)?;
/// assert!(matches!(key, PublicKey::Verifying(_)));
/// let error = EncryptionKey::try_from(key).unwrap_err();
/// assert_eq!(error.to_string(), "the key's KeyUsage is SIGN_VERIFY, this call needs ENCRYPT_DECRYPT");
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a new usage must not pass unnoticed where keys are matched on")]
pub enum PublicKey {
    /// SIGN_VERIFY
    Verifying(VerifyingKey),
    /// ENCRYPT_DECRYPT
    Encryption(EncryptionKey),
    /// KEY_AGREEMENT
    Agreement(AgreementKey),
    /// ENCAPSULATE_DECAPSULATE
    Encapsulation(EncapsulationKey),
}

impl PublicKey {
    /// Parses a GetPublicKey response: the JSON that the AWS CLI prints and the HTTP API returns, at most 64 KiB.
    ///
    /// Unknown members are ignored; unknown names in the list of algorithms, at most 32 of at most 128 bytes, are kept
    /// but can never be used. A missing KeySpec comes from the deprecated CustomerMasterKeySpec, and a UTF-8 byte order
    /// mark is skipped.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not such a response or contradicts itself.
    pub fn from_json(response: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_response(Response::from_json(response.as_ref(), None)?)
    }

    /// Parses a GetPublicKey response, and allows only the algorithms with these names, as
    /// [`restrict_to_named`](Self::restrict_to_named) does. They take the place of a list that the response lacks.
    ///
    /// Older clients leave the newer lists out: `EncapsulationAlgorithms`, and some emulators `KeyAgreementAlgorithms`.
    ///
    /// # Errors
    /// [`Error::Malformed`] as [`from_json`](Self::from_json); [`Error::Misuse`] if a name is not in the list, or is
    /// not that of an algorithm of the response's spec and usage.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// use kms_offline::PublicKey;
    ///
    /// let key = PublicKey::from_json_allowing(response, &["ECDSA_SHA_256"])?;
    /// assert_eq!(key.algorithm_names(), ["ECDSA_SHA_256"]);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn from_json_allowing(response: impl AsRef<[u8]>, names: &[&str]) -> Result<Self, Error> {
        Self::from_response(Response::from_json(response.as_ref(), Some(names))?)?.restrict_to_named(names)
    }

    /// Creates a key from the parts of a GetPublicKey response, as the struct of an SDK has them: [`GetPublicKeyParts`]
    /// shows how.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the parts contradict each other.
    pub fn from_parts(parts: GetPublicKeyParts<'_>) -> Result<Self, Error> {
        Self::from_response(Response::from_parts(parts)?)
    }

    /// Parses one PEM block `PUBLIC KEY`, with every algorithm that KMS has for `spec` and `usage`.
    ///
    /// Lines may have any width and any ending, and text may precede the block; nothing may follow it.
    ///
    /// # Errors
    /// [`Error::Malformed`] if the text is not such a block, or not the key of a `spec`; [`Error::Misuse`] if no such
    /// key has this `usage`.
    pub fn from_pem(pem: impl AsRef<[u8]>, spec: KeySpec, usage: KeyUsage) -> Result<Self, Error> {
        let der = pem::decode_public_key(text(pem.as_ref(), spec)?, spec)?;
        Self::from_response(Response { layers: &[Layer::Pem], ..Response::from_der(&der, spec, usage)? })
    }

    /// Parses a DER SubjectPublicKeyInfo, with every algorithm that KMS has for `spec` and `usage`.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not the key of a `spec`; [`Error::Misuse`] if no such key has this `usage`.
    pub fn from_der(der: impl AsRef<[u8]>, spec: KeySpec, usage: KeyUsage) -> Result<Self, Error> {
        Self::from_response(Response::from_der(der.as_ref(), spec, usage)?)
    }

    /// Parses the base64 of a DER SubjectPublicKeyInfo (what `--query PublicKey --output text` prints), with every
    /// algorithm that KMS has for `spec` and `usage`. A UTF-8 byte order mark is skipped.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not padded base64 of the key of a `spec`; [`Error::Misuse`] if no such key has
    /// this `usage`.
    pub fn from_base64(base64: impl AsRef<[u8]>, spec: KeySpec, usage: KeyUsage) -> Result<Self, Error> {
        let der = input::decode_public_key(text(input::without_byte_order_mark(base64.as_ref()), spec)?, spec)?;
        Self::from_response(Response { layers: &[Layer::Base64], ..Response::from_der(&der, spec, usage)? })
    }

    /// Parses any of the forms that do not say what the key is for: [PEM](Self::from_pem), [DER](Self::from_der), or
    /// [base64](Self::from_base64).
    ///
    /// # Errors
    /// As the constructor of the form that it is.
    pub fn from_pem_der_or_base64(bytes: impl AsRef<[u8]>, spec: KeySpec, usage: KeyUsage) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        match core::str::from_utf8(bytes) {
            Ok(text) if pem::has_begin(text) => Self::from_pem(text, spec, usage),
            // DER can be UTF-8 by chance, but the tags of an OID and a BIT STRING are control characters.
            Ok(text) if !text.contains(|c: char| c.is_ascii_control() && !c.is_ascii_whitespace()) => {
                Self::from_base64(text, spec, usage)
            }
            _ => Self::from_der(bytes, spec, usage),
        }
    }

    pub(crate) fn from_response(response: Response) -> Result<Self, Error> {
        Ok(match response.usage {
            KeyUsage::SignVerify => Self::Verifying(Key::from_response(response)?),
            KeyUsage::EncryptDecrypt => Self::Encryption(Key::from_response(response)?),
            KeyUsage::KeyAgreement => Self::Agreement(Key::from_response(response)?),
            KeyUsage::EncapsulateDecapsulate => Self::Encapsulation(Key::from_response(response)?),
        })
    }

    /// Returns the names of the algorithms that this key allows.
    #[must_use]
    pub fn algorithm_names(&self) -> Vec<&'static str> {
        match self {
            Self::Verifying(key) => key.algorithm_names(),
            Self::Encryption(key) => key.algorithm_names(),
            Self::Agreement(key) => key.algorithm_names(),
            Self::Encapsulation(key) => key.algorithm_names(),
        }
    }

    /// Returns a copy of this key that allows only the algorithms of these names: see [`Key::restrict_to`].
    ///
    /// # Errors
    /// [`Error::Misuse`] if one of them is not allowed anyway.
    pub fn restrict_to_named(&self, names: &[&str]) -> Result<Self, Error> {
        Ok(match self {
            Self::Verifying(key) => Self::Verifying(key.restrict_to_named(names)?),
            Self::Encryption(key) => Self::Encryption(key.restrict_to_named(names)?),
            Self::Agreement(key) => Self::Agreement(key.restrict_to_named(names)?),
            Self::Encapsulation(key) => Self::Encapsulation(key.restrict_to_named(names)?),
        })
    }

    pub(crate) fn material(&self) -> &Arc<Material> {
        &self.identity().material
    }

    pub(super) fn identity(&self) -> &Identity {
        match self {
            Self::Verifying(key) => &key.identity,
            Self::Encryption(key) => &key.identity,
            Self::Agreement(key) => &key.identity,
            Self::Encapsulation(key) => &key.identity,
        }
    }
}

fn text(bytes: &[u8], spec: KeySpec) -> Result<&str, Malformed> {
    let expected = Expected::PublicKey;
    core::str::from_utf8(bytes).map_err(|_| match recognise::recognise(bytes, spec) {
        Some(found) => Malformed::Recognised { expected, found },
        None => Malformed::Base64,
    })
}

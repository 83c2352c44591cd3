//! The proof that a verification succeeded.

use alloc::{borrow::ToOwned as _, string::String};
use core::fmt;

use crate::{
    key::VerifyingKey,
    kms::{Excerpt, Fingerprint, KeyId, MessageType, SigningAlgorithm},
};

/// Proof that a signature verified: with which key, algorithm and type of message. Only verification creates one.
///
/// It borrows the key and computes nothing in advance: [`fingerprint`](Self::fingerprint) hashes at each call.
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
/// # let message = include_bytes!("../../tests/vectors/example/message.bin");
/// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign.json"))?;
/// # let signature = signature.signature();
/// use kms_offline::{Message, MessageType, SigningAlgorithm, VerifyingKey};
///
/// let key = VerifyingKey::from_json(response)?;
/// let verified = key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)?;
/// assert_eq!(verified.message_type(), MessageType::Raw); // a DIGEST proves nothing unless you computed it
/// println!("{}", verified.to_record()); // for a log
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Verified<'k> {
    key: &'k VerifyingKey,
    algorithm: SigningAlgorithm,
    message_type: MessageType,
    label: Option<&'k str>,
}

impl<'k> Verified<'k> {
    pub(super) const fn new(key: &'k VerifyingKey, algorithm: SigningAlgorithm, message_type: MessageType) -> Self {
        Self { key, algorithm, message_type, label: None }
    }

    /// The same proof, naming the key's label in a set.
    #[cfg(feature = "jose")]
    pub(crate) const fn with_label(self, label: Option<&'k str>) -> Self {
        Self { label, ..self }
    }

    /// Returns the key that verified.
    #[must_use]
    pub const fn key(&self) -> &'k VerifyingKey {
        self.key
    }

    /// Returns the key's KeyId, if its response had one. Nothing proves it: see [`fingerprint`](Self::fingerprint).
    #[must_use]
    pub fn key_id(&self) -> Option<&'k KeyId> {
        self.key.key_id()
    }

    /// Returns the SHA-256 of the key's DER SubjectPublicKeyInfo, computed at each call.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.key.fingerprint()
    }

    /// Returns the algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// Returns the type of the message. A DIGEST or EXTERNAL_MU proves nothing unless the verifier computed it.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        self.message_type
    }

    /// Returns the label of the key in the set that verified, if a set did.
    #[must_use]
    pub const fn label(&self) -> Option<&'k str> {
        self.label
    }

    /// Returns an owned record for a log.
    #[must_use]
    pub fn to_record(&self) -> VerifiedRecord {
        VerifiedRecord {
            key_id: self.key_id().cloned(),
            fingerprint: self.fingerprint(),
            signing_algorithm: self.algorithm,
            message_type: self.message_type,
            label: self.label.map(str::to_owned),
        }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("key", &self.key)
            .field("algorithm", &self.algorithm)
            .field("message_type", &self.message_type)
            .field("label", &self.label.map(Excerpt::of))
            .finish()
    }
}

/// A record of a successful verification, for logs. It proves nothing by itself: anyone can write one down.
///
/// With the feature `serde` it serialises with KMS's names: KeyId, Fingerprint, SigningAlgorithm and MessageType; and
/// Label.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedRecord {
    /// The key's KeyId, if its response had one. Nothing proves it.
    pub key_id: Option<KeyId>,
    /// SHA-256 of the key's DER SubjectPublicKeyInfo.
    pub fingerprint: Fingerprint,
    /// The algorithm.
    pub signing_algorithm: SigningAlgorithm,
    /// The type of the message.
    pub message_type: MessageType,
    /// The label of the key in the set that verified, if a set did.
    pub label: Option<String>,
}

impl fmt::Display for VerifiedRecord {
    /// `ECDSA_SHA_256 signature over RAW by SHA256:9cb1…, KeyId (unproved) arn:…`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key_id, fingerprint, signing_algorithm, message_type, label } = self;
        write!(f, "{signing_algorithm} signature over {message_type} by SHA256:{fingerprint}")?;
        if let Some(key_id) = key_id {
            write!(f, ", KeyId (unproved) {key_id}")?;
        }
        match label {
            Some(label) => write!(f, ", label {}", Excerpt::of(label)),
            None => Ok(()),
        }
    }
}

#[cfg(feature = "serde")]
impl serde_core::Serialize for VerifiedRecord {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde_core::ser::SerializeMap as _;

        let mut record = serializer.serialize_map(None)?;
        if let Some(key_id) = &self.key_id {
            record.serialize_entry("KeyId", key_id)?;
        }
        record.serialize_entry("Fingerprint", &self.fingerprint)?;
        record.serialize_entry("SigningAlgorithm", &self.signing_algorithm)?;
        record.serialize_entry("MessageType", &self.message_type)?;
        if let Some(label) = &self.label {
            record.serialize_entry("Label", label)?;
        }
        record.end()
    }
}

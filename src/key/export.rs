//! Keys in the forms that other software accepts.

mod jwk;
mod pem;

use spki::{Document, EncodePublicKey};

use crate::key::{Key, PublicKey, Usage};

impl EncodePublicKey for PublicKey {
    /// The DER SubjectPublicKeyInfo, exactly as KMS sent it.
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Ok(Document::try_from(self.as_der())?)
    }
}

impl<U: Usage> EncodePublicKey for Key<U> {
    /// The DER SubjectPublicKeyInfo, exactly as KMS sent it.
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Ok(Document::try_from(self.as_der())?)
    }
}

//! The traits of the `signature` crate. Signatures are in KMS's encoding, in any type of bytes.

use signature::{Error, MultipartVerifier, hazmat::PrehashVerifier};

use super::Verifier;
use crate::{digest::Message, vocabulary::MessageType};

impl<S: AsRef<[u8]>> signature::Verifier<S> for Verifier {
    /// Verifies a signature over a RAW message.
    fn verify(&self, message: &[u8], signature: &S) -> Result<(), Error> {
        Ok(self.verify_message(Message::Raw(message), signature)?)
    }
}

impl<S: AsRef<[u8]>> MultipartVerifier<S> for Verifier {
    /// Verifies a signature over a RAW message in pieces.
    fn multipart_verify(&self, message: &[&[u8]], signature: &S) -> Result<(), Error> {
        let bound = self.bound();
        bound.check_message_type(MessageType::Raw)?;
        Ok(bound.verify_raw(message, signature.as_ref())?)
    }
}

impl<S: AsRef<[u8]>> PrehashVerifier<S> for Verifier {
    /// Verifies a signature over a DIGEST, which **proves nothing unless you computed it yourself**: see
    /// [`Message::Digest`]. ED25519_SHA_512 and ML_DSA_SHAKE_256 take none.
    fn verify_prehash(&self, digest: &[u8], signature: &S) -> Result<(), Error> {
        Ok(self.verify_message(Message::Digest(digest), signature)?)
    }
}

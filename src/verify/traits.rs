//! The traits of the `signature` crate. Signatures are in KMS's encoding, in any type of bytes.

use signature::{Error, MultipartVerifier, hazmat::PrehashVerifier};

use super::Verifier;
use crate::{kms::MessageType, message::Message};

impl<S: AsRef<[u8]>> signature::Verifier<S> for Verifier {
    /// Verifies a signature over a RAW message.
    fn verify(&self, message: &[u8], signature: &S) -> Result<(), Error> {
        self.verify_message(Message::Raw(message), signature)?;
        Ok(())
    }
}

impl<S: AsRef<[u8]>> MultipartVerifier<S> for Verifier {
    /// Verifies a signature over a RAW message in pieces.
    fn multipart_verify(&self, message: &[&[u8]], signature: &S) -> Result<(), Error> {
        let (bound, signature) = (self.bound(), signature.as_ref());
        bound.check_message_type(MessageType::Raw)?;
        bound.judge(MessageType::Raw, &bound.hash_pieces(message, signature), signature)?;
        Ok(())
    }
}

impl<S: AsRef<[u8]>> PrehashVerifier<S> for Verifier {
    /// Verifies a signature over a DIGEST, which **proves nothing unless you computed it yourself**: see
    /// [`Message::Digest`]. ED25519_SHA_512 and ML_DSA_SHAKE_256 reject them.
    fn verify_prehash(&self, digest: &[u8], signature: &S) -> Result<(), Error> {
        self.verify_message(Message::Digest(digest), signature)?;
        Ok(())
    }
}

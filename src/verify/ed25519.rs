//! Ed25519 and Ed25519ph (RFC 8032, 5.1).
//!
//! Both modes accept alike: S < L, and \[S\]B − \[k\]A encodes to exactly R. RFC 8032 (5.1.7) leaves open whether both sides are
//! multiplied by the cofactor; without it, a non-canonical R never matches, and every honest signature is accepted.

use ed25519_dalek::{Sha512, Signature, StreamVerifier, Verifier as _, VerifyingKey};
use sha2::Digest as _;

/// An Ed25519 key.
#[derive(Clone)]
pub(crate) struct Key {
    reference: VerifyingKey,
}

/// A pure Ed25519 verification in progress: one pass over the message, since R, A and M are hashed in this order.
pub(crate) struct Stream(StreamVerifier);

impl Key {
    pub(super) fn new(reference: VerifyingKey) -> Self {
        Self { reference }
    }

    /// Ed25519 (RFC 8032, 5.1.7, with PH the identity) over a message.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        decode(signature).is_some_and(|signature| self.reference.verify(message, &signature).is_ok())
    }

    /// The same, piece by piece; `None` if the signature is none.
    pub(super) fn stream(&self, signature: &[u8]) -> Option<Stream> {
        self.reference.verify_stream(&decode(signature)?).ok().map(Stream)
    }

    /// Ed25519ph (RFC 8032, 5.1.7) with the empty context over the message `digest`.
    ///
    /// KMS takes the 64-byte digest of a message as DIGEST and signs *that* with Ed25519ph, which hashes it once more (KMS
    /// API, Sign; FIPS 186-5, 7.8.1).
    pub(super) fn verify_ph(&self, digest: &[u8], signature: &[u8]) -> bool {
        let hash = Sha512::new_with_prefix(digest);
        decode(signature).is_some_and(|signature| self.reference.verify_prehashed(hash, None, &signature).is_ok())
    }
}

impl Stream {
    pub(super) fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    pub(super) fn verify(self) -> bool {
        self.0.finalize_and_verify().is_ok()
    }
}

/// R ‖ S of 64 bytes.
fn decode(signature: &[u8]) -> Option<Signature> {
    Signature::from_slice(signature).ok()
}

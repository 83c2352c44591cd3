//! Ed25519 and Ed25519ph (RFC 8032, 5.1).
//!
//! Both modes accept alike: S < L, and \[S\]B − \[k\]A encodes to exactly R. RFC 8032 (5.1.7) leaves open whether both sides are
//! multiplied by the cofactor; without it, a non-canonical R never matches, and every honest signature is accepted.

use ed25519_dalek::{Sha512, Signature, StreamVerifier, Verifier as _, VerifyingKey};
use sha2::Digest as _;
#[cfg(feature = "arithmetic")]
use {
    crate::fast::{self, Precomputation},
    alloc::sync::Arc,
};

/// An Ed25519 key.
#[derive(Clone)]
pub(crate) struct Key {
    reference: VerifyingKey,
    #[cfg(feature = "arithmetic")]
    fast: Option<Arc<fast::ed25519::Key>>,
}

/// A pure Ed25519 verification in progress: one pass over the message, since R, A and M are hashed in this order.
#[allow(clippy::large_enum_variant, reason = "one value lives per message")]
pub(crate) enum Stream {
    Reference(StreamVerifier),
    #[cfg(feature = "arithmetic")]
    Fast(Challenge),
}

impl Key {
    pub(super) fn new(reference: VerifyingKey) -> Self {
        Self {
            reference,
            #[cfg(feature = "arithmetic")]
            fast: None,
        }
    }

    /// Ed25519 (RFC 8032, 5.1.7, with PH the identity) over a message.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let Some(signature) = decode(signature) else { return false };
        #[cfg(feature = "arithmetic")]
        if let Some(challenge) = self.challenge(&[], &signature) {
            return challenge.with(message).verify();
        }
        self.reference.verify(message, &signature).is_ok()
    }

    /// The same, piece by piece; `None` if the signature is none.
    pub(super) fn stream(&self, signature: &[u8]) -> Option<Stream> {
        let signature = decode(signature)?;
        #[cfg(feature = "arithmetic")]
        if let Some(challenge) = self.challenge(&[], &signature) {
            return Some(Stream::Fast(challenge));
        }
        self.reference.verify_stream(&signature).ok().map(Stream::Reference)
    }

    /// Ed25519ph (RFC 8032, 5.1.7) with the empty context over the message `digest`.
    ///
    /// KMS takes the 64-byte digest of a message as DIGEST and signs *that* with Ed25519ph, which hashes it once more (KMS
    /// API, Sign; FIPS 186-5, 7.8.1).
    pub(super) fn verify_ph(&self, digest: &[u8], signature: &[u8]) -> bool {
        let Some(signature) = decode(signature) else { return false };
        let hash = Sha512::new_with_prefix(digest);
        #[cfg(feature = "arithmetic")]
        if let Some(challenge) = self.challenge(DOM2_PH, &signature) {
            return challenge.with(&hash.finalize()).verify();
        }
        self.reference.verify_prehashed(hash, None, &signature).is_ok()
    }
}

#[cfg(feature = "arithmetic")]
impl Key {
    /// The same key, with own arithmetic from now on.
    pub(super) fn precompute(&self, table: Precomputation) -> Self {
        let fast = fast::ed25519::Key::new(self.reference.as_bytes(), table).map(Arc::new);
        Self { reference: self.reference, fast }
    }

    /// What precomputing holds, in bytes.
    pub(super) fn table_bytes(&self) -> usize {
        self.fast.as_ref().map_or(0, |fast| fast.table_bytes())
    }

    /// k = SHA-512(dom2(F, C) ‖ R ‖ A ‖ PH(M)) up to PH(M), if there is own arithmetic for it.
    fn challenge(&self, dom2: &[u8], signature: &Signature) -> Option<Challenge> {
        let key = Arc::clone(self.fast.as_ref()?);
        let hash =
            Sha512::new_with_prefix(dom2).chain_update(signature.r_bytes()).chain_update(self.reference.as_bytes());
        Some(Challenge { key, hash, signature: signature.to_bytes() })
    }
}

/// dom2(1, "") (RFC 8032, 2)
#[cfg(feature = "arithmetic")]
const DOM2_PH: &[u8] = b"SigEd25519 no Ed25519 collisions\x01\x00";

/// An equation of which k still takes the message.
#[cfg(feature = "arithmetic")]
pub(crate) struct Challenge {
    key: Arc<fast::ed25519::Key>,
    hash: Sha512,
    signature: [u8; 64],
}

#[cfg(feature = "arithmetic")]
impl Challenge {
    fn with(mut self, piece: &[u8]) -> Self {
        self.hash.update(piece);
        self
    }

    fn verify(self) -> bool {
        self.key.verify(&self.hash.finalize().into(), &self.signature)
    }
}

impl Stream {
    pub(super) fn update(&mut self, piece: &[u8]) {
        match self {
            Self::Reference(stream) => stream.update(piece),
            #[cfg(feature = "arithmetic")]
            Self::Fast(challenge) => challenge.hash.update(piece),
        }
    }

    pub(super) fn verify(self) -> bool {
        match self {
            Self::Reference(stream) => stream.finalize_and_verify().is_ok(),
            #[cfg(feature = "arithmetic")]
            Self::Fast(challenge) => challenge.verify(),
        }
    }
}

/// R ‖ S of 64 bytes.
fn decode(signature: &[u8]) -> Option<Signature> {
    Signature::from_slice(signature).ok()
}

//! Peers of `kms-offline`: other implementations, which sign as KMS does with keys of every KeySpec that they have.
//!
//! The tests of this package have them sign, and hold our verdicts against theirs; its program puts the time of a
//! verification side by side, and `differential` puts random cases to everybody. It is the one package that builds C: a
//! C compiler, perl and make are all it needs.
#![allow(
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a program for evaluation, which may stop where a peer or its data fail"
)]

mod aws_lc;
pub mod der;
mod openssl;

pub use self::openssl::opening::{decapsulate, open_sm2pke};
use aws_lc_rs::signature::VerificationAlgorithm;
use kms_offline::{
    GetPublicKeyParts, KeySpec, KeyUsage, Message, MessageType, PublicKey, SigningAlgorithm, VerifyingKey,
};

/// A private key of a peer. Every failure inside a peer panics, except a rejected signature.
pub trait SigningKey {
    /// The public key as DER SubjectPublicKeyInfo.
    fn public_key(&self) -> Vec<u8>;

    /// Whether the peer has `algorithm` for messages of this type.
    fn has(&self, algorithm: SigningAlgorithm, message_type: MessageType) -> bool;

    /// Signs as KMS would, for an algorithm and a type of message that the peer has.
    fn sign(&self, algorithm: SigningAlgorithm, message: Message<'_>) -> Vec<u8>;

    /// The peer's own verdict.
    fn verifies(&self, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool;
}

/// A new key of OpenSSL, which has every algorithm of every spec.
#[must_use]
pub fn openssl(spec: KeySpec) -> Box<dyn SigningKey> {
    Box::new(openssl::Key::generate(spec))
}

/// A new key of AWS-LC, which has no SM2, no Ed25519ph, and takes no μ.
#[must_use]
pub fn aws_lc(spec: KeySpec) -> Option<Box<dyn SigningKey>> {
    Some(Box::new(aws_lc::Key::generate(spec)?))
}

/// AWS-LC's algorithm for the signatures of such a key; `None` if it does not have one.
#[must_use]
pub fn aws_lc_verification(spec: KeySpec, algorithm: SigningAlgorithm) -> Option<&'static dyn VerificationAlgorithm> {
    aws_lc::verification(spec, algorithm)
}

/// OpenSSL's verdict on a signature of the key in this SubjectPublicKeyInfo, which is one that KMS could have.
#[must_use]
pub fn openssl_verifies(
    public_key: &[u8],
    algorithm: SigningAlgorithm,
    message: Message<'_>,
    signature: &[u8],
) -> bool {
    openssl::verifies_by(public_key, algorithm, message, signature)
}

/// AWS-LC's verdict on the same; `None` if it does not have the spec, the algorithm or μ.
#[must_use]
pub fn aws_lc_verifies(
    spec: KeySpec,
    public_key: &[u8],
    algorithm: SigningAlgorithm,
    message: Message<'_>,
    signature: &[u8],
) -> Option<bool> {
    aws_lc::verifies_by(spec, public_key, algorithm, message, signature)
}

/// The key as parsed from the GetPublicKey response that KMS would return for this SubjectPublicKeyInfo.
#[must_use]
pub fn kms_key(spec: KeySpec, public_key: &[u8]) -> VerifyingKey {
    let algorithms: Vec<&str> = spec.signing_algorithms().iter().map(|algorithm| algorithm.as_str()).collect();
    let parts = GetPublicKeyParts::new(public_key)
        .key_id("arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
        .key_spec(spec.as_str())
        .key_usage(KeyUsage::SignVerify.as_str())
        .signing_algorithms(algorithms.iter().copied());
    let answer = PublicKey::from_parts(parts).expect("a peer's key is what KMS would have").to_json();
    VerifyingKey::from_json(answer).expect("a response of ours parses")
}

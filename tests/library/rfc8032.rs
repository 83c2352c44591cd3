//! Ed25519ph as KMS has it, held against RFC 8032, 7.3.
//!
//! KMS takes the SHA-512 digest of a message as DIGEST and signs *that* with Ed25519ph, which hashes it once more. The
//! RFC's vector signs SHA-512(M), hashed once, so it must not verify as any message type.

use ed25519_dalek::{Signature, SigningKey, VerifyingKey as Reference, pkcs8::EncodePublicKey as _};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey, error::Misuse};
use kms_offline_vectors::from_hex;
use sha2::{Digest as _, Sha512};

use crate::verdict::Verdict;

/// RFC 8032, 7.3, "TEST abc".
const SECRET: &str = "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42";
const PUBLIC: &str = "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf";
const MESSAGE: &[u8] = b"abc";
const SIGNATURE: &str = "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41\
                         31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406";

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&from_hex(SECRET).try_into().unwrap())
}

fn key() -> VerifyingKey {
    let der = signing_key().verifying_key().to_public_key_der().unwrap();
    VerifyingKey::from_der(der.as_bytes(), KeySpec::EccNistEdwards25519).unwrap()
}

fn verify(message: Message<'_>, signature: &[u8]) -> Verdict {
    key().verify(SigningAlgorithm::Ed25519PhSha512, message, signature).into()
}

#[test]
fn the_vector_is_an_ed25519ph_signature_hashed_once() {
    let reference: Reference = signing_key().verifying_key();
    assert_eq!(reference.as_bytes()[..], from_hex(PUBLIC));
    let signature = Signature::from_slice(&from_hex(SIGNATURE)).unwrap();
    reference.verify_prehashed(Sha512::new_with_prefix(MESSAGE), None, &signature).unwrap();
}

#[test]
fn the_vector_hashed_once_never_verifies() {
    let signature = from_hex(SIGNATURE);
    let digest = Sha512::digest(MESSAGE);
    assert_eq!(verify(Message::Digest(&digest), &signature), Verdict::NotVerified);
    assert_eq!(verify(Message::Digest(&Sha512::digest(digest)), &signature), Verdict::NotVerified);
    let too_short = Misuse::DigestLength { algorithm: SigningAlgorithm::Ed25519PhSha512, found: 3, expected: 64 };
    assert_eq!(verify(Message::Digest(MESSAGE), &signature), Verdict::Misuse(too_short));
    let mut stream = key().verifier(SigningAlgorithm::Ed25519PhSha512).unwrap().stream(&signature);
    stream.update(MESSAGE);
    assert_eq!(Verdict::from(stream.finish()), Verdict::NotVerified);
    assert_eq!(
        Verdict::from(key().verify(SigningAlgorithm::Ed25519Sha512, Message::Raw(MESSAGE), signature)),
        Verdict::NotVerified
    );
}

#[test]
fn ed25519ph_of_the_digest_verifies_as_digest_and_as_a_stream_of_the_message() {
    let digest = Sha512::digest(MESSAGE);
    let signature = signing_key().sign_prehashed(Sha512::new_with_prefix(digest), None).unwrap().to_bytes();
    assert_eq!(verify(Message::Digest(&digest), &signature), Verdict::Valid);
    let mut stream = key().verifier(SigningAlgorithm::Ed25519PhSha512).unwrap().stream(signature);
    stream.update(MESSAGE);
    assert_eq!(Verdict::from(stream.finish()), Verdict::Valid);
    assert_eq!(key().digest(SigningAlgorithm::Ed25519PhSha512, MESSAGE).unwrap().as_bytes(), &digest[..]);
}

#[test]
fn ed25519ph_with_a_context_never_verifies() {
    let digest = Sha512::digest(MESSAGE);
    let prehash = Sha512::new_with_prefix(digest);
    let signature = signing_key().sign_prehashed(prehash, Some(b"kms")).unwrap().to_bytes();
    assert_eq!(verify(Message::Digest(&digest), &signature), Verdict::NotVerified);
}

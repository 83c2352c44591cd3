//! Typed, offline use of AWS KMS public keys.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod agree;
mod base64;
mod digest;
mod ecdsa_sig_value;
mod encapsulate;
mod encrypt;
mod error;
mod export;
#[cfg(feature = "fast")]
mod fast;
mod key;
mod pem;
mod random;
mod response;
mod shared_secret;
mod spki;
mod verify;
mod vocabulary;

pub use rand_core;
pub use signature;

pub use crate::{
    agree::PrivateKey,
    digest::{Digest, Digester, DistinguishingId, Message},
    error::{
        Error, Excerpt, Given, Input, KeyProblem, Malformed, MemberProblem, Misuse, PemProblem, PrivateKeyProblem,
        SignatureProblem,
    },
    key::{
        AgreementKey, EncapsulateDecapsulate, EncapsulationKey, EncryptDecrypt, EncryptionKey, Fingerprint, Key,
        KeyAgreement, PublicKey, SignVerify, Usage, VerifyingKey,
    },
    response::{Parts, SignAnswer},
    shared_secret::SharedSecret,
    verify::{Stream, Verifier},
    vocabulary::{
        EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeyId, KeySpec, KeyUsage, MessageType,
        Sameness, SignatureLength, SigningAlgorithm, Vocabulary,
    },
};

#[cfg(feature = "hkdf")]
pub use crate::shared_secret::DerivedKey;

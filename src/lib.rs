//! Typed, offline use of AWS KMS public keys.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod base64;
mod digest;
mod ecdsa_sig_value;
mod error;
#[cfg(feature = "explain")]
pub mod explain;
mod export;
#[cfg(feature = "fast")]
mod fast;
mod key;
mod pem;
mod response;
mod spki;
mod verify;
mod vocabulary;

pub use signature;

pub use crate::{
    digest::{Digest, Digester, DistinguishingId, Message},
    error::{Error, Excerpt, Given, Input, KeyProblem, Malformed, MemberProblem, Misuse, PemProblem, SignatureProblem},
    key::{
        AgreementKey, EncapsulateDecapsulate, EncapsulationKey, EncryptDecrypt, EncryptionKey, Fingerprint, Key,
        KeyAgreement, PublicKey, SignVerify, Usage, VerifyingKey,
    },
    response::{Parts, SignAnswer, SignatureFile},
    verify::{Stream, Verifier},
    vocabulary::{
        EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeyId, KeySpec, KeyUsage, MessageType,
        Sameness, SignatureLength, SigningAlgorithm, Vocabulary,
    },
};

//! Typed, offline use of AWS KMS public keys.
//!
//! AWS KMS keeps private keys. GetPublicKey returns the public half together with its usage and algorithms, which
//! nothing enforces outside KMS. This crate turns the response into a typed key that can only do what KMS would let it
//! do:
//!
//! | usage | key | operations |
//! | --- | --- | --- |
//! | SIGN_VERIFY | [`VerifyingKey`] | [`verify`], [`verifier`], [`digest`] |
//! | ENCRYPT_DECRYPT | [`EncryptionKey`] | [`encrypt_with_rng`], with `std` also `encrypt` |
//! | KEY_AGREEMENT | [`AgreementKey`] | [`agree`], with `std` also `agree_ephemeral` |
//! | ENCAPSULATE_DECAPSULATE | [`EncapsulationKey`] | [`encapsulate_with_rng`], with `std` also `encapsulate` |
//!
//! [`verify`]: VerifyingKey::verify
//! [`verifier`]: VerifyingKey::verifier
//! [`digest`]: VerifyingKey::digest
//! [`encrypt_with_rng`]: EncryptionKey::encrypt_with_rng
//! [`agree`]: AgreementKey::agree
//! [`encapsulate_with_rng`]: EncapsulationKey::encapsulate_with_rng
//!
//! ```
//! # let response = include_bytes!("../tests/vectors/example/public-key.json");
//! # let message = include_bytes!("../tests/vectors/example/message.bin");
//! # let signature = kms_offline::SignResponse::from_json(include_bytes!("../tests/vectors/example/sign.json"))?;
//! # let signature = signature.signature();
//! use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
//!
//! let key = VerifyingKey::from_json(response)?; // what `aws kms get-public-key` printed
//! key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)?;
//! # Ok::<(), kms_offline::Error>(())
//! ```
//!
//! It never talks to the network. Failures are one enum, [`Error`], with a kind for each thing that a caller can do
//! about it. The module `guide`, in documentation built with all features, has a page for each task.
//!
//! # Arithmetic
//!
//! Keys verify with our own variable-time arithmetic from the first signature on, and prepare themselves after a few
//! signatures: see [`VerifyingKey::precompute`]. [`VerifyingKey::with_arithmetic`] chooses the RustCrypto crates
//! instead. Verdicts are the same on every input. Everything secret goes through the crates' constant-time code.
//!
//! Keys do not convert into the types of other crates with `TryFrom`, and `DigestVerifier` is not implemented, because
//! both would bypass the key's usage and its list of algorithms. Pass the key to other libraries as DER
//! ([`VerifyingKey::as_der`]) or PEM.
//!
//! # Features
//!
//! - `std` (default): the operating system's random source; [`Stream`] and [`Digester`] are `io::Write`.
//! - `arithmetic` (default): our own variable-time arithmetic for verification.
//! - `ethereum`: addresses and recoverable signatures of ECC_SECG_P256K1 keys.
//! - `explain`: why a signature does not verify.
//! - `jose`: JSON Web Signatures, JSON Web Encryption, JSON Web Keys.
//! - `hkdf`: keys derived from a [`SharedSecret`], with HKDF-SHA-256.
//! - `serde`: `Serialize` and `Deserialize` for responses and names.
//! - `cli`: the command line, with all of the above.
//! - `cpu-override`: for tests and benchmarks, the environment variable `KMS_OFFLINE_CPU` (`none`, `model`, `avx2`,
//!   `all`) selects the kernels of our own arithmetic. Without the feature nothing reads the environment.
//!
//! Without `std` the crate is `no_std` with `alloc`.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "the references of tests get digests of the right length")
)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "arithmetic")]
mod arithmetic;
mod equation;
pub mod error;
#[cfg(feature = "ethereum")]
pub mod ethereum;
#[cfg(feature = "explain")]
pub mod explain;
// Its examples use all features.
#[cfg(all(
    any(doc, doctest),
    feature = "arithmetic",
    feature = "ethereum",
    feature = "explain",
    feature = "hkdf",
    feature = "jose",
    feature = "std"
))]
pub mod guide;
mod input;
#[cfg(feature = "jose")]
pub mod jose;
mod key;
mod kms;
mod material;
mod message;
mod reference;
mod secret;
mod verify;

/// Re-exported because errors name the algorithms and curves of keys with it.
pub use ::spki::ObjectIdentifier;
/// Re-exported because custom random sources implement its `TryCryptoRng`.
pub use rand_core;
/// Re-exported because [`Verifier`] implements its traits.
pub use signature;
/// Re-exported because keys implement its `EncodePublicKey`.
pub use spki;

#[cfg(feature = "cpu-override")]
pub use crate::arithmetic::kernel::{KernelState, kernels};
#[cfg(feature = "arithmetic")]
pub use crate::equation::automatic::automatic_precomputation_bytes;
pub use crate::{
    equation::Precomputation,
    error::Error,
    input::{GetPublicKeyParts, SignResponse, SignatureFile, ecdsa_sig_value},
    key::{
        AgreementKey, Arithmetic, EncapsulateDecapsulate, EncapsulationKey, EncryptDecrypt, EncryptionKey, Key,
        KeyAgreement, PublicKey, SignVerify, Usage, VerifyingKey,
    },
    kms::{
        Algorithm, EncapsulationAlgorithm, EncryptionAlgorithm, Fingerprint, KeyAgreementAlgorithm, KeyId, KeySpec,
        KeyUsage, MessageType, Sameness, SignatureLength, SigningAlgorithm, Vocabulary,
    },
    message::{Digest, Digester, DistinguishingId, Message},
    secret::{Encapsulated, EphemeralAgreement, PrivateKey, SharedSecret},
    verify::{Stream, Verified, VerifiedRecord, Verifier},
};

#[cfg(feature = "hkdf")]
pub use crate::secret::DerivedKey;

#[cfg(all(doctest, feature = "jose", feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;

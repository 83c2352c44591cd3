//! Operations on secrets: encryption, key agreement, encapsulation, private keys, shared secrets. Only through the
//! RustCrypto crates' constant-time code. It may use keys, materials, inputs, errors and names, and never our own
//! arithmetic.

mod agree;
#[cfg(feature = "jose")]
pub(crate) mod concat_kdf;
#[cfg(feature = "jose")]
pub(crate) mod content_encryption;
mod encapsulate;
mod encrypt;
mod private_key;
mod random;
mod shared_secret;

#[cfg(feature = "jose")]
pub(crate) use self::random::Source;
#[cfg(feature = "hkdf")]
pub use self::shared_secret::DerivedKey;
pub use self::{
    agree::EphemeralAgreement, encapsulate::Encapsulated, private_key::PrivateKey, shared_secret::SharedSecret,
};

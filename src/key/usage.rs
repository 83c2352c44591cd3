//! The four usages as types.

use alloc::sync::Arc;

use super::{Key, PublicKey};
use crate::{
    agree, encapsulate, encrypt,
    error::Malformed,
    spki, verify,
    vocabulary::{
        EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeySpec, KeyUsage, SigningAlgorithm,
    },
};

/// A KeyUsage as a type, so that a [`Key`] has the operations of its usage and no other. Sealed.
///
/// A key of another usage does not verify:
///
/// ```
/// # use kms_offline::{EncryptionKey, Error, Message, SigningAlgorithm, VerifyingKey};
/// fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), Error> {
///     key.verify(SigningAlgorithm::RsassaPssSha256, Message::Raw(message), signature)
/// }
/// ```
/// ```compile_fail,E0599
/// # use kms_offline::{EncryptionKey, Error, Message, SigningAlgorithm, VerifyingKey};
/// fn verify(key: &EncryptionKey, message: &[u8], signature: &[u8]) -> Result<(), Error> {
///     key.verify(SigningAlgorithm::RsassaPssSha256, Message::Raw(message), signature)
/// }
/// ```
///
/// nor does it bind a signing algorithm, which is also the way to streams and to the traits of the `signature` crate:
///
/// ```
/// # use kms_offline::{AgreementKey, Error, SigningAlgorithm, Verifier, VerifyingKey};
/// fn bind(key: &VerifyingKey) -> Result<Verifier, Error> {
///     key.verifier(SigningAlgorithm::EcdsaSha256)
/// }
/// ```
/// ```compile_fail,E0599
/// # use kms_offline::{AgreementKey, Error, SigningAlgorithm, Verifier, VerifyingKey};
/// fn bind(key: &AgreementKey) -> Result<Verifier, Error> {
///     key.verifier(SigningAlgorithm::EcdsaSha256)
/// }
/// ```
///
/// nor does it compute what a signature is over:
///
/// ```
/// # use kms_offline::{Digest, EncapsulationKey, Error, SigningAlgorithm, VerifyingKey};
/// fn digest(key: &VerifyingKey, message: &[u8]) -> Result<Digest, Error> {
///     key.digest(SigningAlgorithm::MlDsaShake256, message)
/// }
/// ```
/// ```compile_fail,E0599
/// # use kms_offline::{Digest, EncapsulationKey, Error, SigningAlgorithm, VerifyingKey};
/// fn digest(key: &EncapsulationKey, message: &[u8]) -> Result<Digest, Error> {
///     key.digest(SigningAlgorithm::MlDsaShake256, message)
/// }
/// ```
///
/// A key of unknown usage has to be matched on, or converted, before it verifies:
///
/// ```
/// # use kms_offline::{Error, Message, PublicKey, SigningAlgorithm, VerifyingKey};
/// fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), Error> {
///     key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)
/// }
/// ```
/// ```compile_fail,E0599
/// # use kms_offline::{Error, Message, PublicKey, SigningAlgorithm, VerifyingKey};
/// fn verify(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), Error> {
///     key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)
/// }
/// ```
///
/// A key is narrowed to algorithms of its own usage only:
///
/// ```
/// # use kms_offline::{EncryptionAlgorithm, Error, SigningAlgorithm, VerifyingKey};
/// fn narrow(key: &VerifyingKey) -> Result<VerifyingKey, Error> {
///     key.restrict_to(&[SigningAlgorithm::RsassaPssSha256])
/// }
/// ```
/// ```compile_fail,E0308
/// # use kms_offline::{EncryptionAlgorithm, Error, SigningAlgorithm, VerifyingKey};
/// fn narrow(key: &VerifyingKey) -> Result<VerifyingKey, Error> {
///     key.restrict_to(&[EncryptionAlgorithm::RsaesOaepSha256])
/// }
/// ```
///
/// A key never stands where one of another usage is wanted:
///
/// ```
/// # use kms_offline::{EncryptionKey, VerifyingKey};
/// fn keep(key: VerifyingKey) -> VerifyingKey {
///     key
/// }
/// ```
/// ```compile_fail,E0308
/// # use kms_offline::{EncryptionKey, VerifyingKey};
/// fn keep(key: EncryptionKey) -> VerifyingKey {
///     key
/// }
/// ```
///
/// There is no other usage:
///
/// ```
/// # use kms_offline::{Key, SignVerify, Usage};
/// # enum Everything {}
/// fn usage(key: &Key<SignVerify>) {}
/// ```
/// ```compile_fail,E0277
/// # use kms_offline::{Key, SignVerify, Usage};
/// # enum Everything {}
/// impl Usage for Everything {}
/// ```
pub trait Usage: sealed::Sealed {}

#[allow(unnameable_types, reason = "this is what seals `Usage`")]
mod sealed {
    use super::{Key, KeySpec, KeyUsage, Malformed, PublicKey, Usage};
    use crate::vocabulary::Algorithm;

    pub trait Sealed: Sized {
        const USAGE: KeyUsage;
        /// The names in the list of this usage.
        type Algorithm: Algorithm + Ord + core::hash::Hash;
        /// What the operations of this usage need of the key.
        type Material: Clone;

        /// The material in a DER SubjectPublicKeyInfo of a `spec` that has this usage.
        fn read(public_key: &[u8], spec: KeySpec) -> Result<Self::Material, Malformed>;
        fn typed(key: PublicKey) -> Option<Key<Self>>
        where
            Self: Usage;
        fn untyped(key: Key<Self>) -> PublicKey
        where
            Self: Usage;
    }
}

macro_rules! usage {
    ($(#[$docs:meta])* $usage:ident, $variant:ident, $algorithm:ty, $material:ident($family:ty), $from:expr) => {
        $(#[$docs])*
        #[derive(Debug)]
        #[expect(clippy::exhaustive_enums, reason = "a type without values")]
        pub enum $usage {}

        impl Usage for $usage {}

        #[doc = concat!("What the operations of ", stringify!($usage), " need of a key.")]
        #[derive(Clone)]
        #[allow(unnameable_types, missing_debug_implementations, reason = "opaque outside: the field is private")]
        pub struct $material(pub(crate) Arc<$family>);

        impl sealed::Sealed for $usage {
            const USAGE: KeyUsage = KeyUsage::$usage;
            type Algorithm = $algorithm;
            type Material = $material;

            fn read(public_key: &[u8], spec: KeySpec) -> Result<Self::Material, Malformed> {
                let family = $from(spki::parse(public_key, spec)?);
                family.map(|family| $material(Arc::new(family))).ok_or(Malformed::UsageOfSpec { spec, usage: Self::USAGE })
            }

            fn typed(key: PublicKey) -> Option<Key<Self>> {
                if let PublicKey::$variant(key) = key { Some(key) } else { None }
            }

            fn untyped(key: Key<Self>) -> PublicKey {
                PublicKey::$variant(key)
            }
        }
    };
}

usage! {
    /// SIGN_VERIFY
    SignVerify, Verifying, SigningAlgorithm, VerifyingMaterial(verify::Family), verify::Family::new
}
usage! {
    /// ENCRYPT_DECRYPT
    EncryptDecrypt, Encryption, EncryptionAlgorithm, EncryptionMaterial(encrypt::Family), encrypt::Family::new
}
usage! {
    /// KEY_AGREEMENT
    KeyAgreement, Agreement, KeyAgreementAlgorithm, AgreementMaterial(agree::Family), agree::Family::new
}
usage! {
    /// ENCAPSULATE_DECAPSULATE
    EncapsulateDecapsulate, Encapsulation, EncapsulationAlgorithm, EncapsulationMaterial(encapsulate::Family), encapsulate::Family::new
}

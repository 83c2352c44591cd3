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

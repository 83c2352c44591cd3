//! The four usages as types.

use alloc::{boxed::Box, sync::Arc};
use core::any::Any;

use once_cell::race::OnceBox;

use super::{Key, PublicKey, Verification};
use crate::{
    kms::{Algorithm, EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeyUsage, SigningAlgorithm},
    material::Material,
};

/// A KeyUsage as a type, so that a [`Key`] has the operations of its usage and no other. Sealed.
///
/// A key of another usage does not verify:
///
/// ```
/// # use kms_offline::{EncryptionKey, Error, Message, SigningAlgorithm, Verified, VerifyingKey};
/// fn verify<'k>(key: &'k VerifyingKey, message: &[u8], signature: &[u8]) -> Result<Verified<'k>, Error> {
///     key.verify(SigningAlgorithm::RsassaPssSha256, Message::Raw(message), signature)
/// }
/// ```
/// ```compile_fail,E0599
/// # use kms_offline::{EncryptionKey, Error, Message, SigningAlgorithm, Verified, VerifyingKey};
/// fn verify<'k>(key: &'k EncryptionKey, message: &[u8], signature: &[u8]) -> Result<Verified<'k>, Error> {
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
/// nor does it compute the digest that an algorithm signs:
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
/// # use kms_offline::{Error, Message, PublicKey, SigningAlgorithm, Verified, VerifyingKey};
/// fn verify<'k>(key: &'k VerifyingKey, message: &[u8], signature: &[u8]) -> Result<Verified<'k>, Error> {
///     key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)
/// }
/// ```
/// ```compile_fail,E0599
/// # use kms_offline::{Error, Message, PublicKey, SigningAlgorithm, Verified, VerifyingKey};
/// fn verify<'k>(key: &'k PublicKey, message: &[u8], signature: &[u8]) -> Result<Verified<'k>, Error> {
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
/// A key cannot replace one of another usage:
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
/// Callers cannot add a usage:
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
pub trait Usage: sealed::Sealed {
    /// The usage as a value.
    const USAGE: KeyUsage;
    /// The names in the list of this usage.
    type Algorithm: Algorithm;
}

#[allow(unnameable_types, reason = "this is what seals `Usage`")]
mod sealed {
    use super::{Arc, Key, Material, PublicKey, Usage};

    pub trait Sealed: Sized {
        /// The state of this usage's operations, shared by the clones of a key.
        type State: Clone + Send + Sync;

        /// The state of a key that was just parsed; `None` for material that is not for this usage.
        fn state(material: &Arc<Material>) -> Option<Self::State>;
        fn typed(key: PublicKey) -> Option<Key<Self>>
        where
            Self: Usage;
        fn untyped(key: Key<Self>) -> PublicKey
        where
            Self: Usage;
    }
}

/// A value that an operation made of the key's material at its first use: a type of the crate that does the work.
#[derive(Clone, Default)]
#[allow(unnameable_types, missing_debug_implementations, reason = "opaque outside: the field is private")]
pub struct Made(Arc<OnceBox<Box<dyn Any + Send + Sync>>>);

impl Made {
    /// Returns the value of `make`, made now or before; `None` if it makes nothing. In: always the same `make`.
    pub(crate) fn get_or_make<T: Any + Send + Sync>(&self, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        let made = self.0.get_or_try_init(|| match make() {
            Some(made) => {
                let made: Box<dyn Any + Send + Sync> = Box::new(made);
                Ok(Box::new(made))
            }
            None => Err(()),
        });
        made.ok()?.downcast_ref()
    }
}

macro_rules! usage {
    ($(#[$docs:meta])* $usage:ident, $variant:ident, $algorithm:ty, $state:ty, $new:expr) => {
        $(#[$docs])*
        #[derive(Debug)]
        #[expect(clippy::exhaustive_enums, reason = "a type without values")]
        pub enum $usage {}

        impl Usage for $usage {
            const USAGE: KeyUsage = KeyUsage::$usage;
            type Algorithm = $algorithm;
        }

        impl sealed::Sealed for $usage {
            type State = $state;

            fn state(material: &Arc<Material>) -> Option<Self::State> {
                $new(material)
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
    SignVerify, Verifying, SigningAlgorithm, Verification, Verification::new
}
usage! {
    /// ENCRYPT_DECRYPT
    EncryptDecrypt, Encryption, EncryptionAlgorithm, Made, |_: &_| Some(Made::default())
}
usage! {
    /// KEY_AGREEMENT
    KeyAgreement, Agreement, KeyAgreementAlgorithm, Made, |_: &_| Some(Made::default())
}
usage! {
    /// ENCAPSULATE_DECAPSULATE
    EncapsulateDecapsulate, Encapsulation, EncapsulationAlgorithm, Made, |_: &_| Some(Made::default())
}

//! The RustCrypto crates, called as their documentation shows for a reused key: the measure for our reference.

use kms_offline::{KeySpec, SigningAlgorithm};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use signature::Verifier;
use spki::DecodePublicKey as _;

/// Whether a signature (KMS's encoding) is one over the message.
pub(crate) type Verification = Box<dyn Fn(&[u8], &[u8]) -> bool>;

/// Verification with a key as its crate parsed it.
pub(crate) fn verification(spec: KeySpec, algorithm: SigningAlgorithm, public_key: &[u8]) -> Verification {
    macro_rules! key {
        ($type:ty) => {
            <$type>::from_public_key_der(public_key).expect("the crate reads the key")
        };
    }
    macro_rules! rsa {
        ($scheme:ident, $hash:ty) => {
            with(rsa::$scheme::VerifyingKey::<$hash>::new(key!(rsa::PublicKey)), |bytes| {
                rsa::$scheme::Signature::try_from(bytes).ok()
            })
        };
    }
    macro_rules! ecdsa {
        ($curve:ident) => {
            with(key!($curve::ecdsa::VerifyingKey), |der| $curve::ecdsa::Signature::from_der(der).ok())
        };
    }
    macro_rules! ml_dsa {
        ($set:ident) => {
            with(key!(ml_dsa::VerifyingKey<ml_dsa::$set>), |bytes| ml_dsa::Signature::try_from(bytes).ok())
        };
    }
    match (algorithm, spec) {
        (SigningAlgorithm::RsassaPkcs1V15Sha256, _) => rsa!(pkcs1v15, Sha256),
        (SigningAlgorithm::RsassaPkcs1V15Sha384, _) => rsa!(pkcs1v15, Sha384),
        (SigningAlgorithm::RsassaPkcs1V15Sha512, _) => rsa!(pkcs1v15, Sha512),
        (SigningAlgorithm::RsassaPssSha256, _) => rsa!(pss, Sha256),
        (SigningAlgorithm::RsassaPssSha384, _) => rsa!(pss, Sha384),
        (SigningAlgorithm::RsassaPssSha512, _) => rsa!(pss, Sha512),
        // The crate takes no high s, which half of all signatures have.
        (_, KeySpec::EccSecgP256k1) => with(key!(k256::ecdsa::VerifyingKey), |der| {
            k256::ecdsa::Signature::from_der(der).ok().map(|signature| signature.normalize_s())
        }),
        (_, KeySpec::EccNistP256) => ecdsa!(p256),
        (_, KeySpec::EccNistP384) => ecdsa!(p384),
        (_, KeySpec::EccNistP521) => ecdsa!(p521),
        (_, KeySpec::Sm2) => {
            let key = sm2::dsa::VerifyingKey::new("1234567812345678", key!(sm2::PublicKey));
            with(key.expect("KMS's ID is short"), |der| sm2::dsa::Signature::from_der(der).ok())
        }
        (SigningAlgorithm::Ed25519PhSha512, _) => {
            let key = key!(ed25519_dalek::VerifyingKey);
            Box::new(move |digest, signature| {
                let hash = Sha512::new_with_prefix(digest);
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_prehashed(hash, None, &signature).is_ok())
            })
        }
        (SigningAlgorithm::Ed25519Sha512, _) => {
            with(key!(ed25519_dalek::VerifyingKey), |bytes| ed25519_dalek::Signature::from_slice(bytes).ok())
        }
        (_, KeySpec::MlDsa44) => ml_dsa!(MlDsa44),
        (_, KeySpec::MlDsa65) => ml_dsa!(MlDsa65),
        (_, KeySpec::MlDsa87) => ml_dsa!(MlDsa87),
        _ => panic!("{spec} does not sign"),
    }
}

fn with<S: 'static>(key: impl Verifier<S> + 'static, decode: fn(&[u8]) -> Option<S>) -> Verification {
    Box::new(move |message, signature| {
        decode(signature).is_some_and(|signature| key.verify(message, &signature).is_ok())
    })
}

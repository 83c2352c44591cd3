//! We accept a SubjectPublicKeyInfo exactly if the crate of its scheme accepts it and none of our stricter rules
//! rejects it.

mod der;

use arbitrary::{Arbitrary, Unstructured};
use elliptic_curve::pkcs8::{DecodePublicKey, spki::SubjectPublicKeyInfoRef};
use kms_offline::{KeySpec, KeyUsage, PublicKey};
use rsa::traits::PublicKeyParts as _;

use self::der::{Edit, Element};
use crate::corpus::{RESPONSES, pick};

/// A key of the corpus, and what is changed in it.
#[derive(Arbitrary, Debug)]
struct Made<'a> {
    response: u8,
    edits: Vec<Edit<'a>>,
}

/// A SubjectPublicKeyInfo of a spec and usage, which the first two bytes name. By the third, the rest is its DER, or
/// how it is made from a key of the corpus.
pub fn spki(data: &[u8]) {
    let [spec, usage, is_made, rest @ ..] = data else { return };
    let (spec, usage) = (*pick(KeySpec::ALL, *spec), *pick(KeyUsage::ALL, *usage));
    if is_made & 1 == 0 {
        return agree_on(rest, spec, usage);
    }
    let Ok(made) = Made::arbitrary(&mut Unstructured::new(rest)) else { return };
    let key = PublicKey::from_json(pick(&RESPONSES, made.response)).unwrap();
    let mut root = Element::read(key.as_der()).unwrap();
    made.edits.iter().for_each(|edit| edit.apply(&mut root));
    agree_on(&root.write(), spec, usage);
}

/// A parsed key keeps every byte, in each form; and the keys that parse are the ones that the crates accept, but for
/// our own rules.
fn agree_on(der: &[u8], spec: KeySpec, usage: KeyUsage) {
    let ours = PublicKey::from_der(der, spec, usage);
    match &ours {
        Ok(key) => {
            assert_eq!(key.as_der(), der);
            assert_eq!(PublicKey::from_pem(key.to_pem(), spec, usage).unwrap(), *key);
            assert_eq!(PublicKey::from_json(key.to_json()).unwrap(), *key);
            let _ = key.to_jwk();
        }
        Err(error) => assert!(error.to_string().is_ascii()),
    }
    if spec.usages().any(|of_spec| of_spec == usage) {
        assert_eq!(ours.is_ok(), theirs(der, spec), "the crates and our rules say otherwise: {ours:?}");
    } else {
        assert!(ours.is_err(), "{spec} is never for {usage}");
    }
    let _ = PublicKey::from_pem_der_or_base64(der, spec, usage);
}

/// Whether the crate of the scheme accepts the key, and none of our stricter rules, which are these, rejects it.
fn theirs(der: &[u8], spec: KeySpec) -> bool {
    let takes = |is_taken: bool, rule: fn(&SubjectPublicKeyInfoRef<'_>) -> bool| {
        is_taken && SubjectPublicKeyInfoRef::try_from(der).is_ok_and(|info| rule(&info))
    };
    // Compressed, compact and hybrid points are rejected: RFC 5480 (2.2) makes the uncompressed form mandatory.
    let is_uncompressed = |info: &SubjectPublicKeyInfoRef<'_>| info.subject_public_key.raw_bytes().first() == Some(&4);
    // id-RSASSA-PSS is rejected, a modulus must have the spec's length to the bit.
    let rsa = |bits: u32| {
        let is_rsa_encryption = |info: &SubjectPublicKeyInfoRef<'_>| info.algorithm.oid == rsa::pkcs1::ALGORITHM_OID;
        takes(rsa::PublicKey::from_public_key_der(der).is_ok_and(|key| key.n().bit_width() == bits), is_rsa_encryption)
    };
    // Parameters must be absent (FIPS 203's OIDs have none).
    let has_no_parameters = |info: &SubjectPublicKeyInfoRef<'_>| info.algorithm.parameters.is_none();
    match spec {
        KeySpec::Rsa2048 => rsa(2048),
        KeySpec::Rsa3072 => rsa(3072),
        KeySpec::Rsa4096 => rsa(4096),
        KeySpec::EccNistP256 => takes(p256::PublicKey::from_public_key_der(der).is_ok(), is_uncompressed),
        KeySpec::EccNistP384 => takes(p384::PublicKey::from_public_key_der(der).is_ok(), is_uncompressed),
        KeySpec::EccNistP521 => takes(p521::PublicKey::from_public_key_der(der).is_ok(), is_uncompressed),
        KeySpec::EccSecgP256k1 => takes(k256::PublicKey::from_public_key_der(der).is_ok(), is_uncompressed),
        KeySpec::Sm2 => takes(sm2::PublicKey::from_public_key_der(der).is_ok(), is_uncompressed),
        // Points that are not canonical, and those of small order, are rejected.
        KeySpec::EccNistEdwards25519 => ed25519_dalek::VerifyingKey::from_public_key_der(der)
            .is_ok_and(|key| !key.is_weak() && key.to_edwards().compress().as_bytes() == key.as_bytes()),
        KeySpec::MlDsa44 => ml_dsa::VerifyingKey::<ml_dsa::MlDsa44>::from_public_key_der(der).is_ok(),
        KeySpec::MlDsa65 => ml_dsa::VerifyingKey::<ml_dsa::MlDsa65>::from_public_key_der(der).is_ok(),
        KeySpec::MlDsa87 => ml_dsa::VerifyingKey::<ml_dsa::MlDsa87>::from_public_key_der(der).is_ok(),
        KeySpec::MlKem512 => {
            takes(ml_kem::ml_kem_512::EncapsulationKey::from_public_key_der(der).is_ok(), has_no_parameters)
        }
        KeySpec::MlKem768 => {
            takes(ml_kem::ml_kem_768::EncapsulationKey::from_public_key_der(der).is_ok(), has_no_parameters)
        }
        KeySpec::MlKem1024 => {
            takes(ml_kem::ml_kem_1024::EncapsulationKey::from_public_key_der(der).is_ok(), has_no_parameters)
        }
        other => panic!("{other} is new"),
    }
}

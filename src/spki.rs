//! SubjectPublicKeyInfo (RFC 5280, 4.1) to key material, checked.
//!
//! The crates underneath each read more than a KMS key can be: compressed points, moduli of any width, parameters where
//! there must be none, Ed25519 keys that anyone can sign for. Whatever they let through is refused here.

use alloc::{boxed::Box, sync::Arc};

use der::asn1::UintRef;
use ed25519_dalek::VerifyingKey as Ed25519;
use ml_dsa::{EncodedVerifyingKey, MlDsa44, MlDsa65, MlDsa87};
use ml_kem::{ml_kem_512, ml_kem_768, ml_kem_1024};
use rsa::pkcs1::{DecodeRsaPublicKey, RsaPublicKey};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use crate::{
    error::{Expected, KeyProblem, Malformed},
    response::given,
    vocabulary::{KeySpec, Parameters, SpecFacts},
};

/// The key inside, as the crate of its scheme holds it.
///
/// ML-DSA keys stay encoded: every string of the right length is one, and expanding it costs more than verifying with it.
pub(crate) enum Material {
    Rsa(rsa::PublicKey),
    P256(p256::PublicKey),
    P384(p384::PublicKey),
    P521(p521::PublicKey),
    Secp256k1(k256::PublicKey),
    Sm2(sm2::PublicKey),
    Ed25519(Ed25519),
    MlDsa44(Arc<EncodedVerifyingKey<MlDsa44>>),
    MlDsa65(Arc<EncodedVerifyingKey<MlDsa65>>),
    MlDsa87(Arc<EncodedVerifyingKey<MlDsa87>>),
    MlKem512(Box<ml_kem_512::EncapsulationKey>),
    MlKem768(Box<ml_kem_768::EncapsulationKey>),
    MlKem1024(Box<ml_kem_1024::EncapsulationKey>),
}

/// Reads the key of a `spec` from exactly one DER SubjectPublicKeyInfo.
pub(crate) fn parse(der: &[u8], spec: KeySpec) -> Result<Material, Malformed> {
    let info = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| match given::instead_of_spki(der) {
        Some(given) => Malformed::Recognised { input: Expected::PublicKey, given },
        None => Malformed::Key { spec, problem: KeyProblem::NotDer },
    })?;
    material(&info, spec).map_err(|problem| Malformed::Key { spec, problem })
}

fn material(info: &SubjectPublicKeyInfoRef<'_>, spec: KeySpec) -> Result<Material, KeyProblem> {
    let facts = spec.facts();
    check_algorithm(info, &facts)?;
    let key = info.subject_public_key.as_bytes().ok_or(KeyProblem::NotDer)?;
    match spec {
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => Ok(Material::Rsa(rsa(key, facts.key_len)?)),
        _ if key.len() != facts.key_len && !matches!(facts.parameters, Parameters::Curve(_)) => {
            Err(KeyProblem::Length { found: key.len(), expected: facts.key_len })
        }
        KeySpec::EccNistP256 => point(key, &facts, p256::PublicKey::from_sec1_bytes).map(Material::P256),
        KeySpec::EccNistP384 => point(key, &facts, p384::PublicKey::from_sec1_bytes).map(Material::P384),
        KeySpec::EccNistP521 => point(key, &facts, p521::PublicKey::from_sec1_bytes).map(Material::P521),
        KeySpec::EccSecgP256k1 => point(key, &facts, k256::PublicKey::from_sec1_bytes).map(Material::Secp256k1),
        KeySpec::Sm2 => point(key, &facts, sm2::PublicKey::from_sec1_bytes).map(Material::Sm2),
        KeySpec::EccNistEdwards25519 => ed25519(key).map(Material::Ed25519),
        KeySpec::MlDsa44 => encoded(key, &facts).map(Material::MlDsa44),
        KeySpec::MlDsa65 => encoded(key, &facts).map(Material::MlDsa65),
        KeySpec::MlDsa87 => encoded(key, &facts).map(Material::MlDsa87),
        KeySpec::MlKem512 => encapsulation_key(key).map(Material::MlKem512),
        KeySpec::MlKem768 => encapsulation_key(key).map(Material::MlKem768),
        KeySpec::MlKem1024 => encapsulation_key(key).map(Material::MlKem1024),
    }
}

fn check_algorithm(info: &SubjectPublicKeyInfoRef<'_>, facts: &SpecFacts) -> Result<(), KeyProblem> {
    let found = info.algorithm.oid;
    if found != facts.oid {
        return Err(KeyProblem::Algorithm { found, expected: facts.oid });
    }
    match (facts.parameters, info.algorithm.parameters) {
        (Parameters::Absent, None) => Ok(()),
        (Parameters::Null, Some(null)) if null.is_null() => Ok(()),
        (Parameters::Curve(expected), Some(curve)) => match curve.decode_as::<ObjectIdentifier>() {
            Ok(found) if found == expected => Ok(()),
            Ok(found) => Err(KeyProblem::Curve { found, expected }),
            Err(_) => Err(KeyProblem::Parameters),
        },
        (Parameters::Absent | Parameters::Null | Parameters::Curve(_), _) => Err(KeyProblem::Parameters),
    }
}

/// RSAPublicKey (RFC 8017, A.1.1) with a modulus of exactly `modulus_len` bytes, top bit set.
///
/// KMS generates keys with e = 65537; imported ones may have another. Odd exponents from 3 to 2^33 − 1 are taken, as the
/// `rsa` crate does: larger ones only make verification dear.
fn rsa(key: &[u8], modulus_len: usize) -> Result<rsa::PublicKey, KeyProblem> {
    let parts = RsaPublicKey::<UintRef<'_>>::try_from(key).map_err(|_| KeyProblem::NotDer)?;
    let modulus = parts.modulus.as_bytes();
    let bits = match modulus.first() {
        Some(top) => 8 * modulus.len() - usize::try_from(top.leading_zeros()).unwrap_or(0),
        None => 0,
    };
    if bits != 8 * modulus_len {
        return Err(KeyProblem::ModulusBits { found: bits, expected: 8 * modulus_len });
    }
    if modulus.last().is_none_or(|low| low % 2 == 0) {
        return Err(KeyProblem::EvenModulus);
    }
    DecodeRsaPublicKey::from_pkcs1_der(key).map_err(|_| KeyProblem::Exponent)
}

/// A point in the uncompressed form (SEC 1, 2.3.3), which is the one that KMS sends and that RFC 5480 (2.2) makes mandatory.
fn point<P, E>(key: &[u8], facts: &SpecFacts, from_sec1: fn(&[u8]) -> Result<P, E>) -> Result<P, KeyProblem> {
    const UNCOMPRESSED: u8 = 4;
    match key.first() {
        Some(&UNCOMPRESSED) if key.len() != facts.key_len => {
            Err(KeyProblem::Length { found: key.len(), expected: facts.key_len })
        }
        Some(&UNCOMPRESSED) => from_sec1(key).map_err(|_| KeyProblem::NotAPoint),
        _ => Err(KeyProblem::PointForm),
    }
}

/// A point in its canonical encoding (RFC 8032, 5.1.3) that is not of small order: for such a key anyone can sign.
fn ed25519(key: &[u8]) -> Result<Ed25519, KeyProblem> {
    let bytes = key.try_into().map_err(|_| KeyProblem::NotAPoint)?;
    let point = Ed25519::from_bytes(bytes).map_err(|_| KeyProblem::NotAPoint)?;
    if point.to_edwards().compress().as_bytes() != bytes {
        return Err(KeyProblem::NotCanonical);
    }
    if point.is_weak() {
        return Err(KeyProblem::SmallOrder);
    }
    Ok(point)
}

/// ML-DSA: pkDecode (FIPS 204, Algorithm 23) takes every string of the right length.
fn encoded<K: for<'a> TryFrom<&'a [u8]>>(key: &[u8], facts: &SpecFacts) -> Result<Arc<K>, KeyProblem> {
    let wrong_length = KeyProblem::Length { found: key.len(), expected: facts.key_len };
    K::try_from(key).map(Arc::new).map_err(|_| wrong_length)
}

/// ML-KEM, with the check of FIPS 203, 7.2 that every coefficient is below q.
fn encapsulation_key<K: ml_kem::kem::TryKeyInit>(key: &[u8]) -> Result<Box<K>, KeyProblem> {
    K::new_from_slice(key).map(Box::new).map_err(|_| KeyProblem::Coefficient)
}

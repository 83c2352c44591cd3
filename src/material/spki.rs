//! SubjectPublicKeyInfo (RFC 5280, 4.1) to key material, checked.
//!
//! The crates accept more than a KMS key can be: compressed points, moduli of any width, parameters where there must be
//! none, Ed25519 keys that anyone can sign for. We reject all of that here.

use alloc::{sync::Arc, vec::Vec};

use der::{
    Encode as _,
    asn1::{BitStringRef, UintRef},
};
use rsa::pkcs1::RsaPublicKey;
use spki::{AlgorithmIdentifier, ObjectIdentifier, SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};

use super::{EcPoint, Material, MlDsa, MlKem, Rsa, point};
use crate::{
    error::{Expected, InputKind, KeyProblem, Malformed},
    input::recognise,
    kms::{Curve, Family, KeySpec, MlKemSet, Parameters, SpecFacts},
};

/// Parses the key of a `spec` from exactly one DER SubjectPublicKeyInfo.
pub(crate) fn from_spki(der: &[u8], spec: KeySpec) -> Result<Material, Malformed> {
    let named = |problem| match recognise::recognise(der, spec) {
        Some(found) if found.kind() != InputKind::PublicKey || found.layers().next().is_some() => {
            Malformed::Recognised { expected: Expected::PublicKey, found }
        }
        _ => Malformed::Key { spec, problem },
    };
    let info = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| named(KeyProblem::NotDer))?;
    material(&info, &spec.facts()).map_err(|problem| match problem {
        KeyProblem::Algorithm { .. } | KeyProblem::Parameters => named(problem),
        problem => Malformed::Key { spec, problem },
    })
}

/// The spec whose keys verify that a DER SubjectPublicKeyInfo is of.
#[cfg(feature = "jose")]
pub(crate) fn signing_spec_of(der: &[u8]) -> Option<KeySpec> {
    let info = SubjectPublicKeyInfoRef::try_from(der).ok()?;
    let signing = KeySpec::ALL.iter().copied().filter(|spec| !spec.signing_algorithms().is_empty());
    signing.into_iter().find(|spec| material(&info, &spec.facts()).is_ok())
}

fn material(info: &SubjectPublicKeyInfoRef<'_>, facts: &SpecFacts) -> Result<Material, KeyProblem> {
    check_algorithm(info, facts)?;
    let key = info.subject_public_key.as_bytes().ok_or(KeyProblem::NotDer)?;
    match facts.family {
        Family::Rsa => rsa(key, facts.key_len).map(Material::Rsa),
        Family::Ec(curve) => ec_point(key, facts.key_len, curve).map(Material::Ec),
        Family::Ed25519 => {
            let public_key = exactly(key, facts.key_len)?.try_into().map_err(|_| KeyProblem::NotAPoint)?;
            point::check_ed25519(public_key)?;
            Ok(Material::Ed25519(*public_key))
        }
        Family::MlDsa(set) => Ok(Material::MlDsa(MlDsa { set, public_key: exactly(key, facts.key_len)?.into() })),
        Family::MlKem(set) => {
            check_modulus(exactly(key, facts.key_len)?, set)?;
            Ok(Material::MlKem(MlKem { set, encapsulation_key: key.into() }))
        }
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

fn exactly(key: &[u8], expected: usize) -> Result<&[u8], KeyProblem> {
    let found = key.len();
    if found == expected { Ok(key) } else { Err(KeyProblem::Length { found, expected }) }
}

/// RSAPublicKey (RFC 8017, A.1.1) with a modulus of exactly `modulus_len` bytes, top bit set.
///
/// KMS generates keys with e = 65537; imported ones may have another. We accept odd exponents from 3 to 2^33 − 1, like
/// the `rsa` crate; larger ones would only slow verification down.
fn rsa(key: &[u8], modulus_len: usize) -> Result<Rsa, KeyProblem> {
    let parts = RsaPublicKey::<UintRef<'_>>::try_from(key).map_err(|_| KeyProblem::NotDer)?;
    let n = parts.modulus.as_bytes();
    let bits = match n.first() {
        Some(top) => 8 * n.len() - usize::try_from(top.leading_zeros()).unwrap_or(0),
        None => 0,
    };
    if bits != 8 * modulus_len {
        return Err(KeyProblem::ModulusBits { found: bits, expected: 8 * modulus_len });
    }
    if n.last().is_none_or(|low| low % 2 == 0) {
        return Err(KeyProblem::EvenModulus);
    }
    let e = exponent(parts.public_exponent.as_bytes()).ok_or(KeyProblem::Exponent)?;
    Ok(Rsa { n: n.into(), e })
}

/// The exponent from its big-endian bytes, if it is odd and from 3 to 2^33 − 1.
fn exponent(bytes: &[u8]) -> Option<u64> {
    let value = bytes.iter().try_fold(0_u64, |value, byte| Some(value.checked_mul(256)? | u64::from(*byte)));
    value.filter(|e| e % 2 == 1 && (3..1 << 33).contains(e))
}

/// A point in the uncompressed form (SEC 1, 2.3.3), which KMS sends and RFC 5480 (2.2) makes mandatory.
fn ec_point(key: &[u8], key_len: usize, curve: Curve) -> Result<EcPoint, KeyProblem> {
    const UNCOMPRESSED: u8 = 4;
    if key.first() != Some(&UNCOMPRESSED) {
        return Err(KeyProblem::PointForm);
    }
    let point = EcPoint { curve, uncompressed: Arc::from(exactly(key, key_len)?) };
    if point::is_on_curve(&point) { Ok(point) } else { Err(KeyProblem::NotAPoint) }
}

/// The modulus check of ML-KEM (FIPS 203, 7.2): ByteDecode₁₂ returns integers that are all below q, up to ρ at the end.
fn check_modulus(key: &[u8], set: MlKemSet) -> Result<(), KeyProblem> {
    const Q: u16 = 3329;
    let k = match set {
        MlKemSet::MlKem512 => 2,
        MlKemSet::MlKem768 => 3,
        MlKemSet::MlKem1024 => 4,
    };
    let (t, _) = key.split_at_checked(384 * k).ok_or(KeyProblem::Coefficient)?;
    let (pairs, _) = t.as_chunks();
    let is_below = pairs.iter().all(|&[low, middle, high]| {
        let first = u16::from(low) | u16::from(middle & 0xf) << 8;
        let second = u16::from(middle >> 4) | u16::from(high) << 4;
        first < Q && second < Q
    });
    if is_below { Ok(()) } else { Err(KeyProblem::Coefficient) }
}

/// The DER SubjectPublicKeyInfo of a point on a curve of `spec`; `None` for a spec of another family.
pub(crate) fn encode_ec_point(spec: KeySpec, uncompressed: &[u8]) -> Option<Vec<u8>> {
    let facts = spec.facts();
    let Parameters::Curve(curve) = facts.parameters else { return None };
    let info = SubjectPublicKeyInfo {
        algorithm: AlgorithmIdentifier { oid: facts.oid, parameters: Some(curve) },
        subject_public_key: BitStringRef::from_bytes(uncompressed).ok()?,
    };
    info.to_der().ok()
}

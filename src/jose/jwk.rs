//! JSON Web Keys (RFC 7517) as verifying keys.
//!
//! Parameters are those of RFC 7518 (RSA, EC), RFC 8037 (Ed25519), RFC 8812 (secp256k1) and RFC 9964 (ML-DSA). A key
//! becomes a SubjectPublicKeyInfo first, so it passes the same checks as one of KMS.

mod set;

use alloc::{string::String, vec::Vec};

use der::{
    Encode as _,
    asn1::{BitStringRef, Null, UintRef},
};
use rsa::pkcs1::RsaPublicKey;
use spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};

pub use self::set::{JwkSet, SkippedJwk};
use super::{
    base64url,
    json::{Object, Value},
    names,
};
use crate::{
    error::{Error, Expected, JwkMemberProblem, JwkProblem, Malformed},
    key::{PublicKey, VerifyingKey},
    kms::{Excerpt, Family, KeySpec, KeyUsage, SpecFacts},
    material::encode_ec_point,
};

/// The longest JWK that is parsed, in bytes.
const MAX_JWK_LEN: usize = 64 * 1024;

/// A verifying key of a JWK, and the `kid` that came with it.
///
/// A JWK contains less than a GetPublicKey response: it has no KeyId, and at most one algorithm, its `alg`.
#[derive(Clone, Debug)]
pub struct Jwk {
    key: VerifyingKey,
    kid: Option<String>,
}

impl Jwk {
    /// Parses a JWK of at most 64 KiB.
    ///
    /// With `alg` the key may be used with that algorithm only, without it with every one of its spec.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not a JWK of a key that KMS could have and that verifies: see [`JwkProblem`].
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// use kms_offline::{VerifyingKey, jose::Jwk};
    ///
    /// let key = VerifyingKey::from_json(response)?;
    /// let jwk = Jwk::from_json(key.to_jwk()?)?;
    /// assert_eq!(jwk.key().fingerprint(), key.fingerprint());
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn from_json(jwk: impl AsRef<[u8]>) -> Result<Self, Error> {
        let jwk = jwk.as_ref();
        if jwk.len() > MAX_JWK_LEN {
            let (found, limit) = (jwk.len(), MAX_JWK_LEN);
            return Err(Malformed::TooLong { expected: Expected::Jwk, found, limit }.into());
        }
        let object = Object::parse(jwk).map_err(|problem| Malformed::Jwk(JwkProblem::Json(problem)))?;
        check_public(&object).map_err(Malformed::Jwk)?;
        Self::from_object(&object)
    }

    /// Returns the key.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Returns the key, owned.
    #[must_use]
    pub fn into_key(self) -> VerifyingKey {
        self.key
    }

    /// Returns the JWK's `kid`.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    fn from_object(jwk: &Object) -> Result<Self, Error> {
        let malformed = |problem| Error::Malformed(Malformed::Jwk(problem));
        check_verifies(jwk).map_err(malformed)?;
        let kid = optional_text(jwk, "kid").map_err(malformed)?;
        let alg = optional_text(jwk, "alg").map_err(malformed)?;
        let (spec, der) = subject_public_key_info(jwk, alg).map_err(malformed)?;
        let mut key = VerifyingKey::try_from(PublicKey::from_der(der, spec, KeyUsage::SignVerify)?)?;
        if let Some(alg) = alg {
            let unknown = || malformed(JwkProblem::Alg { found: Excerpt::of(alg), spec });
            key = key.restrict_to(&[names::algorithm_of_jws_alg(alg, spec).ok_or_else(unknown)?])?;
        }
        Ok(Self { key, kid: kid.map(String::from) })
    }
}

/// The members of private and symmetric keys (RFC 7518, 6.2.2, 6.3.2 and 6.4; RFC 8037, 2; RFC 9964, 3).
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Rejects keys that are not public, by the name of the member only.
pub(super) fn check_public(jwk: &Object) -> Result<(), JwkProblem> {
    match PRIVATE.into_iter().find(|member| jwk.get(member).is_some()) {
        Some(member) => Err(JwkProblem::PrivateMember { member }),
        None => Ok(()),
    }
}

/// Checks `use` and `key_ops` (RFC 7517, 4.2 and 4.3), which must not contradict each other.
fn check_verifies(jwk: &Object) -> Result<(), JwkProblem> {
    let verifies = optional_text(jwk, "use")?.map(|usage| usage == "sig");
    let operations = match jwk.get("key_ops") {
        None => None,
        Some(Value::List(operations)) => Some(operations.as_slice()),
        Some(_) => return Err(member("key_ops", JwkMemberProblem::NotAList)),
    };
    let listed = operations.map(|operations| operations.contains(&Value::Text(String::from("verify"))));
    match (verifies, listed) {
        (Some(verifies), Some(listed)) if verifies != listed => Err(JwkProblem::UseContradicted),
        (Some(false), _) | (_, Some(false)) => Err(JwkProblem::Use),
        _ => Ok(()),
    }
}

/// The spec of the key, and its DER SubjectPublicKeyInfo.
pub(super) fn subject_public_key_info(jwk: &Object, alg: Option<&str>) -> Result<(KeySpec, Vec<u8>), JwkProblem> {
    let kty = required_text(jwk, "kty")?;
    let unsupported = |found: &str| JwkProblem::KeyType { found: Excerpt::of(found) };
    match kty {
        "RSA" => rsa(&integer(jwk, "n")?, &integer(jwk, "e")?),
        "EC" => {
            let crv = required_text(jwk, "crv")?;
            let has_crv =
                |facts: SpecFacts| matches!(facts.family, Family::Ec(curve) if curve.jose_name() == Some(crv));
            let spec = KeySpec::find(has_crv).ok_or_else(|| unsupported(crv))?;
            // Coordinates keep their leading zeros (RFC 7518, 6.2.1.2).
            let len = spec.facts().key_len / 2;
            let point = [&[4], &*bytes(jwk, "x", Some(len))?, &*bytes(jwk, "y", Some(len))?].concat();
            Ok((spec, encode_ec_point(spec, &point).ok_or_else(|| unsupported(crv))?))
        }
        "OKP" => match required_text(jwk, "crv")? {
            "Ed25519" => raw(KeySpec::EccNistEdwards25519, &bytes(jwk, "x", Some(32))?),
            crv => Err(unsupported(crv)),
        },
        // RFC 9964, 3: alg is required.
        "AKP" => {
            let alg = alg.ok_or_else(|| member("alg", JwkMemberProblem::Missing))?;
            let has_alg = |facts: SpecFacts| matches!(facts.family, Family::MlDsa(set) if set.jose_name() == alg);
            let spec = KeySpec::find(has_alg).ok_or_else(|| unsupported(alg))?;
            raw(spec, &bytes(jwk, "pub", Some(spec.facts().key_len))?)
        }
        _ => Err(unsupported(kty)),
    }
}

/// RSAPublicKey (RFC 8017, A.1.1), whose spec is the width of the modulus.
fn rsa(n: &[u8], e: &[u8]) -> Result<(KeySpec, Vec<u8>), JwkProblem> {
    let spec = KeySpec::of_rsa(n.len()).ok_or(member("n", JwkMemberProblem::Length { found: n.len() }))?;
    let encode = || {
        let key = RsaPublicKey { modulus: UintRef::new(n).ok()?, public_exponent: UintRef::new(e).ok()? };
        let algorithm = AlgorithmIdentifier { oid: spec.facts().oid, parameters: Some(Null) };
        let key = key.to_der().ok()?;
        SubjectPublicKeyInfo { algorithm, subject_public_key: BitStringRef::from_bytes(&key).ok()? }.to_der().ok()
    };
    encode().map(|der| (spec, der)).ok_or_else(|| member("e", JwkMemberProblem::Length { found: e.len() }))
}

/// A key that is the BIT STRING itself, without parameters.
fn raw(spec: KeySpec, key: &[u8]) -> Result<(KeySpec, Vec<u8>), JwkProblem> {
    let encode = || {
        let algorithm = AlgorithmIdentifier::<Null> { oid: spec.facts().oid, parameters: None };
        SubjectPublicKeyInfo { algorithm, subject_public_key: BitStringRef::from_bytes(key).ok()? }.to_der().ok()
    };
    encode().map(|der| (spec, der)).ok_or(JwkProblem::KeyType { found: Excerpt::of(spec.as_str()) })
}

/// The bytes of a member, whose length must be `len` if that is known.
fn bytes(jwk: &Object, name: &'static str, len: Option<usize>) -> Result<Vec<u8>, JwkProblem> {
    let text = required_text(jwk, name)?;
    let bytes = base64url::decode(text.as_bytes()).ok_or_else(|| member(name, JwkMemberProblem::NotBase64Url))?;
    match len {
        Some(len) if bytes.len() != len => Err(member(name, JwkMemberProblem::Length { found: bytes.len() })),
        _ => Ok(bytes),
    }
}

/// A Base64urlUInt (RFC 7518, 2): the fewest octets that hold the integer.
fn integer(jwk: &Object, name: &'static str) -> Result<Vec<u8>, JwkProblem> {
    let bytes = bytes(jwk, name, None)?;
    match bytes.first() {
        None | Some(0) => Err(member(name, JwkMemberProblem::LeadingZero)),
        Some(_) => Ok(bytes),
    }
}

fn required_text<'j>(jwk: &'j Object, name: &'static str) -> Result<&'j str, JwkProblem> {
    optional_text(jwk, name)?.ok_or_else(|| member(name, JwkMemberProblem::Missing))
}

fn optional_text<'j>(jwk: &'j Object, name: &'static str) -> Result<Option<&'j str>, JwkProblem> {
    match jwk.get(name) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(member(name, JwkMemberProblem::NotText)),
    }
}

const fn member(member: &'static str, problem: JwkMemberProblem) -> JwkProblem {
    JwkProblem::Member { member, problem }
}

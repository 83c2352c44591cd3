//! Keys as JSON Web Keys: RFC 7518 (RSA, EC), RFC 8037 (Ed25519), RFC 8812 (secp256k1), RFC 9964 (ML-DSA).

use alloc::{format, string::String};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use der::{Decode as _, asn1::UintRef};
use rsa::pkcs1::RsaPublicKey;
use spki::SubjectPublicKeyInfoRef;

use crate::{
    error::{Error, Misuse},
    key::{Key, PublicKey, Usage},
    vocabulary::KeySpec,
};

impl PublicKey {
    /// The key as a JSON Web Key with `kty`, its parameters, and `alg` if the key may be used with one algorithm only and
    /// JOSE has a name for it.
    ///
    /// # Errors
    /// [`Error::Misuse`] for SM2 and ML-KEM keys, which have no registered form.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// let jwk = kms_offline::PublicKey::from_json(response)?.to_jwk()?;
    /// assert!(jwk.starts_with(r#"{"kty":"EC","crv":"P-256","x":""#) && jwk.ends_with(r#"","alg":"ES256"}"#));
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn to_jwk(&self) -> Result<String, Error> {
        let spec = self.spec();
        let parameters = parameters(self).ok_or(Misuse::NoJwk { spec })?;
        let alg = match *self.algorithm_names() {
            [algorithm] => jose_name(algorithm, spec),
            _ => None,
        };
        let alg = alg.map(|alg| format!(r#","alg":"{alg}""#)).unwrap_or_default();
        Ok(format!("{{{parameters}{alg}}}"))
    }
}

impl<U: Usage> Key<U> {
    /// As [`PublicKey::to_jwk`].
    ///
    /// # Errors
    /// As there.
    pub fn to_jwk(&self) -> Result<String, Error> {
        PublicKey::from(self.clone()).to_jwk()
    }
}

/// `kty` and the parameters of the key type; `None` if no form is registered.
fn parameters(key: &PublicKey) -> Option<String> {
    // The key was parsed once already, so neither of these fails.
    let info = SubjectPublicKeyInfoRef::from_der(key.as_der()).ok()?;
    let bytes = info.subject_public_key.as_bytes()?;
    let base64url = Base64UrlUnpadded::encode_string;
    let point = |crv| {
        let (x, y) = bytes.split_at_checked(1)?.1.split_at_checked(bytes.len() / 2)?;
        Some(format!(r#""kty":"EC","crv":"{crv}","x":"{}","y":"{}""#, base64url(x), base64url(y)))
    };
    match key.spec() {
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => {
            let rsa = RsaPublicKey::<UintRef<'_>>::from_der(bytes).ok()?;
            let (n, e) = (base64url(rsa.modulus.as_bytes()), base64url(rsa.public_exponent.as_bytes()));
            Some(format!(r#""kty":"RSA","n":"{n}","e":"{e}""#))
        }
        KeySpec::EccNistP256 => point("P-256"),
        KeySpec::EccNistP384 => point("P-384"),
        KeySpec::EccNistP521 => point("P-521"),
        KeySpec::EccSecgP256k1 => point("secp256k1"),
        KeySpec::EccNistEdwards25519 => Some(format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, base64url(bytes))),
        KeySpec::MlDsa44 | KeySpec::MlDsa65 | KeySpec::MlDsa87 => {
            Some(format!(r#""kty":"AKP","pub":"{}""#, base64url(bytes)))
        }
        KeySpec::MlKem512 | KeySpec::MlKem768 | KeySpec::MlKem1024 | KeySpec::Sm2 => None,
    }
}

/// What the JOSE registry calls an algorithm; Ed25519ph and the algorithms of SM2 and ML-KEM have no name there.
fn jose_name(algorithm: &str, spec: KeySpec) -> Option<&'static str> {
    Some(match (algorithm, spec) {
        ("RSASSA_PKCS1_V1_5_SHA_256", _) => "RS256",
        ("RSASSA_PKCS1_V1_5_SHA_384", _) => "RS384",
        ("RSASSA_PKCS1_V1_5_SHA_512", _) => "RS512",
        ("RSASSA_PSS_SHA_256", _) => "PS256",
        ("RSASSA_PSS_SHA_384", _) => "PS384",
        ("RSASSA_PSS_SHA_512", _) => "PS512",
        ("ECDSA_SHA_256", KeySpec::EccSecgP256k1) => "ES256K",
        ("ECDSA_SHA_256", _) => "ES256",
        ("ECDSA_SHA_384", _) => "ES384",
        ("ECDSA_SHA_512", _) => "ES512",
        ("ED25519_SHA_512", _) => "EdDSA",
        ("ML_DSA_SHAKE_256", KeySpec::MlDsa44) => "ML-DSA-44",
        ("ML_DSA_SHAKE_256", KeySpec::MlDsa65) => "ML-DSA-65",
        ("ML_DSA_SHAKE_256", KeySpec::MlDsa87) => "ML-DSA-87",
        ("RSAES_OAEP_SHA_1", _) => "RSA-OAEP",
        ("RSAES_OAEP_SHA_256", _) => "RSA-OAEP-256",
        ("ECDH", _) => "ECDH-ES",
        _ => return None,
    })
}

//! Keys as JSON Web Keys: RFC 7518 (RSA, EC), RFC 8037 (Ed25519), RFC 8812 (secp256k1), RFC 9964 (ML-DSA).

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

use crate::{
    error::{Error, Misuse},
    key::{Key, PublicKey, Usage},
    kms::{KeyUsage, OfSpec as _},
    material::Material,
};

impl PublicKey {
    /// Returns the key as a JSON Web Key: `kty`, its parameters, `use`, and `alg` where exactly one is possible.
    ///
    /// `use` is `sig` for SIGN_VERIFY and `enc` for the other usages. Ed25519 keys have no `alg`: its two names, EdDSA
    /// (RFC 8037) and Ed25519 (RFC 9864), each break the tokens with the other. ML-DSA keys always have it (RFC 9964,
    /// 3).
    ///
    /// # Errors
    /// [`Error::Misuse`] for SM2 and ML-KEM keys, which have no registered form.
    ///
    /// ```
    /// # let response = include_bytes!("../../../tests/vectors/example/public-key.json");
    /// let jwk = kms_offline::PublicKey::from_json(response)?.to_jwk()?;
    /// assert!(jwk.starts_with(r#"{"kty":"EC","crv":"P-256","x":""#) && jwk.ends_with(r#"","alg":"ES256"}"#));
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn to_jwk(&self) -> Result<String, Error> {
        Ok(json(&self.jwk_members()?))
    }

    /// Works like [`to_jwk`](Self::to_jwk), with this `kid`: any text, for tokens whose header has the same.
    ///
    /// # Errors
    /// The same errors.
    pub fn to_jwk_with_kid(&self, kid: &str) -> Result<String, Error> {
        let mut members = self.jwk_members()?;
        members.push(("kid", kid.to_string()));
        Ok(json(&members))
    }

    /// Returns the JWK Thumbprint with SHA-256 (RFC 7638; RFC 8037, 2; RFC 9964, 6) in base64url, which many issuers
    /// use as `kid`.
    ///
    /// # Errors
    /// [`Error::Misuse`] for SM2 and ML-KEM keys, which have no registered form.
    pub fn jwk_thumbprint(&self) -> Result<String, Error> {
        let spec = self.spec();
        let mut members = parameters(self.material()).ok_or(Misuse::NoJwk { spec })?;
        members.sort_unstable();
        Ok(Base64UrlUnpadded::encode_string(&Sha256::digest(json(&members))))
    }

    fn jwk_members(&self) -> Result<Vec<(&'static str, String)>, Error> {
        let spec = self.spec();
        let mut members = parameters(self.material()).ok_or(Misuse::NoJwk { spec })?;
        let usage = if self.usage() == KeyUsage::SignVerify { "sig" } else { "enc" };
        members.push(("use", usage.to_string()));
        match self.jose_names().as_slice() {
            &[Some(alg)] if !matches!(**self.material(), Material::MlDsa(_)) => members.push(("alg", alg.to_string())),
            _ => {}
        }
        Ok(members)
    }

    /// The name of each algorithm of the key in JOSE's registry.
    fn jose_names(&self) -> Vec<Option<&'static str>> {
        fn names<U: Usage>(key: &Key<U>) -> Vec<Option<&'static str>> {
            key.algorithms().iter().map(|algorithm| algorithm.jose_name(key.spec())).collect()
        }
        match self {
            Self::Verifying(key) => names(key),
            Self::Encryption(key) => names(key),
            Self::Agreement(key) => names(key),
            Self::Encapsulation(key) => names(key),
        }
    }
}

impl<U: Usage> Key<U> {
    /// Works like [`PublicKey::to_jwk`].
    ///
    /// # Errors
    /// The same errors.
    pub fn to_jwk(&self) -> Result<String, Error> {
        PublicKey::from(self.clone()).to_jwk()
    }

    /// Works like [`PublicKey::to_jwk_with_kid`].
    ///
    /// # Errors
    /// The same errors.
    pub fn to_jwk_with_kid(&self, kid: &str) -> Result<String, Error> {
        PublicKey::from(self.clone()).to_jwk_with_kid(kid)
    }

    /// Works like [`PublicKey::jwk_thumbprint`].
    ///
    /// # Errors
    /// The same errors.
    pub fn jwk_thumbprint(&self) -> Result<String, Error> {
        PublicKey::from(self.clone()).jwk_thumbprint()
    }
}

/// A JSON object with these members, in this order.
fn json(members: &[(&'static str, String)]) -> String {
    let member = |(name, value): &(&str, String)| format!("\"{name}\":{}", serde_json::Value::from(value.as_str()));
    let members: Vec<String> = members.iter().map(member).collect();
    format!("{{{}}}", members.join(","))
}

/// The members that a thumbprint has: `kty` and the parameters of the key type; `None` if no form is registered.
fn parameters(material: &Material) -> Option<Vec<(&'static str, String)>> {
    let base64url = Base64UrlUnpadded::encode_string;
    let kty = |kty: &str| ("kty", kty.to_string());
    Some(match material {
        Material::Rsa(rsa) => {
            let e = rsa.e.to_be_bytes();
            let zeros = e.iter().take_while(|byte| **byte == 0).count();
            alloc::vec![kty("RSA"), ("n", base64url(&rsa.n)), ("e", base64url(e.get(zeros..)?))]
        }
        Material::Ec(point) => {
            let (x, y) = point.coordinates();
            let crv = point.curve.jose_name()?.to_string();
            alloc::vec![kty("EC"), ("crv", crv), ("x", base64url(x)), ("y", base64url(y))]
        }
        Material::Ed25519(bytes) => {
            alloc::vec![kty("OKP"), ("crv", "Ed25519".to_string()), ("x", base64url(bytes))]
        }
        Material::MlDsa(key) => {
            alloc::vec![kty("AKP"), ("alg", key.set.jose_name().to_string()), ("pub", base64url(&key.public_key))]
        }
        Material::MlKem(_) => return None,
    })
}

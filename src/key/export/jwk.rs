//! Keys as JSON Web Keys: RFC 7518 (RSA, EC), RFC 8037 (Ed25519), RFC 8812 (secp256k1), RFC 9964 (ML-DSA).

use alloc::{format, string::String, vec::Vec};

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::{
    error::{Error, Misuse},
    key::{Key, PublicKey, Usage},
    kms::{Curve, OfSpec as _},
    material::Material,
};

impl PublicKey {
    /// The key as a JSON Web Key with `kty`, its parameters, and `alg` if the key may be used with one algorithm only and
    /// JOSE has a name for it.
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
        let spec = self.spec();
        let parameters = parameters(self.material()).ok_or(Misuse::NoJwk { spec })?;
        let alg = match self.jose_names().as_slice() {
            &[Some(alg)] => format!(r#","alg":"{alg}""#),
            _ => String::new(),
        };
        Ok(format!("{{{parameters}{alg}}}"))
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
    /// As [`PublicKey::to_jwk`].
    ///
    /// # Errors
    /// As there.
    pub fn to_jwk(&self) -> Result<String, Error> {
        PublicKey::from(self.clone()).to_jwk()
    }
}

/// `kty` and the parameters of the key type; `None` if no form is registered.
fn parameters(material: &Material) -> Option<String> {
    let base64url = Base64UrlUnpadded::encode_string;
    match material {
        Material::Rsa(rsa) => {
            let e = rsa.e.to_be_bytes();
            let zeros = e.iter().take_while(|byte| **byte == 0).count();
            let (n, e) = (base64url(&rsa.n), base64url(e.get(zeros..)?));
            Some(format!(r#""kty":"RSA","n":"{n}","e":"{e}""#))
        }
        Material::Ec(point) => {
            let crv = crv(point.curve)?;
            let (x, y) = point.coordinates();
            Some(format!(r#""kty":"EC","crv":"{crv}","x":"{}","y":"{}""#, base64url(x), base64url(y)))
        }
        Material::Ed25519(bytes) => Some(format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, base64url(bytes))),
        Material::MlDsa(key) => Some(format!(r#""kty":"AKP","pub":"{}""#, base64url(&key.public_key))),
        Material::MlKem(_) => None,
    }
}

/// The name of a curve in JOSE's registry (RFC 7518, 6.2.1.1; RFC 8812, 3.1); SM2's has none.
const fn crv(curve: Curve) -> Option<&'static str> {
    match curve {
        Curve::P256 => Some("P-256"),
        Curve::P384 => Some("P-384"),
        Curve::P521 => Some("P-521"),
        Curve::Secp256k1 => Some("secp256k1"),
        Curve::Sm2 => None,
    }
}

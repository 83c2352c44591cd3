//! josekit makes tokens of each algorithm that it has with new keys, and we verify; neither of us accepts a changed
//! one.

use josekit::{
    jwk::{
        KeyPair,
        alg::{ed::EdCurve, rsa::RsaKeyPair},
    },
    jws::{
        self, ES256, ES256K, ES384, ES512, EdDSA, JwsHeader, JwsSigner, JwsVerifier, PS256, PS384, PS512, RS256, RS384,
        RS512,
    },
};
use kms_offline::{Error, KeySpec, SigningAlgorithm, jose::Jwk};
use kms_offline_peers::kms_key;

/// A token of josekit verifies with our key, and with the JWK of it that josekit writes; another payload does not.
fn agree(
    spec: KeySpec,
    algorithm: SigningAlgorithm,
    public_key: &[u8],
    signer: &dyn JwsSigner,
    verifier: &dyn JwsVerifier,
) {
    let key = kms_key(spec, public_key);
    for payload in [&b""[..], br#"{"iss":"josekit"}"#, &[0xff; 1000]] {
        let mut header = JwsHeader::new();
        header.set_token_type("JWT");
        let token = jws::serialize_compact(payload, &header, signer).unwrap();
        let bound = key.verifier(algorithm).unwrap();
        let jws = bound.verify_jws(&token).unwrap_or_else(|error| panic!("{algorithm}: {error}"));
        assert_eq!((jws.payload(), jws.typ()), (payload, Some("JWT")), "{algorithm}");
        // Ours as a JWK, which josekit's JSON parser reads too.
        let jwk = Jwk::from_json(key.to_jwk().unwrap()).unwrap();
        jwk.key().verifier(algorithm).unwrap().verify_jws(&token).unwrap();

        let parts: Vec<&str> = token.split('.').collect();
        let changed = format!("{}.{}AAAA.{}", parts[0], parts[1], parts[2]);
        assert_eq!(bound.verify_jws(&changed).unwrap_err(), Error::NotVerified, "{algorithm}");
        assert!(jws::deserialize_compact(&changed, verifier).is_err(), "{algorithm}");
        assert_eq!(jws::deserialize_compact(&token, verifier).unwrap().0, payload, "{algorithm}");
    }
}

#[test]
fn rsa_tokens_of_josekit_verify() {
    let pair = RsaKeyPair::generate(2048).unwrap();
    let (private, public) = (pair.to_der_private_key(), pair.to_der_public_key());
    for (alg, algorithm) in [
        (RS256, SigningAlgorithm::RsassaPkcs1V15Sha256),
        (RS384, SigningAlgorithm::RsassaPkcs1V15Sha384),
        (RS512, SigningAlgorithm::RsassaPkcs1V15Sha512),
    ] {
        let (signer, verifier) = (alg.signer_from_der(&private).unwrap(), alg.verifier_from_der(&public).unwrap());
        agree(KeySpec::Rsa2048, algorithm, &public, &signer, &verifier);
    }
    for (alg, algorithm) in [
        (PS256, SigningAlgorithm::RsassaPssSha256),
        (PS384, SigningAlgorithm::RsassaPssSha384),
        (PS512, SigningAlgorithm::RsassaPssSha512),
    ] {
        let pair = alg.generate_key_pair(2048).unwrap();
        // Its SubjectPublicKeyInfo has RSASSA-PSS's identifier; KMS's has RSA's.
        let jwk = pair.to_jwk_public_key().to_string();
        let public = Jwk::from_json(jwk).unwrap().into_key().as_der().to_vec();
        let signer = alg.signer_from_der(pair.to_der_private_key()).unwrap();
        let verifier = alg.verifier_from_der(pair.to_der_public_key()).unwrap();
        agree(KeySpec::Rsa2048, algorithm, &public, &signer, &verifier);
    }
}

#[test]
fn ecdsa_tokens_of_josekit_verify() {
    for (alg, spec, algorithm) in [
        (ES256, KeySpec::EccNistP256, SigningAlgorithm::EcdsaSha256),
        (ES384, KeySpec::EccNistP384, SigningAlgorithm::EcdsaSha384),
        (ES512, KeySpec::EccNistP521, SigningAlgorithm::EcdsaSha512),
        (ES256K, KeySpec::EccSecgP256k1, SigningAlgorithm::EcdsaSha256),
    ] {
        let pair = alg.generate_key_pair().unwrap();
        let (signer, public) = (alg.signer_from_der(pair.to_der_private_key()).unwrap(), pair.to_der_public_key());
        agree(spec, algorithm, &public, &signer, &alg.verifier_from_der(&public).unwrap());
    }
}

#[test]
fn eddsa_tokens_of_josekit_verify() {
    let pair = EdDSA.generate_key_pair(EdCurve::Ed25519).unwrap();
    let (signer, public) = (EdDSA.signer_from_der(pair.to_der_private_key()).unwrap(), pair.to_der_public_key());
    let verifier = EdDSA.verifier_from_der(&public).unwrap();
    agree(KeySpec::EccNistEdwards25519, SigningAlgorithm::Ed25519Sha512, &public, &signer, &verifier);
}

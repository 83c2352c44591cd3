//! A token whose header this key cannot have made is not verified, even with a genuine signature.

use hmac::{Hmac, KeyInit as _, Mac as _};
use kms_offline::{Error, SigningAlgorithm, VerifyingKey};
use sha2::Sha256;

use crate::corpus::{P256, base64url, cases, key, key_for, sign, token};

#[track_caller]
fn assert_not_verified(token: &str) {
    assert_not_verified_by(&key(P256), token);
}

#[track_caller]
fn assert_not_verified_by(key: &VerifyingKey, token: &str) {
    assert_eq!(key.verify_jws(token).unwrap_err(), Error::NotVerified, "{token}");
}

#[test]
fn alg_is_exactly_the_keys() {
    key(P256).verify_jws(token(r#"{"alg":"ES256"}"#, "p")).unwrap();
    for alg in [
        "none",
        "None",
        "NONE",
        "noNE",
        "",
        "es256",
        "ES256 ",
        " ES256",
        "ES384",
        "ES512",
        "ES256K",
        "RS256",
        "PS256",
        "HS256",
        "EdDSA",
        "Ed25519",
        "ML-DSA-44",
        "ECDSA_SHA_256",
        "SHA256withECDSA",
        "ES256\u{0}",
        "ЕS256",
    ] {
        assert_not_verified(&token(format!(r#"{{"alg":{}}}"#, serde_json::json!(alg)), "p"));
    }
    for alg in ["null", "true", "256", "[\"ES256\"]", "{\"alg\":\"ES256\"}"] {
        assert_not_verified(&token(format!(r#"{{"alg":{alg}}}"#), "p"));
    }
    assert_not_verified(&token("{}", "p"));
    assert_not_verified(&token(r#"{"Alg":"ES256","ALG":"ES256"}"#, "p"));
}

#[test]
fn unsecured_tokens_are_not_verified() {
    for alg in ["none", "None", "NONE", "noNE"] {
        let signing_input = format!("{}.{}", base64url(format!(r#"{{"alg":"{alg}"}}"#)), base64url("p"));
        assert_not_verified(&format!("{signing_input}."));
        assert_not_verified(&format!("{signing_input}.{}", sign(&signing_input)));
    }
    let signing_input = format!("{}.{}", base64url(r#"{"alg":"ES256"}"#), base64url("p"));
    assert_not_verified(&format!("{signing_input}."));
}

#[test]
fn no_form_of_the_public_key_is_an_hmac_key() {
    let rsa = key_for("RSA_2048-sign-1", "RS256");
    // RFC 8017, A.1.1: what remains of the SubjectPublicKeyInfo is RSAPublicKey; the modulus is its first INTEGER.
    let pkcs1 = rsa.as_der()[24..].to_vec();
    let modulus = pkcs1[9..9 + 256].to_vec();
    let jwk: serde_json::Value = serde_json::from_str(&rsa.to_jwk().unwrap()).unwrap();
    assert_eq!(jwk["n"], base64url(&modulus));
    let of_rsa = [pkcs1, modulus, jwk["n"].as_str().unwrap().into()];
    let ec = key(P256);
    let point = ec.as_der()[26..].to_vec();
    let of_ec = [point[1..].to_vec(), point, Vec::new()];
    for (key, bare) in [(ec, of_ec), (rsa, of_rsa)] {
        let pem = key.to_pem();
        let forms = [
            key.as_der().to_vec(),
            pem.clone().into_bytes(),
            pem.trim_end().as_bytes().to_vec(),
            format!(" {pem}").into_bytes(),
            key.to_jwk().unwrap().into_bytes(),
        ];
        for secret in forms.into_iter().chain(bare) {
            let signing_input = format!("{}.{}", base64url(r#"{"alg":"HS256"}"#), base64url("p"));
            let mut hmac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
            hmac.update(signing_input.as_bytes());
            assert_not_verified_by(&key, &format!("{signing_input}.{}", base64url(hmac.finalize().into_bytes())));
        }
    }
}

#[test]
fn a_token_in_the_payload_is_only_a_payload() {
    let unsecured = format!("{}.{}.", base64url(r#"{"alg":"none"}"#), base64url("{}"));
    let jws = token(r#"{"alg":"ES256","cty":"JWT"}"#, &unsecured);
    assert_eq!(key(P256).verify_jws(jws).unwrap().payload(), unsecured.as_bytes());
    assert_not_verified(&unsecured);
}

#[test]
fn keys_inside_the_token_are_never_used() {
    let other = cases().into_iter().find(|case| case.alg == "ES256").unwrap();
    let own = key(P256).to_jwk().unwrap();
    // They are text that was signed, and change nothing.
    let header =
        format!(r#"{{"alg":"ES256","jwk":{own},"jku":"https://a.example","x5c":["AA=="],"x5u":"x","x5t":"y"}}"#);
    assert_eq!(key(P256).verify_jws(token(&header, "p")).unwrap().header(), header);
    // A token of the key in its own header is not this key's.
    let foreign = key("ECC_NIST_P256-sign-2");
    assert_eq!(foreign.verify_jws(token(&header, "p")).unwrap_err(), Error::NotVerified);
    assert_eq!(foreign.verify_jws(&other.token).unwrap_err(), Error::NotVerified);
}

#[test]
fn kid_and_typ_are_text() {
    let jws = token(r#"{"alg":"ES256","kid":"../../etc/passwd","typ":"JWT"}"#, "p");
    let (key, jws) = (key(P256), jws);
    let jws = key.verify_jws(&jws).unwrap();
    assert_eq!((jws.kid(), jws.typ()), (Some("../../etc/passwd"), Some("JWT")));
    for member in ["kid", "typ"] {
        for value in ["1", "null", "[]", "{}", "true", "[\"a\"]"] {
            assert_not_verified(&token(format!(r#"{{"alg":"ES256","{member}":{value}}}"#), "p"));
        }
    }
}

#[test]
fn der_where_r_and_s_are_due_is_not_verified() {
    let response = include_bytes!("../vectors/example/sign-token.json");
    let der = kms_offline::SignResponse::from_json(response).unwrap();
    let signing_input = include_str!("../vectors/example/signing-input.txt").trim_end();
    assert_not_verified(&format!("{signing_input}.{}", base64url(der.signature())));
    key(P256).verify_jws(include_str!("../vectors/example/token.jwt").trim_end()).unwrap();
}

#[test]
fn signatures_of_another_length_or_range_are_not_verified() {
    let signing_input = format!("{}.{}", base64url(r#"{"alg":"ES256"}"#), base64url("p"));
    for len in [0, 1, 32, 63, 65, 66, 96, 128, 10_000] {
        assert_not_verified(&format!("{signing_input}.{}", base64url(vec![1; len])));
    }
    for byte in [0, 0xff] {
        assert_not_verified(&format!("{signing_input}.{}", base64url([byte; 64])));
    }
}

#[test]
fn tokens_are_not_unique() {
    // (r, n − s) is a second signature, so nothing may be keyed by the text of a token.
    let genuine = token(r#"{"alg":"ES256"}"#, "p");
    let (signing_input, signature) = genuine.rsplit_once('.').unwrap();
    let bytes = <base64ct::Base64UrlUnpadded as base64ct::Encoding>::decode_vec(signature).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&bytes).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    let second = format!("{signing_input}.{}", base64url(other.to_bytes()));
    assert_ne!(second, genuine);
    key(P256).verify_jws(second).unwrap();
}

#[test]
fn a_token_of_one_rsa_algorithm_is_not_one_of_another() {
    let rsa = "RSA_2048-sign-1";
    let algorithms = key(rsa).algorithms().to_vec();
    for case in cases().iter().filter(|case| case.key == rsa && case.form == "compact") {
        for algorithm in &algorithms {
            let verdict = key(rsa).restrict_to(&[*algorithm]).unwrap().verify_jws(&case.token).map(drop);
            let own = crate::corpus::algorithm(&case.alg) == *algorithm;
            assert_eq!(verdict, if own { Ok(()) } else { Err(Error::NotVerified) }, "{case} as {algorithm}");
        }
    }
    assert_eq!(algorithms.len(), 6);
    assert!(algorithms.contains(&SigningAlgorithm::RsassaPssSha256));
}

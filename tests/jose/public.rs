//! The examples of the RFCs.

use base64ct::{Base64, Encoding as _};
use kms_offline::{Error, jose::Jwk};
use serde_json::Value;

use crate::corpus::{algorithm, file};

fn examples() -> Vec<Value> {
    serde_json::from_slice(&file("jose/public.json")).unwrap()
}

#[test]
fn the_tokens_of_the_rfcs_verify_with_their_keys() {
    let examples = examples();
    for example in &examples {
        let text = |member: &str| example[member].as_str().unwrap();
        let jwk =
            Jwk::from_json(example["jwk"].to_string()).unwrap_or_else(|error| panic!("{}: {error}", text("name")));
        let verifier = jwk.key().verifier(algorithm(text("alg"))).unwrap();
        let jws = verifier.verify_jws(text("token")).unwrap_or_else(|error| panic!("{}: {error}", text("name")));
        assert_eq!(jws.payload(), Base64::decode_vec(text("payload")).unwrap(), "{}", text("name"));
    }
    assert_eq!(examples.len(), 11);
}

#[test]
fn the_unsecured_token_of_rfc_7515_a_5_is_not_verified() {
    let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    for example in examples() {
        let jwk = Jwk::from_json(example["jwk"].to_string()).unwrap();
        let verifier = jwk.key().verifier(algorithm(example["alg"].as_str().unwrap())).unwrap();
        let error = verifier.verify_jws(format!("eyJhbGciOiJub25lIn0.{payload}.")).unwrap_err();
        assert_eq!(error, Error::NotVerified);
    }
}

#[test]
fn the_thumbprints_of_the_rfcs_are_computed() {
    // RFC 7638, 3.1
    let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
    let jwk = Jwk::from_json(rsa).unwrap();
    assert_eq!(jwk.key().jwk_thumbprint().unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assert_eq!((jwk.kid(), jwk.key().algorithms()), (Some("2011-04-29"), &[algorithm("RS256")][..]));
    for example in examples() {
        let key = Jwk::from_json(example["jwk"].to_string()).unwrap();
        let thumbprint = key.key().jwk_thumbprint().unwrap();
        match example["name"].as_str().unwrap() {
            // RFC 8037, A.3
            "RFC 8037 A.4" => assert_eq!(thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
            name if name.starts_with("RFC 9964") => assert_eq!(Some(thumbprint.as_str()), key.kid(), "{name}"),
            _ => {}
        }
    }
}

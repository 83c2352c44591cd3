//! JSON Web Keys that parse are written as the same again.

use kms_offline::{
    Error,
    jose::{Jwk, JwkSet, KeySet},
};
use serde_json::Value;

use crate::{corpus::RESPONSES, jws::base64url};

/// JSON Web Keys, sets of them, and trust files: a parsed one is written as the same again.
pub fn jwk(data: &[u8]) {
    let is_safe_to_show = |error: &Error| assert!(error.to_string().is_ascii() && error.advice().unwrap().is_ascii());
    match Jwk::from_json(data) {
        Ok(jwk) => {
            is_what_it_says(&jwk, data);
            let written = written(&jwk);
            let set = JwkSet::from_json(format!("{{\"keys\":[{written},{{}}]}}")).unwrap();
            assert_eq!((set.keys().len(), set.skipped().len()), (1, 1));
            assert_eq!(set.keys()[0].key().as_der(), jwk.key().as_der());
        }
        Err(error) => is_safe_to_show(&error),
    }
    match JwkSet::from_json(data) {
        Ok(set) => {
            let all: Value = serde_json::from_slice(data).unwrap();
            assert_eq!(set.keys().len() + set.skipped().len(), all["keys"].as_array().unwrap().len());
            let keys: Vec<String> = set.keys().iter().map(written).collect();
            let again = JwkSet::from_json(format!("{{\"keys\":[{}]}}", keys.join(",")));
            // Written without shortening, a set may be longer than the limit.
            if let Ok(again) = again {
                let ders = |set: &JwkSet| set.keys().iter().map(|jwk| jwk.key().as_der().to_vec()).collect::<Vec<_>>();
                assert_eq!((ders(&again), again.skipped().len()), (ders(&set), 0));
            }
            assert_eq!(KeySet::from_jwk_set(&set).unwrap().iter().count(), set.keys().len());
        }
        Err(error) => is_safe_to_show(&error),
    }
    if let Err(error) = KeySet::from_trusted_responses(data, RESPONSES.iter()) {
        is_safe_to_show(&error);
    }
}

/// The JWK as we write it, which parses to the same key.
fn written(jwk: &Jwk) -> String {
    let written = jwk.kid().map_or_else(|| jwk.key().to_jwk(), |kid| jwk.key().to_jwk_with_kid(kid)).unwrap();
    let again = Jwk::from_json(&written).unwrap();
    assert_eq!((again.key().as_der(), again.kid()), (jwk.key().as_der(), jwk.kid()));
    assert_eq!(again.key().jwk_thumbprint().unwrap(), jwk.key().jwk_thumbprint().unwrap());
    written
}

/// The members are the ends of the DER, and none is private.
fn is_what_it_says(jwk: &Jwk, data: &[u8]) {
    let members: Value = serde_json::from_slice(data).unwrap();
    let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];
    assert!(private.iter().all(|member| members.get(member).is_none()));
    let bytes = |member: &str| base64url(members[member].as_str().unwrap()).unwrap();
    let (der, kty) = (jwk.key().as_der(), members["kty"].as_str().unwrap());
    match kty {
        "EC" => assert!(der.ends_with(&[bytes("x"), bytes("y")].concat())),
        "OKP" => assert!(der.ends_with(&bytes("x"))),
        "AKP" => assert!(der.ends_with(&bytes("pub"))),
        _ => assert!(der.ends_with(&bytes("e")) && der.windows(bytes("n").len()).any(|window| window == bytes("n"))),
    }
}

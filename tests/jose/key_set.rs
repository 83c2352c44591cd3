//! Sets: a kid selects, it never widens.

use kms_offline::{
    Error, GetPublicKeyParts, SigningAlgorithm, VerifyingKey,
    error::Misuse,
    jose::{JwkSet, KeySet},
};
use serde_json::json;

use crate::corpus::{P256, base64url, cases, key, key_for, sign, token};

const OTHER: &str = "ECC_NIST_P256-sign-2";

/// A genuine token of [`P256`] with this kid.
fn with_kid(kid: &str) -> String {
    token(json!({ "alg": "ES256", "kid": kid }).to_string(), "payload")
}

/// The label of the key that verified.
fn label<'k>(keys: &'k KeySet, token: &str) -> Result<&'k str, Error> {
    keys.verify_jws(token).map(|jws| jws.verified().label().expect("a set has labels"))
}

fn set(entries: &[(&str, &str, &[&str])]) -> KeySet {
    let mut keys = KeySet::new();
    for (label, name, kids) in entries {
        keys.insert_with_kids(label, key(name), kids.iter().copied()).unwrap();
    }
    keys
}

#[test]
fn a_kid_selects_the_keys_that_declare_it() {
    let keys = set(&[("a", P256, &["one", "two"]), ("b", OTHER, &["three"])]);
    for kid in ["one", "two"] {
        assert_eq!(label(&keys, &with_kid(kid)), Ok("a"));
    }
    // A kid of b over a signature of a: a is not tried.
    for kid in ["three", "four", "", "ONE", "one ", "a"] {
        assert_eq!(label(&keys, &with_kid(kid)), Err(Error::NotVerified), "{kid}");
    }
    let record = keys.verify_jws(with_kid("one")).unwrap().verified().to_record();
    assert_eq!(record.label.as_deref(), Some("a"));
    assert!(record.to_string().ends_with(", label \"a\""), "{record}");
}

#[test]
fn without_a_kid_every_key_with_the_algorithm_is_tried() {
    let keys = set(&[("b", OTHER, &["three"]), ("a", P256, &["one"]), ("c", "ML_DSA_44-sign-1", &[])]);
    assert_eq!(label(&keys, &token(r#"{"alg":"ES256"}"#, "payload")), Ok("a"));
    assert_eq!(label(&keys, &token(r#"{"alg":"ES384"}"#, "payload")), Err(Error::NotVerified));
    assert_eq!(label(&KeySet::new(), &token(r#"{"alg":"ES256"}"#, "payload")), Err(Error::NotVerified));
}

#[test]
fn a_token_without_a_kid_has_at_most_64_candidates() {
    let mut keys = KeySet::new();
    let token = token(r#"{"alg":"ES256"}"#, "payload");
    for n in 0..64 {
        keys.insert(&n.to_string(), key(P256)).unwrap();
    }
    assert_eq!(label(&keys, &token), Ok("0"));
    keys.insert("64", key(P256)).unwrap();
    assert_eq!(label(&keys, &token), Err(Error::NotVerified));
}

#[test]
fn lists_of_one_key_under_several_kids_are_not_united() {
    let rsa = "RSA_2048-sign-1";
    let mut keys = KeySet::new();
    for (alg, kid) in [("RS256", "one"), ("RS384", "two"), ("RS512", "three")] {
        keys.insert_with_kids(alg, key_for(rsa, alg), [kid]).unwrap();
    }
    // Every token of joserfc has the kid "one".
    for case in cases().iter().filter(|case| case.key == rsa && case.form == "compact") {
        let expected = match (case.tool.starts_with("joserfc"), case.alg.as_str()) {
            (true, "RS256") | (false, "RS256" | "RS384" | "RS512") => Ok(case.alg.as_str()),
            _ => Err(Error::NotVerified),
        };
        assert_eq!(label(&keys, &case.token), expected, "{case}");
    }
    // The same key three times under one kid: the algorithm tells the entries apart.
    let mut keys = KeySet::new();
    for alg in ["RS256", "RS384", "RS512"] {
        keys.insert_with_kids(alg, key_for(rsa, alg), ["one"]).unwrap();
    }
    for case in cases().iter().filter(|case| case.key == rsa && case.alg.starts_with("RS") && case.form == "compact") {
        assert_eq!(label(&keys, &case.token), Ok(case.alg.as_str()), "{case}");
    }
}

#[test]
fn a_kid_of_two_public_keys_verifies_nothing() {
    let keys = set(&[("a", P256, &["one"]), ("b", OTHER, &["one"])]);
    assert_eq!(label(&keys, &with_kid("one")), Err(Error::NotVerified));
    // Keys that do not list the token's algorithm do not count.
    let keys = set(&[("a", P256, &["one"]), ("b", "ECC_NIST_P384-sign-1", &["one"])]);
    assert_eq!(label(&keys, &with_kid("one")), Ok("a"));
}

#[test]
fn key_ids_and_thumbprints_select_if_no_entry_declares_the_text() {
    let keys = set(&[("a", P256, &["one"]), ("b", OTHER, &[])]);
    let (thumbprint, arn) = (key(P256).jwk_thumbprint().unwrap(), key(P256).key_id().unwrap().as_str().to_owned());
    let id = arn.rsplit('/').next().unwrap().to_owned();
    for kid in [&thumbprint, &arn, &id] {
        assert_eq!(label(&keys, &with_kid(kid)), Ok("a"), "{kid}");
    }
    assert_eq!(label(&keys, &with_kid(&key(OTHER).jwk_thumbprint().unwrap())), Err(Error::NotVerified));
    assert_eq!(label(&keys, &with_kid(&arn.replace("us-west-2", "eu-west-1"))), Err(Error::NotVerified));
    assert_eq!(label(&keys, &with_kid("alias/tokens")), Err(Error::NotVerified));
    // A declared kid hides them.
    for kid in [thumbprint, arn, id] {
        let keys = set(&[("a", P256, &["one"]), ("b", OTHER, &[&kid])]);
        assert_eq!(label(&keys, &with_kid(&kid)), Err(Error::NotVerified), "{kid}");
    }
}

/// The key of the corpus with another KeyId.
fn called(name: &str, key_id: &str) -> VerifyingKey {
    let key = key(name);
    let parts = GetPublicKeyParts::new(key.as_der()).key_id(key_id).key_spec("ECC_NIST_P256").key_usage("SIGN_VERIFY");
    VerifyingKey::from_parts(parts.signing_algorithms(["ECDSA_SHA_256"])).unwrap()
}

#[test]
fn a_multi_region_key_is_the_same_in_each_region() {
    let arn = |region: &str| format!("arn:aws:kms:{region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab");
    let mut keys = KeySet::new();
    keys.insert("a", called(P256, &arn("us-west-2"))).unwrap();
    assert_eq!(label(&keys, &with_kid(&arn("eu-central-1"))), Ok("a"));
    // The replica is the same key, and another public key with its KeyId is a contradiction.
    keys.insert("replica", called(P256, &arn("eu-central-1"))).unwrap();
    let error = keys.insert("other", called(OTHER, &arn("eu-central-1"))).unwrap_err();
    assert!(matches!(error, Error::Misuse(Misuse::KeyIdOfTwoKeys { .. })), "{error:?}");
    assert_eq!(error.to_string(), "\"a\" and \"other\" have the same KeyId but not the same public key");
    assert_eq!(keys.iter().map(|(label, _)| label).collect::<Vec<_>>(), ["a", "replica"]);
}

#[test]
fn a_bare_id_of_two_public_keys_verifies_nothing() {
    let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    let arn = |region: &str| format!("arn:aws:kms:{region}:111122223333:key/{id}");
    let mut keys = KeySet::new();
    keys.insert("a", called(P256, &arn("us-west-2"))).unwrap();
    assert_eq!(label(&keys, &with_kid(id)), Ok("a"));
    keys.insert("b", called(OTHER, &arn("eu-west-1"))).unwrap();
    assert_eq!(label(&keys, &with_kid(id)), Err(Error::NotVerified));
    assert_eq!(label(&keys, &with_kid(&arn("us-west-2"))), Ok("a"));
    assert_eq!(label(&keys, &with_kid(&arn("eu-west-1"))), Err(Error::NotVerified));
    // Nor one that is declared for one key and the id of another one, whichever signed.
    let mut keys = KeySet::new();
    keys.insert("a", called(P256, &arn("us-west-2"))).unwrap();
    keys.insert_with_kids("b", key(OTHER), [arn("us-west-2").as_str()]).unwrap();
    assert_eq!(label(&keys, &with_kid(&arn("us-west-2"))), Err(Error::NotVerified));
    assert_eq!(label(&keys, &with_kid(id)), Ok("a"));
}

#[test]
fn labels_are_unique() {
    let mut keys = set(&[("a", P256, &[])]);
    let error = keys.insert("a", key(OTHER)).unwrap_err();
    assert_eq!(error.to_string(), "the set already has a key with the label \"a\"");
}

#[test]
fn an_entry_with_several_algorithms_is_misuse_before_the_token_is_read() {
    let keys = set(&[("a", P256, &["one"]), ("rsa", "RSA_2048-sign-1", &[])]);
    for token in ["", "a.b.c", &with_kid("one")] {
        assert!(matches!(keys.verify_jws(token), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))), "{token}");
        let errors = [
            keys.verify_detached_jws(token, "").map(drop),
            keys.detached_jws_stream(token).map(drop),
            keys.verify_flattened_jws(token).map(drop),
            keys.verify_general_jws(token).map(drop),
        ];
        for error in errors {
            assert!(matches!(error, Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))), "{token}: {error:?}");
        }
    }
    let sm2 = set(&[("sm2", "SM2-sign-1", &[])]);
    assert!(matches!(sm2.verify_jws(""), Err(Error::Misuse(Misuse::NoJwsAlgorithm { .. }))));
}

#[test]
fn detached_payloads_verify_with_the_selected_key() {
    let keys = set(&[("b", OTHER, &["two"]), ("a", P256, &["one"])]);
    for (kid, valid) in [("one", true), ("two", false), ("three", false)] {
        let header = base64url(json!({ "alg": "ES256", "kid": kid }).to_string());
        let token = format!("{header}..{}", sign(&format!("{header}.{}", base64url("payload"))));
        let verified = keys.verify_detached_jws(&token, "payload");
        assert_eq!(verified.map(|jws| jws.verified().label()).ok(), valid.then_some(Some("a")), "{kid}");
        assert_eq!(keys.verify_detached_jws(&token, "other").unwrap_err(), Error::NotVerified);
        let verdict = keys.detached_jws_stream(&token).and_then(|mut stream| {
            "payload".bytes().for_each(|byte| stream.update([byte]));
            stream.finish().map(|jws| jws.verified().label().map(str::to_owned))
        });
        assert_eq!(verdict.ok(), valid.then(|| Some("a".to_owned())), "{kid}");
    }
}

#[test]
fn malformed_tokens_are_malformed_to_a_set() {
    let keys = set(&[("a", P256, &["one"])]);
    for token in ["", "a.b", "{}", "a.b.c.d.e", &format!("{}\n", with_kid("one"))] {
        assert!(matches!(keys.verify_jws(token), Err(Error::Malformed(_))), "{token}");
    }
    let number = token(r#"{"alg":"ES256","kid":1}"#, "payload");
    assert_eq!(label(&keys, &number), Err(Error::NotVerified));
    let crit = token(r#"{"alg":"ES256","kid":"one","crit":["exp"],"exp":1}"#, "payload");
    assert_eq!(label(&keys, &crit), Err(Error::NotVerified));
}

#[test]
fn a_jwk_set_declares_its_kids() {
    let rsa = key("RSA_2048-sign-1").restrict_to(&[SigningAlgorithm::RsassaPssSha256]).unwrap();
    let jwks = [key(OTHER).to_jwk_with_kid("two"), key(P256).to_jwk_with_kid("one"), rsa.to_jwk()];
    let jwks: Vec<String> = jwks.into_iter().map(Result::unwrap).collect();
    let set = JwkSet::from_json(format!(r#"{{"keys":[{}]}}"#, jwks.join(","))).unwrap();
    let keys = KeySet::from_jwk_set(&set).unwrap();
    assert_eq!(label(&keys, &with_kid("one")), Ok("keys[1]"));
    assert_eq!(label(&keys, &with_kid("two")), Err(Error::NotVerified));
    assert_eq!(label(&keys, &with_kid(&key(P256).jwk_thumbprint().unwrap())), Ok("keys[1]"));
}

/// A genuine signature of [`P256`] in a JSON serialization, with these headers.
fn signature(protected: serde_json::Value, unprotected: Option<serde_json::Value>) -> serde_json::Value {
    let header = base64url(protected.to_string());
    let signature = sign(&format!("{header}.{}", base64url("payload")));
    let mut object = json!({ "protected": header, "signature": signature });
    if let Some(unprotected) = unprotected {
        object["header"] = unprotected;
    }
    object
}

#[test]
fn json_serializations_verify_with_the_selected_key() {
    let keys = set(&[("b", OTHER, &["two"]), ("a", P256, &["one"])]);
    let es256 = || json!({ "alg": "ES256" });
    let flattened = |mut signature: serde_json::Value| {
        signature["payload"] = base64url("payload").into();
        let verified = keys.verify_flattened_jws(signature.to_string());
        verified.map(|jws| (jws.verified().label().unwrap(), jws.kid().map(str::to_owned), jws.into_payload()))
    };
    let valid = |kid: Option<&str>| Ok(("a", kid.map(str::to_owned), b"payload".to_vec()));
    assert_eq!(flattened(signature(es256(), None)), valid(None));
    assert_eq!(flattened(signature(json!({ "alg": "ES256", "kid": "one" }), None)), valid(Some("one")));
    // An unprotected kid selects as RFC 7520, 4.8 has it, and is not part of the proof.
    assert_eq!(flattened(signature(es256(), Some(json!({ "kid": "one" })))), valid(None));
    for kid in [json!("two"), json!("three"), json!(1), json!(null)] {
        assert_eq!(flattened(signature(es256(), Some(json!({ "kid": kid })))), Err(Error::NotVerified), "{kid}");
    }

    let general = |signatures: &[serde_json::Value]| {
        let token = json!({ "payload": base64url("payload"), "signatures": signatures }).to_string();
        keys.verify_general_jws(&token).map(|(index, jws)| (index, jws.verified().label().unwrap()))
    };
    let of = |kid: &str| signature(json!({ "alg": "ES256", "kid": kid }), None);
    assert_eq!(general(&[of("two"), of("three"), of("one")]), Ok((2, "a")));
    assert_eq!(general(&[of("two"), of("three")]), Err(Error::NotVerified));
    for token in ["", "{}", &with_kid("one")] {
        assert!(matches!(keys.verify_general_jws(token), Err(Error::Malformed(_))), "{token}");
        assert!(matches!(keys.verify_flattened_jws(token), Err(Error::Malformed(_))), "{token}");
    }
}

#[test]
fn all_signatures_of_a_token_have_64_candidates_together() {
    // Without kid each signature has two candidates. The second one made the last signature.
    let keys = set(&[("b", OTHER, &[]), ("a", P256, &[])]);
    let genuine = signature(json!({ "alg": "ES256" }), None);
    let mut bad = genuine.clone();
    bad["signature"] = base64url([1; 64]).into();
    let verify = |bad_ones: usize| {
        let signatures: Vec<_> = std::iter::repeat_n(bad.clone(), bad_ones).chain([genuine.clone()]).collect();
        let token = json!({ "payload": base64url("payload"), "signatures": signatures }).to_string();
        keys.verify_general_jws(&token).map(|(index, _)| index)
    };
    assert_eq!(verify(31), Ok(31));
    assert_eq!(verify(32), Err(Error::NotVerified));
}

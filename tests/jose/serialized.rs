//! The JSON serializations, each by its own entry point.

use kms_offline::{
    Error,
    error::{Expected, InputKind, JsonProblem, Malformed, Recognised, TokenProblem},
};
use serde_json::{Value, json};

use crate::corpus::{P256, base64url, cases, key, key_for, sign, token};

/// The flattened serialization of a genuine token with this protected header.
fn flattened(header: &str) -> Value {
    let token = token(header, "payload");
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    json!({ "protected": header, "payload": payload, "signature": signature })
}

fn general(signatures: &[Value]) -> Value {
    json!({ "payload": base64url("payload"), "signatures": signatures })
}

/// A signature of a general serialization: the flattened one without its payload.
fn signature(header: &str) -> Value {
    let mut signature = flattened(header);
    signature.as_object_mut().unwrap().remove("payload");
    signature
}

fn verify_flattened(token: impl ToString) -> Result<Vec<u8>, Error> {
    key(P256).verify_flattened_jws(token.to_string()).map(|jws| jws.into_payload())
}

fn verify_general(token: impl ToString) -> Result<usize, Error> {
    key(P256).verify_general_jws(token.to_string()).map(|(index, jws)| {
        assert_eq!(jws.payload(), b"payload");
        index
    })
}

#[track_caller]
fn member(result: Result<impl std::fmt::Debug, Error>) -> &'static str {
    match result {
        Err(Error::Malformed(Malformed::Token { problem: TokenProblem::Member { member }, .. })) => member,
        other => panic!("{other:?}"),
    }
}

const ES256: &str = r#"{"alg":"ES256"}"#;

#[test]
fn tokens_of_other_tools_verify_in_json_too() {
    for case in cases().iter().filter(|case| case.form == "compact") {
        let [header, payload, signature] = case.token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let flattened = json!({ "protected": header, "payload": payload, "signature": signature, "other": [1] });
        let key = key_for(&case.key, &case.alg);
        assert_eq!(key.verify_flattened_jws(flattened.to_string()).unwrap().payload(), case.payload, "{case}");
        let other = json!({ "protected": base64url(r#"{"alg":"none"}"#), "signature": "" });
        let own = json!({ "protected": header, "signature": signature, "header": { "x": 1 } });
        let general = json!({ "payload": payload, "signatures": [other, own, other] }).to_string();
        let (index, jws) = key.verify_general_jws(general).unwrap();
        assert_eq!((index, jws.payload()), (1, &*case.payload), "{case}");
    }
}

#[test]
fn each_entry_point_takes_its_own_serialization_only() {
    assert_eq!(verify_flattened(flattened(ES256)), Ok(b"payload".to_vec()));
    assert_eq!(verify_general(general(&[signature(ES256)])), Ok(0));
    assert_eq!(member(verify_flattened(general(&[signature(ES256)]))), "signatures");
    assert_eq!(member(verify_general(flattened(ES256))), "signatures");
    let mut both = general(&[signature(ES256)]);
    both["signature"] = flattened(ES256)["signature"].clone();
    assert_eq!(member(verify_general(&both)), "signature");
    both["protected"] = flattened(ES256)["protected"].clone();
    assert_eq!(member(verify_flattened(both)), "signatures");
    let found = Recognised::new(InputKind::Jws);
    for (expected, error) in [
        (Expected::FlattenedJws, verify_flattened(token(ES256, "payload")).unwrap_err()),
        (Expected::GeneralJws, verify_general(token(ES256, "payload")).unwrap_err()),
    ] {
        assert_eq!(error, Error::Malformed(Malformed::Recognised { expected, found }));
    }
}

#[test]
fn the_algorithm_is_protected() {
    // Only unprotected, as the second signature of RFC 7520, 4.8.
    let mut token = flattened(ES256);
    token["signature"] = sign(&format!(".{}", base64url("payload"))).into();
    token["header"] = json!({ "alg": "ES256" });
    let mut empty = token.clone();
    empty["protected"] = "".into();
    assert!(matches!(verify_flattened(empty), Err(Error::Malformed(_))));
    token.as_object_mut().unwrap().remove("protected");
    assert_eq!(verify_flattened(&token), Err(Error::NotVerified));
    token.as_object_mut().unwrap().remove("header");
    assert_eq!(member(verify_flattened(token)), "protected");
    let mut object = flattened("{}");
    object["header"] = json!({ "alg": "ES256" });
    assert_eq!(verify_flattened(object), Err(Error::NotVerified));
    // In both, equal and different: names are disjoint (RFC 7515, 7.2.1).
    for alg in ["ES256", "none"] {
        let mut both = flattened(ES256);
        both["header"] = json!({ "alg": alg });
        assert_eq!(member(verify_flattened(both)), "header");
    }
    let mut other = flattened(ES256);
    other["header"] = json!({ "kid": "anything" });
    assert_eq!(verify_flattened(other), Ok(b"payload".to_vec()));
}

#[test]
fn extensions_are_protected() {
    for header in [json!({ "crit": ["b64"] }), json!({ "b64": false }), json!({ "crit": ["exp"], "exp": 1 })] {
        let mut token = flattened(ES256);
        token["header"] = header;
        assert_eq!(verify_flattened(token), Err(Error::NotVerified));
    }
    for members in [r#""b64":false,"crit":["b64"]"#, r#""crit":["exp"],"exp":1"#, r#""crit":[]"#] {
        let header = format!(r#"{{"alg":"ES256",{members}}}"#);
        assert_eq!(verify_flattened(flattened(&header)), Err(Error::NotVerified), "{header}");
    }
}

#[test]
fn b64_is_the_same_for_all_signatures() {
    let of = |b64: bool| format!(r#"{{"alg":"ES256","b64":{b64},"crit":["b64"]}}"#);
    assert_eq!(verify_general(general(&[signature(&of(true)), signature(ES256)])), Ok(0));
    for signatures in [[of(false), ES256.to_owned()], [ES256.to_owned(), of(false)], [of(true), of(false)]] {
        let signatures = signatures.map(|header| signature(&header));
        assert_eq!(verify_general(general(&signatures)), Err(Error::NotVerified));
    }
    // Not in crit, b64 makes a signature invalid and says nothing about the others.
    let unnamed = signature(r#"{"alg":"ES256","b64":false}"#);
    assert_eq!(verify_general(general(&[unnamed, signature(ES256)])), Ok(1));
}

#[test]
fn members_have_their_form() {
    for (name, value) in
        [("payload", json!(1)), ("payload", Value::Null), ("signature", json!([])), ("header", json!("x"))]
    {
        let mut token = flattened(ES256);
        token[name] = value;
        assert_eq!(member(verify_flattened(token)), name);
    }
    for name in ["payload", "signature"] {
        let mut token = flattened(ES256);
        token[name] = format!("{}=", token[name].as_str().unwrap()).into();
        let error = verify_flattened(token).unwrap_err();
        let is_base64url = |problem: &TokenProblem| matches!(problem, TokenProblem::Base64Url { .. });
        assert!(
            matches!(&error, Error::Malformed(Malformed::Token { problem, .. }) if is_base64url(problem)),
            "{error:?}"
        );
    }
    let repeated = flattened(ES256).to_string().replacen('{', r#"{"payload":"","#, 1);
    let expected = Expected::FlattenedJws;
    match verify_flattened(repeated).unwrap_err() {
        Error::Malformed(Malformed::Token { expected: found, problem: TokenProblem::Serialization(problem) }) => {
            assert_eq!(found, expected);
            assert!(matches!(problem, JsonProblem::RepeatedMember { .. }), "{problem:?}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(member(verify_general(general(&[]))), "signatures");
    assert_eq!(member(verify_general(general(&[json!("x")]))), "signatures");
    assert_eq!(verify_general(general(&vec![signature(ES256); 64])), Ok(0));
    let problem = TokenProblem::Signatures { found: 65, limit: 64 };
    let too_many = Error::Malformed(Malformed::Token { expected: Expected::GeneralJws, problem });
    assert_eq!(verify_general(general(&vec![signature(ES256); 65])), Err(too_many));
}

#[test]
fn the_example_of_rfc_7515_a_6_verifies_with_each_key() {
    let examples: Vec<Value> = serde_json::from_slice(&crate::corpus::file("jose/public.json")).unwrap();
    let signature = |example: &Value| {
        let token: Vec<&str> = example["token"].as_str().unwrap().split('.').collect();
        (json!({ "protected": token[0], "header": { "kid": "x" }, "signature": token[2] }), token[1].to_owned())
    };
    let ((rsa, payload), (ec, _)) = (signature(&examples[0]), signature(&examples[1]));
    let general = json!({ "payload": payload, "signatures": [rsa, ec] }).to_string();
    for (index, example) in examples[..2].iter().enumerate() {
        let jwk = kms_offline::jose::Jwk::from_json(example["jwk"].to_string()).unwrap();
        let algorithm = crate::corpus::algorithm(example["alg"].as_str().unwrap());
        let verifier = jwk.key().verifier(algorithm).unwrap();
        assert_eq!(verifier.verify_general_jws(&general).unwrap().0, index);
    }
}

/// The complete texts of RFC 7515, A.6.4 and A.7, made of the parts that A.2 and A.3 have too.
#[test]
fn the_texts_of_rfc_7515_a_6_and_a_7_verify_with_the_key_that_kid_selects() {
    let examples: Vec<Value> = serde_json::from_slice(&crate::corpus::file("jose/public.json")).unwrap();
    let token = |index: usize| examples[index]["token"].as_str().unwrap().split('.').collect::<Vec<_>>();
    let (rs256, es256) = (token(0), token(1));
    assert_eq!((rs256[0], es256[0]), ("eyJhbGciOiJSUzI1NiJ9", "eyJhbGciOiJFUzI1NiJ9"));
    let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    assert_eq!([rs256[1], es256[1]], [payload; 2]);
    let ec_signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert_eq!(es256[2], ec_signature);
    let general = format!(
        r#"{{
      "payload":
       "{payload}",
      "signatures":[
       {{"protected":"eyJhbGciOiJSUzI1NiJ9",
        "header":
         {{"kid":"2010-12-29"}},
        "signature":
         "{}"}},
       {{"protected":"eyJhbGciOiJFUzI1NiJ9",
        "header":
         {{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"}},
        "signature":
         "{ec_signature}"}}]
     }}"#,
        rs256[2]
    );
    let flattened = format!(
        r#"{{
      "payload":
       "{payload}",
      "protected":"eyJhbGciOiJFUzI1NiJ9",
      "header":
       {{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"}},
      "signature":
       "{ec_signature}"
     }}"#
    );
    let key = |index: usize| {
        let key = kms_offline::jose::Jwk::from_json(examples[index]["jwk"].to_string()).unwrap().into_key();
        key.restrict_to(&[crate::corpus::algorithm(examples[index]["alg"].as_str().unwrap())]).unwrap()
    };
    let mut keys = kms_offline::jose::KeySet::new();
    keys.insert_with_kids("ec", key(1), ["e9bc097a-ce51-4036-9562-d2ade882db0d"]).unwrap();
    let (index, jws) = keys.verify_general_jws(&general).unwrap();
    assert_eq!((index, jws.verified().label(), jws.kid()), (1, Some("ec"), None));
    assert_eq!(keys.verify_flattened_jws(&flattened).unwrap().verified().label(), Some("ec"));
    keys.insert_with_kids("rsa", key(0), ["2010-12-29"]).unwrap();
    let (index, jws) = keys.verify_general_jws(&general).unwrap();
    assert_eq!((index, jws.verified().label()), (0, Some("rsa")));
    // Either kid with the other signature.
    let exchanged = general.replace("2010-12-29", "x").replace("e9bc097a-ce51-4036-9562-d2ade882db0d", "2010-12-29");
    assert_eq!(keys.verify_general_jws(exchanged).unwrap_err(), Error::NotVerified);
    assert_eq!(keys.verify_flattened_jws(flattened.replace("e9bc097a", "2010")).unwrap_err(), Error::NotVerified);
}

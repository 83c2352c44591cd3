//! `crit` (RFC 7515, 4.1.11) and `b64` (RFC 7797): each rule, with a genuine signature.

use kms_offline::Error;

use crate::corpus::{P256, base64url, key, sign, token};

fn attached(members: &str) -> Result<(), Error> {
    key(P256).verify_jws(token(format!(r#"{{"alg":"ES256",{members}}}"#), "payload")).map(drop)
}

/// The verdict on a detached token, signed over the payload as it is or in base64url.
fn detached(members: &str, is_encoded: bool) -> Result<(), Error> {
    let header = base64url(format!(r#"{{"alg":"ES256",{members}}}"#));
    let payload = if is_encoded { base64url("payload") } else { "payload".to_owned() };
    let token = format!("{header}..{}", sign(&format!("{header}.{payload}")));
    key(P256).verify_detached_jws(token, "payload").map(drop)
}

#[test]
fn every_rule_of_crit_is_kept() {
    for members in [
        r#""crit":[]"#,
        r#""crit":["exp"],"exp":1"#,
        r#""crit":["b64"]"#,
        r#""crit":["b64","b64"],"b64":true"#,
        r#""crit":["b64","exp"],"b64":true,"exp":1"#,
        r#""crit":["exp","b64"],"b64":true,"exp":1"#,
        r#""crit":["alg"]"#,
        r#""crit":["alg","b64"],"b64":true"#,
        r#""crit":["kid"],"kid":"a""#,
        r#""crit":["crit"]"#,
        r#""crit":[""],"":1"#,
        r#""crit":["B64"],"B64":true"#,
        r#""crit":"b64","b64":true"#,
        r#""crit":null"#,
        r#""crit":true"#,
        r#""crit":{},"b64":true"#,
        r#""crit":{"b64":true},"b64":true"#,
        r#""crit":[1]"#,
        r#""crit":[1,"b64"],"b64":true"#,
        r#""crit":["b64",null],"b64":true"#,
        r#""crit":[["b64"]],"b64":true"#,
    ] {
        assert_eq!(attached(members), Err(Error::NotVerified), "{members}");
        assert_eq!(detached(members, true), Err(Error::NotVerified), "{members}");
        assert_eq!(detached(members, false), Err(Error::NotVerified), "{members}");
    }
}

#[test]
fn b64_is_a_boolean_that_crit_names() {
    for members in [
        r#""b64":false"#,
        r#""b64":true"#,
        r#""b64":"false","crit":["b64"]"#,
        r#""b64":0,"crit":["b64"]"#,
        r#""b64":null,"crit":["b64"]"#,
        r#""b64":[],"crit":["b64"]"#,
    ] {
        assert_eq!(attached(members), Err(Error::NotVerified), "{members}");
        assert_eq!(detached(members, true), Err(Error::NotVerified), "{members}");
        assert_eq!(detached(members, false), Err(Error::NotVerified), "{members}");
    }
    let b64 = |value: bool| format!(r#""b64":{value},"crit":["b64"]"#);
    assert_eq!(attached(&b64(true)), Ok(()));
    assert_eq!(detached(&b64(true), true), Ok(()));
    assert_eq!(detached(&b64(true), false), Err(Error::NotVerified));
    assert_eq!(detached(&b64(false), false), Ok(()));
    assert_eq!(detached(&b64(false), true), Err(Error::NotVerified));
}

#[test]
fn an_attached_payload_is_never_unencoded() {
    let header = base64url(r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#);
    for payload in ["payload", "AAAA", ""] {
        let signing_input = format!("{header}.{payload}");
        let token = format!("{signing_input}.{}", sign(&signing_input));
        assert!(key(P256).verify_jws(&token).is_err(), "{payload}");
    }
    let signing_input = format!("{header}.AAAA");
    let token = format!("{signing_input}.{}", sign(&signing_input));
    assert_eq!(key(P256).verify_jws(token).unwrap_err(), Error::NotVerified);
}

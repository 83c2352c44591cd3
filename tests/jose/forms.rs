//! Input that is not a compact JWS is malformed, regardless of its signature.

use std::time::{Duration, Instant};

use kms_offline::{
    Error,
    error::{Expected, InputKind, JsonProblem, Layer, Malformed, Recognised, TokenPart, TokenProblem},
    jose::UnverifiedJws,
};

use crate::corpus::{P256, base64url, key, sign, token};

/// The problem of a token that is malformed.
#[track_caller]
fn malformed(token: impl AsRef<[u8]>) -> Malformed {
    match key(P256).verify_jws(token) {
        Err(Error::Malformed(malformed)) => malformed,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn problem(token: impl AsRef<[u8]>) -> TokenProblem {
    match malformed(token) {
        Malformed::Token { expected: Expected::Jws, problem } => problem,
        other => panic!("{other:?}"),
    }
}

/// The problem of a genuinely signed token with this header.
#[track_caller]
fn header_problem(header: impl AsRef<[u8]>) -> JsonProblem {
    match problem(token(header, "payload")) {
        TokenProblem::Header(problem) => problem,
        other => panic!("{other:?}"),
    }
}

const HEADER: &str = r#"{"alg":"ES256"}"#;

#[test]
fn a_compact_jws_has_three_parts() {
    let genuine = token(HEADER, "payload");
    let parts = |found| TokenProblem::Parts { found, expected: 3 };
    let nothing = Malformed::Recognised { expected: Expected::Jws, found: Recognised::new(InputKind::Nothing) };
    assert_eq!(malformed(""), nothing);
    assert_eq!(problem(genuine.replace('.', "")), parts(1));
    assert_eq!(problem(genuine.rsplit_once('.').unwrap().0), parts(2));
    assert_eq!(problem(format!("{genuine}.")), parts(4));
    assert_eq!(problem(format!(".{genuine}")), parts(4));
    assert_eq!(problem(format!("{genuine}....")), parts(6));
    assert_eq!(problem(".".repeat(100)), parts(6));
}

#[test]
fn a_jwe_is_recognised() {
    let jwe = Malformed::Recognised { expected: Expected::Jws, found: Recognised::new(InputKind::Jwe) };
    assert_eq!(malformed(format!("{}.key.iv.ciphertext.tag", base64url(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#))), jwe);
    assert_eq!(malformed(format!("{}..", token(HEADER, "payload"))), jwe);
}

#[test]
fn the_json_serializations_are_not_compact() {
    let genuine = token(HEADER, "payload");
    let mut parts = genuine.split('.');
    let mut part = || parts.next().unwrap();
    let json = format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#, part(), part(), part());
    let forms = [
        (json.clone(), InputKind::JwsJson),
        (format!(" {json}"), InputKind::JwsJson),
        (format!("{json}.a.b.c"), InputKind::OtherJson),
    ];
    for (json, kind) in forms {
        let found = Recognised::new(kind);
        assert_eq!(malformed(&json), Malformed::Recognised { expected: Expected::Jws, found }, "{json}");
    }
}

#[test]
fn parts_are_base64url_and_nothing_else() {
    let genuine = token(HEADER, "payload");
    let [header, payload, signature] = genuine.split('.').collect::<Vec<_>>().try_into().unwrap();
    let foreign = |part, c| TokenProblem::Base64Url { part, foreign: Some(c) };
    let (h, p, s) = (TokenPart::Header, TokenPart::Payload, TokenPart::Signature);
    for (text, c) in [("=", '='), ("+", '+'), ("/", '/'), ("\u{e9}", '\u{e9}'), ("\0", '\0')] {
        assert_eq!(problem(format!("{header}{text}.{payload}.{signature}")), foreign(h, c));
        assert_eq!(problem(format!("{header}.{payload}{text}.{signature}")), foreign(p, c));
        assert_eq!(problem(format!("{header}.{payload}.{signature}{text}")), foreign(s, c));
    }
    let layer = |token: String| match malformed(token) {
        Malformed::Recognised { expected: Expected::Jws, found } if found.kind() == InputKind::Jws => {
            found.layers().collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    for text in [" ", "\n", "\r\n", "\t"] {
        assert_eq!(layer(format!("{header}{text}.{payload}.{signature}")), [Layer::WhiteSpace]);
        assert_eq!(layer(format!("{header}.{text}{payload}.{signature}")), [Layer::WhiteSpace]);
        assert_eq!(layer(format!("{header}.{payload}.{signature}{text}")), [Layer::WhiteSpace]);
        assert_eq!(layer(format!("{text}{genuine}")), [Layer::WhiteSpace]);
    }
    for prefix in ["Bearer ", "bearer  ", "Authorization: Bearer ", "authorization:BEARER "] {
        assert_eq!(layer(format!("{prefix}{genuine}")), [Layer::Bearer], "{prefix}");
    }
    assert_eq!(layer(format!("\"{genuine}\"")), [Layer::Quoted]);
    assert_eq!(layer(format!("'{genuine}'")), [Layer::SingleQuoted]);
    assert_eq!(layer(format!("\"Bearer {genuine}\"")), [Layer::Quoted, Layer::Bearer]);
    assert_eq!(problem([genuine.as_bytes(), b"\xff"].concat()), foreign(s, '\u{fffd}'));
    // 64 bytes leave four spare bits in their last character.
    let spare = TokenProblem::Base64Url { part: s, foreign: None };
    assert!(signature.ends_with(['A', 'Q', 'g', 'w']));
    let (rest, last) = genuine.split_at(genuine.len() - 1);
    let next = char::from(last.as_bytes()[0] + 1);
    assert_eq!(problem(format!("{rest}{next}")), spare);
    assert_eq!(problem(format!("{genuine}AAA")), spare);
    // A genuine signature over such a header or payload, which a lenient decoder would take for the strict one.
    for (part, at) in [(h, 0), (p, 1)] {
        // 16 bytes and one leave four spare bits in their last character.
        let mut parts = [base64url(format!("{HEADER} ")), base64url("p")];
        let last = parts[at].pop().unwrap();
        parts[at].push(char::from(u8::try_from(last).unwrap() + 1));
        let signing_input = parts.join(".");
        let expected = TokenProblem::Base64Url { part, foreign: None };
        assert_eq!(problem(format!("{signing_input}.{}", sign(&signing_input))), expected);
    }
}

#[test]
fn headers_are_json_objects() {
    let syntax = |problem| matches!(problem, JsonProblem::Syntax { .. });
    for header in [
        "",
        " ",
        "{",
        r#"{"alg":"ES256"} x"#,
        r#"{"alg":"ES256"}{}"#,
        r#"{"alg":"ES256",}"#,
        r#"{'alg':'ES256'}"#,
        "\u{feff}{\"alg\":\"ES256\"}",
        r#"{"alg":"ES256","x":"\ud800"}"#,
        r#"{"alg":"ES256","x":01}"#,
        "{\"alg\":\"ES256\",\"x\":\"\n\"}",
        "{\"alg\":\"ES256\"}\0",
        r#"{"alg":"ES256","x":NaN}"#,
    ] {
        assert!(syntax(header_problem(header)), "{header}");
    }
    for header in ["null", "1", "\"alg\"", "[]", r#"[{"alg":"ES256"}]"#, "true"] {
        assert_eq!(header_problem(header), JsonProblem::NotAnObject, "{header}");
    }
    assert_eq!(header_problem(b"{\"alg\":\"ES256\",\"x\":\"\xff\"}"), JsonProblem::NotUtf8);
    // White space around and inside the object is part of what was signed.
    assert_eq!(
        key(P256).verify_jws(token(" {\n\"alg\" : \"ES256\"}\t", "p")).unwrap().header(),
        " {\n\"alg\" : \"ES256\"}\t"
    );
}

#[test]
fn member_names_are_unique_after_unescaping() {
    for (header, name) in [
        (r#"{"alg":"ES256","alg":"none"}"#, "alg"),
        (r#"{"alg":"none","alg":"ES256"}"#, "alg"),
        (r#"{"alg":"ES256","alg":"ES256"}"#, "alg"),
        (r#"{"alg":"ES256","\u0061lg":"ES256"}"#, "alg"),
        (r#"{"alg":"ES256","a\u006Cg":"none"}"#, "alg"),
        (r#"{"alg":"ES256","unknown":1,"unknown":1}"#, "unknown"),
        (r#"{"alg":"ES256","":1,"":2}"#, ""),
        (r#"{"kid":"a","alg":"ES256","kid":"b"}"#, "kid"),
        (r#"{"alg":"ES256","jwk":{"kty":"EC","kty":"RSA"}}"#, "kty"),
        (r#"{"alg":"ES256","x":[[{"y":1,"y":1}]]}"#, "y"),
    ] {
        match header_problem(header) {
            JsonProblem::RepeatedMember { name: found } => assert_eq!(found.as_str(), name, "{header}"),
            other => panic!("{header}: {other:?}"),
        }
    }
    // The same name in two objects, and names that differ in case, are different members.
    key(P256).verify_jws(token(r#"{"alg":"ES256","Alg":"none","x":{"alg":"none"}}"#, "p")).unwrap();
}

#[test]
fn headers_are_bounded_in_size_and_depth() {
    let padded = |len: usize| {
        let header = format!(r#"{{"alg":"ES256","x":"{}"}}"#, "x".repeat(len));
        (base64url(&header).len(), token(&header, "p"))
    };
    let (len, token_at_limit) = padded(12_266);
    assert_eq!(len, 16 * 1024);
    key(P256).verify_jws(token_at_limit).unwrap();
    let (found, longer) = padded(12_267);
    assert_eq!(malformed(longer), Malformed::TooLong { expected: Expected::TokenHeader, found, limit: 16 * 1024 });

    let nested = |depth| format!(r#"{{"alg":"ES256","x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    key(P256).verify_jws(token(nested(15), "p")).unwrap();
    assert_eq!(header_problem(nested(16)), JsonProblem::Depth { limit: 16 });
    assert_eq!(header_problem(nested(5000)), JsonProblem::Depth { limit: 16 });
    assert_eq!(header_problem("[".repeat(10_000)), JsonProblem::Depth { limit: 16 });
    assert_eq!(header_problem(r#"{"x":"#.repeat(2000)), JsonProblem::Depth { limit: 16 });
}

#[test]
fn huge_input_is_rejected_at_once() {
    let key = key(P256);
    let dots = vec![b'.'; 64 << 20];
    let start = Instant::now();
    key.verify_jws(&dots).unwrap_err();
    key.verify_detached_jws(&dots, "").unwrap_err();
    key.verify_flattened_jws(&dots).unwrap_err();
    key.verify_general_jws(&dots).unwrap_err();
    UnverifiedJws::parse(&dots).unwrap_err();
    assert!(start.elapsed() < Duration::from_millis(10), "{:?}", start.elapsed());
}

#[test]
fn an_empty_payload_part_is_an_empty_payload() {
    let empty = token(HEADER, "");
    assert!(empty.contains(".."));
    assert_eq!(key(P256).verify_jws(&empty).unwrap().payload(), b"");
    // An empty header is not JSON.
    let signing_input = format!(".{}", base64url("p"));
    assert!(matches!(
        problem(format!("{signing_input}.{}", sign(&signing_input))),
        TokenProblem::Header(JsonProblem::Syntax { .. })
    ));
}

#[test]
fn texts_name_the_found_value() {
    let told = |token: &str| {
        let error = key(P256).verify_jws(token).unwrap_err();
        (error.to_string(), error.advice().unwrap())
    };
    let genuine = token(HEADER, "payload");
    let whole = "pass the whole token, and nothing else".to_owned();
    assert_eq!(
        told("a.b"),
        (
            "the input is not a compact JWS because it has 2 parts separated by dots, expected 3".to_owned(),
            whole.clone()
        )
    );
    assert_eq!(
        told("........"),
        (
            "the input is not a compact JWS because it has 6 or more parts separated by dots, expected 3".to_owned(),
            whole
        )
    );
    assert_eq!(
        told(&format!("{genuine}\n")),
        (
            "found a compact JWS with white space, expected a compact JWS".to_owned(),
            "run tr -d '[:space:]' < FILE > converted.jwt and pass converted.jwt".to_owned()
        )
    );
    assert_eq!(
        told(&format!("{genuine}=")),
        (
            r#"the input is not a compact JWS because its signature contains "=", which is not base64url (RFC 7515, section 2)"#
                .to_owned(),
            r#"pass the token alone, without "Bearer", quotes, line breaks, white space and padding"#.to_owned()
        )
    );
    assert_eq!(
        told("a.b.c.d.e"),
        (
            "found a JWE, expected a compact JWS".to_owned(),
            "decrypt it, because only the recipient can read it, and nothing in it is signed".to_owned()
        )
    );
}

//! Tokens from Sign responses.

use kms_offline::{
    Error, SignResponse, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    error::{Expected, HeaderProblem, InputKind, Malformed, Misuse, Recognised, TokenProblem},
};

use crate::corpus::{Case, P256, algorithm, base64url, cases, key, sign};

/// The Sign response that KMS would have returned for this token.
fn response(case: &Case, key: &VerifyingKey, name: Option<&str>) -> (String, SignResponse) {
    let (signing_input, signature) = case.token.rsplit_once('.').unwrap();
    let signature = <base64ct::Base64UrlUnpadded as base64ct::Encoding>::decode_vec(signature).unwrap();
    let signature = ecdsa_sig_value::from_p1363(key.spec(), &signature).unwrap_or(signature);
    (signing_input.to_owned(), SignResponse::from_parts(None, signature, name).unwrap())
}

#[test]
fn assembling_gives_the_token_back() {
    for case in cases().iter().filter(|case| case.form == "compact") {
        let key = key(&case.key);
        for name in [Some(algorithm(&case.alg).as_str()), None] {
            let (signing_input, response) = response(case, &key, name);
            assert_eq!(key.assemble_jws(signing_input, &response).unwrap(), case.token, "{case}");
        }
    }
}

/// A response of [`P256`] over a signing input with this header.
fn signed(header: &str, name: Option<&str>) -> (String, SignResponse) {
    let signing_input = format!("{}.{}", base64url(header), base64url("payload"));
    let token = format!("{signing_input}.{}", sign(&signing_input));
    let case = Case {
        tool: String::new(),
        key: P256.to_owned(),
        alg: String::new(),
        form: String::new(),
        payload: Vec::new(),
        token,
    };
    response(&case, &key(P256), name)
}

#[track_caller]
fn assemble(header: &str, name: Option<&str>) -> Result<String, Error> {
    let (signing_input, response) = signed(header, name);
    key(P256).assemble_jws(signing_input, &response)
}

#[test]
fn a_header_that_would_never_verify_is_misuse() {
    let algorithm = SigningAlgorithm::EcdsaSha256;
    let name = Some(algorithm.as_str());
    for alg in ["ES384", "ECDSA_SHA_256", "none", "es256"] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        match assemble(&header, name).unwrap_err() {
            Error::Misuse(Misuse::JwsHeader(HeaderProblem::Alg { found: Some(found), .. })) => {
                assert_eq!(found.as_str(), alg);
            }
            other => panic!("{other:?}"),
        }
        let error = assemble(&header, None).unwrap_err();
        assert!(matches!(error, Error::Misuse(Misuse::JwsHeader(HeaderProblem::AlgOfSpec { .. }))), "{error:?}");
    }
    let problems = [
        ("{}", HeaderProblem::Alg { found: None, algorithm }),
        (r#"{"alg":"ES256","crit":["exp"],"exp":1}"#, HeaderProblem::Critical),
        (r#"{"alg":"ES256","b64":true}"#, HeaderProblem::UnnamedB64),
        (r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#, HeaderProblem::UnencodedPayload),
        (r#"{"alg":"ES256","kid":1}"#, HeaderProblem::NotText { member: "kid" }),
    ];
    for (header, problem) in problems {
        assert_eq!(assemble(header, name).unwrap_err(), Error::Misuse(Misuse::JwsHeader(problem)));
    }
}

#[test]
fn a_signature_over_anything_else_is_not_verified() {
    let (signing_input, response) = signed(r#"{"alg":"ES256"}"#, None);
    let key = key(P256);
    key.assemble_jws(&signing_input, &response).unwrap();
    let other = format!("{}.{}", base64url(r#"{"alg":"ES256"}"#), base64url("other"));
    assert_eq!(key.assemble_jws(other, &response).unwrap_err(), Error::NotVerified);
    // KMS returns DER; r ‖ s is not a signature of KMS.
    let fixed = ecdsa_sig_value::to_p1363(key.spec(), response.signature()).unwrap();
    let fixed = SignResponse::from_parts(None, fixed, None).unwrap();
    assert_eq!(key.assemble_jws(&signing_input, &fixed).unwrap_err(), Error::NotVerified);
}

#[test]
fn a_response_of_another_key_or_algorithm_is_misuse() {
    let (signing_input, response) = signed(r#"{"alg":"ES256"}"#, Some("ECDSA_SHA_384"));
    let error = key(P256).assemble_jws(&signing_input, &response).unwrap_err();
    assert!(matches!(error, Error::Misuse(Misuse::AlgorithmNotListed { .. })), "{error:?}");
    let other = "arn:aws:kms:us-west-2:111122223333:key/00000000-0000-4000-8000-000000000000";
    let response = SignResponse::from_parts(other, response.signature(), None).unwrap();
    let error = key(P256).assemble_jws(&signing_input, &response).unwrap_err();
    assert!(matches!(error, Error::Misuse(Misuse::KeyId { .. })), "{error:?}");
    let sm2 = SignResponse::from_parts(None, [0x30, 0], "SM2DSA").unwrap();
    let error = key("SM2-sign-1").assemble_jws(&signing_input, &sm2).unwrap_err();
    assert!(matches!(error, Error::Misuse(Misuse::NoJwsAlgorithm { .. })), "{error:?}");
}

#[test]
fn a_signing_input_has_two_parts() {
    let (signing_input, response) = signed(r#"{"alg":"ES256"}"#, None);
    let (header, _) = signing_input.split_once('.').unwrap();
    let expected = Expected::SigningInput;
    for (text, found) in [(header.to_owned(), 1), (format!("{signing_input}.."), 3), (".".repeat(1000), 3)] {
        let problem = TokenProblem::Parts { found, expected: 2 };
        assert_eq!(
            key(P256).assemble_jws(text, &response).unwrap_err(),
            Error::Malformed(Malformed::Token { expected, problem })
        );
    }
    let sign_response = include_str!("../vectors/example/sign-token.json");
    for (text, kind, remedy) in [
        (String::new(), InputKind::Nothing, "run it again"),
        (format!("{signing_input}.{}", sign(&signing_input)), InputKind::Jws, "cut -d . -f 1,2 < FILE"),
        (format!("Bearer {signing_input}.AA\n"), InputKind::Jws, "| cut -d . -f 1,2"),
        (sign_response.to_owned(), InputKind::SignResponse, "pass it as the signature"),
        (r#"{"iss":"me"}"#.to_owned(), InputKind::OtherJson, "in base64url without padding, with a dot between"),
    ] {
        let error = key(P256).assemble_jws(&text, &response).unwrap_err();
        let is_named = |found: &Recognised| found.kind() == kind;
        assert!(
            matches!(&error, Error::Malformed(Malformed::Recognised { expected: Expected::SigningInput, found }) if is_named(found)),
            "{text}: {error:?}"
        );
        assert!(error.advice().unwrap().contains(remedy), "{:?}", error.advice());
    }
    for text in [format!("{signing_input}\n"), format!(" {signing_input}"), format!("{signing_input}=")] {
        let error = key(P256).assemble_jws(&text, &response).unwrap_err();
        let base64url = |problem: &TokenProblem| matches!(problem, TokenProblem::Base64Url { .. });
        assert!(
            matches!(&error, Error::Malformed(Malformed::Token { problem, .. }) if base64url(problem)),
            "{error:?}"
        );
    }
}

//! Sign responses from JSON, from an SDK's parts and through serde: one set of checks.

use kms_offline::{
    Error, KeyId, Message, SignResponse, VerifyingKey,
    error::{Expected, Malformed, MemberProblem},
};

use crate::corpus::{Case, CorpusKey, expectations};

fn malformed(result: Result<SignResponse, Error>) -> Malformed {
    match result {
        Err(Error::Malformed(malformed)) => malformed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn parts_give_the_same_response_as_json() {
    for case in kms_offline_vectors::sign_responses() {
        let Ok(response) = SignResponse::from_json(case.document()) else { continue };
        let key_id = response.key_id().map(KeyId::as_str);
        let parts = SignResponse::from_parts(key_id, response.signature(), response.signing_algorithm());
        assert_eq!(parts.unwrap(), response, "{case}");
    }
}

/// SDKs have `""` where KMS sent nothing.
#[test]
fn empty_parts_are_absent() {
    let response = SignResponse::from_parts("", [1], "").unwrap();
    assert_eq!((response.key_id(), response.signing_algorithm()), (None, None));
    let missing = Malformed::Member { member: "Signature", problem: MemberProblem::Missing };
    assert_eq!(malformed(SignResponse::from_parts("alias/a", [], "ECDSA_SHA_256")), missing);
    assert_eq!(malformed(SignResponse::from_json(r#"{"Signature": " "}"#)), missing);
}

#[test]
fn parts_have_the_limits_of_json() {
    let too_long = |expected, limit| Malformed::TooLong { expected, found: limit + 1, limit };
    let response = |key_id: usize, signature: usize, algorithm: usize| {
        let (key_id, algorithm) = ("k".repeat(key_id), "a".repeat(algorithm));
        SignResponse::from_parts(&*key_id, vec![1; signature], &*algorithm)
    };
    let (key_id, signature, algorithm) = (KeyId::MAX_LEN, 48 * 1024, 64 * 1024);
    response(key_id, signature, algorithm).unwrap();
    assert_eq!(malformed(response(key_id + 1, 1, 1)), too_long(Expected::KeyId, key_id));
    assert_eq!(malformed(response(1, signature + 1, 1)), too_long(Expected::Signature, signature));
    assert_eq!(malformed(response(1, 1, algorithm + 1)), too_long(Expected::AlgorithmName, algorithm));
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::*;

    #[test]
    fn deserialize_decides_as_from_json() {
        // `Deserialize` never sees the text around the object, which serde_json judges on its own.
        let by_the_reader = ["utf-8 byte order mark"];
        for case in kms_offline_vectors::sign_responses() {
            let document = case.document();
            let deserialized = serde_json::from_slice::<SignResponse>(&document).ok();
            if by_the_reader.contains(&case.text("kind")) {
                assert_eq!(deserialized, None, "{case}");
            } else {
                assert_eq!(deserialized, SignResponse::from_json(&document).ok(), "{case}");
            }
        }
    }

    #[test]
    fn sign_responses_round_trip_through_serde() {
        for case in kms_offline_vectors::sign_responses() {
            let Ok(response) = SignResponse::from_json(case.document()) else { continue };
            let json = serde_json::to_string(&response).unwrap();
            assert_eq!(SignResponse::from_json(&json).unwrap(), response, "{case}");
            assert_eq!(serde_json::from_str::<SignResponse>(&json).unwrap(), response, "{case}");
        }
    }

    #[test]
    fn serialize_writes_the_names_of_kms() {
        let json = |response: &SignResponse| serde_json::to_string(response).unwrap();
        let whole = SignResponse::from_parts("alias/a", [0x30, 0], "ECDSA_SHA_256").unwrap();
        assert_eq!(json(&whole), r#"{"KeyId":"alias/a","Signature":"MAA=","SigningAlgorithm":"ECDSA_SHA_256"}"#);
        let bare = SignResponse::from_json(r#"{"Signature":"MAA="}"#).unwrap();
        assert_eq!(json(&bare), r#"{"Signature":"MAA="}"#);
    }

    #[test]
    fn only_maps_with_different_members_deserialize() {
        for json in [
            r#"["alias/a", "MAA=", "ECDSA_SHA_256"]"#,
            r#""MAA=""#,
            "null",
            r#"{"Signature": "MAA=", "Signature": "MAA="}"#,
            r#"{"Signature": "MAA=", "Signat\u0075re": "MAA="}"#,
            r#"{"Signature": "MAA=", "KeyId": null, "KeyId": null}"#,
            r#"{"Signature": [48, 0]}"#,
            r#"{"Signature": "MAA"}"#,
            r#"{"KeyId": "alias/a"}"#,
        ] {
            assert!(serde_json::from_str::<SignResponse>(json).is_err(), "{json}");
        }
    }
}

/// Where the corpus leaves the decision open: we take it, and why.
const TAKEN: [(&str, &str); 2] = [
    ("no KeyId", "a response without KeyId says nothing about the key, so it cannot contradict it"),
    ("line breaks in base64", "white space cannot change which signature is meant"),
];

/// The GetPublicKey response to verify with: of a key of the corpus, or the case's own.
fn response_of_key(case: &Case) -> &str {
    case.text_if_any("response").unwrap_or_else(|| CorpusKey::named(case.text("key")).response())
}

fn verify(case: &Case) -> Result<(), Error> {
    let key = VerifyingKey::from_json(response_of_key(case)).unwrap();
    let message = case.bytes("Message");
    let message = Message::new(case.text("MessageType").parse().unwrap(), &message);
    key.verify_response(&SignResponse::from_json(case.document())?, None, message).map(drop)
}

#[test]
fn sign_responses_come_out_as_the_corpus_says() {
    let cases = kms_offline_vectors::sign_responses();
    let expected = [("valid", 25), ("invalid", 7), ("misuse", 15), ("reject", 27), ("not-valid", 21), ("either", 6)];
    assert_eq!(expectations(cases), expected.into());
    for case in cases {
        let result = verify(case);
        let holds = match case.text("expect") {
            "valid" => result.is_ok(),
            "invalid" => matches!(result, Err(Error::NotVerified)),
            "misuse" => matches!(result, Err(Error::Misuse(_))),
            "reject" => matches!(result, Err(Error::Malformed(_))),
            "not-valid" => result.is_err(),
            "either" => TAKEN.iter().any(|(kind, _)| *kind == case.text("kind")) && result.is_ok(),
            other => panic!("{case} expects {other}"),
        };
        assert!(holds, "{case}: {result:?}");
    }
}

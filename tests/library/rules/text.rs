//! Text from input is shown as printable ASCII and cut, and secrets are never quoted.

use kms_offline::{
    EncapsulationKey, Error, Fingerprint, KeyId, KeySpec, KeyUsage, PublicKey, SignResponse, SigningAlgorithm,
    VerifyingKey, error::Excerpt,
};
use serde_json::json;

use crate::corpus::{CorpusKey, verifying_key};

/// Escape sequences, line breaks, bidirectional marks, other scripts; and long.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\r\n\u{202e}\u{2066}é\u{0}\u{7f}\u{85}\u{2028}";

fn assert_harmless(shown: &str) {
    assert!(shown.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{shown:?}");
    assert!(shown.len() < 1000, "{} characters: {shown}", shown.len());
}

fn response_with(member: &str, value: &str) -> String {
    let mut response: serde_json::Value =
        serde_json::from_str(CorpusKey::named("ECC_NIST_P256-sign-1").response()).unwrap();
    response[member] = match member {
        "SigningAlgorithms" => json!([value]),
        _ => json!(value),
    };
    response.to_string()
}

#[test]
fn text_from_input_is_harmless_in_every_error() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    for hostile in [HOSTILE.to_owned(), HOSTILE.repeat(50), "x".repeat(2000)] {
        let pem = format!("-----BEGIN {}-----\nAAAA\n-----END X-----", hostile.replace(['\r', '\n'], ""));
        let two = format!("{pem}\n{pem}");
        let sign = json!({ "Signature": "AAAA", "SigningAlgorithm": hostile, "KeyId": hostile }).to_string();
        let sign = SignResponse::from_json(sign).unwrap();
        let errors = [
            PublicKey::from_json(response_with("KeySpec", &hostile)).map(drop),
            PublicKey::from_json(response_with("KeyUsage", &hostile)).map(drop),
            PublicKey::from_json(response_with("PublicKey", &hostile)).map(drop),
            PublicKey::from_json(&hostile).map(drop),
            PublicKey::from_pem(&pem, key.spec(), key.usage()).map(drop),
            PublicKey::from_pem(&two, key.spec(), key.usage()).map(drop),
            key.algorithm_named(&hostile).map(drop),
            key.verify_response(&sign, None, kms_offline::Message::Raw(b"")).map(drop),
            key.verify_response(&sign, Some(SigningAlgorithm::EcdsaSha256), kms_offline::Message::Raw(b"")).map(drop),
            hostile.parse::<KeySpec>().map(drop).map_err(Into::into),
            hostile.parse::<Fingerprint>().map(drop).map_err(Into::into),
        ];
        for error in errors {
            let error = error.unwrap_err();
            assert_harmless(&error.to_string());
            assert_harmless(&error.advice().unwrap());
            assert_harmless(&format!("{error:?}"));
        }
    }
}

#[test]
fn key_ids_are_harmless_where_they_are_shown() {
    for hostile in [HOSTILE.to_owned(), format!("arn:aws:kms:us-west-2:111122223333:key/{HOSTILE}"), "k".repeat(2048)] {
        let key = VerifyingKey::from_json(response_with("KeyId", &hostile)).unwrap();
        let id = key.key_id().unwrap();
        assert_eq!(id.as_str(), hostile, "the text itself stays");
        for shown in [id.to_string(), format!("{id:?}"), format!("{key:?}"), PublicKey::from(key.clone()).to_string()] {
            assert_harmless(&shown);
        }
        let other = KeyId::new("00000000-0000-0000-0000-000000000000");
        key.check_key_id(&other).unwrap();
    }
}

#[test]
fn an_excerpt_has_at_most_80_characters() {
    for text in [HOSTILE.repeat(20), "x".repeat(81), "\u{10ffff}".repeat(20), "é".to_owned(), String::new()] {
        let excerpt = Excerpt::of(&text);
        assert!(excerpt.as_str().len() <= Excerpt::MAX_LEN);
        assert_harmless(&excerpt.to_string());
    }
}

/// An error that quoted any of its input would show a part of the canary.
#[test]
fn secrets_are_never_quoted() {
    const CANARY: &str = "c2VjcmV0LWNhbmFyeS1zZWNyZXQtY2FuYXJ5LXNlY3JldC1jYW5hcnktc2VjcmV0";
    let pem = |label: &str| format!("-----BEGIN {label}-----\n{CANARY}\n-----END {label}-----\n");
    let documents = [
        json!({ "PrivateKeyPlaintext": CANARY, "PublicKey": CANARY, "KeyPairSpec": "ECC_NIST_P256" }).to_string(),
        json!({ "Plaintext": CANARY, "KeyId": "alias/a" }).to_string(),
        json!({ "SharedSecret": CANARY }).to_string(),
        json!({ "PublicKey": CANARY, "KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "SigningAlgorithms": ["ECDSA_SHA_256"] })
            .to_string(),
        format!(r#"{{"Plaintext": "{CANARY}", "PrivateKeyPlaintext": "{CANARY}" {CANARY}"#),
        format!(r#"{{"Plaintext": "{CANARY}"#),
        pem("PRIVATE KEY"),
        pem("EC PRIVATE KEY"),
        pem("PUBLIC KEY"),
        pem("PUBLIC KEY").replace("END", "ENF"),
        pem("PUBLIC KEY") + &pem("PRIVATE KEY"),
        CANARY.to_owned(),
    ];
    for document in documents {
        let (spec, usage) = (KeySpec::EccNistP256, KeyUsage::SignVerify);
        let errors: Vec<Error> = [
            PublicKey::from_json(&document).err(),
            PublicKey::from_pem(&document, spec, usage).err(),
            PublicKey::from_der(&document, spec, usage).err(),
            PublicKey::from_base64(&document, spec, usage).err(),
            PublicKey::from_pem_der_or_base64(&document, spec, usage).err(),
            EncapsulationKey::from_json(&document).err(),
            SignResponse::from_json(&document).err(),
        ]
        .into_iter()
        .flatten()
        .collect();
        assert_eq!(errors.len(), 7, "{document}");
        for error in errors {
            let shown = format!("{error} {:?} {error:?}", error.advice());
            assert!(!(0..CANARY.len() - 6).any(|at| shown.contains(&CANARY[at..at + 6])), "{shown}");
        }
        #[cfg(feature = "serde")]
        {
            let shown = serde_json::from_str::<PublicKey>(&document).unwrap_err().to_string();
            assert!(!(0..CANARY.len() - 6).any(|at| shown.contains(&CANARY[at..at + 6])), "{shown}");
        }
    }
}

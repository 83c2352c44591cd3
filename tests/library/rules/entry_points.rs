//! Every way in: hints from an attacker's file, the crates' sharp edges, identity, and serde.

use std::{collections::HashMap, error::Error as _};

use kms_offline::{
    Error, KeyId, Message, Sameness, SignResponse, SigningAlgorithm, VerifyingKey,
    error::Misuse,
    signature::{Verifier as _, hazmat::PrehashVerifier as _},
};

use crate::corpus::{genuine, verifying_key};

#[test]
fn a_genuine_sign_response_cannot_allow_what_the_key_or_the_caller_does_not() {
    let (pss, pkcs1) = (SigningAlgorithm::RsassaPssSha256, SigningAlgorithm::RsassaPkcs1V15Sha256);
    let key = verifying_key("RSA_2048-sign-1");
    let case = genuine("RSA_2048-sign-1", pkcs1.as_str(), "RAW");
    let message = case.bytes("Message");
    let response = SignResponse::from_json(format!(
        r#"{{"SigningAlgorithm": "{pkcs1}", "Signature": "{}"}}"#,
        case.text("Signature")
    ));
    let response = response.unwrap();
    key.verify_response(&response, None, Message::Raw(&message)).unwrap();
    key.verify_response(&response, Some(pkcs1), Message::Raw(&message)).unwrap();
    let contradicted = key.verify_response(&response, Some(pss), Message::Raw(&message));
    assert!(matches!(contradicted, Err(Error::Misuse(Misuse::AlgorithmContradicted { .. }))), "{contradicted:?}");
    let narrow = key.restrict_to(&[pss]).unwrap();
    for expected in [None, Some(pkcs1)] {
        let refused = narrow.verify_response(&response, expected, Message::Raw(&message));
        assert!(matches!(refused, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))), "{refused:?}");
    }
}

/// The crates cut a digest that is too long, so that digest ‖ junk verifies; here its length is checked first.
#[test]
fn a_digest_with_trailing_bytes_is_misuse() {
    for name in ["ECC_NIST_P256-sign-1", "ECC_SECG_P256K1-sign-1", "ECC_NIST_P384-sign-1", "ECC_NIST_P521-sign-1"] {
        let key = verifying_key(name);
        let algorithm = key.sole_algorithm().unwrap();
        let case = genuine(name, algorithm.as_str(), "DIGEST");
        let (mut digest, signature) = (case.bytes("Message"), case.bytes("Signature"));
        let verifier = key.verifier(algorithm).unwrap();
        verifier.verify_prehash(&digest, &signature).unwrap();
        digest.push(0);
        let error = verifier.verify_prehash(&digest, &signature).unwrap_err();
        let source = error.source().and_then(|source| source.downcast_ref::<Error>());
        assert!(matches!(source, Some(Error::Misuse(Misuse::DigestLength { .. }))), "{name}: {source:?}");
    }
}

#[test]
fn errors_of_traits_have_our_error_as_their_source() {
    let verifier = verifying_key("ECC_NIST_P256-sign-1").verifier(SigningAlgorithm::EcdsaSha256).unwrap();
    let error = verifier.verify(b"", &[]).unwrap_err();
    let source = error.source().and_then(|source| source.downcast_ref::<Error>());
    assert!(matches!(source, Some(Error::NotVerified)));
    assert!(source.and_then(|source| source.source()).is_none(), "an invalid signature has no cause");
}

#[test]
fn naming_the_same_key_is_not_transitive() {
    let arn =
        |region| KeyId::new(&format!("arn:aws:kms:{region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"));
    let (oregon, id, ireland) =
        (arn("us-west-2"), KeyId::new("1234abcd-12ab-34cd-56ef-1234567890ab"), arn("eu-west-1"));
    assert_eq!(oregon.same_key_as(&id), Sameness::Same);
    assert_eq!(id.same_key_as(&ireland), Sameness::Same);
    assert_eq!(oregon.same_key_as(&ireland), Sameness::Different);
    assert!(oregon != id, "equality is of the text");
}

#[test]
fn a_cache_never_swaps_a_narrow_key_for_a_wide_one() {
    let wide = verifying_key("RSA_2048-sign-1");
    let narrow = wide.restrict_to(&[SigningAlgorithm::RsassaPssSha256]).unwrap();
    assert_ne!(wide, narrow);
    let mut cache: HashMap<VerifyingKey, &str> = HashMap::new();
    cache.insert(wide.clone(), "wide");
    assert_eq!(cache.get(&narrow), None);
    cache.insert(narrow.clone(), "narrow");
    assert_eq!((cache.get(&wide), cache.get(&narrow)), (Some(&"wide"), Some(&"narrow")));
    assert_eq!(wide.fingerprint(), narrow.fingerprint());
}

#[cfg(feature = "serde")]
mod serde {
    use kms_offline::{KeySpec, KeyUsage, MessageType, PublicKey};
    use serde_core::{
        Deserialize as _,
        de::value::{MapDeserializer, SeqDeserializer, U32Deserializer},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::corpus::CorpusKey;

    fn response() -> Value {
        serde_json::from_str(CorpusKey::named("ECC_NIST_P256-sign-1").response()).unwrap()
    }

    fn text(value: &Value) -> String {
        value.as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn an_array_in_place_of_the_object_is_rejected() {
        let members: Vec<Value> = response().as_object().unwrap().values().cloned().collect();
        serde_json::from_value::<PublicKey>(response()).unwrap();
        serde_json::from_value::<PublicKey>(Value::Array(members.clone())).unwrap_err();
        serde_json::from_value::<PublicKey>(json!([response()])).unwrap_err();
        let texts = SeqDeserializer::<_, serde_json::Error>::new(members.iter().map(text));
        PublicKey::deserialize(texts).unwrap_err();
    }

    #[test]
    fn repeated_members_are_rejected_by_every_deserialiser() {
        let key = |repeated: Option<&str>| {
            let response = response();
            let response = response.as_object().unwrap();
            let texts = response.iter().filter(|(_, value)| value.is_string());
            let members: Vec<(String, Value)> = texts
                .chain(response.get_key_value("SigningAlgorithms"))
                .chain(repeated.map(|name| response.get_key_value(name).unwrap()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            PublicKey::deserialize(MapDeserializer::<_, serde_json::Error>::new(members.into_iter()))
        };
        key(None).unwrap();
        for member in ["KeyId", "PublicKey", "KeySpec", "CustomerMasterKeySpec", "KeyUsage", "SigningAlgorithms"] {
            let error = key(Some(member)).unwrap_err().to_string();
            assert!(error.contains(&format!("{member} appears twice")), "{error}");
        }
    }

    #[test]
    fn names_deserialise_from_text_and_never_from_an_index() {
        assert_eq!(serde_json::from_value::<KeySpec>(json!("RSA_2048")).unwrap(), KeySpec::Rsa2048);
        for value in
            [json!(0), json!({"RSA_2048": null}), json!(["RSA_2048"]), json!("rsa_2048"), json!("Rsa2048"), json!(null)]
        {
            serde_json::from_value::<KeySpec>(value.clone()).unwrap_err();
            serde_json::from_value::<SigningAlgorithm>(value.clone()).unwrap_err();
            serde_json::from_value::<MessageType>(value).unwrap_err();
        }
        KeyUsage::deserialize(U32Deserializer::<serde_json::Error>::new(0)).unwrap_err();
    }

    #[test]
    fn lengths_are_bounded_in_every_deserialiser() {
        let with = |member: &str, value: Value| {
            let mut response = response();
            response[member] = value;
            serde_json::from_value::<PublicKey>(response)
        };
        let names = |count: usize| json!((0..count).map(|n| format!("FUTURE_{n}")).collect::<Vec<_>>());
        with("SigningAlgorithms", names(32)).unwrap();
        with("SigningAlgorithms", names(33)).unwrap_err();
        with("KeyId", json!("k".repeat(2048))).unwrap();
        with("KeyId", json!("k".repeat(2049))).unwrap_err();
        with("SigningAlgorithms", json!(["ECDSA_SHA_256", "N".repeat(128)])).unwrap();
        with("SigningAlgorithms", json!(["ECDSA_SHA_256", "N".repeat(129)])).unwrap_err();
        let text = |len: usize| with("PublicKey", json!("A".repeat(len))).unwrap_err().to_string();
        let unread = "a member of the response is too long";
        assert_ne!(text(64 * 1024), unread);
        assert_eq!(text(64 * 1024 + 1), unread);
        assert_eq!(text(10_000_000), unread);
    }

    #[test]
    fn errors_about_values_of_another_type_name_the_expected_one() {
        let told = |error: serde_json::Error| error.to_string();
        let number = told(serde_json::from_value::<PublicKey>(json!(1)).unwrap_err());
        assert!(number.ends_with("expected a response of KMS, which is an object"), "{number}");
        // JSON has no wider integers, other formats do.
        let wide = MapDeserializer::<_, serde_json::Error>::new([("KeyId", i128::MAX)].into_iter());
        let wide = told(PublicKey::deserialize(wide).unwrap_err());
        assert!(wide.ends_with("expected text or a list of names"), "{wide}");
        let listed = [("SigningAlgorithms", vec![i128::MAX])].into_iter();
        let listed = told(PublicKey::deserialize(MapDeserializer::<_, serde_json::Error>::new(listed)).unwrap_err());
        assert!(listed.ends_with("expected a name"), "{listed}");
        let name = told(serde_json::from_value::<KeySpec>(json!(1)).unwrap_err());
        assert!(name.ends_with("expected a KMS KeySpec"), "{name}");
    }

    #[test]
    fn a_typed_key_of_another_usage_is_rejected() {
        let response = CorpusKey::named("RSA_2048-encrypt-1").response();
        let error = serde_json::from_str::<VerifyingKey>(response).unwrap_err().to_string();
        assert!(error.contains("ENCRYPT_DECRYPT") && error.contains("SIGN_VERIFY"), "{error}");
    }
}

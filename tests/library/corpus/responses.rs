//! Every GetPublicKey response of the corpus: as JSON, as parts, as DER, and back.

use base64ct::{Base64, Encoding as _};
use kms_offline::{
    AgreementKey, EncapsulationKey, EncryptionKey, Error, GetPublicKeyParts, KeyUsage, PublicKey, VerifyingKey,
};
use serde_json::Value;

use super::{Case, expectations};

/// Where the corpus leaves the decision open: whether we take it, and why.
const DECISIONS: [(&str, bool, &str); 18] = [
    ("KeySpec is empty", true, "SDKs print absent members as \"\"; CustomerMasterKeySpec says the spec"),
    ("KeySpec is null", true, "the same with null"),
    ("no KeyId", true, "a KeyId proves nothing, so a key without one is as good"),
    ("utf-8 byte order mark", true, "Windows editors write it; it cannot change the meaning"),
    ("only unknown algorithms", true, "a key of a future algorithm can be inspected; nothing verifies with it"),
    ("repeated algorithm", true, "the list is a set"),
    ("white space in base64", true, "it cannot change which key is meant"),
    ("deep but complete nesting in an unknown field", false, "longer than any response of KMS"),
    ("ten megabytes of white space", false, "the same"),
    ("rsa e is 3", true, "imported keys may have any odd exponent (RFC 8017, 3.1)"),
    ("rsa e of 2048 bits", false, "it would only make verification slow"),
    ("rsa e of 33 bits", true, "the widest that the rsa crate takes"),
    ("rsa without null", false, "RFC 3279, 2.3.1: the parameters are NULL"),
    ("compressed ECC_NIST_P256", false, "KMS sends uncompressed points, which RFC 5480, 2.2, makes mandatory"),
    ("compressed ECC_NIST_P384", false, "the same"),
    ("compressed ECC_NIST_P521", false, "the same"),
    ("compressed ECC_SECG_P256K1", false, "the same"),
    ("compressed SM2", false, "the same"),
];

pub(super) fn is_taken(case: &Case) -> bool {
    match case.text("expect") {
        "accept" => true,
        "reject" => false,
        _ => DECISIONS.iter().find(|(kind, _, _)| *kind == case.text("kind")).expect("every open case is decided").1,
    }
}

#[test]
fn responses_come_out_as_the_corpus_says() {
    let cases = kms_offline_vectors::responses();
    assert_eq!(expectations(cases), [("accept", 55), ("reject", 370), ("either", 18)].into());
    for case in cases {
        match PublicKey::from_json(case.document()) {
            Ok(key) => {
                assert!(is_taken(case), "{case} is refused");
                assert_eq!(key.spec().as_str(), case.text("KeySpec"), "{case}");
            }
            Err(Error::Malformed(malformed)) => assert!(!is_taken(case), "{case}: {malformed}"),
            Err(error) => panic!("{case}: a response cannot be {error:?}"),
        }
    }
}

#[test]
fn every_rejected_response_is_rejected_by_every_typed_key() {
    let refused: Vec<&Case> = kms_offline_vectors::responses().iter().filter(|case| !is_taken(case)).collect();
    assert_eq!(refused.len(), 379, "370 to reject, and 9 of the open ones");
    for case in refused {
        let document = case.document();
        let errors = [
            VerifyingKey::from_json(&document).err(),
            EncryptionKey::from_json(&document).err(),
            AgreementKey::from_json(&document).err(),
            EncapsulationKey::from_json(&document).err(),
        ];
        assert!(errors.iter().all(|error| matches!(error, Some(Error::Malformed(_)))), "{case}: {errors:?}");
    }
}

/// The members of an accepted response; some begin with a byte order mark.
fn members(document: &[u8]) -> Value {
    serde_json::from_slice(document.strip_prefix("\u{feff}".as_bytes()).unwrap_or(document)).unwrap()
}

pub(super) fn accepted() -> impl Iterator<Item = (&'static Case, Value, PublicKey)> {
    kms_offline_vectors::responses().iter().filter(|case| is_taken(case)).map(|case| {
        let document = case.document();
        let key = PublicKey::from_json(&document).unwrap_or_else(|error| panic!("{case}: {error}"));
        (case, members(&document), key)
    })
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

#[test]
fn a_key_has_the_values_of_its_response() {
    for (case, response, key) in accepted() {
        assert_eq!(key.key_id().map(|id| id.as_str()), response.get("KeyId").and_then(Value::as_str), "{case}");
        assert_eq!(Some(key.usage().as_str()), response["KeyUsage"].as_str(), "{case}");
        let text = response["PublicKey"].as_str().unwrap().replace(['\n', '\r', ' '], "");
        assert_eq!(Base64::encode_string(key.as_der()), text, "{case}");
        let mut listed = names(&response[key.usage().list_member()]);
        let mut told: Vec<&str> = key.algorithm_names().into_iter().chain(key.unknown_algorithms()).collect();
        listed.sort_unstable();
        listed.dedup();
        told.sort_unstable();
        assert_eq!(told, listed, "{case}");
        assert!(key.algorithm_names().iter().all(|name| name.parse::<kms_offline::SigningAlgorithm>().is_ok()
            || name.parse::<kms_offline::EncryptionAlgorithm>().is_ok()
            || name.parse::<kms_offline::KeyAgreementAlgorithm>().is_ok()
            || name.parse::<kms_offline::EncapsulationAlgorithm>().is_ok()));
    }
}

#[test]
fn exactly_one_typed_key_comes_out_of_each_response() {
    for (case, _, key) in accepted() {
        let matching = matches!(
            (key.usage(), &key),
            (KeyUsage::SignVerify, PublicKey::Verifying(_))
                | (KeyUsage::EncryptDecrypt, PublicKey::Encryption(_))
                | (KeyUsage::KeyAgreement, PublicKey::Agreement(_))
                | (KeyUsage::EncapsulateDecapsulate, PublicKey::Encapsulation(_))
        );
        assert!(matching, "{case}");
        let typed = [
            VerifyingKey::try_from(key.clone()).is_ok(),
            EncryptionKey::try_from(key.clone()).is_ok(),
            AgreementKey::try_from(key.clone()).is_ok(),
            EncapsulationKey::try_from(key.clone()).is_ok(),
        ];
        assert_eq!(typed.iter().filter(|is_ok| **is_ok).count(), 1, "{case}");
    }
}

/// Checks that `written` reads back as `key`, and names its spec as KMS does today.
pub(super) fn assert_reads_back(case: &Case, key: &PublicKey, written: &str) {
    let again = PublicKey::from_json(written).unwrap_or_else(|error| panic!("{case}: {error} in {written}"));
    assert_eq!(again, *key, "{case}");
    assert_eq!(again.key_id(), key.key_id(), "{case}");
    assert!(again.unknown_algorithms().eq(key.unknown_algorithms()), "{case}");
    let response = members(written.as_bytes());
    assert_eq!(response["KeySpec"].as_str(), Some(key.spec().as_str()), "{case}");
    assert_eq!(response.get("CustomerMasterKeySpec"), None, "{case}");
}

#[test]
fn keys_round_trip_through_json() {
    let mut count = 0;
    for (case, _, key) in accepted() {
        assert_reads_back(case, &key, &key.to_json());
        count += 1;
    }
    assert_eq!(count, 64, "55 to accept, and 9 of the open ones");
}

#[test]
fn parts_give_the_same_key() {
    for (case, response, key) in accepted() {
        let algorithms = names(&response[key.usage().list_member()]);
        let parts = GetPublicKeyParts::new(key.as_der())
            .key_id(key.key_id().map(|id| id.as_str()))
            .key_spec(key.spec().as_str())
            .key_usage(key.usage().as_str())
            .algorithms(key.usage(), algorithms.iter().copied());
        assert_eq!(PublicKey::from_parts(parts).unwrap(), key, "{case}");
    }
}

#[test]
fn der_with_spec_and_usage_gives_every_algorithm_of_the_pair() {
    let mut count = 0;
    for (case, _, key) in accepted().filter(|(case, ..)| case.text("kind").starts_with("plain ")) {
        let der = PublicKey::from_der(key.as_der(), key.spec(), key.usage()).unwrap();
        assert_eq!(der, key, "{case}");
        assert_eq!(der.key_id(), None);
        let base64 = Base64::encode_string(key.as_der()) + "\n";
        assert_eq!(PublicKey::from_base64(&base64, key.spec(), key.usage()).unwrap(), key, "{case}");
        assert_eq!(PublicKey::from_pem_der_or_base64(base64, key.spec(), key.usage()).unwrap(), key, "{case}");
        assert_eq!(PublicKey::from_pem_der_or_base64(key.as_der(), key.spec(), key.usage()).unwrap(), key, "{case}");
        count += 1;
    }
    assert_eq!(count, 23);
}

//! Every GetPublicKey response of the corpus through serde: no side door.

use kms_offline::{AgreementKey, EncapsulationKey, EncryptionKey, PublicKey, VerifyingKey};

use kms_offline_vectors::responses;

use super::responses::{accepted, assert_reads_back, is_taken};

/// The cases that serde's JSON parser decides differently from `from_json`, and why: both concern the text around the
/// members, which `Deserialize` never sees.
const DECIDED_BY_THE_READER: [(&str, &str); 3] = [
    ("utf-8 byte order mark", "serde_json refuses one"),
    ("ten megabytes of white space", "serde_json skips it"),
    ("deep but complete nesting in an unknown field", "serde_json skips it without recursion"),
];

#[test]
fn deserialize_decides_as_from_json() {
    for case in responses() {
        let document = case.document();
        let deserialized = serde_json::from_slice::<PublicKey>(&document).ok();
        if DECIDED_BY_THE_READER.iter().any(|(kind, _)| *kind == case.text("kind")) {
            assert_ne!(deserialized.is_some(), is_taken(case), "{case}: no exception is needed");
        } else {
            assert_eq!(deserialized, PublicKey::from_json(&document).ok(), "{case}");
        }
    }
}

#[test]
fn every_rejected_response_is_rejected_by_every_typed_key() {
    let rejected = responses().iter().filter(|case| case.text("expect") == "reject");
    for case in rejected {
        let document = case.document();
        assert!(serde_json::from_slice::<VerifyingKey>(&document).is_err(), "{case}");
        assert!(serde_json::from_slice::<EncryptionKey>(&document).is_err(), "{case}");
        assert!(serde_json::from_slice::<AgreementKey>(&document).is_err(), "{case}");
        assert!(serde_json::from_slice::<EncapsulationKey>(&document).is_err(), "{case}");
    }
}

#[test]
fn keys_round_trip_through_serde() {
    for (case, _, key) in accepted() {
        assert_reads_back(case, &key, &serde_json::to_string(&key).unwrap());
    }
}

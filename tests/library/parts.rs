//! The parts of a GetPublicKey response as an SDK has them: four lists. Only the usage's own list counts.

use kms_offline::{Error, GetPublicKeyParts, KeyUsage, PublicKey, error::Malformed};
use serde_json::Value;

use crate::corpus::CorpusKey;

/// A key of each usage.
const KEYS: [&str; 4] = ["RSA_2048-sign-1", "RSA_2048-encrypt-1", "ECC_NIST_P384-agree-1", "ML_KEM_512-encapsulate-1"];

fn malformed(parts: GetPublicKeyParts<'_>) -> Malformed {
    match PublicKey::from_parts(parts) {
        Err(Error::Malformed(malformed)) => malformed,
        other => panic!("{other:?}"),
    }
}

/// Fills a list through the method that is named after it.
fn filled<'a>(parts: GetPublicKeyParts<'a>, usage: KeyUsage, names: &[&'a str]) -> GetPublicKeyParts<'a> {
    let names = names.iter().copied();
    match usage {
        KeyUsage::SignVerify => parts.signing_algorithms(names),
        KeyUsage::EncryptDecrypt => parts.encryption_algorithms(names),
        KeyUsage::KeyAgreement => parts.key_agreement_algorithms(names),
        KeyUsage::EncapsulateDecapsulate => parts.encapsulation_algorithms(names),
        other => panic!("{other} has no method"),
    }
}

#[test]
fn the_list_of_the_usage_is_the_only_one_that_is_filled() {
    for name in KEYS {
        let response: Value = serde_json::from_str(CorpusKey::named(name).response()).unwrap();
        let key = PublicKey::from_json(response.to_string()).unwrap();
        let usage = key.usage();
        let text = |member: &str| response[member].as_str();
        let list = response.as_object().unwrap().values().find_map(Value::as_array).unwrap();
        let names: Vec<&str> = list.iter().map(|name| name.as_str().unwrap()).collect();
        let bare = GetPublicKeyParts::new(key.as_der())
            .key_id(text("KeyId"))
            .key_spec(text("KeySpec"))
            .key_usage(text("KeyUsage"));

        let mut all = bare.clone();
        for other in KeyUsage::ALL.iter().copied() {
            all = filled(all, other, if other == usage { &names } else { &[] });
        }
        for parts in [filled(bare.clone(), usage, &names), bare.clone().algorithms(usage, names.clone()), all] {
            let from_parts = PublicKey::from_parts(parts).unwrap();
            assert_eq!(from_parts, key, "{name}");
            assert_eq!(from_parts.key_id(), key.key_id(), "{name}");
        }

        assert_eq!(malformed(bare.clone()), Malformed::MissingList { usage }, "{name}");
        for other in KeyUsage::ALL.iter().copied().filter(|other| *other != usage) {
            let wrong = Malformed::ListOfOtherUsage { usage, other };
            assert_eq!(malformed(filled(filled(bare.clone(), usage, &names), other, &["ANY"])), wrong, "{name}");
            assert_eq!(malformed(filled(bare.clone(), other, &names)), wrong, "{name}: only the other one");
        }
    }
}

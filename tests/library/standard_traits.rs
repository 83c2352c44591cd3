//! Traits of the standard library, serde and the `spki` crate on names, fingerprints, records and keys.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, HashMap},
};

use kms_offline::{
    Fingerprint, Key, KeyId, Message, MessageType, PublicKey, SigningAlgorithm, Usage, VerifyingKey,
    spki::{EncodePublicKey as _, SubjectPublicKeyInfoRef},
};
use kms_offline_vectors::from_hex;

use crate::corpus::{CorpusKey, SIGNING, genuine, verifying_key};

#[test]
fn a_key_id_converts_from_and_to_its_text() {
    for text in ["alias/release", "", "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] {
        let id = KeyId::new(text);
        assert_eq!(text.parse::<KeyId>().unwrap(), id);
        assert_eq!(KeyId::from(text), id);
        assert_eq!(AsRef::<str>::as_ref(&id), text);
        assert_eq!(Borrow::<str>::borrow(&id), text);
    }
}

/// `Borrow` promises that hash and order are those of the text.
#[test]
fn key_ids_are_found_in_maps_by_their_text() {
    let ids = ["b", "a", "alias/release", ""].map(KeyId::new);
    let hashed: HashMap<KeyId, usize> = ids.iter().cloned().zip(0..).collect();
    let sorted: BTreeMap<KeyId, usize> = ids.iter().cloned().zip(0..).collect();
    for (place, id) in ids.iter().enumerate() {
        assert_eq!(hashed.get(id.as_str()), Some(&place));
        assert_eq!(sorted.get(id.as_str()), Some(&place));
    }
    assert!(sorted.keys().map(KeyId::as_str).eq(["", "a", "alias/release", "b"]));
}

#[test]
fn a_fingerprint_converts_from_and_to_its_bytes() {
    let bytes: [u8; 32] = core::array::from_fn(|i| 7 * i as u8);
    let fingerprint = Fingerprint::new(bytes);
    assert_eq!(Fingerprint::from(bytes), fingerprint);
    assert_eq!(Fingerprint::try_from(&bytes[..]).unwrap(), fingerprint);
    assert_eq!(AsRef::<[u8]>::as_ref(&fingerprint), bytes);
    for wrong in [0, 31, 33, 64] {
        assert!(Fingerprint::try_from(&vec![0; wrong][..]).is_err(), "{wrong} bytes");
    }
}

#[test]
fn a_fingerprint_is_written_as_hexadecimal_digits_in_lower_case() {
    let bytes: [u8; 32] = core::array::from_fn(|i| 255 - 7 * i as u8);
    let fingerprint = Fingerprint::new(bytes);
    let text = format!("{fingerprint:x}");
    assert_eq!(text, fingerprint.to_string());
    assert_eq!(text, format!("{fingerprint:?}"));
    assert_eq!(from_hex(&text), bytes);
    assert_eq!(text, text.to_lowercase());
    assert_eq!(text.parse::<Fingerprint>().unwrap(), fingerprint);
}

#[test]
fn fingerprints_are_ordered_as_their_bytes() {
    let with = |place: usize, byte| {
        let mut bytes = [7; 32];
        bytes[place] = byte;
        Fingerprint::new(bytes)
    };
    let mut sorted = [with(0, 200), with(31, 8), with(31, 6), with(0, 6)];
    sorted.sort_unstable();
    assert_eq!(sorted, [with(0, 6), with(31, 6), with(31, 8), with(0, 200)]);
}

fn record(name: &str, key: &VerifyingKey) -> kms_offline::VerifiedRecord {
    let case = genuine(name, "ECDSA_SHA_256", "RAW");
    let message = case.bytes("Message");
    let verified = key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(&message), case.bytes("Signature")).unwrap();
    assert_eq!(verified.key(), key);
    assert_eq!(verified.fingerprint(), key.fingerprint());
    assert_eq!(verified.algorithm(), SigningAlgorithm::EcdsaSha256);
    assert_eq!(verified.message_type(), MessageType::Raw);
    assert_eq!(verified.key_id(), key.key_id());
    verified.to_record()
}

const P256: &str = "ECC_NIST_P256-sign-1";
const FINGERPRINT: &str = "9cb1495ded95ec67e582fdf289d97477c4619bbe06cacd659864beb12499fb72";

/// The P-256 key with another KeyId in its response.
fn renamed(key_id: &str) -> VerifyingKey {
    let mut response: serde_json::Value = serde_json::from_str(CorpusKey::named(P256).response()).unwrap();
    response["KeyId"] = key_id.into();
    VerifyingKey::from_json(response.to_string()).unwrap()
}

#[test]
fn a_record_is_one_line_that_calls_the_key_id_unproved() {
    let line = |key_id: &str| record(P256, &renamed(key_id)).to_string();
    let begin = format!("ECDSA_SHA_256 signature over RAW by SHA256:{FINGERPRINT}");
    assert_eq!(line(""), begin);
    assert_eq!(
        line("mrk-1234abcd12ab34cd56ef1234567890ab"),
        format!("{begin}, KeyId (unproved) mrk-1234abcd12ab34cd56ef1234567890ab")
    );
    let hostile = line("alias/\n\u{1b}[2J");
    assert!(hostile.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{hostile:?}");
}

/// Encodes a key through `spki`'s trait, as generic code does.
fn assert_encodes(key: &PublicKey) {
    fn der<U: Usage>(key: &PublicKey) -> Option<Vec<u8>> {
        Key::<U>::try_from(key.clone()).ok().map(|key| key.to_public_key_der().unwrap().into_vec())
    }
    let document = key.to_public_key_der().unwrap();
    assert_eq!(document.as_bytes(), key.as_der());
    SubjectPublicKeyInfoRef::try_from(document.as_bytes()).unwrap();
    use kms_offline::{EncapsulateDecapsulate, EncryptDecrypt, KeyAgreement, SignVerify};
    let typed = [
        der::<SignVerify>(key),
        der::<EncryptDecrypt>(key),
        der::<KeyAgreement>(key),
        der::<EncapsulateDecapsulate>(key),
    ];
    assert!(typed.into_iter().flatten().eq([key.as_der()]), "one usage");
}

#[test]
fn keys_encode_as_kms_sent_them() {
    for name in SIGNING {
        assert_encodes(&verifying_key(name).into());
    }
    for name in ["RSA_2048-encrypt-1", "SM2-encrypt-1", "ECC_NIST_P384-agree-1", "ML_KEM_512-encapsulate-1"] {
        assert_encodes(&PublicKey::from_json(CorpusKey::named(name).response()).unwrap());
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::*;

    #[test]
    fn a_key_id_is_text_of_at_most_2048_bytes() {
        let id = KeyId::new("alias/\"release\"");
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, r#""alias/\"release\"""#);
        assert_eq!(serde_json::from_str::<KeyId>(&json).unwrap(), id);
        let of_len = |len| serde_json::from_str::<KeyId>(&format!("\"{}\"", "a".repeat(len)));
        assert_eq!(of_len(KeyId::MAX_LEN).unwrap().as_str().len(), KeyId::MAX_LEN);
        assert!(of_len(KeyId::MAX_LEN + 1).is_err());
        for json in ["1", "null", "[\"a\"]", "{\"KeyId\": \"a\"}"] {
            assert!(serde_json::from_str::<KeyId>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_fingerprint_is_its_text() {
        let fingerprint: Fingerprint = FINGERPRINT.parse().unwrap();
        let json = serde_json::to_string(&fingerprint).unwrap();
        assert_eq!(json, format!("\"{FINGERPRINT}\""));
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), fingerprint);
        for json in ["\"9cb1\"", "1", "null", "[156, 177]"] {
            assert!(serde_json::from_str::<Fingerprint>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_record_has_the_names_of_kms() {
        let json = |key_id: &str| serde_json::to_string(&record(P256, &renamed(key_id))).unwrap();
        let rest = format!(r#""Fingerprint":"{FINGERPRINT}","SigningAlgorithm":"ECDSA_SHA_256","MessageType":"RAW"}}"#);
        assert_eq!(json(""), format!("{{{rest}"));
        assert_eq!(json("alias/release"), format!(r#"{{"KeyId":"alias/release",{rest}"#));
        let mut labelled = record(P256, &renamed(""));
        labelled.label = Some("\"a\"".to_owned());
        let json = serde_json::to_string(&labelled).unwrap();
        assert_eq!(json, format!(r#"{{{},"Label":"\"a\""}}"#, rest.trim_end_matches('}')));
    }

    #[test]
    fn a_typed_key_is_the_response_that_it_came_from() {
        let key = verifying_key(P256);
        let json = serde_json::to_string(&key).unwrap();
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&json), value(&key.to_json()));
        assert_eq!(serde_json::from_str::<VerifyingKey>(&json).unwrap(), key);
        let error = serde_json::from_str::<kms_offline::EncryptionKey>(&json).unwrap_err().to_string();
        assert!(error.contains("SIGN_VERIFY"), "{error}");
    }
}

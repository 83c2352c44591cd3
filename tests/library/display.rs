//! Debug and the other views of values.

use kms_offline::{DistinguishingId, Message, MessageType, PublicKey, SigningAlgorithm};
use kms_offline_vectors::from_hex;

use crate::corpus::verifying_key;

#[test]
fn debug_of_a_verifier_and_of_its_stream_names_algorithm_and_key() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let verifier = key.verifier(SigningAlgorithm::EcdsaSha256).unwrap();
    let (algorithm, fingerprint) = (format!("{:?}", verifier.algorithm()), key.fingerprint().to_string());
    for shown in [format!("{verifier:?}"), format!("{:?}", verifier.stream([]))] {
        assert!(shown.contains(&algorithm) && shown.contains(&fingerprint), "{shown}");
    }
}

#[test]
fn a_key_is_shown_as_spec_usage_and_fingerprint() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let shown = PublicKey::from(key.clone()).to_string();
    assert_eq!(shown, format!("ECC_NIST_P256 SIGN_VERIFY {}", key.fingerprint()));
    assert!(format!("{key:?}").contains(&key.fingerprint().to_string()));
}

#[test]
fn debug_of_a_digester_shows_that_it_is_one_and_no_state() {
    let verifier = verifying_key("ECC_NIST_P256-sign-1").verifier(SigningAlgorithm::EcdsaSha256).unwrap();
    let mut digester = verifier.digester().unwrap();
    let before = format!("{digester:?}");
    digester.update("abc");
    assert_eq!((before.as_str(), format!("{digester:?}")), ("Digester { .. }", before.clone()));
}

#[test]
fn debug_of_a_distinguishing_id_shows_text_and_the_length_of_other_bytes() {
    let shown = |id: &[u8]| format!("{:?}", DistinguishingId::new(id).unwrap());
    assert_eq!(shown(b"ALICE123@YAHOO.COM"), r#"DistinguishingId("ALICE123@YAHOO.COM")"#);
    assert_eq!(shown(b"\xff\xfe"), "DistinguishingId(2 bytes)");
}

#[test]
fn a_digest_is_shown_as_type_and_hexadecimal_and_read_as_bytes_base64_and_message() {
    let digest = verifying_key("ECC_NIST_P256-sign-1").digest(SigningAlgorithm::EcdsaSha256, "abc").unwrap();
    let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(format!("{digest:?}"), format!("DIGEST({digits})"));
    assert_eq!(digest.as_ref(), from_hex(digits));
    assert_eq!(digest.to_base64(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    assert_eq!(digest.as_message(), Message::Digest(&from_hex(digits)));
}

#[test]
fn a_message_tells_its_type_and_its_bytes() {
    for message_type in MessageType::ALL.iter().copied() {
        let message = Message::new(message_type, b"abc");
        assert_eq!((message.message_type(), message.as_bytes()), (message_type, &b"abc"[..]));
    }
}

#[test]
fn a_verifier_tells_its_algorithm_and_key_and_checks_a_message_type_before_the_message() {
    for name in ["ECC_NIST_EDWARDS25519-sign-1", "ML_DSA_65-sign-1", "SM2-sign-1"] {
        let key = verifying_key(name);
        for algorithm in key.algorithms().iter().copied() {
            let verifier = key.verifier(algorithm).unwrap();
            assert_eq!((verifier.algorithm(), verifier.key()), (algorithm, &key));
            for message_type in MessageType::ALL.iter().copied() {
                let taken = verifier.check_message_type(message_type).is_ok();
                assert_eq!(taken, algorithm.message_types().contains(&message_type), "{algorithm} {message_type}");
            }
        }
    }
}

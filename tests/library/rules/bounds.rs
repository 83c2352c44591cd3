//! Lengths are checked before any work, and little stack is used.

use std::{
    thread,
    time::{Duration, Instant},
};

use kms_offline::{
    DistinguishingId, Error, GetPublicKeyParts, KeyId, KeyUsage, PublicKey, SignResponse, VerifyingKey,
    error::{Expected, Malformed, MemberProblem},
};

use crate::corpus::{CorpusKey, SIGNING, genuine, verifying_key};

const MAX_RESPONSE_LEN: usize = 64 * 1024;

fn too_long<T: std::fmt::Debug>(result: Result<T, Error>) -> (Expected, usize, usize) {
    match result {
        Err(Error::Malformed(Malformed::TooLong { expected, found, limit })) => (expected, found, limit),
        other => panic!("{other:?} is not too long"),
    }
}

/// The response with trailing white space, `len` bytes in all.
fn padded(response: &str, len: usize) -> Vec<u8> {
    let mut response = response.as_bytes().to_vec();
    response.resize(len, b' ');
    response
}

#[test]
fn responses_over_64_kib_are_rejected_before_parsing() {
    let key = CorpusKey::named("ECC_NIST_P256-sign-1");
    let (public_key, sign) = (key.response(), key.genuine("ECDSA_SHA_256", "RAW").text("sign_output"));
    PublicKey::from_json(padded(public_key, MAX_RESPONSE_LEN)).unwrap();
    SignResponse::from_json(padded(sign, MAX_RESPONSE_LEN)).unwrap();
    let refused = too_long(PublicKey::from_json(padded(public_key, MAX_RESPONSE_LEN + 1)));
    assert_eq!(refused, (Expected::GetPublicKeyResponse, MAX_RESPONSE_LEN + 1, MAX_RESPONSE_LEN));
    let refused = too_long(SignResponse::from_json(padded(sign, MAX_RESPONSE_LEN + 1)));
    assert_eq!(refused, (Expected::SignResponse, MAX_RESPONSE_LEN + 1, MAX_RESPONSE_LEN));
}

#[test]
fn lists_over_32_names_are_rejected() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let names: Vec<String> = (0..40).map(|n| format!("FUTURE_{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let parts = |count: usize| {
        GetPublicKeyParts::new(key.as_der())
            .key_spec("ECC_NIST_P256")
            .key_usage("SIGN_VERIFY")
            .signing_algorithms(names[..count].iter().copied())
    };
    assert_eq!(PublicKey::from_parts(parts(32)).unwrap().unknown_algorithms().count(), 32);
    assert_eq!(too_long(PublicKey::from_parts(parts(33))), (Expected::AlgorithmList, 33, 32));
    let response =
        |count: usize| key.to_json().replace("\"ECDSA_SHA_256\"", &format!("\"{}\"", names[..count].join("\",\"")));
    PublicKey::from_json(response(32)).unwrap();
    assert_eq!(too_long(PublicKey::from_json(response(40))), (Expected::AlgorithmList, 40, 32));
}

#[test]
fn keys_and_key_ids_are_bounded() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    for der in [vec![0x30; 8193], vec![0; 10_000_000]] {
        let refused = too_long(VerifyingKey::from_der(&der, key.spec()));
        assert_eq!(refused, (Expected::PublicKey, der.len(), 8192));
    }
    let longest = VerifyingKey::from_der([0; 8192], key.spec());
    assert!(matches!(longest, Err(Error::Malformed(Malformed::Key { .. }))), "{longest:?}");
    let long = "k".repeat(KeyId::MAX_LEN + 1);
    let parts = GetPublicKeyParts::new(key.as_der())
        .key_id(&*long)
        .key_spec("ECC_NIST_P256")
        .key_usage("SIGN_VERIFY")
        .signing_algorithms(["ECDSA_SHA_256"]);
    assert_eq!(too_long(PublicKey::from_parts(parts)), (Expected::KeyId, KeyId::MAX_LEN + 1, KeyId::MAX_LEN));
}

#[test]
fn names_over_128_bytes_are_rejected() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let (longest, longer) = ("X".repeat(128), "X".repeat(129));
    let listed = |name: &str| {
        let json = key.to_json().replace("\"ECDSA_SHA_256\"", &format!("\"ECDSA_SHA_256\",\"{name}\""));
        let parts = GetPublicKeyParts::new(key.as_der())
            .key_spec("ECC_NIST_P256")
            .key_usage("SIGN_VERIFY")
            .signing_algorithms(["ECDSA_SHA_256", name]);
        [PublicKey::from_json(json), PublicKey::from_parts(parts)]
    };
    assert!(listed(&longest).iter().all(|key| key.as_ref().unwrap().unknown_algorithms().eq([&longest])));
    for refused in listed(&longer) {
        assert_eq!(too_long(refused), (Expected::AlgorithmName, 129, 128));
    }
}

/// Control characters take six bytes each in JSON.
#[test]
fn the_largest_key_is_written_as_a_response_that_parses() {
    let key = verifying_key("ML_DSA_87-sign-1");
    let key_id = "\u{1}".repeat(KeyId::MAX_LEN);
    let names: Vec<String> = (1..32).map(|n| format!("{n:02}{}", "\u{1}".repeat(126))).collect();
    let algorithms: Vec<&str> = ["ML_DSA_SHAKE_256"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let parts = GetPublicKeyParts::new(key.as_der())
        .key_id(&*key_id)
        .key_spec("ML_DSA_87")
        .key_usage("SIGN_VERIFY")
        .signing_algorithms(algorithms.iter().copied());
    let largest = PublicKey::from_parts(parts).unwrap();
    let again = PublicKey::from_json(largest.to_json()).unwrap();
    assert_eq!(again, largest);
    assert!(again.unknown_algorithms().eq(&names));
}

/// Parts that no response could list are rejected too, because a key's own JSON would not parse again.
#[test]
fn nameless_algorithms_are_rejected_in_every_form() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let parts = GetPublicKeyParts::new(key.as_der())
        .key_spec("ECC_NIST_P256")
        .key_usage("SIGN_VERIFY")
        .signing_algorithms(["ECDSA_SHA_256", ""]);
    let json = key.to_json().replace("\"ECDSA_SHA_256\"", "\"ECDSA_SHA_256\", \"\"");
    for refused in [PublicKey::from_parts(parts), PublicKey::from_json(json)] {
        assert!(
            matches!(refused, Err(Error::Malformed(Malformed::Member { problem: MemberProblem::NotAList, .. }))),
            "{refused:?}"
        );
    }
}

/// Generous, since other tests run at the same time: rejecting input unread takes microseconds.
#[test]
fn input_out_of_proportion_is_rejected_at_once() {
    let large: Vec<Vec<u8>> = kms_offline_vectors::responses()
        .iter()
        .filter(|case| {
            case.has("generate") || case.text("kind").contains("16384") || case.text("kind").contains("8192")
        })
        .map(|case| case.document())
        .collect();
    assert_eq!(large.len(), 7, "5 generated documents, and 2 long keys");
    let start = Instant::now();
    for document in &large {
        PublicKey::from_json(document).unwrap_err();
        SignResponse::from_json(document).unwrap_err();
    }
    DistinguishingId::new([0; 8192]).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

/// A build without optimisation keeps every temporary on the stack: ML-DSA's vectors alone are 100 KiB. The promise is
/// for release builds.
const STACK: usize = if cfg!(debug_assertions) { 2 * 1024 * 1024 } else { 256 * 1024 };

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn every_key_parses_on_a_small_stack() {
    for key in CorpusKey::all() {
        on_a_small_stack(|| {
            let key = PublicKey::from_json(key.response()).unwrap();
            assert_eq!(PublicKey::from_json(key.to_json()).unwrap(), key);
        });
    }
}

#[test]
fn every_algorithm_verifies_on_a_small_stack() {
    for name in SIGNING {
        let key = verifying_key(name);
        for algorithm in key.algorithms().iter().copied() {
            for message_type in algorithm.message_types() {
                let (key, case) = (key.clone(), genuine(name, algorithm.as_str(), message_type.as_str()));
                let (message, signature) = (case.bytes("Message"), case.bytes("Signature"));
                on_a_small_stack(move || {
                    let message = kms_offline::Message::new(*message_type, &message);
                    key.verify(algorithm, message, &signature).unwrap();
                    let mut stream = key.verifier(algorithm).unwrap().stream(&signature);
                    stream.update(message.as_bytes());
                    assert_eq!(stream.finish().is_ok(), message.message_type() == kms_offline::MessageType::Raw);
                });
            }
        }
    }
}

#[test]
fn deep_nesting_is_rejected_on_a_small_stack() {
    let deep: Vec<Vec<u8>> = kms_offline_vectors::responses()
        .iter()
        .filter(|case| case.text("kind").starts_with("deep"))
        .map(|case| case.document())
        .collect();
    assert_eq!(deep.len(), 3);
    let shallow =
        [r#"{"a":"#.repeat(10_000), "[".repeat(60_000), format!(r#"{{"SigningAlgorithms":{}"#, "[".repeat(60_000))];
    for document in deep.into_iter().chain(shallow.into_iter().map(String::into_bytes)) {
        on_a_small_stack(move || {
            PublicKey::from_json(&document).unwrap_err();
            SignResponse::from_json(&document).unwrap_err();
            PublicKey::from_pem_der_or_base64(&document, kms_offline::KeySpec::Rsa2048, KeyUsage::SignVerify)
                .unwrap_err();
        });
    }
}

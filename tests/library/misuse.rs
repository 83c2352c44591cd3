//! Calls that can never succeed with the key: each is rejected for every signature, so before any arithmetic.
//!
//! The signatures here are empty or genuine, and the response is the same: that shows that nobody looked at them.

use kms_offline::{
    AgreementKey, DistinguishingId, EncapsulationKey, EncryptionKey, Error, KeyId, KeyUsage, Message, MessageType,
    PublicKey, SignResponse, SigningAlgorithm, VerifyingKey, Vocabulary,
    error::{Misuse, UnknownName},
    signature::hazmat::PrehashVerifier as _,
};

use crate::{
    corpus::{CorpusKey, SIGNING, genuine, verifying_key},
    verdict::Verdict,
};

fn misuse(result: Result<impl std::fmt::Debug, Error>) -> Misuse {
    match result {
        Err(Error::Misuse(misuse)) => misuse,
        other => panic!("{other:?} is not misuse"),
    }
}

#[test]
fn algorithm_that_the_key_does_not_list_is_misuse() {
    for name in SIGNING {
        let key = verifying_key(name);
        let listed: Vec<&str> = key.algorithms().iter().map(|algorithm| algorithm.as_str()).collect();
        for algorithm in SigningAlgorithm::ALL.iter().filter(|algorithm| !key.algorithms().contains(algorithm)) {
            let expected = Misuse::AlgorithmNotListed { algorithm: algorithm.as_str(), listed: listed.clone() };
            for message in [Message::Raw(b""), Message::Digest(&[0; 3]), Message::ExternalMu(&[0; 64])] {
                assert_eq!(misuse(key.verify(*algorithm, message, [])), expected, "{name}");
            }
            assert_eq!(misuse(key.verifier(*algorithm)), expected, "{name}");
            assert_eq!(misuse(key.digest(*algorithm, "")), expected, "{name}");
            assert_eq!(misuse(key.restrict_to(&[*algorithm])), expected, "{name}");
            assert_eq!(misuse(key.algorithm_named(algorithm.as_str())), expected, "{name}");
        }
    }
}

#[test]
fn message_type_that_the_algorithm_does_not_take_is_misuse() {
    use MessageType::{Digest, ExternalMu, Raw};
    let takes = |algorithm: SigningAlgorithm| match algorithm {
        SigningAlgorithm::Ed25519Sha512 => vec![Raw],
        SigningAlgorithm::Ed25519PhSha512 => vec![Digest],
        SigningAlgorithm::MlDsaShake256 => vec![Raw, ExternalMu],
        _ => vec![Raw, Digest],
    };
    let mut refused = 0;
    for name in SIGNING {
        let key = verifying_key(name);
        for algorithm in key.algorithms().iter().copied() {
            for found in MessageType::ALL.iter().copied() {
                // A digest of the right length: nothing else is wrong with the call.
                let message = Message::new(found, &[0; 64][..algorithm.digest_len().unwrap_or(64)]);
                let verdict = Verdict::from(key.verify(algorithm, message, []));
                if takes(algorithm).contains(&found) {
                    assert_eq!(verdict, Verdict::NotVerified, "{algorithm} {found}");
                } else {
                    assert_eq!(verdict, Verdict::Misuse(Misuse::MessageType { algorithm, found }));
                    let verifier = key.verifier(algorithm).unwrap();
                    let bound = verifier.verify_message(message, []);
                    assert_eq!(misuse(bound), Misuse::MessageType { algorithm, found });
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(refused, 18 + 5 + 2 + 2 + 3);
}

#[test]
fn prehash_trait_is_misuse_where_kms_takes_no_digest() {
    let cases = [
        ("ECC_NIST_EDWARDS25519-sign-1", SigningAlgorithm::Ed25519Sha512),
        ("ML_DSA_44-sign-1", SigningAlgorithm::MlDsaShake256),
        ("ML_DSA_65-sign-1", SigningAlgorithm::MlDsaShake256),
        ("ML_DSA_87-sign-1", SigningAlgorithm::MlDsaShake256),
    ];
    for (name, algorithm) in cases {
        let verifier = verifying_key(name).verifier(algorithm).unwrap();
        for len in [0, 32, 48, 64] {
            let verdict = Verdict::from(verifier.verify_prehash(&[0; 64][..len], &[]));
            assert_eq!(verdict, Verdict::Misuse(Misuse::MessageType { algorithm, found: MessageType::Digest }));
        }
    }
}

#[test]
fn digest_of_wrong_length_is_misuse() {
    for name in SIGNING {
        let key = verifying_key(name);
        for algorithm in key.algorithms().iter().copied() {
            let Some(expected) = algorithm.digest_len() else { continue };
            let verifier = key.verifier(algorithm).unwrap();
            let message_type = *algorithm.message_types().last().unwrap();
            for found in (0..=130).filter(|found| *found != expected) {
                // No text, which could be a digest in base64.
                let digest = vec![0xa5; found];
                let wrong = Misuse::DigestLength { algorithm, found, expected };
                let message = Message::new(message_type, &digest);
                assert_eq!(misuse(key.verify(algorithm, message, [])), wrong);
                assert_eq!(misuse(verifier.verify_message(message, [])), wrong);
                if message_type == MessageType::Digest {
                    assert_eq!(Verdict::from(verifier.verify_prehash(&digest, &[])), Verdict::Misuse(wrong));
                }
            }
        }
    }
}

#[test]
fn wrong_usage_names_the_usage_wanted_and_the_one_found() {
    let responses = [
        ("ECC_NIST_P256-sign-1", KeyUsage::SignVerify),
        ("RSA_2048-encrypt-1", KeyUsage::EncryptDecrypt),
        ("SM2-agree-1", KeyUsage::KeyAgreement),
        ("ML_KEM_768-encapsulate-1", KeyUsage::EncapsulateDecapsulate),
    ];
    for (name, found) in responses {
        let response = CorpusKey::named(name).response();
        let outcomes = [
            (KeyUsage::SignVerify, VerifyingKey::from_json(response).map(|_| ())),
            (KeyUsage::EncryptDecrypt, EncryptionKey::from_json(response).map(|_| ())),
            (KeyUsage::KeyAgreement, AgreementKey::from_json(response).map(|_| ())),
            (KeyUsage::EncapsulateDecapsulate, EncapsulationKey::from_json(response).map(|_| ())),
        ];
        for (wanted, outcome) in outcomes {
            if wanted == found {
                outcome.unwrap();
            } else {
                let misuse = misuse(outcome);
                assert_eq!(misuse, Misuse::Usage { wanted, found });
                assert!(misuse.to_string().contains(wanted.as_str()) && misuse.to_string().contains(found.as_str()));
            }
        }
    }
}

#[test]
fn names_of_other_worlds_are_rejected_and_kms_s_name_is_suggested() {
    let cases = [
        ("ECC_NIST_P256-sign-1", "ES256", "ECDSA_SHA_256"),
        ("ECC_SECG_P256K1-sign-1", "ES256K", "ECDSA_SHA_256"),
        ("ECC_NIST_P384-sign-1", "SHA384withECDSA", "ECDSA_SHA_384"),
        ("ECC_NIST_P521-sign-1", "ecdsa-with-SHA512", "ECDSA_SHA_512"),
        ("RSA_2048-sign-1", "PS256", "RSASSA_PSS_SHA_256"),
        ("RSA_2048-sign-1", "RS512", "RSASSA_PKCS1_V1_5_SHA_512"),
        ("RSA_2048-sign-1", "rsassa_pss_sha_384", "RSASSA_PSS_SHA_384"),
        ("ECC_NIST_EDWARDS25519-sign-1", "EdDSA", "ED25519_SHA_512"),
        ("ECC_NIST_EDWARDS25519-sign-1", "Ed25519ph", "ED25519_PH_SHA_512"),
        ("SM2-sign-1", "SM3withSM2", "SM2DSA"),
        ("ML_DSA_65-sign-1", "ML-DSA-65", "ML_DSA_SHAKE_256"),
        // What this key can do is the better suggestion.
        ("ECC_NIST_P384-sign-1", "nonsense", "ECDSA_SHA_384"),
    ];
    for (key, name, suggestion) in cases {
        match misuse(verifying_key(key).algorithm_named(name)) {
            Misuse::UnknownName(UnknownName { vocabulary, found, suggestion: suggested, .. }) => {
                assert_eq!((vocabulary, found.as_str()), (Vocabulary::SigningAlgorithm, name));
                assert_eq!(suggested, Some(suggestion), "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
        assert!(name.parse::<SigningAlgorithm>().is_err());
    }
}

#[test]
fn distinguishing_id_has_at_most_8191_bytes() {
    assert!(DistinguishingId::new([0xff; 8191]).is_ok());
    assert_eq!(misuse(DistinguishingId::new([b'1'; 8192])), Misuse::DistinguishingIdLength { found: 8192 });
}

#[test]
fn distinguishing_id_with_another_algorithm_is_misuse() {
    let id = DistinguishingId::default();
    for name in SIGNING.into_iter().filter(|name| !name.starts_with("SM2")) {
        let key = verifying_key(name);
        for algorithm in key.algorithms().iter().copied() {
            let verifier = key.verifier(algorithm).unwrap();
            let expected = Misuse::DistinguishingIdAlgorithm { algorithm };
            assert_eq!(misuse(verifier.with_distinguishing_id(&id)), expected);
        }
    }
}

#[test]
fn distinguishing_id_with_a_digest_is_misuse_even_if_it_is_the_default() {
    let verifier = verifying_key("SM2-sign-1").verifier(SigningAlgorithm::Sm2Dsa).unwrap();
    let case = genuine("SM2-sign-1", "SM2DSA", "DIGEST");
    let (digest, signature) = (case.bytes("Message"), case.bytes("Signature"));
    verifier.verify_message(Message::Digest(&digest), &signature).unwrap();
    for id in [DistinguishingId::DEFAULT, b"", b"ALICE123@YAHOO.COM"] {
        let bound = verifier.clone().with_distinguishing_id(&DistinguishingId::new(id).unwrap()).unwrap();
        let expected = Misuse::DistinguishingIdWithDigest;
        assert_eq!(misuse(bound.verify_message(Message::Digest(&digest), &signature)), expected);
        assert_eq!(Verdict::from(bound.verify_prehash(&digest, &signature)), Verdict::Misuse(expected));
    }
}

#[test]
fn the_empty_distinguishing_id_is_an_id_and_not_the_default() {
    let verifier = verifying_key("SM2-sign-1").verifier(SigningAlgorithm::Sm2Dsa).unwrap();
    let case = genuine("SM2-sign-1", "SM2DSA", "RAW");
    let (message, signature) = (case.bytes("Message"), case.bytes("Signature"));
    let verify = |id: &DistinguishingId| -> Verdict {
        let verifier = verifier.clone().with_distinguishing_id(id).unwrap();
        verifier.verify_message(Message::Raw(&message), &signature).into()
    };
    assert_eq!(verify(&DistinguishingId::default()), Verdict::Valid);
    assert_eq!(verify(&DistinguishingId::new("").unwrap()), Verdict::NotVerified);
}

#[test]
fn ed25519_signs_the_message_itself_and_has_no_digest() {
    let key = verifying_key("ECC_NIST_EDWARDS25519-sign-1");
    let algorithm = SigningAlgorithm::Ed25519Sha512;
    assert_eq!(misuse(key.digest(algorithm, "abc")), Misuse::NoDigest { algorithm });
    assert_eq!(misuse(key.verifier(algorithm).unwrap().digester()), Misuse::NoDigest { algorithm });
}

#[test]
fn sign_response_can_only_make_verification_fail() {
    let key = verifying_key("RSA_2048-sign-1");
    let response = |members: &str| SignResponse::from_json(format!(r#"{{"Signature": "AAAA"{members}}}"#)).unwrap();
    let verify = |members: &str, expected| misuse(key.verify_response(&response(members), expected, Message::Raw(b"")));
    assert!(matches!(verify("", None), Misuse::AlgorithmNeeded { listed } if listed.len() == 6));
    let contradiction =
        verify(r#", "SigningAlgorithm": "RSASSA_PSS_SHA_256""#, Some(SigningAlgorithm::RsassaPssSha512));
    assert!(matches!(contradiction, Misuse::AlgorithmContradicted { expected: SigningAlgorithm::RsassaPssSha512, .. }));
    assert!(matches!(verify(r#", "SigningAlgorithm": "ECDSA_SHA_256""#, None), Misuse::AlgorithmNotListed { .. }));
    assert!(matches!(verify(r#", "SigningAlgorithm": "PS256""#, None), Misuse::UnknownName { .. }));
    let other = r#", "SigningAlgorithm": "RSASSA_PSS_SHA_256", "KeyId": "0a0a0a0a-0000-0000-0000-000000000000""#;
    assert!(matches!(verify(other, None), Misuse::KeyId { .. }));
    assert!(matches!(verify(other, Some(SigningAlgorithm::RsassaPssSha256)), Misuse::KeyId { .. }));
    let narrow = key.restrict_to(&[SigningAlgorithm::RsassaPssSha384]).unwrap();
    let listed_by_the_response = response(r#", "SigningAlgorithm": "RSASSA_PSS_SHA_256""#);
    let refused = misuse(narrow.verify_response(&listed_by_the_response, None, Message::Raw(b"")));
    assert!(matches!(refused, Misuse::AlgorithmNotListed { algorithm: "RSASSA_PSS_SHA_256", .. }));
}

#[test]
fn key_id_of_another_key_is_misuse() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let untyped = PublicKey::from(key.clone());
    let other = KeyId::new("arn:aws:kms:us-west-2:111122223333:key/00000000-0d98-4c4d-babf-1d75d080fd40");
    let expected = Misuse::KeyId { wanted: other.clone(), found: key.key_id().unwrap().clone() };
    assert_eq!(misuse(key.check_key_id(&other)), expected);
    assert_eq!(misuse(untyped.check_key_id(&other)), expected);
    for says_nothing in ["alias/release", "", "arn:aws:kms:us-west-2:111122223333:alias/release"] {
        key.check_key_id(&KeyId::new(says_nothing)).unwrap();
    }
}

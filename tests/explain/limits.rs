//! The limits of an explanation's cost, and the findings that it must not have.

use kms_offline::{
    MessageType,
    error::Excerpt,
    explain::{Examination, Explainer, Limit},
};
use proptest::{collection::vec, prelude::*};

use crate::corpus::{case, kinds, verifying_key};

#[test]
fn forms_that_need_the_bytes_are_tried_up_to_one_mebibyte() {
    let genuine = case("ECC_NIST_EDWARDS25519", "other-key", "ED25519_SHA_512", "RAW");
    for (len, limits) in [
        (1 << 20, vec![Limit::MessageForms { most: 16 * 1024 }]),
        ((1 << 20) + 1, vec![Limit::MessageBytes { most: 1 << 20 }]),
    ] {
        let message = vec![b'a'; len];
        let explanation = genuine.explain_changed(&genuine.signature(), &message, |explainer| explainer);
        assert_eq!(explanation.limits(), limits, "{len}");
    }
}

#[test]
fn a_pipe_is_examined_without_its_bytes_and_that_is_said() {
    let cases = crate::corpus::made();
    let crlf = cases.iter().find(|case| case.expected_kinds() == ["MessageCrLfLines"]).unwrap();
    let explanation = crlf.explain_changed(&crlf.signature(), &crlf.message(), Explainer::without_message_bytes);
    assert_eq!((kinds(&explanation), explanation.limits()), (vec![], &[Limit::MessageBytes { most: 1 << 20 }][..]));
    for kind in ["MessageWithLineFeed", "MessageWithoutLineEnd", "MessageIsDigest", "MessageHashedTwice"] {
        let case = cases.iter().find(|case| case.expected_kinds() == [kind]).unwrap();
        let explanation = case.explain_changed(&case.signature(), &case.message(), Explainer::without_message_bytes);
        assert_eq!(kinds(&explanation), [kind]);
    }
}

#[test]
fn two_thousand_verifications_or_five_seconds_are_the_most() {
    let other = case("RSA_4096", "genuine", "RSASSA_PSS_SHA_256", "RAW");
    let asked = verifying_key("RSA_4096-sign-2").verifier(other.algorithm()).unwrap();
    let key = verifying_key("RSA_4096-sign-2");
    let keys = (0..1000).map(|number| (Excerpt::of(&number.to_string()), key.clone()));
    let explainer = Explainer::new(&asked, other.signature(), MessageType::Raw).also_try(keys);
    let begin = std::time::Instant::now();
    let mut examination = explainer.examine();
    examination.update("a message");
    let explanation = examination.finish();
    assert!(begin.elapsed().as_secs() < 8, "one verification more, and the pass");
    assert!(
        matches!(explanation.limits(), [Limit::Verifications { most: 2000 } | Limit::Time { seconds: 5 }]),
        "{explanation:?}"
    );
}

#[test]
fn explanations_of_several_keys_are_those_of_each() {
    let cases = crate::corpus::made();
    let crlf = cases.iter().find(|case| case.expected_kinds() == ["MessageCrLfLines"]).unwrap();
    let keys = [verifying_key("ECC_NIST_P256-sign-2"), crlf.key()];
    let verifiers = keys.map(|key| key.verifier(crlf.algorithm()).unwrap());
    let explainers = verifiers.each_ref().map(|key| Explainer::new(key, crlf.signature(), MessageType::Raw));
    let examinations = || {
        explainers.each_ref().map(|explainer| {
            let mut examination = explainer.examine();
            examination.update(crlf.message());
            examination
        })
    };
    let alone: Vec<_> = examinations().into_iter().map(Examination::finish).collect();
    assert_eq!(Examination::finish_all(examinations()), alone);
    assert_eq!(kinds(&alone[1]), ["MessageCrLfLines"]);
}

/// The pass over a message is a writer, and gets the same explanation whatever the pieces.
#[test]
fn an_examination_is_a_writer() {
    let cases = crate::corpus::made();
    let crlf = cases.iter().find(|case| case.expected_kinds() == ["MessageCrLfLines"]).unwrap();
    let verifier = crlf.key().verifier(crlf.algorithm()).unwrap();
    let explainer = Explainer::new(&verifier, crlf.signature(), MessageType::Raw);
    let mut examination = explainer.examine();
    std::io::copy(&mut &crlf.message()[..], &mut examination).unwrap();
    let explanation = examination.finish();
    assert_eq!(kinds(&explanation), ["MessageCrLfLines"]);
    assert_eq!(explanation, crlf.explain_changed(&crlf.signature(), &crlf.message(), |explainer| explainer));
}

#[test]
fn limits_say_where_the_search_ended() {
    let texts = [
        (Limit::Verifications { most: 2000 }, "stopped after 2000 verifications"),
        (Limit::Time { seconds: 5 }, "stopped after 5 seconds"),
        (Limit::OtherKeys { most: 64 }, "only 64 of the other keys were tried"),
        (
            Limit::MessageForms { most: 16_384 },
            "not every combination of changes to the message was tried: that needs at most 16384 bytes",
        ),
    ];
    for (limit, text) in texts {
        assert_eq!(limit.to_string(), text);
    }
}

#[test]
fn an_invalid_context_is_ignored() {
    let other = case("ML_DSA_44", "other-key", "ML_DSA_SHAKE_256", "RAW");
    let explain = |context: &[u8]| {
        other.explain_changed(&other.signature(), &other.message(), |explainer| explainer.context(context))
    };
    assert_eq!(explain(&[0; 256]), explain(&[0; 255]));
}

/// A signature of the right shape that nobody made.
fn shaped(spec: &str, random: &[u8]) -> Vec<u8> {
    let positive = |bytes: &[u8]| [&[0x02, 33, 0, 0x80 | bytes[0]], &bytes[1..32]].concat();
    match spec {
        // r and s of 32 bytes, both far below the orders but for the top bit.
        "ECC_NIST_P256" | "ECC_SECG_P256K1" | "SM2" => {
            [&[0x30, 70], &positive(random)[..], &positive(&random[32..])].concat()
        }
        "ECC_NIST_EDWARDS25519" => [&random[..63], &[0]].concat(),
        _ => [&[0], &random[1..]].concat(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn nothing_is_found_about_a_message_that_nobody_signed(random in vec(any::<u8>(), 256), message in vec(any::<u8>(), 0..100)) {
        let keys = [
            ("RSA_2048", "RSASSA_PSS_SHA_256"),
            ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512"),
            ("ECC_NIST_P256", "ECDSA_SHA_256"),
            ("ECC_SECG_P256K1", "ECDSA_SHA_256"),
            ("SM2", "SM2DSA"),
            ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512"),
        ];
        for (spec, algorithm) in keys {
            let case = case(spec, "genuine", algorithm, "RAW");
            let explanation = case.explain_changed(&shaped(spec, &random), &message, |explainer| explainer);
            // Half of the field are x coordinates, so the other half is reported as impossible.
            let is_nothing = matches!(kinds(&explanation)[..], [] | ["NotOnCurve"]);
            prop_assert!(is_nothing, "{}: {:?}", spec, explanation);
        }
    }

    #[test]
    fn any_bytes_are_examined_without_a_panic(signature in vec(any::<u8>(), 0..200), message in vec(any::<u8>(), 0..40)) {
        for (spec, algorithm) in [("RSA_2048", "RSASSA_PSS_SHA_256"), ("ECC_NIST_P521", "ECDSA_SHA_512"), ("ML_DSA_44", "ML_DSA_SHAKE_256")] {
            let case = case(spec, "genuine", algorithm, "RAW");
            let explanation = case.explain_changed(&signature, &message, |explainer| explainer);
            prop_assert!(explanation.findings().len() <= 1, "{:?}", explanation);
        }
    }
}

//! The key: another one that verifies, another one that the response names.

use kms_offline::{
    KeyId, Message, MessageType, SignResponse, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    error::Excerpt,
    explain::{Explainer, Finding, Limit},
};

use crate::corpus::{case, cases, kinds, verifying_key};

fn named(names: &[&str]) -> Vec<(Excerpt, VerifyingKey)> {
    names.iter().map(|name| (Excerpt::of(name), verifying_key(name))).collect()
}

#[test]
fn the_other_key_is_named_by_file_and_fingerprint() {
    let mut found = 0;
    for case in cases().iter().filter(|case| case.kind() == "genuine" && case.key_name.ends_with("-1")) {
        let owner = &case.key_name;
        let asked = verifying_key(&owner.replace("-sign-1", "-sign-2"));
        let verifier = asked.verifier(case.algorithm()).unwrap();
        let explainer = Explainer::new(&verifier, case.signature(), case.message_type()).also_try(named(&[
            "RSA_2048-sign-1",
            "ECC_SECG_P256K1-sign-2",
            owner,
        ]));
        let mut examination = explainer.examine();
        examination.update(case.message());
        let explanation = examination.finish();
        let (other_key, warning) = explanation.findings().split_last().unwrap();
        let Finding::OtherKey { name, fingerprint, algorithm, forgeable } = other_key else { panic!("{case}") };
        let (message_type, is_raw) = (case.message_type(), case.message_type() == MessageType::Raw);
        let expected = (!is_raw).then_some(Finding::GivenDigest { message_type, forgeable: *forgeable });
        assert_eq!(warning, expected.as_slice(), "{case}");
        let is_made_of_r_and_s = ecdsa_sig_value::to_p1363(case.key().spec(), case.signature()).is_ok();
        assert_eq!(*forgeable, !is_raw && is_made_of_r_and_s, "{case}");
        assert_eq!(name.as_str(), owner, "{case}");
        assert_eq!((*fingerprint, *algorithm), (case.key().fingerprint(), case.algorithm()), "{case}");
        found += 1;
    }
    assert!(found > 100, "{found}");
}

#[test]
fn a_key_of_another_spec_is_found() {
    let genuine = case("ECC_NIST_P256", "genuine", "ECDSA_SHA_256", "RAW");
    let asked = verifying_key("ECC_NIST_P521-sign-1").verifier(SigningAlgorithm::EcdsaSha512).unwrap();
    let explainer = Explainer::new(&asked, genuine.signature(), MessageType::Raw).also_try(named(&[
        "ML_DSA_44-sign-1",
        "SM2-sign-1",
        "ECC_NIST_P256-sign-2",
        "ECC_NIST_P256-sign-1",
    ]));
    let mut examination = explainer.examine();
    examination.update(genuine.message());
    assert_eq!(kinds(&examination.finish()), ["OtherKey"]);
}

#[test]
fn the_encoding_is_reported_along_with_the_other_key() {
    let fixed = case("ECC_NIST_P256", "p1363", "ECDSA_SHA_256", "RAW");
    let asked = verifying_key("ECC_NIST_P256-sign-2").verifier(SigningAlgorithm::EcdsaSha256).unwrap();
    let explainer =
        Explainer::new(&asked, fixed.signature(), MessageType::Raw).also_try(named(&["ECC_NIST_P256-sign-1"]));
    let mut examination = explainer.examine();
    examination.update(fixed.message());
    assert_eq!(kinds(&examination.finish()), ["FixedSize", "OtherKey"]);
}

#[test]
fn the_last_of_a_thousand_rsa_keys_is_found() {
    let genuine = case("RSA_2048", "genuine", "RSASSA_PKCS1_V1_5_SHA_512", "RAW");
    let asked = verifying_key("RSA_2048-sign-2").verifier(genuine.algorithm()).unwrap();
    let owner = (Excerpt::of("owner"), genuine.key());
    let strangers = (0..999).map(|number| (Excerpt::of(&number.to_string()), verifying_key("RSA_2048-sign-2")));
    let explainer = Explainer::new(&asked, genuine.signature(), MessageType::Raw).also_try(strangers).also_try([owner]);
    let mut examination = explainer.examine();
    examination.update(genuine.message());
    assert_eq!(kinds(&examination.finish()), ["OtherKey"]);
}

#[test]
fn a_response_that_names_another_key_is_reported() {
    let in_region = |region: &str, id: &str| KeyId::new(&format!("arn:aws:kms:{region}:111122223333:key/{id}"));
    let (id, replica) = ("1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1234abcd12ab34cd56ef1234567890ab");
    let cases = [
        (in_region("eu-west-1", id), in_region("eu-west-2", id), true),
        (in_region("eu-west-1", replica), in_region("eu-west-2", replica), false),
        (in_region("eu-west-1", id), KeyId::new("alias/release"), false),
    ];
    let genuine = case("ECC_NIST_P256", "genuine", "ECDSA_SHA_256", "RAW");
    for (key_id, answered, is_told) in cases {
        let der = genuine.key().as_der().to_vec();
        let parts = kms_offline::GetPublicKeyParts::new(&der)
            .key_id(key_id.as_str())
            .key_spec("ECC_NIST_P256")
            .key_usage("SIGN_VERIFY")
            .signing_algorithms(["ECDSA_SHA_256"]);
        let verifier = VerifyingKey::from_parts(parts).unwrap().verifier(SigningAlgorithm::EcdsaSha256).unwrap();
        let response = format!(r#"{{"KeyId": "{}", "Signature": "{}"}}"#, answered.as_str(), genuine.text("Signature"));
        let response = SignResponse::from_json(response).unwrap();
        assert!(verifier.verify_message(Message::Raw(b"another"), response.signature()).is_err());
        let explainer = Explainer::new(&verifier, response.signature(), MessageType::Raw).response(&response);
        let mut examination = explainer.examine();
        examination.update("another");
        let expected: &[&str] = if is_told { &["OtherKeyId"] } else { &[] };
        assert_eq!(kinds(&examination.finish()), expected, "{answered}");
    }
}

#[test]
fn a_thousand_keys_are_tried_and_the_cut_is_said() {
    let other = case("ECC_NIST_EDWARDS25519", "other-key", "ED25519_SHA_512", "RAW");
    let key = verifying_key("RSA_2048-sign-1");
    let keys = (0..1001).map(|number| (Excerpt::of(&number.to_string()), key.clone()));
    let explanation = other.explain_changed(&other.signature(), &other.message(), |explainer| explainer.also_try(keys));
    assert_eq!(explanation.findings(), []);
    assert_eq!(explanation.limits(), [Limit::OtherKeys { most: 1000 }]);
}

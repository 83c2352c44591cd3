//! Responses and the keys in them.

use kms_offline::{DistinguishingId, GetPublicKeyParts, KeySpec, KeyUsage, PublicKey, SigningAlgorithm, VerifyingKey};
use serde_json::{Value, json};

use super::{assert_told, parse_with};
use crate::corpus::verifying_key;

const NO_LIST_ADVICE: &str = "supply the algorithms, or fetch the response again with a current client";

#[test]
fn errors_about_members_name_the_fault() {
    let (whole, as_printed) =
        ("pass the whole response as the AWS CLI prints it", "pass the response as the AWS CLI prints it");
    assert_told(parse_with("PublicKey", Value::Null), "PublicKey is missing or empty", whole);
    assert_told(parse_with("KeyUsage", json!("")), "KeyUsage is missing or empty", whole);
    assert_told(parse_with("KeyUsage", json!(1)), "KeyUsage is not text", as_printed);
    let not_a_list = "SigningAlgorithms is not a list of names";
    assert_told(parse_with("SigningAlgorithms", json!("ECDSA_SHA_256")), not_a_list, as_printed);
    assert_told(
        parse_with("SigningAlgorithms", json!("")),
        "KeyUsage is SIGN_VERIFY but SigningAlgorithms is missing or empty, as older clients print it",
        NO_LIST_ADVICE,
    );
    let not_base64 = "PublicKey is not padded standard base64 (RFC 4648, section 4)";
    assert_told(parse_with("PublicKey", json!("A")), not_base64, as_printed);
    let twice = r#"{"KeyUsage": "SIGN_VERIFY", "KeyUsage": "SIGN_VERIFY"}"#;
    assert_told(PublicKey::from_json(twice), "KeyUsage appears twice", "fetch the response again");
    assert_told(
        PublicKey::from_json("{\"KeyId\": \"a\",\n  nonsense}"),
        "the input is not JSON at line 2, column 3, expected a GetPublicKey response",
        "run aws kms get-public-key --output json, or aws kms sign --output json for a signature, and pass its output",
    );
}

#[test]
fn contradictions_name_both_sides() {
    let fetch_again = "fetch the response again";
    assert_told(
        parse_with("KeySpec", json!("RSA_2048")),
        "KeySpec is RSA_2048 but CustomerMasterKeySpec is ECC_NIST_P256, expected the same spec in both",
        fetch_again,
    );
    let one_usage = "fetch the response again, because a KMS key has only one usage";
    assert_told(
        parse_with("KeyUsage", json!("ENCAPSULATE_DECAPSULATE")),
        "KeyUsage is ENCAPSULATE_DECAPSULATE but SigningAlgorithms is not empty, expected only EncapsulationAlgorithms",
        one_usage,
    );
    assert_told(
        parse_with("EncryptionAlgorithms", json!(["RSAES_OAEP_SHA_1"])),
        "KeyUsage is SIGN_VERIFY but EncryptionAlgorithms is not empty, expected only SigningAlgorithms",
        one_usage,
    );
    assert_told(
        parse_with("SigningAlgorithms", json!([])),
        "KeyUsage is SIGN_VERIFY but SigningAlgorithms is missing or empty, as older clients print it",
        NO_LIST_ADVICE,
    );
    assert_told(
        parse_with("SigningAlgorithms", json!(["ECDSA_SHA_384"])),
        "\"ECDSA_SHA_384\" is listed but is not an algorithm of ECC_NIST_P256 keys for SIGN_VERIFY",
        fetch_again,
    );
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let parts = GetPublicKeyParts::new(key.as_der())
        .key_spec("ECC_NIST_P256")
        .key_usage("ENCRYPT_DECRYPT")
        .algorithms(KeyUsage::EncryptDecrypt, ["RSAES_OAEP_SHA_1"]);
    assert_told(
        PublicKey::from_parts(parts),
        "KeyUsage is ENCRYPT_DECRYPT, expected SIGN_VERIFY or KEY_AGREEMENT with KeySpec ECC_NIST_P256",
        fetch_again,
    );
}

#[test]
fn unknown_names_come_with_the_one_that_was_probably_meant() {
    assert_told(
        parse_with("KeySpec", json!("ecc_nist_p256")),
        "\"ecc_nist_p256\" is not a KMS KeySpec",
        "use KMS's exact name, probably ECC_NIST_P256",
    );
    assert_told(
        parse_with("KeySpec", json!("HMAC_256")),
        "\"HMAC_256\" is not a known KMS KeySpec for asymmetric keys",
        "check the response, or update kms-offline",
    );
    assert_told(
        "PS256".parse::<SigningAlgorithm>(),
        "\"PS256\" is not a KMS SigningAlgorithm",
        "use KMS's exact name, probably RSASSA_PSS_SHA_256",
    );
    assert_told(
        "GENERATE_VERIFY_MAC".parse::<KeyUsage>(),
        "\"GENERATE_VERIFY_MAC\" is not a KMS KeyUsage, expected SIGN_VERIFY, ENCRYPT_DECRYPT, KEY_AGREEMENT, ENCAPSULATE_DECAPSULATE",
        "use one of KMS's names, exactly as KMS writes it",
    );
}

#[test]
fn sizes_are_named_with_their_limit() {
    assert_told(
        PublicKey::from_json(vec![b' '; 70_000]),
        "the input has 70000 bytes, expected a GetPublicKey response of at most 65536",
        "check that this is the right input",
    );
    let names: Vec<String> = (0..33).map(|n| n.to_string()).collect();
    assert_told(
        parse_with("SigningAlgorithms", json!(names)),
        "the list has 33 algorithms, expected at most 32",
        "fetch the response again",
    );
    assert_told(
        DistinguishingId::new([0; 8192]),
        "the distinguishing ID has 8192 bytes, expected at most 8191 (the limit of ENTL)",
        "use a shorter ID",
    );
}

#[test]
fn errors_about_keys_name_the_fault() {
    let unchanged = "pass the bytes that KMS returned, unchanged";
    let own_spec = "pass the key together with its own spec";
    let expected = [
        ("trailing byte ECC_NIST_P256", "it is not exactly one DER SubjectPublicKeyInfo", unchanged),
        (
            "SM2 key called ECC_NIST_P256",
            "its curve is 1.2.156.10197.1.301 (SM2), expected 1.2.840.10045.3.1.7 (P-256)",
            own_spec,
        ),
        ("null parameters ML_DSA_44", "its algorithm parameters are not those of this spec", unchanged),
        (
            "compressed ECC_NIST_P256",
            "its point is not uncompressed (04, x, y)",
            "pass the point in the form that KMS returns",
        ),
        ("off curve ECC_NIST_P256", "its bytes are not a point on the curve", "fetch the key again"),
        (
            "rsa 2047 bits",
            "its modulus has 2047 bits, expected 2048",
            "use another key, because no KMS key has a modulus of this width",
        ),
        ("rsa even modulus", "its modulus is even", "fetch the key again"),
        ("rsa e is even", "its public exponent is even, below 3 or not below 2^33", "use another key"),
        ("ed25519 identity", "its point has a small order, so anyone can sign for it", "use another key"),
        ("ed25519 31 bytes", "its subjectPublicKey has 31 bytes, expected 32", own_spec),
        (
            "coefficient is q ML_KEM_512",
            "one of its coefficients is not below 3329 (FIPS 203, 7.2)",
            "fetch the key again",
        ),
    ];
    let responses = kms_offline_vectors::responses();
    for (kind, problem, advice) in expected {
        let case = responses.iter().find(|case| case.text("kind") == kind).unwrap_or_else(|| panic!("no {kind}"));
        let text = format!("the public key is not a valid {} key because {problem}", case.text("KeySpec"));
        assert_told(PublicKey::from_json(case.document()), &text, advice);
    }
}

#[test]
fn an_error_about_a_point_s_length_names_both_lengths() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    // One byte less of y, in the outer SEQUENCE's and the BIT STRING's length too.
    let mut der = key.as_der()[..90].to_vec();
    der[1] -= 1;
    der[24] -= 1;
    assert_told(
        VerifyingKey::from_der(&der, key.spec()),
        "the public key is not a valid ECC_NIST_P256 key because its subjectPublicKey has 64 bytes, expected 65",
        "pass the key together with its own spec",
    );
}

#[test]
fn ed25519_key_that_is_not_canonical_is_rejected() {
    // y = p + 3, which is on the curve as y = 3 and would be decoded so.
    let mut point = [0xff; 32];
    (point[0], point[31]) = (0xf0, 0x7f);
    let der = verifying_key("ECC_NIST_EDWARDS25519-sign-1").as_der()[..12].to_vec();
    assert_told(
        VerifyingKey::from_der([&der[..], &point].concat(), KeySpec::EccNistEdwards25519),
        "the public key is not a valid ECC_NIST_EDWARDS25519 key because its point is not in the canonical encoding (RFC 8032, 5.1.3)",
        "fetch the key again",
    );
}

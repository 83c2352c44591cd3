//! Input of another kind is named.

use std::collections::BTreeSet;

use kms_offline::{KeySpec, KeyUsage, PublicKey, SignResponse, VerifyingKey};
use serde_json::{Value, json};

use super::{assert_told, text, text_with};
use crate::corpus::CorpusKey;

const FETCH: &str = "run aws kms get-public-key --output json and pass its output as the key";

#[test]
fn input_instead_of_a_response_is_named_with_advice() {
    const RESPONSE: &str = "a GetPublicKey response";
    const KEY: &str = "a public key (SubjectPublicKeyInfo)";
    let expected = [
        ("empty file", "nothing", RESPONSE, "check that the command that wrote the file succeeded, and run it again"),
        (
            "utf-16",
            "a GetPublicKey response in UTF-16",
            RESPONSE,
            "run iconv -f UTF-16 -t UTF-8 < FILE > converted.json and pass converted.json",
        ),
        ("html", "a web page", RESPONSE, "fetch it again, because the request did not reach KMS"),
        (
            "describe-key output",
            "a DescribeKey or CreateKey response",
            RESPONSE,
            "run aws kms get-public-key, because this response has no public key",
        ),
        (
            "generate-data-key-pair answer",
            "a GenerateDataKeyPair response",
            RESPONSE,
            "run aws kms get-public-key on a KMS key, because this key pair has no KeyUsage",
        ),
        (
            "error answer",
            "an error response of the service",
            RESPONSE,
            "resolve the error in its message, then call KMS again",
        ),
        ("text output", "the AWS CLI's --output text", RESPONSE, "run the command again with --output json"),
        ("yaml output", "the AWS CLI's --output yaml", RESPONSE, "run the command again with --output json"),
        ("single quotes", "a printed Python dictionary", RESPONSE, FETCH),
        ("array document", "JSON that is not an object", RESPONSE, FETCH),
    ];
    let responses = kms_offline_vectors::responses();
    for (kind, found, expected, advice) in expected {
        let case = responses.iter().find(|case| case.text("kind") == kind).unwrap_or_else(|| panic!("no {kind}"));
        let text = format!("found {found}, expected {expected}");
        assert_told(PublicKey::from_json(case.document()), &text, advice);
    }
    // Their remedies are followed in the tests of the command line.
    let members = [
        ("pem in PublicKey", "a public key in PEM"),
        ("python bytes text", "a public key in printed Python bytes"),
        ("list of byte values", "bytes in a list of byte values"),
        ("hex in PublicKey", "a public key in hexadecimal"),
        ("base64 twice", "a public key in base64, in base64"),
        ("base64 url-safe", "bytes in URL-safe or unpadded base64"),
        ("pkcs1 public key", "a PKCS#1 RSAPublicKey in base64"),
        ("private key in PublicKey", "a private key in base64"),
        ("raw point", "a bare elliptic-curve point (04, x, y) in base64"),
        ("raw ed25519 key", "the bare bytes of a key in base64"),
        ("raw ml-dsa key", "the bare bytes of a key in base64"),
    ];
    for (kind, found) in members {
        let case = responses.iter().find(|case| case.text("kind") == kind).unwrap_or_else(|| panic!("no {kind}"));
        let expected = format!("found {found}, in the member PublicKey, expected {KEY}");
        assert_eq!(text(PublicKey::from_json(case.document())), expected);
    }
}

#[test]
fn dumps_of_other_worlds_are_named() {
    let cases = [
        (
            json!({"type": "Buffer", "data": [48, 89]}),
            "found bytes in a dumped JavaScript buffer, in the member PublicKey, ",
        ),
        (json!({"0": 48, "1": 89}), "found bytes in a dumped JavaScript buffer, in the member PublicKey, "),
        (json!("48,89,48"), "found bytes in a list of byte values, in the member PublicKey, "),
    ];
    for (value, start) in cases {
        let text = text_with("PublicKey", value);
        assert!(text.starts_with(start), "{text}");
    }
    // No key is so short.
    for value in [json!({"other": 48}), json!("30".repeat(15))] {
        let text = text_with("PublicKey", value);
        assert!(!text.starts_with("found "), "{text}");
    }
    let not_responses = [
        ("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "found bytes in base64, "),
        ("null", "found JSON that is not an object, "),
        ("true", "found JSON that is not an object, "),
        ("false", "found JSON that is not an object, "),
        ("-----BEGIN PUBLIC KEY-----", "found PEM that is not one block of a known kind, "),
        ("ssh-rsa AAAA me@here", "the input is not JSON at line 1, "),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB me@here", "found a key in SSH's format, "),
        ("ssh-dss AAAAB3NzaC1kc3MA me@here", "found a key in SSH's format, of an algorithm that KMS does not have, "),
    ];
    for (document, start) in not_responses {
        let text = text(PublicKey::from_json(document));
        assert!(text.starts_with(start), "{text} for {document}");
    }
    let renamed = json!({ "key_id": "a", "public_key": "b", "key_usage": "c" }).to_string();
    assert!(
        text(PublicKey::from_json(renamed))
            .starts_with("found a response with renamed members (Terraform, Pulumi, an SDK), ")
    );
    let sign = CorpusKey::named("ECC_NIST_P256-sign-1").genuine("ECDSA_SHA_256", "RAW").text("sign_output");
    assert_told(
        PublicKey::from_json(sign),
        "found a Sign response, expected a GetPublicKey response",
        "pass it as the signature, and the output of aws kms get-public-key as the key",
    );
}

/// Where a multiple of four became spaces, the text without them is base64 of something else.
#[test]
fn base64_is_named_for_any_number_of_plus_signs_that_became_spaces() {
    let mut counts = BTreeSet::new();
    for key in CorpusKey::all() {
        let response: Value = serde_json::from_str(key.response()).unwrap();
        let base64 = response["PublicKey"].as_str().unwrap();
        let count = base64.matches('+').count();
        if count > 0 {
            let text = text_with("PublicKey", json!(base64.replace('+', " ")));
            assert!(text.starts_with("found a public key in base64 whose + became spaces, "), "{}: {text}", key.name());
            counts.insert(count % 4);
        }
    }
    assert_eq!(counts.len(), 4, "{counts:?}");
}

#[test]
fn input_instead_of_a_sign_response_is_named_with_advice() {
    let public_key = CorpusKey::named("ECC_NIST_P256-sign-1").response();
    let other_responses = [
        (public_key, "a GetPublicKey response"),
        (r#"{"KeyMetadata": {}}"#, "a DescribeKey or CreateKey response"),
        (r#"{"KeyPairSpec": "RSA_2048"}"#, "a GenerateDataKeyPair response"),
        (r#"{"ImportToken": "AA=="}"#, "a GetParametersForImport response"),
        (r#"{"SignatureValid": true}"#, "a Verify response"),
    ];
    for (document, found) in other_responses {
        let text = format!("found {found}, expected a Sign response");
        assert_told(SignResponse::from_json(document), &text, "pass the output of aws kms sign");
    }
    assert_told(
        SignResponse::from_json([0x30, 7, 2, 2, 0, 0x80, 2, 1, 1]),
        "found a signature of r and s in DER, expected a Sign response",
        "pass it as a signature without a response",
    );
    assert_told(
        SignResponse::from_json("MAYCAQECAQE="),
        "found a signature of r and s in DER in base64, expected a Sign response",
        "run tr -d '[:space:]' < FILE | base64 -d > converted.der and pass converted.der as the signature",
    );
    let utf16: Vec<u8> = "\u{feff}{\"Signature\": \"AA==\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_told(
        SignResponse::from_json(utf16),
        "found a Sign response in UTF-16, expected a Sign response",
        "run iconv -f UTF-16 -t UTF-8 < FILE > converted.json and pass converted.json as the signature",
    );
    assert_told(
        SignResponse::from_json(r#"{"Signature": {"type": "Buffer", "data": [48, 6]}}"#),
        "found bytes in a dumped JavaScript buffer, in the member Signature, expected a signature",
        "run jq -r .Signature < FILE | jq -r '(.data // [.[]])[]' | awk '{printf \"%02x\", $1}' | xxd -r -p > converted.der \
         and pass converted.der as the signature",
    );
    assert_told(
        SignResponse::from_json(r#"{"Signature": "MAYCAQECAQE=", "KeyId": [48, 6]}"#),
        "KeyId is not text",
        "pass the response as the AWS CLI prints it",
    );
}

#[test]
fn der_of_other_structures_is_named() {
    let parse = |der: &[u8]| text(VerifyingKey::from_der(der, KeySpec::EccNistP256));
    // SEQUENCE { SEQUENCE {}, SEQUENCE {}, BIT STRING } has the outline of a certificate, and nothing in it.
    assert!(parse(&[0x30, 7, 0x30, 0, 0x30, 0, 3, 1, 0]).starts_with("found DER of another structure, "));
    // SEQUENCE { INTEGER 0, SEQUENCE {} } begins as a private key does.
    assert!(parse(&[0x30, 5, 2, 1, 0, 0x30, 0]).starts_with("found DER of another structure, "));
    // SEQUENCE { OCTET STRING }, as long as the keys of Ed25519
    let octets = [&[0x30, 30, 4, 28][..], &[0; 28]].concat();
    assert!(parse(&octets).starts_with("found DER of another structure, "));
    assert!(text(PublicKey::from_json([0x30, 3, 4, 1, 0xff])).starts_with("found DER of another structure, "));
    // SEQUENCE { INTEGER n, INTEGER 3 }, whose n is longer than any r.
    let rsa = [&[0x30, 0x67, 2, 0x62, 0][..], &[0xff; 97], &[2, 1, 3]].concat();
    assert_told(
        PublicKey::from_json(rsa),
        "found a PKCS#1 RSAPublicKey, expected a GetPublicKey response",
        "run openssl rsa -RSAPublicKey_in -inform DER -pubout < FILE > converted.pem and pass converted.pem with the key's spec and usage",
    );
    let in_any_form = |text: &str| PublicKey::from_pem_der_or_base64(text, KeySpec::EccNistP256, KeyUsage::SignVerify);
    let ssh = text(in_any_form("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@here"));
    assert!(ssh.starts_with("found an Ed25519 key in SSH's format, "), "{ssh}");
    assert_told(
        in_any_form(r#"{"PublicKey": ""}"#),
        "found a GetPublicKey response, expected a public key (SubjectPublicKeyInfo)",
        "pass it without the key's spec and usage, because it contains them",
    );
}

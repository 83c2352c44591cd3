//! The texts of errors (found and expected) and their advice. One test for each family of them.

mod advice;

use std::error::Error as _;

use kms_offline::{
    AgreementKey, DistinguishingId, EncryptionKey, Error, Fingerprint, GetPublicKeyParts, KeyId, KeySpec, KeyUsage,
    Message, PublicKey, SignResponse, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
};
use serde_json::{Value, json};

use crate::corpus::{CorpusKey, verifying_key};

/// The error, which has no source.
fn error<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>) -> Error {
    let error: Error = result.unwrap_err().into();
    assert!(error.source().is_none(), "{error:?}");
    error
}

/// The text of the error.
fn text<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>) -> String {
    error(result).to_string()
}

/// Asserts the text and the advice of the error.
#[track_caller]
fn assert_told<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>, text: &str, advice: &str) {
    let error = error(result);
    assert_eq!((error.to_string().as_str(), error.advice().as_deref()), (text, Some(advice)), "{error:?}");
}

/// Parses the response of a key with one member replaced.
fn parse_with(member: &str, value: Value) -> Result<PublicKey, Error> {
    let mut response: Value = serde_json::from_str(CorpusKey::named("ECC_NIST_P256-sign-1").response()).unwrap();
    response[member] = value;
    PublicKey::from_json(response.to_string())
}

/// The text of the error for such a response.
fn text_with(member: &str, value: Value) -> String {
    text(parse_with(member, value))
}

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

const FETCH: &str = "run aws kms get-public-key --output json and pass its output as the key";

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
        ("-----BEGIN PUBLIC KEY-----", "found a PEM block that does not parse, "),
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

const NO_LIST_ADVICE: &str = "supply the algorithms, or fetch the response again with a current client";

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

#[test]
fn misuse_advises_what_to_change() {
    let p256 = verifying_key("ECC_NIST_P256-sign-1");
    let ed25519 = verifying_key("ECC_NIST_EDWARDS25519-sign-1");
    let (ecdsa, pure) = (SigningAlgorithm::EcdsaSha256, SigningAlgorithm::Ed25519Sha512);
    let response = CorpusKey::named("ECC_NIST_P256-sign-1").response();
    let id = KeyId::new("00000000-0000-0000-0000-000000000000");
    assert_told(
        EncryptionKey::from_der(p256.as_der(), p256.spec()),
        "ECC_NIST_P256 keys do not support ENCRYPT_DECRYPT, expected SIGN_VERIFY or KEY_AGREEMENT",
        "pass the spec and usage that the key was created with",
    );
    assert_told(
        AgreementKey::from_json(response),
        "the key's KeyUsage is SIGN_VERIFY, this call needs KEY_AGREEMENT",
        "use a key created for KEY_AGREEMENT, or this one for SIGN_VERIFY",
    );
    assert_told(
        p256.verifier(pure),
        "this key does not list ED25519_SHA_512, it lists ECDSA_SHA_256",
        "use a listed algorithm or another key",
    );
    assert_told(
        ed25519.sole_algorithm(),
        "the algorithm is not specified, this key lists ED25519_SHA_512, ED25519_PH_SHA_512",
        "specify the algorithm that both sides agreed on",
    );
    assert_told(
        p256.verify(ecdsa, Message::Digest(&[0; 20]), ""),
        "the digest has 20 bytes, expected 32 for ECDSA_SHA_256",
        "pass the SHA-256 digest of the message",
    );
    assert_told(
        p256.verify(ecdsa, Message::ExternalMu(&[0; 64]), ""),
        "ECDSA_SHA_256 does not accept EXTERNAL_MU, expected RAW or DIGEST",
        "pass the message in a form that the algorithm accepts",
    );
    assert_told(
        ed25519.digest(pure, ""),
        "ED25519_SHA_512 signs the message itself, not a digest",
        "pass the message to KMS as RAW (at most 4096 bytes)",
    );
    assert_told(
        p256.verifier(ecdsa).unwrap().with_distinguishing_id(&DistinguishingId::default()),
        "ECDSA_SHA_256 does not use a distinguishing ID, only SM2DSA does",
        "omit the distinguishing ID",
    );
    let expected_key = "fetch the public key of the key that you expect";
    let text = format!("the key's KeyId is {}, expected {id}", p256.key_id().unwrap());
    assert_told(p256.check_key_id(&id), &text, expected_key);
    let text = format!("the key's fingerprint is {}, expected {}", p256.fingerprint(), "00".repeat(32));
    assert_told(p256.check_fingerprint(Fingerprint::new([0; 32])), &text, expected_key);
    assert_told(
        "abc".parse::<Fingerprint>(),
        "\"abc\" is not a fingerprint, expected 64 hexadecimal digits",
        "pass the SHA-256 of the DER public key in hexadecimal",
    );
    let future = p256.to_json().replace("ECDSA_SHA_256", "FUTURE");
    let future = VerifyingKey::from_json(future).unwrap();
    let (text, advice) =
        ("this key lists no algorithm that this version knows", "update kms-offline, or use another key");
    assert_told(future.sole_algorithm(), text, advice);
    assert_told(future.verifier(ecdsa), text, advice);
}

#[test]
fn a_contradiction_names_both_algorithms() {
    let key = verifying_key("RSA_2048-sign-1");
    let response = r#"{"Signature": "AAAA", "SigningAlgorithm": "RSASSA_PSS_SHA_256"}"#;
    let response = SignResponse::from_json(response).unwrap();
    assert_told(
        key.verify_response(&response, Some(SigningAlgorithm::RsassaPssSha512), Message::Raw(b"")),
        "the Sign response names \"RSASSA_PSS_SHA_256\", expected RSASSA_PSS_SHA_512",
        "ask for a signature with the algorithm that you expect",
    );
}

#[test]
fn signatures_that_do_not_convert_say_why() {
    let p256 = KeySpec::EccNistP256;
    assert_told(
        ecdsa_sig_value::from_p1363(p256, [1; 65]),
        "the signature has 65 bytes, expected 64 for r and s of ECC_NIST_P256",
        "keep the leading zeros of r and s",
    );
    assert_told(
        ecdsa_sig_value::from_p1363(p256, [0; 64]),
        "r or s of the signature is 0 or not below the group's order, as in no valid signature",
        "check how the signature was made",
    );
    assert_told(
        ecdsa_sig_value::to_p1363(p256, [1; 64]),
        "the signature is not strict DER, expected r and s in at most 72 bytes for ECC_NIST_P256",
        "pass the signature that KMS Sign returned",
    );
    assert_told(
        ecdsa_sig_value::to_p1363(KeySpec::Rsa2048, [1; 256]),
        "signatures of RSA_2048 do not consist of r and s",
        "pass the signature as KMS Sign returned it",
    );
}

#[test]
fn a_signature_that_does_not_verify_carries_no_cause() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    assert_told(
        key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(b""), ""),
        "the signature does not verify with this key, message and algorithm",
        "compare the message with the signed one, byte for byte",
    );
}

#[test]
fn a_random_source_that_failed_has_advice() {
    assert_told(
        Err::<(), _>(Error::Random),
        "the random source failed",
        "repeat the operation, or use another random source",
    );
}

//! What errors say: found, expected, what to do. One test for each family of texts.

use std::error::Error as _;

use kms_offline::{
    AgreementKey, DistinguishingId, EncryptionKey, Error, Fingerprint, GetPublicKeyParts, KeyId, KeySpec, KeyUsage,
    Message, PublicKey, SignResponse, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
};
use serde_json::{Value, json};

use crate::corpus::{self, cases, verifying_key};

/// The text of the error.
fn text<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>) -> String {
    let error: Error = result.unwrap_err().into();
    assert!(error.source().is_none(), "{error:?}");
    error.to_string()
}

/// The text of the error for the response of a key with one member replaced, or without it.
fn text_with(member: &str, value: Value) -> String {
    let mut response: Value =
        serde_json::from_slice(&corpus::file("keys/ECC_NIST_P256-sign-1/public-key.json")).unwrap();
    response[member] = value;
    text(PublicKey::from_json(response.to_string()))
}

#[test]
fn what_was_given_instead_of_a_response_is_named_with_a_remedy() {
    let expected = [
        (
            "empty file",
            "found nothing, expected a GetPublicKey response: check that the command which wrote the file succeeded",
        ),
        (
            "utf-16",
            "found text in UTF-16, expected a GetPublicKey response: save it as UTF-8, with | Out-File -Encoding utf8 in PowerShell",
        ),
        ("html", "found a web page, expected a GetPublicKey response: the request did not reach KMS, fetch it again"),
        (
            "describe-key output",
            "found a DescribeKey or CreateKey response, expected a GetPublicKey response: it has no public key, run aws kms get-public-key",
        ),
        (
            "generate-data-key-pair answer",
            "found a GenerateDataKeyPair response, expected a GetPublicKey response: nobody promised the usage of a data key, run aws kms get-public-key on a KMS key",
        ),
        (
            "error answer",
            "found an error response of the service, expected a GetPublicKey response: the call failed, read its message and call again",
        ),
        (
            "text output",
            "found the AWS CLI's --output text, expected a GetPublicKey response: run the command again with --output json",
        ),
        (
            "yaml output",
            "found the AWS CLI's --output yaml, expected a GetPublicKey response: run the command again with --output json",
        ),
        (
            "single quotes",
            "found a printed Python dictionary, expected a GetPublicKey response: give the response as a JSON object, as aws kms prints it",
        ),
        (
            "array document",
            "found JSON that is not an object, expected a GetPublicKey response: give the response as a JSON object, as aws kms prints it",
        ),
        (
            "pem in PublicKey",
            "found PEM, expected a public key (SubjectPublicKeyInfo): take the base64 between BEGIN and END, without its line breaks",
        ),
        (
            "python bytes text",
            "found printed Python bytes, expected a public key (SubjectPublicKeyInfo): encode the bytes as standard base64",
        ),
        (
            "list of byte values",
            "found a list of byte values, expected a public key (SubjectPublicKeyInfo): encode the bytes as standard base64",
        ),
        (
            "hex in PublicKey",
            "found hexadecimal digits, expected a public key (SubjectPublicKeyInfo): encode the bytes as standard base64",
        ),
        ("base64 twice", "found base64 of base64, expected a public key (SubjectPublicKeyInfo): decode it once"),
        (
            "base64 url-safe",
            "found URL-safe base64, expected a public key (SubjectPublicKeyInfo): encode it with the standard alphabet (+ and /) and padding",
        ),
        (
            "pkcs1 public key",
            "found a PKCS#1 RSAPublicKey, expected a public key (SubjectPublicKeyInfo): convert it with openssl rsa -RSAPublicKey_in -pubout",
        ),
        (
            "private key in PublicKey",
            "found a private key, expected a public key (SubjectPublicKeyInfo): KMS never gives one out: keep it secret, and give the public key",
        ),
        (
            "raw point",
            "found a bare elliptic-curve point, expected a public key (SubjectPublicKeyInfo): give the whole DER SubjectPublicKeyInfo that KMS returned",
        ),
        (
            "raw ed25519 key",
            "found the bare bytes of a key, expected a public key (SubjectPublicKeyInfo): give the whole DER SubjectPublicKeyInfo that KMS returned",
        ),
        (
            "raw ml-dsa key",
            "found the bare bytes of a key, expected a public key (SubjectPublicKeyInfo): give the whole DER SubjectPublicKeyInfo that KMS returned",
        ),
    ];
    let responses = cases("responses.json");
    for (kind, text) in expected {
        let case = responses.iter().find(|case| case.text("kind") == kind).unwrap_or_else(|| panic!("no {kind}"));
        assert_eq!(self::text(PublicKey::from_json(case.document())), text, "{case}");
    }
}

#[test]
fn dumps_of_other_worlds_are_named() {
    let cases = [
        (json!({"type": "Buffer", "data": [48, 89]}), "found a dumped JavaScript buffer, "),
        (json!({"0": 48, "1": 89}), "found a dumped JavaScript buffer, "),
        (json!("48,89,48"), "found a list of byte values, "),
    ];
    for (value, start) in cases {
        let text = text_with("PublicKey", value);
        assert!(text.starts_with(start), "{text}");
    }
    // No key is so short.
    for value in [json!({"other": 48}), json!("30".repeat(31))] {
        let text = text_with("PublicKey", value);
        assert!(!text.starts_with("found "), "{text}");
    }
    let not_responses = [
        ("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE", "found bare base64, "),
        ("null", "found JSON that is not an object, "),
        ("true", "found JSON that is not an object, "),
        ("false", "found JSON that is not an object, "),
        ("-----BEGIN PUBLIC KEY-----", "found PEM, "),
        ("Here it is:\n-----BEGIN PUBLIC KEY-----", "found PEM, "),
        ("ssh-rsa AAAA me@here", "found a key in SSH's format, "),
        ("ecdsa-sha2-nistp256 AAAA me@here", "found a key in SSH's format, "),
    ];
    for (document, start) in not_responses {
        let text = text(PublicKey::from_json(document));
        assert!(text.starts_with(start), "{text} for {document}");
    }
    let renamed = json!({ "key_id": "a", "public_key": "b", "key_usage": "c" }).to_string();
    assert!(
        text(PublicKey::from_json(renamed)).starts_with("found a response with renamed members (Terraform, Pulumi), ")
    );
    let sign = corpus::file("keys/ECC_NIST_P256-sign-1/sign-01.json");
    assert!(text(PublicKey::from_json(sign)).starts_with("found a Sign response, expected a GetPublicKey response: "));
}

#[test]
fn what_was_given_instead_of_a_sign_response_is_named_with_a_remedy() {
    let public_key = corpus::file("keys/ECC_NIST_P256-sign-1/public-key.json");
    let public_key = str::from_utf8(&public_key).unwrap();
    let other_responses = [
        (public_key, "a GetPublicKey response"),
        (r#"{"KeyMetadata": {}}"#, "a DescribeKey or CreateKey response"),
        (r#"{"KeyPairSpec": "RSA_2048"}"#, "a GenerateDataKeyPair response"),
        (r#"{"ImportToken": "AA=="}"#, "a GetParametersForImport response"),
        (r#"{"SignatureValid": true}"#, "a Verify response"),
    ];
    for (document, found) in other_responses {
        let expected = format!("found {found}, expected a Sign response: give what aws kms sign printed");
        assert_eq!(text(SignResponse::from_json(document)), expected);
    }
    let der = [0x30, 7, 2, 2, 0, 0x80, 2, 1, 1];
    let alone: [(&[u8], _); 3] =
        [(b"MAYCAQECAQE=", "bare base64"), (b"-----BEGIN SIGNATURE-----", "PEM"), (&der, "DER")];
    for (document, found) in alone {
        let expected = format!(
            "found {found}, expected a Sign response: read a signature that stands alone with SignatureFile::read"
        );
        assert_eq!(text(SignResponse::from_json(document)), expected);
    }
    assert_eq!(
        text(SignResponse::from_json(b"\xff\xfe{\0}\0")),
        "found text in UTF-16, expected a Sign response: save it as UTF-8, with | Out-File -Encoding utf8 in PowerShell"
    );
    assert_eq!(
        text(SignResponse::from_json(r#"{"Signature": {"type": "Buffer", "data": [48, 6]}}"#)),
        "found a dumped JavaScript buffer, expected a signature: encode the bytes as standard base64"
    );
    assert_eq!(
        text(SignResponse::from_json(r#"{"Signature": "MAYCAQECAQE=", "KeyId": [48, 6]}"#)),
        "KeyId is not text: give the response as the AWS CLI prints it"
    );
}

#[test]
fn der_of_other_structures_is_named() {
    let parse = |der: &[u8]| text(VerifyingKey::from_der(der, KeySpec::EccNistP256));
    // SEQUENCE { SEQUENCE {}, SEQUENCE {}, BIT STRING }
    assert!(parse(&[0x30, 7, 0x30, 0, 0x30, 0, 3, 1, 0]).starts_with("found a certificate, "));
    // SEQUENCE { INTEGER 0, SEQUENCE {} }
    assert!(parse(&[0x30, 5, 2, 1, 0, 0x30, 0]).starts_with("found a private key, "));
    // SEQUENCE { OCTET STRING }, as long as the keys of Ed25519
    let octets = [&[0x30, 30, 4, 28][..], &[0; 28]].concat();
    assert!(parse(&octets).starts_with("the public key is not one of ECC_NIST_P256: "));
    assert!(text(PublicKey::from_json([0x30, 3, 4, 1, 0xff])).starts_with("found DER, "));
    // SEQUENCE { INTEGER 255, INTEGER 3 }
    let pkcs1 = text(PublicKey::from_json([0x30, 7, 2, 2, 0, 0xff, 2, 1, 3]));
    assert!(pkcs1.starts_with("found a PKCS#1 RSAPublicKey, expected a GetPublicKey response: "), "{pkcs1}");
    let in_any_form =
        |text: &str| self::text(PublicKey::from_pem_der_or_base64(text, KeySpec::EccNistP256, KeyUsage::SignVerify));
    assert!(in_any_form("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@here").starts_with("found a key in SSH's format, "));
    assert_eq!(
        in_any_form("{}"),
        "found a GetPublicKey response, expected a public key (SubjectPublicKeyInfo): it says itself what the key is for, \
         read it with PublicKey::from_json"
    );
}

#[test]
fn members_say_what_is_wrong_with_them() {
    let missing = "is missing or empty: give the whole response as the AWS CLI prints it";
    assert_eq!(text_with("PublicKey", Value::Null), format!("PublicKey {missing}"));
    assert_eq!(text_with("KeyUsage", json!("")), format!("KeyUsage {missing}"));
    assert_eq!(text_with("KeyUsage", json!(1)), "KeyUsage is not text: give the response as the AWS CLI prints it");
    let not_a_list = "SigningAlgorithms is not a list of names: give the response as the AWS CLI prints it";
    assert_eq!(text_with("SigningAlgorithms", json!("ECDSA_SHA_256")), not_a_list);
    let no_list = "KeyUsage is SIGN_VERIFY but SigningAlgorithms is missing or empty, ";
    assert!(text_with("SigningAlgorithms", json!("")).starts_with(no_list));
    let not_base64 =
        "PublicKey is not padded standard base64 (RFC 4648, section 4): give the response as the AWS CLI prints it";
    assert_eq!(text_with("PublicKey", json!("A")), not_base64);
    let twice = r#"{"KeyUsage": "SIGN_VERIFY", "KeyUsage": "SIGN_VERIFY"}"#;
    assert_eq!(
        text(PublicKey::from_json(twice)),
        "KeyUsage is there twice: only one can be meant, fetch the response again"
    );
    let not_json = text(PublicKey::from_json("{\"KeyId\": \"a\",\n  nonsense}"));
    assert_eq!(
        not_json,
        "not JSON at line 2, column 3: expected a GetPublicKey response as the AWS CLI prints it with --output json"
    );
}

#[test]
fn contradictions_name_both_sides() {
    let disagree =
        "KeySpec is RSA_2048 but CustomerMasterKeySpec is ECC_NIST_P256: they must agree, fetch the response again";
    assert_eq!(text_with("KeySpec", json!("RSA_2048")), disagree);
    let usage = text_with("KeyUsage", json!("ENCAPSULATE_DECAPSULATE"));
    assert_eq!(
        usage,
        "KeyUsage is ENCAPSULATE_DECAPSULATE but SigningAlgorithms is filled: a KMS key has one usage, fetch the response again"
    );
    let other = text_with("EncryptionAlgorithms", json!(["RSAES_OAEP_SHA_1"]));
    assert_eq!(
        other,
        "KeyUsage is SIGN_VERIFY but EncryptionAlgorithms is filled: a KMS key has one usage, fetch the response again"
    );
    let list = text_with("SigningAlgorithms", json!([]));
    assert_eq!(
        list,
        "KeyUsage is SIGN_VERIFY but SigningAlgorithms is missing or empty, as in the response of an older client: fetch it with a \
         current one, or say the algorithms with PublicKey::from_parts, or give the key as PEM or DER with its spec and usage"
    );
    let foreign = text_with("SigningAlgorithms", json!(["ECDSA_SHA_384"]));
    assert_eq!(
        foreign,
        "\"ECDSA_SHA_384\" is listed but is no algorithm of ECC_NIST_P256 keys for SIGN_VERIFY: fetch the response again"
    );
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let parts = GetPublicKeyParts::new(key.as_der())
        .key_spec("ECC_NIST_P256")
        .key_usage("ENCRYPT_DECRYPT")
        .algorithms(KeyUsage::EncryptDecrypt, ["RSAES_OAEP_SHA_1"]);
    assert_eq!(
        text(PublicKey::from_parts(parts)),
        "KeyUsage is ENCRYPT_DECRYPT, which no ECC_NIST_P256 key has; it has SIGN_VERIFY or KEY_AGREEMENT: fetch the response again"
    );
}

#[test]
fn unknown_names_come_with_the_one_that_was_probably_meant() {
    assert_eq!(
        text_with("KeySpec", json!("ecc_nist_p256")),
        "\"ecc_nist_p256\" is no KeySpec of KMS: expected the exact name, probably ECC_NIST_P256"
    );
    assert_eq!(
        text_with("KeySpec", json!("HMAC_256")),
        "\"HMAC_256\" is no KeySpec of an asymmetric KMS key that this version knows: check the response, or update kms-offline"
    );
    assert_eq!(
        text("PS256".parse::<SigningAlgorithm>()),
        "\"PS256\" is no SigningAlgorithm of KMS: did you mean RSASSA_PSS_SHA_256?"
    );
    assert_eq!(
        text("GENERATE_VERIFY_MAC".parse::<KeyUsage>()),
        "\"GENERATE_VERIFY_MAC\" is no KeyUsage of KMS: expected SIGN_VERIFY, ENCRYPT_DECRYPT, KEY_AGREEMENT, ENCAPSULATE_DECAPSULATE"
    );
}

#[test]
fn sizes_are_named_with_their_limit() {
    let large = text(PublicKey::from_json(vec![b' '; 70_000]));
    assert_eq!(
        large,
        "70000 bytes are too many for a GetPublicKey response, at most 65536 are read: check which file was given"
    );
    let names: Vec<String> = (0..33).map(|n| n.to_string()).collect();
    let list = text_with("SigningAlgorithms", json!(names));
    assert_eq!(list, "the list has 33 algorithms, at most 32 are read: fetch the response again");
    let id = text(DistinguishingId::new([0; 8192]));
    assert_eq!(id, "the distinguishing ID has 8192 bytes, at most 8191 fit into ENTL: use a shorter one");
}

#[test]
fn keys_say_what_is_wrong_with_them() {
    let expected = [
        (
            "trailing byte ECC_NIST_P256",
            "expected exactly one DER SubjectPublicKeyInfo: give the bytes that KMS returned, unchanged",
        ),
        (
            "SM2 key called ECC_NIST_P256",
            "its curve is 1.2.156.10197.1.301, expected 1.2.840.10045.3.1.7: give the key together with its own spec",
        ),
        (
            "rsassa-pss oid",
            "its algorithm is 1.2.840.113549.1.1.10, expected 1.2.840.113549.1.1.1: give the key together with its own spec",
        ),
        (
            "null parameters ML_DSA_44",
            "its algorithm parameters are not those of this spec: give the bytes that KMS returned",
        ),
        ("compressed ECC_NIST_P256", "the point is not uncompressed (04, x, y): give the form that KMS returns"),
        ("off curve ECC_NIST_P256", "its bytes are not a point of the curve: fetch the key again"),
        ("rsa 2047 bits", "the modulus has 2047 bits, expected 2048: give the key together with its own spec"),
        ("rsa even modulus", "the modulus is even: fetch the key again"),
        ("rsa e is even", "the exponent must be odd, at least 3 and below 2^33: use another key"),
        ("ed25519 identity", "the point has a small order, so anyone can sign for it: use another key"),
        ("ed25519 31 bytes", "the key has 31 bytes, expected 32: give the key together with its own spec"),
        ("coefficient is q ML_KEM_512", "a coefficient is not below 3329 (FIPS 203, 7.2): fetch the key again"),
    ];
    let responses = cases("responses.json");
    for (kind, problem) in expected {
        let case = responses.iter().find(|case| case.text("kind") == kind).unwrap_or_else(|| panic!("no {kind}"));
        let text = text(PublicKey::from_json(case.document()));
        assert_eq!(text, format!("the public key is not one of {}: {problem}", case.text("KeySpec")), "{case}");
    }
}

#[test]
fn a_point_of_another_length_is_told_with_both() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    // One byte less of y, in the outer SEQUENCE's and the BIT STRING's length too.
    let mut der = key.as_der()[..90].to_vec();
    der[1] -= 1;
    der[24] -= 1;
    let text = text(VerifyingKey::from_der(&der, key.spec()));
    assert!(text.contains("the key has 64 bytes, expected 65"), "{text}");
}

#[test]
fn ed25519_key_that_is_not_canonical_is_refused() {
    // y = p + 3, which is on the curve as y = 3 and would be decoded so.
    let mut point = [0xff; 32];
    (point[0], point[31]) = (0xf0, 0x7f);
    let der = verifying_key("ECC_NIST_EDWARDS25519-sign-1").as_der()[..12].to_vec();
    let text = text(VerifyingKey::from_der([&der[..], &point].concat(), KeySpec::EccNistEdwards25519));
    assert!(text.contains("canonical encoding (RFC 8032, 5.1.3): fetch the key again"), "{text}");
}

#[test]
fn misuse_says_what_to_change() {
    let p256 = verifying_key("ECC_NIST_P256-sign-1");
    let ed25519 = verifying_key("ECC_NIST_EDWARDS25519-sign-1");
    let (ecdsa, pure) = (SigningAlgorithm::EcdsaSha256, SigningAlgorithm::Ed25519Sha512);
    let response = corpus::file("keys/ECC_NIST_P256-sign-1/public-key.json");
    let id = KeyId::new("00000000-0000-0000-0000-000000000000");
    let texts = [
        (text(EncryptionKey::from_der(p256.as_der(), p256.spec())), "no ECC_NIST_P256 key is for ENCRYPT_DECRYPT, one is for SIGN_VERIFY or KEY_AGREEMENT: say the spec and usage that the key was created with".to_owned()),
        (text(AgreementKey::from_json(response)), "the key's KeyUsage is SIGN_VERIFY, this call needs KEY_AGREEMENT: use a key created for KEY_AGREEMENT, or this one for SIGN_VERIFY".to_owned()),
        (text(p256.verifier(pure)), "this key does not list ED25519_SHA_512, it lists ECDSA_SHA_256: use one of those or another key".to_owned()),
        (text(ed25519.sole_algorithm()), "no algorithm was named and this key lists ED25519_SHA_512, ED25519_PH_SHA_512: name the one that was agreed upon".to_owned()),
        (text(p256.verify(ecdsa, Message::Digest(&[0; 20]), "")), "digest has 20 bytes, ECDSA_SHA_256 takes 32: give the SHA-256 digest of the message".to_owned()),
        (text(p256.verify(ecdsa, Message::ExternalMu(&[0; 64]), "")), "ECDSA_SHA_256 does not take EXTERNAL_MU, it takes RAW or DIGEST: give what was signed in one of these forms".to_owned()),
        (text(ed25519.digest(pure, "")), "ED25519_SHA_512 signs the message itself and has no digest: give KMS the message as RAW (at most 4096 bytes)".to_owned()),
        (text(p256.verifier(ecdsa).unwrap().with_distinguishing_id(&DistinguishingId::default())), "ECDSA_SHA_256 has no distinguishing ID, only SM2DSA has: leave it out".to_owned()),
        (text(p256.check_key_id(&id)), format!("this is the key {}, wanted was {id}: fetch the public key of the key that you expect", p256.key_id().unwrap())),
        (text(p256.check_fingerprint(Fingerprint::new([0; 32]))), format!("the key's fingerprint is {}, wanted was {}: fetch the public key of the key that you expect", p256.fingerprint(), "00".repeat(32))),
        (text("abc".parse::<Fingerprint>()), "\"abc\" is no fingerprint: give the SHA-256 of the DER public key as 64 hexadecimal digits".to_owned()),
    ];
    for (found, expected) in texts {
        assert_eq!(found, expected);
    }
    let future = p256.to_json().replace("ECDSA_SHA_256", "FUTURE");
    let future = VerifyingKey::from_json(future).unwrap();
    let none = "this key lists no algorithm that this version knows: update kms-offline, or use another key";
    assert_eq!(text(future.sole_algorithm()), none);
    assert_eq!(text(future.verifier(ecdsa)), none);
}

#[test]
fn signatures_that_do_not_convert_say_why() {
    let p256 = KeySpec::EccNistP256;
    assert_eq!(
        text(ecdsa_sig_value::from_p1363(p256, [1; 65])),
        "the signature has 65 bytes, r and s of ECC_NIST_P256 have 64 together: keep the leading zeros of both"
    );
    assert_eq!(
        text(ecdsa_sig_value::from_p1363(p256, [0; 64])),
        "r or s is 0 or not below the group's order: no signature has such values, check how it was made"
    );
    assert_eq!(
        text(ecdsa_sig_value::to_p1363(p256, [1; 64])),
        "the signature is not strict DER of r and s, at most 72 bytes for ECC_NIST_P256: give what KMS Sign returned"
    );
    assert_eq!(
        text(ecdsa_sig_value::to_p1363(KeySpec::Rsa2048, [1; 256])),
        "signatures of RSA_2048 are not made of r and s: give them as KMS Sign returned them"
    );
}

#[test]
fn a_signature_that_does_not_verify_carries_no_cause() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let not_verified = key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(b""), "").unwrap_err();
    assert!(not_verified.source().is_none());
    let text = not_verified.to_string();
    assert!(
        text.starts_with("the signature does not verify: ")
            && text.ends_with("compare the message byte for byte with what was signed")
    );
    assert_eq!(Error::Random.to_string(), "the random source failed: try again, or give another source");
}

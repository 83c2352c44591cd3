//! Calls that fail with a good key.

use kms_offline::{
    AgreementKey, DistinguishingId, EncryptionKey, Error, Fingerprint, KeyId, KeySpec, Message, SignResponse,
    SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
};

use super::assert_told;
use crate::corpus::{CorpusKey, verifying_key};

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
        "pass the message itself, as RAW, or its digest, as DIGEST",
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

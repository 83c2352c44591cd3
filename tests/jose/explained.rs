//! Why tokens do not verify: each finding, and its advice followed to the end.

use base64ct::{Base64, Base64Url, Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Digest as _, Sha512};
use k256::{ecdsa::signature::Signer as _, pkcs8::DecodePrivateKey as _};
use kms_offline::{
    Error, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    error::HeaderProblem,
    explain::{Explanation, Finding, JwsExplainer, SignedInstead},
    jose::KeySet,
};
use kms_offline_vectors::CorpusKey;
use serde_json::json;

use crate::corpus::{P256, algorithm, base64url, cases, key, key_for, one_of_each, sign, token};

const OTHER: &str = "ECC_NIST_P256-sign-2";
const ES256: &str = r#"{"alg":"ES256"}"#;

/// The explanation of a token that does not verify with a key's only JOSE algorithm.
#[track_caller]
fn explain(key: &VerifyingKey, token: &str) -> Vec<Finding> {
    explanation(key, token).findings().to_vec()
}

/// The remedy of the first finding.
#[track_caller]
fn advice(key: &VerifyingKey, token: &str) -> String {
    let explanation = explanation(key, token);
    explanation.advice(&explanation.findings()[0])
}

#[track_caller]
fn explanation(key: &VerifyingKey, token: &str) -> Explanation {
    let verifier = key.verifier(key.jws_algorithm().unwrap()).unwrap();
    assert_eq!(verifier.verify_jws(token).unwrap_err(), Error::NotVerified);
    let explanation = JwsExplainer::new(&verifier).explain(token).unwrap();
    shown(&explanation);
    explanation
}

/// Findings are text for a terminal, and promise nothing.
fn shown(explanation: &Explanation) {
    for finding in explanation.findings() {
        for text in [finding.to_string(), explanation.advice(finding)] {
            assert!(text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{text}");
            assert!(!text.contains(" valid"), "{text}");
        }
    }
}

fn kinds(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(Finding::kind).collect()
}

/// A token whose signature is over any text.
fn signed_over(header: &str, payload: &str, text: &str) -> String {
    format!("{}.{}.{}", base64url(header), base64url(payload), sign(text))
}

fn private_key(name: &str) -> Vec<u8> {
    CorpusKey::named(name).private_key_der()
}

#[test]
fn kms_names_in_the_header_are_named() {
    let findings = explain(&key(P256), &token(r#"{"alg":"ECDSA_SHA_256"}"#, "payload"));
    assert_eq!(kinds(&findings), ["TokenAlgorithm"]);
    assert_eq!(
        findings[0].to_string(),
        r#"the token's alg is "ECDSA_SHA_256", KMS's name, but tokens of this key have ES256 for ECDSA_SHA_256"#
    );
    let advice = advice(&key(P256), &token(r#"{"alg":"ECDSA_SHA_256"}"#, "payload"));
    assert_eq!(advice, "have the issuer write ES256 into the header, and sign that");
    key(P256).verify_jws(token(ES256, "payload")).unwrap();
    // Amazon's extension for Java has both: the name, and DER.
    let input = format!("{}.{}", base64url(r#"{"alg":"ECDSA_SHA_256"}"#), base64url("payload"));
    let fixed = Base64UrlUnpadded::decode_vec(&sign(&input)).unwrap();
    let der = ecdsa_sig_value::from_p1363(key(P256).spec(), fixed).unwrap();
    let findings = explain(&key(P256), &format!("{input}.{}", base64url(der)));
    assert_eq!(kinds(&findings), ["TokenAlgorithm", "TokenSignature"]);
}

#[test]
fn der_verifies_after_conversion() {
    let mut found = 0;
    for case in one_of_each().iter().filter(|case| case.alg.starts_with("ES")) {
        let key = key(&case.key);
        let (signing_input, signature) = case.token.rsplit_once('.').unwrap();
        let der = ecdsa_sig_value::from_p1363(key.spec(), Base64UrlUnpadded::decode_vec(signature).unwrap()).unwrap();
        let token = format!("{signing_input}.{}", base64url(der));
        let findings = explain(&key, &token);
        assert_eq!(findings, [Finding::TokenSignature { is_der: true, fixed: Some(signature.to_owned()) }], "{case}");
        // Followed to the letter, the advice arrives.
        let advice = advice(&key, &token);
        key.verify_jws(format!("{signing_input}.{}", advice.rsplit(' ').next().unwrap())).unwrap();
        found += 1;
    }
    assert_eq!(found, 4);
    // DER over something else stays unexplained.
    let signing_input = format!("{}.{}", base64url(ES256), base64url("payload"));
    let other =
        ecdsa_sig_value::from_p1363(key(P256).spec(), Base64UrlUnpadded::decode_vec(&sign("x")).unwrap()).unwrap();
    assert_eq!(explain(&key(P256), &format!("{signing_input}.{}", base64url(other))), []);
}

#[test]
fn r_and_s_in_another_order_or_length_are_put_right() {
    let genuine = token(ES256, "payload");
    let (signing_input, signature) = genuine.rsplit_once('.').unwrap();
    let fixed = Base64UrlUnpadded::decode_vec(signature).unwrap();
    let swapped = [&fixed[32..], &fixed[..32]].concat();
    let findings = explain(&key(P256), &format!("{signing_input}.{}", base64url(swapped)));
    assert_eq!(findings, [Finding::TokenSignature { is_der: false, fixed: Some(signature.to_owned()) }]);
}

#[test]
fn a_signature_over_decoded_or_rewritten_json_is_found() {
    let (header, payload) =
        (r#"{"typ": "JWT", "alg": "ES256"}"#, r#"{"url": "https:\/\/example.com", "b": 1, "a": [1, 2.50]}"#);
    let encoded = |header: &str, payload: &str| format!("{}.{}", base64url(header), base64url(payload));
    let compact_header = r#"{"typ":"JWT","alg":"ES256"}"#;
    for (text, instead) in [
        (payload.to_owned(), SignedInstead::Payload),
        (format!("{header}.{payload}"), SignedInstead::HeaderAndPayload),
        (format!("{header}{payload}"), SignedInstead::HeaderAndPayload),
        (base64url(payload), SignedInstead::EncodedPayload),
        (encoded(compact_header, r#"{"url":"https:\/\/example.com","b":1,"a":[1,2.50]}"#), SignedInstead::OtherJson),
        (encoded(header, r#"{"url":"https://example.com","b":1,"a":[1,2.50]}"#), SignedInstead::OtherJson),
        (encoded(header, r#"{"a": [1, 2.5], "b": 1, "url": "https://example.com"}"#), SignedInstead::OtherJson),
        (r#"{"url":"https://example.com","b":1,"a":[1,2.50]}"#.to_owned(), SignedInstead::OtherPayload),
        (
            format!("{}.{}", Base64Url::encode_string(header.as_bytes()), Base64Url::encode_string(payload.as_bytes())),
            SignedInstead::OtherBase64,
        ),
        (
            format!("{}.{}", Base64::encode_string(header.as_bytes()), Base64::encode_string(payload.as_bytes())),
            SignedInstead::OtherBase64,
        ),
    ] {
        let findings = explain(&key(P256), &signed_over(header, payload, &text));
        assert_eq!(findings, [Finding::TokenSigned { instead }], "{text}");
    }
    // The advice: the characters of header.payload.
    key(P256).verify_jws(signed_over(header, payload, &encoded(header, payload))).unwrap();
}

#[test]
fn a_token_hashed_before_it_was_signed_is_found() {
    let signing_input = format!("{}.{}", base64url(ES256), base64url("payload"));
    let digest = sha2::Sha256::digest(&signing_input);
    // A signer that signs the digest as RAW.
    let pem = private_key(P256);
    let signer = p256::ecdsa::SigningKey::from_pkcs8_der(&pem).unwrap();
    let signature: p256::ecdsa::Signature = signer.sign(&digest);
    let findings = explain(&key(P256), &format!("{signing_input}.{}", base64url(signature.to_bytes())));
    assert_eq!(kinds(&findings), ["MessageHashedTwice"]);
}

/// ECDSA over the token in the place of its digest covers 32 characters of the header: the payload can be any.
#[test]
fn a_token_that_was_not_hashed_is_not_to_be_trusted() {
    use p256::ecdsa::signature::hazmat::PrehashSigner as _;

    let signer = p256::ecdsa::SigningKey::from_pkcs8_der(&private_key(P256)).unwrap();
    let header = r#"{"alg":"ES256","typ":"JWT"}"#;
    let signing_input = |payload: &str| format!("{}.{}", base64url(header), base64url(payload));
    let signature: p256::ecdsa::Signature = signer.sign_prehash(signing_input("signed").as_bytes()).unwrap();
    let der = signature.to_der();
    for payload in ["signed", "forged"] {
        for signature in [signature.to_bytes().to_vec(), der.as_bytes().to_vec()] {
            let token = format!("{}.{}", signing_input(payload), base64url(signature));
            let found = explanation(&key(P256), &token);
            let instead = SignedInstead::Unhashed;
            assert_eq!(found.findings()[0], Finding::TokenSigned { instead }, "{found:?}");
            assert!(found.advice(&found.findings()[0]).starts_with("do not trust the token, whose payload"));
            for finding in &found.findings()[1..] {
                assert_eq!(found.advice(finding), "do not trust the token", "{found:?}");
            }
        }
    }
}

#[test]
fn another_hash_function_than_the_algorithm_s_is_named() {
    use p256::ecdsa::signature::hazmat::PrehashSigner as _;

    let signer = p256::ecdsa::SigningKey::from_pkcs8_der(&private_key(P256)).unwrap();
    let signing_input = format!("{}.{}", base64url(ES256), base64url("payload"));
    let signature: p256::ecdsa::Signature = signer.sign_prehash(&sha3::Sha3_256::digest(&signing_input)).unwrap();
    let token = format!("{signing_input}.{}", base64url(signature.to_bytes()));
    let findings = explain(&key(P256), &token);
    assert_eq!(kinds(&findings), ["TokenHash"]);
    assert!(findings[0].to_string().ends_with("SHA3-256 as the hash function, but ES256 uses SHA-256"));
    assert_eq!(advice(&key(P256), &token), "have the issuer sign with SHA-256");
}

#[test]
fn es256_by_a_secp256k1_key_is_named() {
    let name = "ECC_SECG_P256K1-sign-1";
    let signer = k256::ecdsa::SigningKey::from_pkcs8_der(&private_key(name)).unwrap();
    let token = |alg: &str| {
        let signing_input = format!("{}.{}", base64url(format!(r#"{{"alg":"{alg}"}}"#)), base64url("payload"));
        let signature: k256::ecdsa::Signature = signer.sign(signing_input.as_bytes());
        format!("{signing_input}.{}", base64url(signature.to_bytes()))
    };
    let findings = explain(&key(name), &token("ES256"));
    assert_eq!(kinds(&findings), ["TokenAlgorithm"]);
    assert_eq!(
        findings[0].to_string(),
        "the token's alg is \"ES256\", but tokens of this key have ES256K for ECDSA_SHA_256"
    );
    let advice = advice(&key(name), &token("ES256"));
    assert_eq!(advice, "have the issuer write ES256K into the header, and sign that");
    key(name).verify_jws(token("ES256K")).unwrap();
}

#[test]
fn eddsa_with_the_prehash_of_kms_is_named() {
    let name = "ECC_NIST_EDWARDS25519-sign-1";
    let der = private_key(name);
    let signer = ed25519_dalek::SigningKey::from_bytes(der[der.len() - 32..].try_into().unwrap());
    let signing_input = format!("{}.{}", base64url(r#"{"alg":"EdDSA"}"#), base64url("payload"));
    // KMS applies Ed25519ph to the digest that it receives.
    let prehash = Sha512::new().chain_update(Sha512::digest(&signing_input));
    let signature = signer.sign_prehashed(prehash, None).unwrap();
    let token = format!("{signing_input}.{}", base64url(signature.to_bytes()));
    let algorithm = SigningAlgorithm::Ed25519PhSha512;
    assert_eq!(explain(&key(name), &token), [Finding::TokenAlgorithmWithoutName { algorithm }]);
    assert!(advice(&key(name), &token).contains("ED25519_SHA_512"));
    let genuine = signer.sign(signing_input.as_bytes());
    key(name).verify_jws(format!("{signing_input}.{}", base64url(genuine.to_bytes()))).unwrap();
}

#[test]
fn an_algorithm_of_the_key_can_be_named_instead() {
    let rsa = "RSA_2048-sign-1";
    let case =
        cases().into_iter().find(|case| case.key == rsa && case.alg == "PS256" && case.form == "compact").unwrap();
    let findings = explain(&key_for(rsa, "RS256"), &case.token);
    assert_eq!(kinds(&findings), ["TokenAlgorithm", "OtherAlgorithm"]);
    let advice = advice(&key_for(rsa, "RS256"), &case.token);
    let named = advice.split_whitespace().find(|word| word.starts_with("RSASSA")).unwrap();
    key(rsa).verifier(named.parse().unwrap()).unwrap().verify_jws(&case.token).unwrap();
}

#[test]
fn headers_that_no_key_verifies_are_named() {
    for (header, problem) in [
        (r#"{"alg":"ES256","crit":["exp"],"exp":1}"#, HeaderProblem::Critical),
        (r#"{"alg":"ES256","b64":true}"#, HeaderProblem::UnnamedB64),
        (r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#, HeaderProblem::UnencodedPayload),
        (r#"{"alg":"ES256","kid":1}"#, HeaderProblem::NotText { member: "kid" }),
    ] {
        assert_eq!(explain(&key(P256), &token(header, "payload")), [Finding::TokenHeader { problem }], "{header}");
    }
    for alg in ["none", "NONE", "HS256", "hs512"] {
        let token = token(format!(r#"{{"alg":"{alg}"}}"#), "payload");
        assert_eq!(kinds(&explain(&key(P256), &token)), ["TokenAlgorithm"]);
        assert!(advice(&key(P256), &token).starts_with("do not trust the token"), "{alg}");
    }
    let findings = explain(&key(P256), &token("{}", "payload"));
    assert_eq!(findings[0].to_string(), "the token has no alg, but tokens of this key and algorithm have ES256");
}

#[test]
fn the_key_of_another_member_of_the_set_is_named() {
    let mut keys = KeySet::new();
    keys.insert_with_kids("a", key(P256), ["one"]).unwrap();
    keys.insert_with_kids("b", key(OTHER), ["two"]).unwrap();
    keys.insert_with_kids("c", key("ECC_NIST_P384-sign-1"), ["three"]).unwrap();
    let with_kid = |kid: &str| token(json!({ "alg": "ES256", "kid": kid }).to_string(), "payload");
    let explain = |token: &str| {
        assert_eq!(keys.verify_jws(token).unwrap_err(), Error::NotVerified);
        let explanation = JwsExplainer::of_set(&keys).explain(token).unwrap();
        shown(&explanation);
        explanation.findings().to_vec()
    };
    let is_a = |finding: &Finding| matches!(finding, Finding::OtherKey { name, .. } if name.as_str() == "a");
    let findings = explain(&with_kid("two"));
    assert!(kinds(&findings) == ["OtherKey"] && is_a(&findings[0]), "{findings:?}");
    let findings = explain(&with_kid("three"));
    assert!(kinds(&findings) == ["TokenAlgorithm", "OtherKey"] && is_a(&findings[1]), "{findings:?}");
    let findings = explain(&with_kid("four"));
    assert!(kinds(&findings) == ["TokenKid", "OtherKey"] && is_a(&findings[1]), "{findings:?}");
    assert_eq!(findings[0].to_string(), "no key of the set has the token's kid \"four\"");
    // The advice: declare the kid.
    let mut declared = keys.clone();
    declared.insert_with_kids("again", key(P256), ["four"]).unwrap();
    declared.verify_jws(with_kid("four")).unwrap();
    // Without a kid, DER with one of the keys.
    let genuine = token(ES256, "payload");
    let (signing_input, signature) = genuine.rsplit_once('.').unwrap();
    let fixed = Base64UrlUnpadded::decode_vec(signature).unwrap();
    let der = ecdsa_sig_value::from_p1363(key(P256).spec(), fixed).unwrap();
    assert_eq!(kinds(&explain(&format!("{signing_input}.{}", base64url(der)))), ["TokenSignature"]);
}

#[test]
fn text_of_the_token_is_shown_escaped() {
    let mut keys = KeySet::new();
    keys.insert("a", key(P256)).unwrap();
    for hostile in ["\u{1b}[31m", "\u{202e}gnp.exe", "'; DROP TABLE keys; --", "../../etc/passwd\n", &"k".repeat(5000)]
    {
        let token = token(json!({ "alg": "ES256", "kid": hostile }).to_string(), "payload");
        let explanation = JwsExplainer::of_set(&keys).explain(&token).unwrap();
        assert_eq!(kinds(explanation.findings()), ["TokenKid", "OtherKey"], "{hostile}");
        shown(&explanation);
        assert!(explanation.findings()[0].to_string().len() < 400, "{hostile}");
    }
    for hostile in ["\u{1b}[31m", "ES256\u{0}", "\u{202e}652SE"] {
        let findings = explain(&key(P256), &token(json!({ "alg": hostile }).to_string(), "payload"));
        assert_eq!(kinds(&findings), ["TokenAlgorithm"], "{hostile:?}");
    }
}

#[test]
fn a_recovery_id_behind_r_and_s_is_named() {
    // ES256K-R, which nobody registered.
    let case = one_of_each().into_iter().find(|case| case.alg == "ES256K").unwrap();
    let (signing_input, signature) = case.token.rsplit_once('.').unwrap();
    let longer = [Base64UrlUnpadded::decode_vec(signature).unwrap(), vec![1]].concat();
    let findings = explain(&key(&case.key), &format!("{signing_input}.{}", base64url(longer)));
    assert_eq!(kinds(&findings), ["Wrapped", "TokenSignature"]);
    assert_eq!(findings[1], Finding::TokenSignature { is_der: false, fixed: Some(signature.to_owned()) });
}

#[test]
fn a_token_of_another_curve_is_named() {
    let findings = explain(&key("ECC_NIST_P384-sign-1"), &token(ES256, "payload"));
    assert_eq!(kinds(&findings), ["TokenAlgorithm"]);
    assert!(findings[0].to_string().contains("\"ES256\", but tokens of this key have ES384"), "{}", findings[0]);
}

#[test]
fn detached_payloads_are_looked_into() {
    let header = base64url(ES256);
    let verifier = key(P256).verifier(algorithm("ES256")).unwrap();
    let explain = |signed: &str, payload: &str| {
        let token = format!("{header}..{}", sign(signed));
        let explanation = JwsExplainer::new(&verifier).detached(payload.as_bytes()).explain(token).unwrap();
        kinds(explanation.findings())
    };
    let genuine = format!("{header}.{}", base64url("payload"));
    assert_eq!(explain(&genuine, "payload"), [""; 0]);
    assert_eq!(explain(&format!("{header}.payload"), "payload"), ["TokenSigned"], "as if b64 were false");
    assert_eq!(explain("payload", "payload"), ["TokenSigned"]);
    assert_eq!(explain(&genuine, "other"), [""; 0]);
}

#[test]
fn nothing_is_found_about_genuine_tokens_and_malformed_ones_are_named() {
    for case in one_of_each() {
        let verifier = key(&case.key).verifier(algorithm(&case.alg)).unwrap();
        assert_eq!(JwsExplainer::new(&verifier).explain(&case.token).unwrap().findings(), [], "{case}");
    }
    let verifier = key(P256).verifier(algorithm("ES256")).unwrap();
    for token in ["", "a.b", "a.b.c.d.e", "{}"] {
        assert!(matches!(JwsExplainer::new(&verifier).explain(token), Err(Error::Malformed(_))), "{token}");
    }
}

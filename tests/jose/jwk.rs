//! JSON Web Keys and JWK Sets, in and out.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use kms_offline::{
    Error, KeySpec, PublicKey, SigningAlgorithm,
    error::{Expected, JsonProblem, JwkMemberProblem, JwkProblem, KeyProblem, Malformed, Misuse},
    jose::{Jwk, JwkSet},
};
use serde_json::{Value, json};

use crate::corpus::{P256, key};

/// The keys that have a JWK.
const KEYS: [(&str, &[&str]); 11] = [
    ("RSA_2048-sign-1", &["kty", "n", "e", "use"]),
    ("RSA_3072-sign-1", &["kty", "n", "e", "use"]),
    ("RSA_4096-sign-1", &["kty", "n", "e", "use"]),
    ("ECC_NIST_P256-sign-1", &["kty", "crv", "x", "y", "use", "alg"]),
    ("ECC_NIST_P384-sign-1", &["kty", "crv", "x", "y", "use", "alg"]),
    ("ECC_NIST_P521-sign-1", &["kty", "crv", "x", "y", "use", "alg"]),
    ("ECC_SECG_P256K1-sign-1", &["kty", "crv", "x", "y", "use", "alg"]),
    ("ECC_NIST_EDWARDS25519-sign-1", &["kty", "crv", "x", "use"]),
    ("ML_DSA_44-sign-1", &["kty", "alg", "pub", "use"]),
    ("ML_DSA_65-sign-1", &["kty", "alg", "pub", "use"]),
    ("ML_DSA_87-sign-1", &["kty", "alg", "pub", "use"]),
];

fn jwk_of(name: &str) -> Value {
    serde_json::from_str(&key(name).to_jwk().unwrap()).unwrap()
}

/// The JWK of [`P256`] with one member replaced, or removed by `null`.
fn with(member: &str, value: Value) -> Value {
    with_in(jwk_of(P256), member, value)
}

fn with_in(mut jwk: Value, member: &str, value: Value) -> Value {
    let members = jwk.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(member);
    } else {
        members.insert(member.to_owned(), value);
    }
    jwk
}

#[track_caller]
fn malformed(jwk: impl ToString) -> Malformed {
    match Jwk::from_json(jwk.to_string()) {
        Err(Error::Malformed(malformed)) => malformed,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn problem(jwk: impl ToString) -> JwkProblem {
    match malformed(jwk) {
        Malformed::Jwk(problem) => problem,
        other => panic!("{other:?}"),
    }
}

const fn member(member: &'static str, problem: JwkMemberProblem) -> JwkProblem {
    JwkProblem::Member { member, problem }
}

#[test]
fn every_key_comes_back_from_its_jwk() {
    for (name, members) in KEYS {
        let key = key(name);
        let jwk = key.to_jwk().unwrap();
        let back = Jwk::from_json(&jwk).unwrap();
        assert_eq!((back.key().as_der(), back.key().spec()), (key.as_der(), key.spec()), "{name}");
        assert_eq!((back.key().fingerprint(), back.kid()), (key.fingerprint(), None), "{name}");
        assert_eq!(back.key().algorithms(), key.algorithms(), "{name}");
        let parsed: Value = serde_json::from_str(&jwk).unwrap();
        let mut expected = members.to_vec();
        expected.sort_unstable();
        assert_eq!(parsed.as_object().unwrap().keys().collect::<Vec<_>>(), expected, "{name}");
        assert_eq!(parsed["use"], "sig");
    }
}

#[test]
fn a_kid_is_any_text() {
    for kid in
        ["", "2026-11", "\"\\\n\u{1}é", "arn:aws:kms:us-west-2:111122223333:key/b0285cb2-0d98-4c4d-babf-1d75d080fd40"]
    {
        let jwk = key(P256).to_jwk_with_kid(kid).unwrap();
        assert_eq!(Jwk::from_json(jwk).unwrap().kid(), Some(kid));
    }
}

#[test]
fn alg_stands_where_exactly_one_is_possible() {
    let rsa = key("RSA_2048-sign-1").restrict_to(&[SigningAlgorithm::RsassaPssSha256]).unwrap();
    let jwk = rsa.to_jwk().unwrap();
    assert!(jwk.ends_with(r#","use":"sig","alg":"PS256"}"#), "{jwk}");
    assert_eq!(Jwk::from_json(jwk).unwrap().key().algorithms(), [SigningAlgorithm::RsassaPssSha256]);
    // Either name of Ed25519 breaks the tokens with the other.
    let ed25519 = key("ECC_NIST_EDWARDS25519-sign-1").restrict_to(&[SigningAlgorithm::Ed25519Sha512]).unwrap();
    assert!(!ed25519.to_jwk().unwrap().contains("alg"));
    let public = |name: &str| PublicKey::from_json(kms_offline_vectors::CorpusKey::named(name).response()).unwrap();
    let encryption = public("RSA_2048-encrypt-1").restrict_to_named(&["RSAES_OAEP_SHA_256"]).unwrap().to_jwk().unwrap();
    assert!(encryption.ends_with(r#","use":"enc","alg":"RSA-OAEP-256"}"#), "{encryption}");
    let agreement = public("ECC_NIST_P256-agree-1").to_jwk().unwrap();
    assert!(agreement.ends_with(r#","use":"enc","alg":"ECDH-ES"}"#), "{agreement}");
    for name in ["SM2-sign-1", "SM2-agree-1", "ML_KEM_768-encapsulate-1"] {
        let key = public(name);
        let no_jwk = Error::Misuse(Misuse::NoJwk { spec: key.spec() });
        assert_eq!((key.to_jwk().unwrap_err(), key.jwk_thumbprint().unwrap_err()), (no_jwk.clone(), no_jwk));
    }
}

#[test]
fn alg_restricts_the_key_and_must_be_one_of_it() {
    let ed25519 = jwk_of("ECC_NIST_EDWARDS25519-sign-1");
    for alg in ["EdDSA", "Ed25519"] {
        let key = Jwk::from_json(with_in(ed25519.clone(), "alg", json!(alg)).to_string()).unwrap();
        assert_eq!(key.key().algorithms(), [SigningAlgorithm::Ed25519Sha512]);
    }
    for alg in ["ES384", "ES256K", "ES521", "ES224", "RS256", "HS256", "none", "es256", "ECDSA_SHA_256", ""] {
        match problem(with("alg", json!(alg))) {
            JwkProblem::Alg { spec: KeySpec::EccNistP256, .. } => {}
            other => panic!("{alg}: {other:?}"),
        }
    }
    assert_eq!(problem(with("alg", json!(1))), member("alg", JwkMemberProblem::NotText));
    let ml_dsa = jwk_of("ML_DSA_44-sign-1");
    assert_eq!(problem(with_in(ml_dsa.clone(), "alg", Value::Null)), member("alg", JwkMemberProblem::Missing));
    let of_87 = problem(with_in(ml_dsa, "alg", json!("ML-DSA-87")));
    assert_eq!(of_87, member("pub", JwkMemberProblem::Length { found: 1312 }));
}

#[test]
fn private_members_are_rejected_by_name() {
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
        for value in [json!("CANARY"), json!(1), json!([])] {
            let jwk = with(member, value);
            let error = Jwk::from_json(jwk.to_string()).unwrap_err();
            assert_eq!(error, Error::Malformed(Malformed::Jwk(JwkProblem::PrivateMember { member })));
            assert!(!format!("{error} {error:?}").contains("CANARY"));
            // In a set it spoils the set, wherever it stands.
            let set = json!({ "keys": [jwk_of(P256), { "kty": "oct" }, jwk] });
            assert_eq!(JwkSet::from_json(set.to_string()).unwrap_err(), error);
        }
    }
}

#[test]
fn use_and_key_ops_must_allow_verification() {
    for (usage, operations) in [(json!("sig"), json!(["verify"])), (json!("sig"), json!(["sign", "verify"]))] {
        Jwk::from_json(with_in(with("use", usage), "key_ops", operations).to_string()).unwrap();
    }
    Jwk::from_json(with("use", Value::Null).to_string()).unwrap();
    Jwk::from_json(with_in(with("use", Value::Null), "key_ops", json!(["verify"])).to_string()).unwrap();
    for usage in ["enc", "SIG", "", "anything"] {
        assert_eq!(problem(with("use", json!(usage))), JwkProblem::Use, "{usage}");
    }
    for operations in [json!([]), json!(["sign"]), json!(["encrypt", "wrapKey"]), json!(["VERIFY"])] {
        assert_eq!(problem(with_in(with("use", Value::Null), "key_ops", operations.clone())), JwkProblem::Use);
        let contradicted = with("key_ops", operations);
        assert_eq!(problem(&contradicted), JwkProblem::UseContradicted);
        let set = json!({ "keys": [jwk_of(P256), contradicted] });
        let refused = Error::Malformed(Malformed::Jwk(JwkProblem::UseContradicted));
        assert_eq!(JwkSet::from_json(set.to_string()).unwrap_err(), refused);
    }
    let enc = with_in(with("use", json!("enc")), "key_ops", json!(["verify"]));
    assert_eq!(problem(enc), JwkProblem::UseContradicted);
    assert_eq!(problem(with("key_ops", json!("verify"))), member("key_ops", JwkMemberProblem::NotAList));
    assert_eq!(problem(with("use", json!(1))), member("use", JwkMemberProblem::NotText));
}

#[test]
fn members_have_their_one_encoding() {
    use JwkMemberProblem::{LeadingZero, Length, Missing, NotBase64Url, NotText};

    let x = jwk_of(P256)["x"].as_str().unwrap().to_owned();
    for (value, expected) in [
        (Value::Null, Missing),
        (json!(1), NotText),
        (json!(""), Length { found: 0 }),
        (json!(format!("{x}=")), NotBase64Url),
        (json!(format!("{x} ")), NotBase64Url),
        (json!("A".repeat(42)), Length { found: 31 }),
        (json!(format!("AA{x}A")), Length { found: 34 }),
        (json!("A".repeat(44)), Length { found: 33 }),
    ] {
        assert_eq!(problem(with("x", value.clone())), member("x", expected), "{value}");
    }
    let zero = malformed(with("x", json!("A".repeat(43))));
    assert_eq!(zero, Malformed::Key { spec: KeySpec::EccNistP256, problem: KeyProblem::NotAPoint });

    let rsa = jwk_of("RSA_2048-sign-1");
    let with_rsa = |name: &str, value: Value| with_in(rsa.clone(), name, value);
    let n = Base64UrlUnpadded::encode_string;
    let modulus = Base64UrlUnpadded::decode_vec(rsa["n"].as_str().unwrap()).unwrap();
    assert_eq!(problem(with_rsa("n", json!(n(&[&[0], &*modulus].concat())))), member("n", LeadingZero));
    assert_eq!(problem(with_rsa("n", json!(n(&modulus[1..])))), member("n", Length { found: 255 }));
    assert_eq!(problem(with_rsa("n", json!(""))), member("n", LeadingZero));
    assert_eq!(problem(with_rsa("e", json!("AAEAAQ"))), member("e", LeadingZero));
    assert_eq!(problem(with_rsa("e", json!("AA"))), member("e", LeadingZero));
    let mut low = modulus;
    low[0] &= 0x7f;
    let bits =
        Malformed::Key { spec: KeySpec::Rsa2048, problem: KeyProblem::ModulusBits { found: 2047, expected: 2048 } };
    if low[0] >= 0x40 {
        assert_eq!(malformed(with_rsa("n", json!(n(&low)))), bits);
    }
    let even = Malformed::Key { spec: KeySpec::Rsa2048, problem: KeyProblem::Exponent };
    assert_eq!(malformed(with_rsa("e", json!("Ag"))), even);
}

#[test]
fn coordinates_have_the_width_of_the_curve() {
    let curves =
        [("P256", 32), ("P384", 48), ("P521", 66)].map(|(curve, len)| (format!("ECC_NIST_{curve}-sign-1"), len));
    let secp256k1 = ("ECC_SECG_P256K1-sign-1".to_owned(), 32);
    for (name, len) in curves.into_iter().chain([secp256k1]) {
        let jwk = jwk_of(&name);
        for coordinate in ["x", "y"] {
            let bytes = Base64UrlUnpadded::decode_vec(jwk[coordinate].as_str().unwrap()).unwrap();
            assert_eq!(bytes.len(), len, "{name}");
            // An integer's zeros more or less.
            for bytes in [[&[0], &*bytes].concat(), bytes[1..].to_vec()] {
                let other = with_in(jwk.clone(), coordinate, json!(Base64UrlUnpadded::encode_string(&bytes)));
                let found = bytes.len();
                assert_eq!(problem(other), member(coordinate, JwkMemberProblem::Length { found }), "{name}");
            }
        }
        // A point that is not on the curve.
        let swapped = with_in(with_in(jwk.clone(), "x", jwk["y"].clone()), "y", jwk["x"].clone());
        assert!(matches!(malformed(swapped), Malformed::Key { problem: KeyProblem::NotAPoint, .. }), "{name}");
    }
}

#[test]
fn other_types_are_not_keys_of_kms() {
    for (jwk, found) in [
        (with("kty", json!("oct")), "oct"),
        (with("kty", json!("ec")), "ec"),
        (with("crv", json!("P-224")), "P-224"),
        (with("crv", json!("brainpoolP256r1")), "brainpoolP256r1"),
        (with("crv", json!("SM2")), "SM2"),
        (with_in(jwk_of("ECC_NIST_EDWARDS25519-sign-1"), "crv", json!("X25519")), "X25519"),
        (with_in(jwk_of("ECC_NIST_EDWARDS25519-sign-1"), "crv", json!("Ed448")), "Ed448"),
        (with_in(jwk_of("ML_DSA_44-sign-1"), "alg", json!("ML-KEM-768")), "ML-KEM-768"),
    ] {
        match problem(&jwk) {
            JwkProblem::KeyType { found: shown } => assert_eq!(shown.as_str(), found),
            other => panic!("{found}: {other:?}"),
        }
    }
    assert_eq!(problem(with("kty", Value::Null)), member("kty", JwkMemberProblem::Missing));
    // Ed25519 of small order: anyone can sign for it.
    let identity = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let small = malformed(with_in(jwk_of("ECC_NIST_EDWARDS25519-sign-1"), "x", json!(identity)));
    assert_eq!(small, Malformed::Key { spec: KeySpec::EccNistEdwards25519, problem: KeyProblem::SmallOrder });
}

#[test]
fn repeated_members_and_other_json_are_rejected() {
    let repeated = r#"{"kty":"EC","kty":"EC"}"#;
    assert!(matches!(problem(repeated), JwkProblem::Json(JsonProblem::RepeatedMember { .. })));
    assert!(matches!(problem(r#"{"kty":"EC","\u006bty":"EC"}"#), JwkProblem::Json(JsonProblem::RepeatedMember { .. })));
    assert!(matches!(problem("[]"), JwkProblem::Json(JsonProblem::NotAnObject)));
    assert!(matches!(problem("\u{feff}{}"), JwkProblem::Json(JsonProblem::Syntax { .. })));
    let found = 64 * 1024 + 1;
    let too_long = Malformed::TooLong { expected: Expected::Jwk, found, limit: 64 * 1024 };
    assert_eq!(malformed(" ".repeat(found)), too_long);
}

#[test]
fn a_set_keeps_the_keys_that_verify_and_tells_the_others() {
    let set = json!({
        "keys": [
            key(P256).to_jwk_with_kid("one").unwrap().parse::<Value>().unwrap(),
            { "kty": "oct", "kid": "symmetric" },
            with("use", json!("enc")),
            with("alg", json!("ES521")),
            with("x", Value::Null),
            with("y", json!("A".repeat(43))),
            ["not an object"],
            with_in(jwk_of("ECC_NIST_EDWARDS25519-sign-1"), "crv", json!("X25519")),
            with_in(with("use", Value::Null), "key_ops", json!(["sign"])),
            jwk_of("ML_DSA_87-sign-1"),
        ],
        "other": [1, 2, 3],
    });
    let set = JwkSet::from_json(set.to_string()).unwrap();
    assert_eq!(set.keys().iter().map(Jwk::kid).collect::<Vec<_>>(), [Some("one"), None]);
    assert_eq!(set.skipped().iter().map(|skipped| skipped.index).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(set.skipped()[1].problem, Malformed::Jwk(JwkProblem::Use));
    assert_eq!(JwkSet::from_json(r#"{"keys":[]}"#).unwrap().keys().len(), 0);
}

#[test]
fn sets_are_bounded_lists() {
    let problem = |set: &str| match JwkSet::from_json(set) {
        Err(Error::Malformed(Malformed::Jwk(problem))) => problem,
        other => panic!("{other:?}"),
    };
    assert_eq!(problem("{}"), member("keys", JwkMemberProblem::Missing));
    assert_eq!(problem(r#"{"keys":{}}"#), member("keys", JwkMemberProblem::NotAList));
    assert_eq!(problem(r#"{"keys":[1]}"#), member("keys", JwkMemberProblem::NotAList));
    assert!(matches!(problem(r#"{"keys":[],"keys":[]}"#), JwkProblem::Json(JsonProblem::RepeatedMember { .. })));
    let in_a_key = r#"{"keys":[{"kty":"EC","\u006bty":"EC"}]}"#;
    assert!(matches!(problem(in_a_key), JwkProblem::Json(JsonProblem::RepeatedMember { .. })));
    let many = json!({ "keys": vec![json!({}); 1000] }).to_string();
    assert_eq!(JwkSet::from_json(many).unwrap().skipped().len(), 1000);
    let many = json!({ "keys": vec![json!({}); 1001] }).to_string();
    assert_eq!(problem(&many), JwkProblem::Keys { found: 1001, limit: 1000 });
    let (found, limit) = ((1 << 20) + 1, 1 << 20);
    let too_long = Error::Malformed(Malformed::TooLong { expected: Expected::JwkSet, found, limit });
    assert_eq!(JwkSet::from_json(" ".repeat(found)).unwrap_err(), too_long);
}

//! Which keys verify tokens, and how many algorithms they may have.

use kms_offline::{
    Error, SigningAlgorithm,
    error::Misuse,
    jose::{UnverifiedJws, VerifiedDetachedJws, VerifiedJws},
};

use crate::corpus::{P256, key, token};

#[test]
fn an_rsa_key_with_several_algorithms_is_misuse_before_the_token_is_read() {
    let rsa = key("RSA_2048-sign-1");
    for token in ["", "a.b.c", "not a token"] {
        assert!(matches!(rsa.verify_jws(token), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))), "{token}");
        assert!(matches!(rsa.verify_detached_jws(token, ""), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))));
        assert!(matches!(rsa.detached_jws_stream(token), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))));
    }
    let two = rsa.restrict_to(&[SigningAlgorithm::RsassaPssSha256, SigningAlgorithm::RsassaPssSha384]).unwrap();
    assert!(matches!(two.verify_jws("a.b.c"), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))));
}

#[test]
fn algorithms_without_a_jose_name_are_misuse() {
    let sm2 = key("SM2-sign-1");
    let error = sm2.verify_jws("a.b.c").unwrap_err();
    assert_eq!(error, Error::Misuse(Misuse::NoJwsAlgorithm { listed: vec!["SM2DSA"] }));
    assert_eq!(error.to_string(), "JOSE has no name for SM2DSA");
    let ed25519 = key("ECC_NIST_EDWARDS25519-sign-1");
    assert_eq!(ed25519.algorithms().len(), 2);
    let prehash = SigningAlgorithm::Ed25519PhSha512;
    let no_name = Error::Misuse(Misuse::NoJwsAlgorithm { listed: vec!["ED25519_PH_SHA_512"] });
    assert_eq!(ed25519.restrict_to(&[prehash]).unwrap().verify_jws("a.b.c").unwrap_err(), no_name);
    assert_eq!(ed25519.verifier(prehash).unwrap().verify_jws("a.b.c").unwrap_err(), no_name);
}

#[test]
fn keys_with_one_named_algorithm_need_no_choice() {
    for case in crate::corpus::cases().iter().filter(|case| case.form == "compact" && !case.key.starts_with("RSA")) {
        key(&case.key).verify_jws(&case.token).unwrap();
    }
}

#[test]
fn unverified_reading_is_as_strict_and_says_so() {
    let token = token(r#"{"alg":"none","kid":"k","typ":"JWT"}"#, "payload");
    let (signing_input, _) = token.rsplit_once('.').unwrap();
    let jws = UnverifiedJws::parse(&token).unwrap();
    assert_eq!(jws.unverified_header(), r#"{"alg":"none","kid":"k","typ":"JWT"}"#);
    assert_eq!(jws.unverified_payload(), b"payload");
    assert_eq!(
        (jws.unverified_alg(), jws.unverified_kid(), jws.unverified_typ()),
        (Some("none"), Some("k"), Some("JWT"))
    );
    assert_eq!(jws.unverified_signing_input(), signing_input);
    assert_eq!(jws.unverified_signature().len(), 64);
    assert_eq!(key(P256).verify_jws(&token).unwrap_err(), Error::NotVerified);
    for token in [format!("{token}\n"), format!("{token}="), "a.b.c".to_owned(), token.replace('.', "")] {
        assert!(matches!(UnverifiedJws::parse(&token), Err(Error::Malformed(_))), "{token:?}");
    }
}

/// Two impls fit a type that implements the trait, and then this does not compile.
macro_rules! assert_not_impl {
    ($type:ty: $trait:path) => {{
        trait AmbiguousIfImplemented<A> {
            fn check() {}
        }
        impl<T: ?Sized> AmbiguousIfImplemented<()> for T {}
        impl<T: ?Sized + $trait> AmbiguousIfImplemented<u8> for T {}
        <$type as AmbiguousIfImplemented<_>>::check();
    }};
}

#[test]
fn only_verification_creates_a_proof() {
    assert_not_impl!(VerifiedJws<'static>: Default);
    assert_not_impl!(VerifiedJws<'static>: serde_core::de::DeserializeOwned);
    assert_not_impl!(VerifiedJws<'static>: From<Vec<u8>>);
    assert_not_impl!(VerifiedJws<'static>: From<UnverifiedJws>);
    assert_not_impl!(VerifiedDetachedJws<'static>: Default);
    assert_not_impl!(VerifiedDetachedJws<'static>: serde_core::de::DeserializeOwned);
}

#[test]
fn proofs_show_neither_payload_nor_header() {
    let key = key(P256);
    let jws = key.verify_jws(token(r#"{"alg":"ES256","kid":"CANARY"}"#, "CANARY")).unwrap();
    let shown = format!("{jws:?}");
    assert!(!shown.contains("CANARY") && shown.contains("EcdsaSha256"), "{shown}");
    assert_eq!(jws.into_payload(), b"CANARY");
}

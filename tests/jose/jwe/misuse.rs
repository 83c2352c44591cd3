//! Calls that can never succeed, choices of the caller, and random sources that fail.

use kms_offline::{
    AgreementKey, EncryptionAlgorithm, EncryptionKey, Error, GetPublicKeyParts, KeyAgreementAlgorithm, KeySpec,
    KeyUsage, error::Misuse, jose::Jwe, rand_core::TryCryptoRng,
};
use kms_offline_vectors::{Bytes, Exhausted};

use super::kms::{Kms, Noise, P256, P521, RSA, ec, rsa};

const ARN: &str = "arn:aws:kms:";

#[test]
fn keys_without_an_algorithm_of_jose_are_misuse_with_another_remedy() {
    let sm2 = rsa("SM2-encrypt-1").encrypt_jwe(b"").unwrap_err();
    assert_eq!(sm2, Error::Misuse(Misuse::NoJwe { spec: KeySpec::Sm2, usage: KeyUsage::EncryptDecrypt }));
    assert_eq!(sm2.to_string(), "JOSE has no algorithm that encrypts to SM2 keys for ENCRYPT_DECRYPT");
    assert!(sm2.advice().unwrap().starts_with("encrypt at most 1024 bytes with SM2PKE instead, or use"));
    let sm2 = ec("SM2-agree-1").encrypt_jwe(b"").unwrap_err();
    assert_eq!(sm2, Error::Misuse(Misuse::NoJwe { spec: KeySpec::Sm2, usage: KeyUsage::KeyAgreement }));
    assert!(sm2.advice().unwrap().starts_with("agree on a shared secret"));
    let no_jwe = |spec, usage| Error::Misuse(Misuse::NoJwe { spec, usage }).advice().unwrap();
    assert!(no_jwe(KeySpec::MlKem768, KeyUsage::EncapsulateDecapsulate).starts_with("encapsulate"));
    assert!(no_jwe(KeySpec::EccSecgP256k1, KeyUsage::SignVerify).starts_with("use an ENCRYPT_DECRYPT key of RSA"));
}

#[test]
fn sha_1_is_used_only_by_name() {
    let sha_1 = EncryptionAlgorithm::RsaesOaepSha1;
    let both = rsa(RSA);
    let alg = |token: &str| Jwe::parse(token).unwrap().encryption_algorithm();
    assert_eq!(alg(&both.encrypt_jwe(b"").unwrap()), Some(EncryptionAlgorithm::RsaesOaepSha256));
    assert_eq!(alg(&both.jwe_encrypter().with_algorithm(sha_1).encrypt(b"").unwrap()), Some(sha_1));
    let only = both.restrict_to(&[sha_1]).unwrap();
    let error = only.encrypt_jwe(b"").unwrap_err();
    assert_eq!(error.to_string(), "this key does not list RSAES_OAEP_SHA_256, it lists RSAES_OAEP_SHA_1");
    assert_eq!(alg(&only.jwe_encrypter().with_algorithm(sha_1).encrypt(b"").unwrap()), Some(sha_1));
    let only = both.restrict_to(&[EncryptionAlgorithm::RsaesOaepSha256]).unwrap();
    only.jwe_encrypter().with_algorithm(sha_1).encrypt(b"").unwrap_err();
    only.jwe_encrypter().with_algorithm(EncryptionAlgorithm::Sm2Pke).encrypt(b"").unwrap_err();
    ec(P256).jwe_encrypter().with_algorithm(KeyAgreementAlgorithm::Ecdh).encrypt(b"").unwrap();
}

#[test]
fn the_kid_is_the_key_id_another_text_or_absent() {
    let (rsa, ec) = (rsa(RSA), ec(P521));
    let kid = |token: String| Jwe::parse(token).unwrap().unverified_kid().map(str::to_owned);
    for token in [rsa.encrypt_jwe(b"").unwrap(), ec.encrypt_jwe(b"").unwrap()] {
        assert!(kid(token).unwrap().starts_with(ARN));
    }
    assert_eq!(kid(rsa.jwe_encrypter().without_kid().encrypt(b"").unwrap()), None);
    let longest = "\u{7f}\u{e9}".repeat(KEY_ID_LEN / 3);
    for text in ["", "a", "none", "\"\\\u{0}\u{1f}\n/\u{202e}", &"x".repeat(KEY_ID_LEN), &longest] {
        assert_eq!(kid(ec.jwe_encrypter().with_kid(text).encrypt(b"").unwrap()).as_deref(), Some(text));
        assert_eq!(kid(rsa.jwe_encrypter().with_kid(text).encrypt(b"").unwrap()).as_deref(), Some(text));
    }
    // A key whose response had no KeyId.
    let parts = GetPublicKeyParts::new(rsa.as_der()).key_spec("RSA_2048").key_usage("ENCRYPT_DECRYPT");
    let anonymous = EncryptionKey::from_parts(parts.encryption_algorithms(["RSAES_OAEP_SHA_256"])).unwrap();
    assert_eq!(kid(anonymous.encrypt_jwe(b"").unwrap()), None);
    // Too long for a header, at once or once escaped.
    let mut rng = Noise::new(1);
    for text in ["x".repeat(KEY_ID_LEN + 1), "\u{0}".repeat(KEY_ID_LEN)] {
        let misuse = Error::Misuse(Misuse::KidLength { found: text.len(), limit: KEY_ID_LEN });
        assert_eq!(ec.jwe_encrypter().with_kid(&text).encrypt_with_rng(&mut rng, b"").unwrap_err(), misuse);
        assert_eq!(rsa.jwe_encrypter().with_kid(&text).encrypt_with_rng(&mut rng, b"").unwrap_err(), misuse);
    }
    assert_eq!(rng.drawn, 0);
}

const KEY_ID_LEN: usize = kms_offline::KeyId::MAX_LEN;

#[test]
fn a_secret_of_another_kind_or_length_is_misuse() {
    let (of_rsa, of_p256) = (rsa(RSA).encrypt_jwe(b"").unwrap(), ec(P256).encrypt_jwe(b"").unwrap());
    let parse = |token: &str| Jwe::parse(token).unwrap();
    assert_eq!(parse(&of_p256).decrypt_with_content_key(&[1; 32]).unwrap_err(), Misuse::NeedsSharedSecret.into());
    assert_eq!(parse(&of_rsa).decrypt_with_shared_secret(&[1; 32]).unwrap_err(), Misuse::NeedsContentKey.into());
    for found in [0, 16, 31, 33, 44, 64] {
        let error = parse(&of_rsa).decrypt_with_content_key(&vec![1; found]).unwrap_err();
        assert_eq!(error, Misuse::ContentKeyLength { found }.into());
        let error = parse(&of_p256).decrypt_with_shared_secret(&vec![1; found]).unwrap_err();
        assert_eq!(error, Misuse::SharedSecretLength { spec: KeySpec::EccNistP256, found, expected: 32 }.into());
    }
    for (name, expected) in [("ECC_NIST_P384-agree-1", 48), (P521, 66)] {
        let token = ec(name).encrypt_jwe(b"").unwrap();
        let error = parse(&token).decrypt_with_shared_secret(&[1; 32]).unwrap_err();
        assert!(error.to_string().contains(&format!("has 32 bytes, expected {expected} for ")), "{error}");
    }
}

#[test]
fn shown_values_hold_no_secret() {
    let key = rsa(RSA);
    let token = key.jwe_encrypter().with_kid("\u{1b}[31m").encrypt(b"CANARY").unwrap();
    let shown = format!("{:?}", Jwe::parse(&token).unwrap());
    assert!(shown.is_ascii() && !shown.contains('\u{1b}') && shown.contains("RSA-OAEP-256"), "{shown}");
    let opened = Kms::with(RSA).open(&token).unwrap();
    assert_eq!(opened.header(), r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"\u001b[31m"}"#);
    assert_eq!(format!("{opened:?}"), "DecryptedJwe { .. }");
}

#[test]
fn a_random_source_that_fails_or_is_stuck_is_a_random_error() {
    type Operation = Box<dyn Fn(&mut dyn TryCryptoRng<Error = Exhausted>) -> Result<String, Error>>;
    let of_ec = |key: AgreementKey| -> Operation { Box::new(move |rng| key.encrypt_jwe_with_rng(rng, b"plaintext")) };
    let key = rsa(RSA);
    // The content key, the seed of OAEP or the private key, and the initialization vector.
    let operations: [(Operation, usize); 3] = [
        (Box::new(move |rng| key.encrypt_jwe_with_rng(rng, b"plaintext")), 32 + 32 + 12),
        (of_ec(ec(P256)), 32 + 12),
        (of_ec(ec(P521)), 66 + 12),
    ];
    let pattern: Vec<u8> = (1..200).collect();
    for (operation, needed) in operations {
        // The bytes again and again, and no more than `given` of them.
        let run = |bytes: &[u8], given| operation(&mut Bytes(bytes.iter().copied().cycle().take(given)));
        (0..needed).for_each(|given| assert_eq!(run(&pattern, given).unwrap_err(), Error::Random, "{given}"));
        run(&pattern, needed).unwrap();
        for constant in 0..=u8::MAX {
            assert_eq!(run(&[constant], usize::MAX).unwrap_err(), Error::Random, "{constant}");
        }
    }
}

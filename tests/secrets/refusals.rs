//! Errors about the caller's mistakes, with their texts and advice.

use kms_offline::{
    AgreementKey, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, Error, GetPublicKeyParts, KeySpec, PrivateKey,
    PublicKey,
    error::{Excerpt, InputKind, Misuse, PemProblem, PrivateKeyProblem, Recognised},
};
use kms_offline_vectors::CorpusKey;

use kms_offline_vectors::Bytes;

/// A key in a response that lists only an algorithm of tomorrow.
fn with_unknown_list<K>(entry: &CorpusKey, key: impl Fn(GetPublicKeyParts<'_>) -> Result<K, Error>) -> K {
    let known = PublicKey::from_json(entry.response()).unwrap();
    key(GetPublicKeyParts::new(known.as_der())
        .key_spec(known.spec().as_str())
        .key_usage(known.usage().as_str())
        .algorithms(known.usage(), ["ALGORITHM_OF_TOMORROW"]))
    .unwrap()
}

#[test]
fn an_algorithm_that_the_key_does_not_list_is_misuse_before_the_random_source_is_asked() {
    let untouched = || Bytes(std::iter::from_fn(|| panic!("the random source was asked")));
    let rsa = CorpusKey::named("RSA_2048-encrypt-1");
    let narrow =
        EncryptionKey::from_json(rsa.response()).unwrap().restrict_to(&[EncryptionAlgorithm::RsaesOaepSha256]).unwrap();
    for algorithm in [EncryptionAlgorithm::RsaesOaepSha1, EncryptionAlgorithm::Sm2Pke] {
        for refusal in [
            narrow.encrypt_with_rng(&mut untouched(), algorithm, b"m").map(drop),
            narrow.max_plaintext_len(algorithm).map(drop),
        ] {
            assert!(matches!(refusal, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))), "{algorithm}");
        }
    }
    let too_long = narrow.encrypt_with_rng(&mut untouched(), EncryptionAlgorithm::RsaesOaepSha256, &[0; 191]);
    assert!(matches!(too_long, Err(Error::Misuse(Misuse::PlaintextLength { found: 191, limit: 190, .. }))));

    let (entry, spec) = (CorpusKey::named("ECC_NIST_P256-agree-1"), KeySpec::EccNistP256);
    let key = with_unknown_list(entry, AgreementKey::from_parts);
    let private_key = PrivateKey::from_pem(entry.private_key_pem(), spec).unwrap();
    assert!(matches!(key.agree(&private_key), Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))));
    let ephemeral = key.agree_ephemeral_with_rng(&mut untouched());
    assert!(matches!(ephemeral, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))));

    let key = with_unknown_list(CorpusKey::named("ML_KEM_768-encapsulate-1"), EncapsulationKey::from_parts);
    let encapsulated = key.encapsulate_with_rng(&mut untouched());
    assert!(matches!(encapsulated, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))));
}

#[test]
fn texts_name_the_found_and_the_expected_value_and_the_advice_a_remedy() {
    let (algorithm, spec, limit) = (EncryptionAlgorithm::RsaesOaepSha256, KeySpec::Rsa2048, 190);
    let texts = [
        (
            Misuse::PlaintextLength { algorithm, spec, found: 191, limit },
            "the plaintext has 191 bytes, expected at most 190 for RSAES_OAEP_SHA_256 with RSA_2048",
            "encrypt it as a JWE with jwe encrypt (encrypt_jwe in the library)",
        ),
        (
            Misuse::PlaintextLength { algorithm, spec: KeySpec::Sm2, found: 1025, limit: 1024 },
            "the plaintext has 1025 bytes, expected at most 1024 for RSAES_OAEP_SHA_256 with SM2",
            "encrypt it with a symmetric key, and encrypt that key with this one",
        ),
        (
            Misuse::PlaintextLength { algorithm, spec, found: 0, limit },
            "the plaintext is empty, expected 1 to 190 bytes for RSAES_OAEP_SHA_256",
            "pass the bytes to encrypt, because KMS cannot decrypt an empty plaintext",
        ),
        (
            Misuse::PrivateKeySpec { found: KeySpec::EccNistP256, expected: KeySpec::Sm2 },
            "the private key is for ECC_NIST_P256, expected SM2",
            "use a private key on the same curve",
        ),
        (
            Misuse::EmptyInfo,
            "info is empty, expected the context of the derived key",
            "pass a label for the key's purpose, and both public keys",
        ),
        (
            Misuse::DerivedKeyLength { found: 8161, limit: 8160 },
            "the requested key has 8161 bytes, expected 1 to 8160 for HKDF-SHA-256",
            "request a length in this range",
        ),
    ];
    for (misuse, text, advice) in texts {
        assert_eq!((misuse.to_string().as_str(), misuse.advice().as_deref()), (text, Some(advice)));
    }
    assert_eq!(Error::Random.to_string(), "the random source failed");
    assert_eq!(Error::Random.advice().as_deref(), Some("repeat the operation, or use another random source"));
}

#[test]
fn errors_about_private_keys_name_the_fault() {
    let oid = |oid: &str| oid.parse().unwrap();
    let label = |label| PrivateKeyProblem::Pem(PemProblem::Label { found: Excerpt::of(label) });
    let on_the_curve = "create a key on the KMS key's curve";
    let texts = [
        (
            PrivateKeyProblem::TooLong { found: 65537, limit: 65536 },
            "it has 65537 bytes, expected at most 65536",
            "check that this is the right file",
        ),
        (
            PrivateKeyProblem::NotDer,
            "it is not exactly one PKCS#8 PrivateKeyInfo or SEC 1 ECPrivateKey of a named curve, in PEM or DER",
            "check that this is the right file",
        ),
        (
            label("RSA PRIVATE KEY"),
            "the PEM block is \"RSA PRIVATE KEY\", expected PRIVATE KEY or EC PRIVATE KEY",
            on_the_curve,
        ),
        (
            label("CERTIFICATE"),
            "the PEM block is \"CERTIFICATE\", expected PRIVATE KEY or EC PRIVATE KEY",
            "pass the private key",
        ),
        (
            PrivateKeyProblem::Pem(PemProblem::NoBegin),
            "the text has no -----BEGIN PRIVATE KEY----- line",
            "pass the whole PEM file, or DER",
        ),
        (
            PrivateKeyProblem::Recognised { found: Recognised::new(InputKind::PublicKey) },
            "it is a public key",
            "pass the private key that belongs to it",
        ),
        (
            PrivateKeyProblem::Algorithm { found: oid("1.3.101.112"), expected: oid("1.2.840.10045.2.1") },
            "its algorithm is 1.3.101.112 (Ed25519), expected 1.2.840.10045.2.1 (EC)",
            on_the_curve,
        ),
        (
            PrivateKeyProblem::Curve { found: oid("1.3.132.0.34"), expected: oid("1.2.840.10045.3.1.7") },
            "its curve is 1.3.132.0.34 (P-384), expected 1.2.840.10045.3.1.7 (P-256)",
            on_the_curve,
        ),
        (
            PrivateKeyProblem::Parameters,
            "it does not name its curve",
            "run openssl ec -in FILE -param_enc named_curve -out converted.pem and pass converted.pem",
        ),
        (
            PrivateKeyProblem::Range,
            "its number is 0, not below the curve's order, or has another curve's length",
            on_the_curve,
        ),
        (
            PrivateKeyProblem::PublicKey,
            "its embedded public key belongs to another private key",
            "restore the original file",
        ),
        (
            PrivateKeyProblem::NoAgreement,
            "keys of this spec do not support key agreement",
            "use the spec of a KEY_AGREEMENT key",
        ),
    ];
    for (problem, text, advice) in texts {
        let misuse = Misuse::PrivateKey { spec: KeySpec::EccNistP256, problem };
        let text = format!("the private key does not fit ECC_NIST_P256 because {text}");
        assert_eq!((misuse.to_string().as_str(), misuse.advice().as_deref()), (text.as_str(), Some(advice)));
    }
}

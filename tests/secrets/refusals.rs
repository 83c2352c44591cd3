//! What the caller got wrong is refused, in words that say what to do.

use kms_offline::{
    AgreementKey, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, Error, GetPublicKeyParts, KeySpec, PrivateKey,
    PublicKey,
    error::{Excerpt, Misuse, PemProblem, PrivateKeyProblem},
};

use crate::{corpus::Entry, source::Bytes};

/// A key in a response that lists only an algorithm of tomorrow.
fn with_unknown_list<K>(entry: &Entry, key: impl Fn(GetPublicKeyParts<'_>) -> Result<K, Error>) -> K {
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
    let rsa = Entry::named("RSA_2048-encrypt-1");
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

    let (entry, spec) = (Entry::named("ECC_NIST_P256-agree-1"), KeySpec::EccNistP256);
    let key = with_unknown_list(&entry, AgreementKey::from_parts);
    let private_key = PrivateKey::from_pem(&entry.private_key_pem(), spec).unwrap();
    assert!(matches!(key.agree(&private_key), Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))));
    let ephemeral = key.agree_ephemeral_with_rng(&mut untouched());
    assert!(matches!(ephemeral, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))));

    let key = with_unknown_list(&Entry::named("ML_KEM_768-encapsulate-1"), EncapsulationKey::from_parts);
    let encapsulated = key.encapsulate_with_rng(&mut untouched());
    assert!(matches!(encapsulated, Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))));
}

#[test]
fn texts_say_what_was_found_what_was_expected_and_what_to_do() {
    let (algorithm, spec, limit) = (EncryptionAlgorithm::RsaesOaepSha256, KeySpec::Rsa2048, 190);
    let oid = |oid: &str| oid.parse().unwrap();
    let of_key = |problem| Misuse::PrivateKey { spec: KeySpec::EccNistP256, problem };
    let label = |label| PemProblem::Label { found: Excerpt::of(label) };
    let texts = [
        (
            Misuse::PlaintextLength { algorithm, spec, found: 191, limit },
            "plaintext has 191 bytes, RSAES_OAEP_SHA_256 takes at most 190 with RSA_2048: encrypt it with a symmetric key, and that key with this one",
        ),
        (
            Misuse::PlaintextLength { algorithm, spec, found: 0, limit },
            "the plaintext is empty, RSAES_OAEP_SHA_256 takes 1 to 190 bytes: KMS opens nothing that is empty, give the bytes to encrypt",
        ),
        (
            Misuse::PrivateKeySpec { found: KeySpec::EccNistP256, expected: KeySpec::Sm2 },
            "the private key is for ECC_NIST_P256, this key is SM2: use a private key of the same curve",
        ),
        (
            Misuse::EmptyInfo,
            "info is empty, a derived key needs a context: give a label that says what it is for, and both public keys",
        ),
        (
            Misuse::DerivedKeyLength { found: 8161, limit: 8160 },
            "a key of 8161 bytes was asked for, HKDF-SHA-256 gives 1 to 8160: ask for one of these lengths",
        ),
        (
            of_key(PrivateKeyProblem::TooLong { found: 65537, limit: 65536 }),
            "the private key does not fit ECC_NIST_P256: 65537 bytes are too many, at most 65536 are read: check which file was given",
        ),
        (
            of_key(PrivateKeyProblem::NotDer),
            "the private key does not fit ECC_NIST_P256: expected exactly one PKCS#8 PrivateKeyInfo or SEC 1 ECPrivateKey of a named curve, as PEM or DER: check which file was given, or name its curve with openssl ec -param_enc named_curve",
        ),
        (
            of_key(PrivateKeyProblem::Encrypted),
            "the private key does not fit ECC_NIST_P256: it is encrypted, expected it in clear: decrypt it with openssl pkcs8 -topk8 -nocrypt",
        ),
        (
            of_key(PrivateKeyProblem::Utf16),
            "the private key does not fit ECC_NIST_P256: it is text in UTF-16: save it as UTF-8",
        ),
        (
            of_key(PrivateKeyProblem::Pem(label("RSA PRIVATE KEY"))),
            "the private key does not fit ECC_NIST_P256: the PEM block is \"RSA PRIVATE KEY\", expected PRIVATE KEY or EC PRIVATE KEY: make a key on the curve of the KMS key",
        ),
        (
            of_key(PrivateKeyProblem::Pem(label("OPENSSH PRIVATE KEY"))),
            "the private key does not fit ECC_NIST_P256: the PEM block is \"OPENSSH PRIVATE KEY\", expected PRIVATE KEY or EC PRIVATE KEY: convert a copy of it with ssh-keygen -p -m PKCS8",
        ),
        (
            of_key(PrivateKeyProblem::Pem(label("CERTIFICATE"))),
            "the private key does not fit ECC_NIST_P256: the PEM block is \"CERTIFICATE\", expected PRIVATE KEY or EC PRIVATE KEY: give the private key",
        ),
        (
            of_key(PrivateKeyProblem::GivenPublicKey),
            "the private key does not fit ECC_NIST_P256: it is a public key: give the private key that belongs to it",
        ),
        (
            of_key(PrivateKeyProblem::Algorithm { found: oid("1.3.101.112"), expected: oid("1.2.840.10045.2.1") }),
            "the private key does not fit ECC_NIST_P256: its algorithm is 1.3.101.112, expected 1.2.840.10045.2.1: make a key on the curve of the KMS key",
        ),
        (
            of_key(PrivateKeyProblem::Curve { found: oid("1.3.132.0.34"), expected: oid("1.2.840.10045.3.1.7") }),
            "the private key does not fit ECC_NIST_P256: its curve is 1.3.132.0.34, expected 1.2.840.10045.3.1.7: make a key on the curve of the KMS key",
        ),
        (
            of_key(PrivateKeyProblem::Parameters),
            "the private key does not fit ECC_NIST_P256: it does not name its curve: convert it with openssl ec -param_enc named_curve",
        ),
        (
            of_key(PrivateKeyProblem::Range),
            "the private key does not fit ECC_NIST_P256: its number is 0, not below the order of the curve, or of another length: make a key on the curve of the KMS key",
        ),
        (
            of_key(PrivateKeyProblem::PublicKey),
            "the private key does not fit ECC_NIST_P256: the public key inside belongs to another private key: restore the file",
        ),
        (
            of_key(PrivateKeyProblem::NoAgreement),
            "the private key does not fit ECC_NIST_P256: keys of this spec do not agree: say the spec of a KEY_AGREEMENT key",
        ),
    ];
    for (misuse, text) in texts {
        assert_eq!(misuse.to_string(), text);
    }
    assert_eq!(Error::Random.to_string(), "the random source failed: try again, or give another source");
}

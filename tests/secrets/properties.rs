//! Any plaintext within the limit round-trips; any other is rejected with the limit in the error.

use kms_offline::{EncryptionAlgorithm, EncryptionKey, Error, error::Misuse};
use kms_offline_vectors::CorpusKey;
use proptest::{collection::vec, prelude::*};

use crate::corpus::Opener;

const ALGORITHMS: [(&str, EncryptionAlgorithm, usize); 7] = [
    ("RSA_2048-encrypt-1", EncryptionAlgorithm::RsaesOaepSha1, 214),
    ("RSA_2048-encrypt-1", EncryptionAlgorithm::RsaesOaepSha256, 190),
    ("RSA_3072-encrypt-1", EncryptionAlgorithm::RsaesOaepSha1, 342),
    ("RSA_3072-encrypt-1", EncryptionAlgorithm::RsaesOaepSha256, 318),
    ("RSA_4096-encrypt-1", EncryptionAlgorithm::RsaesOaepSha1, 470),
    ("RSA_4096-encrypt-1", EncryptionAlgorithm::RsaesOaepSha256, 446),
    ("SM2-encrypt-1", EncryptionAlgorithm::Sm2Pke, 1024),
];

fn key(name: &str) -> EncryptionKey {
    EncryptionKey::from_json(CorpusKey::named(name).response()).unwrap()
}

fn round_trips(name: &str, algorithm: EncryptionAlgorithm, limit: usize, cases: u32) {
    let (key, opener) = (key(name), Opener::new(CorpusKey::named(name)));
    proptest!(ProptestConfig::with_cases(cases), |(plaintext in vec(any::<u8>(), 1..=limit))| {
        let ciphertext = key.encrypt(algorithm, &plaintext).unwrap();
        prop_assert_eq!(opener.open(algorithm, &ciphertext), Some(plaintext));
    });
}

#[test]
fn any_plaintext_within_the_limit_of_oaep_round_trips() {
    for (name, algorithm, limit) in ALGORITHMS.into_iter().take(2) {
        round_trips(name, algorithm, limit, 32);
    }
}

#[test]
fn any_plaintext_within_the_limit_of_sm2pke_round_trips() {
    round_trips("SM2-encrypt-1", EncryptionAlgorithm::Sm2Pke, 1024, 128);
}

#[test]
fn one_byte_plaintexts_of_sm2pke_round_trip() {
    let (key, opener) = (key("SM2-encrypt-2"), Opener::new(CorpusKey::named("SM2-encrypt-2")));
    for i in 0..256_u32 {
        let plaintext = [i as u8];
        let ciphertext = key.encrypt(EncryptionAlgorithm::Sm2Pke, &plaintext).unwrap();
        assert_eq!(
            opener.open(EncryptionAlgorithm::Sm2Pke, &ciphertext),
            Some(plaintext.to_vec()),
            "{ciphertext:02x?}"
        );
    }
}

#[test]
fn limits_are_those_of_kms_and_known_before() {
    for (name, algorithm, limit) in ALGORITHMS {
        assert_eq!(key(name).max_plaintext_len(algorithm).unwrap(), limit, "{name} {algorithm}");
    }
}

#[test]
fn any_plaintext_over_the_limit_or_empty_is_misuse() {
    for (name, algorithm, limit) in ALGORITHMS {
        let key = key(name);
        for len in [0].into_iter().chain(limit + 1..=limit + 64).chain([4096, 1 << 20]) {
            let refusal = key.encrypt(algorithm, &vec![7; len]);
            let expected = Misuse::PlaintextLength { algorithm, spec: key.spec(), found: len, limit };
            assert!(matches!(refusal, Err(Error::Misuse(misuse)) if misuse == expected), "{name} {algorithm} {len}");
        }
    }
}

#[test]
fn every_exponent_that_is_parsed_encrypts() {
    use rsa::{BoxedUint, traits::PublicKeyParts as _};
    use spki::EncodePublicKey as _;

    let Opener::Rsa(private_key) = Opener::new(CorpusKey::named("RSA_2048-encrypt-1")) else { panic!("not RSA") };
    for e in [3_u64, 5, 17, 65537, (1 << 33) - 1] {
        let public_key = rsa::PublicKey::new(private_key.n().as_ref().clone(), BoxedUint::from(e)).unwrap();
        let spki = public_key.to_public_key_der().unwrap();
        let key = EncryptionKey::from_der(spki.as_bytes(), kms_offline::KeySpec::Rsa2048).unwrap();
        for algorithm in [EncryptionAlgorithm::RsaesOaepSha1, EncryptionAlgorithm::RsaesOaepSha256] {
            assert_eq!(key.encrypt(algorithm, b"message").unwrap().len(), 256, "e = {e}");
        }
    }
}

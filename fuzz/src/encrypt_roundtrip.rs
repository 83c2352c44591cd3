//! What is encrypted, agreed or encapsulated opens on the other side; what must be refused is misuse.

use arbitrary::{Arbitrary, Unstructured};
use base64ct::{Base64, Encoding as _};
use elliptic_curve::pkcs8::DecodePrivateKey as _;
use kms_offline::{AgreementKey, EncryptionAlgorithm, EncryptionKey, Error, PrivateKey};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    sm2: bool,
    sha1: bool,
    plaintext: &'a [u8],
}

/// RSAES-OAEP, SM2PKE and private keys for ECDH.
pub fn encrypt_roundtrip(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let (response, algorithm): (&[u8], _) = match (input.sm2, input.sha1) {
        (true, _) => (
            include_bytes!("../../tests/vectors/corpus/keys/SM2-encrypt-1/public-key.json"),
            EncryptionAlgorithm::Sm2Pke,
        ),
        (false, true) => (RSA, EncryptionAlgorithm::RsaesOaepSha1),
        (false, false) => (RSA, EncryptionAlgorithm::RsaesOaepSha256),
    };
    let key = EncryptionKey::from_json(response).unwrap();
    let limit = key.max_plaintext_len(algorithm).unwrap();
    match key.encrypt(algorithm, input.plaintext) {
        Ok(ciphertext) => {
            assert!((1..=limit).contains(&input.plaintext.len()));
            assert_eq!(decrypt(algorithm, &ciphertext), input.plaintext);
        }
        Err(Error::Misuse(_)) => assert!(!(1..=limit).contains(&input.plaintext.len())),
        Err(error) => panic!("the call is right: {error}"),
    }

    let key = AgreementKey::from_json(include_bytes!(
        "../../tests/vectors/corpus/keys/ECC_NIST_P256-agree-1/public-key.json"
    ))
    .unwrap();
    match PrivateKey::from_pem_or_der(input.plaintext, key.spec()) {
        Ok(private_key) => assert_eq!(key.agree(&private_key).unwrap().as_bytes().len(), 32),
        Err(error) => assert!(matches!(error, Error::Misuse(_)) && error.to_string().is_ascii()),
    }
}

const RSA: &[u8] = include_bytes!("../../tests/vectors/corpus/keys/RSA_2048-encrypt-1/public-key.json");

fn decrypt(algorithm: EncryptionAlgorithm, ciphertext: &[u8]) -> Vec<u8> {
    let rsa = || {
        let pem = include_str!("../../tests/vectors/corpus/keys/RSA_2048-encrypt-1/private-key.pem");
        rsa::PrivateKey::from_pkcs8_der(&der(pem)).unwrap()
    };
    match algorithm {
        EncryptionAlgorithm::RsaesOaepSha1 => rsa().decrypt(rsa::Oaep::<sha1::Sha1>::new(), ciphertext).unwrap(),
        EncryptionAlgorithm::RsaesOaepSha256 => rsa().decrypt(rsa::Oaep::<sha2::Sha256>::new(), ciphertext).unwrap(),
        _ => {
            let pem = include_str!("../../tests/vectors/corpus/keys/SM2-encrypt-1/private-key.pem");
            let key = sm2::SecretKey::from_pkcs8_der(&der(pem)).unwrap();
            sm2::pke::DecryptingKey::new(key).decrypt_der(ciphertext).unwrap()
        }
    }
}

/// The DER in a PEM file whose lines may have any width.
fn der(pem: &str) -> Vec<u8> {
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&base64).unwrap()
}

//! Every ciphertext, agreement and encapsulation opens on the other side, and every call that cannot succeed is misuse.

use arbitrary::{Arbitrary, Unstructured};
use elliptic_curve::pkcs8::DecodePrivateKey as _;
use kms_offline::{AgreementKey, EncryptionAlgorithm, EncryptionKey, Error, PrivateKey};
use kms_offline_vectors::CorpusKey;

use crate::corpus::response;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    sm2: bool,
    sha1: bool,
    plaintext: &'a [u8],
}

/// RSAES-OAEP, SM2PKE and private keys for ECDH.
pub fn encrypt_roundtrip(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let (name, algorithm) = match (input.sm2, input.sha1) {
        (true, _) => (SM2, EncryptionAlgorithm::Sm2Pke),
        (false, true) => (RSA, EncryptionAlgorithm::RsaesOaepSha1),
        (false, false) => (RSA, EncryptionAlgorithm::RsaesOaepSha256),
    };
    let key = EncryptionKey::from_json(response(name)).unwrap();
    let limit = key.max_plaintext_len(algorithm).unwrap();
    match key.encrypt(algorithm, input.plaintext) {
        Ok(ciphertext) => {
            assert!((1..=limit).contains(&input.plaintext.len()));
            assert_eq!(decrypt(algorithm, &ciphertext), input.plaintext);
        }
        Err(Error::Misuse(_)) => assert!(!(1..=limit).contains(&input.plaintext.len())),
        Err(error) => panic!("the call is right: {error}"),
    }

    let key = AgreementKey::from_json(response("ECC_NIST_P256-agree-1")).unwrap();
    match PrivateKey::from_pem_or_der(input.plaintext, key.spec()) {
        Ok(private_key) => assert_eq!(key.agree(&private_key).unwrap().as_bytes().len(), 32),
        Err(error) => assert!(matches!(error, Error::Misuse(_)) && error.to_string().is_ascii()),
    }
}

const RSA: &str = "RSA_2048-encrypt-1";
const SM2: &str = "SM2-encrypt-1";

fn decrypt(algorithm: EncryptionAlgorithm, ciphertext: &[u8]) -> Vec<u8> {
    let rsa = || rsa::PrivateKey::from_pkcs8_der(&CorpusKey::named(RSA).private_key_der()).unwrap();
    match algorithm {
        EncryptionAlgorithm::RsaesOaepSha1 => rsa().decrypt(rsa::Oaep::<sha1::Sha1>::new(), ciphertext).unwrap(),
        EncryptionAlgorithm::RsaesOaepSha256 => rsa().decrypt(rsa::Oaep::<sha2::Sha256>::new(), ciphertext).unwrap(),
        _ => {
            let key = sm2::SecretKey::from_pkcs8_der(&CorpusKey::named(SM2).private_key_der()).unwrap();
            sm2::pke::DecryptingKey::new(key).decrypt_der(ciphertext).unwrap()
        }
    }
}

//! Bytes as a JWE: nothing panics, and only what was sealed opens.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use kms_offline::{AgreementKey, EncryptionKey, Error, PrivateKey, jose::Jwe};
use kms_offline_vectors::{Bytes, CorpusKey};

use crate::corpus::response;

/// The first byte says what the rest is: a token, a header, or changes of a genuine token.
pub fn jwe(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    match kind % 4 {
        0 => free(rest),
        1 => free(&with_header(rest)),
        2 => changed(rsa(), rest),
        _ => changed(p256(), rest),
    }
}

/// A token that nobody sealed for the key that is tried.
fn free(token: &[u8]) {
    match Jwe::parse(token) {
        Ok(jwe) => {
            assert!(token.is_ascii() && token.split(|byte| *byte == b'.').count() == 5);
            assert_eq!(jwe.encrypted_key().is_some(), jwe.ephemeral_public_key().is_none());
            assert_eq!(jwe.encrypted_key().is_some(), jwe.encryption_algorithm().is_some());
            if let Some(public_key) = jwe.ephemeral_public_key() {
                let key = AgreementKey::from_der(public_key, jwe.key_spec()).unwrap();
                key.encrypt_jwe(b"").unwrap();
            }
            assert!(format!("{jwe:?}").is_ascii());
            let secret = vec![0x5a; jwe.secret_len()];
            assert_eq!(decrypt(jwe, &secret), Err(Error::NotAuthentic));
        }
        Err(error) => {
            assert!(matches!(error, Error::Malformed(_)), "{error}");
            assert!(error.to_string().is_ascii() && error.advice().unwrap().is_ascii());
        }
    }
}

fn with_header(header: &[u8]) -> Vec<u8> {
    let encode = Base64UrlUnpadded::encode_string;
    let encrypted_key = if header.windows(7).any(|text| text == b"ECDH-ES") { 0 } else { 256 };
    let parts = [header, &vec![1; encrypted_key], &[2; 12], b"ciphertext", &[3; 16]];
    parts.map(encode).join(".").into_bytes()
}

/// A genuine token, and what opens it.
struct Sealed {
    token: String,
    secret: Vec<u8>,
}

const PLAINTEXT: &[u8] = b"plaintext";

fn rsa() -> Sealed {
    let token = EncryptionKey::from_json(response("RSA_2048-encrypt-1"))
        .unwrap()
        .encrypt_jwe_with_rng(&mut counter(), PLAINTEXT)
        .unwrap();
    Sealed { token, secret: (1..=32).collect() }
}

fn p256() -> Sealed {
    const P256: &str = "ECC_NIST_P256-agree-1";
    let key = AgreementKey::from_json(response(P256)).unwrap();
    let token = key.encrypt_jwe_with_rng(&mut counter(), PLAINTEXT).unwrap();
    let jwe = Jwe::parse(&token).unwrap();
    let peer = AgreementKey::from_der(jwe.ephemeral_public_key().unwrap(), key.spec()).unwrap();
    let private_key = PrivateKey::from_pem(CorpusKey::named(P256).private_key_pem(), key.spec()).unwrap();
    let secret = peer.agree(&private_key).unwrap().as_bytes().to_vec();
    Sealed { token, secret }
}

/// Each change is three bytes: the place, and what stands there then.
fn changed(Sealed { token, secret }: Sealed, changes: &[u8]) {
    let mut bytes = token.clone().into_bytes();
    for change in changes.as_chunks::<3>().0 {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
        bytes[at] = change[2];
    }
    let is_same =
        |at: usize| bytes.split(|byte| *byte == b'.').nth(at) == token.as_bytes().split(|byte| *byte == b'.').nth(at);
    match Jwe::parse(&bytes).and_then(|jwe| decrypt(jwe, &secret)) {
        Ok(plaintext) => {
            // KMS alone checks the encrypted key.
            assert!([0, 2, 3, 4].into_iter().all(is_same), "{}", String::from_utf8_lossy(&bytes));
            assert_eq!(plaintext, PLAINTEXT);
        }
        Err(Error::Malformed(_) | Error::NotAuthentic | Error::Misuse(_)) => assert!(bytes != token.as_bytes()),
        Err(error) => panic!("{error}"),
    }
}

fn decrypt(jwe: Jwe, secret: &[u8]) -> Result<Vec<u8>, Error> {
    let decrypted = match jwe.encrypted_key() {
        Some(_) => jwe.decrypt_with_content_key(secret),
        None => jwe.decrypt_with_shared_secret(secret),
    };
    decrypted.map(|decrypted| decrypted.plaintext().to_vec())
}

/// A random source that counts, so that the genuine tokens are always the same.
fn counter() -> Bytes<impl Iterator<Item = u8>> {
    Bytes((0..=u8::MAX).cycle().skip(1))
}

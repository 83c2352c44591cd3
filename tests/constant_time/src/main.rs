//! Runs one operation on secrets that are marked undefined. Under valgrind's memcheck, every branch and every address
//! that depends on them is reported. Without an argument it runs them all, and a planted one that must be found.
#![allow(
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test program"
)]

mod judge;
mod memcheck;

use std::{env, hint::black_box, process::ExitCode};

use der::{Encode as _, asn1::OctetString};
use kms_offline::{
    AgreementKey, Encapsulated, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, EphemeralAgreement, KeySpec,
    PrivateKey, PublicKey, SharedSecret,
    jose::Jwe,
    rand_core::{TryCryptoRng, TryRng},
};
use kms_offline_vectors::{Bytes, CorpusKey, Exhausted};

use self::{
    judge::{Judgement, judge},
    memcheck::{is_watching, mark_public, mark_secret, mark_value_public},
};

/// Each operation with a key of the corpus.
const OPERATIONS: [&str; 22] = [
    "RSAES_OAEP_SHA_1 RSA_2048-encrypt-1",
    "RSAES_OAEP_SHA_256 RSA_2048-encrypt-1",
    "RSAES_OAEP_SHA_256 RSA_4096-encrypt-1",
    "SM2PKE SM2-encrypt-1",
    "agree ECC_NIST_P256-agree-1",
    "agree ECC_NIST_P384-agree-1",
    "agree ECC_NIST_P521-agree-1",
    "agree SM2-agree-1",
    "agree_ephemeral ECC_NIST_P256-agree-1",
    "agree_ephemeral ECC_NIST_P521-agree-1",
    "agree_ephemeral SM2-agree-1",
    "encapsulate ML_KEM_512-encapsulate-1",
    "encapsulate ML_KEM_768-encapsulate-1",
    "encapsulate ML_KEM_1024-encapsulate-1",
    "encrypt_jwe RSA_2048-encrypt-1",
    "encrypt_jwe ECC_NIST_P256-agree-1",
    "encrypt_jwe ECC_NIST_P384-agree-1",
    "encrypt_jwe ECC_NIST_P521-agree-1",
    "decrypt_jwe RSA_2048-encrypt-1",
    "decrypt_jwe ECC_NIST_P256-agree-1",
    "decrypt_jwe ECC_NIST_P384-agree-1",
    "decrypt_jwe ECC_NIST_P521-agree-1",
];

fn main() -> ExitCode {
    match env::args().nth(1) {
        Some(operation) => run(&operation),
        None => judge_all(),
    }
}

/// Every operation must be without reports but excused ones, and the planted one must have its own.
fn judge_all() -> ExitCode {
    for (line, reason) in judge::exceptions() {
        println!("excused: {line}\n      {reason}");
    }
    let mut failed = false;
    for operation in OPERATIONS.into_iter().chain(["planted"]) {
        let Judgement { excused, reports } =
            judge(operation).unwrap_or_else(|error| Judgement { excused: 0, reports: vec![error] });
        println!("{operation}: {} reports, {excused} excused", reports.len());
        let as_expected = match operation {
            "planted" => reports.len() == 1,
            _ => reports.is_empty() && excused > 0,
        };
        if !as_expected {
            failed = true;
            reports.iter().for_each(|report| println!("      {report}\n"));
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn run(operation: &str) -> ExitCode {
    if !is_watching() {
        eprintln!("run this under valgrind");
        return ExitCode::from(2);
    }
    let (name, key) = operation.split_once(' ').unwrap_or((operation, ""));
    match name {
        "RSAES_OAEP_SHA_1" => encrypt(key, EncryptionAlgorithm::RsaesOaepSha1),
        "RSAES_OAEP_SHA_256" => encrypt(key, EncryptionAlgorithm::RsaesOaepSha256),
        "SM2PKE" => encrypt(key, EncryptionAlgorithm::Sm2Pke),
        "agree" => agree(key),
        "agree_ephemeral" => agree_ephemeral(key),
        "encapsulate" => encapsulate(key),
        "encrypt_jwe" => encrypt_jwe(key),
        "decrypt_jwe" => decrypt_jwe(key),
        "planted" => planted(),
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// The bytes of the random sources.
fn draws() -> impl Iterator<Item = u8> {
    std::iter::successors(Some(6), |byte: &u8| Some(byte.wrapping_mul(5).wrapping_add(1)))
}

/// A random source whose bytes are secret.
struct Secret<I>(Bytes<I>);

fn secret() -> Secret<impl Iterator<Item = u8>> {
    Secret(Bytes(draws()))
}

impl<I: Iterator<Item = u8>> TryRng for Secret<I> {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        Err(Exhausted)
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        Err(Exhausted)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Exhausted> {
        self.0.try_fill_bytes(bytes)?;
        mark_secret(bytes);
        Ok(())
    }
}

impl<I: Iterator<Item = u8>> TryCryptoRng for Secret<I> {}

fn encrypt(key: &str, algorithm: EncryptionAlgorithm) {
    let key = EncryptionKey::from_json(CorpusKey::named(key).response()).unwrap();
    let plaintext = [7; 32];
    mark_secret(&plaintext);
    let ciphertext = key.encrypt_with_rng(&mut secret(), algorithm, &plaintext).unwrap();
    mark_value_public(&ciphertext);
    mark_public(&ciphertext);
}

fn agree(key: &str) {
    let key = AgreementKey::from_json(CorpusKey::named(key).response()).unwrap();
    // ECPrivateKey (RFC 5915) without parameters and public key: all that follows is the secret number.
    let len = match key.spec() {
        KeySpec::EccNistP384 => 48,
        KeySpec::EccNistP521 => 66,
        _ => 32,
    };
    let number = OctetString::new([vec![0; 2], vec![0x5a; len - 2]].concat()).unwrap();
    let body = [1_u8.to_der().unwrap(), number.to_der().unwrap()].concat();
    let der = der::Any::new(der::Tag::Sequence, body).unwrap().to_der().unwrap();
    mark_secret(&der[der.len() - len..]);
    let private_key = PrivateKey::from_der(&der, key.spec()).unwrap();
    let secret = key.agree(&private_key).unwrap();
    mark_public(&key.public_key_of(&private_key).unwrap());
    derive(&secret);
}

fn agree_ephemeral(key: &str) {
    let key = AgreementKey::from_json(CorpusKey::named(key).response()).unwrap();
    let EphemeralAgreement { secret, public_key, .. } = key.agree_ephemeral_with_rng(&mut secret()).unwrap();
    mark_public(&public_key);
    derive(&secret);
}

fn encapsulate(key: &str) {
    let key = EncapsulationKey::from_json(CorpusKey::named(key).response()).unwrap();
    let Encapsulated { secret, ciphertext, .. } = key.encapsulate_with_rng(&mut secret()).unwrap();
    mark_public(&ciphertext);
    derive(&secret);
}

/// An envelope whose content key, private key, Z, derived key and plaintext are secret.
fn encrypt_jwe(key: &str) {
    let plaintext = [7; 100];
    mark_secret(&plaintext);
    let token = match PublicKey::from_json(CorpusKey::named(key).response()).unwrap() {
        PublicKey::Encryption(key) => key.encrypt_jwe_with_rng(&mut secret(), &plaintext),
        PublicKey::Agreement(key) => key.encrypt_jwe_with_rng(&mut secret(), &plaintext),
        _ => return,
    };
    mark_value_public(&token);
    mark_public(token.unwrap().as_bytes());
}

/// The same envelope, which opens with a secret content key or shared secret; and with a wrong one, whose outcome is
/// public.
fn decrypt_jwe(name: &str) {
    let key = PublicKey::from_json(CorpusKey::named(name).response()).unwrap();
    let (token, secret) = match &key {
        PublicKey::Encryption(key) => {
            (key.encrypt_jwe_with_rng(&mut Bytes(draws()), &[7; 100]).unwrap(), draws().take(32).collect())
        }
        PublicKey::Agreement(key) => {
            let token = key.encrypt_jwe_with_rng(&mut Bytes(draws()), &[7; 100]).unwrap();
            let jwe = Jwe::parse(&token).unwrap();
            let peer = AgreementKey::from_der(jwe.ephemeral_public_key().unwrap(), key.spec()).unwrap();
            let private_key = PrivateKey::from_pem(&CorpusKey::named(name).private_key_pem(), key.spec()).unwrap();
            (token, peer.agree(&private_key).unwrap().as_bytes().to_vec())
        }
        _ => return,
    };
    for wrong in [0, 1] {
        let secret: Vec<u8> = secret.iter().map(|byte| byte ^ wrong).collect();
        mark_secret(&secret);
        let jwe = Jwe::parse(&token).unwrap();
        let decrypted = match jwe.encrypted_key() {
            Some(_) => jwe.decrypt_with_content_key(&secret),
            None => jwe.decrypt_with_shared_secret(&secret),
        };
        mark_value_public(&decrypted);
        assert_eq!(decrypted.is_ok(), wrong == 0);
    }
}

fn derive(secret: &SharedSecret) {
    let key = secret.derive_key(b"salt", b"info", 32).unwrap();
    mark_public(key.as_bytes());
}

/// A comparison that ends at the first difference.
fn planted() {
    let secret = [7; 32];
    mark_secret(&secret);
    for b in secret {
        if black_box(b) != black_box(7) {
            return;
        }
    }
}

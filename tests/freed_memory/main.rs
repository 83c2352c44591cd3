//! Memory that is freed holds no secret any more: an allocator records what is freed during an operation on secrets,
//! and all that the other side knows of them is looked for in it.
//!
//! It tells nothing of the stack, where the crates leave copies of what they compute with.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "tests"
)]

mod recording;

use std::collections::HashSet;

use elliptic_curve::{PublicKey, sec1::ToSec1Point as _};
use kms_offline::{
    AgreementKey, Encapsulated, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, EphemeralAgreement, KeySpec,
    PrivateKey,
};
use kms_offline_vectors::{Bytes, CorpusKey};
use num_bigint::BigUint;
use pkcs8::DecodePrivateKey as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};

use self::recording::freed_by;

/// Secrets that crates leave in memory that they free: operation, secret, reason. Nothing else may be left, and each of
/// these must be.
const LEFT_BY_CRATES: [(&str, &str, &str); 1] = [(
    "RSAES-OAEP",
    "Montgomery form of EM",
    "the modular exponentiation of `crypto-bigint` (under `rsa`) does not wipe the powers that it allocates",
)];

/// A random source of fixed bytes.
fn given(bytes: &[u8]) -> Bytes<impl Iterator<Item = u8>> {
    Bytes(bytes.iter().copied())
}

/// Asserts that of these secrets, in either byte order, no 16 successive bytes are in memory that was freed.
fn assert_wiped(freed: &[u8], operation: &str, secrets: &[(&str, &[u8])]) {
    for (name, secret) in secrets {
        let left = pieces_left(freed, secret);
        match LEFT_BY_CRATES.iter().find(|(at, what, _)| (*at, *what) == (operation, *name)) {
            None => assert_eq!(left, 0, "{operation}: pieces of the {name} are left"),
            Some((_, _, reason)) => assert_ne!(left, 0, "{operation}: the {name} is no longer left ({reason})"),
        }
    }
}

fn pieces_left(freed: &[u8], secret: &[u8]) -> usize {
    let reversed: Vec<u8> = secret.iter().rev().copied().collect();
    let pieces: HashSet<&[u8]> = secret.windows(16).chain(reversed.windows(16)).collect();
    freed.windows(16).filter(|window| pieces.contains(window)).count()
}

/// Bytes without a repetition.
fn distinct<const N: usize>(seed: u8) -> [u8; N] {
    let mut state = u32::from(seed) << 8 | 1;
    [(); N].map(|()| {
        state = state.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f);
        state.to_be_bytes()[0]
    })
}

/// One test, since there is one record.
#[test]
fn freed_memory_holds_no_secret() {
    a_secret_that_is_left_is_found();
    rsaes_oaep();
    sm2pke();
    static_agreement();
    ephemeral_agreement();
    encapsulation();
    #[cfg(feature = "hkdf")]
    derived_keys();
    #[cfg(feature = "jose")]
    {
        envelope_of_an_rsa_key();
        envelope_of_an_agreement_key();
    }
}

fn a_secret_that_is_left_is_found() {
    let secret = distinct::<32>(1);
    let ((), freed) = freed_by(|| drop(secret.to_vec()));
    assert_ne!(pieces_left(&freed, &secret), 0);
    let ((), freed) = freed_by(|| drop(secret.iter().rev().copied().collect::<Vec<u8>>()));
    assert_ne!(pieces_left(&freed, &secret), 0, "in the other byte order");
}

fn rsaes_oaep() {
    let key = EncryptionKey::from_json(CorpusKey::named("RSA_2048-encrypt-1").response()).unwrap();
    let private_key =
        rsa::PrivateKey::from_pkcs8_der(&CorpusKey::named("RSA_2048-encrypt-1").private_key_der()).unwrap();
    let (seed, plaintext) = (distinct::<32>(2), distinct::<100>(3));
    let (ciphertext, freed) =
        freed_by(|| key.encrypt_with_rng(&mut given(&seed), EncryptionAlgorithm::RsaesOaepSha256, &plaintext).unwrap());
    // Who has EM has the plaintext: it is masked, not encrypted.
    let [n, d] = [private_key.n().to_be_bytes(), private_key.d().to_be_bytes()].map(|n| BigUint::from_bytes_be(&n));
    let em = BigUint::from_bytes_be(&ciphertext).modpow(&d, &n);
    let montgomery_form = (&em << 2048_u32) % &n;
    assert_wiped(
        &freed,
        "RSAES-OAEP",
        &[
            ("seed", &seed),
            ("plaintext", &plaintext),
            ("encoded message EM", &em.to_bytes_be()),
            ("Montgomery form of EM", &montgomery_form.to_bytes_be()),
        ],
    );
}

/// The content key, both ways; the plaintext is the caller's until it is decrypted.
#[cfg(feature = "jose")]
fn envelope_of_an_rsa_key() {
    use kms_offline::jose::Jwe;

    let key = EncryptionKey::from_json(CorpusKey::named("RSA_2048-encrypt-1").response()).unwrap();
    let (drawn, plaintext) = (distinct::<76>(9), distinct::<3000>(10));
    let (token, freed) = freed_by(|| key.encrypt_jwe_with_rng(&mut given(&drawn), &plaintext).unwrap());
    let (content_key, seed) = (&drawn[..32], &drawn[32..64]);
    assert_wiped(&freed, "JWE", &[("content key", content_key), ("seed", seed), ("plaintext", &plaintext)]);
    let ((), freed) = freed_by(|| {
        let decrypted = Jwe::parse(&token).unwrap().decrypt_with_content_key(content_key).unwrap();
        assert!(decrypted.plaintext() == plaintext);
    });
    assert_wiped(&freed, "JWE", &[("content key", content_key), ("plaintext", &plaintext)]);
    // Nor is it left when the last check fails.
    let forged = [token.rsplit_once('.').unwrap().0, "AAAAAAAAAAAAAAAAAAAAAA"].join(".");
    let ((), freed) = freed_by(|| drop(Jwe::parse(&forged).unwrap().decrypt_with_content_key(content_key)));
    assert_wiped(&freed, "JWE", &[("content key", content_key), ("plaintext", &plaintext)]);
}

/// The ephemeral private key, Z and what is derived from it.
#[cfg(feature = "jose")]
fn envelope_of_an_agreement_key() {
    use kms_offline::jose::Jwe;
    use p384::pkcs8::DecodePublicKey as _;
    use sha2::{Digest as _, Sha256};

    let key = AgreementKey::from_json(CorpusKey::named("ECC_NIST_P384-agree-1").response()).unwrap();
    let (drawn, plaintext) = (distinct::<60>(11), distinct::<3000>(12));
    let (token, freed) = freed_by(|| key.encrypt_jwe_with_rng(&mut given(&drawn), &plaintext).unwrap());
    let public_key = p384::PublicKey::from_public_key_der(key.as_der()).unwrap();
    let d = p384::SecretKey::from_slice(&drawn[..48]).unwrap();
    let z = d.diffie_hellman(&public_key).raw_secret_bytes().to_vec();
    let info = [&[0, 0, 0, 1], &*z, &[0, 0, 0, 7], b"A256GCM", &[0; 8], &[0, 0, 1, 0]].concat();
    let content_key = Sha256::digest(info);
    let secrets: [(&str, &[u8]); 4] = [
        ("private key", &drawn[..48]),
        ("shared secret", &z),
        ("content key", &content_key),
        ("plaintext", &plaintext),
    ];
    assert_wiped(&freed, "JWE", &secrets);
    let ((), freed) = freed_by(|| {
        let decrypted = Jwe::parse(&token).unwrap().decrypt_with_shared_secret(&z).unwrap();
        assert!(decrypted.plaintext() == plaintext);
    });
    assert_wiped(&freed, "JWE", &secrets);
}

fn sm2pke() {
    let key = EncryptionKey::from_json(CorpusKey::named("SM2-encrypt-1").response()).unwrap();
    let (k, plaintext) = (distinct::<32>(4), distinct::<100>(5));
    let (_, freed) =
        freed_by(|| key.encrypt_with_rng(&mut given(&k), EncryptionAlgorithm::Sm2Pke, &plaintext).unwrap());
    // (x2, y2) = k·P
    let public_key = PublicKey::<sm2::Sm2>::from_sec1_bytes(&key.as_der()[26..]).unwrap();
    let k_scalar = sm2::SecretKey::from_slice(&k).unwrap().to_nonzero_scalar();
    let product = (public_key.to_projective() * *k_scalar).to_affine().to_sec1_point(false);
    assert_wiped(&freed, "SM2PKE", &[("k", &k), ("plaintext", &plaintext), ("point k·P", &product.as_bytes()[1..])]);
}

fn static_agreement() {
    let key = AgreementKey::from_json(CorpusKey::named("ECC_NIST_P384-agree-1").response()).unwrap();
    let peer = CorpusKey::named("ECC_NIST_P384-agree-2");
    let pem = peer.private_key_pem().as_bytes();
    let d = p384::SecretKey::from_pkcs8_der(&peer.private_key_der()).unwrap().to_bytes();
    let (secret, freed) = freed_by(|| {
        let private_key = PrivateKey::from_pem(pem, KeySpec::EccNistP384).unwrap();
        let secret = key.agree(&private_key).unwrap();
        let bytes = <[u8; 48]>::try_from(secret.as_bytes()).unwrap();
        drop((private_key, secret));
        bytes
    });
    let base64 = pem.split(|b| *b == b'\n').nth(1).unwrap();
    assert_wiped(&freed, "ECDH", &[("private key", &d), ("base64 of its PEM", base64), ("shared secret", &secret)]);
}

fn ephemeral_agreement() {
    let key = AgreementKey::from_json(CorpusKey::named("ECC_NIST_P521-agree-1").response()).unwrap();
    let drawn = distinct::<66>(6);
    let (secret, freed) = freed_by(|| {
        let EphemeralAgreement { secret, .. } = key.agree_ephemeral_with_rng(&mut given(&drawn)).unwrap();
        <[u8; 66]>::try_from(secret.as_bytes()).unwrap()
    });
    assert_wiped(&freed, "ephemeral ECDH", &[("private key", &drawn), ("shared secret", &secret)]);
}

fn encapsulation() {
    let key = EncapsulationKey::from_json(CorpusKey::named("ML_KEM_768-encapsulate-1").response()).unwrap();
    let m = distinct::<32>(7);
    let (secret, freed) = freed_by(|| {
        let Encapsulated { secret, .. } = key.encapsulate_with_rng(&mut given(&m)).unwrap();
        <[u8; 32]>::try_from(secret.as_bytes()).unwrap()
    });
    assert_wiped(&freed, "ML-KEM", &[("m", &m), ("shared secret", &secret)]);
}

#[cfg(feature = "hkdf")]
fn derived_keys() {
    let key = AgreementKey::from_json(CorpusKey::named("SM2-agree-1").response()).unwrap();
    let secret = key.agree_ephemeral_with_rng(&mut given(&distinct::<32>(8))).unwrap().secret;
    let (derived, freed) = freed_by(|| {
        let derived = secret.derive_key(b"salt", b"info", 32).unwrap();
        <[u8; 32]>::try_from(derived.as_bytes()).unwrap()
    });
    assert_wiped(&freed, "HKDF", &[("shared secret", secret.as_bytes()), ("derived key", &derived)]);
}

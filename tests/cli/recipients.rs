//! The output of `encrypt`, `agree` and `encapsulate`, opened with the private keys that KMS would have.

use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey, ecdh,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use kms_offline_vectors::CorpusKey;
use ml_kem::Decapsulate;
use pkcs8::{AssociatedOid, DecodePrivateKey};
use spki::DecodePublicKey as _;

use crate::folder::{Folder, key_file};

fn private_key(name: &str) -> Vec<u8> {
    CorpusKey::named(name).private_key_der()
}

fn open_rsaes_oaep(private_key: &[u8], algorithm: &str, ciphertext: &[u8]) -> Vec<u8> {
    let key = rsa::PrivateKey::from_pkcs8_der(private_key).unwrap();
    match algorithm {
        "RSAES_OAEP_SHA_1" => key.decrypt(rsa::Oaep::<sha1::Sha1>::new(), ciphertext),
        _ => key.decrypt(rsa::Oaep::<sha2::Sha256>::new(), ciphertext),
    }
    .unwrap()
}

fn open_sm2pke(private_key: &[u8], _: &str, ciphertext: &[u8]) -> Vec<u8> {
    let key = sm2::SecretKey::from_pkcs8_der(private_key).unwrap();
    sm2::pke::DecryptingKey::new(key).decrypt_der(ciphertext).unwrap()
}

/// Encrypts every case of a key to a file and to standard output; gives how many were encrypted and how many were
/// rejected.
fn encrypt(name: &str, open: fn(&[u8], &str, &[u8]) -> Vec<u8>) -> (usize, usize) {
    let folder = Folder::new();
    let key = key_file(name);
    let (mut encrypted, mut refused) = (0, 0);
    for case in CorpusKey::named(name).list("cases") {
        let plaintext = case.bytes("Plaintext");
        let algorithm = case.text("EncryptionAlgorithm");
        let to_stdout = folder.run_with_input(["encrypt", "--key", &key, "--algorithm", algorithm], &plaintext);
        folder.write("plaintext", &plaintext);
        let to_file =
            folder.run(["encrypt", "--key", &key, "--algorithm", algorithm, "--out", "ciphertext", "--", "plaintext"]);
        if case.text("expect") == "ok" {
            assert_eq!(open(&private_key(name), algorithm, &to_stdout.done()), plaintext, "{name}: {case}");
            assert!(to_file.done().is_empty());
            assert_eq!(open(&private_key(name), algorithm, &folder.read("ciphertext")), plaintext, "{name}: {case}");
            std::fs::remove_file(folder.path("ciphertext")).unwrap();
            encrypted += 1;
        } else {
            assert_eq!((to_stdout.status, to_stdout.text()), (Some(2), ""), "{name}: {case}");
            assert_eq!(to_file.status, Some(2), "{name}: {case}");
            if case.has("limit") {
                assert!(to_file.stderr.contains(&case.number("limit").to_string()), "{name}: {case}: {to_file:?}");
            }
            refused += 1;
        }
        assert_eq!(folder.names(), ["plaintext"], "{name}: {case}");
    }
    (encrypted, refused)
}

#[test]
fn private_keys_decrypt_the_output_of_encrypt() {
    for name in ["RSA_2048-encrypt-1", "RSA_3072-encrypt-1", "RSA_4096-encrypt-1"] {
        assert_eq!(encrypt(name, open_rsaes_oaep), (6, 7), "{name}");
    }
    assert_eq!(encrypt("SM2-encrypt-1", open_sm2pke), (3, 5));
}

/// The other side of an agreement, as KMS DeriveSharedSecret does it.
fn derive<C>(private_key: &[u8], public_key: &[u8]) -> Vec<u8>
where
    C: CurveArithmetic + AssociatedOid,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let private_key = SecretKey::<C>::from_pkcs8_der(private_key).unwrap();
    let public_key = PublicKey::<C>::from_public_key_der(public_key).unwrap();
    ecdh::diffie_hellman::<C>(private_key.to_nonzero_scalar(), *public_key.as_affine()).raw_secret_bytes().to_vec()
}

/// Agrees with every peer of a key, and with a fresh one.
fn agree<C>(name: &str)
where
    C: CurveArithmetic + AssociatedOid,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let folder = Folder::new();
    let key = key_file(name);
    let agreement = CorpusKey::named(name);
    for peer in agreement.list("peers") {
        folder.write("private.der", peer.bytes("peer_private_key_pkcs8"));
        let run = folder.run(["agree", "--key", &key, "--private-key", "private.der"]);
        assert_eq!(run.done(), peer.bytes("shared_secret"), "{name}: {peer}");
    }
    for refused in agreement.list("refused") {
        folder.write("private.der", refused.bytes("peer_private_key_pkcs8"));
        let run = folder.run(["agree", "--key", &key, "--private-key", "private.der", "--out", "secret"]);
        run.failed("private.der: ");
        assert_eq!(folder.names(), ["private.der"], "{name}: {refused}");
    }
    folder.run(["agree", "--key", &key, "--ephemeral-public-out", "public.der", "--out", "secret"]).done();
    assert_eq!(derive::<C>(&private_key(name), &folder.read("public.der")), folder.read("secret"), "{name}");
}

#[test]
fn the_other_side_agrees_on_the_same_secret() {
    agree::<p256::NistP256>("ECC_NIST_P256-agree-1");
    agree::<p384::NistP384>("ECC_NIST_P384-agree-1");
    agree::<p521::NistP521>("ECC_NIST_P521-agree-1");
    agree::<sm2::Sm2>("SM2-agree-1");
}

fn encapsulate<K: DecodePrivateKey + Decapsulate>(name: &str) {
    let folder = Folder::new();
    let key = key_file(name);
    folder.run(["encapsulate", "--key", &key, "--ciphertext-out", "ciphertext", "--secret-out", "secret"]).done();
    let private_key = K::from_pkcs8_der(&private_key(name)).unwrap();
    let secret = private_key.decapsulate_slice(&folder.read("ciphertext")).unwrap();
    assert_eq!(secret.as_slice(), folder.read("secret"), "{name}");
}

#[test]
fn private_keys_decapsulate_the_output_of_encapsulate() {
    encapsulate::<ml_kem::ml_kem_512::DecapsulationKey>("ML_KEM_512-encapsulate-1");
    encapsulate::<ml_kem::ml_kem_768::DecapsulationKey>("ML_KEM_768-encapsulate-1");
    encapsulate::<ml_kem::ml_kem_1024::DecapsulationKey>("ML_KEM_1024-encapsulate-1");
}

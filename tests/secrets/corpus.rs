//! The corpus's keys of the three usages, with its private keys as the other side.

use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
    pkcs8::AssociatedOid,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use kms_offline::{
    AgreementKey, Encapsulated, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, EphemeralAgreement, Error,
    KeySpec, PrivateKey, error::Misuse,
};
use kms_offline_vectors::{CorpusKey, from_base64, from_hex};
use ml_kem::{KeyExport as _, MlKem512, MlKem768, MlKem1024};
use pkcs8::DecodePrivateKey as _;
use serde_json::Value;
use spki::DecodePublicKey as _;

/// A private key of the corpus that opens what was encrypted to its public key.
pub(crate) enum Opener {
    Rsa(Box<rsa::PrivateKey>),
    Sm2(sm2::pke::DecryptingKey),
}

impl Opener {
    pub(crate) fn new(key: &CorpusKey) -> Self {
        let der = key.private_key_der();
        if key.name().starts_with("RSA") {
            Self::Rsa(Box::new(rsa::PrivateKey::from_pkcs8_der(&der).unwrap()))
        } else {
            let secret = sm2::SecretKey::from_pkcs8_der(&der).unwrap();
            Self::Sm2(sm2::pke::DecryptingKey::new(secret))
        }
    }

    pub(crate) fn open(&self, algorithm: EncryptionAlgorithm, ciphertext: &[u8]) -> Option<Vec<u8>> {
        match (self, algorithm) {
            (Self::Rsa(key), EncryptionAlgorithm::RsaesOaepSha1) => key.oaep_decrypt::<sha1::Sha1>(ciphertext).ok(),
            (Self::Rsa(key), EncryptionAlgorithm::RsaesOaepSha256) => key.oaep_decrypt::<sha2::Sha256>(ciphertext).ok(),
            (Self::Sm2(key), EncryptionAlgorithm::Sm2Pke) => key.decrypt_der(ciphertext).ok(),
            _ => None,
        }
    }
}

#[test]
fn private_keys_decrypt_the_ciphertexts() {
    let (mut opened, mut refused, mut others) = (0, 0, 0);
    for entry in CorpusKey::of_usage("ENCRYPT_DECRYPT") {
        let key = EncryptionKey::from_json(entry.response()).unwrap();
        let opener = Opener::new(entry);
        for case in entry.list("cases") {
            let plaintext = case.bytes("Plaintext");
            let algorithm = key.algorithm_named(case.text("EncryptionAlgorithm"));
            let ciphertext = algorithm.and_then(|algorithm| Ok((algorithm, key.encrypt(algorithm, &plaintext)?)));
            if case.text("expect") == "ok" {
                let (algorithm, ciphertext) = ciphertext.unwrap();
                assert_eq!(opener.open(algorithm, &ciphertext), Some(plaintext), "{case}");
                opened += 1;
                continue;
            }
            let Err(Error::Misuse(misuse)) = ciphertext else { panic!("{case}: not misuse") };
            if case.has("limit") {
                let wanted = case.number("limit");
                let Misuse::PlaintextLength { limit, found, .. } = misuse else { panic!("{case}: {misuse}") };
                assert_eq!((limit, found), (wanted, wanted + 1), "{case}");
            }
            refused += 1;
        }
        for made in entry.list("ciphertexts") {
            let algorithm = key.algorithm_named(made.text("EncryptionAlgorithm")).unwrap();
            let response: Value = serde_json::from_str(made.text("encrypt_output")).unwrap();
            let ciphertext = from_base64(response["CiphertextBlob"].as_str().unwrap());
            assert_eq!(opener.open(algorithm, &ciphertext), Some(made.bytes("Plaintext")), "{made}");
            others += 1;
        }
    }
    assert_eq!((opened, refused, others), (42, 52, 42));
}

#[test]
fn peers_agree_on_the_corpus_secrets() {
    let (mut agreed, mut refused) = (0, 0);
    for entry in CorpusKey::of_usage("KEY_AGREEMENT") {
        let key = AgreementKey::from_json(entry.response()).unwrap();
        for peer in entry.list("peers") {
            let private_key = PrivateKey::from_der(&peer.bytes("peer_private_key_pkcs8"), key.spec()).unwrap();
            assert_eq!(key.agree(&private_key).unwrap().as_bytes(), peer.bytes("shared_secret"), "{peer}");
            assert_eq!(key.public_key_of(&private_key).unwrap(), peer.bytes("peer_public_key"), "{peer}");
            agreed += 1;
        }
        for peer in entry.list("refused") {
            let private_key = peer.bytes("peer_private_key_pkcs8");
            let refusal = PrivateKey::from_pem_or_der(&private_key, key.spec()).unwrap_err();
            assert!(matches!(refusal, Error::Misuse(Misuse::PrivateKey { .. })), "{peer}: {refusal}");
            refused += 1;
        }
    }
    assert_eq!((agreed, refused), (32, 50));
}

/// The secret that the owner of a KEY_AGREEMENT key derives from a peer's SubjectPublicKeyInfo.
fn derive<C>(private_key: &[u8], public_key: &[u8]) -> Vec<u8>
where
    C: CurveArithmetic + AssociatedOid,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let d = SecretKey::<C>::from_pkcs8_der(private_key).unwrap();
    let q = PublicKey::<C>::from_public_key_der(public_key).unwrap();
    d.diffie_hellman(&q).raw_secret_bytes().to_vec()
}

#[test]
fn the_other_side_derives_the_secret_of_an_ephemeral_key() {
    for entry in CorpusKey::of_usage("KEY_AGREEMENT") {
        let key = AgreementKey::from_json(entry.response()).unwrap();
        let EphemeralAgreement { secret, public_key: ours, .. } = key.agree_ephemeral().unwrap();
        let derive = match key.spec() {
            KeySpec::EccNistP256 => derive::<p256::NistP256>,
            KeySpec::EccNistP384 => derive::<p384::NistP384>,
            KeySpec::EccNistP521 => derive::<p521::NistP521>,
            _ => derive::<sm2::Sm2>,
        };
        assert_eq!(derive(&entry.private_key_der(), &ours), secret.as_bytes(), "{}", entry.name());
        assert_eq!(AgreementKey::from_der(&ours, key.spec()).unwrap().as_der(), ours, "{}", entry.name());
    }
}

#[test]
fn seeds_decapsulate_the_ciphertexts() {
    /// The secret that the owner of the seed d‖z decapsulates. Asserts that the key of the corpus is the seed's.
    macro_rules! decapsulate {
        ($p:ty, $seed:expr, $ciphertext:expr, $spki:expr) => {{
            use ml_kem::kem::Decapsulate as _;
            let key = ml_kem::DecapsulationKey::<$p>::from_seed($seed.try_into().unwrap());
            assert!($spki.ends_with(&key.encapsulation_key().to_bytes()));
            key.decapsulate_slice($ciphertext).unwrap().to_vec()
        }};
    }
    let mut others = 0;
    for entry in CorpusKey::of_usage("ENCAPSULATE_DECAPSULATE") {
        let key = EncapsulationKey::from_json(entry.response()).unwrap();
        let seed = from_hex(entry.seed_d_z());
        let decapsulate = |ciphertext: &[u8]| match key.spec() {
            KeySpec::MlKem512 => decapsulate!(MlKem512, seed.as_slice(), ciphertext, key.as_der()),
            KeySpec::MlKem768 => decapsulate!(MlKem768, seed.as_slice(), ciphertext, key.as_der()),
            _ => decapsulate!(MlKem1024, seed.as_slice(), ciphertext, key.as_der()),
        };
        let Encapsulated { secret, ciphertext, .. } = key.encapsulate().unwrap();
        assert_eq!(decapsulate(&ciphertext), secret.as_bytes(), "{}", entry.name());
        let Encapsulated { secret: again, ciphertext: other_ciphertext, .. } = key.encapsulate().unwrap();
        assert_ne!(again.as_bytes(), secret.as_bytes());
        assert_ne!(other_ciphertext, ciphertext);
        for made in entry.list("encapsulations") {
            let secret = decapsulate(&made.bytes("SharedSecretCiphertextBlob"));
            assert_eq!(secret, made.bytes("SharedSecret"), "{made}");
            others += 1;
        }
    }
    assert_eq!(others, 12);
}

//! The corpus's keys of the three usages, with its private keys as the other side.

use std::{fs, path::PathBuf};

use base64ct::{Base64, Encoding as _};
use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
    pkcs8::AssociatedOid,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use kms_offline::{
    AgreementKey, Encapsulated, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, EphemeralAgreement, Error,
    KeySpec, PrivateKey, error::Misuse,
};
use ml_kem::{KeyExport as _, MlKem512, MlKem768, MlKem1024};
use pkcs8::DecodePrivateKey as _;
use serde_json::Value;
use spki::DecodePublicKey as _;

/// A key of the corpus.
pub(crate) struct Entry {
    pub(crate) name: String,
    folder: PathBuf,
}

impl Entry {
    /// The keys whose names contain `usage`.
    pub(crate) fn all(usage: &str) -> Vec<Self> {
        let keys = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/corpus/keys");
        let mut entries: Vec<Self> = fs::read_dir(keys)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| Self { name: entry.file_name().into_string().unwrap(), folder: entry.path() })
            .filter(|entry| entry.name.contains(usage))
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries
    }

    pub(crate) fn named(name: &str) -> Self {
        Self::all(name).pop().unwrap()
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.folder.join(file)).unwrap()
    }

    pub(crate) fn response(&self) -> Vec<u8> {
        self.read("public-key.json")
    }

    pub(crate) fn private_key_pem(&self) -> String {
        String::from_utf8(self.read("private-key.pem")).unwrap()
    }

    /// The DER inside the private key's PEM.
    pub(crate) fn private_key_der(&self) -> Vec<u8> {
        let pem = self.private_key_pem();
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        Base64::decode_vec(&body).unwrap()
    }

    fn json(&self, file: &str) -> Value {
        serde_json::from_slice(&self.read(file)).unwrap()
    }
}

/// A private key of the corpus that opens what was encrypted to its public key.
pub(crate) enum Opener {
    Rsa(Box<rsa::PrivateKey>),
    Sm2(sm2::pke::DecryptingKey),
}

impl Opener {
    pub(crate) fn new(entry: &Entry) -> Self {
        let der = entry.private_key_der();
        if entry.name.starts_with("RSA") {
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

fn bytes(value: &Value) -> Vec<u8> {
    Base64::decode_vec(value.as_str().unwrap()).unwrap()
}

#[test]
fn private_keys_open_what_was_encrypted() {
    let (mut opened, mut refused, mut others) = (0, 0, 0);
    for entry in Entry::all("-encrypt-") {
        let key = EncryptionKey::from_json(entry.response()).unwrap();
        let (opener, file) = (Opener::new(&entry), entry.json("encrypt.json"));
        for (i, case) in file["cases"].as_array().unwrap().iter().enumerate() {
            let (id, plaintext) = (format!("{} case {i} {}", entry.name, case["kind"]), bytes(&case["Plaintext"]));
            let algorithm = key.algorithm_named(case["EncryptionAlgorithm"].as_str().unwrap());
            let ciphertext = algorithm.and_then(|algorithm| Ok((algorithm, key.encrypt(algorithm, &plaintext)?)));
            if case["expect"] == "ok" {
                let (algorithm, ciphertext) = ciphertext.unwrap();
                assert_eq!(opener.open(algorithm, &ciphertext), Some(plaintext), "{id}");
                opened += 1;
                continue;
            }
            let Err(Error::Misuse(misuse)) = ciphertext else { panic!("{id}: not misuse") };
            if let Some(wanted) = case["limit"].as_u64() {
                let Misuse::PlaintextLength { limit, found, .. } = misuse else { panic!("{id}: {misuse}") };
                assert_eq!((limit as u64, found as u64), (wanted, wanted + 1), "{id}");
            }
            refused += 1;
        }
        for (i, made) in file["ciphertexts"].as_array().unwrap().iter().enumerate() {
            let algorithm = key.algorithm_named(made["EncryptionAlgorithm"].as_str().unwrap()).unwrap();
            let response = entry.json(made["encrypt_output"].as_str().unwrap());
            let plaintext = opener.open(algorithm, &bytes(&response["CiphertextBlob"]));
            assert_eq!(plaintext, Some(bytes(&made["Plaintext"])), "{} ciphertext {i}", entry.name);
            others += 1;
        }
    }
    assert_eq!((opened, refused, others), (42, 52, 42));
}

#[test]
fn peers_agree_on_the_corpus_secrets() {
    let (mut agreed, mut refused) = (0, 0);
    for entry in Entry::all("-agree-") {
        let key = AgreementKey::from_json(entry.response()).unwrap();
        let file = entry.json("agree.json");
        for (i, peer) in file["peers"].as_array().unwrap().iter().enumerate() {
            let id = format!("{} peer {i} {}", entry.name, peer["kind"]);
            let private_key = PrivateKey::from_der(&bytes(&peer["peer_private_key_pkcs8"]), key.spec()).unwrap();
            assert_eq!(key.agree(&private_key).unwrap().as_bytes(), bytes(&peer["shared_secret"]), "{id}");
            assert_eq!(key.public_key_of(&private_key).unwrap(), bytes(&peer["peer_public_key"]), "{id}");
            agreed += 1;
        }
        for (i, peer) in file["refused"].as_array().unwrap().iter().enumerate() {
            let id = format!("{} refused {i} {}", entry.name, peer["kind"]);
            let refusal = PrivateKey::from_pem_or_der(&bytes(&peer["peer_private_key_pkcs8"]), key.spec()).unwrap_err();
            assert!(matches!(refusal, Error::Misuse(Misuse::PrivateKey { .. })), "{id}: {refusal}");
            refused += 1;
        }
    }
    assert_eq!((agreed, refused), (32, 50));
}

/// What the owner of a KEY_AGREEMENT key derives from a peer's SubjectPublicKeyInfo.
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
fn the_other_side_derives_what_an_ephemeral_key_agreed_on() {
    for entry in Entry::all("-agree-") {
        let key = AgreementKey::from_json(entry.response()).unwrap();
        let EphemeralAgreement { secret, public_key: ours, .. } = key.agree_ephemeral().unwrap();
        let derive = match key.spec() {
            KeySpec::EccNistP256 => derive::<p256::NistP256>,
            KeySpec::EccNistP384 => derive::<p384::NistP384>,
            KeySpec::EccNistP521 => derive::<p521::NistP521>,
            _ => derive::<sm2::Sm2>,
        };
        assert_eq!(derive(&entry.private_key_der(), &ours), secret.as_bytes(), "{}", entry.name);
        assert_eq!(AgreementKey::from_der(&ours, key.spec()).unwrap().as_der(), ours, "{}", entry.name);
    }
}

#[test]
fn seeds_decapsulate_what_was_encapsulated() {
    /// What the owner of the seed d‖z decapsulates; and that the key of the corpus is the seed's.
    macro_rules! decapsulate {
        ($p:ty, $seed:expr, $ciphertext:expr, $spki:expr) => {{
            use ml_kem::kem::Decapsulate as _;
            let key = ml_kem::DecapsulationKey::<$p>::from_seed($seed.try_into().unwrap());
            assert!($spki.ends_with(&key.encapsulation_key().to_bytes()));
            key.decapsulate_slice($ciphertext).unwrap().to_vec()
        }};
    }
    let mut others = 0;
    for entry in Entry::all("-encapsulate-") {
        let key = EncapsulationKey::from_json(entry.response()).unwrap();
        let file = entry.json("encapsulate.json");
        let seed = base16(file["seed_d_z"].as_str().unwrap());
        let decapsulate = |ciphertext: &[u8]| match key.spec() {
            KeySpec::MlKem512 => decapsulate!(MlKem512, seed.as_slice(), ciphertext, key.as_der()),
            KeySpec::MlKem768 => decapsulate!(MlKem768, seed.as_slice(), ciphertext, key.as_der()),
            _ => decapsulate!(MlKem1024, seed.as_slice(), ciphertext, key.as_der()),
        };
        let Encapsulated { secret, ciphertext, .. } = key.encapsulate().unwrap();
        assert_eq!(decapsulate(&ciphertext), secret.as_bytes(), "{}", entry.name);
        let Encapsulated { secret: again, ciphertext: other_ciphertext, .. } = key.encapsulate().unwrap();
        assert_ne!(again.as_bytes(), secret.as_bytes());
        assert_ne!(other_ciphertext, ciphertext);
        for made in file["encapsulations"].as_array().unwrap() {
            let secret = decapsulate(&bytes(&made["SharedSecretCiphertextBlob"]));
            assert_eq!(secret, bytes(&made["SharedSecret"]), "{}", entry.name);
            others += 1;
        }
    }
    assert_eq!(others, 12);
}

/// The bytes that hexadecimal digits stand for.
pub(crate) fn base16(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

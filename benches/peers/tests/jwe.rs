//! `josekit`, on OpenSSL, opens what we seal, and we open what it seals, with the private keys of the corpus in KMS's
//! place.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "tests"
)]

use josekit::jwe::{
    ECDH_ES, JweDecrypter, JweEncrypter, JweHeader, RSA_OAEP, RSA_OAEP_256, deserialize_compact, serialize_compact,
};
use kms_offline::{EncryptionAlgorithm, PublicKey, jose::Jwe};
use kms_offline_vectors::CorpusKey;
use openssl::{
    derive::Deriver,
    encrypt::Decrypter,
    hash::MessageDigest,
    pkey::{PKey, Private},
    rand::rand_bytes,
    rsa::Padding,
};

const SIZES: [usize; 7] = [0, 1, 190, 191, 4097, 65_536, 1 << 20];

/// A key of the corpus: for us, for josekit, and inside KMS.
struct Key {
    public: PublicKey,
    private: PKey<Private>,
    alg: &'static str,
}

impl Key {
    fn new(name: &str, alg: &'static str) -> Self {
        Self {
            public: PublicKey::from_json(CorpusKey::named(name).response()).unwrap(),
            private: PKey::private_key_from_pem(CorpusKey::named(name).private_key_pem().as_bytes()).unwrap(),
            alg,
        }
    }

    fn encrypt(&self, plaintext: &[u8]) -> String {
        match &self.public {
            PublicKey::Encryption(key) if self.alg == "RSA-OAEP" => {
                key.jwe_encrypter().with_algorithm(EncryptionAlgorithm::RsaesOaepSha1).encrypt(plaintext)
            }
            PublicKey::Encryption(key) => key.encrypt_jwe(plaintext),
            PublicKey::Agreement(key) => key.encrypt_jwe(plaintext),
            _ => panic!("not a key to encrypt to"),
        }
        .unwrap()
    }

    /// KMS Decrypt or DeriveSharedSecret, by OpenSSL.
    fn secret(&self, jwe: &Jwe) -> Vec<u8> {
        if let Some(public_key) = jwe.ephemeral_public_key() {
            let peer = PKey::public_key_from_der(public_key).unwrap();
            let mut deriver = Deriver::new(&self.private).unwrap();
            deriver.set_peer(&peer).unwrap();
            return deriver.derive_to_vec().unwrap();
        }
        let digest = match jwe.encryption_algorithm() {
            Some(EncryptionAlgorithm::RsaesOaepSha1) => MessageDigest::sha1(),
            _ => MessageDigest::sha256(),
        };
        let mut decrypter = Decrypter::new(&self.private).unwrap();
        decrypter.set_rsa_padding(Padding::PKCS1_OAEP).unwrap();
        decrypter.set_rsa_oaep_md(digest).unwrap();
        decrypter.set_rsa_mgf1_md(digest).unwrap();
        let block = jwe.encrypted_key().unwrap();
        let mut plaintext = vec![0; decrypter.decrypt_len(block).unwrap()];
        let len = decrypter.decrypt(block, &mut plaintext).unwrap();
        plaintext.truncate(len);
        plaintext
    }

    fn open(&self, token: &str) -> Vec<u8> {
        let jwe = Jwe::parse(token).unwrap();
        let secret = self.secret(&jwe);
        let decrypted = match jwe.encrypted_key() {
            Some(_) => jwe.decrypt_with_content_key(&secret),
            None => jwe.decrypt_with_shared_secret(&secret),
        };
        decrypted.unwrap().plaintext().to_vec()
    }
}

fn opens_both_ways(key: &Key, theirs: (&dyn JweEncrypter, &dyn JweDecrypter)) {
    for len in SIZES {
        let mut plaintext = vec![0; len];
        rand_bytes(&mut plaintext).unwrap();
        let (opened, header) = deserialize_compact(&key.encrypt(&plaintext), theirs.1).unwrap();
        assert!(opened == plaintext, "{} {len} bytes: josekit opens ours", key.alg);
        assert_eq!(header.content_encryption(), Some("A256GCM"));
        let mut header = JweHeader::new();
        header.set_content_encryption("A256GCM");
        if len % 2 == 1 && key.alg == "ECDH-ES" {
            header.set_agreement_partyuinfo(b"Alice");
            header.set_agreement_partyvinfo(b"Bob");
        }
        let token = serialize_compact(&plaintext, &header, theirs.0).unwrap();
        assert!(key.open(&token) == plaintext, "{} {len} bytes: we open josekit's", key.alg);
    }
}

#[test]
fn tokens_of_rsa_keys_open_both_ways() {
    for name in ["RSA_2048-encrypt-1", "RSA_3072-encrypt-1", "RSA_4096-encrypt-1"] {
        for (alg, theirs) in [("RSA-OAEP-256", RSA_OAEP_256), ("RSA-OAEP", RSA_OAEP)] {
            let key = Key::new(name, alg);
            let encrypter = theirs.encrypter_from_der(key.public.as_der()).unwrap();
            let decrypter = theirs.decrypter_from_der(key.private.private_key_to_pkcs8().unwrap()).unwrap();
            opens_both_ways(&key, (&encrypter, &decrypter));
        }
    }
}

#[test]
fn tokens_of_agreement_keys_open_both_ways() {
    for name in ["ECC_NIST_P256-agree-1", "ECC_NIST_P384-agree-1", "ECC_NIST_P521-agree-1"] {
        let key = Key::new(name, "ECDH-ES");
        let encrypter = ECDH_ES.encrypter_from_der(key.public.as_der()).unwrap();
        let decrypter = ECDH_ES.decrypter_from_der(key.private.private_key_to_pkcs8().unwrap()).unwrap();
        opens_both_ways(&key, (&encrypter, &decrypter));
    }
}

/// Leading zeros of coordinates and of Z, as josekit and OpenSSL see them.
#[test]
fn two_hundred_tokens_on_p521_open() {
    let key = Key::new("ECC_NIST_P521-agree-1", "ECDH-ES");
    let decrypter = ECDH_ES.decrypter_from_der(key.private.private_key_to_pkcs8().unwrap()).unwrap();
    for _ in 0..200 {
        let (opened, _) = deserialize_compact(&key.encrypt(b"plaintext"), &decrypter).unwrap();
        assert_eq!(opened, b"plaintext");
    }
}

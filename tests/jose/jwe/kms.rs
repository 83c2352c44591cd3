//! KMS's part, done with the private keys of the corpus and other code than that under test.

use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
    pkcs8::AssociatedOid,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};
use kms_offline::{
    AgreementKey, EncryptionAlgorithm, EncryptionKey, Error,
    jose::{DecryptedJwe, Jwe},
    rand_core::{TryCryptoRng, TryRng},
};
use kms_offline_vectors::CorpusKey;
use pkcs8::DecodePrivateKey as _;
use spki::DecodePublicKey as _;

pub(crate) const RSA: &str = "RSA_2048-encrypt-1";
pub(crate) const P256: &str = "ECC_NIST_P256-agree-1";
pub(crate) const P521: &str = "ECC_NIST_P521-agree-1";

pub(crate) fn rsa(name: &str) -> EncryptionKey {
    EncryptionKey::from_json(CorpusKey::named(name).response()).unwrap()
}

pub(crate) fn ec(name: &str) -> AgreementKey {
    AgreementKey::from_json(CorpusKey::named(name).response()).unwrap()
}

/// The DER in the PEM of a private key.
fn private_key_der(name: &str) -> Vec<u8> {
    CorpusKey::named(name).private_key_der()
}

/// A private key inside KMS.
pub(crate) enum Kms {
    Rsa(Box<rsa::PrivateKey>),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
}

impl Kms {
    pub(crate) fn with(name: &str) -> Self {
        let der = private_key_der(name);
        match name.split_once('-').unwrap().0 {
            "ECC_NIST_P256" => Self::P256(p256::SecretKey::from_pkcs8_der(&der).unwrap()),
            "ECC_NIST_P384" => Self::P384(p384::SecretKey::from_pkcs8_der(&der).unwrap()),
            "ECC_NIST_P521" => Self::P521(p521::SecretKey::from_pkcs8_der(&der).unwrap()),
            _ => Self::Rsa(Box::new(rsa::PrivateKey::from_pkcs8_der(&der).unwrap())),
        }
    }

    /// Decrypt or DeriveSharedSecret, with what the token has for it.
    pub(crate) fn secret(&self, jwe: &Jwe) -> Vec<u8> {
        let epk = jwe.ephemeral_public_key().unwrap_or_default();
        match self {
            Self::Rsa(key) => {
                let encrypted_key = jwe.encrypted_key().unwrap();
                match jwe.encryption_algorithm().unwrap() {
                    EncryptionAlgorithm::RsaesOaepSha1 => key.decrypt(rsa::Oaep::<sha1::Sha1>::new(), encrypted_key),
                    _ => key.decrypt(rsa::Oaep::<sha2::Sha256>::new(), encrypted_key),
                }
                .unwrap()
            }
            Self::P256(key) => derive(key, epk),
            Self::P384(key) => derive(key, epk),
            Self::P521(key) => derive(key, epk),
        }
    }

    pub(crate) fn open(&self, token: impl AsRef<[u8]>) -> Result<DecryptedJwe, Error> {
        let jwe = Jwe::parse(token)?;
        let secret = self.secret(&jwe);
        decrypt(jwe, &secret)
    }
}

/// Decrypts with the secret that the token's `alg` asks for.
pub(crate) fn decrypt(jwe: Jwe, secret: &[u8]) -> Result<DecryptedJwe, Error> {
    match jwe.encrypted_key() {
        Some(_) => jwe.decrypt_with_content_key(secret),
        None => jwe.decrypt_with_shared_secret(secret),
    }
}

fn derive<C>(key: &SecretKey<C>, public_key: &[u8]) -> Vec<u8>
where
    C: CurveArithmetic + AssociatedOid,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let public_key = PublicKey::<C>::from_public_key_der(public_key).unwrap();
    key.diffie_hellman(&public_key).raw_secret_bytes().to_vec()
}

/// A random source of fixed bytes for each seed (SplitMix64), which counts the bytes drawn.
pub(crate) struct Noise {
    state: u64,
    pub(crate) drawn: usize,
}

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0xd134_2543_de82_ef95), drawn: 0 }
    }
}

impl TryRng for Noise {
    type Error = Error;

    fn try_next_u32(&mut self) -> Result<u32, Error> {
        Err(Error::Random)
    }

    fn try_next_u64(&mut self) -> Result<u64, Error> {
        Err(Error::Random)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.drawn += bytes.len();
        for chunk in bytes.chunks_mut(8) {
            self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Noise {}

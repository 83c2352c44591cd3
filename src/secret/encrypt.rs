//! Encryption to ENCRYPT_DECRYPT keys: KMS Decrypt decrypts the result.

mod rsaes_oaep;
mod sm2pke;

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use super::random::Source;
use crate::{
    error::{Error, Misuse},
    key::EncryptionKey,
    kms::{Curve, EncryptionAlgorithm},
    material::Material,
    reference,
};

impl EncryptionKey {
    /// Encrypts with the operating system's random source, and returns the CiphertextBlob for KMS Decrypt.
    ///
    /// For RSAES_OAEP_SHA_1 and RSAES_OAEP_SHA_256 that is the bare block (RFC 8017, 7.1.1), as long as the modulus;
    /// the label is empty, and MGF1 uses the same hash. For SM2PKE it is DER of `SEQUENCE { x INTEGER, y INTEGER, hash
    /// OCTET STRING, ciphertext OCTET STRING }` (GM/T 0009, 7.2). KMS Decrypt also needs the KeyId and the algorithm,
    /// which the ciphertext does not contain.
    ///
    /// `plaintext` has 1 to [`max_plaintext_len`](Self::max_plaintext_len) bytes. To encrypt more, use `encrypt_jwe`,
    /// with the feature `jose`; for SM2, encrypt it with a symmetric key, and that key with this. It is only
    /// borrowed, so wipe it yourself. The ciphertext does not prove who encrypted: anyone with the public key can.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`, or if `plaintext` is empty or too long (the error has
    /// the limit); [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/encryption-key.json");
    /// use kms_offline::{EncryptionAlgorithm, EncryptionKey};
    ///
    /// let key = EncryptionKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let ciphertext = key.encrypt(EncryptionAlgorithm::RsaesOaepSha256, b"a data key")?;
    /// assert_eq!(ciphertext.len(), 256); // for `aws kms decrypt --encryption-algorithm RSAES_OAEP_SHA_256`
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn encrypt(
        &self,
        algorithm: EncryptionAlgorithm,
        plaintext: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<Vec<u8>, Error> {
        self.encrypt_with_rng(&mut getrandom::SysRng, algorithm, plaintext)
    }

    /// Works like [`encrypt`](Self::encrypt), with another random source.
    ///
    /// # Errors
    /// The same errors.
    pub fn encrypt_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        algorithm: EncryptionAlgorithm,
        plaintext: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<Vec<u8>, Error> {
        let plaintext = plaintext.as_ref();
        let (found, limit) = (plaintext.len(), self.max_plaintext_len(algorithm)?);
        if !(1..=limit).contains(&found) {
            return Err(Misuse::PlaintextLength { algorithm, spec: self.spec(), found, limit }.into());
        }
        let recipient = self.state().get_or_make(|| Recipient::new(self.material()));
        recipient.ok_or_else(|| self.not_an_encryption_key())?.encrypt(algorithm, plaintext, &mut Source::new(rng))
    }

    /// Returns the length in bytes of the longest plaintext that `algorithm` encrypts under this key (KMS API,
    /// Encrypt).
    ///
    /// | | RSA_2048 | RSA_3072 | RSA_4096 | SM2 |
    /// | --- | ---: | ---: | ---: | ---: |
    /// | RSAES_OAEP_SHA_1 | 214 | 342 | 470 | |
    /// | RSAES_OAEP_SHA_256 | 190 | 318 | 446 | |
    /// | SM2PKE | | | | 1024 |
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`.
    pub fn max_plaintext_len(&self, algorithm: EncryptionAlgorithm) -> Result<usize, Error> {
        self.check_listed(algorithm)?;
        Ok(algorithm.max_plaintext_len(self.spec()))
    }

    /// Never: the material of a key that lists an encryption algorithm encrypts.
    fn not_an_encryption_key(&self) -> Error {
        Misuse::UsageOfSpec { spec: self.spec(), usage: self.usage() }.into()
    }
}

/// The key to encrypt to, as its crate holds it.
///
/// Only a key of this usage has its operations:
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/encryption-key.json");
/// let key = kms_offline::EncryptionKey::from_json(response)?;
/// key.max_plaintext_len(kms_offline::EncryptionAlgorithm::RsaesOaepSha256)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
///
/// ```compile_fail,E0599
/// # let response = include_bytes!("../../tests/vectors/example/encryption-key.json");
/// let key = kms_offline::VerifyingKey::from_json(response)?;
/// key.max_plaintext_len(kms_offline::EncryptionAlgorithm::RsaesOaepSha256)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
enum Recipient {
    Rsa(rsa::PublicKey),
    Sm2(sm2::pke::EncryptingKey),
}

impl Recipient {
    /// `None` for material that does not encrypt.
    fn new(material: &Material) -> Option<Self> {
        match material {
            Material::Rsa(key) => reference::rsa::public_key(&key.n, key.e).map(Self::Rsa),
            Material::Ec(point) if point.curve == Curve::Sm2 => {
                sm2::PublicKey::from_sec1_bytes(&point.uncompressed).ok().map(|key| Self::Sm2(key.into()))
            }
            Material::Ec(_) | Material::Ed25519(_) | Material::MlDsa(_) | Material::MlKem(_) => None,
        }
    }

    /// Encrypts a plaintext within the limits of `algorithm`, which the key lists.
    fn encrypt<R: TryCryptoRng + ?Sized>(
        &self,
        algorithm: EncryptionAlgorithm,
        plaintext: &[u8],
        source: &mut Source<'_, R>,
    ) -> Result<Vec<u8>, Error> {
        match self {
            Self::Rsa(key) if algorithm == EncryptionAlgorithm::RsaesOaepSha1 => {
                rsaes_oaep::encrypt::<sha1::Sha1, _>(key, plaintext, source)
            }
            Self::Rsa(key) => rsaes_oaep::encrypt::<sha2::Sha256, _>(key, plaintext, source),
            Self::Sm2(key) => sm2pke::encrypt(key, plaintext, source),
        }
    }
}

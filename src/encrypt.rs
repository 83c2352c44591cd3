//! Encryption to ENCRYPT_DECRYPT keys: what is made here, KMS Decrypt opens.

mod rsaes_oaep;
mod sm2pke;

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use crate::{
    error::{Error, Misuse},
    key::EncryptionKey,
    random::Source,
    spki::Material,
    vocabulary::EncryptionAlgorithm,
};

impl EncryptionKey {
    /// Encrypts with the operating system's random source; the result is what KMS Decrypt takes as CiphertextBlob.
    ///
    /// For RSAES_OAEP_SHA_1 and RSAES_OAEP_SHA_256 that is the bare block (RFC 8017, 7.1.1), as long as the modulus; the label
    /// is empty, and MGF1 uses the same hash. For SM2PKE it is DER of `SEQUENCE { x INTEGER, y INTEGER, hash OCTET STRING,
    /// ciphertext OCTET STRING }` (GM/T 0009, 7.2). KMS Decrypt needs the KeyId and the algorithm with it: neither is in it.
    ///
    /// `plaintext` has 1 to [`max_plaintext_len`](Self::max_plaintext_len) bytes: to encrypt more, encrypt it with a symmetric
    /// key, and that key with this. It is borrowed: to wipe it is up to you. Nothing here tells KMS who encrypted: anyone who has
    /// the public key can.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list `algorithm`, or if `plaintext` is empty or too long (the error says the
    /// limit); [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../tests/vectors/example/encryption-key.json");
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
        self.encrypt_with_rng(algorithm, plaintext, &mut getrandom::SysRng)
    }

    /// As [`encrypt`](Self::encrypt), with another random source.
    ///
    /// # Errors
    /// As there.
    pub fn encrypt_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        algorithm: EncryptionAlgorithm,
        plaintext: &(impl AsRef<[u8]> + ?Sized),
        rng: &mut R,
    ) -> Result<Vec<u8>, Error> {
        let plaintext = plaintext.as_ref();
        let (found, limit) = (plaintext.len(), self.max_plaintext_len(algorithm)?);
        if !(1..=limit).contains(&found) {
            return Err(Misuse::PlaintextLength { algorithm, spec: self.spec(), found, limit }.into());
        }
        self.material().0.encrypt(algorithm, plaintext, &mut Source::new(rng))
    }

    /// The greatest length in bytes of what `algorithm` encrypts under this key (KMS API, Encrypt).
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
}

/// The key material of an ENCRYPT_DECRYPT key, by scheme.
///
/// Only a key of this usage has its operations:
///
/// ```
/// # let response = include_bytes!("../tests/vectors/example/encryption-key.json");
/// let key = kms_offline::EncryptionKey::from_json(response)?;
/// key.max_plaintext_len(kms_offline::EncryptionAlgorithm::RsaesOaepSha256)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
///
/// ```compile_fail,E0599
/// # let response = include_bytes!("../tests/vectors/example/encryption-key.json");
/// let key = kms_offline::VerifyingKey::from_json(response)?;
/// key.max_plaintext_len(kms_offline::EncryptionAlgorithm::RsaesOaepSha256)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub(crate) enum Family {
    Rsa(rsa::PublicKey),
    Sm2(sm2::pke::EncryptingKey),
}

impl Family {
    /// `None` for material that does not encrypt.
    pub(crate) fn new(material: Material) -> Option<Self> {
        match material {
            Material::Rsa(key) => Some(Self::Rsa(key)),
            Material::Sm2(key) => Some(Self::Sm2(key.into())),
            _ => None,
        }
    }

    /// Encrypts with an algorithm of this family a plaintext that is within its limits.
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

//! Encapsulation to ENCAPSULATE_DECAPSULATE keys: ML-KEM (FIPS 203).

use alloc::{boxed::Box, vec::Vec};

use ml_kem::{B32, EncapsulationKey as MlKem, MlKem512, MlKem768, MlKem1024};
use rand_core::TryCryptoRng;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    error::Error, key::EncapsulationKey, random::Source, shared_secret::SharedSecret, spki::Material,
    vocabulary::EncapsulationAlgorithm,
};

impl EncapsulationKey {
    /// A fresh shared secret of 32 bytes and the ciphertext of 768, 1088 or 1568 bytes from which KMS Decapsulate gets it
    /// (ML-KEM.Encaps, FIPS 203, 7.2), with the operating system's random source.
    ///
    /// **KMS never reports a slip.** A damaged ciphertext, or one made for another key, is rejected implicitly (FIPS 203, 6.3):
    /// KMS Decapsulate then answers with 32 bytes that nobody else has. So let the other side prove that it has the same
    /// secret before anything depends on it, by a MAC under a key that both derive from it, for example.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list ML_KEM; [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../tests/vectors/example/encapsulation-key.json");
    /// use kms_offline::EncapsulationKey;
    ///
    /// let key = EncapsulationKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let (secret, ciphertext) = key.encapsulate()?;
    /// assert_eq!(secret.as_bytes().len(), 32);
    /// assert_eq!(ciphertext.len(), 1088); // for `aws kms decapsulate`
    ///
    /// # #[cfg(feature = "hkdf")]
    /// # {
    /// // Confirm before use: one key proves to the other side that it holds the secret, another encrypts.
    /// let context = [b"example.com/upload/v1", key.fingerprint().as_bytes().as_slice(), &ciphertext].concat();
    /// let confirmation_key = secret.derive_key(b"", &[b"confirm", context.as_slice()].concat(), 32)?;
    /// let encryption_key = secret.derive_key(b"", &[b"encrypt", context.as_slice()].concat(), 32)?;
    /// # }
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn encapsulate(&self) -> Result<(SharedSecret, Vec<u8>), Error> {
        self.encapsulate_with_rng(&mut getrandom::SysRng)
    }

    /// As [`encapsulate`](Self::encapsulate), with another random source.
    ///
    /// # Errors
    /// As there.
    pub fn encapsulate_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
    ) -> Result<(SharedSecret, Vec<u8>), Error> {
        self.check_listed(EncapsulationAlgorithm::MlKem)?;
        // Algorithm 20, step 1: m, 32 random bytes.
        let mut m = Zeroizing::new(B32::default());
        Source::new(rng).fill(&mut m)?;
        Ok(self.material().0.encapsulate(&m))
    }
}

/// The key material of an ENCAPSULATE_DECAPSULATE key, by parameter set. It passed the check of FIPS 203, 7.2 when it was
/// parsed.
///
/// Only a key of this usage has its operations:
///
/// ```
/// # let response = include_bytes!("../tests/vectors/example/encapsulation-key.json");
/// let key = kms_offline::EncapsulationKey::from_json(response)?;
/// key.encapsulate()?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
///
/// ```compile_fail,E0599
/// # let response = include_bytes!("../tests/vectors/example/encapsulation-key.json");
/// let key = kms_offline::VerifyingKey::from_json(response)?;
/// key.encapsulate()?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub(crate) enum Family {
    MlKem512(Box<MlKem<MlKem512>>),
    MlKem768(Box<MlKem<MlKem768>>),
    MlKem1024(Box<MlKem<MlKem1024>>),
}

impl Family {
    /// `None` for material that does not encapsulate.
    pub(crate) fn new(material: Material) -> Option<Self> {
        match material {
            Material::MlKem512(key) => Some(Self::MlKem512(key)),
            Material::MlKem768(key) => Some(Self::MlKem768(key)),
            Material::MlKem1024(key) => Some(Self::MlKem1024(key)),
            _ => None,
        }
    }

    /// ML-KEM.Encaps_internal (FIPS 203, Algorithm 17).
    fn encapsulate(&self, m: &B32) -> (SharedSecret, Vec<u8>) {
        /// Copies K and c to where they stay, and wipes K where the crate left it.
        macro_rules! encaps {
            ($key:expr) => {{
                let (c, mut k) = $key.encapsulate_deterministic(m);
                let secret = SharedSecret::new(&k);
                k.zeroize();
                (secret, c.to_vec())
            }};
        }
        match self {
            Self::MlKem512(key) => encaps!(key),
            Self::MlKem768(key) => encaps!(key),
            Self::MlKem1024(key) => encaps!(key),
        }
    }
}

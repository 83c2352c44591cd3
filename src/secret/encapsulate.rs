//! Encapsulation to ENCAPSULATE_DECAPSULATE keys: ML-KEM (FIPS 203).

use alloc::{boxed::Box, vec::Vec};

use ml_kem::{B32, EncapsulationKey as MlKem, MlKem512, MlKem768, MlKem1024, kem::TryKeyInit as _};
use rand_core::TryCryptoRng;
use zeroize::{Zeroize as _, Zeroizing};

use super::{random::Source, shared_secret::SharedSecret};
use crate::{
    error::{Error, Misuse},
    key::EncapsulationKey,
    kms::{EncapsulationAlgorithm, MlKemSet},
    material::{self, Material},
};

impl EncapsulationKey {
    /// Draws a fresh shared secret of 32 bytes, and returns it with the ciphertext of 768, 1088 or 1568 bytes from which
    /// KMS Decapsulate recovers it (ML-KEM.Encaps, FIPS 203, 7.2). Uses the operating system's random source.
    ///
    /// **KMS never reports a mistake.** A damaged ciphertext, or one made for another key, is rejected implicitly (FIPS
    /// 203, 6.3): KMS Decapsulate then returns 32 bytes that nobody else has. So let the other side prove that it has
    /// the same secret before anything depends on it, by a MAC under a key that both derive from it, for example.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list ML_KEM; [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/encapsulation-key.json");
    /// use kms_offline::{Encapsulated, EncapsulationKey};
    ///
    /// let key = EncapsulationKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let Encapsulated { secret, ciphertext, .. } = key.encapsulate()?;
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
    pub fn encapsulate(&self) -> Result<Encapsulated, Error> {
        self.encapsulate_with_rng(&mut getrandom::SysRng)
    }

    /// Works like [`encapsulate`](Self::encapsulate), with another random source.
    ///
    /// # Errors
    /// The same errors.
    pub fn encapsulate_with_rng<R: TryCryptoRng + ?Sized>(&self, rng: &mut R) -> Result<Encapsulated, Error> {
        self.check_listed(EncapsulationAlgorithm::MlKem)?;
        // Algorithm 20, step 1: m, 32 random bytes.
        let mut m = Zeroizing::new(B32::default());
        Source::new(rng).fill(&mut m)?;
        match self.state().get_or_make(|| Recipient::new(self.material())) {
            Some(recipient) => Ok(recipient.encapsulate(&m)),
            // Never: the material of a key that lists ML_KEM encapsulates.
            None => Err(Misuse::UsageOfSpec { spec: self.spec(), usage: self.usage() }.into()),
        }
    }
}

/// A fresh shared secret, and the ciphertext from which KMS Decapsulate gets it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Encapsulated {
    /// The shared secret, 32 bytes.
    pub secret: SharedSecret,
    /// The ciphertext, 768, 1088 or 1568 bytes.
    pub ciphertext: Vec<u8>,
}

/// The key to encapsulate to, as its crate holds it.
///
/// Only a key of this usage has its operations:
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/encapsulation-key.json");
/// let key = kms_offline::EncapsulationKey::from_json(response)?;
/// key.encapsulate()?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
///
/// ```compile_fail,E0599
/// # let response = include_bytes!("../../tests/vectors/example/encapsulation-key.json");
/// let key = kms_offline::VerifyingKey::from_json(response)?;
/// key.encapsulate()?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
enum Recipient {
    MlKem512(Box<MlKem<MlKem512>>),
    MlKem768(Box<MlKem<MlKem768>>),
    MlKem1024(Box<MlKem<MlKem1024>>),
}

impl Recipient {
    /// `None` for material that does not encapsulate.
    fn new(material: &Material) -> Option<Self> {
        let Material::MlKem(material::MlKem { set, encapsulation_key }) = material else { return None };
        match set {
            MlKemSet::MlKem512 => MlKem::new_from_slice(encapsulation_key).ok().map(Box::new).map(Self::MlKem512),
            MlKemSet::MlKem768 => MlKem::new_from_slice(encapsulation_key).ok().map(Box::new).map(Self::MlKem768),
            MlKemSet::MlKem1024 => MlKem::new_from_slice(encapsulation_key).ok().map(Box::new).map(Self::MlKem1024),
        }
    }

    /// ML-KEM.Encaps_internal (FIPS 203, Algorithm 17).
    fn encapsulate(&self, m: &B32) -> Encapsulated {
        /// Copies K and c to where they stay, and wipes K where the crate left it.
        macro_rules! encaps {
            ($key:expr) => {{
                let (c, mut k) = $key.encapsulate_deterministic(m);
                let secret = SharedSecret::new(&k);
                k.zeroize();
                Encapsulated { secret, ciphertext: c.to_vec() }
            }};
        }
        match self {
            Self::MlKem512(key) => encaps!(key),
            Self::MlKem768(key) => encaps!(key),
            Self::MlKem1024(key) => encaps!(key),
        }
    }
}

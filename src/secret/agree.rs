//! Key agreement with KEY_AGREEMENT keys: KMS DeriveSharedSecret derives the same secret.

use alloc::vec::Vec;

use elliptic_curve::{CurveArithmetic, PublicKey, SecretKey};
use rand_core::TryCryptoRng;

use super::{
    private_key::{PrivateKey, Scalar},
    random::Source,
    shared_secret::SharedSecret,
};
use crate::{
    error::{Error, Misuse},
    key::AgreementKey,
    kms::{Curve, KeyAgreementAlgorithm},
    material::{self, Material},
};

impl AgreementKey {
    /// Computes the shared secret of this key and a private key of yours: the x coordinate of ECDH (SP 800-56A Rev. 3,
    /// 5.7.1.2; all cofactors are 1), as long as the field's elements (32, 48 or 66 bytes), leading zeros kept.
    ///
    /// KMS DeriveSharedSecret returns the same secret when called with [your public key](Self::public_key_of). **Derive
    /// keys from it, never use it as one**: see [`SharedSecret`]. With a private key that is used more than once, two
    /// agreements have the same secret: put something fresh into what you derive from it, or use
    /// [`agree_ephemeral`](Self::agree_ephemeral).
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list ECDH, or if `private_key` is of another curve.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/agreement-key.json");
    /// # let pem = include_str!("../../tests/vectors/example/peer-private-key.pem");
    /// use kms_offline::{AgreementKey, PrivateKey};
    ///
    /// let key = AgreementKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let private_key = PrivateKey::from_pem(pem, key.spec())?;
    /// let secret = key.agree(&private_key)?;
    /// let ours = key.public_key_of(&private_key)?; // for `aws kms derive-shared-secret --public-key`
    /// assert_eq!(secret.as_bytes().len(), 32);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn agree(&self, private_key: &PrivateKey) -> Result<SharedSecret, Error> {
        self.check_listed(KeyAgreementAlgorithm::Ecdh)?;
        self.diffie_hellman(private_key)
    }

    /// Computes a shared secret with a fresh private key, which is forgotten at once, and its public key: DER
    /// SubjectPublicKeyInfo with an uncompressed point, ready for KMS DeriveSharedSecret. Uses the operating system's
    /// random source.
    ///
    /// The result does not prove who agreed: anyone with the public key can.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key does not list ECDH; [`Error::Random`] if the random source fails.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/agreement-key.json");
    /// let key = kms_offline::AgreementKey::from_json(response)?;
    /// let agreement = key.agree_ephemeral()?;
    /// assert_eq!(agreement.public_key.len(), 91); // for `aws kms derive-shared-secret --public-key`
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn agree_ephemeral(&self) -> Result<EphemeralAgreement, Error> {
        self.agree_ephemeral_with_rng(&mut getrandom::SysRng)
    }

    /// Works like [`agree_ephemeral`](Self::agree_ephemeral), with another random source.
    ///
    /// # Errors
    /// The same errors.
    pub fn agree_ephemeral_with_rng<R: TryCryptoRng + ?Sized>(&self, rng: &mut R) -> Result<EphemeralAgreement, Error> {
        self.check_listed(KeyAgreementAlgorithm::Ecdh)?;
        let private_key = PrivateKey::generate(self.spec(), &mut Source::new(rng))?;
        let public_key = self.public_key_of(&private_key)?;
        Ok(EphemeralAgreement { secret: self.diffie_hellman(&private_key)?, public_key })
    }

    /// Returns the public key of a private key on this key's curve, as KMS DeriveSharedSecret accepts it: DER
    /// SubjectPublicKeyInfo with an uncompressed point.
    ///
    /// # Errors
    /// [`Error::Misuse`] if `private_key` is of another curve.
    pub fn public_key_of(&self, private_key: &PrivateKey) -> Result<Vec<u8>, Error> {
        if private_key.spec() != self.spec() {
            return Err(self.other_curve(private_key));
        }
        let point = private_key.scalar().public_point();
        material::encode_ec_point(self.spec(), &point).ok_or_else(|| self.other_curve(private_key))
    }

    fn diffie_hellman(&self, private_key: &PrivateKey) -> Result<SharedSecret, Error> {
        let peer = self.state().get_or_make(|| Peer::new(self.material()));
        let secret = match (peer, private_key.scalar()) {
            (Some(Peer::P256(q)), Scalar::P256(d)) => diffie_hellman(d, q),
            (Some(Peer::P384(q)), Scalar::P384(d)) => diffie_hellman(d, q),
            (Some(Peer::P521(q)), Scalar::P521(d)) => diffie_hellman(d, q),
            (Some(Peer::Sm2(q)), Scalar::Sm2(d)) => diffie_hellman(d, q),
            (Some(Peer::P256(_) | Peer::P384(_) | Peer::P521(_) | Peer::Sm2(_)) | None, _) => {
                return Err(self.other_curve(private_key));
            }
        };
        Ok(secret)
    }

    fn other_curve(&self, private_key: &PrivateKey) -> Error {
        Misuse::PrivateKeySpec { found: private_key.spec(), expected: self.spec() }.into()
    }
}

/// A shared secret with a fresh private key, which is gone, and the public key that belongs to it.
#[derive(Debug)]
#[non_exhaustive]
pub struct EphemeralAgreement {
    /// The shared secret, which KMS DeriveSharedSecret returns for [`public_key`](Self::public_key).
    pub secret: SharedSecret,
    /// The public key as DER SubjectPublicKeyInfo with an uncompressed point.
    pub public_key: Vec<u8>,
}

/// The key to agree with, as its crate holds it.
///
/// Only a key of this usage has its operations:
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/agreement-key.json");
/// let key = kms_offline::AgreementKey::from_json(response)?;
/// key.agree_ephemeral()?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
///
/// ```compile_fail,E0599
/// # let response = include_bytes!("../../tests/vectors/example/agreement-key.json");
/// let key = kms_offline::VerifyingKey::from_json(response)?;
/// key.agree_ephemeral()?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
enum Peer {
    P256(p256::PublicKey),
    P384(p384::PublicKey),
    P521(p521::PublicKey),
    Sm2(sm2::PublicKey),
}

impl Peer {
    /// `None` for material that does not agree.
    fn new(material: &Material) -> Option<Self> {
        let Material::Ec(point) = material else { return None };
        let sec1 = &*point.uncompressed;
        match point.curve {
            Curve::P256 => p256::PublicKey::from_sec1_bytes(sec1).ok().map(Self::P256),
            Curve::P384 => p384::PublicKey::from_sec1_bytes(sec1).ok().map(Self::P384),
            Curve::P521 => p521::PublicKey::from_sec1_bytes(sec1).ok().map(Self::P521),
            Curve::Sm2 => sm2::PublicKey::from_sec1_bytes(sec1).ok().map(Self::Sm2),
            Curve::Secp256k1 => None,
        }
    }
}

/// ECC CDH (SP 800-56A Rev. 3, 5.7.1.2) with h = 1: the x coordinate of d·Q.
///
/// d is in [1, n − 1] and Q is a point of prime order n, so that d·Q is never O.
fn diffie_hellman<C: CurveArithmetic>(d: &SecretKey<C>, q: &PublicKey<C>) -> SharedSecret {
    SharedSecret::new(d.diffie_hellman(q).raw_secret_bytes())
}

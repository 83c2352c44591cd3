//! Ethereum and its kin: addresses of ECC_SECG_P256K1 keys, and signatures as chains expect them (feature `ethereum`).
//!
//! KMS Sign returns DER, with high or low s and without a recovery ID. [`VerifyingKey::recoverable`] verifies such a
//! signature, makes s low and computes the recovery ID; [`RecoverableSignature`] returns each of the three forms of v
//! as a type of its own.
//!
//! ```
//! # let response = include_bytes!("../tests/vectors/ethereum/public-key.json");
//! # let transaction = include_bytes!("../tests/vectors/ethereum/unsigned-transaction.bin");
//! # let sign_response = include_bytes!("../tests/vectors/ethereum/sign.json");
//! use kms_offline::{Message, SignResponse, VerifyingKey, ethereum};
//!
//! let key = VerifyingKey::from_json(response)?; // what `aws kms get-public-key` printed
//! assert_eq!(key.ethereum_address()?.to_string(), "0x1ea56F69947ed254CB3FD2a998e38e73eFe96660");
//!
//! let digest = ethereum::keccak256(transaction); // for `aws kms sign --message-type DIGEST`
//! let der = SignResponse::from_json(sign_response)?;
//! let signature = key.recoverable(Message::Digest(&digest), der.signature())?;
//! let parity = signature.y_parity()?; // for transactions of EIP-1559
//! let v = signature.eip155_v(1)?; // for legacy transactions on chain 1
//! assert_eq!(u64::from(v), 37 + u64::from(u8::from(parity)));
//! # Ok::<(), kms_offline::Error>(())
//! ```
//!
//! It may use verification, keys, messages, materials, inputs, errors and names.

mod address;
mod signature;
mod v;

use alloc::string::ToString as _;

use k256::ecdsa;
use sha3::{Digest as _, Keccak256};

pub use self::{
    address::Address,
    signature::{RecoverableSignature, RecoveryId, from_bytes_with_v, from_bytes_with_y_parity},
    v::{Eip155V, LegacyV, YParity},
};
use crate::{
    error::{Error, Misuse},
    input::ecdsa_sig_value::EcdsaSigValue,
    key::VerifyingKey,
    kms::{Curve, SigningAlgorithm},
    material::{EcPoint, Material},
    message::Message,
};

impl VerifyingKey {
    /// Returns the Ethereum address of this key: the last 20 bytes of Keccak-256(x ‖ y) (Yellow Paper, appendix F).
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key is not an ECC_SECG_P256K1 key.
    ///
    /// ```
    /// # let response = include_bytes!("../tests/vectors/ethereum/public-key.json");
    /// let key = kms_offline::VerifyingKey::from_json(response)?;
    /// assert_eq!(key.ethereum_address()?.to_string(), "0x1ea56F69947ed254CB3FD2a998e38e73eFe96660");
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn ethereum_address(&self) -> Result<Address, Error> {
        Ok(Address::of(self.secp256k1_point()?))
    }

    /// Verifies a DER signature and returns it as chains expect it: r, low s, and the recovery ID (SEC 1, 4.1.6).
    ///
    /// Chains sign Keccak-256 digests: pass [`keccak256`] or [`eip191_digest`] of the message as [`Message::Digest`].
    /// [`Message::Raw`] is hashed with SHA-256, as KMS does it. The recovery ID belongs to the low s, whichever s KMS
    /// returned.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key is not an ECC_SECG_P256K1 key, or as [`verify`](Self::verify);
    /// [`Error::NotVerified`] if the signature is malformed or not this key's over `message`.
    pub fn recoverable(&self, message: Message<'_>, der: impl AsRef<[u8]>) -> Result<RecoverableSignature, Error> {
        let (algorithm, der) = (SigningAlgorithm::EcdsaSha256, der.as_ref());
        let point = self.secp256k1_point()?;
        self.verify(algorithm, message, der)?;
        let hashed;
        let digest = match message {
            Message::Raw(message) => {
                hashed = self.digest(algorithm, message)?;
                hashed.as_bytes()
            }
            Message::Digest(digest) | Message::ExternalMu(digest) => digest,
        };
        recover(point, digest, der).ok_or(Error::NotVerified)
    }

    fn secp256k1_point(&self) -> Result<&EcPoint, Error> {
        match &**self.material() {
            Material::Ec(point) if point.curve == Curve::Secp256k1 => Ok(point),
            Material::Ec(_) | Material::Rsa(_) | Material::Ed25519(_) | Material::MlDsa(_) | Material::MlKem(_) => {
                Err(Misuse::NotSecp256k1 { spec: self.spec() }.into())
            }
        }
    }
}

/// Returns the Keccak-256 digest of `message`: not SHA3-256, which pads otherwise.
///
/// Pass it as [`Message::Digest`], and to KMS Sign as DIGEST. A transaction's digest is that of
/// its unsigned encoding.
#[must_use]
pub fn keccak256(message: impl AsRef<[u8]>) -> [u8; 32] {
    Keccak256::digest(message).into()
}

/// Returns the digest of a message that a person signs (EIP-191, version 0x45; `personal_sign`): Keccak-256 of
/// `"\x19Ethereum Signed Message:\n"`, the length of `message` in bytes as decimal digits, and `message`.
///
/// ```
/// use kms_offline::ethereum;
///
/// let digest = ethereum::eip191_digest("hello");
/// assert_eq!(digest, ethereum::keccak256("\x19Ethereum Signed Message:\n5hello"));
/// ```
#[must_use]
pub fn eip191_digest(message: impl AsRef<[u8]>) -> [u8; 32] {
    let message = message.as_ref();
    let hash = Keccak256::new_with_prefix("\x19Ethereum Signed Message:\n");
    hash.chain_update(message.len().to_string()).chain_update(message).finalize().into()
}

/// Makes s low first and finds the recovery ID afterwards, since −s belongs to −R, whose y has the other parity.
///
/// Never `None` for a signature that verified.
fn recover(point: &EcPoint, digest: &[u8], der: &[u8]) -> Option<RecoverableSignature> {
    let key = ecdsa::VerifyingKey::from_sec1_bytes(&point.uncompressed).ok()?;
    let (r, s) = EcdsaSigValue::from_der(der)?.to_fixed::<32>()?;
    let signature = ecdsa::Signature::from_scalars(r, s).ok()?.normalize_s();
    let id = ecdsa::RecoveryId::trial_recovery_from_prehash(&key, digest, &signature).ok()?;
    let (r, s) = signature.split_bytes();
    Some(RecoverableSignature::new(r.into(), s.into(), RecoveryId::new(id.is_y_odd(), id.is_x_reduced())))
}

//! The digests that Ethereum signs.

use alloc::string::ToString as _;

use sha3::{Digest as _, Keccak256};

/// Returns the Keccak-256 digest of `message`: not SHA3-256, which pads otherwise.
///
/// Pass it as [`Message::Digest`](crate::Message::Digest), and to KMS Sign as DIGEST. A transaction's digest is that of
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

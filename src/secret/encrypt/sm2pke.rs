//! The public key encryption algorithm of SM2 (GB/T 32918.4, GM/T 0003.4).

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use sm2::pke::EncryptingKey;

use crate::{error::Error, secret::random::Source};

/// Steps A1 to A8 (GB/T 32918.4, 6.1), encoded as SM2Cipher (GM/T 0009, 7.2): DER of x1 and y1 as minimal positive
/// INTEGERs, C3 and C2.
///
/// `m` is not empty, and the order of the curve is prime, so that the point of step A3 is never O. That leaves k of
/// step A1 to fail.
pub(super) fn encrypt<R>(key: &EncryptingKey, m: &[u8], source: &mut Source<'_, R>) -> Result<Vec<u8>, Error>
where
    R: TryCryptoRng + ?Sized,
{
    key.encrypt_der(source, m).map_err(|_| Error::Random)
}

//! RSAES-OAEP (RFC 8017, 7.1).

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use sha2::digest::{Digest, FixedOutputReset};

use crate::{error::Error, secret::random::Source};

/// RSAES-OAEP-ENCRYPT (7.1.1) with the hash `D`, MGF1 with `D`, and the empty label L.
///
/// Step 1, the length of M, is done by the caller; the key's own limits were checked when it was parsed. That leaves
/// the seed of step 2 d to fail.
pub(super) fn encrypt<D, R>(key: &rsa::PublicKey, m: &[u8], source: &mut Source<'_, R>) -> Result<Vec<u8>, Error>
where
    D: Digest + FixedOutputReset,
    R: TryCryptoRng + ?Sized,
{
    key.oaep_encrypt_with_rng::<D, _>(source, m).map_err(|_| Error::Random)
}

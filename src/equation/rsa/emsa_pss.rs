//! EMSA-PSS with MGF1 of the same hash and a salt exactly as long as the digest (RFC 8017, 9.1 and B.2.1).
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in an encoded message of 256, 384 or 512 bytes and a digest of at most 64"
)]

use super::mgf1::xor_mgf1;
use crate::kms::Sha2;

/// EMSA-PSS-VERIFY (RFC 8017, 9.1.2) for emBits = 8·emLen − 1, from step 4 on: the caller ensures 1 to 3.
pub(crate) fn is_consistent(em: &[u8], m_hash: &[u8], hash: Sha2) -> bool {
    let length = hash.length();
    // 4 and 5: EM = maskedDB ‖ H ‖ bc
    let Some((&0xbc, em)) = em.split_last() else { return false };
    let Some((masked_db, h)) = em.split_at_checked(em.len() - length) else { return false };
    // 6
    if masked_db[0] & 0x80 != 0 {
        return false;
    }
    // 7 to 9
    let mut db = [0; 512];
    let db = &mut db[..masked_db.len()];
    db.copy_from_slice(masked_db);
    xor_mgf1(db, h, hash);
    db[0] &= 0x7f;
    // 10 and 11: DB = 00 … 00 ‖ 01 ‖ salt
    let Some((padding, salt)) = db.split_at_checked(db.len() - length) else { return false };
    let Some((&1, zeros)) = padding.split_last() else { return false };
    if zeros.iter().fold(0, |all, byte| all | byte) != 0 {
        return false;
    }
    // 12 to 14
    hash.digest(&[&[0; 8], m_hash, salt])[..length] == *h
}

//! The Concat KDF of direct key agreement (RFC 7518, 4.6.2; SP 800-56A Rev. 3, 5.8.2), which is one call of SHA-256
//! here.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::content_encryption::{ContentKey, KEY_LEN};

/// OtherInfo, which binds a derived key to its algorithm and to both parties. SuppPrivInfo is empty.
#[derive(Clone, Copy)]
pub(crate) struct OtherInfo<'a> {
    /// AlgorithmID: for direct agreement the name of the content encryption, the value of `enc`.
    pub(crate) algorithm: &'a [u8],
    /// PartyUInfo, the decoded `apu`.
    pub(crate) apu: &'a [u8],
    /// PartyVInfo, the decoded `apv`.
    pub(crate) apv: &'a [u8],
    /// SuppPubInfo: the length of the derived key in bits.
    pub(crate) key_bits: u32,
}

/// A content encryption key of 256 bits from the raw secret Z of a key agreement, on any curve.
pub(crate) fn derive_content_key(z: &[u8], info: &OtherInfo<'_>) -> ContentKey {
    ContentKey::new(&derive(z, info))
}

/// K(1) = H(00000001 ‖ Z ‖ OtherInfo): the one block that a key of up to 256 bits needs (SP 800-56C Rev. 2, 4.1).
fn derive(z: &[u8], info: &OtherInfo<'_>) -> Zeroizing<[u8; KEY_LEN]> {
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(z);
    for part in [info.algorithm, info.apu, info.apv] {
        // Never saturates: a header has at most 16 KiB.
        hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(info.key_bits.to_be_bytes());
    let mut key = Zeroizing::new([0; KEY_LEN]);
    hash.finalize_into((&mut *key).into());
    key
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use aes_gcm::{
        Aes128Gcm, KeyInit as _,
        aead::AeadInOut as _,
        aes::{Aes128, cipher::BlockCipherDecrypt as _},
    };
    use alloc::vec::Vec;
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use elliptic_curve::{CurveArithmetic, SecretKey};

    use super::*;

    fn decode(text: &str) -> Vec<u8> {
        Base64UrlUnpadded::decode_vec(text).unwrap()
    }

    /// Z of two private keys: each side has one of them, and the other's public key.
    fn agree<C: CurveArithmetic>(ours: &SecretKey<C>, theirs: &SecretKey<C>) -> Vec<u8> {
        ours.diffie_hellman(&theirs.public_key()).raw_secret_bytes().to_vec()
    }

    /// RFC 7520, 5.5: direct agreement on P-256; the derived key is the content key of A128CBC-HS256.
    #[test]
    fn the_direct_agreement_of_the_cookbook() {
        let key = p256::SecretKey::from_slice(&decode("r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8")).unwrap();
        let ephemeral = p256::SecretKey::from_slice(&decode("AtH35vJsQ9SGjYfOsjUxYXQKrPH3FjZHmEtSKoSN8cM")).unwrap();
        let info = OtherInfo { algorithm: b"A128CBC-HS256", apu: b"", apv: b"", key_bits: 256 };
        for z in [agree(&key, &ephemeral), agree(&ephemeral, &key)] {
            assert_eq!(derive(&z, &info)[..], decode("hzHdlfQIAEehb8Hrd_mFRhKsKLEzPfshfXs9l6areCc"));
        }
    }

    /// RFC 7520, 5.4: the key that is derived on P-384 unwraps (RFC 3394, 2.2.2) the content key, which holds the tag.
    #[test]
    fn the_agreement_with_key_wrapping_of_the_cookbook() {
        let key = "iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j";
        let ephemeral = "D5H4Y_5PSKZvhfVFbcCYJOtcGZygRgfZkpsBr59Icmmhe9sW6nkZ8WfwhinUfWJg";
        let [key, ephemeral] = [key, ephemeral].map(|text| p384::SecretKey::from_slice(&decode(text)).unwrap());
        let info = OtherInfo { algorithm: b"ECDH-ES+A128KW", apu: b"", apv: b"", key_bits: 128 };
        let kek = derive(&agree(&key, &ephemeral), &info);

        let wrapped = decode("0DJjBXri_kBcC46IkU5_Jk9BqaQeHdv2");
        let cipher = Aes128::new_from_slice(&kek[..16]).unwrap();
        let (mut a, mut r) = (<[u8; 8]>::try_from(&wrapped[..8]).unwrap(), wrapped[8..].to_vec());
        for t in (1..=12_u8).rev() {
            let half = if t % 2 == 0 { 8..16 } else { 0..8 };
            a[7] ^= t;
            let mut block: [u8; 16] = [&a, &r[half.clone()]].concat().try_into().unwrap();
            cipher.decrypt_block((&mut block).into());
            a.copy_from_slice(&block[..8]);
            r[half].copy_from_slice(&block[8..]);
        }
        assert_eq!(a, [0xa6; 8]);
        assert_eq!(r, decode("Nou2ueKlP70ZXDbq9UrRwg"));
        Aes128Gcm::new_from_slice(&r)
            .unwrap()
            .decrypt_inout_detached(
                decode("mH-G2zVqgztUtnW_").as_slice().try_into().unwrap(),
                COOKBOOK_HEADER.as_bytes(),
                decode(COOKBOOK_CIPHERTEXT).as_mut_slice().into(),
                decode("WuGzxmcreYjpHGJoa17EBg").as_slice().try_into().unwrap(),
            )
            .unwrap();
    }

    /// RFC 7518, appendix C: 128 bits for A128GCM.
    #[test]
    fn the_example_of_the_standard() {
        let z = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128,
            106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let info = OtherInfo { algorithm: b"A128GCM", apu: b"Alice", apv: b"Bob", key_bits: 128 };
        let expected = [86, 170, 141, 234, 248, 35, 109, 32, 92, 34, 40, 205, 113, 167, 16, 26];
        assert_eq!(derive(&z, &info).first_chunk(), Some(&expected));
    }

    const COOKBOOK_HEADER: &str = concat!(
        "eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImtpZCI6InBlcmVncmluLnRvb2tAdHVja2Jvcm91Z2guZXhhbXBsZSIsImVwayI6eyJrdHkiOiJF",
        "QyIsImNydiI6IlAtMzg0IiwieCI6InVCbzRrSFB3Nmtiang1bDB4b3dyZF9vWXpCbWF6LUdLRlp1NHhBRkZrYllpV2d1dEVLNml1RURzUTZ3",
        "TmROZzMiLCJ5Ijoic3AzcDVTR2haVkMyZmFYdW1JLWU5SlUyTW84S3BvWXJGRHI1eVBOVnRXNFBnRXdaT3lRVEEtSmRhWTh0YjdFMCJ9LCJl",
        "bmMiOiJBMTI4R0NNIn0",
    );
    const COOKBOOK_CIPHERTEXT: &str = concat!(
        "tkZuOO9h95OgHJmkkrfLBisku8rGf6nzVxhRM3sVOhXgz5NJ76oID7lpnAi_cPWJRCjSpAaUZ5dOR3Spy7QuEkmKx8-3RCMhSYMzsXaEwDdX",
        "ta9Mn5B7cCBoJKB0IgEnj_qfo1hIi-uEkUpOZ8aLTZGHfpl05jMwbKkTe2yK3mjF6SBAsgicQDVCkcY9BLluzx1RmC3ORXaM0JaHPB93YcdS",
        "DGgpgBWMVrNU1ErkjcMqMoT_wtCex3w03XdLkjXIuEr2hWgeP-nkUZTPU9EoGSPj6fAS-bSz87RCPrxZdj_iVyC6QWcqAu07WNhjzJEPc4jV",
        "ntRJ6K53NgPQ5p99l3Z408OUqj4ioYezbS6vTPlQ",
    );
}

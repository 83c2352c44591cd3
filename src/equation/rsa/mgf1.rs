//! MGF1 (RFC 8017, B.2.1) for a seed as long as the digest.
//!
//! Seed, counter and padding fit one block of SHA-2, so the block is prepared once, and only the counter in it changes.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in an encoded message of 256, 384 or 512 bytes and a digest of at most 64"
)]

use core::slice;

use ::sha2::block_api::{compress256, compress512};

use crate::kms::Sha2;

/// `data` ⊕ MGF1(`seed`), where `seed` has the length of `hash`.
pub(crate) fn xor_mgf1(data: &mut [u8], seed: &[u8], hash: Sha2) {
    match hash {
        Sha2::Sha256 => xor_blocks::<32, 64, 4>(data, seed, sha256),
        Sha2::Sha384 => xor_blocks::<48, 128, 8>(data, seed, |block| sha512(H384, block)),
        Sha2::Sha512 => xor_blocks::<64, 128, 8>(data, seed, |block| sha512(H512, block)),
    }
}

/// The same for digests of `LENGTH` bytes and blocks of `BLOCK`, with `compress` from a block to eight words of which
/// the digest is the front.
fn xor_blocks<const LENGTH: usize, const BLOCK: usize, const WORD: usize>(
    data: &mut [u8],
    seed: &[u8],
    compress: impl Fn(&[u8; BLOCK]) -> [[u8; WORD]; 8],
) {
    // seed ‖ C ‖ 80 ‖ 00 … 00 ‖ the bits before 80 (FIPS 180-4, 5.1)
    let mut block = [0; BLOCK];
    block[..LENGTH].copy_from_slice(seed);
    block[LENGTH + 4] = 0x80;
    block[BLOCK - 2..].copy_from_slice(&(8 * (LENGTH + 4) as u16).to_be_bytes());
    for (counter, data) in (0_u32..).zip(data.chunks_mut(LENGTH)) {
        block[LENGTH..LENGTH + 4].copy_from_slice(&counter.to_be_bytes());
        for (byte, mask) in data.iter_mut().zip(compress(&block).as_flattened()) {
            *byte ^= mask;
        }
    }
}

/// SHA-256 of a message that is one block with its padding (FIPS 180-4, 6.2).
fn sha256(block: &[u8; 64]) -> [[u8; 4]; 8] {
    let mut state = H256;
    compress256(&mut state, slice::from_ref(block));
    state.map(u32::to_be_bytes)
}

/// SHA-512 from the hash value `state` on (FIPS 180-4, 6.4), of a message that is one block with its padding.
fn sha512(mut state: [u64; 8], block: &[u8; 128]) -> [[u8; 8]; 8] {
    compress512(&mut state, slice::from_ref(block));
    state.map(u64::to_be_bytes)
}

/// H⁽⁰⁾ of SHA-256: the square roots of the first eight primes, their first 32 bits after the point (FIPS 180-4,
/// 5.3.3).
const H256: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// H⁽⁰⁾ of SHA-384: the square roots of the ninth to sixteenth prime, 64 bits (FIPS 180-4, 5.3.4).
const H384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];

/// H⁽⁰⁾ of SHA-512: the square roots of the first eight primes, 64 bits (FIPS 180-4, 5.3.5).
const H512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

#[cfg(test)]
mod tests {
    use alloc::vec;

    use sha2::{Digest, Sha256, Sha384, Sha512};

    use super::*;
    use crate::equation::rsa::tests::naive_mgf1;

    /// Masks of every length up to an EM of 4096 bits, each for a seed of its own.
    fn check<D: Digest>(hash: Sha2) {
        for length in 0..=512_usize {
            let seed = D::digest(length.to_be_bytes());
            let mut data = vec![0x5a; length];
            xor_mgf1(&mut data, &seed, hash);
            data.iter_mut().for_each(|byte| *byte ^= 0x5a);
            assert_eq!(data, naive_mgf1::<D>(&seed, length), "{hash:?}, {length} bytes");
        }
    }

    #[test]
    fn mask_is_the_hashes_of_seed_and_counter() {
        check::<Sha256>(Sha2::Sha256);
        check::<Sha384>(Sha2::Sha384);
        check::<Sha512>(Sha2::Sha512);
    }
}

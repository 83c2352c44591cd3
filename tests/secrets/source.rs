//! Random sources that a test controls byte by byte.

pub(crate) use kms_offline_vectors::Bytes;

/// Bytes without a pattern, another sequence for each `seed` (SplitMix64).
pub(crate) fn noise(seed: u64) -> impl Iterator<Item = u8> + Clone {
    (1..).flat_map(move |i: u64| {
        let mut z = seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_le_bytes()
    })
}

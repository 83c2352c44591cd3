//! Random sources that a test controls byte by byte.

use std::fmt;

use kms_offline::rand_core::{TryCryptoRng, TryRng};

/// A random source that gives these bytes and then fails.
pub(crate) struct Bytes<I>(pub(crate) I);

#[derive(Debug)]
pub(crate) struct Exhausted;

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("exhausted")
    }
}

impl std::error::Error for Exhausted {}

impl<I: Iterator<Item = u8>> TryRng for Bytes<I> {
    type Error = Exhausted;

    fn try_next_u32(&mut self) -> Result<u32, Exhausted> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Exhausted> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Exhausted> {
        bytes.iter_mut().try_for_each(|b| self.0.next().map(|next| *b = next).ok_or(Exhausted))
    }
}

impl<I: Iterator<Item = u8>> TryCryptoRng for Bytes<I> {}

/// Bytes without a pattern, another sequence for each `seed` (SplitMix64).
pub(crate) fn noise(seed: u64) -> impl Iterator<Item = u8> + Clone {
    (1..).flat_map(move |i: u64| {
        let mut z = seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_le_bytes()
    })
}

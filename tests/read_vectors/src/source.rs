//! A random source that a test controls byte by byte.

use std::fmt;

use rand_core::{TryCryptoRng, TryRng};

/// A random source that gives these bytes and then fails.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests make it of their bytes")]
pub struct Bytes<I>(pub I);

/// The error of a source that has no more bytes.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "other sources of tests fail with it too")]
pub struct Exhausted;

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

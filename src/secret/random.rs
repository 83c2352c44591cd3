//! Randomness: the operating system's or the caller's, which may fail or be stuck.

use core::fmt;

use rand_core::{TryCryptoRng, TryRng};

use crate::error::Error;

/// A random source for the length of one call, which turns its failures into [`Error::Random`].
///
/// Every algorithm here draws again when a value falls outside its range or when SM2's key stream is zero. So that a
/// stuck source ends in an error instead of a loop, a draw of equal bytes is a failure, and so is drawing too often:
///
/// - An honest source returns 16 equal bytes with a probability of 2^−120.
/// - A call draws again with a probability of 2^−8 at most (SM2, one byte of plaintext: GB/T 32918.4, A5), so 64 draws
///   are all in vain with a probability of 2^−512.
pub(crate) struct Source<'r, R: ?Sized> {
    rng: &'r mut R,
    draws: u32,
}

impl<'r, R: TryCryptoRng + ?Sized> Source<'r, R> {
    pub(crate) fn new(rng: &'r mut R) -> Self {
        Self { rng, draws: MAX_DRAWS }
    }

    /// Fills `bytes`; their contents are unspecified on failure.
    pub(crate) fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.draws = self.draws.checked_sub(1).ok_or(Error::Random)?;
        self.rng.try_fill_bytes(bytes).map_err(|_| Error::Random)?;
        if all_equal(bytes) { Err(Error::Random) } else { Ok(()) }
    }
}

impl<R: TryCryptoRng + ?Sized> TryRng for Source<'_, R> {
    type Error = Error;

    fn try_next_u32(&mut self) -> Result<u32, Error> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Error> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill(bytes)
    }
}

impl<R: TryCryptoRng + ?Sized> TryCryptoRng for Source<'_, R> {}

impl<R: ?Sized> fmt::Debug for Source<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("draws", &self.draws).finish_non_exhaustive()
    }
}

/// Whether `bytes`, which are long enough to tell, are all equal. Its time depends on the length only.
fn all_equal(bytes: &[u8]) -> bool {
    match bytes {
        [first, rest @ ..] if rest.len() >= 15 => rest.iter().fold(0, |differences, b| differences | (b ^ first)) == 0,
        _ => false,
    }
}

const MAX_DRAWS: u32 = 64;

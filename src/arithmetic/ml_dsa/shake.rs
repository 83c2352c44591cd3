//! SHAKE256 (FIPS 202, section 6.2) on the best permutation that the CPU has.

use crate::arithmetic::kernel::{Vectors, keccak::permute};

/// The rate of SHAKE256 in bytes.
pub(crate) const RATE: usize = 136;

/// SHAKE's domain and the first bit of its padding (FIPS 202, sections 6.2 and B.2).
pub(crate) const SUFFIX: u8 = 0x1f;

/// The last bit of the padding, in a block's last byte.
pub(crate) const PADDING_END: u8 = 0x80;

/// SHAKE256 in progress.
#[derive(Clone, Debug)]
pub(crate) struct Shake256 {
    state: [u64; 25],
    /// The first `len` bytes of the next block.
    block: [u8; RATE],
    /// Less than [`RATE`].
    len: usize,
    vectors: Vectors,
}

impl Shake256 {
    pub(crate) const fn new(vectors: Vectors) -> Self {
        Self { state: [0; 25], block: [0; RATE], len: 0, vectors }
    }

    /// Hashes the next piece.
    pub(crate) fn update(&mut self, mut piece: &[u8]) {
        while let Some((front, rest)) = piece.split_at_checked(RATE - self.len) {
            self.block[self.len..].copy_from_slice(front);
            self.absorb();
            (self.len, piece) = (0, rest);
        }
        self.block[self.len..][..piece.len()].copy_from_slice(piece);
        self.len += piece.len();
    }

    /// Ends the message.
    pub(crate) fn finish(mut self) -> Output {
        self.block[self.len..].fill(0);
        self.block[self.len] = SUFFIX;
        self.block[RATE - 1] |= PADDING_END;
        self.absorb();
        Output { state: self.state, vectors: self.vectors }
    }

    fn absorb(&mut self) {
        for (word, bytes) in self.state.iter_mut().zip(self.block.as_chunks().0) {
            *word ^= u64::from_le_bytes(*bytes);
        }
        permute(self.vectors, &mut self.state);
    }
}

/// The output of SHAKE256, block by block.
#[derive(Debug)]
pub(crate) struct Output {
    state: [u64; 25],
    vectors: Vectors,
}

impl Output {
    /// The block of this place in the output.
    pub(crate) fn block(&self) -> [u8; RATE] {
        let mut block = [0; RATE];
        for (bytes, word) in block.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_le_bytes();
        }
        block
    }

    /// Goes on to the next block.
    pub(crate) fn advance(&mut self) {
        permute(self.vectors, &mut self.state);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use shake::{ExtendableOutput as _, Update as _, XofReader as _};

    use super::*;
    use crate::arithmetic::edge::Draw;

    /// Messages of each length up to three blocks, in pieces that end on either side of a block's end.
    #[test]
    fn output_is_that_of_the_shake_crate() {
        let mut draw = Draw::new(&[]);
        for vectors in Vectors::all() {
            for length in 0..3 * RATE + 2 {
                let message: Vec<u8> = (0..length).map(|_| draw.bytes::<1>()[0]).collect();
                let mut crate_hash = shake::Shake256::default();
                crate_hash.update(&message);
                let mut expected = [0; 3 * RATE];
                crate_hash.finalize_xof().read(&mut expected);

                let mut hash = Shake256::new(vectors);
                let (first, rest) = message.split_at(draw.below(length + 1));
                let (second, third) = rest.split_at(draw.below(rest.len() + 1));
                [first, second, third].into_iter().for_each(|piece| hash.update(piece));
                let mut output = hash.finish();
                for expected in expected.chunks(RATE) {
                    assert_eq!(output.block(), expected, "{length} bytes, {vectors:?}");
                    output.advance();
                }
            }
        }
    }
}

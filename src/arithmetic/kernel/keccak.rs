//! `Keccak-f[1600]` on four states at once, and on one (FIPS 202, section 3). The portable twin is the `keccak` crate.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in arrays of fixed size, and words as the signed numbers that intrinsics take"
)]

use keccak::Keccak;

use super::Vectors;

#[cfg(target_arch = "x86_64")]
mod avx2;

/// A word of each of the four states.
pub(crate) type Words = [u64; 4];

/// The 25 words of each state, on cache lines of their own: lane (x, y) of FIPS 202 is word x + 5·y.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Lanes([Words; 25]);

/// Four states.
#[derive(Clone, Debug)]
pub(crate) struct States {
    lanes: Lanes,
    /// The output of every other round.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "the portable twin needs no room"))]
    room: Lanes,
}

/// The first 24 words of each state as bytes. SHAKE128 outputs 21 of them, its rate.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct Blocks(pub(crate) [[u8; 192]; 4]);

impl Blocks {
    pub(crate) const ZERO: Self = Self([[0; 192]; 4]);
}

impl States {
    pub(crate) const ZERO: Self = Self { lanes: Lanes([[0; 4]; 25]), room: Lanes([[0; 4]; 25]) };

    /// The words of the states.
    pub(crate) const fn words(&self) -> &[Words; 25] {
        &self.lanes.0
    }

    /// The words of the states.
    pub(crate) const fn words_mut(&mut self) -> &mut [Words; 25] {
        &mut self.lanes.0
    }

    /// `Keccak-f[1600]` of each state.
    pub(crate) fn permute(&mut self, vectors: Vectors) {
        match vectors {
            Vectors::Baseline => self.permute_portable(),
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx2(token) => avx2::permute(token, &mut self.lanes.0, &mut self.room.0),
        }
    }

    /// Copies the first 24 words of each state.
    pub(crate) fn squeeze(&self, vectors: Vectors, blocks: &mut Blocks) {
        match vectors {
            Vectors::Baseline => self.squeeze_portable(blocks),
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx2(token) => avx2::squeeze(token, &self.lanes.0, &mut blocks.0),
        }
    }

    fn permute_portable(&mut self) {
        for lane in 0..4 {
            let mut state = self.lanes.0.map(|words| words[lane]);
            permute_portable(&mut state);
            for (words, word) in self.lanes.0.iter_mut().zip(state) {
                words[lane] = word;
            }
        }
    }

    fn squeeze_portable(&self, blocks: &mut Blocks) {
        for (lane, block) in blocks.0.iter_mut().enumerate() {
            for (bytes, words) in block.as_chunks_mut().0.iter_mut().zip(&self.lanes.0) {
                *bytes = words[lane].to_le_bytes();
            }
        }
    }
}

/// `Keccak-f[1600]` of one state.
pub(crate) fn permute(vectors: Vectors, state: &mut [u64; 25]) {
    match vectors {
        Vectors::Baseline => permute_portable(state),
        #[cfg(target_arch = "x86_64")]
        Vectors::Avx2(token) => avx2::permute_one(token, state),
    }
}

fn permute_portable(state: &mut [u64; 25]) {
    Keccak::new().with_f1600(|permute| permute(state));
}

#[cfg(test)]
mod tests {
    use shake::{ExtendableOutput as _, Shake128, Shake256, Update as _, XofReader as _};

    use super::*;
    use crate::arithmetic::edge::Draw;

    fn drawn(draw: &mut Draw) -> States {
        let mut states = States::ZERO;
        for words in states.words_mut() {
            *words = core::array::from_fn(|_| match draw.below(6) {
                0 => 0,
                1 => u64::MAX,
                2 => 1 << draw.below(64),
                _ => draw.word(),
            });
        }
        states
    }

    #[test]
    fn every_kernel_permutes_as_the_portable_twin() {
        let mut draw = Draw::new(&[]);
        for vectors in Vectors::all() {
            for _ in 0..1000 {
                let mut states = drawn(&mut draw);
                let mut twin = states.clone();
                for _ in 0..3 {
                    states.permute(vectors);
                    twin.permute_portable();
                    assert_eq!(states.words(), twin.words(), "{vectors:?}");
                }
            }
        }
    }

    #[test]
    fn every_kernel_permutes_one_state_as_the_portable_twin() {
        let mut draw = Draw::new(&[]);
        for vectors in Vectors::all() {
            for _ in 0..1000 {
                let mut state = drawn(&mut draw).words().map(|words| words[0]);
                let mut twin = state;
                for _ in 0..3 {
                    permute(vectors, &mut state);
                    permute_portable(&mut twin);
                    assert_eq!(state, twin, "{vectors:?}");
                }
            }
        }
    }

    #[test]
    fn every_kernel_squeezes_as_the_portable_twin() {
        let mut draw = Draw::new(&[]);
        for vectors in Vectors::all() {
            let states = drawn(&mut draw);
            let (mut blocks, mut twin) = (Blocks::ZERO, Blocks::ZERO);
            states.squeeze(vectors, &mut blocks);
            states.squeeze_portable(&mut twin);
            assert_eq!(blocks.0, twin.0, "{vectors:?}");
        }
    }

    /// A different message of less than one block in each state, and several blocks of output.
    #[test]
    fn states_are_those_of_the_shake_crate() {
        let mut draw = Draw::new(&[]);
        for vectors in Vectors::all() {
            let messages: [[u8; 40]; 4] = core::array::from_fn(|_| draw.bytes());
            for rate in [168, 136] {
                let mut states = States::ZERO;
                for (lane, message) in messages.iter().enumerate() {
                    for (words, bytes) in states.words_mut().iter_mut().zip(message.as_chunks().0) {
                        words[lane] = u64::from_le_bytes(*bytes);
                    }
                }
                states.words_mut()[5] = [0x1f; 4];
                states.words_mut()[rate / 8 - 1] = [1 << 63; 4];
                let mut expected = messages.map(|message| {
                    let mut bytes = [0; 1000];
                    if rate == 168 {
                        let mut hash = Shake128::default();
                        hash.update(&message);
                        hash.finalize_xof().read(&mut bytes);
                    } else {
                        let mut hash = Shake256::default();
                        hash.update(&message);
                        hash.finalize_xof().read(&mut bytes);
                    }
                    bytes
                });
                for block in 0..5 {
                    states.permute(vectors);
                    let mut blocks = Blocks::ZERO;
                    states.squeeze(vectors, &mut blocks);
                    for (bytes, expected) in blocks.0.iter().zip(&mut expected) {
                        assert_eq!(bytes[..rate], expected[rate * block..rate * (block + 1)], "{vectors:?}");
                    }
                }
            }
        }
    }
}

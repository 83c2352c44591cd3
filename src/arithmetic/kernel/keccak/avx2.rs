//! `Keccak-f[1600]` of four states in AVX2, where a register is a word of each of them, and of one state in BMI.
//!
//! Rounds read from one array and write to another. The arrays are cells, so that the compiler reads a word again where
//! it is needed: there are too few registers to keep the state, and those that it spills lie on a stack that is aligned
//! to 16 bytes, which can cost a factor of 1.7.
#![allow(unsafe_code, reason = "functions with target features, and loads and stores of whole registers")]

use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_andnot_si256, _mm256_loadu_si256, _mm256_or_si256, _mm256_permute2x128_si256,
    _mm256_set1_epi64x, _mm256_setr_epi8, _mm256_shuffle_epi8, _mm256_slli_epi64, _mm256_srli_epi64,
    _mm256_storeu_si256, _mm256_unpackhi_epi64, _mm256_unpacklo_epi64, _mm256_xor_si256,
};
use core::{array, cell::Cell};

use super::Words;
use crate::arithmetic::kernel::{avx2::HasAvx2, cpu::Kernel};

/// `Keccak-f[1600]` of each state, with `room` for the output of every other round.
pub(super) fn permute(_: HasAvx2, words: &mut [Words; 25], room: &mut [Words; 25]) {
    Kernel::Avx2.record();
    // SAFETY: `permute_avx2` needs avx2, which a `HasAvx2` proves; it has no other precondition.
    unsafe { permute_avx2(words, room) }
}

/// `Keccak-f[1600]` of one state.
pub(super) fn permute_one(_: HasAvx2, state: &mut [u64; 25]) {
    Kernel::Avx2.record();
    // SAFETY: `permute_one_bmi` needs bmi1 and bmi2, which a `HasAvx2` proves; it has no other precondition.
    unsafe { permute_one_bmi(state) }
}

/// Copies the first 24 words of each state.
pub(super) fn squeeze(_: HasAvx2, words: &[Words; 25], blocks: &mut [[u8; 192]; 4]) {
    Kernel::Avx2.record();
    // SAFETY: `squeeze_avx2` needs avx2, which a `HasAvx2` proves; it has no other precondition.
    unsafe { squeeze_avx2(words, blocks) }
}

#[target_feature(enable = "avx2")]
fn permute_avx2(words: &mut [Words; 25], room: &mut [Words; 25]) {
    let (words, room) = (Cell::from_mut(words).as_array_of_cells(), Cell::from_mut(room).as_array_of_cells());
    for [even, odd] in ROUND_CONSTANTS.as_chunks().0 {
        round(words, room, *even);
        round(room, words, *odd);
    }
}

/// Rnd (FIPS 202, section 3.3), a row of the output at a time.
///
/// Not inlined, or two rounds would be one piece of code that again keeps words in registers.
#[target_feature(enable = "avx2")]
#[inline(never)]
fn round(a: &[Cell<Words>; 25], out: &[Cell<Words>; 25], constant: u64) {
    let xor = |a, b| _mm256_xor_si256(a, b);
    macro_rules! rotate {
        ($word:expr, 0) => {
            $word
        };
        // Shifts start twice per cycle, additions and shuffles on other units as well.
        ($word:expr, 1) => {{
            let word = $word;
            _mm256_or_si256(_mm256_add_epi64(word, word), _mm256_srli_epi64::<63>(word))
        }};
        ($word:expr, 8) => {
            _mm256_shuffle_epi8(
                $word,
                _mm256_setr_epi8(
                    7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14, //
                    7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14,
                ),
            )
        };
        ($word:expr, 56) => {
            _mm256_shuffle_epi8(
                $word,
                _mm256_setr_epi8(
                    1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8, //
                    1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8,
                ),
            )
        };
        ($word:expr, $bits:literal) => {{
            let word = $word;
            _mm256_or_si256(_mm256_slli_epi64::<$bits>(word), _mm256_srli_epi64::<{ 64 - $bits }>(word))
        }};
    }

    // θ (algorithm 1)
    let column = |x: usize| {
        let upper = xor(load(&a[x]), load(&a[x + 5]));
        let lower = xor(load(&a[x + 10]), load(&a[x + 15]));
        xor(xor(upper, lower), load(&a[x + 20]))
    };
    let (c0, c1, c2, c3, c4) = (column(0), column(1), column(2), column(3), column(4));
    let d0 = xor(c4, rotate!(c1, 1));
    let d1 = xor(c0, rotate!(c2, 1));
    let d2 = xor(c1, rotate!(c3, 1));
    let d3 = xor(c2, rotate!(c4, 1));
    let d4 = xor(c3, rotate!(c0, 1));

    // Row y of the output: ρ and π bring lane (x + 3·y mod 5, x) there as its lane x (algorithms 2 and 3), and χ
    // (algorithm 4) combines the row.
    macro_rules! row {
        ($y:literal, $($lane:literal $d:ident $bits:tt),*) => {{
            let [b0, b1, b2, b3, b4] = [$(rotate!(xor(load(&a[$lane]), $d), $bits)),*];
            let lane_0 = xor(b0, _mm256_andnot_si256(b1, b2));
            // ι (algorithm 6)
            let lane_0 = if $y == 0 { xor(lane_0, _mm256_set1_epi64x(constant as i64)) } else { lane_0 };
            store(&out[5 * $y], lane_0);
            store(&out[5 * $y + 1], xor(b1, _mm256_andnot_si256(b2, b3)));
            store(&out[5 * $y + 2], xor(b2, _mm256_andnot_si256(b3, b4)));
            store(&out[5 * $y + 3], xor(b3, _mm256_andnot_si256(b4, b0)));
            store(&out[5 * $y + 4], xor(b4, _mm256_andnot_si256(b0, b1)));
        }};
    }
    row!(0, 0 d0 0, 6 d1 44, 12 d2 43, 18 d3 21, 24 d4 14);
    row!(1, 3 d3 28, 9 d4 20, 10 d0 3, 16 d1 45, 22 d2 61);
    row!(2, 1 d1 1, 7 d2 6, 13 d3 25, 19 d4 8, 20 d0 18);
    row!(3, 4 d4 27, 5 d0 36, 11 d1 10, 17 d2 15, 23 d3 56);
    row!(4, 2 d2 62, 8 d3 55, 14 d4 39, 15 d0 41, 21 d1 2);
}

/// As [`permute_avx2`], with `andn` for χ and `rorx` for ρ.
#[target_feature(enable = "bmi1,bmi2")]
fn permute_one_bmi(state: &mut [u64; 25]) {
    let mut room = [0; 25];
    let (state, room) = (Cell::from_mut(state).as_array_of_cells(), Cell::from_mut(&mut room).as_array_of_cells());
    for [even, odd] in ROUND_CONSTANTS.as_chunks().0 {
        round_of_one(state, room, *even);
        round_of_one(room, state, *odd);
    }
}

/// As [`round`].
#[target_feature(enable = "bmi1,bmi2")]
#[inline(never)]
fn round_of_one(a: &[Cell<u64>; 25], out: &[Cell<u64>; 25], constant: u64) {
    // θ
    let c: [u64; 5] =
        array::from_fn(|x| a[x].get() ^ a[x + 5].get() ^ a[x + 10].get() ^ a[x + 15].get() ^ a[x + 20].get());
    let d: [u64; 5] = array::from_fn(|x| c[(x + 4) % 5] ^ c[(x + 1) % 5].rotate_left(1));
    for y in 0..5 {
        // ρ and π
        let b: [u64; 5] = array::from_fn(|x| {
            let lane = (x + 3 * y) % 5 + 5 * x;
            (a[lane].get() ^ d[lane % 5]).rotate_left(OFFSETS[lane])
        });
        // χ and ι
        let row: [u64; 5] = array::from_fn(|x| b[x] ^ (!b[(x + 1) % 5] & b[(x + 2) % 5]));
        for x in 0..5 {
            out[5 * y + x].set(row[x] ^ if x + y == 0 { constant } else { 0 });
        }
    }
}

/// Transposes four words of four states at a time.
#[target_feature(enable = "avx2")]
fn squeeze_avx2(words: &[Words; 25], blocks: &mut [[u8; 192]; 4]) {
    for (group, words) in words.as_chunks::<4>().0.iter().enumerate() {
        let [w0, w1, w2, w3] = words.each_ref().map(|words| load_words(words));
        let (even_01, odd_01) = (_mm256_unpacklo_epi64(w0, w1), _mm256_unpackhi_epi64(w0, w1));
        let (even_23, odd_23) = (_mm256_unpacklo_epi64(w2, w3), _mm256_unpackhi_epi64(w2, w3));
        let states = [
            _mm256_permute2x128_si256::<0x20>(even_01, even_23),
            _mm256_permute2x128_si256::<0x20>(odd_01, odd_23),
            _mm256_permute2x128_si256::<0x31>(even_01, even_23),
            _mm256_permute2x128_si256::<0x31>(odd_01, odd_23),
        ];
        for (block, state) in blocks.iter_mut().zip(states) {
            store_bytes(&mut block.as_chunks_mut().0[group], state);
        }
    }
}

#[target_feature(enable = "avx2")]
fn load(words: &Cell<Words>) -> __m256i {
    // SAFETY: `words` is 32 readable bytes, and `loadu` needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
fn store(words: &Cell<Words>, register: __m256i) {
    // SAFETY: `words` is 32 bytes that may be written, since a cell is not shared between threads, and `storeu` needs
    // no alignment.
    unsafe { _mm256_storeu_si256(words.as_ptr().cast(), register) }
}

#[target_feature(enable = "avx2")]
fn load_words(words: &Words) -> __m256i {
    // SAFETY: `words` is 32 readable bytes, and `loadu` needs no alignment.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
fn store_bytes(bytes: &mut [u8; 32], register: __m256i) {
    // SAFETY: `bytes` is 32 writable bytes, and `storeu` needs no alignment.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), register) }
}

/// RC of each round: bit 2^j − 1 is rc(j + 7·iᵣ) (FIPS 202, algorithms 5 and 6).
const ROUND_CONSTANTS: [u64; 24] = {
    let mut constants = [0; 24];
    let mut register: u8 = 1;
    let mut t = 0;
    while t < 7 * 24 {
        constants[t / 7] |= ((register & 1) as u64) << ((1 << (t % 7)) - 1);
        // The linear feedback shift register of algorithm 5, with bit 0 first.
        register = (register << 1) ^ ((register >> 7) * 0x71);
        t += 1;
    }
    constants
};

/// The offsets of ρ (FIPS 202, algorithm 2), by lane.
const OFFSETS: [u32; 25] =
    [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];

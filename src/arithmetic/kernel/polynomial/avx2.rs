//! Steps of ML-DSA on polynomials in AVX2.
#![allow(unsafe_code, reason = "functions with target features, and loads and stores of whole registers")]

use core::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_castsi256_ps, _mm256_cmpgt_epi32, _mm256_loadu_si256, _mm256_movemask_ps,
    _mm256_permute4x64_epi64, _mm256_set1_epi32, _mm256_setr_epi8, _mm256_shuffle_epi8, _mm256_storeu_si256,
};

use crate::arithmetic::kernel::{avx2::HasAvx2, cpu::Kernel};

pub(super) fn reject(
    _: HasAvx2,
    block: &[u8; 192],
    bound: u32,
    coefficients: &mut [[u32; 16]; 16],
    count: usize,
) -> usize {
    Kernel::Avx2.record();
    // SAFETY: `reject_avx2` needs avx2, which a `HasAvx2` proves; it has no other precondition.
    unsafe { reject_avx2(block, bound, coefficients, count) }
}

/// Eight candidates at a time, stored whole if all of them are less than the bound: 99 % of the groups are for q.
#[target_feature(enable = "avx2")]
fn reject_avx2(block: &[u8; 192], bound: u32, coefficients: &mut [[u32; 16]; 16], mut count: usize) -> usize {
    let coefficients = coefficients.as_flattened_mut();
    // Three bytes to each 32 bits; the upper half begins with byte 8.
    let spread = _mm256_setr_epi8(
        0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, //
        4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1,
    );
    let (mask, limit) = (_mm256_set1_epi32(0x7f_ffff), _mm256_set1_epi32(bound.cast_signed()));
    for group in 0..7 {
        let Some(bytes) = block[24 * group..].first_chunk() else { break };
        let halves = _mm256_permute4x64_epi64::<0b10_01_01_00>(load_bytes(bytes));
        let candidates = _mm256_and_si256(_mm256_shuffle_epi8(halves, spread), mask);
        let below = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(limit, candidates)));
        let rest = coefficients.get_mut(count..).unwrap_or_default();
        if let Some(next) = rest.first_chunk_mut()
            && below == 0xff
        {
            store(next, candidates);
            count += 8;
            continue;
        }
        let mut group = [0; 8];
        store(&mut group, candidates);
        let accepted = group.into_iter().filter(|candidate| *candidate < bound);
        for (coefficient, candidate) in rest.iter_mut().zip(accepted) {
            *coefficient = candidate;
            count += 1;
        }
    }
    count
}

#[target_feature(enable = "avx2")]
fn load_bytes(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: `bytes` is 32 readable bytes, and `loadu` needs no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[target_feature(enable = "avx2")]
fn store(words: &mut [u32; 8], register: __m256i) {
    // SAFETY: `words` is 32 writable bytes, and `storeu` needs no alignment.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), register) }
}

//! Steps of ML-DSA on polynomials for which the compiler finds no vectors. The portable twins are in this file.
#![allow(clippy::indexing_slicing, reason = "positions in arrays of fixed size")]

use super::Vectors;

#[cfg(target_arch = "x86_64")]
mod avx2;

/// Appends the candidates of RejNTTPoly (FIPS 204, algorithms 14 and 30) in a block of SHAKE128 that are less than
/// `bound` to the first `count` coefficients, until there are 256, and returns how many there are then.
///
/// In: a block of 168 bytes, with more after it that does not count; `bound` at most 2²³; `count` at most 256.
pub(crate) fn reject(
    vectors: Vectors,
    block: &[u8; 192],
    bound: u32,
    coefficients: &mut [[u32; 16]; 16],
    count: usize,
) -> usize {
    match vectors {
        Vectors::Baseline => reject_portable(block, bound, coefficients, count),
        #[cfg(target_arch = "x86_64")]
        Vectors::Avx2(token) => avx2::reject(token, block, bound, coefficients, count),
    }
}

fn reject_portable(block: &[u8; 192], bound: u32, coefficients: &mut [[u32; 16]; 16], mut count: usize) -> usize {
    let coefficients = coefficients.as_flattened_mut();
    for &[low, middle, high] in block[..168].as_chunks().0 {
        let candidate = u32::from_le_bytes([low, middle, high & 0x7f, 0]);
        if candidate < bound
            && let Some(coefficient) = coefficients.get_mut(count)
        {
            *coefficient = candidate;
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arithmetic::edge::Draw;

    /// Blocks of candidates near `bound` and at the ends of 23 and 24 bits, and of drawn ones.
    fn block(draw: &mut Draw, bound: u32, edges: usize) -> [u8; 192] {
        let mut block = draw.bytes::<192>();
        let near =
            [0, 1, bound - 2, bound - 1, bound, bound + 1, (1 << 23) - 1, 1 << 23, (1 << 23) + bound, u32::MAX >> 8];
        for _ in 0..edges {
            let at = 3 * draw.below(56);
            block[at..at + 3].copy_from_slice(&near[draw.below(near.len())].to_le_bytes()[..3]);
        }
        block
    }

    #[test]
    fn every_kernel_rejects_as_the_portable_twin() {
        const Q: u32 = 8_380_417;
        let mut draw = Draw::new(&[]);
        for vectors in Vectors::all() {
            for case in 0..20_000 {
                let bound = [Q, Q, 1 << 22, 5][case % 4];
                let block = block(&mut draw, bound, case % 57);
                let count = if case % 3 == 0 { 256 - draw.below(17) } else { draw.below(257) };
                let (mut ours, mut twin) = ([[7; 16]; 16], [[7; 16]; 16]);
                let after = reject(vectors, &block, bound, &mut ours, count);
                assert_eq!(after, reject_portable(&block, bound, &mut twin, count), "{vectors:?}");
                assert_eq!(ours, twin, "{vectors:?}");
            }
        }
    }

    /// q − 1 is a coefficient and q is not, in each position, for both values of bit 23.
    #[test]
    fn candidate_equal_to_the_bound_is_rejected() {
        const Q: u32 = 8_380_417;
        for vectors in Vectors::all() {
            for at in 0..56 {
                for bit in [0, 1 << 23] {
                    let mut block = [0; 192];
                    let mut coefficients = [[7; 16]; 16];
                    block[3 * at..3 * at + 3].copy_from_slice(&((Q - 1) | bit).to_le_bytes()[..3]);
                    assert_eq!(reject(vectors, &block, Q, &mut coefficients, 100), 156);
                    assert_eq!(coefficients.as_flattened()[100 + at], Q - 1);
                    block[3 * at..3 * at + 3].copy_from_slice(&(Q | bit).to_le_bytes()[..3]);
                    assert_eq!(reject(vectors, &block, Q, &mut coefficients, 100), 155);
                    assert!(coefficients.as_flattened()[100..155].iter().all(|&coefficient| coefficient == 0));
                }
            }
        }
    }
}

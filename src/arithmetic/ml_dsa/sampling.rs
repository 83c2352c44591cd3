//! The pseudorandom challenge (FIPS 204, section 7.3).

use super::{field::Q, ntt::Poly, shake::Shake256};
use crate::arithmetic::kernel::Vectors;

/// SampleInBall (FIPS 204, algorithm 29): `tau` coefficients are 1 or q − 1, the others 0.
pub(crate) fn sample_in_ball(c_tilde: &[u8], tau: usize, vectors: Vectors) -> Poly {
    let mut hash = Shake256::new(vectors);
    hash.update(c_tilde);
    let mut output = hash.finish();
    let block = output.block();
    let (signs, mut rest) = block.split_at(8);
    let mut signs = signs.iter().rev().fold(0, |signs, &byte| signs << 8 | u64::from(byte));
    let mut next;

    let mut poly = Poly::ZERO;
    let c = poly.coefficients_mut();
    for i in 256 - tau..256 {
        let j = loop {
            let Some((&j, after)) = rest.split_first() else {
                // once in 2⁸⁸ signatures or less
                output.advance();
                next = output.block();
                rest = &next;
                continue;
            };
            rest = after;
            if usize::from(j) <= i {
                break usize::from(j);
            }
        };
        c[i] = c[j];
        c[j] = if signs & 1 == 0 { 1 } else { Q - 1 };
        signs >>= 1;
    }
    poly
}

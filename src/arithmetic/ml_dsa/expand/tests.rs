//! ExpandA against FIPS 204's algorithms in their own words, on the shake crate.

use alloc::{vec, vec::Vec};

use shake::{ExtendableOutput as _, Shake128, Shake256, Update as _, XofReader as _};

use super::*;
use crate::arithmetic::{
    edge::Draw,
    ml_dsa::{MlDsa44, MlDsa65, MlDsa87},
};

/// RejNTTPoly (FIPS 204, algorithm 30) with `bound` in place of q, and the number of bytes that it took.
fn naive_rej_ntt_poly(rho: &[u8], s: usize, r: usize, bound: u32) -> (Vec<u32>, usize) {
    let mut ctx = Shake128::default();
    ctx.update(rho);
    ctx.update(&[s as u8, r as u8]);
    let mut ctx = ctx.finalize_xof();
    let (mut a, mut taken) = (Vec::new(), 0);
    while a.len() < 256 {
        let mut bytes = [0; 3];
        ctx.read(&mut bytes);
        taken += 3;
        let z = u32::from_le_bytes([bytes[0], bytes[1], bytes[2] & 0x7f, 0]);
        if z < bound {
            a.push(z);
        }
    }
    (a, taken)
}

/// All polynomials and the key's hash, on each kind of vectors, and the greatest number of blocks that a polynomial
/// took.
fn check<P: ParameterSet, const BOUND: u32>(keys: usize) -> usize {
    let mut draw = Draw::new(&[]);
    let mut most = 0;
    for _ in 0..keys {
        let public_key: Vec<u8> = (0..RHO + 320 * P::K).map(|_| draw.bytes::<1>()[0]).collect();
        let mut tr = [0; 64];
        let mut hash = Shake256::default();
        hash.update(&public_key);
        hash.finalize_xof().read(&mut tr);
        let expected: Vec<_> =
            (0..P::K * P::L).map(|i| naive_rej_ntt_poly(&public_key[..RHO], i % P::L, i / P::L, BOUND)).collect();
        for vectors in Vectors::all() {
            for with_hash in [false, true] {
                let mut expand = ExpandA::<P, BOUND>::with_bound(&public_key, with_hash, vectors);
                let mut polys = vec![Poly::ZERO; P::K * P::L];
                while expand.expanded() < P::K * P::L {
                    // Backwards, to see that `place` is asked.
                    expand.next_batch(&mut polys, |index| P::K * P::L - 1 - index);
                }
                assert_eq!(expand.tr(), with_hash.then_some(&tr), "{vectors:?}");
                for (poly, (expected, taken)) in polys.iter().rev().zip(&expected) {
                    assert_eq!(poly.coefficients(), expected, "{vectors:?}");
                    most = most.max(taken.div_ceil(168));
                }
            }
        }
    }
    most
}

const KEYS: usize = if cfg!(debug_assertions) { 3 } else { 100 };

#[test]
fn matrix_is_algorithm_32_and_tr_the_hash_of_the_key() {
    assert_eq!(check::<MlDsa44, Q>(KEYS), 5);
    assert_eq!(check::<MlDsa65, Q>(KEYS), 5);
    assert_eq!(check::<MlDsa87, Q>(KEYS), 5);
}

/// Below 3/4 and 1/2 of 2²³ polynomials need a sixth block and up to twelve. The states of one batch then end after
/// different numbers of blocks, and the key's hash ends inside a batch.
#[test]
fn polynomials_that_need_more_than_five_blocks_get_them() {
    assert!(check::<MlDsa44, { 7 << 20 }>(KEYS) >= 6);
    assert!(check::<MlDsa44, { 6 << 20 }>(KEYS) >= 7);
    assert!(check::<MlDsa65, { 6 << 20 }>(KEYS) >= 7);
    assert!(check::<MlDsa87, { 6 << 20 }>(KEYS) >= 7);
    assert!(check::<MlDsa65, { 1 << 22 }>(KEYS) >= 10);
    assert!(check::<MlDsa87, { 1 << 22 }>(KEYS) >= 10);
}

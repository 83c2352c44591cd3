//! ExpandA (FIPS 204, algorithm 32), four polynomials at a time, with the hash of the public key beside them.

use core::marker::PhantomData;

use super::{
    ParameterSet,
    field::Q,
    ntt::Poly,
    shake::{PADDING_END, RATE, SUFFIX},
};
use crate::arithmetic::kernel::{
    Vectors,
    keccak::{Blocks, States},
    polynomial::reject,
};

/// Bytes of ρ, which a public key begins with (FIPS 204, algorithm 22).
pub(crate) const RHO: usize = 32;

/// The polynomials of Â, row by row, as batches of at most four: one in each Keccak state.
///
/// The hash of the public key shares the first batches. Rejection takes five blocks of SHAKE128 for a polynomial, and
/// the key has 10, 15 or 20 blocks of SHAKE256, so it takes one of the four states in 2, 3 or 4 batches.
#[derive(Debug)]
pub(crate) struct ExpandA<'a, P, const BOUND: u32 = Q> {
    /// ρ
    seed: [u64; RHO / 8],
    /// The index r·ℓ + s of the polynomial that is next.
    next: usize,
    hash: Option<KeyHash<'a>>,
    tr: Option<[u8; 64]>,
    states: States,
    vectors: Vectors,
    parameters: PhantomData<P>,
}

/// tr = SHAKE256(pk, 64) (FIPS 204, algorithm 8, line 6) in progress.
#[derive(Debug)]
struct KeyHash<'a> {
    public_key: &'a [u8],
    /// The blocks so far.
    blocks: usize,
    /// The state between batches.
    state: [u64; 25],
}

/// The state that the key's hash takes.
const HASH: usize = 0;

impl<'a, P: ParameterSet> ExpandA<'a, P> {
    /// In: a public key of the parameter set; `with_hash` if its hash is wanted.
    pub(crate) fn new(public_key: &'a [u8], with_hash: bool, vectors: Vectors) -> Self {
        Self::with_bound(public_key, with_hash, vectors)
    }
}

impl<'a, P: ParameterSet, const BOUND: u32> ExpandA<'a, P, BOUND> {
    /// As [`new`](ExpandA::new), with coefficients below `BOUND` in place of q: a low one takes more blocks than q ever
    /// will.
    fn with_bound(public_key: &'a [u8], with_hash: bool, vectors: Vectors) -> Self {
        let mut seed = [0; RHO / 8];
        for (word, bytes) in seed.iter_mut().zip(public_key.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        let hash = with_hash.then_some(KeyHash { public_key, blocks: 0, state: [0; 25] });
        Self { seed, next: 0, hash, tr: None, states: States::ZERO, vectors, parameters: PhantomData }
    }

    /// The number of polynomials so far.
    pub(crate) const fn expanded(&self) -> usize {
        self.next
    }

    /// The hash of the public key, once enough batches have been expanded.
    pub(crate) const fn tr(&self) -> Option<&[u8; 64]> {
        self.tr.as_ref()
    }

    /// Expands the next polynomials, each to the place in `polys` that `place` gives its index r·ℓ + s, with its
    /// coefficients below q in FIPS 204's order.
    pub(crate) fn next_batch(&mut self, polys: &mut [Poly], place: impl Fn(usize) -> usize) {
        let mut samples: [Option<Sample>; 4] = [const { None }; 4];
        for sample in &mut samples[usize::from(self.hash.is_some())..] {
            if self.next < P::K * P::L {
                *sample = Some(Sample { index: self.next, count: 0 });
                self.next += 1;
            }
        }
        self.begin(&samples);
        let mut blocks = Blocks::ZERO;
        // Five times, and a sixth time for one of 2¹³⁰ polynomials.
        while samples.iter().flatten().any(|sample| sample.count < 256) {
            if let Some(hash) = &mut self.hash {
                hash.absorb(&mut self.states);
            }
            self.states.permute(self.vectors);
            if let Some(hash) = &self.hash
                && hash.is_complete()
            {
                self.tr = Some(hash.tr(&self.states));
                self.hash = None;
            }
            self.states.squeeze(self.vectors, &mut blocks);
            for (sample, block) in samples.iter_mut().zip(&blocks.0) {
                if let Some(Sample { index, count }) = sample {
                    *count = reject(self.vectors, block, BOUND, &mut polys[place(*index)].rows, *count);
                }
            }
        }
        if let Some(hash) = &mut self.hash {
            hash.state = self.states.words().map(|words| words[HASH]);
        }
    }

    /// Absorbs ρ‖s‖r (algorithm 32, line 3) in the state of each sample, and continues the key's hash.
    fn begin(&mut self, samples: &[Option<Sample>; 4]) {
        let words = self.states.words_mut();
        *words = [[0; 4]; 25];
        for (words, seed) in words.iter_mut().zip(self.seed) {
            *words = [seed; 4];
        }
        for (word, sample) in words[RHO / 8].iter_mut().zip(samples) {
            let index = sample.as_ref().map_or(0, |sample| sample.index);
            *word = u64::from_le_bytes([(index % P::L) as u8, (index / P::L) as u8, SUFFIX, 0, 0, 0, 0, 0]);
        }
        words[168 / 8 - 1] = [1 << 63; 4];
        if let Some(hash) = &self.hash {
            for (words, word) in words.iter_mut().zip(hash.state) {
                words[HASH] = word;
            }
        }
    }
}

/// A polynomial in the making.
#[derive(Debug)]
struct Sample {
    /// r·ℓ + s
    index: usize,
    /// The number of its coefficients so far.
    count: usize,
}

impl KeyHash<'_> {
    fn absorb(&mut self, states: &mut States) {
        let mut last = [0; RATE];
        let rest = &self.public_key[RATE * self.blocks..];
        let block = rest.first_chunk().unwrap_or_else(|| {
            last[..rest.len()].copy_from_slice(rest);
            last[rest.len()] = SUFFIX;
            last[RATE - 1] |= PADDING_END;
            &last
        });
        for (words, bytes) in states.words_mut().iter_mut().zip(block.as_chunks().0) {
            words[HASH] ^= u64::from_le_bytes(*bytes);
        }
        self.blocks += 1;
    }

    /// Whether the last block, which is padded and may hold nothing of the key, has been absorbed.
    const fn is_complete(&self) -> bool {
        self.blocks > self.public_key.len() / RATE
    }

    /// The output. In: the states, permuted after the last block.
    fn tr(&self, states: &States) -> [u8; 64] {
        let mut tr = [0; 64];
        for (bytes, words) in tr.as_chunks_mut().0.iter_mut().zip(states.words()) {
            *bytes = words[HASH].to_le_bytes();
        }
        tr
    }
}

#[cfg(test)]
mod tests {
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
}

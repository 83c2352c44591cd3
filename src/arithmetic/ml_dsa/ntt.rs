//! Polynomials, and the number-theoretic transform (FIPS 204, section 7.5) on rows of sixteen coefficients.
//!
//! The 256 coefficients are 16 rows of 16. Layers with `len` = 128, 64, 32, 16 pair whole rows with each other. Then
//! the matrix is transposed, and the layers with `len` = 8, 4, 2, 1 pair whole rows again (Seiler, ePrint 2018/039), so
//! each step is the same operation on sixteen neighbours. The transform stays transposed: coefficient 16·i + j of FIPS
//! 204's ŵ is in row j, column i. Products of coefficients do not care.
//!
//! Nothing is reduced between layers. Forward, a layer adds 2q to a bound; backward, it doubles it.

use super::field::{Factor, Q, montgomery_reduce, power, reduce_once};
use crate::arithmetic::{
    integer::magnitude::Magnitude,
    kernel::{Portable, Vectors},
};

/// Sixteen coefficients.
pub(crate) type Row = [u32; 16];

/// An element of R_q in the order of its coefficients, or of T_q transposed; the bounds are its producer's.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(crate) struct Poly {
    pub(crate) rows: [Row; 16],
    /// The bound of the coefficients, in multiples of q.
    pub(crate) magnitude: Magnitude,
}

impl Poly {
    pub(crate) const ZERO: Self = Self { rows: [[0; 16]; 16], magnitude: Magnitude::new(1) };

    /// All coefficients in memory's order.
    #[inline(always)]
    pub(crate) fn coefficients(&self) -> &[u32] {
        self.rows.as_flattened()
    }

    /// All coefficients in memory's order.
    #[inline(always)]
    pub(crate) fn coefficients_mut(&mut self) -> &mut [u32] {
        self.rows.as_flattened_mut()
    }

    /// Swaps rows and columns: an element of T_q comes from FIPS 204's order to that of [`ntt`](Self::ntt), or back.
    #[inline(always)]
    pub(crate) fn transpose(&mut self) {
        transpose(&mut self.rows);
    }

    /// NTT (FIPS 204, algorithm 41) in place. Coefficients < 2q in, < 18q out. Cost 1024 products by known factors.
    pub(crate) fn ntt(&mut self, vectors: Vectors) {
        debug_assert!(self.coefficients().iter().all(|&a| a < 2 * Q));
        self.magnitude.assert_within(2);
        vectors.run(Ntt(self));
        self.magnitude = Magnitude::new(18);
        debug_assert!(self.coefficients().iter().all(|&a| a < 18 * Q));
    }

    /// NTT⁻¹ (FIPS 204, algorithm 42) of 2³²·`self`, in place. Coefficients < 2q in, < q out. Cost 1280 products by
    /// known factors.
    ///
    /// The bound reaches 2q·2⁸, which is below 2³². The last step multiplies by 2³²/256, which undoes the 2⁻³² of
    /// [`dot_product`].
    pub(crate) fn inverse_ntt_montgomery(&mut self, vectors: Vectors) {
        debug_assert!(self.coefficients().iter().all(|&a| a < 2 * Q));
        self.magnitude.assert_within(2);
        vectors.run(InverseNttMontgomery(self));
        self.magnitude = Magnitude::new(1);
        debug_assert!(self.coefficients().iter().all(|&a| a < Q));
    }
}

/// [`Poly::ntt`], compiled once for each kind of vectors.
struct Ntt<'a>(&'a mut Poly);

impl Portable for Ntt<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Poly { rows, .. } = self.0;
        forward_layers(rows, &FORWARD_ROWS);
        transpose(rows);
        forward_layers(rows, &FORWARD_COLUMNS);
    }
}

/// [`Poly::inverse_ntt_montgomery`], compiled once for each kind of vectors.
struct InverseNttMontgomery<'a>(&'a mut Poly);

impl Portable for InverseNttMontgomery<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        const SCALE: Factor = Factor::new((1 << 24) % Q);
        let Poly { rows, .. } = self.0;
        backward_layers::<{ 2 * Q }>(rows, &BACKWARD_COLUMNS);
        transpose(rows);
        backward_layers::<{ 32 * Q }>(rows, &BACKWARD_ROWS);
        for a in rows.as_flattened_mut() {
            *a = reduce_once(SCALE.mul(*a));
        }
    }
}

/// Σ aᵢ∘bᵢ·2⁻³² over at most eight pairs (FIPS 204, algorithms 45 and 46); aᵢ < q, bᵢ < 18q, the sum < 2q.
///
/// The sum stays below 8·q·18q < 2³²·q, so that one reduction is enough. Cost per coefficient: one product for each
/// pair, and 2M.
#[inline(always)]
pub(crate) fn dot_product(a: &[Poly], b: &[Poly]) -> Poly {
    debug_assert!(a.len() == b.len() && a.len() <= 8);
    a.iter().for_each(|a| a.magnitude.assert_within(1));
    b.iter().for_each(|b| b.magnitude.assert_within(18));
    let mut result = Poly { magnitude: Magnitude::new(2), ..Poly::ZERO };
    for (i, row) in result.rows.iter_mut().enumerate() {
        let mut sums = [0u64; 16];
        for (a, b) in a.iter().zip(b) {
            for ((sum, &a), &b) in sums.iter_mut().zip(&a.rows[i]).zip(&b.rows[i]) {
                debug_assert!(a < Q && b < 18 * Q);
                *sum += u64::from(a) * u64::from(b);
            }
        }
        for (out, sum) in row.iter_mut().zip(sums) {
            *out = montgomery_reduce(sum);
        }
    }
    result
}

/// Four layers of algorithm 41 on whole rows. Coefficients < 10q in, < 18q out; or < 2q in, < 10q out.
#[inline(always)]
fn forward_layers(rows: &mut [Row; 16], zetas: &[Factors; 15]) {
    let mut zetas = zetas.iter();
    for len in [8, 4, 2, 1] {
        for (block, zetas) in rows.chunks_exact_mut(2 * len).zip(&mut zetas) {
            let (upper, lower) = block.split_at_mut(len);
            for (upper, lower) in upper.iter_mut().zip(lower) {
                butterflies(upper, lower, zetas, |w, w_len, zeta| {
                    let t = zeta.mul(w_len);
                    (w + t, w + 2 * Q - t)
                });
            }
        }
    }
}

/// Four layers of algorithm 42 on whole rows. Coefficients < `BOUND`, a multiple of q, in; < 16·`BOUND` < 2³² out.
#[inline(always)]
fn backward_layers<const BOUND: u32>(rows: &mut [Row; 16], zetas: &[Factors; 15]) {
    for layer in 0..4 {
        let (len, bound) = (1 << layer, BOUND << layer);
        let zetas = &zetas[8 / len - 1..];
        for (block, zetas) in rows.chunks_exact_mut(2 * len).zip(zetas) {
            let (upper, lower) = block.split_at_mut(len);
            for (upper, lower) in upper.iter_mut().zip(lower) {
                butterflies(upper, lower, zetas, |w, w_len, zeta| (w + w_len, zeta.mul(w + bound - w_len)));
            }
        }
    }
}

/// `butterfly` on each pair of coefficients of two rows, eight at a time: an AVX2 register's.
///
/// All eight are computed before one is stored, so that the compiler need not prove the rows disjoint to use vectors.
#[inline(always)]
fn butterflies(upper: &mut Row, lower: &mut Row, zetas: &Factors, butterfly: impl Fn(u32, u32, Factor) -> (u32, u32)) {
    for first in [0, 8] {
        let mut pairs = ([0; 8], [0; 8]);
        for i in 0..8 {
            (pairs.0[i], pairs.1[i]) = butterfly(upper[first + i], lower[first + i], zetas.at(first + i));
        }
        upper[first..first + 8].copy_from_slice(&pairs.0);
        lower[first..first + 8].copy_from_slice(&pairs.1);
    }
}

/// Swaps rows and columns.
#[inline(always)]
fn transpose(rows: &mut [Row; 16]) {
    let old = *rows;
    for (i, row) in rows.iter_mut().enumerate() {
        for (a, old) in row.iter_mut().zip(&old) {
            *a = old[i];
        }
    }
}

/// A factor for each coefficient of a row.
#[derive(Clone, Copy)]
struct Factors {
    values: Row,
    quotients: Row,
}

impl Factors {
    #[inline(always)]
    const fn at(&self, i: usize) -> Factor {
        Factor { value: self.values[i], quotient: self.quotients[i] }
    }

    const fn set(&mut self, i: usize, factor: Factor) {
        self.values[i] = factor.value;
        self.quotients[i] = factor.quotient;
    }
}

/// `zetas` of FIPS 204, appendix B: 1753^BitRev₈(k) mod q.
const ZETAS: [u32; 256] = {
    let mut zetas = [0; 256];
    let mut k = 0;
    while k < 256 {
        zetas[k] = power(1753, (k as u8).reverse_bits() as u32);
        k += 1;
    }
    zetas
};

/// The factors of four layers: for row pairs in block b and column c of the layer with n blocks, `zetas[k]` or its
/// inverse, k = n + b on rows of FIPS 204's order, 16·n + n·c + b on transposed ones.
const fn factors(transposed: bool, inverse: bool) -> [Factors; 15] {
    let mut table = [Factors { values: [0; 16], quotients: [0; 16] }; 15];
    let mut index: usize = 0;
    while index < 15 {
        let n = 1 << (index + 1).ilog2();
        let b = index + 1 - n;
        let mut c = 0;
        while c < 16 {
            let zeta = ZETAS[if transposed { 16 * n + n * c + b } else { n + b }];
            table[index].set(c, Factor::new(if inverse { power(zeta, Q - 2) } else { zeta }));
            c += 1;
        }
        index += 1;
    }
    table
}

static FORWARD_ROWS: [Factors; 15] = factors(false, false);
static FORWARD_COLUMNS: [Factors; 15] = factors(true, false);
static BACKWARD_ROWS: [Factors; 15] = factors(false, true);
static BACKWARD_COLUMNS: [Factors; 15] = factors(true, true);

#[cfg(test)]
mod tests;

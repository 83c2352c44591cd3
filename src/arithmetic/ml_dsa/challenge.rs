//! c·t₁ without transforms: c has at most 60 coefficients that are not 0, each 1 or −1.

use super::{
    encoding::unpack_t1,
    field::{Q, reduce_signed},
    ntt::Poly,
};

/// c for products with polynomials of ten-bit coefficients.
///
/// With t = u + 512·Σ Xⁱ, c·t is c·u, a sum of shifted ±u whose coefficients are at most 60·512 = 30720 and fit 16
/// bits, and 512·c·Σ Xⁱ, which depends on c alone.
#[derive(Debug)]
pub(crate) struct SparseChallenge {
    /// For each coefficient that is not 0 where in [`shifts`] its multiple of u begins.
    starts: [u16; MOST],
    /// τ, the number of them.
    tau: usize,
    /// The coefficients of 512·c·Σ Xⁱ, at most 60·512 either way.
    offsets: [i32; 256],
}

/// The greatest τ, rounded up.
const MOST: usize = 64;

/// u, −u and u one after the other: ±Xⁱ·u modulo X²⁵⁶ + 1 is 256 neighbours.
type Shifts = [i16; 768];

impl SparseChallenge {
    /// In: c of SampleInBall, with at most 60 coefficients of 1 and q − 1, and 0 for the others.
    #[inline(always)]
    pub(crate) fn new(c: &Poly) -> Self {
        let mut challenge = Self { starts: [0; MOST], tau: 0, offsets: [0; 256] };
        let mut sum = 0;
        for (i, (&c, offset)) in c.coefficients().iter().zip(&mut challenge.offsets).enumerate() {
            // Stored in any case: a branch would be mispredicted for each of them.
            challenge.starts[challenge.tau % MOST] = if c == 1 { 512 } else { 256 } - i as u16;
            challenge.tau += usize::from(c != 0);
            sum += i32::from(c == 1) - i32::from(c == Q - 1);
            *offset = sum;
        }
        debug_assert!(challenge.tau <= 60);
        // Coefficient j is the sum of the cᵢ up to j less that of the others, whose powers wrap.
        for offset in &mut challenge.offsets {
            *offset = 512 * (2 * *offset - sum);
        }
        challenge
    }

    /// Subtracts c·t₁·2^d (FIPS 204, algorithm 8, line 9) from `w`. Coefficients < q, in and out.
    ///
    /// In: the 320 bytes of t₁. The coefficients of c·t₁ are at most 60·1023 either way.
    #[inline(always)]
    pub(crate) fn subtract_product(&self, t1: &[u8], w: &mut Poly) {
        w.magnitude.assert_within(1);
        let shifts = shifts(t1);
        for (half, w) in w.coefficients_mut().chunks_exact_mut(128).enumerate() {
            let mut sums = [0_i16; 128];
            for &start in &self.starts[..self.tau] {
                let run = &shifts[usize::from(start) + 128 * half..][..128];
                for (sum, term) in sums.iter_mut().zip(run) {
                    *sum += term;
                }
            }
            for ((w, sum), offset) in w.iter_mut().zip(sums).zip(&self.offsets[128 * half..]) {
                *w = reduce_signed(*w as i32 - (i32::from(sum) + offset) * (1 << 13));
            }
        }
    }
}

/// u = t₁ − 512·Σ Xⁱ, shifted.
#[inline(always)]
fn shifts(t1: &[u8]) -> Shifts {
    let mut shifts = [0; 768];
    let u = unpack_t1(t1);
    for (i, t) in u.into_iter().enumerate() {
        let u = t as i16 - 512;
        shifts[i] = u;
        shifts[256 + i] = -u;
        shifts[512 + i] = u;
    }
    shifts
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::arithmetic::{
        edge::Draw,
        kernel::{Portable, Vectors},
        ml_dsa::sampling::sample_in_ball,
    };

    struct Subtract<'a>(&'a Poly, &'a [u8], &'a mut Poly);

    impl Portable for Subtract<'_> {
        type Output = ();

        #[inline(always)]
        fn run(self) {
            SparseChallenge::new(self.0).subtract_product(self.1, self.2);
        }
    }

    /// w − c·t·2¹³ in R_q.
    fn naive(c: &Poly, t: &[i64], w: &Poly) -> Vec<u32> {
        let q = i64::from(Q);
        let mut product = [0; 256];
        for (i, &c) in c.coefficients().iter().enumerate() {
            for (j, t) in t.iter().enumerate() {
                let term = (if c == Q - 1 { -1 } else { i64::from(c) }) * t;
                product[(i + j) % 256] += if i + j < 256 { term } else { -term };
            }
        }
        let difference = w.coefficients().iter().zip(product).map(|(&w, product)| i64::from(w) - (product << 13));
        difference.map(|coefficient| u32::try_from(coefficient.rem_euclid(q)).unwrap()).collect()
    }

    fn pack(t: &[i64]) -> Vec<u8> {
        let bits: Vec<u8> = t.iter().flat_map(|t| (0..10).map(move |bit| (t >> bit & 1) as u8)).collect();
        bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |byte, bit| byte << 1 | bit)).collect()
    }

    /// Drawn c and t₁, and those whose sums are the greatest: all of c's coefficients of one sign, side by side or at
    /// the ends, and t₁ of 0 or 1023 so that all terms of a coefficient have one sign.
    #[test]
    fn product_is_that_in_the_ring() {
        let mut draw = Draw::new(&[]);
        let cases = if cfg!(debug_assertions) { 60 } else { 3000 };
        for case in 0..cases {
            let c = match case % 4 {
                0 | 1 => sample_in_ball(&draw.bytes::<32>(), [39, 49, 60][case % 3], Vectors::detect()),
                _ => {
                    let (mut c, first) = (Poly::ZERO, draw.below(256));
                    for i in 0..60 {
                        c.coefficients_mut()[(first + i) % 256] = [1, Q - 1][case / 4 % 2];
                    }
                    c
                }
            };
            let edge = draw.below(256);
            let t: Vec<i64> = (0..256)
                .map(|i| match case % 5 {
                    0 => 0,
                    1 => 1023,
                    2 => {
                        if i < edge {
                            1023
                        } else {
                            0
                        }
                    }
                    _ => draw.below(1024) as i64,
                })
                .collect();
            let mut w = Poly::ZERO;
            for w in w.coefficients_mut() {
                *w = [0, Q - 1, draw.below(Q as usize) as u32][draw.below(3)];
            }
            let expected = naive(&c, &t, &w);
            for vectors in Vectors::all() {
                let mut ours = w;
                vectors.run(Subtract(&c, &pack(&t), &mut ours));
                assert_eq!(ours.coefficients(), expected, "{vectors:?}");
            }
        }
    }
}

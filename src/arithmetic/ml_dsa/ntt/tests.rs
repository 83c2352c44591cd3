//! The transforms against FIPS 204's algorithms in its own words, and against multiplication in R_q.

use alloc::vec::Vec;

use super::*;
use crate::arithmetic::edge::Draw;

type Plain = [u64; 256];

const MODULUS: u64 = 8_380_417;

/// `zetas`[k] as FIPS 204, appendix B, defines it.
fn naive_zeta(k: usize) -> u64 {
    let reversed = (0..8).filter(|bit| k >> bit & 1 == 1).map(|bit| 1 << (7 - bit)).sum::<u32>();
    (0..reversed).fold(1, |zeta, _| zeta * 1753 % MODULUS)
}

/// The compiler computes the tables; here the same code runs.
#[test]
fn factors_are_the_zetas_of_each_layer_and_their_inverses() {
    for (transposed, inverse, compiled) in [
        (false, false, &FORWARD_ROWS),
        (true, false, &FORWARD_COLUMNS),
        (false, true, &BACKWARD_ROWS),
        (true, true, &BACKWARD_COLUMNS),
    ] {
        let computed = factors(transposed, inverse);
        for (layer, n) in [(0, 1), (1, 2), (3, 4), (7, 8)] {
            for (b, c) in (0..n).flat_map(|b| (0..16).map(move |c| (b, c))) {
                let zeta = naive_zeta(if transposed { 16 * n + n * c + b } else { n + b });
                for table in [compiled, &computed] {
                    let factor = table[layer + b].at(c);
                    let product = u64::from(factor.value) * if inverse { zeta } else { 1 };
                    assert_eq!(product % MODULUS, if inverse { 1 } else { zeta }, "{transposed}, {n}, {b}, {c}");
                    assert_eq!(factor.quotient, Factor::new(factor.value).quotient);
                }
            }
        }
    }
}

/// FIPS 204, algorithm 41.
fn naive_ntt(w: &Plain) -> Plain {
    let mut w = *w;
    let (mut m, mut len) = (0, 128);
    while len >= 1 {
        let mut start = 0;
        while start < 256 {
            m += 1;
            let z = naive_zeta(m);
            for j in start..start + len {
                let t = z * w[j + len] % MODULUS;
                w[j + len] = (w[j] + MODULUS - t) % MODULUS;
                w[j] = (w[j] + t) % MODULUS;
            }
            start += 2 * len;
        }
        len /= 2;
    }
    w
}

/// FIPS 204, algorithm 42.
fn naive_inverse_ntt(w: &Plain) -> Plain {
    let mut w = *w;
    let (mut m, mut len) = (256, 1);
    while len < 256 {
        let mut start = 0;
        while start < 256 {
            m -= 1;
            let z = MODULUS - naive_zeta(m);
            for j in start..start + len {
                let t = w[j];
                w[j] = (t + w[j + len]) % MODULUS;
                w[j + len] = z * ((t + MODULUS - w[j + len]) % MODULUS) % MODULUS;
            }
            start += 2 * len;
        }
        len *= 2;
    }
    w.map(|a| a * 8_347_681 % MODULUS)
}

/// a·b in R_q: X²⁵⁶ = −1.
fn naive_product(a: &Plain, b: &Plain) -> Plain {
    let mut product = [0; 256];
    for (i, a) in a.iter().enumerate() {
        for (j, b) in b.iter().enumerate() {
            let term = a * b % MODULUS;
            let term = if i + j < 256 { term } else { MODULUS - term };
            product[(i + j) % 256] = (product[(i + j) % 256] + term) % MODULUS;
        }
    }
    product
}

fn plain(poly: &Poly) -> Plain {
    core::array::from_fn(|i| u64::from(poly.coefficients()[i]) % MODULUS)
}

fn transposed(plain: &Plain) -> Plain {
    core::array::from_fn(|i| plain[i % 16 * 16 + i / 16])
}

/// The polynomial whose coefficients are all `coefficient`, below `bound`.
fn constant(coefficient: u32, bound: u32) -> Poly {
    Poly { rows: [[coefficient; 16]; 16], magnitude: Magnitude::new(bound / Q) }
}

/// Polynomials with coefficients below `bound`: constant ones at the edges, one with a single coefficient, drawn ones.
fn samples(bound: u32, draws: usize) -> Vec<Poly> {
    let mut draw = Draw::new(&[]);
    let mut samples: Vec<Poly> = [0, 1, Q - 1, bound - 1].into_iter().map(|edge| constant(edge, bound)).collect();
    let mut single = constant(0, bound);
    single.rows[7][9] = bound - 1;
    samples.push(single);
    let edges = [0, 1, Q - 1, Q.min(bound - 1), bound - 1];
    for _ in 0..draws {
        let mut poly = constant(0, bound);
        for a in poly.coefficients_mut() {
            *a = match draw.below(8) {
                edge @ 0..5 => edges[edge],
                _ => u32::try_from(draw.word() % u64::from(bound)).unwrap(),
            };
        }
        samples.push(poly);
    }
    samples
}

const DRAWS: usize = if cfg!(debug_assertions) { 10 } else { 2000 };

#[test]
fn ntt_is_algorithm_41_transposed() {
    for vectors in Vectors::all() {
        for poly in samples(2 * Q, DRAWS) {
            let mut ours = poly;
            ours.ntt(vectors);
            assert!(ours.coefficients().iter().all(|&a| a < 18 * Q));
            assert_eq!(plain(&ours), transposed(&naive_ntt(&plain(&poly))), "{vectors:?}");
        }
    }
}

#[test]
fn inverse_ntt_is_algorithm_42_times_2_to_the_32() {
    for vectors in Vectors::all() {
        for poly in samples(2 * Q, DRAWS) {
            let mut ours = poly;
            ours.inverse_ntt_montgomery(vectors);
            assert!(ours.coefficients().iter().all(|&a| a < Q));
            let expected = naive_inverse_ntt(&transposed(&plain(&poly))).map(|a| (a << 32) % MODULUS);
            assert_eq!(plain(&ours), expected, "{vectors:?}");
        }
    }
}

#[test]
fn dot_product_is_the_sum_of_products_in_the_ring() {
    for vectors in Vectors::all() {
        let (a, b) = (samples(Q, DRAWS.min(100)), samples(2 * Q, DRAWS.min(100)));
        for (a, b) in a.windows(3).zip(b.windows(3)) {
            let mut expected = [0; 256];
            for (a, b) in a.iter().zip(b) {
                let product = naive_product(&plain(a), &plain(b));
                expected = core::array::from_fn(|i| (expected[i] + product[i]) % MODULUS);
            }
            let a_hat = a.iter().map(|a| {
                let mut a_hat = *a;
                a_hat.ntt(vectors);
                a_hat.coefficients_mut().iter_mut().for_each(|a| *a %= Q);
                a_hat.magnitude = Magnitude::new(1);
                a_hat
            });
            let b_hat = b.iter().map(|b| {
                let mut b_hat = *b;
                b_hat.ntt(vectors);
                b_hat
            });
            let mut ours = dot_product(&a_hat.collect::<Vec<_>>(), &b_hat.collect::<Vec<_>>());
            ours.inverse_ntt_montgomery(vectors);
            assert_eq!(plain(&ours), expected, "{vectors:?}");
        }
    }
}

#[test]
fn dot_product_of_eight_greatest_pairs_does_not_overflow() {
    let (a, b) = ([constant(Q - 1, Q); 8], [constant(18 * Q - 1, 18 * Q); 8]);
    let sum = u128::from(Q - 1) * u128::from(18 * Q - 1) * 8;
    for coefficient in dot_product(&a, &b).coefficients() {
        assert!(*coefficient < 2 * Q);
        assert_eq!((u128::from(*coefficient) << 32) % u128::from(Q), sum % u128::from(Q));
    }
}

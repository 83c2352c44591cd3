//! Eight powers at once: Montgomery form in limbs of 52 bits, limb i of all eight numbers in one register.
//!
//! Products are computed in tiles of four rows. Four limbs of one factor stay in registers while the other one streams
//! by, so that a load serves eight instructions that multiply.
#![allow(clippy::needless_range_loop, reason = "an index stands for the same limb of several numbers")]

use super::montgomery::Montgomery;
use crate::arithmetic::{
    integer::limbs::{negated_inverse, reduce_once},
    kernel::{
        LIMB,
        lanes::{Lanes, Part, Task, carry},
    },
};

/// The number of limbs of R = 2^(52·`rounds`) for a modulus n of N limbs of 64 bits, as many as 4·n needs: 40, 60 and
/// 79.
pub(super) const fn rounds(n: usize) -> usize {
    (64 * n + 2).div_ceil(52)
}

/// Bits 52·i to 52·i + 51.
pub(super) fn limb<const N: usize>(number: &[u64; N], i: usize) -> u64 {
    let (index, shift) = (52 * i / 64, 52 * i % 64);
    let at = |index: usize| u128::from(number.get(index).copied().unwrap_or(0));
    ((at(index + 1) << 64 | at(index)) >> shift) as u64 & LIMB
}

/// The number mod n whose limbs of 52 bits `limb` gives. In: below 2·n, which has all of its 64·N bits.
pub(super) fn reduced<const N: usize>(limb: impl Fn(usize) -> u64, n: &[u64; N]) -> [u64; N] {
    let bits_from_64_times = |i: usize| {
        let (index, shift) = (64 * i / 52, 64 * i % 52);
        let at = |index: usize| u128::from(limb(index));
        ((at(index) | at(index + 1) << 52 | at(index + 2) << 104) >> shift) as u64
    };
    reduce_once(&core::array::from_fn(bits_from_64_times), bits_from_64_times(N) != 0, n)
}

/// s^e mod n for eight s, in L ≥ [`rounds`] limbs, a multiple of four.
pub(super) struct Powers<'a, const N: usize, const L: usize> {
    /// Odd, of 64·N bits.
    pub(super) n: &'a [u64; N],
    /// R² mod n.
    pub(super) radix_square: &'a [u64; N],
    /// Odd, at least 3.
    pub(super) e: u64,
    /// Below n.
    pub(super) bases: &'a [[u64; N]; 8],
}

impl<const N: usize, const L: usize> Task for Powers<'_, N, L> {
    type Output = [[u64; N]; 8];

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> [[u64; N]; 8] {
        let modulus = Modulus::<V, L> {
            n: enter(token, &[*self.n; 8]),
            k: V::load(token, &[negated_inverse(self.n[0]) & LIMB; 8]),
            radix_square: enter(token, &[*self.radix_square; 8]),
            rounds: const { rounds(N) },
        };
        let power = modulus.power(&enter(token, self.bases), self.e);
        let mut limbs = [[0; 8]; L];
        for i in 0..L {
            limbs[i] = power[i].store();
        }
        let mut powers = [[0; N]; 8];
        for lane in 0..8 {
            powers[lane] = reduced(|i| limbs.get(i).map_or(0, |limbs| limbs[lane]), self.n);
        }
        powers
    }
}

/// Limb i of each number in register i.
#[inline(always)]
fn enter<V: Lanes, const N: usize, const L: usize>(token: V::Token, numbers: &[[u64; N]; 8]) -> [V; L] {
    let mut registers = [V::load(token, &[0; 8]); L];
    for i in 0..L {
        let mut lanes = [0; 8];
        for lane in 0..8 {
            lanes[lane] = limb(&numbers[lane], i);
        }
        registers[i] = V::load(token, &lanes);
    }
    registers
}

/// An odd modulus in each lane. Residues are below 2·n, their limbs below 2⁵².
struct Modulus<V, const L: usize> {
    /// With 4·n ≤ R.
    n: [V; L],
    /// −1/n mod 2⁵².
    k: V,
    /// R² mod n.
    radix_square: [V; L],
    /// The number of limbs of R = 2^(52·`rounds`), at most L.
    rounds: usize,
}

/// The columns of a product: 2·L sums of limbs.
type Columns<V, const L: usize> = [[V; L]; 2];

impl<V: Lanes, const L: usize> Montgomery for Modulus<V, L> {
    type Residue = [V; L];

    #[inline(always)]
    fn in_montgomery_form(&self, a: &[V; L]) -> [V; L] {
        self.multiply(a, &self.radix_square)
    }

    /// 4·L² + 5·L instructions that multiply.
    #[inline(always)]
    fn multiply(&self, a: &[V; L], b: &[V; L]) -> [V; L] {
        self.k.call(Product { a, b, modulus: self })
    }

    /// 3·L² + 6·L instructions that multiply.
    #[inline(always)]
    fn square(&self, a: &[V; L]) -> [V; L] {
        self.k.call(Square { a, modulus: self })
    }
}

/// A product, reduced.
struct Product<'a, V, const L: usize> {
    a: &'a [V; L],
    b: &'a [V; L],
    modulus: &'a Modulus<V, L>,
}

impl<V: Lanes, const L: usize> Part<V> for Product<'_, V, L> {
    type Output = [V; L];

    #[inline(always)]
    fn run(self) -> [V; L] {
        let mut columns = [[self.a[0].splat(0); L]; 2];
        let w = columns.as_flattened_mut();
        let (tiles, _) = self.a.as_chunks::<4>();
        for (i, tile) in tiles.iter().enumerate() {
            add_rows(&mut w[4 * i..4 * i + L + 4], tile, self.b);
        }
        self.modulus.reduce(columns)
    }
}

/// A square, reduced.
struct Square<'a, V, const L: usize> {
    a: &'a [V; L],
    modulus: &'a Modulus<V, L>,
}

impl<V: Lanes, const L: usize> Part<V> for Square<'_, V, L> {
    type Output = [V; L];

    /// The products of different limbs once, doubled, and the squares of limbs.
    #[inline(always)]
    fn run(self) -> [V; L] {
        let mut columns = [[self.a[0].splat(0); L]; 2];
        let w = columns.as_flattened_mut();
        let (tiles, _) = self.a.as_chunks::<4>();
        for (i, tile) in tiles.iter().enumerate() {
            for j in 0..4 {
                for k in j + 1..4 {
                    let at = 8 * i + j + k;
                    w[at] = w[at].add_low(tile[j], tile[k]);
                    w[at + 1] = w[at + 1].add_high(tile[j], tile[k]);
                }
            }
            let next = 4 * i + 4;
            add_rows(&mut w[4 * i + next..next + L], tile, &self.a[next..]);
        }
        let (pairs, _) = w.as_chunks_mut::<2>();
        for ([even, odd], limb) in pairs.iter_mut().zip(self.a) {
            *even = even.add(*even).add_low(*limb, *limb);
            *odd = odd.add(*odd).add_high(*limb, *limb);
        }
        self.modulus.reduce(columns)
    }
}

/// w + x·y. In: w has four limbs more than y.
#[inline(always)]
fn add_rows<V: Lanes>(w: &mut [V], x: &[V; 4], y: &[V]) {
    debug_assert!(w.len() == y.len() + 4);
    let zero = x[0].splat(0);
    let mut sums = [zero; 5];
    let (columns, above) = w.split_at_mut(y.len());
    for (column, y) in columns.iter_mut().zip(y) {
        for j in 0..4 {
            sums[j] = sums[j].add_low(x[j], *y);
        }
        for j in 0..4 {
            sums[j + 1] = sums[j + 1].add_high(x[j], *y);
        }
        *column = column.add(sums[0]);
        sums = [sums[1], sums[2], sums[3], sums[4], zero];
    }
    for (column, sum) in above.iter_mut().zip(&sums) {
        *column = column.add(*sum);
    }
}

impl<V: Lanes, const L: usize> Modulus<V, L> {
    /// w/R mod n, below 2·n for w < 4·n²: (4·n² + R·n)/R is. A tile adds the multiple of n that clears four limbs.
    ///
    /// Bounds: a product adds L lower and L upper halves to a column, and so do the multiples of n; a carry adds less
    /// than 2^11. So columns stay below (4·80 + 1)·2⁵² < 2⁶¹.
    #[inline(always)]
    fn reduce(&self, mut columns: Columns<V, L>) -> [V; L] {
        let w = columns.as_flattened_mut();
        for at in (0..self.rounds).step_by(4) {
            let count = (self.rounds - at).min(4);
            let quotients = self.quotients(&w[at..], count);
            add_rows(&mut w[at..at + L + 4], &quotients, &self.n);
            for i in at..at + count {
                debug_assert!(w[i].store().iter().all(|word| word & LIMB == 0));
                w[i + 1] = w[i + 1].add(w[i].shift_right(52));
            }
        }
        let mut out = self.n;
        for i in 0..L {
            out[i] = w[self.rounds + i];
        }
        carry(out)
    }

    /// q with w + q·n ≡ 0 modulo `count` limbs of w, at most 4; the other limbs of q are 0.
    #[inline(always)]
    fn quotients(&self, w: &[V], count: usize) -> [V; 4] {
        let zero = self.k.splat(0);
        let limb = zero.splat(LIMB);
        let mut quotients = [zero; 4];
        let mut lowest = [w[0], w[1], w[2], w[3]];
        for i in 0..4 {
            if i < count {
                let q = zero.add_low(lowest[i].and(limb), self.k);
                for j in i..4 {
                    lowest[j] = lowest[j].add_low(q, self.n[j - i]);
                    if j < 3 {
                        lowest[j + 1] = lowest[j + 1].add_high(q, self.n[j - i]);
                    }
                }
                if i < 3 {
                    lowest[i + 1] = lowest[i + 1].add(lowest[i].shift_right(52));
                }
                quotients[i] = q;
            }
        }
        quotients
    }
}

#[cfg(test)]
mod tests {
    //! Products of eight residues against `num-bigint`, by the twin of the lanes, which checks the bounds, and by those
    //! of the CPU.

    use alloc::vec::Vec;

    use num_bigint::BigUint;

    use super::*;
    use crate::arithmetic::{
        edge::{Draw, big},
        kernel::lanes::Eight,
        rsa::montgomery::tests::{drawn_modulus, edge_moduli},
    };

    /// Limbs of eight numbers, limb i at i.
    type Limbs<const L: usize> = [[u64; 8]; L];

    /// a·b/R and a²/R modulo n.
    struct Products<'a, const N: usize, const L: usize> {
        n: &'a [[u64; N]; 8],
        a: &'a Limbs<L>,
        b: &'a Limbs<L>,
    }

    impl<const N: usize, const L: usize> Task for Products<'_, N, L> {
        type Output = [Limbs<L>; 2];

        #[inline(always)]
        fn run<V: Lanes>(self, token: V::Token) -> [Limbs<L>; 2] {
            let modulus = Modulus::<V, L> {
                n: enter(token, self.n),
                k: V::load(token, &self.n.map(|n| negated_inverse(n[0]) & LIMB)),
                radix_square: enter(token, &[[0; N]; 8]),
                rounds: rounds(N),
            };
            let [a, b] = [self.a, self.b].map(|limbs| limbs.map(|words| V::load(token, &words)));
            [modulus.multiply(&a, &b), modulus.square(&a)].map(|product| product.map(V::store))
        }
    }

    fn number<const L: usize>(limbs: &Limbs<L>, lane: usize) -> BigUint {
        limbs.iter().rev().fold(BigUint::ZERO, |number, limb| (number << 52) + limb[lane])
    }

    fn limbs<const L: usize>(numbers: &[BigUint; 8]) -> Limbs<L> {
        let limb = |number: &BigUint, i: usize| u64::try_from((number >> (52 * i)) & BigUint::from(LIMB)).unwrap();
        core::array::from_fn(|i| core::array::from_fn(|lane| limb(&numbers[lane], i)))
    }

    /// Below 2·n: both ends, the neighbours of n, 2^k − 1 and 2^k, and drawn ones.
    fn residue(n: &BigUint, bits: u64, draw: &mut Draw) -> BigUint {
        let twice = n << 1;
        let power = BigUint::from(1_u8) << (draw.below(usize::try_from(bits).unwrap()));
        match draw.below(10) {
            0 => BigUint::ZERO,
            1 => BigUint::from(1_u8),
            2 => n - 1_u8,
            3 => n.clone(),
            4 => n + 1_u8,
            5 => twice - 1_u8,
            6 => twice - power,
            7 => power - 1_u8,
            _ => BigUint::from_bytes_be(&draw.bytes::<520>()) % twice,
        }
    }

    fn check<const N: usize, const L: usize>() {
        let mut draw = Draw::new(&[]);
        let mut moduli: Vec<[u64; N]> = edge_moduli();
        moduli.extend((0..8).map(|_| drawn_modulus(&mut draw)));
        let radix = BigUint::from(1_u8) << (52 * rounds(N));
        for _ in 0..if cfg!(debug_assertions) { 30 } else { 1_000 } {
            let n: [[u64; N]; 8] = core::array::from_fn(|_| moduli[draw.below(moduli.len())]);
            let mut residues = || limbs::<L>(&n.map(|n| residue(&big(&n), 64 * N as u64, &mut draw)));
            let (a, b) = (residues(), residues());
            for eight in Eight::all() {
                let [product, square] = eight.run(Products { n: &n, a: &a, b: &b });
                assert!(product.iter().chain(&square).flatten().all(|limb| *limb <= LIMB));
                for lane in 0..8 {
                    let m = big(&n[lane]);
                    let [a, b, product, square] = [&a, &b, &product, &square].map(|limbs| number(limbs, lane));
                    assert!(product < &m * 2_u8 && square < &m * 2_u8, "{eight:?} {lane}");
                    assert_eq!(product * &radix % &m, &a * b % &m, "{eight:?} {lane}");
                    assert_eq!(square * &radix % &m, &a * &a % &m, "{eight:?} {lane}");
                }
            }
        }
    }

    #[test]
    fn products_of_2048_bits_agree_with_big_integers() {
        check::<32, 40>();
    }

    #[test]
    fn products_of_3072_bits_agree_with_big_integers() {
        check::<48, 60>();
    }

    #[test]
    fn products_of_4096_bits_agree_with_big_integers() {
        check::<64, 80>();
    }
}

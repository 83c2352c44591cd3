//! Eight residues at once, one in each lane, in limbs of 52 bits. M stands for a multiplication of all eight.
//!
//! A residue has limbs below 2^52, and a value below 2^(52·L), which leaves at least four bits above m: sums and
//! products are not reduced to m but stay within bounds, which are stated in units of m. Bound of a product: a·b/R + m
//! with R = 2^(52·L) ≥ 16·m. So factors below α·m and β·m give less than (α·β/16 + 1)·m, and one below R gives the other
//! factor and m. The caller sees to it that a product is below R.
#![allow(clippy::indexing_slicing, reason = "every index is below L or 2·L, the bound of the loop around it")]
#![allow(clippy::as_conversions, reason = "const; words of limbs, and numbers of bits")]
#![allow(clippy::needless_range_loop, reason = "an index stands for the same limb of several numbers")]

use core::marker::PhantomData;

use super::{Modulus, Residue};
use crate::arithmetic::{
    integer::limbs,
    kernel::{
        LIMB,
        lanes::{Lanes, Part, carry},
    },
};

/// Columns of a product: 2·L sums of limbs.
type Columns<V, const L: usize> = [[V; L]; 2];

/// The form in which residues modulo a prime m are kept in lanes: x stands for x·F·2^`SHIFT` mod m, F that of
/// [`Modulus`]. So limbs of 64 bits enter lanes by a shift.
///
/// The default is Montgomery's form with R = 2^(52·L).
pub(crate) trait InLanes<const N: usize, const L: usize>: Modulus<N> {
    /// m in limbs of 52 bits. Of a prime too small to fill them, for tests, an odd multiple that does.
    const LIMBS: [u64; L] = to_limbs(&Self::MODULUS);
    /// 1: F·2^`SHIFT` mod m.
    const ONE_IN_LANES: [u64; L] = power_of_two(52 * L, &Self::LIMBS);
    /// See above. At most 52·L − 64·N, so that every number of N limbs fits; one of P-521 is too long by a bit.
    const SHIFT: usize = 52 * L - 64 * N;
    /// F/2^`SHIFT` ≡ 2^`RETURN` mod m: [`reduce`](Modulus::reduce) of a number times that leaves lanes.
    const RETURN: usize = 64 * N - Self::SHIFT;

    /// The limbs of numbers that just entered, below 2^52 each. In: the highest may have a bit more.
    #[inline(always)]
    fn entered<V: Lanes>(limbs: [V; L]) -> [V; L] {
        limbs
    }

    /// w/F·2^(−`SHIFT`) mod m, for 2·L columns below 2^58. Out: as in the bounds of a product.
    #[inline(always)]
    fn reduce_columns<V: Lanes>(w: Columns<V, L>) -> [V; L] {
        montgomery_reduce(w, &Self::LIMBS, const { limbs::negated_inverse(Self::LIMBS[0]) & LIMB })
    }

    /// Limbs of 64 bits of the residue in a lane. In: below 2·m.
    fn leave(lane: &[u64; L]) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        let words = wide.as_flattened_mut();
        for (i, limb) in lane.iter().enumerate() {
            let (word, bits) = ((52 * i + Self::RETURN) / 64, (52 * i + Self::RETURN) % 64);
            let spread = u128::from(*limb) << bits;
            for (word, part) in words.iter_mut().skip(word).zip([spread as u64, (spread >> 64) as u64]) {
                *word |= part;
            }
        }
        Self::reduce(wide)
    }
}

/// Bits 52·i to 52·i + 51 in limb i. In: below 2^(52·L).
const fn to_limbs<const N: usize, const L: usize>(number: &[u64; N]) -> [u64; L] {
    let mut out = [0; L];
    let mut i = 0;
    while i < 52 * L {
        out[i / 52] |= (limbs::bit(number, i) as u64) << (i % 52);
        i += 1;
    }
    out
}

/// 2^`exponent` mod m, for m of more than one bit.
const fn power_of_two<const L: usize>(exponent: usize, m: &[u64; L]) -> [u64; L] {
    let mut power = [0; L];
    power[0] = 1;
    let mut i = 0;
    while i < exponent {
        let mut j = L;
        while j > 0 {
            j -= 1;
            power[j] = power[j] << 1 & LIMB | if j > 0 { power[j - 1] >> 51 } else { 0 };
        }
        let mut difference = [0; L];
        let (mut borrow, mut j) = (0, 0);
        while j < L {
            let word = power[j].wrapping_sub(m[j]).wrapping_sub(borrow);
            difference[j] = word & LIMB;
            borrow = word >> 63;
            j += 1;
        }
        if borrow == 0 {
            power = difference;
        }
        i += 1;
    }
    power
}

/// k·m in limbs of which each but the highest is at least w·(2^52 − 1): nothing that has w such limbs borrows from
/// them. In: m has bits enough in its highest limb.
const fn multiple<const L: usize>(k: u64, w: u64, m: &[u64; L]) -> [u64; L] {
    let mut out = [0; L];
    let (mut carry, mut i) = (0, 0);
    while i < L {
        let sum = m[i] as u128 * k as u128 + carry;
        out[i] = if i + 1 < L { sum as u64 & LIMB } else { sum as u64 };
        carry = sum >> 52;
        i += 1;
    }
    let mut i = 0;
    while i < L {
        // Taken from the limb above, which a constant that has too little would not compile with.
        if i + 1 < L {
            out[i] += w << 52;
        }
        if i > 0 {
            out[i] -= w;
        }
        i += 1;
    }
    out
}

/// Repeats a block for each index below a constant of at most 22, written out: a loop that the compiler leaves as one
/// would keep all limbs in memory. The blocks of other indices are not compiled.
macro_rules! for_each {
    ($i:ident below $end:expr => $block:block) => {
        for_each!(@ $i $end, $block, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21)
    };
    (@ $i:ident $end:expr, $block:block, $($literal:literal)*) => {$(
        if const { $literal < $end } {
            let $i: usize = $literal;
            $block
        }
    )*};
}

/// The columns of a·b. Bounds: L products of 52 bits from lower halves, as many from upper ones, so less than 2·L·2^52.
///
/// A column at a time: it grows in two registers, and factors fill the others.
#[inline(always)]
fn product<V: Lanes, const L: usize>(a: &[V; L], b: &[V; L]) -> Columns<V, L> {
    let zero = a[0].splat(0);
    let mut columns = [[zero; L]; 2];
    let w = columns.as_flattened_mut();
    for_each!(k below 2 * L => {
        let (mut low, mut high) = (zero, zero);
        for i in (k + 1).saturating_sub(L)..L.min(k + 1) {
            low = low.add_low(a[i], b[k - i]);
        }
        for i in k.saturating_sub(L)..L.min(k) {
            high = high.add_high(a[i], b[k - i - 1]);
        }
        w[k] = low.add(high);
    });
    columns
}

/// The columns of a²: the products of different limbs once, doubled, and the squares of limbs. Bounds as in [`product`].
#[inline(always)]
fn square<V: Lanes, const L: usize>(a: &[V; L]) -> Columns<V, L> {
    let zero = a[0].splat(0);
    let mut columns = [[zero; L]; 2];
    let w = columns.as_flattened_mut();
    for_each!(k below 2 * L => {
        let (mut low, mut high) = (zero, zero);
        for i in (k + 1).saturating_sub(L)..k.div_ceil(2) {
            low = low.add_low(a[i], a[k - i]);
        }
        for i in k.saturating_sub(L)..k / 2 {
            high = high.add_high(a[i], a[k - i - 1]);
        }
        let crossed = low.add(high);
        let doubled = crossed.add(crossed);
        let half = a[k / 2];
        w[k] = if k & 1 == 0 { doubled.add_low(half, half) } else { doubled.add_high(half, half) };
    });
    columns
}

/// w/R mod m by Montgomery's reduction, a limb at a time: round i adds the multiple q·m that clears limb i.
///
/// `k` is −1/m mod 2^52. Where it is 1 (m ≡ −1), q is the limb itself, and q·m₀ = q·2^52 − q: instead of a product, q
/// falls out of the limb, and m₁ counts one more.
///
/// Bounds: a round adds at most a lower and an upper half to a column for each limb of m, and a carry. With those of the
/// product columns stay below 4·L·2^52 + 2^12 < 2^58.
#[inline(always)]
fn montgomery_reduce<V: Lanes, const L: usize>(mut columns: Columns<V, L>, m: &[u64; L], k: u64) -> [V; L] {
    let w = columns.as_flattened_mut();
    let zero = w[0].splat(0);
    let limb = zero.splat(LIMB);
    for_each!(i below L => {
        let lowest = w[i].and(limb);
        let q = if k == 1 { lowest } else { zero.add_low(lowest, zero.splat(k)) };
        if k != 1 {
            w[i] = w[i].add_low(q, zero.splat(m[0]));
            w[i + 1] = w[i + 1].add_high(q, zero.splat(m[0]));
        }
        w[i + 1] = w[i + 1].add(w[i].shift_right(52));
        for j in 1..L {
            let factor = m[j] + u64::from(k == 1 && j == 1);
            if factor != 0 {
                w[i + j] = w[i + j].add_low(q, zero.splat(factor));
                w[i + j + 1] = w[i + j + 1].add_high(q, zero.splat(factor));
            }
        }
    });
    let [_, high] = columns;
    carry(high)
}

/// low + `c`·high in six limbs, carried, for primes with 2^260 ≡ `c`. In: columns below 2^58 of a number below 2^520, c
/// below 2^41.
#[inline(always)]
pub(super) fn fold_columns<V: Lanes>([mut low, high]: Columns<V, 5>, c: u64) -> [V; 6] {
    let [first, ..] = low;
    let limb = first.splat(LIMB);
    let mut carried = first.splat(0);
    for column in &mut low {
        let sum = column.add(carried);
        (*column, carried) = (sum.and(limb), sum.shift_right(52));
    }
    let [h0, h1, h2, h3, h4] = high;
    let [h0, h1, h2, h3, h4] = carry([h0.add(carried), h1, h2, h3, h4]);
    let [a0, a1, a2, a3, a4] = low;
    let c = first.splat(c);
    let a0 = a0.add_low(h0, c);
    let a1 = a1.add_high(h0, c).add_low(h1, c);
    let a2 = a2.add_high(h1, c).add_low(h2, c);
    let a3 = a3.add_high(h2, c).add_low(h3, c);
    let a4 = a4.add_high(h3, c).add_low(h4, c);
    carry([a0, a1, a2, a3, a4, first.splat(0).add_high(h4, c)])
}

/// Whether all limbs are below 2^52, for assertions.
#[inline(never)]
fn are_carried<V: Lanes>(limbs: &[V]) -> bool {
    limbs.iter().all(|limb| limb.store().iter().all(|word| *word <= LIMB))
}

/// A product, reduced.
struct Product<'a, M, V, const N: usize, const L: usize> {
    a: &'a [V; L],
    b: &'a [V; L],
    modulus: PhantomData<M>,
}

impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> Part<V> for Product<'_, M, V, N, L> {
    type Output = [V; L];

    #[inline(always)]
    fn run(self) -> [V; L] {
        M::reduce_columns(product(self.a, self.b))
    }
}

/// A square, reduced.
struct Square<'a, M, V, const N: usize, const L: usize> {
    a: &'a [V; L],
    modulus: PhantomData<M>,
}

impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> Part<V> for Square<'_, M, V, N, L> {
    type Output = [V; L];

    #[inline(always)]
    fn run(self) -> [V; L] {
        M::reduce_columns(square(self.a))
    }
}

/// Eight residues modulo `M`.
#[derive(Clone, Copy)]
pub(crate) struct Eight<M, V, const N: usize, const L: usize> {
    limbs: [V; L],
    modulus: PhantomData<M>,
}

/// A sum of residues whose limbs are not carried.
#[derive(Clone, Copy)]
pub(crate) struct Sum<M, V, const N: usize, const L: usize> {
    limbs: [V; L],
    modulus: PhantomData<M>,
}

/// The bit length of M, and 2^bits − M.
const fn complement<const L: usize>(m: &[u64; L]) -> (usize, [u64; L]) {
    let top = m[L - 1];
    assert!(top != 0);
    let top_bits = (u64::BITS - top.leading_zeros()) as usize;
    let mut out = [0; L];
    let (mut borrow, mut i) = (0, 0);
    while i < L {
        let from = if i + 1 < L { 0 } else { 1_u64 << top_bits };
        let word = from.wrapping_sub(m[i]).wrapping_sub(borrow);
        out[i] = if i + 1 < L { word & LIMB } else { word };
        borrow = word >> 63;
        i += 1;
    }
    (52 * (L - 1) + top_bits, out)
}

impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> Eight<M, V, N, L> {
    /// The bit length b of m.
    const BITS: usize = {
        let (bits, _) = complement(&M::LIMBS);
        assert!(bits + 4 <= 52 * L, "R is 16·m or more");
        bits
    };

    #[inline(always)]
    fn new(limbs: [V; L]) -> Self {
        debug_assert!(are_carried(&limbs));
        Self { limbs, modulus: PhantomData }
    }

    /// The residue of each lane. Out: below R; [`Sum::tighten`] brings it near m.
    #[inline(always)]
    pub(crate) fn enter(token: V::Token, residues: &[&Residue<M, N>; 8]) -> Self {
        let mut numbers = [&residues[0].limbs; 8];
        for lane in 1..8 {
            numbers[lane] = &residues[lane].limbs;
        }
        Self::enter_limbs(token, &numbers)
    }

    /// The residues for which these limbs stand in `M`'s form. Out: as of [`enter`](Self::enter).
    #[inline(always)]
    pub(crate) fn enter_limbs(token: V::Token, numbers: &[&[u64; N]; 8]) -> Self {
        let mut words = [V::load(token, &[0; 8]); N];
        for j in 0..N {
            let mut lanes = [0; 8];
            for lane in 0..8 {
                lanes[lane] = numbers[lane][j];
            }
            words[j] = V::load(token, &lanes);
        }
        let limb = words[0].splat(LIMB);
        let mut limbs = [words[0]; L];
        for i in 0..L {
            // Bits from 52·i − SHIFT on.
            let bits = if 52 * i < M::SHIFT {
                words[0].shift_left((M::SHIFT - 52 * i) as u32)
            } else {
                let (word, bits) = ((52 * i - M::SHIFT) / 64, (52 * i - M::SHIFT) % 64);
                let low = words[word].shift_right(bits as u32);
                if bits > 0 && word + 1 < N { low.or(words[word + 1].shift_left((64 - bits) as u32)) } else { low }
            };
            limbs[i] = if i + 1 < L { bits.and(limb) } else { bits };
        }
        Self::new(M::entered(limbs))
    }

    /// 1 in each lane.
    #[inline(always)]
    pub(crate) fn one(self) -> Self {
        let mut limbs = self.limbs;
        for i in 0..L {
            limbs[i] = limbs[i].splat(M::ONE_IN_LANES[i]);
        }
        Self::new(limbs)
    }

    /// The residue of each lane. In: below 2·m.
    #[inline(always)]
    pub(crate) fn leave(&self) -> [Residue<M, N>; 8] {
        let mut lanes = [[0; L]; 8];
        for i in 0..L {
            let words = self.limbs[i].store();
            for lane in 0..8 {
                lanes[lane][i] = words[lane];
            }
        }
        let mut residues = [Residue { limbs: [0; N], modulus: PhantomData }; 8];
        for lane in 0..8 {
            residues[lane] = Residue::kept(M::leave(&lanes[lane]));
        }
        residues
    }

    /// self·other: 1M.
    #[inline(always)]
    pub(crate) fn mul(&self, other: &Self) -> Self {
        let product = Product::<M, V, N, L> { a: &self.limbs, b: &other.limbs, modulus: PhantomData };
        Self::new(if const { L > V::INLINED_LIMBS } { self.limbs[0].call(product) } else { product.run() })
    }

    /// self².
    #[inline(always)]
    pub(crate) fn square(&self) -> Self {
        let square = Square::<M, V, N, L> { a: &self.limbs, modulus: PhantomData };
        Self::new(if const { L > V::INLINED_LIMBS } { self.limbs[0].call(square) } else { square.run() })
    }

    /// The same as a sum of one.
    #[inline(always)]
    pub(crate) fn sum(&self) -> Sum<M, V, N, L> {
        Sum { limbs: self.limbs, modulus: PhantomData }
    }
}

impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> Sum<M, V, N, L> {
    /// self + other.
    #[inline(always)]
    pub(crate) fn add(mut self, other: &Self) -> Self {
        for i in 0..L {
            self.limbs[i] = self.limbs[i].add(other.limbs[i]);
        }
        self
    }

    /// 2^`bits`·self.
    #[inline(always)]
    pub(crate) fn times_power_of_two(mut self, bits: u32) -> Self {
        for i in 0..L {
            self.limbs[i] = self.limbs[i].shift_left(bits);
        }
        self
    }

    /// self − other + K·m. In: `other` is the sum of `W` residues, counted with their factors, and at most K·m less
    /// W + 1 of its highest limb.
    #[inline(always)]
    pub(crate) fn minus<const K: u64, const W: u64>(mut self, other: &Self) -> Self {
        for i in 0..L {
            let multiple = const { multiple(K, W, &M::LIMBS) }[i];
            self.limbs[i] = self.limbs[i].add(self.limbs[i].splat(multiple)).sub(other.limbs[i]);
        }
        self
    }

    /// K·m − self in the lanes whose bit is set, self in the others. In: a residue, at most K·m less 2 of its highest
    /// limb.
    #[inline(always)]
    pub(crate) fn negate_where<const K: u64>(mut self, lanes: u8) -> Self {
        for i in 0..L {
            let multiple = const { multiple(K, 1, &M::LIMBS) }[i];
            self.limbs[i] = self.limbs[i].sub_from_where(self.limbs[i].splat(multiple), lanes);
        }
        self
    }

    /// The same sum, carried. In: below R.
    #[inline(always)]
    pub(crate) fn carry(self) -> Eight<M, V, N, L> {
        Eight::new(carry(self.limbs))
    }

    /// The same sum modulo m, *tight*: below m + m/2^11. In: limbs below 2^58, and the value below 2^6·m or R.
    ///
    /// With b the bit length of m and c = 2^b − m, the bits from b on count c instead of 2^b. c is so short that the sum
    /// stays below 2^b + 2^(b − 12). The lower limbs then carry a few bits into the highest. Where that has
    /// too few of its own for them to vanish beside, they are carried first.
    #[inline(always)]
    pub(crate) fn tighten(self) -> Eight<M, V, N, L> {
        let top = const { Eight::<M, V, N, L>::BITS - 52 * (L - 1) };
        let (_, complement) = const { complement(&M::LIMBS) };
        let mut limbs = if top < 20 { carry(self.limbs) } else { self.limbs };
        let above = limbs[L - 1].shift_right(top as u32);
        limbs[L - 1] = limbs[L - 1].and(above.splat((1 << top) - 1));
        for i in 0..L {
            if complement[i] == 1 {
                limbs[i] = limbs[i].add(above);
            } else if complement[i] != 0 {
                let factor = above.splat(complement[i]);
                limbs[i] = limbs[i].add_low(above, factor);
                if i + 1 < L {
                    limbs[i + 1] = limbs[i + 1].add_high(above, factor);
                }
            }
        }
        let tight = Eight::new(carry(limbs));
        debug_assert!(tight.is_tight());
        tight
    }
}

impl<M: InLanes<N, L>, V: Lanes, const N: usize, const L: usize> Eight<M, V, N, L> {
    /// The residues with these limbs in each lane.
    #[cfg(test)]
    #[inline(always)]
    pub(crate) fn from_limbs(token: V::Token, limbs: &[[u64; 8]; L]) -> Self {
        Self::new(limbs.each_ref().map(|words| V::load(token, words)))
    }

    /// Whether each lane is below 2^b + 2^(b − 12), for assertions.
    #[inline(never)]
    fn is_tight(&self) -> bool {
        let highest = const { Self::BITS - 12 };
        let mut bits_from_there = [0_u64; 8];
        for (i, limb) in self.limbs.iter().enumerate() {
            for (bits, word) in bits_from_there.iter_mut().zip(limb.store()) {
                *bits |= match (52 * i).checked_sub(highest) {
                    Some(place) => word.saturating_mul(1 << place.min(63)),
                    None => word >> (highest - 52 * i).min(63),
                };
            }
        }
        bits_from_there.iter().all(|bits| *bits <= 1 << 12)
    }
}

#[cfg(test)]
mod tests;

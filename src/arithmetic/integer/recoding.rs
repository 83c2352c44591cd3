//! Scalars as signed digits: for the combs, and for a key without a table the width-w non-adjacent form.
//!
//! Both recode a whole number, not a residue: Σ digits = k over the integers, so they serve groups with torsion too
//! (Ed25519 keys), where k must not be changed by a multiple of the subgroup's order.
#![allow(clippy::indexing_slicing, reason = "bit positions stay below the shape's bits, which `odd` holds below 128·N")]

use super::limbs;

/// The shape of a signed multi-comb (Lim–Lee, CRYPTO '94; Hamburg, ePrint 2012/309): which bits share a digit.
///
/// `blocks` blocks of `teeth`·`spacing` bits each; block j has tooth τ at bit `spacing`·(`teeth`·j + τ), and column i
/// is what lies i above each tooth. The highest block is cut to the spacing `last` ≤ `spacing` that the number still
/// fills. Drawn for 3 teeth, spacing 3, 2 blocks, 15 bits (the digit's column, counted within its block):
///
/// ```text
/// bit     14 13 | 12 11 | 10  9 |  8  7  6 |  5  4  3 |  2  1  0
/// column   1  0 |  1  0 |  1  0 |  2  1  0 |  2  1  0 |  2  1  0
/// tooth       2 |     1 |     0 |        2 |        1 |        0
/// block                       1 |                              0
/// ```
///
/// A multiplication costs an addition per digit (`digits`) and `spacing` − 1 doublings, from a table of
/// `blocks`·2^(`teeth` − 1) points: the sign of the highest tooth is taken out of a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    teeth: usize,
    spacing: usize,
    blocks: usize,
    last: usize,
}

impl Shape {
    /// The shape for numbers below 2^`bits`, with the smallest spacing that covers them.
    pub(crate) const fn new(bits: usize, teeth: usize, blocks: usize) -> Self {
        let spacing = bits.div_ceil(teeth * blocks);
        let below = teeth * spacing * (blocks - 1);
        assert!(teeth > 0 && below < bits, "fewer blocks hold the number");
        Self { teeth, spacing, blocks, last: (bits - below).div_ceil(teeth) }
    }

    /// Bits in a digit.
    pub(crate) const fn teeth(self) -> usize {
        self.teeth
    }

    /// Columns of the lower blocks: one more than the doublings of a multiplication.
    pub(crate) const fn spacing(self) -> usize {
        self.spacing
    }

    /// Number of blocks.
    pub(crate) const fn blocks(self) -> usize {
        self.blocks
    }

    /// Columns of block `block`, which is also the distance of its teeth.
    pub(crate) const fn columns(self, block: usize) -> usize {
        if block + 1 == self.blocks { self.last } else { self.spacing }
    }

    /// The bit at which tooth `tooth` of block `block` stands.
    pub(crate) const fn position(self, block: usize, tooth: usize) -> usize {
        self.teeth * self.spacing * block + self.columns(block) * tooth
    }

    /// Bits covered, at least those asked for.
    pub(crate) const fn bits(self) -> usize {
        self.position(self.blocks - 1, self.teeth)
    }

    /// Points in a block's part of the table.
    pub(crate) const fn points_per_block(self) -> usize {
        1 << (self.teeth - 1)
    }

    /// Points in the table.
    pub(crate) const fn points(self) -> usize {
        self.blocks * self.points_per_block()
    }
}

/// A term of a sum of multiples: `magnitude`, or its negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part<N> {
    pub(crate) magnitude: N,
    pub(crate) negative: bool,
}

/// A digit ±(2^p + Σ ±2^pτ): p is the position of the highest tooth and pτ those of the others, column added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digit {
    /// Bit τ is set where tooth τ counts positive once the digit's sign is taken out. Below `Shape::points_per_block`.
    pub(crate) index: usize,
    /// Whether the digit is the negative of the table's entry.
    pub(crate) negative: bool,
}

/// ±k for odd k as signs: Σ σᵢ·2ⁱ with every σᵢ = ±1, i below `shape.bits()` = L.
///
/// σ_(L−1) = +1, and σᵢ for i < L − 1 is +1 where bit i + 1 of k is set: Σ σᵢ·2ⁱ = 2·((k − 1)/2 + 2^(L−1)) − (2^L − 1)
/// = k.
#[derive(Clone, Debug)]
pub(crate) struct Signs<const N: usize> {
    plus: limbs::Wide<N>,
    negative: bool,
    shape: Shape,
}

impl<const N: usize> Signs<N> {
    /// The signs of −k if `negative`, else of k. In: k odd, below 2^bits of the shape, which is at most 128·N.
    pub(crate) fn odd(k: &[u64; N], negative: bool, shape: Shape) -> Self {
        debug_assert!(k[0] & 1 == 1 && limbs::bit_length(k) <= shape.bits() && shape.bits() <= 128 * N);
        let mut plus = [limbs::shift_right(k, 1), [0; N]];
        let top = shape.bits() - 1;
        plus.as_flattened_mut()[top / 64] |= 1 << (top % 64);
        Self { plus, negative, shape }
    }

    /// The digit of block `block` in column `column`. In: both below what the shape has.
    #[inline]
    pub(crate) fn digit(&self, block: usize, column: usize) -> Digit {
        debug_assert!(column < self.shape.columns(block));
        let plus = self.plus.as_flattened();
        let mut position = self.shape.position(block, 0) + column;
        let mut index = 0;
        for tooth in 0..self.shape.teeth {
            index |= usize::from(plus[position / 64] >> (position % 64) & 1 == 1) << tooth;
            position += self.shape.columns(block);
        }
        let top = self.shape.points_per_block();
        let positive = index & top != 0;
        // The other signs as they are once the highest is +: all turned round if it is −.
        let index = if positive { index ^ top } else { index ^ (top - 1) };
        Digit { index, negative: positive == self.negative }
    }
}

/// The width-`w` non-adjacent form of k: Σ dᵢ·2ⁱ = k, every dᵢ zero or odd with |dᵢ| < 2^(w−1), and after a digit that
/// is not zero w − 1 zeros, so that about one in w + 1 costs an addition (Hankerson, Menezes, Vanstone, algorithm
/// 3.35).
#[derive(Clone, Debug)]
pub(crate) struct NonAdjacent<const N: usize> {
    digits: [[i8; 65]; N],
    length: usize,
}

impl<const N: usize> NonAdjacent<N> {
    /// The form of any k. In: 2 ≤ `width` ≤ 8.
    pub(crate) fn new(k: &[u64; N], width: usize) -> Self {
        debug_assert!((2..=8).contains(&width));
        let mut out = Self { digits: [[0; 65]; N], length: 0 };
        let digits = out.digits.as_flattened_mut();
        let bits = limbs::bit_length(k);
        let mut carry = false; // 2^i that the digits below i have left over
        let mut i = 0;
        while i < bits || carry {
            if limbs::bit(k, i) == carry {
                i += 1;
                continue;
            }
            let window =
                (0..width).fold(u8::from(carry), |window, j| window.wrapping_add(u8::from(limbs::bit(k, i + j)) << j));
            carry = window >> (width - 1) & 1 == 1;
            let borrowed = if carry { (u8::MAX << (width - 1)) << 1 } else { 0 };
            digits[i] = (window | borrowed).cast_signed();
            out.length = i + 1;
            i += width;
        }
        out
    }

    /// Number of digits up to the highest that is not zero: at most one more than k has bits.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// The digit of 2^i. In: i below the length.
    #[inline]
    pub(crate) fn digit(&self, i: usize) -> i8 {
        self.digits.as_flattened()[i]
    }
}

#[cfg(test)]
mod tests {
    //! Recodings summed up again over the integers.

    use num_bigint::BigInt;

    use super::*;
    use crate::arithmetic::edge::{DRAWS, Draw, big};

    const SHAPES: [Shape; 6] = [
        Shape::new(256, 6, 4),
        Shape::new(256, 7, 5),
        Shape::new(256, 8, 8),
        Shape::new(253, 5, 3),
        Shape::new(257, 1, 1),
        Shape::new(256, 11, 4),
    ];

    /// Σ digits·2^column as the table and the doublings of a comb give it.
    fn naive_sum<const N: usize>(signs: &Signs<N>, shape: Shape) -> BigInt {
        let power = |bit: usize| BigInt::from(1) << bit;
        let mut sum = BigInt::ZERO;
        for block in 0..shape.blocks() {
            for column in 0..shape.columns(block) {
                let Digit { index, negative } = signs.digit(block, column);
                assert!(index < shape.points_per_block());
                let top = shape.teeth() - 1;
                let entry = (0..top).fold(power(shape.position(block, top)), |entry, tooth| {
                    let term = power(shape.position(block, tooth));
                    if index >> tooth & 1 == 1 { entry + term } else { entry - term }
                });
                sum += (if negative { -entry } else { entry }) << column;
            }
        }
        sum
    }

    #[test]
    fn comb_digits_sum_to_the_odd_number_or_its_negative() {
        let mut draw = Draw::new(&[]);
        for _ in 0..DRAWS / 100 {
            let mut k: [u64; 4] = draw.limbs();
            k[0] |= 1;
            for shape in SHAPES {
                if limbs::bit_length(&k) <= shape.bits() {
                    let value = BigInt::from(big(&k));
                    assert_eq!(naive_sum(&Signs::odd(&k, true, shape), shape), -&value);
                    assert_eq!(naive_sum(&Signs::odd(&k, false, shape), shape), value);
                }
            }
        }
    }

    #[test]
    fn small_shapes_hold_every_odd_number() {
        for (bits, teeth, blocks) in [(4, 2, 1), (5, 2, 2), (15, 3, 2), (13, 4, 2), (9, 9, 1), (9, 1, 9)] {
            let shape = Shape::new(bits, teeth, blocks);
            assert!((bits..bits + teeth).contains(&shape.bits()));
            for k in (1..1 << bits).step_by(2) {
                assert_eq!(naive_sum(&Signs::odd(&[k], false, shape), shape), BigInt::from(k));
            }
        }
    }

    #[test]
    fn the_last_block_is_cut_to_the_remaining_digits() {
        let shape = Shape::new(256, 7, 5);
        let digits: usize = (0..5).map(|block| shape.columns(block)).sum();
        assert_eq!((shape.spacing(), shape.bits(), digits, shape.points()), (8, 259, 37, 320));
    }

    fn check_non_adjacent<const N: usize>(k: &[u64; N], width: usize) {
        let form = NonAdjacent::new(k, width);
        assert!(form.length() <= limbs::bit_length(k) + 1);
        let mut sum = BigInt::ZERO;
        let mut free = 0;
        for i in 0..form.length() {
            let digit = form.digit(i);
            if digit != 0 {
                assert!(digit & 1 == 1 && i16::from(digit).abs() < 1 << (width - 1) && i >= free);
                free = i + width;
                sum += BigInt::from(digit) << i;
            }
        }
        assert_eq!(sum, BigInt::from(big(k)));
    }

    #[test]
    fn non_adjacent_digits_are_odd_sparse_and_sum_to_the_number() {
        let mut draw = Draw::new(&[]);
        for width in 2..=8 {
            (0..2048).for_each(|k| check_non_adjacent(&[k], width));
            (0..2048).for_each(|k| check_non_adjacent(&[u64::MAX - k], width));
            (0..DRAWS / 200).for_each(|_| check_non_adjacent(&draw.limbs::<4>(), width));
        }
    }
}

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

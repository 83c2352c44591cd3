//! The limb arithmetic against `num-bigint`.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::edge::{DRAWS, Draw, LIMBS, big};

/// Every property of this module for one pair.
fn check<const N: usize>(a: &[u64; N], b: &[u64; N]) {
    let (x, y, radix) = (big(a), big(b), BigUint::from(1_u8) << (64 * N));
    let (sum, carry) = add(a, b);
    assert_eq!(big(&sum) + u8::from(carry) * &radix, &x + &y);
    let (difference, borrow) = sub(a, b);
    assert_eq!(big(&difference) + &y, &x + u8::from(borrow) * &radix);
    assert_eq!(big(mul_wide(a, b).as_flattened()), &x * &y);
    assert_eq!(big(square_wide(a).as_flattened()), &x * &x);
    assert_eq!(compare(a, b), x.cmp(&y));
    assert_eq!(less(a, b), x < y);
    assert_eq!(is_zero(a), x == BigUint::ZERO);
    assert_eq!(u64::try_from(bit_length(a)).unwrap(), x.bits());
}

/// Montgomery's reduction of a·b by the odd number `m`, and the constants of its form.
fn check_montgomery<const N: usize>(a: &[u64; N], b: &[u64; N], m: &[u64; N]) {
    let (modulus, radix) = (big(m), BigUint::from(1_u8) << (64 * N));
    assert_eq!(big(&montgomery_one(m)), &radix % &modulus);
    assert_eq!(big(&montgomery_square_of_radix(m)), &radix * &radix % &modulus);
    let k = negated_inverse(m[0]);
    assert_eq!(k.wrapping_mul(m[0]), u64::MAX);
    let wide = mul_wide(a, b);
    if less(&wide[1], m) {
        let reduced = montgomery_reduce(wide, m, k);
        assert!(less(&reduced, m));
        assert_eq!(big(&reduced) * &radix % &modulus, big(a) * big(b) % &modulus);
    }
    if less(a, m) && less(b, m) {
        assert_eq!(big(&add_mod(a, b, m)), (big(a) + big(b)) % &modulus);
        assert_eq!(big(&sub_mod(a, b, m)), (big(a) + &modulus - big(b)) % &modulus);
    }
}

#[test]
fn two_limbs_agree_with_big_integers_on_every_pair_of_edges() {
    let values: Vec<[u64; 2]> = LIMBS.iter().flat_map(|&high| LIMBS.map(|low| [low, high])).collect();
    for a in &values {
        for b in &values {
            check(a, b);
            for m in [[1, 1], [u64::MAX, u64::MAX], [u64::MAX, 0], [1, 1 << 63], [3, 0]] {
                check_montgomery(a, b, &m);
            }
        }
    }
}

fn drawn<const N: usize>(draws: usize) {
    let mut draw = Draw::new(&[]);
    for _ in 0..draws {
        let (a, b, mut m) = (draw.limbs::<N>(), draw.limbs(), draw.limbs());
        check(&a, &b);
        m[0] |= 1;
        if bit_length(&m) > 1 {
            check_montgomery(&a, &b, &m);
        }
    }
}

#[test]
fn drawn_numbers_agree_with_big_integers() {
    drawn::<4>(DRAWS / 40);
    drawn::<6>(DRAWS / 80);
    drawn::<9>(DRAWS / 100);
    drawn::<32>(DRAWS / 1000);
    drawn::<64>(DRAWS / 4000);
}

#[test]
fn limbs_are_added_and_subtracted_as_in_the_portable_form() {
    for a in LIMBS {
        for b in LIMBS {
            for carry in [0, 1] {
                let (sum, above) = carrying_add(a, b, carry == 1);
                assert_eq!(add_limb(a, b, carry), (sum, u8::from(above)));
                let (difference, borrow) = borrowing_sub(a, b, carry == 1);
                assert_eq!(subtract_limb(a, b, carry), (difference, u8::from(borrow)));
            }
        }
    }
}

#[test]
fn bytes_round_trip_and_too_long_a_number_is_rejected() {
    let bytes: [u8; 20] = core::array::from_fn(|i| u8::try_from(i + 1).unwrap());
    let limbs: [u64; 3] = from_be_bytes(&bytes).unwrap();
    assert_eq!(limbs, [0x0d0e_0f10_1112_1314, 0x0506_0708_090a_0b0c, 0x0102_0304]);
    let mut out = [0xff; 30];
    to_be_bytes(&limbs, &mut out);
    assert_eq!((&out[..10], &out[10..]), (&[0; 10][..], &bytes[..]));
    assert_eq!(from_be_bytes::<3>(&out), Some(limbs));
    assert_eq!(from_be_bytes::<2>(&bytes), None);
    assert_eq!(from_be_bytes::<2>(&[]), Some([0, 0]));
    let mut low = [0; 3];
    to_be_bytes(&limbs, &mut low);
    assert_eq!(low, [18, 19, 20]);
}

#[test]
fn hexadecimal_digits_are_limbs_lowest_last() {
    assert_eq!(
        from_hex("0123456789abcdef fedcba9876543210 a09f"),
        [0xba98_7654_3210_a09f, 0x4567_89ab_cdef_fedc, 0x0123]
    );
    assert_eq!(from_hex::<1>("7"), [7]);
    assert_eq!(from_hex::<2>(""), [0, 0]);
}

#[test]
fn bits_past_the_end_are_zero() {
    let a = [1 << 63, 1];
    let set: Vec<usize> = (0..200).filter(|&i| bit(&a, i)).collect();
    assert_eq!(set, [63, 64]);
}

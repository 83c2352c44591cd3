//! u1·G + u2·Q against the RustCrypto crates where the group law's exceptional cases are hit.

use alloc::vec::Vec;

use num_bigint::{BigInt, BigUint};

use super::*;
use crate::arithmetic::{
    curve::{P256, P384, P521, Secp256k1, Sm2},
    edge::Draw,
    field::{Field, Number},
    group::{
        lanes,
        weierstrass::{Constants, Curve},
    },
    integer::recoding::{Digit, Part},
    kernel::lanes::Eight,
    twin::{Coordinates, Twin},
};

/// The shape of the comb for each size, and none for the window.
fn shapes<C: Twin>() -> [Option<Shape>; 3] {
    [None, Some(C::Constants::STANDARD), Some(C::Constants::LARGE)]
}

/// Every how many-th case is run: all of them in a release build.
const STRIDE: usize = if cfg!(debug_assertions) { 61 } else { 1 };

fn modulo(k: &BigInt, n: &BigUint) -> BigUint {
    let n = BigInt::from(n.clone());
    ((k % &n + &n) % n).to_biguint().unwrap()
}

/// An addition in the order in which `sum` does them: the multiples of G and of Q summed up before, and the multiple
/// that is added.
struct Step {
    before: [BigInt; 2],
    of_key: bool,
    added: BigInt,
}

/// Digits of u as the evaluation adds them: column, and the multiple of the point.
fn digits<C: Twin>(u: &BigUint, shape: Option<Shape>) -> Vec<(usize, BigInt)> {
    let number = C::number(u);
    let Some(shape) = shape else {
        let powers_of_lambda = [BigInt::from(1), C::lambda().into()];
        let parts = C::split(&number).into_iter().zip(powers_of_lambda);
        let multiples = parts.flat_map(|(Part { magnitude, negative }, power)| {
            let (length, digit) = magnitude.non_adjacent(5);
            let power = if negative { -power } else { power };
            (0..length).rev().map(move |i| (i, &power * BigInt::from(digit(i))))
        });
        return multiples.filter(|(_, multiple)| *multiple != BigInt::ZERO).collect();
    };
    let digit = number.comb_digits(&C::Scalar::MODULUS, shape);
    let mut digits = Vec::new();
    for column in (0..shape.spacing()).rev() {
        for block in (0..shape.blocks()).filter(|&block| column < shape.columns(block)) {
            let Digit { index, negative } = digit(block, column);
            let power = |tooth| BigInt::from(1) << shape.position(block, tooth);
            let top = shape.teeth() - 1;
            let sign = |tooth: usize| if index >> tooth & 1 == 1 { 1 } else { -1 };
            let entry = (0..top).fold(power(top), |entry, tooth| entry + power(tooth) * sign(tooth));
            digits.push((column, if negative { -entry } else { entry }));
        }
    }
    digits
}

/// The additions of u1·G + u2·Q.
fn steps<C: Twin>(u1: &BigUint, u2: &BigUint, shape: Option<Shape>) -> Vec<Step> {
    let of_generator =
        digits::<C>(u1, Some(C::Constants::GENERATOR_SHAPE)).into_iter().map(|(column, d)| (column, false, d));
    let of_key = digits::<C>(u2, shape).into_iter().map(|(column, d)| (column, true, d));
    let mut additions: Vec<_> = of_generator.chain(of_key).collect();
    additions.sort_by_key(|&(column, of_key, _)| (core::cmp::Reverse(column), of_key));
    let mut last = additions.first().map_or(0, |addition| addition.0);
    let mut before = [BigInt::ZERO, BigInt::ZERO];
    let mut steps = Vec::new();
    for (column, of_key, added) in additions {
        before = before.map(|sum| sum << (last - column));
        last = column;
        steps.push(Step { before: before.clone(), of_key, added: added.clone() });
        before[usize::from(of_key)] += added;
    }
    steps
}

fn multiples<C: Twin>(k: &BigUint, shape: Option<Shape>) -> Multiples<C> {
    let coordinates = C::multiple(k).unwrap();
    let [x, y] = coordinates.map(|bytes| Number::from_be_bytes(&bytes).unwrap());
    let point = Affine::new(&x, &y).unwrap();
    shape.map_or_else(|| Multiples::window(&point), |shape| Multiples::comb(&point, shape)).unwrap()
}

fn expect_sum<C: Twin>(key: &Multiples<C>, k: &BigUint, u1: &BigUint, u2: &BigUint) {
    let sum = key.multiply_add(&C::number(u1), &C::number(u2)).unwrap();
    let context = || alloc::format!("{k:x}: {u1:x} G + {u2:x} Q");
    let Some(expected) = C::multiple(&((u1 + k * u2) % C::order())) else {
        assert!(sum.is_infinity(), "{}", context());
        assert!(!sum.x_is_congruent(&C::number(&BigUint::ZERO)) && !sum.x_is_congruent(&C::number(u1)));
        return;
    };
    let x = C::number(&BigUint::from_bytes_be(&expected[0]));
    let affine = Jacobian::normalize_all(&[sum]).unwrap().remove(0);
    let [x_number, y_number] = expected.map(|bytes| Number::from_be_bytes(&bytes).unwrap());
    assert_eq!((affine.x.to_number(), affine.y.to_number()), (x_number, y_number), "{}", context());
    assert!(sum.x_is_congruent(&x), "{}", context());
}

fn draw_scalar<C: Twin>(draw: &mut Draw) -> BigUint {
    BigUint::from_bytes_be(&draw.bytes::<80>()) % C::order()
}

/// The same sum in `lane` among random ones: no result there, since it meets an exceptional addition, and the right one in
/// the others.
fn expect_no_result_in_lanes<C: Twin>(key: &Multiples<C>, [u1, u2]: [&BigUint; 2], lane: usize, draw: &mut Draw) {
    let Multiples::Comb(comb) = key else { return };
    let mut scalars = [(); 8].map(|()| [(); 2].map(|()| C::number(&draw_scalar::<C>(draw))));
    scalars[lane] = [u1, u2].map(C::number);
    for eight in Eight::all() {
        let sums = lanes::multiply_add(eight, comb, &scalars).unwrap();
        for (other, (sum, [u1, u2])) in sums.iter().zip(&scalars).enumerate() {
            assert_eq!(sum.is_infinity(), other == lane);
            let points = Jacobian::normalize_all(&[*sum, key.multiply_add(u1, u2).unwrap()]);
            assert!(points.is_none_or(|points| (points[0].x, points[0].y) == (points[1].x, points[1].y)));
        }
    }
}

/// For each addition and either sign the key k·G with which it meets a point and itself, or its negative:
/// before₁ + k·before₂ ≡ ±added·(k or 1).
fn meet_at_each_addition<C: Twin>() {
    let (n, mut draw, mut met) = (C::order(), Draw::new(&[]), 0);
    for shape in shapes::<C>() {
        for i in (0..100).step_by(STRIDE) {
            for sign in [1, -1] {
                let (u1, u2) = (draw_scalar::<C>(&mut draw), draw_scalar::<C>(&mut draw));
                let steps = steps::<C>(&u1, &u2, shape);
                let Some(Step { before: [a, b], of_key, added }) = steps.get(i) else { continue };
                let added = added * sign;
                let (numerator, denominator) = if *of_key { (a.clone(), added - b) } else { (added - a, b.clone()) };
                let Some(inverse) = modulo(&denominator, &n).modinv(&n) else { continue };
                let k = modulo(&numerator, &n) * inverse % &n;
                if k != BigUint::ZERO {
                    met += 1;
                    let key = multiples(&k, shape);
                    expect_sum::<C>(&key, &k, &u1, &u2);
                    // The first addition to O is no addition in lanes.
                    if i > 0 {
                        expect_no_result_in_lanes(&key, [&u1, &u2], i % 8, &mut draw);
                    }
                }
            }
        }
    }
    assert!(met > 50 / STRIDE, "{met}");
}

/// Keys ±k·G with small k, and scalars that meet in each addition of the last column, or in the whole sums.
fn small_keys<C: Twin>() {
    let (n, mut draw) = (C::order(), Draw::new(&[]));
    for k in (1..=64_u8).step_by(STRIDE) {
        for k in [BigUint::from(k), &n - k] {
            for shape in shapes::<C>() {
                let key = multiples::<C>(&k, shape);
                let u2 = draw_scalar::<C>(&mut draw);
                let last: Vec<BigInt> = steps::<C>(&BigUint::from(1_u8), &u2, shape)
                    .iter()
                    .rev()
                    .take_while(|step| step.of_key)
                    .flat_map(|step| [&step.added - &step.before[1], -&step.added - &step.before[1]])
                    .collect();
                for u1 in last {
                    expect_sum(&key, &k, &(modulo(&u1, &n) * &k % &n), &u2);
                }
                let meeting = &k * &u2 % &n;
                for u1 in [BigUint::ZERO, BigUint::from(1_u8), &n - 1_u8, &n - &meeting, meeting] {
                    expect_sum(&key, &k, &u1, &u2);
                    expect_sum(&key, &k, &u1, &BigUint::ZERO);
                    expect_sum(&key, &k, &u1, &BigUint::from(1_u8));
                }
            }
        }
    }
}

/// Scalars with long runs of zeros and ones.
fn runs<C: Twin>() {
    let (n, k) = (C::order(), BigUint::from(0xdead_beef_u32));
    let bits = usize::try_from(n.bits()).unwrap();
    for shape in shapes::<C>() {
        let key = multiples::<C>(&k, shape);
        for i in (0..bits).step_by(STRIDE) {
            let power = BigUint::from(1_u8) << i;
            let (ones, zeros) = ((&power - 1_u8) % &n, (&n - &power % &n) % &n);
            expect_sum(&key, &k, &ones, &zeros);
            expect_sum(&key, &k, &zeros, &(power % &n));
        }
    }
}

#[test]
fn coordinates_off_the_curve_or_out_of_range_are_rejected() {
    let [x, y]: Coordinates = P256::multiple(&BigUint::from(5_u8)).unwrap();
    let [x, y] = [x, y].map(|bytes| Number::from_be_bytes(&bytes).unwrap());
    let p = <<P256 as Curve>::Field as Field>::MODULUS;
    for (x, y) in [(y, x), (x, p), (p, y), ([0; 4], [0; 4])] {
        assert!(Affine::<P256>::new(&x, &y).is_none());
    }
}

#[test]
fn infinity_and_the_point_of_zeros_equal_no_x() {
    let zero = <<P256 as Curve>::Field as Field>::ZERO;
    let zeros = Jacobian::<P256> { x: zero, y: zero, z: zero };
    for x in [[0; 4], [1, 0, 0, 0], <P256 as Curve>::Constants::GENERATOR[0]] {
        assert!(!zeros.x_is_congruent(&x) && !Jacobian::<P256>::INFINITY.x_is_congruent(&x));
    }
}

#[test]
fn standard_combs_have_at_most_20_kib_and_large_ones_256() {
    fn sizes<C: Twin>() -> [usize; 3] {
        shapes::<C>().map(|shape| multiples::<C>(&BigUint::from(3_u8), shape).bytes())
    }
    for [window, standard, large] in
        [sizes::<P256>(), sizes::<P384>(), sizes::<P521>(), sizes::<Secp256k1>(), sizes::<Sm2>()]
    {
        assert!(window <= 2048 && standard <= 20 * 1024 && large <= 256 * 1024, "{window} {standard} {large}");
    }
}

/// The same properties on every curve.
macro_rules! on_curves {
    ($($name:ident: $curve:ty;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn any_addition_may_meet_a_point_and_itself_or_its_negative() {
                meet_at_each_addition::<$curve>();
            }

            #[test]
            fn small_multiples_of_the_generator_work_as_keys() {
                small_keys::<$curve>();
            }

            #[test]
            fn long_runs_of_zeros_and_ones_are_recoded_right() {
                runs::<$curve>();
            }
        }
    )*};
}

on_curves! {
    p256: P256;
    p384: P384;
    p521: P521;
    secp256k1: Secp256k1;
    sm2: Sm2;
}

//! Residues of every prime in use against `num-bigint`.

mod fiat;

use alloc::{format, string::String, vec::Vec};

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::edge::{DRAWS, Draw, LIMBS, big, limbs as to_limbs};

/// Of the pairs of edges every how many-th is tried: all in a release build.
const STRIDE: usize = if cfg!(debug_assertions) { 11 } else { 1 };

/// Every `STRIDE`th of the numbers, others for the next `i`.
fn partners<T>(numbers: &[T], i: usize) -> impl Iterator<Item = &T> {
    numbers.iter().enumerate().filter_map(move |(j, number)| (i + j).is_multiple_of(STRIDE).then_some(number))
}

/// Numbers on which carries go wrong: near 0, m and powers of two, and an edge limb in all places or in one of them.
fn edges<const N: usize>(modulus: &[u64; N]) -> Vec<BigUint> {
    let m = big(modulus);
    let near = modulus.iter().flat_map(|&limb| [limb.wrapping_sub(1), limb, limb.wrapping_add(1)]);
    let mut numbers: Vec<BigUint> = (0..4_u8).flat_map(|i| [BigUint::from(i), &m - i - 1_u8]).collect();
    for limb in LIMBS.into_iter().chain(near) {
        numbers.push(big(&[limb; N]));
        for i in 0..N {
            let mut one = [0; N];
            one[i] = limb;
            numbers.push(big(&one));
            let mut others = *modulus;
            others[i] = limb;
            numbers.push(big(&others));
        }
    }
    numbers.extend((0..4_u8).map(|i| &m + i));
    numbers.extend((1..4_u8).map(|i| (BigUint::from(1_u8) << (64 * N)) - i));
    numbers.sort();
    numbers.dedup();
    numbers
}

fn residue<M: Modulus<N>, const N: usize>(number: &BigUint) -> Residue<M, N> {
    Field::from_number(&to_limbs(number)).unwrap()
}

/// Every operation on one pair.
fn check<M: Modulus<N>, const N: usize>(x: &BigUint, y: &BigUint) {
    let m = big(&M::MODULUS);
    let (a, b) = (residue::<M, N>(x), residue::<M, N>(y));
    let number = |a: Residue<M, N>| big(&a.to_number());
    let product = x * y % &m;
    assert_eq!(number(a), *x);
    assert_eq!(number(a.mul(&b)), product, "{x:x} * {y:x}");
    assert_eq!(number(a.add(&b)), (x + y) % &m, "{x:x} + {y:x}");
    assert_eq!(number(a.sub(&b)), (x + &m - y) % &m, "{x:x} - {y:x}");
    assert_eq!(big(&a.times_number(&to_limbs(y))), product);
}

/// Every operation on one residue.
fn check_one<M: Modulus<N>, const N: usize>(x: &BigUint) {
    let m = big(&M::MODULUS);
    let a = residue::<M, N>(x);
    let number = |a: Residue<M, N>| big(&a.to_number());
    assert_eq!(number(a.square()), x * x % &m, "{x:x} squared");
    assert_eq!(number(a.double()), x * 2_u8 % &m);
    assert_eq!(number(a.neg()), (&m - x) % &m);
    assert_eq!((number(a.negate_if(true)), a.negate_if(false)), ((&m - x) % &m, a));
    assert_eq!(a.is_zero(), *x == BigUint::ZERO);
    let one = if a.is_zero() { Residue::ZERO } else { Residue::ONE };
    assert_eq!(a.mul(&a.invert()), one, "1/{x:x}");
    assert_eq!(Residue::inverse_of(&to_limbs(x)), Some(a.invert()));
}

/// That `residue` is kept, and that it is `number` in whichever representation.
fn expect_kept<M: Modulus<N>, const N: usize>(residue: Residue<M, N>, number: BigUint, operation: &dyn Fn() -> String) {
    let m = big(&M::MODULUS);
    assert!(M::is_kept(&residue.limbs), "{}", operation());
    let below = big(&residue.limbs) % &m;
    assert_eq!(below, number % &m, "{}", operation());
    assert_eq!(big(&M::canonical(&residue.limbs)), below, "{}", operation());
}

/// Every operation on one number as its limbs are kept.
fn check_one_kept<M: Modulus<N>, const N: usize>(x: &BigUint, inverse_of_one: &BigUint) {
    let m = big(&M::MODULUS);
    let a = Residue::<M, N>::kept(to_limbs(x));
    let expect = |residue, number, operation: &str| expect_kept(residue, number, &|| format!("{x:x} {operation}"));
    expect(a.square(), x * x * inverse_of_one, "squared");
    expect(a.double(), x + x, "doubled");
    // Two of m, because a number that is kept may be above m.
    expect(a.neg(), &m + &m - x, "negated");
    expect(a.negate_if(true), &m + &m - x, "negated");
    expect(a.negate_if(false), x.clone(), "kept");
    assert_eq!(big(&a.to_number()), x * inverse_of_one % &m, "{x:x}");
    assert_eq!(a.is_zero(), x % &m == BigUint::ZERO, "{x:x}");
}

/// Every operation on two numbers as their limbs are kept, every representation of a residue included: they are edges
/// themselves, while in Montgomery form those of edges are not.
fn check_kept<M: Modulus<N>, const N: usize>(x: &BigUint, y: &BigUint, inverse_of_one: &BigUint) {
    let m = big(&M::MODULUS);
    let [a, b] = [x, y].map(|number| Residue::<M, N>::kept(to_limbs(number)));
    let expect =
        |residue, number, operation: &str| expect_kept(residue, number, &|| format!("{x:x} {operation} {y:x}"));
    expect(a.add(&b), x + y, "+");
    expect(a.sub(&b), x + &m + &m - y, "-");
    expect(a.mul(&b), x * y * inverse_of_one, "*");
    let (x_below, y_below) = (x % &m, y % &m);
    assert_eq!(big(&a.times_number(&to_limbs(&y_below))), x * &y_below * inverse_of_one % &m, "{x:x} * {y:x}");
    assert_eq!(a == b, x_below == y_below, "{x:x} = {y:x}");
}

/// The reduction at numbers that no product of residues reaches, up to its bound.
fn check_reduction<M: Modulus<N>, const N: usize>(wide: Wide<N>) {
    let m = big(&M::MODULUS);
    let w = big(wide.as_flattened());
    if w < &m << limbs::bit_length(&M::MODULUS) {
        let f = big(&M::ONE);
        assert_eq!(big(&M::reduce(wide)) * f % &m, &w % &m, "{w:x}");
    }
}

/// The reduction of multiples of m, which is 0 in whichever representation.
fn check_multiples_of_m<M: Modulus<N>, const N: usize>(factors: &[BigUint]) {
    let m = big(&M::MODULUS);
    for factor in factors.iter().filter(|&factor| *factor <= m) {
        let digits = (factor * &m).to_u64_digits();
        let digit = |i: usize| digits.get(i).copied().unwrap_or(0);
        let reduced = M::reduce([core::array::from_fn(digit), core::array::from_fn(|i| digit(N + i))]);
        assert!(M::is_kept(&reduced) && M::is_zero(&reduced), "{factor:x}·m");
        assert_eq!(M::canonical(&reduced), [0; N], "{factor:x}·m");
    }
}

fn check_modulus<M: Modulus<N>, const N: usize>() {
    let m = big(&M::MODULUS);
    let kept: Vec<BigUint> = edges(&M::MODULUS).into_iter().filter(|number| M::is_kept(&to_limbs(number))).collect();
    let edges: Vec<BigUint> = kept.iter().filter(|number| **number < m).cloned().collect();
    assert_eq!(<Residue<M, N> as Field>::from_number(&M::MODULUS), None);
    assert_eq!(<Residue<M, N> as Field>::inverse_of(&M::MODULUS), None);
    assert_eq!(big(&<Residue<M, N> as Field>::ONE.to_number()), BigUint::from(1_u8));
    let inverse_of_one = big(&M::ONE).modinv(&m).unwrap();
    for (i, x) in edges.iter().enumerate() {
        check_one::<M, N>(x);
        for y in partners(&edges, i) {
            check::<M, N>(x, y);
        }
    }
    for (i, x) in kept.iter().enumerate() {
        check_one_kept::<M, N>(x, &inverse_of_one);
        for y in partners(&kept, i) {
            check_kept::<M, N>(x, y, &inverse_of_one);
        }
    }
    check_multiples_of_m::<M, N>(&kept);
    let last = &(&m << limbs::bit_length(&M::MODULUS)) - 1_u8;
    let digits = last.to_u64_digits();
    let digit = |i: usize| digits.get(i).copied().unwrap_or(0);
    check_reduction::<M, N>([core::array::from_fn(digit), core::array::from_fn(|i| digit(N + i))]);
    let mut draw = Draw::new(&M::MODULUS);
    for i in 0..DRAWS {
        let (x, y) = (big(&draw.limbs::<N>()) % &m, big(&draw.limbs::<N>()) % &m);
        check::<M, N>(&x, &y);
        let [x_kept, y_kept] = [(); 2].map(|()| {
            let mut limbs = draw.limbs::<N>();
            limbs[N - 1] >>= 64 * N - limbs::bit_length(&M::MODULUS);
            limbs
        });
        if M::is_kept(&x_kept) && M::is_kept(&y_kept) {
            let (x, y) = (big(&x_kept), big(&y_kept));
            check_one_kept::<M, N>(&x, &inverse_of_one);
            check_kept::<M, N>(&x, &y, &inverse_of_one);
        }
        if i % 20 == 0 {
            check_one::<M, N>(&x);
        }
        let mut high = to_limbs::<N>(&x);
        high[N - 1] >>= usize::from(draw.word() & 1 == 1) * (64 * N - limbs::bit_length(&M::MODULUS));
        check_reduction::<M, N>([draw.limbs(), high]);
    }
}

#[test]
fn numbers_do_as_their_limbs_do() {
    type Two = [u64; 2];
    const MOST: u64 = u64::MAX;
    let modulus = [5, 1];
    assert_eq!(<Two as Number>::ZERO, [0, 0]);
    assert_eq!(<Two as Number>::from_be_bytes(&[1, 0, 0, 0, 0, 0, 0, 0, 2]), Some([2, 1]));
    assert_eq!(<Two as Number>::from_be_bytes(&[1; 17]), None);
    assert_eq!([MOST, 1].checked_add(&[1, 1]), Some([0, 3]));
    assert_eq!([MOST, MOST].checked_add(&[1, 0]), None);
    assert_eq!(Number::add_mod(&[4, 1], &[3, 0], &modulus), [2, 0]);
    assert_eq!(Number::sub_mod(&[2, 0], &[3, 0], &modulus), [4, 1]);
    assert_eq!((Number::reduce_once(&[6, 1], &modulus), Number::reduce_once(&[4, 1], &modulus)), ([1, 0], [4, 1]));
    assert_eq!(Number::shift_right(&[4, 1], 2), [1 << 62 | 1, 0]);
    assert_eq!([0, 4].bit_length(), 67);
    assert!(!Number::is_zero(&[0, 1]) && Number::is_zero(&[0, 0]));
    assert!([4, 1].is_below(&modulus) && !modulus.is_below(&modulus));
    let (length, digit) = [0, 1].non_adjacent(5);
    assert_eq!((length, digit(64), digit(3)), (65, 1, 0));
}

/// Σ digits is k or k − n.
#[test]
fn comb_digits_sum_to_the_number_modulo_the_order() {
    const ORDER: u64 = u64::MAX - 58;
    let shape = Shape::new(64, 4, 2);
    for k in [1, 2, 3, 1 << 63, ORDER / 2, ORDER - 2, ORDER - 1] {
        let digit = [k].comb_digits(&[ORDER], shape);
        let mut sum = 0_i128;
        for block in 0..shape.blocks() {
            for column in 0..shape.columns(block) {
                let Digit { index, negative } = digit(block, column);
                let power = |tooth| 1_i128 << (shape.position(block, tooth) + column);
                let sign = |tooth: usize| if index >> tooth & 1 == 1 { 1 } else { -1 };
                let top = shape.teeth() - 1;
                let entry = (0..top).fold(power(top), |entry, tooth| entry + sign(tooth) * power(tooth));
                sum += if negative { -entry } else { entry };
            }
        }
        assert_eq!(sum.rem_euclid(ORDER.into()), k.into());
    }
}

macro_rules! moduli {
    ($($name:ident: $modulus:ty, $limbs:literal;)*) => {$(
        #[test]
        fn $name() {
            check_modulus::<$modulus, $limbs>();
        }
    )*};
}

moduli! {
    p256_field_agrees_with_big_integers: p256::Prime, 4;
    p256_scalars_agree_with_big_integers: p256::Order, 4;
    p384_field_agrees_with_big_integers: p384::Prime, 6;
    p384_scalars_agree_with_big_integers: p384::Order, 6;
    p521_field_agrees_with_big_integers: p521::Prime, 9;
    p521_scalars_agree_with_big_integers: p521::Order, 9;
    secp256k1_field_agrees_with_big_integers: secp256k1::Prime, 4;
    secp256k1_scalars_agree_with_big_integers: secp256k1::Order, 4;
    sm2_field_agrees_with_big_integers: sm2::Prime, 4;
    sm2_scalars_agree_with_big_integers: sm2::Order, 4;
}

#[test]
fn inverses_of_many_at_once_are_those_of_each_and_zero_is_rejected() {
    type Element = Residue<p256::Prime, 4>;
    let mut draw = Draw::new(&[]);
    let mut values: Vec<Element> = (0..17).map(|_| residue(&(big(&draw.limbs::<4>()) >> 1))).collect();
    values.retain(|value| !value.is_zero());
    let mut inverses = values.clone();
    assert_eq!(Element::invert_all(&mut inverses), Some(()));
    assert!(values.iter().zip(&inverses).all(|(value, inverse)| value.invert() == *inverse));
    assert_eq!(Element::invert_all(&mut []), Some(()));
    values[3] = Element::ZERO;
    let before = values.clone();
    assert_eq!((Element::invert_all(&mut values), values), (None, before));
}

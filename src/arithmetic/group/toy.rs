//! Curves so small that every pair of points can be tried, by the same generic code as the real ones.

use alloc::vec::Vec;

use super::{
    comb::Comb,
    straus::sum,
    weierstrass::{A, Affine, Constants, Curve, Jacobian},
    window::Window,
};
use crate::arithmetic::{
    field::{Field, Modulus, Residue},
    integer::{
        inverse::Inverter,
        limbs::Wide,
        recoding::{Part, Shape},
    },
};

/// The integers modulo a small prime, in Montgomery's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Small<const P: u64>;

impl<const P: u64> Modulus<1> for Small<P> {
    const MODULUS: [u64; 1] = [P];

    fn invert(x: &[u64; 1]) -> [u64; 1] {
        Inverter::<2>::new(&[P]).invert(x)
    }
}

/// The integers modulo a small prime, kept below 2·P: half of all results are the representation above P.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Twofold<const P: u64>;

impl<const P: u64> Twofold<P> {
    /// `number` modulo P, or that and P: as its third bit says.
    fn keep(number: u64) -> [u64; 1] {
        [number % P + P * (number >> 2 & 1)]
    }
}

impl<const P: u64> Modulus<1> for Twofold<P> {
    const MODULUS: [u64; 1] = [P];
    const ONE: [u64; 1] = [1];
    const ENTER: [u64; 1] = [1];

    fn reduce([[low], _]: Wide<1>) -> [u64; 1] {
        Self::keep(low)
    }

    fn invert(x: &[u64; 1]) -> [u64; 1] {
        Inverter::<2>::new(&[P]).invert(x)
    }

    fn is_kept(&[x]: &[u64; 1]) -> bool {
        x < 2 * P
    }

    fn canonical(&[x]: &[u64; 1]) -> [u64; 1] {
        [x % P]
    }

    fn is_zero(&[x]: &[u64; 1]) -> bool {
        x % P == 0
    }

    fn add(&[a]: &[u64; 1], &[b]: &[u64; 1]) -> [u64; 1] {
        Self::keep(a + b)
    }

    fn sub(&[a]: &[u64; 1], &[b]: &[u64; 1]) -> [u64; 1] {
        Self::keep(a + 2 * P - b)
    }

    fn neg(&[a]: &[u64; 1]) -> [u64; 1] {
        Self::keep(2 * P - a)
    }
}

/// The curve y² = x³ + a·x + B over the integers modulo P, a = −3 or 0, with N points and the generator (X, Y).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Toy<const MINUS_THREE: bool, const P: u64, const B: u64, const N: u64, const X: u64, const Y: u64>;

impl<const MINUS_THREE: bool, const P: u64, const B: u64, const N: u64, const X: u64, const Y: u64> Constants
    for Toy<MINUS_THREE, P, B, N, X, Y>
{
    type Number = [u64; 1];
    const A: A = if MINUS_THREE { A::MinusThree } else { A::Zero };
    const B: [u64; 1] = [B];
    const GENERATOR: [[u64; 1]; 2] = [[X], [Y]];
    const GENERATOR_SHAPE: Shape = Shape::new(8, 3, 1);
    const STANDARD: Shape = Shape::new(8, 2, 2);
    const LARGE: Shape = Shape::new(10, 2, 3);
}

impl<const MINUS_THREE: bool, const P: u64, const B: u64, const N: u64, const X: u64, const Y: u64> Curve
    for Toy<MINUS_THREE, P, B, N, X, Y>
{
    type Constants = Self;
    type Field = Residue<Small<P>, 1>;
    type Scalar = Residue<Small<N>, 1>;
}

/// The curve of the same numbers over a field whose elements have two representations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ambiguous<const MINUS_THREE: bool, const P: u64, const B: u64, const N: u64, const X: u64, const Y: u64>;

impl<const MINUS_THREE: bool, const P: u64, const B: u64, const N: u64, const X: u64, const Y: u64> Curve
    for Ambiguous<MINUS_THREE, P, B, N, X, Y>
{
    type Constants = Toy<MINUS_THREE, P, B, N, X, Y>;
    type Field = Residue<Twofold<P>, 1>;
    type Scalar = Residue<Small<N>, 1>;
}

/// y² = x³ + 2 over the integers modulo 211, with a use for its endomorphism φ(x, y) = (196·x, y) = 92·(x, y).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Split;

type Whole = Toy<false, 211, 2, 199, 4, 53>;

impl Curve for Split {
    type Constants = Whole;
    type Field = <Whole as Curve>::Field;
    type Scalar = <Whole as Curve>::Scalar;

    fn endomorphism(point: &Affine<Self>) -> Affine<Self> {
        Affine { x: point.x.mul(&Residue::from_number(&[196]).unwrap()), y: point.y }
    }

    /// The first pair of at most three bits each.
    fn split(&[k]: &[u64; 1]) -> [Part<[u64; 1]>; 2] {
        let is_whole = |k0: i64, k1: i64| (k0 + 92 * k1 - i64::try_from(k).unwrap()) % 199 == 0;
        let mut pairs = (-7..8).flat_map(|k0| (-7..8).map(move |k1| (k0, k1)));
        let (k0, k1) = pairs.find(|&(k0, k1)| is_whole(k0, k1)).unwrap();
        [k0, k1].map(|part| Part { magnitude: [part.unsigned_abs()], negative: part < 0 })
    }
}

/// (x, y), or None for O.
pub(super) type Model = Option<(u64, u64)>;

/// The group law by the textbook's chords and tangents.
fn naive_add<C: Curve>(p: u64, a: Model, b: Model) -> Model {
    let (Some((x1, y1)), Some((x2, y2))) = (a, b) else { return a.or(b) };
    let inverse = |z: u64| (1..p).find(|i| z * i % p == 1).unwrap();
    let slope = match (x1 == x2, (y1 + y2) % p == 0) {
        (true, true) => return None,
        (true, false) => {
            (3 * x1 * x1 + if C::Constants::A == A::MinusThree { p - 3 } else { 0 }) % p * inverse(2 * y1 % p)
        }
        (false, _) => (p + y2 - y1) * inverse((p + x2 - x1) % p),
    } % p;
    let x3 = (slope * slope + 2 * p - x1 - x2) % p;
    Some((x3, (slope * (p + x1 - x3) + p - y1) % p))
}

/// Every multiple of G, k-th at k, by the model; checks that there are n of them.
pub(super) fn naive_multiples<C: Curve<Field = Residue<M, 1>>, M: Modulus<1>>() -> Vec<Model> {
    let [[x], [y]] = C::Constants::GENERATOR;
    let [p] = M::MODULUS;
    let mut multiples = Vec::from([None]);
    loop {
        match naive_add::<C>(p, *multiples.last().unwrap(), Some((x, y))) {
            None => break,
            sum => multiples.push(sum),
        }
    }
    assert_eq!(C::Scalar::from_number(&[u64::try_from(multiples.len()).unwrap()]), None);
    multiples
}

pub(super) fn to_affine<C: Curve<Field = Residue<M, 1>>, M: Modulus<1>>(model: Model) -> Option<Affine<C>> {
    model.map(|(x, y)| Affine::new(&[x], &[y]).unwrap())
}

/// The point in coordinates with the given Z.
pub(super) fn to_jacobian<C: Curve<Field = Residue<M, 1>>, M: Modulus<1>>(model: Model, z: u64) -> Jacobian<C> {
    let z = C::Field::from_number(&[z]).unwrap();
    match to_affine::<C, M>(model) {
        None => Jacobian { x: z.square(), y: z.square().mul(&z), z: C::Field::ZERO },
        Some(point) => Jacobian { x: point.x.mul(&z.square()), y: point.y.mul(&z.square().mul(&z)), z },
    }
}

pub(super) fn to_model<C: Curve<Field = Residue<M, 1>>, M: Modulus<1>>(point: Jacobian<C>) -> Model {
    if point.is_infinity() {
        return None;
    }
    let points = Jacobian::normalize_all(&[point]).unwrap();
    let ([x], [y]) = (points[0].x.to_number(), points[0].y.to_number());
    Some((x, y))
}

/// Every sum of two points, in several coordinates each, by each formula.
fn check_group<C: Curve<Field = Residue<M, 1>>, M: Modulus<1>>() {
    let [p] = M::MODULUS;
    let points = naive_multiples::<C, M>();
    for &a in &points {
        for z in 1..p {
            let point = to_jacobian::<C, M>(a, z);
            assert!(point.is_on_curve());
            assert_eq!(to_model(point), a);
            assert_eq!(to_model(point.double()), naive_add::<C>(p, a, a));
            assert_eq!(to_model(point.neg()), a.map(|(x, y)| (x, p - y)));
            for &b in &points {
                let expected = naive_add::<C>(p, a, b);
                if let Some(q) = to_affine::<C, M>(b) {
                    assert_eq!(to_model(point.add_affine(&q)), expected, "{a:?} + {b:?}");
                }
                for z in [1, 2, p - 1] {
                    assert_eq!(to_model(point.add(&to_jacobian(b, z))), expected, "{a:?} + {b:?}");
                }
            }
            // The last comparison, for every x that a signature could ask for.
            let [n] = C::Scalar::MODULUS;
            for x in 0..n {
                let expected = a.is_some_and(|(own, _)| own % n == x);
                assert_eq!(point.x_is_congruent(&[x]), expected);
            }
        }
    }
}

#[test]
fn every_sum_on_tiny_curves_is_the_textbooks() {
    check_group::<Toy<false, 19, 2, 13, 4, 3>, _>();
    check_group::<Toy<false, 7, 3, 13, 1, 2>, _>();
    check_group::<Toy<true, 23, 15, 17, 1, 6>, _>();
    check_group::<Toy<true, 11, 1, 17, 0, 1>, _>();
    check_group::<Ambiguous<false, 19, 2, 13, 4, 3>, _>();
    check_group::<Ambiguous<false, 7, 3, 13, 1, 2>, _>();
    check_group::<Ambiguous<true, 23, 15, 17, 1, 6>, _>();
    check_group::<Ambiguous<true, 11, 1, 17, 0, 1>, _>();
}

/// u1·G + u2·Q for every u1 and u2 and many Q, by each shape and by the window.
fn check_sums<C: Curve<Field = Residue<M, 1>>, M: Modulus<1>>() {
    let points = naive_multiples::<C, M>();
    let n = points.len();
    let number = |u: usize| [u64::try_from(u).unwrap()];
    let g = Comb::<C>::new(&Affine::generator().unwrap(), C::Constants::GENERATOR_SHAPE).unwrap();
    for k in (1..9).chain(n - 8..n) {
        let q = to_affine::<C, M>(points[k]).unwrap();
        let standard = Comb::new(&q, C::Constants::STANDARD).unwrap();
        let large = Comb::new(&q, C::Constants::LARGE).unwrap();
        let window = Window::new(&q).unwrap();
        for u1 in 0..n {
            let first = g.multiple(&number(u1));
            for u2 in (k % 3..n).step_by(if cfg!(debug_assertions) { 29 } else { 1 }) {
                let expected = points[(u1 + k * u2) % n];
                let u2 = number(u2);
                assert_eq!(to_model(sum(&first, &standard.multiple(&u2))), expected);
                assert_eq!(to_model(sum(&first, &large.multiple(&u2))), expected);
                assert_eq!(to_model(sum(&first, &window.multiple(&u2))), expected);
            }
        }
    }
}

#[test]
fn every_pair_of_scalars_on_small_curves_gives_the_right_sum() {
    check_sums::<Toy<true, 193, 32, 199, 0, 15>, _>();
    check_sums::<Ambiguous<true, 193, 32, 199, 0, 15>, _>();
    check_sums::<Whole, _>();
    check_sums::<Split, _>();
}

#[test]
fn a_comb_that_would_hold_infinity_is_rejected() {
    let g = Affine::<Toy<false, 19, 2, 13, 4, 3>>::generator().unwrap();
    assert!(Comb::new(&g, Shape::new(8, 8, 1)).is_none());
}

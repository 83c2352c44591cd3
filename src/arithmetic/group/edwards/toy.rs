//! A twisted Edwards curve so small that every pair of points can be tried, by the same generic code as the real one.

use alloc::vec::Vec;

use super::comb::Comb;
use super::window::Window;
use super::*;
use crate::arithmetic::integer::recoding::Shape;

const P: u64 = 73;
const D: u64 = 5;

/// −x² + y² = 1 + 5·x²·y² modulo 73: a cyclic group of 8·11 points, as edwards25519 is one of 8·L.
#[derive(Clone, Copy, Debug)]
struct Toy;

impl Curve for Toy {
    type Field = Residue;
    const D: Residue = Residue { value: D, loose: false };
}

/// A residue modulo 73 that knows whether it counts as loose, and rejects to be one where a tight one is due.
#[derive(Clone, Copy, Debug)]
struct Residue {
    value: u64,
    loose: bool,
}

fn tight(value: u64) -> Residue {
    Residue { value: value % P, loose: false }
}

impl LazyField for Residue {
    const ZERO: Self = Self { value: 0, loose: false };
    const ONE: Self = Self { value: 1, loose: false };

    fn add(&self, b: &Self) -> Self {
        assert!(!b.loose);
        Self { value: (self.value + b.value) % P, loose: true }
    }

    fn sub(&self, b: &Self) -> Self {
        assert!(!b.loose);
        Self { value: (self.value + P - b.value) % P, loose: true }
    }

    fn neg(&self) -> Self {
        tight(P - self.value)
    }

    fn mul(&self, b: &Self) -> Self {
        tight(self.value * b.value)
    }

    fn square(&self) -> Self {
        self.mul(self)
    }

    fn is_zero(&self) -> bool {
        self.value == 0
    }

    fn invert(&self) -> Self {
        tight(naive_inverse(self.value))
    }

    fn select(condition: bool, yes: &Self, no: &Self) -> Self {
        if condition { *yes } else { *no }
    }
}

fn naive_inverse(value: u64) -> u64 {
    (1..P).find(|inverse| value * inverse % P == 1).unwrap()
}

/// (x, y).
type Model = (u64, u64);

const NEUTRAL: Model = (0, 1);

/// The affine law: x₃ = (x₁·y₂ + x₂·y₁)/(1 + d·x₁·x₂·y₁·y₂), y₃ = (y₁·y₂ + x₁·x₂)/(1 − d·x₁·x₂·y₁·y₂).
fn naive_add((x1, y1): Model, (x2, y2): Model) -> Model {
    let product = D * (x1 * x2 % P * y1 % P * y2 % P) % P;
    let x = (x1 * y2 + x2 * y1) % P * naive_inverse((1 + product) % P) % P;
    let y = (y1 * y2 + x1 * x2) % P * naive_inverse((1 + P - product) % P) % P;
    (x, y)
}

fn naive_neg((x, y): Model) -> Model {
    ((P - x) % P, y)
}

fn naive_multiple(k: u64, point: Model) -> Model {
    (0..k).fold(NEUTRAL, |sum, _| naive_add(sum, point))
}

/// Every point, found by trying every pair of coordinates.
fn points() -> Vec<Model> {
    let on_curve = |&(x, y): &Model| (y * y + P * P - x * x) % P == (1 + D * (x * x % P) * (y * y % P)) % P;
    let points: Vec<Model> = (0..P).flat_map(|x| (0..P).map(move |y| (x, y))).filter(on_curve).collect();
    assert_eq!(points.len(), 88);
    points
}

/// The point in coordinates with this Z.
fn extended((x, y): Model, z: u64) -> Extended<Toy> {
    Extended { x: tight(x * z), y: tight(y * z), z: tight(z), t: tight(x * y % P * z) }
}

fn model(point: &Projective<Toy>) -> Model {
    assert!(point.is_on_curve() && ![point.x, point.y, point.z].iter().any(|coordinate| coordinate.loose));
    let inverse = naive_inverse(point.z.value);
    (point.x.value * inverse % P, point.y.value * inverse % P)
}

/// The point that a sum stands for, T as well.
fn completed(sum: Completed<Toy>) -> Model {
    let Extended { x, y, z, t } = sum.to_extended();
    assert_eq!(t.mul(&z).value, x.mul(&y).value);
    model(&sum.to_projective())
}

#[test]
fn every_pair_of_points_adds_and_subtracts_as_the_affine_law_says() {
    let points = points();
    let extendeds = |z| points.iter().map(|&q| extended(q, z)).collect::<Vec<_>>();
    let affine = Affine::normalize(&[extendeds(1), extendeds(9)].concat());
    let neutral = extended(NEUTRAL, 1).cached();
    for (i, &p) in points.iter().enumerate() {
        for z in [1, 2, 72] {
            let first = extended(p, z);
            assert_eq!(completed(Projective { x: first.x, y: first.y, z: first.z }.double()), naive_add(p, p));
            assert_eq!(completed(first.neg().add(&neutral, false)), naive_neg(p));
            for (j, &q) in points.iter().enumerate() {
                let (sum, difference) = (naive_add(p, q), naive_add(p, naive_neg(q)));
                let cached = extended(q, 1 + u64::try_from((i + j) % 72).unwrap()).cached();
                assert_eq!(completed(first.add(&cached, false)), sum, "{p:?} + {q:?}");
                assert_eq!(completed(first.add(&cached, true)), difference, "{p:?} − {q:?}");
                for affine in [affine[j], affine[j + points.len()]] {
                    assert_eq!(completed(first.add_affine(&affine, false)), sum, "{p:?} + {q:?}");
                    assert_eq!(completed(first.add_affine(&affine, true)), difference, "{p:?} − {q:?}");
                }
            }
        }
    }
}

#[test]
fn doubling_many_times_is_doubling_again_and_again() {
    for p in points() {
        let mut expected = p;
        for n in 0..8 {
            let Extended { x, y, z, t } = extended(p, 3).double_times(n);
            assert_eq!((model(&Projective { x, y, z }), t.mul(&z).value), (expected, x.mul(&y).value));
            expected = naive_add(expected, expected);
        }
    }
}

/// j·P + k·Q from both kinds of tables, for every j and k below 2^bits − 1, whole numbers far above the orders of P and
/// Q.
fn check_sums(p: Model, q: Model, shapes: [Shape; 2], bits: u32) {
    let [first, second] = [(p, shapes[0]), (q, shapes[1])].map(|(point, shape)| Comb::new(&extended(point, 5), shape));
    let window = Window::new(&extended(p, 5));
    for k in [0, 1, 11, (1 << bits) - 2] {
        for j in 0..(1 << bits) - 1 {
            let expected = naive_add(naive_multiple(j, p), naive_multiple(k, q));
            assert_eq!(model(&sum(&(first.multiple(&[j]), second.multiple(&[k])))), expected, "{j}·{p:?} + {k}·{q:?}");
            let multiples = (window.multiple(&[j], false), second.multiple(&[k]));
            assert_eq!(model(&sum(&multiples)), expected, "{j}·{p:?} + {k}·{q:?}");
            // Three terms, one negative, of unequal length.
            let multiples = (window.multiple(&[k], true), (first.multiple(&[j]), second.multiple(&[k])));
            let found = sum(&multiples);
            let expected = naive_add(expected, naive_multiple(k, naive_neg(p)));
            assert_eq!(model(&found), expected, "({j} − {k})·{p:?} + {k}·{q:?}");
            assert_eq!(found.is_neutral(), expected == (0, 1));
        }
    }
}

#[test]
fn multiples_are_those_by_the_whole_number_for_points_of_every_order() {
    let points = points();
    let shape = |teeth, blocks| Shape::new(6, teeth, blocks);
    let pairs = [[shape(2, 1), shape(3, 1)], [shape(2, 2), shape(2, 2)], [shape(1, 1), shape(6, 1)]];
    for (i, &p) in points.iter().enumerate() {
        let q = points[(5 * i + 3) % points.len()];
        pairs.iter().for_each(|&shapes| check_sums(p, q, shapes, 6));
    }
}

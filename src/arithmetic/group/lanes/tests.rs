//! Formulas in lanes against those of [`weierstrass`](super::super::weierstrass): on tiny curves for all points and
//! scalars, and for the real primes at edge limbs.

#![allow(clippy::as_conversions, reason = "const; the limbs of a number of 100 bits")]

use alloc::vec::Vec;

use super::*;
use crate::arithmetic::{
    edge::{DRAWS, Draw},
    field::{p256, p384, p521, secp256k1, sm2},
    group::toy::{self, Small, Toy, naive_multiples, to_affine, to_jacobian},
};

/// An odd multiple of P of 100 bits, since P is too small to fill two limbs.
impl<const P: u64> InLanes<1, 2> for Small<P> {
    const LIMBS: [u64; 2] = {
        let times = (1_u128 << 100) / P as u128;
        let multiple = P as u128 * if times & 1 == 1 { times } else { times - 1 };
        [(multiple % (1 << 52)) as u64, (multiple >> 52) as u64]
    };

    fn leave(&[low, high]: &[u64; 2]) -> [u64; 1] {
        let number = (u128::from(low) + (u128::from(high) << 52)) % u128::from(P);
        // x·2^40 ≡ number: halved 40 times.
        [(0..40).fold(number as u64, |x, _| if x & 1 == 0 { x / 2 } else { (x + P) / 2 })]
    }
}

/// 2·p and p ± q of eight pairs.
struct Formulas<'a, C: Curve> {
    p: &'a [Jacobian<C>; 8],
    q: &'a [Affine<C>; 8],
    negative: u8,
}

impl<C: Curve<Field = Residue<M, 1>>, M: InLanes<1, 2>> Task for Formulas<'_, C> {
    type Output = [[Jacobian<C>; 8]; 2];

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output {
        let Self { p, q, negative } = self;
        let enter = |residues: [&C::Field; 8]| Eight::<M, V, 1, 2>::enter(token, &residues);
        let [x, y, z] = [p.each_ref().map(|p| &p.x), p.each_ref().map(|p| &p.y), p.each_ref().map(|p| &p.z)]
            .map(|residues| enter(residues).sum().tighten());
        let p = EightJacobian { x, y, z };
        let [x, y] = [q.each_ref().map(|q| &q.x), q.each_ref().map(|q| &q.y)].map(enter);
        [p.double(C::Constants::A).leave(), p.add_affine(&EightAffine { x, y, negative }).leave()]
    }
}

/// All pairs of points and signs, in several coordinates each: the sum, or Z = 0 where it is exceptional.
fn check_formulas<C: Curve<Field = Residue<Small<P>, 1>>, const P: u64>() {
    let points = naive_multiples::<C, Small<P>>();
    let mut pairs = Vec::new();
    for &p in &points {
        for z in 1..P {
            for &q in &points[1..] {
                pairs.push((to_jacobian::<C, Small<P>>(p, z), to_affine::<C, Small<P>>(q).unwrap()));
            }
        }
    }
    for (i, chunk) in pairs.chunks(8).enumerate() {
        let pair = |lane: usize| chunk[lane % chunk.len()];
        let (p, q) = (core::array::from_fn(|lane| pair(lane).0), core::array::from_fn(|lane| pair(lane).1));
        for negative in [0, 0xff, u8::try_from(i % 256).unwrap()] {
            for eight in lanes::Eight::all() {
                let [doubled, sums] = eight.run(Formulas { p: &p, q: &q, negative });
                for lane in 0..8 {
                    assert_same(&doubled[lane], &p[lane].double());
                    let q = q[lane].negate_if(negative >> lane & 1 == 1);
                    let sum = p[lane].add_affine(&q);
                    let z_by_the_chord = p[lane].z.mul(&q.x.mul(&p[lane].z.square()).sub(&p[lane].x));
                    if z_by_the_chord.is_zero() {
                        assert!(sums[lane].is_infinity());
                    } else {
                        assert_same(&sums[lane], &sum);
                    }
                }
            }
        }
    }
}

/// The same coordinates, or both O.
fn assert_same<C: Curve>(found: &Jacobian<C>, expected: &Jacobian<C>) {
    assert_eq!(found.is_infinity(), expected.is_infinity());
    assert!(found.is_infinity() || (found.x, found.y, found.z) == (expected.x, expected.y, expected.z));
}

#[test]
fn every_sum_on_tiny_curves_is_that_of_the_complete_formulas() {
    check_formulas::<Toy<false, 19, 2, 13, 4, 3>, 19>();
    check_formulas::<Toy<false, 7, 3, 13, 1, 2>, 7>();
    check_formulas::<Toy<true, 23, 15, 17, 1, 6>, 23>();
    check_formulas::<Toy<true, 11, 1, 17, 0, 1>, 11>();
}

/// u1·G + u2·Q of eight pairs by combs.
struct ToySums<'a, C: Curve> {
    g: &'a Comb<C>,
    q: &'a Comb<C>,
    scalars: Scalars<C>,
}

impl<C: Curve<Field = Residue<M, 1>>, M: InLanes<1, 2>> Task for ToySums<'_, C> {
    type Output = Option<[Jacobian<C>; 8]>;

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output {
        sums::<_, M, V, 1, 2>(token, self.g, self.q, &self.scalars)
    }
}

/// All pairs of scalars but 0 for many Q: the sum, or Z = 0.
fn check_sums<C: Curve<Field = Residue<Small<P>, 1>>, const P: u64>() {
    let points = naive_multiples::<C, Small<P>>();
    let n = points.len();
    let g = Comb::<C>::new(&Affine::generator().unwrap(), C::Constants::GENERATOR_SHAPE).unwrap();
    let (mut wrong, mut all) = (0, 0);
    for k in (1..9).chain(n - 8..n) {
        let q = to_affine::<C, Small<P>>(points[k]).unwrap();
        for shape in [C::Constants::STANDARD, C::Constants::LARGE] {
            let comb = Comb::new(&q, shape).unwrap();
            let step = if cfg!(debug_assertions) { 29 } else { 1 };
            let pairs: Vec<[usize; 2]> =
                (1..n).flat_map(|u1| (1 + (k + u1) % step..n).step_by(step).map(move |u2| [u1, u2])).collect();
            for chunk in pairs.chunks(8) {
                let pair = |lane: usize| chunk[lane % chunk.len()];
                let scalars = core::array::from_fn(|lane| pair(lane).map(|u| [u64::try_from(u).unwrap()]));
                for eight in lanes::Eight::all() {
                    let sums = eight.run(ToySums { g: &g, q: &comb, scalars }).unwrap();
                    for (lane, sum) in sums.into_iter().enumerate() {
                        let [u1, u2] = pair(lane);
                        let expected = points[(u1 + k * u2) % n];
                        all += 1;
                        if sum.is_infinity() {
                            wrong += usize::from(expected.is_some());
                        } else {
                            assert_eq!(toy::to_model(sum), expected);
                        }
                    }
                }
            }
        }
    }
    // Each of some ten additions is exceptional for two of 199 points.
    assert!((1..all / 5).contains(&wrong), "{wrong} of {all}");
}

#[test]
fn every_pair_of_scalars_on_small_curves_gives_the_right_sum_or_none() {
    check_sums::<Toy<true, 193, 32, 199, 0, 15>, 193>();
    check_sums::<Toy<false, 211, 2, 199, 4, 53>, 211>();
}

/// X, Y, Z of p and the coordinates of q by their limbs.
struct Limbs<const L: usize> {
    p: [[[u64; 8]; L]; 3],
    q: [[[u64; 8]; L]; 2],
    negative: u8,
    a: A,
}

struct FormulasOn<M, const N: usize, const L: usize>(Limbs<L>, core::marker::PhantomData<M>);

type Coordinates<M, const N: usize> = [[Residue<M, N>; 8]; 3];

impl<M: InLanes<N, L>, const N: usize, const L: usize> Task for FormulasOn<M, N, L> {
    /// p and ±q as residues, 2·p, and p ± q.
    type Output = [Coordinates<M, N>; 4];

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output {
        let Limbs { p, q, negative, a } = self.0;
        let eight = |limbs: [[u64; 8]; L]| Eight::<M, V, N, L>::from_limbs(token, &limbs);
        let [x, y, z] = p.map(eight);
        let p = EightJacobian { x, y, z };
        let [x, y] = q.map(eight);
        let q = EightAffine { x, y, negative };
        let leave = |p: &EightJacobian<M, V, N, L>| [p.x.leave(), p.y.leave(), p.z.sum().tighten().leave()];
        [leave(&p), leave(&EightJacobian::from_affine(&q)), leave(&p.double(a)), leave(&p.add_affine(&q))]
    }
}

/// The formulas are those of [`Jacobian`], so they agree on all coordinates, on the curve or not: here on edge limbs.
fn check_edges<C: Curve<Field = Residue<M, N>>, M: InLanes<N, L>, const N: usize, const L: usize>() {
    let mut draw = Draw::new(&M::MODULUS);
    let bits = limbs_bits(&M::MODULUS);
    let (limb, top) = ((1_u64 << 52) - 1, (1_u64 << (bits - 52 * (L - 1))) - 1);
    let mut number = |top: u64| -> [[u64; 8]; L] {
        core::array::from_fn(|j| {
            let most = if j + 1 < L { limb } else { top };
            core::array::from_fn(|_| match draw.below(6) {
                0 => draw.word() & most,
                1 => most,
                2 => most - 1,
                3 => 1,
                4 => most / 2 + 1,
                _ => 0,
            })
        })
    };
    for i in 0..DRAWS / 40 {
        let p = [number(top), number(top), number(top)];
        let q = [number(limb), number(limb)];
        let negative = u8::try_from(i * 37 % 256).unwrap();
        for eight in lanes::Eight::all() {
            let limbs = Limbs { p, q, negative, a: C::Constants::A };
            let [p, q, doubled, sum] = eight.run(FormulasOn::<M, N, L>(limbs, core::marker::PhantomData));
            for lane in 0..8 {
                let point = |[x, y, z]: &Coordinates<M, N>| Jacobian::<C> { x: x[lane], y: y[lane], z: z[lane] };
                let (p, q) = (point(&p), point(&q));
                assert_eq!(q.z, Field::ONE);
                assert_same(&point(&doubled), &p.double());
                let expected = p.add_affine(&Affine { x: q.x, y: q.y });
                let sum = point(&sum);
                assert!(
                    sum.is_infinity() && (p.is_infinity() || q.x.mul(&p.z.square()) == p.x) || {
                        assert_same(&sum, &expected);
                        true
                    }
                );
            }
        }
    }
}

fn limbs_bits<const N: usize>(modulus: &[u64; N]) -> usize {
    Number::bit_length(modulus)
}

#[test]
fn formulas_on_edge_limbs_are_those_of_single_points() {
    use crate::arithmetic::curve::{P256, P384, P521, Secp256k1, Sm2};
    check_edges::<P256, p256::Prime, 4, 5>();
    check_edges::<P384, p384::Prime, 6, 8>();
    check_edges::<P521, p521::Prime, 9, 11>();
    check_edges::<Secp256k1, secp256k1::Prime, 4, 5>();
    check_edges::<Sm2, sm2::Prime, 4, 5>();
}

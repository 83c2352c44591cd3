//! Residues in lanes against big integers and the residues of [`field`](super::super), with edge limbs in every lane.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;
use crate::arithmetic::{
    edge::{DRAWS, Draw, big, limbs as to_words},
    field::{Field as _, curve25519, p256, p384, p521, secp256k1, sm2},
    kernel::lanes::{self, Task},
};

/// Limbs at which carries begin and end.
const EDGES: [u64; 8] = [0, 1, 2, 1 << 44, 1 << 51, (1 << 51) - 1, LIMB - 1, LIMB];

/// The limbs of eight numbers: lane i of limb j at \[j\]\[i\].
type Limbs<const L: usize> = [[u64; 8]; L];

/// Σ limbs·2^(52·j) of a lane.
fn value<const L: usize>(limbs: &Limbs<L>, lane: usize) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |number, limb| (number << 52) + limb[lane])
}

/// Limbs up to `most` and, in the highest, `top`: three in four edges of either.
fn draw_limbs<const L: usize>(draw: &mut Draw, most: u64, top: u64) -> Limbs<L> {
    core::array::from_fn(|j| {
        let most = if j + 1 < L { most } else { top };
        core::array::from_fn(|_| match draw.below(4) {
            0 => draw.word() % (most + 1),
            1 => most - EDGES[draw.below(3)].min(most),
            _ => EDGES[draw.below(EDGES.len())].min(most),
        })
    })
}

fn load<V: Lanes, const L: usize>(token: V::Token, limbs: &Limbs<L>) -> [V; L] {
    limbs.each_ref().map(|words| V::load(token, words))
}

fn store<V: Lanes, const L: usize>(limbs: &[V; L]) -> Limbs<L> {
    limbs.map(V::store)
}

/// The operations of residues, and of sums that formulas use, on factors below R and 8·m, and a sum below its bound.
struct Operations<'a, M, const N: usize, const L: usize> {
    a: Limbs<L>,
    b: Limbs<L>,
    sum: Limbs<L>,
    lanes: u8,
    residues: &'a [Residue<M, N>; 8],
}

/// The limbs of each result, and the residues that left.
struct Results<M, const N: usize, const L: usize> {
    product: Limbs<L>,
    square: Limbs<L>,
    one: Limbs<L>,
    entered: Limbs<L>,
    tight: Limbs<L>,
    left: [Residue<M, N>; 8],
    products_left: [Residue<M, N>; 8],
}

impl<M: InLanes<N, L>, const N: usize, const L: usize> Task for Operations<'_, M, N, L> {
    type Output = Results<M, N, L>;

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Self::Output {
        let [a, b] = [&self.a, &self.b].map(|limbs| Eight::<M, V, N, L>::new(load(token, limbs)));
        let sum = Sum::<M, V, N, L> { limbs: load(token, &self.sum), modulus: PhantomData };
        let mut rotated = self.residues.each_ref();
        rotated.rotate_left(1);
        let entered = Eight::<M, V, N, L>::enter(token, &self.residues.each_ref());
        let product = entered.sum().tighten().mul(&Eight::enter(token, &rotated));
        Results {
            product: store(&a.mul(&b).limbs),
            square: store(&b.square().limbs),
            one: store(&a.one().limbs),
            entered: store(&entered.limbs),
            tight: store(&sum.tighten().limbs),
            left: entered.sum().tighten().leave(),
            products_left: product.sum().negate_where::<4>(self.lanes).tighten().leave(),
        }
    }
}

/// The kept limbs of a residue, edges among them.
fn draw_kept<M: Modulus<N>, const N: usize>(draw: &mut Draw) -> Residue<M, N> {
    loop {
        let mut words = draw.limbs::<N>();
        // A number of P-521 may have a bit more than p.
        words[N - 1] >>= 64 * N - limbs::bit_length(&M::MODULUS) - usize::from(N == 9 && draw.below(2) == 0);
        if M::is_kept(&words) {
            return Residue::kept(words);
        }
    }
}

fn check_operations<M: InLanes<N, L>, const N: usize, const L: usize>() {
    let m = big(&M::MODULUS);
    let (bits, _) = complement(&M::LIMBS);
    let top = bits - 52 * (L - 1);
    let (one, radix) = (BigUint::from(1_u8), BigUint::from(1_u8) << (52 * L));
    let tight = (&one << bits) + (&one << (bits - 12));
    let mut draw = Draw::new(&M::MODULUS);
    for _ in 0..DRAWS / 40 {
        for eight in lanes::Eight::all() {
            let residues: [Residue<M, N>; 8] = core::array::from_fn(|_| draw_kept(&mut draw));
            // Two factors near R would give a product above it.
            let (a, b) = (draw_limbs(&mut draw, LIMB, LIMB), draw_limbs(&mut draw, LIMB, (1 << (top + 3)) - 1));
            let sum = draw_limbs(&mut draw, 1 << 57, 1 << (top + 4));
            let lanes = u8::try_from(draw.below(256)).unwrap();
            let results = eight.run(Operations { a, b, sum, lanes, residues: &residues });
            let factor = value(&results.one, 0) % &m;
            for lane in 0..8 {
                let [a, b, sum] = [&a, &b, &sum].map(|limbs| value(limbs, lane));
                let expect = |limbs: &Limbs<L>, expected: BigUint, bound: &BigUint| {
                    assert!(limbs.iter().all(|limb| limb[lane] <= LIMB));
                    let number = value(limbs, lane);
                    assert!(number < *bound, "{number:x} is not below {bound:x}");
                    assert_eq!(number % &m, expected % &m, "{a:x} {b:x} {sum:x}");
                };
                let product = |limbs, x: &BigUint, y: &BigUint| {
                    // The prime's form of secp256k1 leaves less than Montgomery's bound allows, for factors near R.
                    let bound = (x * y / &radix + &m + 1_u8).max(tight.clone());
                    assert_eq!(value(limbs, lane) * &factor % &m, x * y % &m, "{x:x} {y:x}");
                    expect(limbs, value(limbs, lane), &bound);
                };
                product(&results.product, &a, &b);
                product(&results.square, &b, &b);
                expect(&results.one, factor.clone(), &m);
                expect(&results.entered, big(&residues[lane].limbs) << M::SHIFT, &radix);
                expect(&results.tight, sum.clone(), &tight);
                assert_eq!(results.left[lane], residues[lane], "{lane}");
                let expected = residues[lane].mul(&residues[(lane + 1) % 8]).negate_if(lanes >> lane & 1 == 1);
                assert_eq!(results.products_left[lane], expected, "{lane}");
            }
        }
    }
}

/// a + K·m − b for b up to its bound, for the K and W of the group's formulas.
struct Differences<const L: usize> {
    a: Limbs<L>,
    b: [Limbs<L>; 3],
}

struct DifferencesOf<M, const N: usize, const L: usize>(Differences<L>, PhantomData<M>);

impl<M: InLanes<N, L>, const N: usize, const L: usize> Task for DifferencesOf<M, N, L> {
    type Output = [Limbs<L>; 3];

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> [Limbs<L>; 3] {
        let sum = |limbs| Sum::<M, V, N, L> { limbs: load(token, limbs), modulus: PhantomData };
        let [first, second, third] = &self.0.b;
        let a = sum(&self.0.a);
        [a.minus::<3, 1>(&sum(first)), a.minus::<7, 3>(&sum(second)), a.minus::<14, 8>(&sum(third))]
            .map(|difference| store(&difference.limbs))
    }
}

fn check_differences<M: InLanes<N, L>, const N: usize, const L: usize>() {
    let m = value(&M::LIMBS.map(|limb| [limb; 8]), 0);
    let mut draw = Draw::new(&M::MODULUS);
    for _ in 0..DRAWS / 100 {
        let a = draw_limbs(&mut draw, LIMB, LIMB);
        let parameters = [(3_u64, 1_u64), (7, 3), (14, 8)];
        let b = parameters.map(|(k, w)| {
            // The highest limb that a number of k·m less (w + 1) of its units can have.
            let top = u64::try_from((&m * k) >> (52 * (L - 1))).unwrap() - w - 1;
            draw_limbs::<L>(&mut draw, w * LIMB, top)
        });
        for eight in lanes::Eight::all() {
            let results = eight.run(DifferencesOf::<M, N, L>(Differences { a, b }, PhantomData));
            for (i, (k, _)) in parameters.into_iter().enumerate() {
                for lane in 0..8 {
                    assert_eq!(value(&results[i], lane) + value(&b[i], lane), value(&a, lane) + &m * k);
                }
            }
        }
    }
}

/// Every kept number at an end of its range, in every lane, through lanes and back.
fn check_ends<M: InLanes<N, L>, const N: usize, const L: usize>() {
    let m = big(&M::MODULUS);
    let ends =
        (0..6_u8).flat_map(|i| [BigUint::from(i), &m - 1_u8 - i, &m + i, (BigUint::from(1_u8) << (64 * N)) - 1_u8 - i]);
    let kept: Vec<Residue<M, N>> = ends.map(|number| to_words(&number)).filter(M::is_kept).map(Residue::kept).collect();
    assert!(kept.len() >= 12);
    for first in 0..kept.len() {
        let residues: [Residue<M, N>; 8] = core::array::from_fn(|lane| kept[(first + lane) % kept.len()]);
        for eight in lanes::Eight::all() {
            let limbs = [[0; 8]; L];
            let operations = Operations { a: limbs, b: limbs, sum: [[0; 8]; L], lanes: 0, residues: &residues };
            let results = eight.run(operations);
            assert_eq!(results.left, residues);
            assert_eq!(results.tight, [[0; 8]; L]);
        }
    }
}

/// The functions that make constants, which the compiler evaluates elsewhere.
fn check_constants<M: InLanes<N, L>, const N: usize, const L: usize>() {
    let m = big(&M::MODULUS);
    let one = BigUint::from(1_u8);
    let number = |limbs: &[u64; L]| value(&limbs.map(|limb| [limb; 8]), 0);
    let carried = |limbs: &[u64; L]| {
        assert!(limbs.iter().all(|limb| *limb <= LIMB));
        number(limbs)
    };
    let limbs: [u64; L] = to_limbs(&M::MODULUS);
    assert_eq!((carried(&limbs), limbs), (m.clone(), M::LIMBS));
    for exponent in (0..120).chain([52 * L - 1, 52 * L, 104 * L]) {
        assert_eq!(carried(&power_of_two(exponent, &limbs)), (&one << exponent) % &m, "{exponent}");
    }
    let (bits, complement) = complement(&limbs);
    assert_eq!(u64::try_from(bits).unwrap(), m.bits());
    assert_eq!(carried(&complement), (&one << bits) - &m);
    for (k, w) in [(3, 1), (4, 1), (7, 3), (14, 8)] {
        let multiple = multiple(k, w, &limbs);
        assert_eq!(number(&multiple), &m * k);
        assert!(multiple[..L - 1].iter().all(|limb| (w * LIMB..=(w + 1) << 52).contains(limb)));
    }
}

macro_rules! primes {
    ($($name:ident: $prime:ty, $words:literal, $limbs:literal;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn operations_agree_with_big_integers_within_their_bounds() {
                check_operations::<$prime, $words, $limbs>();
            }

            #[test]
            fn differences_up_to_their_bounds_are_positive() {
                check_differences::<$prime, $words, $limbs>();
            }

            #[test]
            fn ends_of_the_range_go_through_every_lane_unchanged() {
                check_ends::<$prime, $words, $limbs>();
            }

            #[test]
            fn constants_agree_with_big_integers() {
                check_constants::<$prime, $words, $limbs>();
            }
        }
    )*};
}

primes! {
    p256_in_lanes: p256::Prime, 4, 5;
    p384_in_lanes: p384::Prime, 6, 8;
    p521_in_lanes: p521::Prime, 9, 11;
    secp256k1_in_lanes: secp256k1::Prime, 4, 5;
    sm2_in_lanes: sm2::Prime, 4, 5;
    curve25519_in_lanes: curve25519::Prime, 4, 5;
}

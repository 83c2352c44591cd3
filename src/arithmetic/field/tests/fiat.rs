//! Residues against the arithmetic of `fiat-crypto`, which is proved in Coq from the primes up, limb by limb.

use alloc::vec::Vec;

use super::{super::*, edges, partners};
use crate::arithmetic::edge::{DRAWS, Draw, limbs as to_limbs};

/// Proved arithmetic on limbs as ours keeps them. In and out: below the modulus.
trait Oracle<const N: usize> {
    fn mul(a: &[u64; N], b: &[u64; N]) -> [u64; N];
    fn square(a: &[u64; N]) -> [u64; N];
    fn add(a: &[u64; N], b: &[u64; N]) -> [u64; N];
    fn sub(a: &[u64; N], b: &[u64; N]) -> [u64; N];
    fn neg(a: &[u64; N]) -> [u64; N];
}

/// Both representations of a residue, where there are two.
fn representations<M: Modulus<N>, const N: usize>(canonical: &[u64; N]) -> impl Iterator<Item = Residue<M, N>> {
    let (above, carry) = limbs::add(canonical, &M::MODULUS);
    let above = (!carry && M::is_kept(&above)).then_some(above);
    [Some(*canonical), above].into_iter().flatten().map(Residue::kept)
}

fn check_one<M: Modulus<N>, O: Oracle<N>, const N: usize>(a: &[u64; N]) {
    for x in representations::<M, N>(a) {
        assert_eq!(M::canonical(&x.square().limbs), O::square(a), "{a:x?} squared");
        assert_eq!(M::canonical(&x.neg().limbs), O::neg(a), "-{a:x?}");
        assert_eq!(M::canonical(&x.double().limbs), O::add(a, a), "2 * {a:x?}");
    }
}

fn check<M: Modulus<N>, O: Oracle<N>, const N: usize>(a: &[u64; N], b: &[u64; N]) {
    for x in representations::<M, N>(a) {
        for y in representations::<M, N>(b) {
            assert_eq!(M::canonical(&x.mul(&y).limbs), O::mul(a, b), "{a:x?} * {b:x?}");
            assert_eq!(M::canonical(&x.add(&y).limbs), O::add(a, b), "{a:x?} + {b:x?}");
            assert_eq!(M::canonical(&x.sub(&y).limbs), O::sub(a, b), "{a:x?} - {b:x?}");
        }
    }
}

fn check_modulus<M: Modulus<N>, O: Oracle<N>, const N: usize>() {
    let edges: Vec<[u64; N]> = edges(&M::MODULUS)
        .iter()
        .filter(|number| number.bits() <= u64::try_from(64 * N).unwrap())
        .map(to_limbs)
        .filter(|number| limbs::less(number, &M::MODULUS))
        .collect();
    for (i, a) in edges.iter().enumerate() {
        check_one::<M, O, N>(a);
        partners(&edges, i).for_each(|b| check::<M, O, N>(a, b));
    }
    let mut draw = Draw::new(&M::MODULUS);
    let mut below = || loop {
        let mut number = draw.limbs::<N>();
        number[N - 1] &= u64::MAX >> (64 * N - limbs::bit_length(&M::MODULUS));
        if limbs::less(&number, &M::MODULUS) {
            return number;
        }
    };
    for _ in 0..DRAWS {
        let (a, b) = (below(), below());
        check_one::<M, O, N>(&a);
        check::<M, O, N>(&a, &b);
    }
}

/// An oracle in Montgomery's form, which keeps the same limbs as ours.
macro_rules! montgomery {
    ($($name:ident: $modulus:ty, $n:literal, $module:ident, $element:ident, $mul:ident, $square:ident, $add:ident, $sub:ident, $opp:ident;)*) => {$(
        mod $name {
            use fiat_crypto::$module::*;

            use super::*;

            struct Fiat;

            impl Oracle<$n> for Fiat {
                fn mul(a: &[u64; $n], b: &[u64; $n]) -> [u64; $n] {
                    let mut out = $element([0; $n]);
                    $mul(&mut out, &$element(*a), &$element(*b));
                    out.0
                }

                fn square(a: &[u64; $n]) -> [u64; $n] {
                    let mut out = $element([0; $n]);
                    $square(&mut out, &$element(*a));
                    out.0
                }

                fn add(a: &[u64; $n], b: &[u64; $n]) -> [u64; $n] {
                    let mut out = $element([0; $n]);
                    $add(&mut out, &$element(*a), &$element(*b));
                    out.0
                }

                fn sub(a: &[u64; $n], b: &[u64; $n]) -> [u64; $n] {
                    let mut out = $element([0; $n]);
                    $sub(&mut out, &$element(*a), &$element(*b));
                    out.0
                }

                fn neg(a: &[u64; $n]) -> [u64; $n] {
                    let mut out = $element([0; $n]);
                    $opp(&mut out, &$element(*a));
                    out.0
                }
            }

            #[test]
            fn agrees_with_fiat() {
                check_modulus::<$modulus, Fiat, $n>();
            }
        }
    )*};
}

montgomery! {
    p256_field: p256::Prime, 4, p256_64, fiat_p256_montgomery_domain_field_element, fiat_p256_mul, fiat_p256_square,
        fiat_p256_add, fiat_p256_sub, fiat_p256_opp;
    p256_scalars: p256::Order, 4, p256_scalar_64, fiat_p256_scalar_montgomery_domain_field_element, fiat_p256_scalar_mul,
        fiat_p256_scalar_square, fiat_p256_scalar_add, fiat_p256_scalar_sub, fiat_p256_scalar_opp;
    p384_field: p384::Prime, 6, p384_64, fiat_p384_montgomery_domain_field_element, fiat_p384_mul, fiat_p384_square,
        fiat_p384_add, fiat_p384_sub, fiat_p384_opp;
    p384_scalars: p384::Order, 6, p384_scalar_64, fiat_p384_scalar_montgomery_domain_field_element, fiat_p384_scalar_mul,
        fiat_p384_scalar_square, fiat_p384_scalar_add, fiat_p384_scalar_sub, fiat_p384_scalar_opp;
    secp256k1_scalars: secp256k1::Order, 4, secp256k1_montgomery_scalar_64,
        fiat_secp256k1_montgomery_scalar_montgomery_domain_field_element, fiat_secp256k1_montgomery_scalar_mul,
        fiat_secp256k1_montgomery_scalar_square, fiat_secp256k1_montgomery_scalar_add,
        fiat_secp256k1_montgomery_scalar_sub, fiat_secp256k1_montgomery_scalar_opp;
    sm2_field: sm2::Prime, 4, sm2_64, fiat_sm2_montgomery_domain_field_element, fiat_sm2_mul, fiat_sm2_square,
        fiat_sm2_add, fiat_sm2_sub, fiat_sm2_opp;
    sm2_scalars: sm2::Order, 4, sm2_scalar_64, fiat_sm2_scalar_montgomery_domain_field_element, fiat_sm2_scalar_mul,
        fiat_sm2_scalar_square, fiat_sm2_scalar_add, fiat_sm2_scalar_sub, fiat_sm2_scalar_opp;
}

/// secp256k1's field, which we keep without a factor: the oracle's numbers enter Montgomery's form and leave it.
mod secp256k1_field {
    use fiat_crypto::secp256k1_montgomery_64::{
        fiat_secp256k1_montgomery_add, fiat_secp256k1_montgomery_from_montgomery,
        fiat_secp256k1_montgomery_montgomery_domain_field_element as Element, fiat_secp256k1_montgomery_mul,
        fiat_secp256k1_montgomery_non_montgomery_domain_field_element as Plain, fiat_secp256k1_montgomery_opp,
        fiat_secp256k1_montgomery_square, fiat_secp256k1_montgomery_sub, fiat_secp256k1_montgomery_to_montgomery,
    };

    use super::*;

    struct Fiat;

    fn run(numbers: &[&[u64; 4]], operation: impl Fn(&mut Element, &[Element])) -> [u64; 4] {
        let enter = |number: &&[u64; 4]| {
            let mut element = Element([0; 4]);
            fiat_secp256k1_montgomery_to_montgomery(&mut element, &Plain(**number));
            element
        };
        let (mut out, mut plain) = (Element([0; 4]), Plain([0; 4]));
        operation(&mut out, &numbers.iter().map(enter).collect::<Vec<_>>());
        fiat_secp256k1_montgomery_from_montgomery(&mut plain, &out);
        plain.0
    }

    impl Oracle<4> for Fiat {
        fn mul(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
            run(&[a, b], |out, numbers| fiat_secp256k1_montgomery_mul(out, &numbers[0], &numbers[1]))
        }

        fn square(a: &[u64; 4]) -> [u64; 4] {
            run(&[a], |out, numbers| fiat_secp256k1_montgomery_square(out, &numbers[0]))
        }

        fn add(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
            run(&[a, b], |out, numbers| fiat_secp256k1_montgomery_add(out, &numbers[0], &numbers[1]))
        }

        fn sub(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
            run(&[a, b], |out, numbers| fiat_secp256k1_montgomery_sub(out, &numbers[0], &numbers[1]))
        }

        fn neg(a: &[u64; 4]) -> [u64; 4] {
            run(&[a], |out, numbers| fiat_secp256k1_montgomery_opp(out, &numbers[0]))
        }
    }

    #[test]
    fn agrees_with_fiat() {
        check_modulus::<secp256k1::Prime, Fiat, 4>();
    }
}

/// P-521's field: the oracle has nine limbs of 58 bits, which bytes lead to and from.
mod p521_field {
    use fiat_crypto::p521_64::{
        fiat_p521_add, fiat_p521_carry, fiat_p521_carry_mul, fiat_p521_carry_square, fiat_p521_from_bytes,
        fiat_p521_loose_field_element as Loose, fiat_p521_opp, fiat_p521_relax, fiat_p521_sub,
        fiat_p521_tight_field_element as Tight, fiat_p521_to_bytes,
    };

    use super::*;

    struct Fiat;

    fn enter(number: &[u64; 9]) -> Tight {
        let mut bytes = [0; 66];
        bytes.iter_mut().zip(number.iter().flat_map(|limb| limb.to_le_bytes())).for_each(|(to, from)| *to = from);
        let mut out = Tight([0; 9]);
        fiat_p521_from_bytes(&mut out, &bytes);
        out
    }

    fn leave(tight: &Tight) -> [u64; 9] {
        let mut bytes = [0; 72];
        let mut short = [0; 66];
        fiat_p521_to_bytes(&mut short, tight);
        bytes[..66].copy_from_slice(&short);
        core::array::from_fn(|i| u64::from_le_bytes(bytes[8 * i..8 * i + 8].try_into().unwrap()))
    }

    fn relaxed(number: &[u64; 9]) -> Loose {
        let mut loose = Loose([0; 9]);
        fiat_p521_relax(&mut loose, &enter(number));
        loose
    }

    fn of_tight(operation: impl Fn(&mut Tight)) -> [u64; 9] {
        let mut out = Tight([0; 9]);
        operation(&mut out);
        leave(&out)
    }

    fn of_loose(operation: impl Fn(&mut Loose)) -> [u64; 9] {
        let mut loose = Loose([0; 9]);
        operation(&mut loose);
        of_tight(|out| fiat_p521_carry(out, &loose))
    }

    impl Oracle<9> for Fiat {
        fn mul(a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
            of_tight(|out| fiat_p521_carry_mul(out, &relaxed(a), &relaxed(b)))
        }

        fn square(a: &[u64; 9]) -> [u64; 9] {
            of_tight(|out| fiat_p521_carry_square(out, &relaxed(a)))
        }

        fn add(a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
            of_loose(|out| fiat_p521_add(out, &enter(a), &enter(b)))
        }

        fn sub(a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
            of_loose(|out| fiat_p521_sub(out, &enter(a), &enter(b)))
        }

        fn neg(a: &[u64; 9]) -> [u64; 9] {
            of_loose(|out| fiat_p521_opp(out, &enter(a)))
        }
    }

    #[test]
    fn agrees_with_fiat() {
        check_modulus::<p521::Prime, Fiat, 9>();
    }
}

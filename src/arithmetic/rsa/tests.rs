//! Powers against `num-bigint`.

use alloc::{vec, vec::Vec};

use num_bigint::BigUint;

use super::{
    montgomery::tests::{bases, drawn_modulus, edge_moduli},
    *,
};
use crate::arithmetic::edge::{Draw, big};

/// Moduli drawn for each size, and exponents: big integers take long in a debug build.
const DRAWS: usize = if cfg!(debug_assertions) { 1 } else { 300 };
const EXPONENTS: &[u64] =
    if cfg!(debug_assertions) { &[65537, 7] } else { &[65537, 3, 5, 7, 17, (1 << 32) + 1, (1 << 33) - 1] };

fn bytes(number: &BigUint, length: usize) -> Vec<u8> {
    let digits = number.to_bytes_be();
    [vec![0; length - digits.len()], digits].concat()
}

fn check_powers<const N: usize>() {
    let mut draw = Draw::new(&[]);
    let mut moduli = edge_moduli::<N>();
    moduli.truncate(if cfg!(debug_assertions) { 3 } else { moduli.len() });
    moduli.extend((0..DRAWS).map(|_| drawn_modulus(&mut draw)));
    for n in moduli {
        for &e in EXPONENTS {
            for s in bases(&n, &mut draw, 1) {
                let expected = big(&s).modpow(&BigUint::from(e), &big(&n));
                for multiplier in Multiplier::all() {
                    let key = PublicOperation::new(&bytes(&big(&n), 8 * N), e, multiplier).unwrap();
                    let found = key.apply(&bytes(&big(&s), 8 * N)).unwrap();
                    assert_eq!(found.as_ref(), bytes(&expected, 8 * N), "{multiplier:?} {n:x?} {e}");
                }
            }
        }
    }
}

#[test]
fn powers_of_2048_bits_agree_with_big_integers() {
    check_powers::<32>();
}

#[test]
fn powers_of_3072_bits_agree_with_big_integers() {
    check_powers::<48>();
}

#[test]
fn powers_of_4096_bits_agree_with_big_integers() {
    check_powers::<64>();
}

#[test]
fn signature_of_another_length_or_not_below_the_modulus_does_not_decode() {
    for n in edge_moduli::<32>() {
        let n = big(&n);
        let below = bytes(&(&n - 1_u8), 256);
        for multiplier in Multiplier::all() {
            let key = PublicOperation::new(&bytes(&n, 256), 65537, multiplier).unwrap();
            assert!(key.apply(&below).is_some());
            assert!(key.apply(&bytes(&n, 256)).is_none());
            assert!(key.apply(&[0xff; 256]).is_none());
            assert!(key.apply(&below[1..]).is_none());
            assert!(key.apply(&[&[0], &below[..]].concat()).is_none());
            assert!(key.apply(&[]).is_none());
        }
    }
}

#[test]
fn key_of_another_size_or_with_even_parts_does_not_decode() {
    let mut n = vec![0xff; 256];
    assert!(PublicOperation::new(&n, 65537, Multiplier::detect()).is_some());
    for e in [0, 1, 2, 65536, 1 << 33, (1 << 33) + 1, u64::MAX] {
        assert!(PublicOperation::new(&n, e, Multiplier::detect()).is_none(), "{e}");
    }
    n[255] = 0xfe;
    assert!(PublicOperation::new(&n, 65537, Multiplier::detect()).is_none());
    n[255] = 0xff;
    n[0] = 0x7f;
    assert!(PublicOperation::new(&n, 65537, Multiplier::detect()).is_none());
    for length in [0, 1, 128, 255, 257, 320, 383, 385, 511, 513, 1024] {
        assert!(PublicOperation::new(&vec![0xff; length], 65537, Multiplier::detect()).is_none(), "{length}");
    }
}

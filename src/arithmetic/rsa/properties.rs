//! Powers by each multiplier against `crypto-bigint`, for moduli and bases of any limbs and of limbs at the edges.

use alloc::vec::Vec;

use crypto_bigint::{
    BoxedUint, NonZero, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};
use proptest::{array, prelude::*};

use super::*;

fn number<const N: usize>() -> impl Strategy<Value = [u64; N]> {
    let limb = prop_oneof![any::<u64>(), Just(0), Just(u64::MAX), Just(1 << 63)];
    prop_oneof![array::uniform(limb), array::uniform(any::<u64>()), Just([0; N]), Just([u64::MAX; N])]
}

/// Odd and of full length.
fn modulus<const N: usize>() -> impl Strategy<Value = [u64; N]> {
    number().prop_map(|mut n| {
        n[0] |= 1;
        n[N - 1] |= 1 << 63;
        n
    })
}

/// The exponents that are in use, and any other odd one that a key may have.
fn exponent() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(65537), 1 => Just(3), 2 => (1..1_u64 << 32).prop_map(|half| 2 * half + 1)]
}

fn be_bytes<const N: usize>(limbs: &[u64; N]) -> Vec<u8> {
    limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect()
}

/// Below n: the base itself reduced, and by `edge` 0, 1 or n − 1 instead.
fn base(drawn: BoxedUint, edge: u8, n: &NonZero<BoxedUint>) -> BoxedUint {
    match edge {
        0 => BoxedUint::zero_with_precision(n.bits_precision()),
        1 => BoxedUint::one_with_precision(n.bits_precision()),
        2 => n.wrapping_sub(BoxedUint::one()),
        _ => drawn.rem_vartime(n),
    }
}

fn check<const N: usize>(n: &[u64; N], drawn: &[u64; N], edge: u8, e: u64) -> Result<(), TestCaseError> {
    let bits = 64 * u32::try_from(N).unwrap();
    let theirs = |limbs| BoxedUint::from_be_slice(&be_bytes(limbs), bits).unwrap();
    let modulus = Odd::new(theirs(n)).unwrap();
    let s = base(theirs(drawn), edge, modulus.as_nz_ref());
    let power = BoxedMontyForm::new(s.clone(), &BoxedMontyParams::new_vartime(modulus)).pow(&BoxedUint::from(e));
    for multiplier in Multiplier::all() {
        let found = PublicOperation::new(&be_bytes(n), e, multiplier).unwrap().apply(&s.to_be_bytes()).unwrap();
        prop_assert_eq!(found.as_ref(), &*power.retrieve().to_be_bytes(), "{:?}", multiplier);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 50 } else { 2_000 }))]

    #[test]
    fn powers_of_2048_bits_agree_with_crypto_bigint(n in modulus::<32>(), s in number(), edge in 0..8_u8, e in exponent()) {
        check(&n, &s, edge, e)?;
    }

    #[test]
    fn powers_of_3072_bits_agree_with_crypto_bigint(n in modulus::<48>(), s in number(), edge in 0..8_u8, e in exponent()) {
        check(&n, &s, edge, e)?;
    }

    #[test]
    fn powers_of_4096_bits_agree_with_crypto_bigint(n in modulus::<64>(), s in number(), edge in 0..8_u8, e in exponent()) {
        check(&n, &s, edge, e)?;
    }
}

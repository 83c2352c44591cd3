//! Keys whose modulus is at an edge of the radix.

use kms_offline::KeySpec;
use openssl::{
    bn::{BigNum, BigNumContext, BigNumRef},
    pkey::Private,
    rsa::Rsa,
};
use rand::SeedableRng as _;

use super::{MEMORY, private_key};
use crate::case::{Random, bytes};

/// Bits of the limbs that are at an edge: five limbs of 64 bits, more than six of 52.
const WIDTH: i32 = 320;

/// Keys whose modulus begins with ones, with a one and zeros, or ends with zeros and a one, or with ones.
pub(super) fn keys(spec: KeySpec) -> Vec<Rsa<Private>> {
    let bits: i32 = match spec {
        KeySpec::Rsa2048 => 2048,
        KeySpec::Rsa3072 => 3072,
        _ => 4096,
    };
    let mut random = Random::seed_from_u64(u64::from(bits.unsigned_abs()));
    let search = [near_the_top, near_the_bottom, ending_in_one, ending_in_ones];
    search.into_iter().filter_map(|search| (0..100).find_map(|_| search(&mut random, bits))).collect()
}

/// n just below 2^bits.
fn near_the_top(random: &mut Random, bits: i32) -> Option<Rsa<Private>> {
    let p = prime(random, bits / 2);
    let q = prime_from(&(&power(bits) / &*p), false);
    key(p, q, bits)
}

/// n just above 2^(bits − 1).
fn near_the_bottom(random: &mut Random, bits: i32) -> Option<Rsa<Private>> {
    let p = prime(random, bits / 2);
    let q = prime_from(&(&(&power(bits - 1) / &*p) + &small(1)), true);
    key(p, q, bits)
}

/// n ≡ 1 modulo 2^WIDTH.
fn ending_in_one(random: &mut Random, bits: i32) -> Option<Rsa<Private>> {
    ending(random, bits, false)
}

/// n ≡ −1 modulo 2^WIDTH.
fn ending_in_ones(random: &mut Random, bits: i32) -> Option<Rsa<Private>> {
    ending(random, bits, true)
}

fn ending(random: &mut Random, bits: i32, ones: bool) -> Option<Rsa<Private>> {
    let (p, modulus) = (prime(random, bits / 2), power(WIDTH));
    let (mut inverse, mut context) = (BigNum::new().ok()?, BigNumContext::new().ok()?);
    inverse.mod_inverse(&p, &modulus, &mut context).ok()?;
    if ones {
        inverse = &modulus - &inverse;
    }
    let mut q = with_length(random, bits / 2);
    q = &(&q - &(&q % &modulus)) + &inverse;
    while !is_prime(&q) {
        q = &q + &modulus;
    }
    key(p, q, bits)
}

fn key(p: BigNum, q: BigNum, bits: i32) -> Option<Rsa<Private>> {
    if (&p * &q).num_bits() != bits {
        return None;
    }
    private_key(p, q, 65_537).ok()
}

/// A random number with this many bits, the two highest of them set, odd.
fn with_length(random: &mut Random, bits: i32) -> BigNum {
    let mut number = BigNum::from_slice(&bytes(random, usize::try_from(bits / 8).expect("positive"))).expect(MEMORY);
    for bit in [0, bits - 1, bits - 2] {
        number.set_bit(bit).expect(MEMORY);
    }
    number
}

fn prime(random: &mut Random, bits: i32) -> BigNum {
    prime_from(&with_length(random, bits), true)
}

/// The next prime above a number, or below it.
fn prime_from(start: &BigNumRef, above: bool) -> BigNum {
    let (mut number, two) = (start.to_owned().expect(MEMORY), small(2));
    number.set_bit(0).expect(MEMORY);
    if !above {
        number = &number - &two;
    }
    while !is_prime(&number) {
        number = if above { &number + &two } else { &number - &two };
    }
    number
}

fn is_prime(number: &BigNumRef) -> bool {
    let mut context = BigNumContext::new().expect(MEMORY);
    number.is_prime_fasttest(20, &mut context, true).expect(MEMORY)
}

fn power(bits: i32) -> BigNum {
    let mut power = small(0);
    power.set_bit(bits).expect(MEMORY);
    power
}

fn small(value: u32) -> BigNum {
    BigNum::from_u32(value).expect(MEMORY)
}

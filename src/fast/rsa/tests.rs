//! Keys, powers and both encodings, against `num-bigint` and the `rsa` crate.

use alloc::{vec, vec::Vec};

use num_bigint::BigUint;
use rsa::{pkcs1v15, pss};
use sha2::{Digest, Sha256, Sha384, Sha512};
use signature::hazmat::PrehashVerifier as _;

use super::{
    emsa_pkcs1_v1_5::is_encoding,
    emsa_pss::is_consistent,
    montgomery::tests::{bases, drawn_modulus, edge_moduli},
    *,
};
use crate::fast::edge::{Draw, big};

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
                    let key = Key::with_multiplier(&bytes(&big(&n), 8 * N), e, multiplier).unwrap();
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
fn signature_of_another_length_or_not_below_the_modulus_is_none() {
    for n in edge_moduli::<32>() {
        let n = big(&n);
        let below = bytes(&(&n - 1_u8), 256);
        for multiplier in Multiplier::all() {
            let key = Key::with_multiplier(&bytes(&n, 256), 65537, multiplier).unwrap();
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
fn key_of_another_size_or_with_even_parts_is_none() {
    let mut n = vec![0xff; 256];
    assert!(Key::new(&n, 65537).is_some());
    for e in [0, 1, 2, 65536, 1 << 33, (1 << 33) + 1, u64::MAX] {
        assert!(Key::new(&n, e).is_none(), "{e}");
    }
    n[255] = 0xfe;
    assert!(Key::new(&n, 65537).is_none());
    n[255] = 0xff;
    n[0] = 0x7f;
    assert!(Key::new(&n, 65537).is_none());
    for length in [0, 1, 128, 255, 257, 320, 383, 385, 511, 513, 1024] {
        assert!(Key::new(&vec![0xff; length], 65537).is_none(), "{length}");
    }
}

/// A key pair: primes p = 3·2^(b − 2) + i and q = 3·2^(b − 2) + 2^(b/2) + j.
struct Pair {
    n: BigUint,
    d: BigUint,
    length: usize,
    key: Key,
}

impl Pair {
    fn all() -> [Self; 3] {
        [(1024, 1037_u32, 3205_u32), (1536, 3797, 349), (2048, 899, 5659)].map(|(bits, i, j)| {
            let base = BigUint::from(3_u8) << (bits - 2);
            let (p, q) = (&base + i, &base + (BigUint::from(1_u8) << (bits / 2)) + j);
            let d = BigUint::from(65537_u32).modinv(&((&p - 1_u8) * (&q - 1_u8))).unwrap();
            let (n, length) = (p * q, bits / 4);
            let key = Key::new(&bytes(&n, length), 65537).unwrap();
            Self { n, d, length, key }
        })
    }

    /// EM^d, unless EM is not below n, or it is a debug build and `always` is not said.
    fn sign(&self, em: &[u8], always: bool) -> Option<Vec<u8>> {
        let em = BigUint::from_bytes_be(em);
        if em >= self.n || cfg!(debug_assertions) && !(always && self.length == 256) {
            return None;
        }
        Some(bytes(&em.modpow(&self.d, &self.n), self.length))
    }

    fn reference(&self) -> rsa::PublicKey {
        let n = rsa::BoxedUint::from_be_slice(&bytes(&self.n, self.length), 8 * self.length as u32).unwrap();
        rsa::PublicKey::new(n, rsa::BoxedUint::from(65537_u64)).unwrap()
    }
}

/// MGF1 (RFC 8017, B.2.1).
pub(super) fn naive_mgf1<D: Digest>(seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0..=length as u32).map(|counter| D::digest([seed, &counter.to_be_bytes()].concat()).to_vec());
    blocks.take(length).flatten().take(length).collect()
}

/// EMSA-PSS-ENCODE (RFC 8017, 9.1.1) for emBits = 8·`length` − 1, with DB = PS ‖ `separator` ‖ salt and the trailer given.
fn naive_pss<D: Digest>(length: usize, digest: &[u8], salt: &[u8], separator: u8, trailer: u8) -> Vec<u8> {
    let h = D::digest([&[0; 8], digest, salt].concat()).to_vec();
    let zeros = vec![0; length - salt.len() - h.len() - 2];
    let db = [zeros, vec![separator], salt.to_vec()].concat();
    let mask = naive_mgf1::<D>(&h, db.len());
    let mut masked: Vec<u8> = db.iter().zip(&mask).map(|(db, mask)| db ^ mask).collect();
    masked[0] &= 0x7f;
    [masked, h, vec![trailer]].concat()
}

/// EM as it is and spoiled in each way that a verifier may overlook, and signatures of them, answered as by the `rsa` crate.
///
/// Signing by big integers takes seconds in a debug build, which therefore signs once.
macro_rules! encodings {
    ($pkcs1_v1_5:ident, $pss:ident, $hash:ident, $length:literal, $oid_tail:literal) => {
        #[test]
        fn $pkcs1_v1_5() {
            let digest = $hash::digest(b"message").to_vec();
            let oid = [0x60, 0x86, 0x48, 1, 101, 3, 4, 2, $oid_tail];
            let head = |total, inner, null: &[u8]| [&[0x30, total, 0x30, inner, 6, 9][..], &oid, null].concat();
            let info = [head($length + 17, 13, &[5, 0]), vec![4, $length], digest.clone()].concat();
            let bare = [head($length + 15, 11, &[]), vec![4, $length], digest.clone()].concat();
            for pair in Pair::all() {
                let em = |first, kind, fill, zero, info: &[u8], behind: &[u8]| {
                    let fill = vec![fill; pair.length - info.len() - behind.len() - 3];
                    [&[first, kind], &fill[..], &[zero], info, behind].concat()
                };
                let reference = pkcs1v15::VerifyingKey::<$hash>::new(pair.reference());
                let check = |em: &[u8], valid: bool, case: &str| {
                    assert_eq!(is_encoding(em, &digest, Hash::$hash), valid, "{case}");
                    if let Some(signature) = pair.sign(em, valid) {
                        assert_eq!(pair.key.verify_pkcs1_v1_5(&digest, Hash::$hash, &signature), valid, "{case}");
                        let signature = pkcs1v15::Signature::try_from(&signature[..]).unwrap();
                        assert_eq!(reference.verify_prehash(&digest, &signature).is_ok(), valid, "{case}");
                    }
                };
                let right = em(0, 1, 0xff, 0, &info, &[]);
                check(&right, true, "as it should be");
                check(&em(0, 2, 0xff, 0, &info, &[]), false, "block type 2");
                check(&em(1, 1, 0xff, 0, &info, &[]), false, "first byte not 0");
                check(&em(0, 1, 0xfe, 0, &info, &[]), false, "padding not ff");
                check(&em(0, 1, 0xff, 1, &info, &[]), false, "no 0 before DigestInfo");
                check(&em(0, 1, 0xff, 0, &bare, &[]), false, "DigestInfo without NULL");
                check(&em(0, 1, 0xff, 0, &digest, &[]), false, "the digest alone");
                check(&em(0, 1, 0xff, 0, &info, &[0]), false, "a byte behind DigestInfo");
                for bit in 0..8 * pair.length {
                    let mut spoiled = right.clone();
                    spoiled[bit / 8] ^= 1 << (bit % 8);
                    assert!(!is_encoding(&spoiled, &digest, Hash::$hash), "bit {bit} changed");
                }
                for other in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
                    if other != Hash::$hash {
                        let Some(signature) = pair.sign(&right, true) else { continue };
                        assert!(!pair.key.verify_pkcs1_v1_5(&digest, other, &signature));
                        assert!(!pair.key.verify_pkcs1_v1_5(&[0; 64][..other.length()], other, &signature));
                    }
                }
            }
        }

        #[test]
        fn $pss() {
            let digest = $hash::digest(b"message").to_vec();
            for pair in Pair::all() {
                let reference = pss::VerifyingKey::<$hash>::new(pair.reference());
                let check = |em: &[u8], valid: bool, case: &str| {
                    assert_eq!(is_consistent(em, &digest, Hash::$hash), valid, "{case}");
                    if let Some(signature) = pair.sign(em, valid) {
                        assert_eq!(pair.key.verify_pss(&digest, Hash::$hash, &signature), valid, "{case}");
                        let signature = pss::Signature::try_from(&signature[..]).unwrap();
                        assert_eq!(reference.verify_prehash(&digest, &signature).is_ok(), valid, "{case}");
                    }
                };
                let salt = [7; $length];
                let em = naive_pss::<$hash>(pair.length, &digest, &salt, 1, 0xbc);
                check(&em, true, "as it should be");
                check(&naive_pss::<$hash>(pair.length, &digest, &salt, 2, 0xbc), false, "separator not 1");
                check(&naive_pss::<$hash>(pair.length, &digest, &salt, 1, 0xcc), false, "trailer not bc");
                for length in [0, 1, 20, $length - 1, $length + 1, 94] {
                    let em = naive_pss::<$hash>(pair.length, &digest, &vec![7; length], 1, 0xbc);
                    check(&em, false, "salt of another length");
                }
                let mut spoiled = em.clone();
                spoiled[0] ^= 0x80;
                check(&spoiled, false, "top bit set");
                for bit in (0..8 * pair.length).step_by(if cfg!(debug_assertions) { 61 } else { 1 }) {
                    let mut spoiled = em.clone();
                    spoiled[bit / 8] ^= 1 << (bit % 8);
                    assert!(!is_consistent(&spoiled, &digest, Hash::$hash), "bit {bit} changed");
                }
                for other in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
                    if other != Hash::$hash {
                        let Some(signature) = pair.sign(&em, true) else { continue };
                        assert!(!pair.key.verify_pss(&digest, other, &signature));
                        assert!(!pair.key.verify_pss(&[0; 64][..other.length()], other, &signature));
                    }
                }
            }
        }
    };
}

encodings!(pkcs1_v1_5_with_sha256_is_strict, pss_with_sha256_is_strict, Sha256, 32, 1);
encodings!(pkcs1_v1_5_with_sha384_is_strict, pss_with_sha384_is_strict, Sha384, 48, 2);
encodings!(pkcs1_v1_5_with_sha512_is_strict, pss_with_sha512_is_strict, Sha512, 64, 3);

#[cfg(feature = "std")]
#[test]
fn a_stack_of_256_kib_is_enough() {
    let on_small_stack = || {
        for multiplier in Multiplier::all() {
            let key = Key::with_multiplier(&[0xff; 512], 65537, multiplier).unwrap();
            assert!(!key.verify_pss(&[0; 32], Hash::Sha256, &[0x55; 512]));
        }
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(on_small_stack).unwrap().join().unwrap();
}

//! Both encodings, against the `rsa` crate.
#![allow(clippy::as_conversions, reason = "lengths and counters of at most 512")]

use alloc::{vec, vec::Vec};

use ::sha2::{Digest, Sha256, Sha384, Sha512};
use num_bigint::BigUint;
use rsa::{pkcs1v15, pss};
use signature::hazmat::PrehashVerifier as _;

use super::{emsa_pkcs1_v1_5::is_encoding, emsa_pss::is_consistent, *};
use crate::kms::Sha2;

fn bytes(number: &BigUint, length: usize) -> Vec<u8> {
    let digits = number.to_bytes_be();
    [vec![0; length - digits.len()], digits].concat()
}

/// A key pair: primes p = 3·2^(b − 2) + i and q = 3·2^(b − 2) + 2^(b/2) + j.
struct Pair {
    n: BigUint,
    d: BigUint,
    length: usize,
    key: Rsa,
}

impl Pair {
    fn all() -> [Self; 3] {
        [(1024, 1037_u32, 3205_u32), (1536, 3797, 349), (2048, 899, 5659)].map(|(bits, i, j)| {
            let base = BigUint::from(3_u8) << (bits - 2);
            let (p, q) = (&base + i, &base + (BigUint::from(1_u8) << (bits / 2)) + j);
            let d = BigUint::from(65537_u32).modinv(&((&p - 1_u8) * (&q - 1_u8))).unwrap();
            let (n, length) = (p * q, bits / 4);
            let key = Rsa::new(&bytes(&n, length).into(), 65537);
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
pub(crate) fn naive_mgf1<D: Digest>(seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0..=length as u32).map(|counter| D::digest([seed, &counter.to_be_bytes()].concat()).to_vec());
    blocks.take(length).flatten().take(length).collect()
}

/// EMSA-PSS-ENCODE (RFC 8017, 9.1.1) for emBits = 8·`length` − 1, with DB = PS ‖ `separator` ‖ salt and the trailer
/// given.
fn naive_pss<D: Digest>(length: usize, digest: &[u8], salt: &[u8], separator: u8, trailer: u8) -> Vec<u8> {
    let h = D::digest([&[0; 8], digest, salt].concat()).to_vec();
    let zeros = vec![0; length - salt.len() - h.len() - 2];
    let db = [zeros, vec![separator], salt.to_vec()].concat();
    let mask = naive_mgf1::<D>(&h, db.len());
    let mut masked: Vec<u8> = db.iter().zip(&mask).map(|(db, mask)| db ^ mask).collect();
    masked[0] &= 0x7f;
    [masked, h, vec![trailer]].concat()
}

/// EM as it is and spoiled in each way that a verifier may overlook, and signatures of them, answered as by the `rsa`
/// crate.
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
                    assert_eq!(is_encoding(em, &digest, Sha2::$hash), valid, "{case}");
                    if let Some(signature) = pair.sign(em, valid) {
                        assert_eq!(
                            pair.key.verify(Rsassa::Pkcs1V15(Sha2::$hash), &digest, &signature) == Outcome::Holds,
                            valid,
                            "{case}"
                        );
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
                    assert!(!is_encoding(&spoiled, &digest, Sha2::$hash), "bit {bit} changed");
                }
                for other in [Sha2::Sha256, Sha2::Sha384, Sha2::Sha512] {
                    if other != Sha2::$hash {
                        let Some(signature) = pair.sign(&right, true) else { continue };
                        assert!(pair.key.verify(Rsassa::Pkcs1V15(other), &digest, &signature) != Outcome::Holds);
                        assert!(
                            pair.key.verify(Rsassa::Pkcs1V15(other), &[0; 64][..other.length()], &signature)
                                != Outcome::Holds
                        );
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
                    assert_eq!(is_consistent(em, &digest, Sha2::$hash), valid, "{case}");
                    if let Some(signature) = pair.sign(em, valid) {
                        assert_eq!(
                            pair.key.verify(Rsassa::Pss(Sha2::$hash), &digest, &signature) == Outcome::Holds,
                            valid,
                            "{case}"
                        );
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
                    assert!(!is_consistent(&spoiled, &digest, Sha2::$hash), "bit {bit} changed");
                }
                // Of the padding, which must not add up to 0.
                let padding = pair.length - 2 * $length - 2;
                for (first, second) in [(1, 2), (0, padding - 1)] {
                    let mut spoiled = em.clone();
                    spoiled[first] ^= 0x55;
                    spoiled[second] ^= 0x55;
                    check(&spoiled, false, "the same change of two bytes");
                }
                for other in [Sha2::Sha256, Sha2::Sha384, Sha2::Sha512] {
                    if other != Sha2::$hash {
                        let Some(signature) = pair.sign(&em, true) else { continue };
                        assert!(pair.key.verify(Rsassa::Pss(other), &digest, &signature) != Outcome::Holds);
                        assert!(
                            pair.key.verify(Rsassa::Pss(other), &[0; 64][..other.length()], &signature)
                                != Outcome::Holds
                        );
                    }
                }
            }
        }
    };
}

/// The number may be right: the length has to be, too (RFC 8017, 8.1.2 and 8.2.2, step 1).
#[test]
fn signatures_and_digests_of_other_lengths_are_malformed() {
    let [pair, ..] = Pair::all();
    let digest = Sha256::digest(b"message").to_vec();
    let em = naive_pss::<Sha256>(pair.length, &digest, &[7; 32], 1, 0xbc);
    let signature = pair.sign(&em, true).unwrap();
    let verify = |digest: &[u8], signature: &[u8]| pair.key.verify(Rsassa::Pss(Sha2::Sha256), digest, signature);
    assert_eq!(verify(&digest, &signature), Outcome::Holds);
    assert_eq!(verify(&digest, &[&[0], &signature[..]].concat()), Outcome::Malformed);
    assert_eq!(verify(&digest, &signature[1..]), Outcome::Malformed);
    assert_eq!(verify(&digest[1..], &signature), Outcome::Malformed);
    assert_eq!(verify(&[&digest[..], &[0]].concat(), &signature), Outcome::Malformed);
}

encodings!(pkcs1_v1_5_with_sha256_is_strict, pss_with_sha256_is_strict, Sha256, 32, 1);
encodings!(pkcs1_v1_5_with_sha384_is_strict, pss_with_sha384_is_strict, Sha384, 48, 2);
encodings!(pkcs1_v1_5_with_sha512_is_strict, pss_with_sha512_is_strict, Sha512, 64, 3);

/// Genuine signatures with both paddings, damaged ones, and such that are not below n or have another length.
fn mixture(pair: &Pair, digest: &[u8]) -> Vec<Vec<u8>> {
    let pss = naive_pss::<Sha256>(pair.length, digest, &[7; 32], 1, 0xbc);
    let info = [&[0x30, 49, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 101, 3, 4, 2, 1, 5, 0, 4, 32], digest].concat();
    let pkcs1 = [&[0, 1], &vec![0xff; pair.length - info.len() - 3][..], &[0], &info].concat();
    let [pss, pkcs1] = [pss, pkcs1].map(|em| bytes(&BigUint::from_bytes_be(&em).modpow(&pair.d, &pair.n), pair.length));
    let mut damaged = pss.clone();
    damaged[pair.length - 1] ^= 1;
    let modulus = bytes(&pair.n, pair.length);
    vec![
        pss.clone(),
        pkcs1.clone(),
        damaged,
        pss[1..].to_vec(),
        [&[0], &pss[..]].concat(),
        modulus,
        vec![],
        vec![0; pair.length],
    ]
}

/// The verdicts of lanes, which must be those of one after the other.
fn verdicts(key: &Rsa, algorithm: SigningAlgorithm, items: &[Item<'_>]) -> Vec<bool> {
    let holds = |item: &Item<'_>| key.holds(algorithm, &item.hashed, item.signature) == Outcome::Holds;
    let expected: Vec<bool> = items.iter().map(holds).collect();
    for eight in Eight::all() {
        for key in [key, &key.prepared().unwrap()] {
            // Verdicts of an earlier call do not show through.
            for before in [false, true] {
                let mut found = vec![before; items.len()];
                key.hold_many_in(Some(eight), algorithm, items, &mut found);
                assert_eq!(found, expected, "{eight:?} of {}", items.len());
            }
        }
    }
    expected
}

#[test]
fn many_at_once_get_the_verdicts_of_each_alone() {
    let digest = Sha256::digest(b"message").to_vec();
    let (pss, pkcs1) = (SigningAlgorithm::RsassaPssSha256, SigningAlgorithm::RsassaPkcs1V15Sha256);
    for pair in &Pair::all()[..if cfg!(debug_assertions) { 1 } else { 3 }] {
        let signatures = mixture(pair, &digest);
        let item = |i: usize| Item { hashed: Hashed::made_up(&digest), signature: &signatures[i % signatures.len()] };
        for (algorithm, genuine) in [(pss, 0), (pkcs1, 1)] {
            for length in [0, 1, 6, 7, 8, 9, 15, 17] {
                let found = verdicts(&pair.key, algorithm, &(0..length).map(item).collect::<Vec<_>>());
                assert!(found.iter().enumerate().all(|(i, holds)| *holds == (i % signatures.len() == genuine)));
            }
            // One in each lane, among those that hold and among those that do not.
            for lane in 0..8 {
                for (most, odd) in [(genuine, 2), (2, genuine), (genuine, 5)] {
                    let items: Vec<_> = (0..8).map(|i| item(if i == lane { odd } else { most })).collect();
                    let found = verdicts(&pair.key, algorithm, &items);
                    assert!(found.iter().enumerate().all(|(i, holds)| *holds == ((i == lane) == (odd == genuine))));
                }
            }
        }
        // With another algorithm's name nothing holds.
        let items: Vec<_> = (0..8).map(item).collect();
        assert_eq!(verdicts(&pair.key, SigningAlgorithm::EcdsaSha256, &items), [false; 8]);
    }
}

#[cfg(feature = "std")]
#[test]
fn a_stack_of_256_kib_is_enough() {
    let on_small_stack = || {
        for multiplier in Multiplier::all() {
            let key = Rsa::with_multiplier(&[0xff; 512].into(), 65537, multiplier);
            assert_eq!(key.verify(Rsassa::Pss(Sha2::Sha256), &[0; 32], &[0x55; 512]), Outcome::Fails);
            let item = Item { hashed: Hashed::made_up(&[0; 32]), signature: &[0x55; 512] };
            for eight in Eight::all() {
                let mut verdicts = [true; 8];
                key.hold_many_in(Some(eight), SigningAlgorithm::RsassaPssSha256, &[item; 8], &mut verdicts);
                assert_eq!(verdicts, [false; 8]);
            }
        }
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(on_small_stack).unwrap().join().unwrap();
}

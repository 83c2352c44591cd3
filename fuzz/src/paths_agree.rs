//! The reference and our own arithmetic in each state of a key give the same verdict, on signatures that verify, and on
//! damaged and made-up ones.

mod ecdsa;
mod ed25519;
mod ml_dsa;
mod rsa;
mod sm2dsa;

use std::{cell::RefCell, collections::HashMap};

use elliptic_curve::PrimeField;
use kms_offline::{Arithmetic, Error, Fingerprint, Message, Precomputation, SigningAlgorithm, VerifyingKey};
use kms_offline_vectors::CorpusKey;

pub use self::{
    ecdsa::paths_agree_ecdsa, ed25519::paths_agree_ed25519, ml_dsa::paths_agree_ml_dsa, rsa::paths_agree_rsa,
    sm2dsa::paths_agree_sm2dsa,
};

/// The first byte names a genuine signature, the rest is laid over it: at an offset, added byte by byte.
fn on_corpus_keys(all: &[(&str, &str)], data: &[u8]) {
    let [which, high, low, over @ ..] = data else { return };
    let (name, algorithm) = all[usize::from(*which) % all.len()];
    let key = CorpusKey::named(name);
    let case = key.genuine(algorithm, "RAW");
    let (key, message, genuine) =
        (VerifyingKey::from_json(key.response()).unwrap(), case.bytes("Message"), case.bytes("Signature"));
    let algorithm: SigningAlgorithm = algorithm.parse().unwrap();
    let mut signature = genuine.clone();
    let at = usize::from(u16::from_be_bytes([*high, *low])) % signature.len();
    for (byte, over) in signature[at..].iter_mut().zip(over) {
        *byte = byte.wrapping_add(*over);
    }
    let valid = agreed(&key, algorithm, Message::Raw(&message), &signature);
    assert_eq!(valid, signature == genuine, "only the genuine signature verifies");
}

/// The verdict of all paths, and of the peers if they are there.
fn agreed(key: &VerifyingKey, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool {
    let [reference, others @ ..] = &states(key);
    let expected = verdict(reference, algorithm, message, signature);
    for key in others.iter().chain([key]) {
        let size = key.precomputed_bytes();
        assert_eq!(
            verdict(key, algorithm, message, signature),
            expected,
            "{:?}, {size} bytes prepared",
            key.arithmetic()
        );
    }
    #[cfg(feature = "peers")]
    crate::peers::agree(key, algorithm, message, signature, expected);
    expected
}

/// The reference, and our own arithmetic fresh, as parsed, and prepared to each size.
fn states(key: &VerifyingKey) -> [VerifyingKey; 6] {
    /// Of 256 KiB, and some more.
    const MOST_KEPT: usize = 256;
    // They are kept for the inputs to come, which mostly differ in something else than the key: preparing takes longer
    // than all that is compared.
    thread_local! {
        static KEPT: RefCell<HashMap<Fingerprint, [VerifyingKey; 6]>> = RefCell::default();
    }
    let make = || {
        let reference = key.with_arithmetic(Arithmetic::RustCrypto);
        assert_ne!(reference.arithmetic(), key.arithmetic(), "our arithmetic is not to be compared with itself");
        let fresh = key.without_automatic_precomputation();
        let prepared = [Precomputation::Minimal, Precomputation::Standard, Precomputation::Large];
        let [minimal, standard, large] = prepared.map(|size| fresh.precompute_with(size));
        assert!([&minimal, &standard, &large].iter().all(|key| key.precomputed_bytes() > 0));
        [reference, fresh, key.clone(), minimal, standard, large]
    };
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.entry(key.fingerprint()).or_insert_with(make).clone()
    })
}

fn verdict(key: &VerifyingKey, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool {
    match key.verify(algorithm, message, signature) {
        Ok(_) => true,
        Err(Error::NotVerified) => false,
        Err(error) => panic!("the call is right: {error}"),
    }
}

/// A scalar: small, small below n, a power of two, or any.
#[derive(arbitrary::Arbitrary, Debug)]
enum Choice {
    Small(u8),
    MinusSmall(u8),
    Power(u16),
    Any([u8; 72]),
}

impl Choice {
    fn scalar<F: PrimeField>(&self) -> F {
        let small = |byte: u8| F::from(u64::from(byte));
        match self {
            Self::Small(byte) => small(*byte),
            Self::MinusSmall(byte) => -small(*byte),
            Self::Power(exponent) => F::from(2).pow_vartime([u64::from(*exponent)]),
            Self::Any(bytes) => bytes.iter().fold(F::ZERO, |value, byte| value * F::from(256) + small(*byte)),
        }
    }
}

/// A flip of one bit of a signature, or none.
#[derive(arbitrary::Arbitrary, Clone, Copy, Debug)]
struct Damage {
    at: u16,
    bit: u8,
    done: bool,
}

impl Damage {
    fn apply(self, bytes: &mut [u8]) {
        let len = bytes.len();
        if self.done && len > 0 {
            bytes[usize::from(self.at) % len] ^= 1 << (self.bit % 8);
        }
    }
}

//! The reference and every fast path answer alike, on signatures that verify, and on damaged and made-up ones.

mod ecdsa;
mod ed25519;
mod fixed_key;
mod sm2dsa;

use std::{cell::RefCell, collections::HashMap};

use elliptic_curve::PrimeField;
use kms_offline::{Error, Fingerprint, Message, SigningAlgorithm, Precomputation, VerifyingKey};

pub use self::{
    ecdsa::paths_agree_ecdsa,
    ed25519::paths_agree_ed25519,
    fixed_key::{paths_agree_ml_dsa, paths_agree_rsa},
    sm2dsa::paths_agree_sm2dsa,
};

/// The verdict of all paths, and of the peers if they are there.
fn agreed(key: &VerifyingKey, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool {
    let reference = verdict(key, algorithm, message, signature);
    for (table, prepared) in TABLES.iter().zip(prepared(key)) {
        let fast = verdict(&prepared, algorithm, message, signature);
        assert_eq!(fast, reference, "{table:?} and the reference disagree");
    }
    #[cfg(feature = "peers")]
    crate::peers::agree(key, algorithm, message, signature, reference);
    reference
}

const TABLES: [Precomputation; 3] = [Precomputation::Minimal, Precomputation::Standard, Precomputation::Large];

/// The key prepared with each of the tables. They are kept for the inputs to come, which mostly differ in something else than the
/// key: preparing takes longer than all that is compared.
fn prepared(key: &VerifyingKey) -> [VerifyingKey; TABLES.len()] {
    /// Of 256 KiB, and some more.
    const MOST_KEPT: usize = 256;
    thread_local! {
        static KEPT: RefCell<HashMap<Fingerprint, [VerifyingKey; TABLES.len()]>> = RefCell::default();
    }
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.entry(key.fingerprint()).or_insert_with(|| TABLES.map(|table| key.precompute_with(table))).clone()
    })
}

fn verdict(key: &VerifyingKey, algorithm: SigningAlgorithm, message: Message<'_>, signature: &[u8]) -> bool {
    match key.verify(algorithm, message, signature) {
        Ok(()) => true,
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

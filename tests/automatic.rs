//! Keys that prepare themselves, seen from outside.
//!
//! A binary of its own, since `automatic_precomputation_bytes` counts for the whole process; its tests take turns.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and fails by panicking"
)]

use std::{
    sync::{Barrier, Mutex, MutexGuard, PoisonError},
    thread,
};

use kms_offline::{
    Arithmetic, Error, Message, MessageType, Precomputation, SigningAlgorithm, VerifyingKey,
    automatic_precomputation_bytes,
};
use kms_offline_vectors::{Case, CorpusKey};

/// One key of each family.
const KEYS: [&str; 5] =
    ["ECC_NIST_P256-sign-1", "ECC_NIST_EDWARDS25519-sign-1", "ML_DSA_44-sign-1", "RSA_2048-sign-1", "SM2-sign-1"];

/// More verifications than preparing any key costs.
const MANY: usize = 16;

/// Holds the other tests back until it is dropped.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A key, and a genuine signature of it over a RAW message.
struct Signed {
    key: VerifyingKey,
    algorithm: SigningAlgorithm,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signed {
    fn new(name: &str) -> Self {
        let named = CorpusKey::named(name);
        let key = VerifyingKey::from_json(named.response()).unwrap();
        let raw = |case: &&Case| case.text("kind") == "genuine" && case.text("MessageType") == "RAW";
        let case = named.signatures().iter().find(raw).unwrap();
        let algorithm = case.text("SigningAlgorithm").parse().unwrap();
        Self { key, algorithm, message: case.bytes("Message"), signature: case.bytes("Signature") }
    }

    fn verify_with(&self, key: &VerifyingKey) {
        let verified = key.verify(self.algorithm, Message::Raw(&self.message), &self.signature).unwrap();
        assert_eq!(verified.message_type(), MessageType::Raw);
        let damaged = key.verify(self.algorithm, Message::Raw(&self.message[1..]), &self.signature);
        assert!(matches!(damaged, Err(Error::NotVerified)));
    }
}

#[test]
fn a_key_prepares_itself_and_frees_its_table() {
    let _turn = turn();
    for name in KEYS {
        let before = automatic_precomputation_bytes();
        let signed = Signed::new(name);
        assert_eq!(signed.key.precomputed_bytes(), 0, "{name}: parsing prepares nothing");
        for _ in 0..MANY {
            signed.verify_with(&signed.key);
        }
        let bytes = signed.key.precomputed_bytes();
        assert!((1..=64 * 1024).contains(&bytes), "{name}: {bytes}");
        assert_eq!(bytes, signed.key.precompute().precomputed_bytes(), "{name}: it is the size that precompute() has");
        assert_eq!(automatic_precomputation_bytes(), before + bytes, "{name}");
        for _ in 0..MANY {
            signed.verify_with(&signed.key);
        }
        assert_eq!(automatic_precomputation_bytes(), before + bytes, "{name}: prepared once");
        let messages = [&signed.message[..], &signed.message[1..]];
        let items = messages.map(|message| (Message::Raw(message), &signed.signature[..]));
        assert_eq!(signed.key.verify_many(signed.algorithm, &items).unwrap(), [true, false], "{name}");
        drop(signed);
        assert_eq!(automatic_precomputation_bytes(), before, "{name}: given back");
    }
}

/// An ML-DSA key that verifies once only is not worth 20 KiB.
#[test]
fn an_ml_dsa_key_holds_nothing_after_its_first_verification() {
    let _turn = turn();
    let signed = Signed::new("ML_DSA_44-sign-1");
    // In a checking build polynomials carry a magnitude each.
    let polynomial = if cfg!(magnitudes) { 1024 + 64 } else { 1024 };
    for expected in [0, 20 * polynomial] {
        signed.key.verify(signed.algorithm, Message::Raw(&signed.message), &signed.signature).unwrap();
        assert_eq!(signed.key.precomputed_bytes(), expected);
    }
}

/// A signature that does not decode costs nothing, so it does not count towards a table.
#[test]
fn malformed_signatures_do_not_prepare_a_key() {
    let _turn = turn();
    for name in KEYS {
        let signed = Signed::new(name);
        for _ in 0..MANY {
            let empty = signed.key.verify(signed.algorithm, Message::Raw(&signed.message), []);
            assert!(matches!(empty, Err(Error::NotVerified)));
        }
        // An RSA key's constants come with its first use.
        assert!(signed.key.precomputed_bytes() == 0 || name.starts_with("RSA"), "{name}");
    }
}

#[test]
fn clones_share_a_table() {
    let _turn = turn();
    for name in KEYS {
        let before = automatic_precomputation_bytes();
        let signed = Signed::new(name);
        let clone = signed.key.clone();
        let narrow = signed.key.restrict_to(&[signed.algorithm]).unwrap();
        let verifier = signed.key.verifier(signed.algorithm).unwrap();
        for _ in 0..MANY {
            signed.verify_with(&clone);
        }
        let bytes = clone.precomputed_bytes();
        assert!(bytes > 0, "{name}");
        assert_eq!([signed.key.precomputed_bytes(), narrow.precomputed_bytes()], [bytes, bytes], "{name}");
        assert_eq!(automatic_precomputation_bytes(), before + bytes, "{name}: counted once");
        drop((clone, signed, narrow));
        assert_eq!(automatic_precomputation_bytes(), before + bytes, "{name}: the verifier still uses it");
        drop(verifier);
        assert_eq!(automatic_precomputation_bytes(), before, "{name}");
    }
}

#[test]
fn threads_that_use_one_key_at_once_prepare_it_once() {
    const THREADS: usize = 8;
    let _turn = turn();
    for name in KEYS {
        for _ in 0..4 {
            let before = automatic_precomputation_bytes();
            let signed = Signed::new(name);
            let start = Barrier::new(THREADS);
            thread::scope(|scope| {
                for thread in 0..THREADS {
                    let (signed, start) = (&signed, &start);
                    scope.spawn(move || {
                        let own = signed.key.clone();
                        let key = if thread % 2 == 0 { &signed.key } else { &own };
                        start.wait();
                        (0..MANY).for_each(|_| signed.verify_with(key));
                    });
                }
            });
            let bytes = signed.key.precomputed_bytes();
            assert!(bytes > 0, "{name}");
            assert_eq!(automatic_precomputation_bytes(), before + bytes, "{name}");
            drop(signed);
            assert_eq!(automatic_precomputation_bytes(), before, "{name}");
        }
    }
}

#[test]
fn a_key_that_is_not_to_prepare_itself_stays_as_it_is() {
    let _turn = turn();
    for name in KEYS {
        let before = automatic_precomputation_bytes();
        let signed = Signed::new(name);
        let fresh = signed.key.without_automatic_precomputation();
        for _ in 0..4 * MANY {
            signed.verify_with(&fresh);
        }
        assert_eq!((fresh.precomputed_bytes(), signed.key.precomputed_bytes()), (0, 0), "{name}");
        assert_eq!(automatic_precomputation_bytes(), before, "{name}");
        assert_eq!(fresh, signed.key, "{name}: the same key all the same");
        let prepared = fresh.precompute();
        assert!(prepared.precomputed_bytes() > 0, "{name}: its caller may still prepare it");
        assert_eq!(
            prepared.without_automatic_precomputation().precomputed_bytes(),
            prepared.precomputed_bytes(),
            "{name}: the caller's table stays"
        );
    }
}

#[test]
fn tables_of_the_caller_do_not_count_for_the_process() {
    let _turn = turn();
    for name in KEYS {
        let before = automatic_precomputation_bytes();
        let signed = Signed::new(name);
        for size in [Precomputation::Minimal, Precomputation::Standard] {
            let prepared = signed.key.precompute_with(size);
            let bytes = prepared.precomputed_bytes();
            for _ in 0..MANY {
                signed.verify_with(&prepared);
            }
            assert_eq!(prepared.precomputed_bytes(), bytes, "{name}: {size:?}");
            assert_eq!(automatic_precomputation_bytes(), before, "{name}: {size:?}");
        }
    }
}

/// The other arithmetic shares no table, and has none.
#[test]
fn a_key_changes_its_arithmetic_and_nothing_else() {
    let _turn = turn();
    for name in KEYS {
        let signed = Signed::new(name);
        assert_eq!(signed.key.arithmetic(), Arithmetic::Own);
        for _ in 0..MANY {
            signed.verify_with(&signed.key);
        }
        let reference = signed.key.with_arithmetic(Arithmetic::RustCrypto);
        assert_eq!(reference.arithmetic(), Arithmetic::RustCrypto);
        assert_eq!(reference, signed.key);
        let before = automatic_precomputation_bytes();
        for _ in 0..MANY {
            signed.verify_with(&reference);
        }
        assert_eq!(reference.precomputed_bytes(), 0, "{name}");
        assert_eq!(automatic_precomputation_bytes(), before, "{name}");
        let own = reference.with_arithmetic(Arithmetic::Own);
        assert_eq!((own.arithmetic(), own.precomputed_bytes()), (Arithmetic::Own, 0), "{name}");
        let same = signed.key.with_arithmetic(Arithmetic::Own);
        assert_eq!(same.precomputed_bytes(), signed.key.precomputed_bytes(), "{name}: nothing changes");
    }
}

#[test]
fn many_at_once_prepare_a_key_too() {
    let _turn = turn();
    for name in KEYS {
        let signed = Signed::new(name);
        let items = [(Message::Raw(&signed.message), &*signed.signature); MANY];
        assert_eq!(signed.key.verify_many(signed.algorithm, &items).unwrap(), [true; MANY], "{name}");
        assert!(signed.key.precomputed_bytes() > 0, "{name}");
    }
}

//! Keys that prepare themselves, on an equation whose preparing can be watched, made to fail, and held up.

use alloc::{vec, vec::Vec};
use core::{panic::AssertUnwindSafe, sync::atomic::AtomicBool};
use std::{
    panic,
    sync::{Barrier, Mutex},
    thread,
};

use super::*;
use crate::equation::one_by_one;

/// The tests of this module change the total of the process, so one runs at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A record of what is asked of the equation, and how preparations go.
#[derive(Default)]
struct Watched {
    begun: AtomicU32,
    preparations: AtomicU32,
    /// The items of each call with many.
    many: Mutex<Vec<usize>>,
    panics: AtomicBool,
    held_up: Option<Barrier>,
}

/// An equation that holds for the signature `valid`, and for others not; the empty one is malformed.
struct Fake {
    watched: Arc<Watched>,
    bytes: usize,
    is_prepared: bool,
}

impl Equation for Fake {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], _: &mut Hasher) {
        self.watched.begun.fetch_add(1, Ordering::SeqCst);
    }

    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        if let Ok(mut many) = self.watched.many.lock() {
            many.push(items.len());
        }
        one_by_one(self, algorithm, items, verdicts);
    }

    fn holds(&self, _: SigningAlgorithm, _: &Hashed, signature: &[u8]) -> Outcome {
        match signature {
            b"" => Outcome::Malformed,
            signature => Outcome::evaluated(signature == b"valid"),
        }
    }

    fn precompute(&self, _: Precomputation) -> Option<Arc<dyn Equation>> {
        self.watched.preparations.fetch_add(1, Ordering::SeqCst);
        if let Some(barrier) = &self.watched.held_up {
            barrier.wait(); // the others may verify now
            barrier.wait(); // they have
        }
        assert!(!self.watched.panics.load(Ordering::SeqCst), "preparing was made to fail");
        Some(Arc::new(Self { watched: Arc::clone(&self.watched), bytes: self.bytes, is_prepared: true }))
    }

    fn cost_of_preparing(&self) -> Option<Cost> {
        (!self.is_prepared).then_some(Cost { verifications: 3, bytes: self.bytes })
    }

    fn memory(&self) -> usize {
        if self.is_prepared { self.bytes } else { 0 }
    }
}

fn automatic(bytes: usize, watched: Watched) -> (Arc<dyn Equation>, Arc<Watched>) {
    let watched = Arc::new(watched);
    let fake = Fake { watched: Arc::clone(&watched), bytes, is_prepared: false };
    (Automatic::of(Arc::new(fake)), watched)
}

fn holds(equation: &dyn Equation, signature: &[u8]) -> Outcome {
    let hashed = Hasher::new(SigningAlgorithm::EcdsaSha256.hash()).finish();
    equation.holds(SigningAlgorithm::EcdsaSha256, &hashed, signature)
}

fn verify(equation: &dyn Equation, times: usize) {
    (0..times).for_each(|_| assert_eq!(holds(equation, b"valid"), Outcome::Holds));
}

fn preparations(watched: &Watched) -> u32 {
    watched.preparations.load(Ordering::SeqCst)
}

#[test]
fn a_key_prepares_itself_once_it_has_verified_as_often_as_that_costs() {
    let _alone = ONE_AT_A_TIME.lock();
    let before = automatic_precomputation_bytes();
    let (equation, watched) = automatic(1000, Watched::default());
    for signature in [&b"valid"[..], b"invalid", b"valid"] {
        assert_eq!(holds(&*equation, signature) == Outcome::Holds, signature == b"valid");
        assert_eq!((equation.memory(), preparations(&watched)), (0, 0));
    }
    for _ in 0..10 {
        assert_eq!(holds(&*equation, b"valid"), Outcome::Holds);
        assert_eq!((equation.memory(), preparations(&watched)), (1000, 1));
        assert_eq!(automatic_precomputation_bytes(), before + 1000);
    }
    drop(equation);
    assert_eq!(automatic_precomputation_bytes(), before);
}

#[test]
fn malformed_signatures_do_not_count() {
    let _alone = ONE_AT_A_TIME.lock();
    let (equation, watched) = automatic(1000, Watched::default());
    for _ in 0..100 {
        assert_eq!(holds(&*equation, b""), Outcome::Malformed);
    }
    assert_eq!(preparations(&watched), 0);
}

#[test]
fn a_key_that_the_process_has_no_room_for_stays_as_it_is_and_verifies() {
    let _alone = ONE_AT_A_TIME.lock();
    let before = automatic_precomputation_bytes();
    let (equation, watched) = automatic(LIMIT + 1, Watched::default());
    for _ in 0..10 {
        assert_eq!(holds(&*equation, b"valid"), Outcome::Holds);
    }
    assert_eq!((equation.memory(), preparations(&watched)), (0, 0));
    assert_eq!(automatic_precomputation_bytes(), before);
}

#[test]
fn a_key_without_room_is_not_tried_again_when_there_is_some() {
    let _alone = ONE_AT_A_TIME.lock();
    let (all, _) = automatic(LIMIT - automatic_precomputation_bytes(), Watched::default());
    verify(&*all, 4);
    assert_eq!(automatic_precomputation_bytes(), LIMIT);
    let (equation, watched) = automatic(1000, Watched::default());
    verify(&*equation, 4);
    drop(all);
    verify(&*equation, 10);
    assert_eq!((equation.memory(), preparations(&watched)), (0, 0));
}

#[test]
fn the_total_never_exceeds_its_limit() {
    let _alone = ONE_AT_A_TIME.lock();
    let keys: Vec<_> = (0..40).map(|_| automatic(1 << 20, Watched::default()).0).collect();
    for _ in 0..5 {
        for key in &keys {
            assert_eq!(holds(&**key, b"valid"), Outcome::Holds);
        }
        assert!(automatic_precomputation_bytes() <= LIMIT);
    }
    let prepared = keys.iter().filter(|key| key.memory() > 0).count();
    assert!((30..=32).contains(&prepared), "{prepared}");
}

#[test]
fn nobody_waits_while_another_thread_prepares() {
    let _alone = ONE_AT_A_TIME.lock();
    let (equation, watched) = automatic(1000, Watched { held_up: Some(Barrier::new(2)), ..Watched::default() });
    verify(&*equation, 3);
    thread::scope(|scope| {
        scope.spawn(|| holds(&*equation, b"valid"));
        let barrier = watched.held_up.as_ref().unwrap();
        barrier.wait();
        // The other thread is preparing and goes on after the next wait only.
        for _ in 0..100 {
            assert_eq!(holds(&*equation, b"valid"), Outcome::Holds);
            assert_eq!((equation.memory(), preparations(&watched)), (0, 1));
        }
        barrier.wait();
    });
    assert_eq!((equation.memory(), preparations(&watched)), (1000, 1));
}

#[test]
fn a_panic_while_preparing_gives_everything_back() {
    let _alone = ONE_AT_A_TIME.lock();
    let before = automatic_precomputation_bytes();
    let (equation, watched) = automatic(1000, Watched { panics: true.into(), ..Watched::default() });
    verify(&*equation, 3);
    assert!(panic::catch_unwind(AssertUnwindSafe(|| holds(&*equation, b"valid"))).is_err());
    assert_eq!((automatic_precomputation_bytes(), preparations(&watched)), (before, 1));
    watched.panics.store(false, Ordering::SeqCst);
    assert_eq!(holds(&*equation, b"valid"), Outcome::Holds);
    assert_eq!((equation.memory(), preparations(&watched)), (1000, 2));
}

#[test]
fn many_at_once_get_the_verdicts_of_one_at_a_time_and_prepare_the_key() {
    let _alone = ONE_AT_A_TIME.lock();
    for count in [0, 1, 3, 4, 20] {
        let (equation, watched) = automatic(1000, Watched::default());
        let hashed = Hasher::new(SigningAlgorithm::EcdsaSha256.hash()).finish();
        let signatures: Vec<&[u8]> = (0..count).map(|i| [&b"valid"[..], b"", b"invalid"][i % 3]).collect();
        let items: Vec<_> = signatures.iter().map(|signature| Item { hashed, signature }).collect();
        let mut verdicts = vec![false; count];
        equation.hold_many(SigningAlgorithm::EcdsaSha256, &items, &mut verdicts);
        assert!(verdicts.iter().zip(&signatures).all(|(verdict, signature)| *verdict == (*signature == b"valid")));
        assert_eq!(preparations(&watched), u32::from(count == 20));
    }
}

#[test]
fn what_is_left_when_the_key_is_prepared_or_refused_is_one_call_with_many() {
    let _alone = ONE_AT_A_TIME.lock();
    let hashed = Hasher::new(SigningAlgorithm::EcdsaSha256.hash()).finish();
    let items: Vec<_> = (0..20).map(|_| Item { hashed, signature: &b"valid"[..] }).collect();
    let mut verdicts = [false; 20];
    for bytes in [1000, LIMIT + 1] {
        let (equation, watched) = automatic(bytes, Watched::default());
        for _ in 0..2 {
            equation.hold_many(SigningAlgorithm::EcdsaSha256, &items, &mut verdicts);
        }
        // Three verifications are the cost; the fourth prepares the key, or is refused.
        assert_eq!(*watched.many.lock().unwrap(), [16, 20]);
    }
}

#[test]
fn the_equation_begins_its_hash() {
    let (equation, watched) = automatic(1000, Watched::default());
    equation.begin(SigningAlgorithm::Sm2Dsa, b"", &mut Hasher::new(SigningAlgorithm::Sm2Dsa.hash()));
    assert_eq!(watched.begun.load(Ordering::SeqCst), 1);
}

#[test]
fn a_larger_table_is_made_by_the_prepared_equation() {
    let _alone = ONE_AT_A_TIME.lock();
    let (equation, watched) = automatic(1000, Watched::default());
    verify(&*equation, 4);
    assert_eq!(preparations(&watched), 1);
    assert!(equation.precompute(Precomputation::Large).is_some());
    assert_eq!(preparations(&watched), 2);
}

#[test]
fn preparing_by_hand_shares_the_automatic_table() {
    let _alone = ONE_AT_A_TIME.lock();
    let before = automatic_precomputation_bytes();
    let (equation, watched) = automatic(1000, Watched::default());
    verify(&*equation, 4);
    let by_hand = equation.precompute(Precomputation::Standard).unwrap();
    drop(equation);
    assert_eq!((by_hand.memory(), preparations(&watched)), (1000, 1));
    assert_eq!(automatic_precomputation_bytes(), before + 1000);
    drop(by_hand);
    assert_eq!(automatic_precomputation_bytes(), before);
}

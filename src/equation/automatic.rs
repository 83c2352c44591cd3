//! Keys that prepare themselves once preparing has paid off.
//!
//! A key that has verified as many signatures as preparing costs is prepared by one of the threads that use it. So its
//! cost is at most twice that of the better of the two choices, for any number of signatures still to come. All clones
//! share the table, and dropping the last one frees it.

use alloc::{boxed::Box, sync::Arc};
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use once_cell::race::OnceBox;

use super::{Cost, Equation, Item, Outcome, Precomputation};
use crate::{
    kms::SigningAlgorithm,
    message::{Hashed, Hasher},
};

/// The most bytes for the tables of all keys of the process that prepared themselves: 32 MiB.
const LIMIT: usize = 32 << 20;

/// The bytes held by keys that prepared themselves.
static TOTAL: AtomicUsize = AtomicUsize::new(0);

/// Returns the bytes of the tables of all keys of this process that prepared themselves, at most 32 MiB.
///
/// Keys prepared by [`VerifyingKey::precompute`](crate::VerifyingKey::precompute) do not count, since their callers
/// chose to.
#[must_use]
pub fn automatic_precomputation_bytes() -> usize {
    TOTAL.load(Ordering::Relaxed)
}

/// An equation that prepares itself.
pub(crate) struct Automatic {
    fresh: Arc<dyn Equation>,
    prepared: OnceBox<Arc<Accounted>>,
    /// The verifications so far, or [`PREPARING`] or [`REFUSED`].
    state: AtomicU32,
    cost: Cost,
}

/// A thread is preparing the key, or has prepared it.
const PREPARING: u32 = u32::MAX;

/// The limit of the process was reached: the key stays as it is.
const REFUSED: u32 = u32::MAX - 1;

impl Automatic {
    /// The equation itself if there is nothing to prepare.
    pub(crate) fn of(fresh: Arc<dyn Equation>) -> Arc<dyn Equation> {
        match fresh.cost_of_preparing() {
            Some(cost) => Arc::new(Self { fresh, prepared: OnceBox::new(), state: AtomicU32::new(0), cost }),
            None => fresh,
        }
    }

    /// The equation to evaluate: the prepared one if there is one, or if it is time to make it.
    ///
    /// Nobody waits: while one thread prepares the key, the others verify as before.
    fn current(&self) -> &dyn Equation {
        let prepared = self.prepared.get().or_else(|| {
            let state = self.state.load(Ordering::Relaxed);
            let is_due = state >= self.cost.verifications && state < REFUSED;
            if is_due { self.prepare(state) } else { None }
        });
        match prepared {
            Some(prepared) => &*prepared.equation,
            None => &*self.fresh,
        }
    }

    /// Prepares the key if no other thread does and the process has room for it.
    fn prepare(&self, state: u32) -> Option<&Arc<Accounted>> {
        self.state.compare_exchange(state, PREPARING, Ordering::Relaxed, Ordering::Relaxed).ok()?;
        let guard = Restore { state: &self.state, to: state };
        let Some(reservation) = Reservation::new(self.cost.bytes) else {
            guard.settle(REFUSED);
            return None;
        };
        let Some(equation) = self.fresh.precompute(Precomputation::Standard) else {
            guard.settle(REFUSED);
            return None;
        };
        debug_assert!(equation.memory() == self.cost.bytes);
        let prepared =
            self.prepared.get_or_init(|| Box::new(Arc::new(Accounted { equation, _reservation: reservation })));
        guard.settle(PREPARING);
        Some(prepared)
    }

    /// The outcome, counted if the equation was evaluated.
    fn counted(&self, outcome: Outcome) -> Outcome {
        if outcome != Outcome::Malformed && self.prepared.get().is_none() {
            self.count();
        }
        outcome
    }

    /// Counts an evaluation. Simultaneous counts may lose one, and a key that is prepared, being prepared or without
    /// room writes nothing.
    fn count(&self) {
        let state = self.state.load(Ordering::Relaxed);
        if state < self.cost.verifications {
            let _lost = self.state.compare_exchange(state, state + 1, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

impl Equation for Automatic {
    fn begin(&self, algorithm: SigningAlgorithm, signature: &[u8], hash: &mut Hasher) {
        self.fresh.begin(algorithm, signature, hash);
    }

    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        self.counted(self.current().holds(algorithm, hashed, signature))
    }

    fn holds_for_raw(&self, algorithm: SigningAlgorithm, message: &[u8], signature: &[u8]) -> Outcome {
        self.counted(self.current().holds_for_raw(algorithm, message, signature))
    }

    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        // Item by item until the key is prepared, which enough items bring about.
        let mut done = 0;
        while self.prepared.get().is_none() && self.state.load(Ordering::Relaxed) < REFUSED {
            let (Some(item), Some(verdict)) = (items.get(done), verdicts.get_mut(done)) else { return };
            *verdict = self.holds(algorithm, &item.hashed, item.signature) == Outcome::Holds;
            done += 1;
        }
        if let (Some(items), Some(verdicts)) = (items.get(done..), verdicts.get_mut(done..)) {
            self.current().hold_many(algorithm, items, verdicts);
        }
    }

    fn precompute(&self, size: Precomputation) -> Option<Arc<dyn Equation>> {
        match self.prepared.get() {
            Some(prepared) if size == Precomputation::Standard => {
                let prepared = Arc::clone(prepared);
                Some(prepared)
            }
            Some(prepared) => prepared.precompute(size),
            None => self.fresh.precompute(size),
        }
    }

    fn memory(&self) -> usize {
        self.prepared.get().map_or(0, |prepared| prepared.memory())
    }
}

/// A prepared equation whose memory is a part of the process's total.
struct Accounted {
    equation: Arc<dyn Equation>,
    _reservation: Reservation,
}

impl Equation for Accounted {
    fn begin(&self, algorithm: SigningAlgorithm, signature: &[u8], hash: &mut Hasher) {
        self.equation.begin(algorithm, signature, hash);
    }

    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        self.equation.holds(algorithm, hashed, signature)
    }

    fn holds_for_raw(&self, algorithm: SigningAlgorithm, message: &[u8], signature: &[u8]) -> Outcome {
        self.equation.holds_for_raw(algorithm, message, signature)
    }

    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        self.equation.hold_many(algorithm, items, verdicts);
    }

    fn precompute(&self, size: Precomputation) -> Option<Arc<dyn Equation>> {
        self.equation.precompute(size)
    }

    fn memory(&self) -> usize {
        self.equation.memory()
    }
}

/// Bytes of the process's total, given back when dropped.
struct Reservation(usize);

impl Reservation {
    /// `None` if the total would exceed the limit.
    fn new(bytes: usize) -> Option<Self> {
        let within = |total: usize| total.checked_add(bytes).filter(|total| *total <= LIMIT);
        TOTAL.fetch_update(Ordering::Relaxed, Ordering::Relaxed, within).ok().map(|_| Self(bytes))
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        TOTAL.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// Sets the state back if preparing panics, so that another thread may try.
struct Restore<'a> {
    state: &'a AtomicU32,
    to: u32,
}

impl Restore<'_> {
    fn settle(mut self, state: u32) {
        self.to = state;
    }
}

impl Drop for Restore<'_> {
    fn drop(&mut self) {
        self.state.store(self.to, Ordering::Relaxed);
    }
}

#[cfg(all(test, feature = "std"))]
mod tests;

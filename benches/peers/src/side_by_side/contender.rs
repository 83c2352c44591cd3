//! Who takes part in a row.

/// A signature and its message.
pub(super) struct Case {
    pub(super) message: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

/// An implementation: a column of the table, a mark of the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub(super) label: &'static str,
    /// Whether it is kms-offline in one of its states.
    pub(super) is_ours: bool,
    /// Red, green, blue.
    pub(super) colour: (u8, u8, u8),
}

impl Column {
    pub(super) const fn ours(label: &'static str, colour: (u8, u8, u8)) -> Self {
        Self { label, is_ours: true, colour }
    }

    pub(super) const fn peer(label: &'static str, colour: (u8, u8, u8)) -> Self {
        Self { label, is_ours: false, colour }
    }
}

/// The verdict on a case.
type VerifyOne = dyn FnMut(&Case) -> bool;
/// The verdicts on all cases.
type VerifyMany = dyn FnMut(&[Case]) -> Vec<bool>;

/// How an implementation is called: for each case, or once for all of them.
enum Verify {
    One(Box<VerifyOne>),
    Many(Box<VerifyMany>),
}

/// An implementation with the row's key in it, parsed.
pub(super) struct Contender {
    column: Column,
    verify: Verify,
    /// Makes ready for this many verifications, off the clock.
    refill: Option<Box<dyn FnMut(usize)>>,
    /// The case to be verified next.
    next: usize,
}

impl Contender {
    pub(super) fn new(column: Column, verify: impl FnMut(&Case) -> bool + 'static) -> Self {
        Self { column, verify: Verify::One(Box::new(verify)), refill: None, next: 0 }
    }

    /// One that verifies all cases in one call.
    pub(super) fn at_once(column: Column, verify: impl FnMut(&[Case]) -> Vec<bool> + 'static) -> Self {
        Self { column, verify: Verify::Many(Box::new(verify)), refill: None, next: 0 }
    }

    /// The same, with something to do before each turn, off the clock, given how many verifications the turn has.
    pub(super) fn before_each_turn(mut self, refill: impl FnMut(usize) + 'static) -> Self {
        self.refill = Some(Box::new(refill));
        self
    }

    pub(super) fn column(&self) -> Column {
        self.column
    }

    /// Makes sure that it takes every case, and none of them with another's message.
    ///
    /// # Panics
    /// If it does not: then its time is worth nothing.
    pub(super) fn check(&mut self, cases: &[Case]) {
        self.refill(2 * cases.len());
        let others = cases.iter().cycle().skip(1);
        let swapped = cases
            .iter()
            .zip(others)
            .map(|(case, other)| Case { message: other.message.clone(), signature: case.signature.clone() });
        let (label, len) = (self.column.label, cases.len());
        assert!(self.verdicts(cases) == vec![true; len], "{label} refuses a valid signature");
        let verdicts = self.verdicts(&swapped.collect::<Vec<_>>());
        assert!(verdicts == vec![false; len], "{label} takes a signature over another message");
    }

    fn verdicts(&mut self, cases: &[Case]) -> Vec<bool> {
        match &mut self.verify {
            Verify::One(verify) => cases.iter().map(verify).collect(),
            Verify::Many(verify) => verify(cases),
        }
    }

    /// The number of verifications that it can be timed with, from `count` on: whole calls.
    pub(super) fn whole_calls(&self, count: usize, cases: &[Case]) -> usize {
        match self.verify {
            Verify::One(_) => count,
            Verify::Many(_) => count.next_multiple_of(cases.len()),
        }
    }

    /// Makes ready for the next `count` verifications: not for the clock.
    pub(super) fn refill(&mut self, count: usize) {
        if let Some(refill) = &mut self.refill {
            refill(count);
        }
    }

    /// Verifies the next `count` cases, which are whole calls.
    pub(super) fn run(&mut self, cases: &[Case], count: usize) {
        let label = self.column.label;
        match &mut self.verify {
            Verify::One(verify) => {
                for _ in 0..count {
                    assert!(verify(&cases[self.next]), "{label} changed its mind");
                    self.next = (self.next + 1) % cases.len();
                }
            }
            Verify::Many(verify) => {
                for _ in 0..count / cases.len() {
                    assert!(verify(cases).iter().all(|valid| *valid), "{label} changed its mind");
                }
            }
        }
    }
}

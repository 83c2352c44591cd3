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

/// An implementation with the row's key in it, parsed.
pub(super) struct Contender {
    column: Column,
    verify: Box<dyn FnMut(&Case) -> bool>,
    /// Makes ready for this many verifications, off the clock.
    refill: Option<Box<dyn FnMut(usize)>>,
    /// The case to be verified next.
    next: usize,
}

impl Contender {
    pub(super) fn new(column: Column, verify: impl FnMut(&Case) -> bool + 'static) -> Self {
        Self { column, verify: Box::new(verify), refill: None, next: 0 }
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
        for (case, other) in cases.iter().zip(cases.iter().cycle().skip(1)) {
            assert!((self.verify)(case), "{} refuses a valid signature", self.column.label);
            let swapped = Case { message: other.message.clone(), signature: case.signature.clone() };
            assert!(!(self.verify)(&swapped), "{} takes a signature over another message", self.column.label);
        }
    }

    /// Makes ready for the next `count` verifications: not for the clock.
    pub(super) fn refill(&mut self, count: usize) {
        if let Some(refill) = &mut self.refill {
            refill(count);
        }
    }

    /// Verifies the next `count` cases.
    pub(super) fn run(&mut self, cases: &[Case], count: usize) {
        for _ in 0..count {
            assert!((self.verify)(&cases[self.next]), "{} changed its mind", self.column.label);
            self.next = (self.next + 1) % cases.len();
        }
    }
}

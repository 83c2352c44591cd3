//! The budget of an explanation.

#[cfg(feature = "std")]
use core::time::Duration;
#[cfg(feature = "std")]
use std::time::Instant;

use super::Limit;

/// The most verifications that one explanation makes.
const MAX_VERIFICATIONS: u32 = 2000;

/// The most seconds that one explanation takes, without the pass over the message.
#[cfg(feature = "std")]
const MAX_SECONDS: u64 = 5;

/// A budget, or the part of one that is an explanation's among several.
pub(super) struct Budget {
    verifications: u32,
    most: u32,
    #[cfg(feature = "std")]
    begin: Instant,
    #[cfg(feature = "std")]
    time: Duration,
    pub(super) cut: Option<Limit>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            verifications: 0,
            most: MAX_VERIFICATIONS,
            #[cfg(feature = "std")]
            begin: Instant::now(),
            #[cfg(feature = "std")]
            time: Duration::from_secs(MAX_SECONDS),
            cut: None,
        }
    }

    /// An equal part of what is left, for the first of so many explanations that are left. What it leaves is theirs.
    pub(super) fn part(&self, number: usize) -> Self {
        let number = u32::try_from(number).unwrap_or(u32::MAX).max(1);
        Self {
            most: self.most.saturating_sub(self.verifications) / number,
            #[cfg(feature = "std")]
            time: self.time.saturating_sub(self.begin.elapsed()) / number,
            ..Self::new()
        }
    }

    /// Takes the verifications that a part has spent.
    pub(super) const fn spend_all_of(&mut self, part: &Self) {
        self.verifications = self.verifications.saturating_add(part.verifications);
    }

    /// The verifications that were spent.
    #[cfg(test)]
    pub(super) const fn verifications(&self) -> u32 {
        self.verifications
    }

    /// Whether half of the time is over, so that nothing else may begin but verifications.
    #[cfg_attr(not(feature = "std"), expect(clippy::unused_self, reason = "there is no clock"))]
    pub(super) fn is_half_over(&self) -> bool {
        #[cfg(feature = "std")]
        let is_over = self.begin.elapsed() >= self.time / 2;
        #[cfg(not(feature = "std"))]
        let is_over = false;
        is_over
    }

    /// Whether there is time for a comparison.
    pub(super) fn has_time(&mut self) -> bool {
        #[cfg(feature = "std")]
        if self.begin.elapsed() >= self.time {
            self.cut.get_or_insert(Limit::Time { seconds: MAX_SECONDS });
        }
        self.cut.is_none()
    }

    /// Takes one verification; `false` if none is left.
    pub(super) fn spend(&mut self) -> bool {
        self.has_time();
        if self.verifications >= self.most {
            self.cut.get_or_insert(Limit::Verifications { most: MAX_VERIFICATIONS });
        }
        if self.cut.is_none() {
            self.verifications += 1;
        }
        self.cut.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verification_after_the_last_is_refused_and_said() {
        let mut budget = Budget::new();
        assert!((0..MAX_VERIFICATIONS).all(|_| budget.spend()));
        assert!(!budget.spend());
        assert_eq!(budget.cut, Some(Limit::Verifications { most: MAX_VERIFICATIONS }));
    }

    #[cfg(feature = "std")]
    #[test]
    fn no_verification_begins_after_the_time_is_over() {
        let mut budget = Budget::new();
        budget.begin -= Duration::from_secs(MAX_SECONDS);
        assert!(!budget.spend());
        assert_eq!(budget.cut, Some(Limit::Time { seconds: MAX_SECONDS }));
    }

    /// The first part leaves something, the second takes all of its half of the rest, and the last gets what is left.
    #[test]
    fn parts_together_are_one_budget() {
        let mut budget = Budget::new();
        let mut spent = 0;
        for (left, wanted) in [(3, 100), (2, MAX_VERIFICATIONS), (1, MAX_VERIFICATIONS)] {
            let mut part = budget.part(left);
            spent += (0..wanted).filter(|_| part.spend()).count();
            assert_eq!(part.cut.is_some(), wanted > 100);
            budget.spend_all_of(&part);
        }
        assert_eq!(u32::try_from(spent), Ok(MAX_VERIFICATIONS));
        #[cfg(feature = "std")]
        {
            budget.begin -= Duration::from_secs(MAX_SECONDS - 1);
            assert!(budget.part(4).time <= Duration::from_millis(250));
            assert!(!Budget { begin: budget.begin - Duration::from_secs(1), ..Budget::new() }.part(4).has_time());
        }
    }
}

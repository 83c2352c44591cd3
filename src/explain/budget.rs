//! The budget of an explanation.

use super::Limit;

/// The most verifications that one explanation makes.
const MAX_VERIFICATIONS: u32 = 2000;

/// The most seconds that one explanation takes, without the pass over the message.
#[cfg(feature = "std")]
const MAX_SECONDS: u64 = 5;

/// The rest of the budget.
pub(super) struct Budget {
    verifications: u32,
    #[cfg(feature = "std")]
    begin: std::time::Instant,
    pub(super) cut: Option<Limit>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            verifications: 0,
            #[cfg(feature = "std")]
            begin: std::time::Instant::now(),
            cut: None,
        }
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
        let is_over = self.begin.elapsed().as_secs() >= MAX_SECONDS / 2;
        #[cfg(not(feature = "std"))]
        let is_over = false;
        is_over
    }

    /// Whether there is time for a comparison.
    pub(super) fn has_time(&mut self) -> bool {
        #[cfg(feature = "std")]
        if self.begin.elapsed().as_secs() >= MAX_SECONDS {
            self.cut.get_or_insert(Limit::Time { seconds: MAX_SECONDS });
        }
        self.cut.is_none()
    }

    /// Takes one verification; `false` if none is left.
    pub(super) fn spend(&mut self) -> bool {
        self.has_time();
        if self.verifications >= MAX_VERIFICATIONS {
            self.cut.get_or_insert(Limit::Verifications { most: MAX_VERIFICATIONS });
        }
        self.verifications += 1;
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
        budget.begin -= core::time::Duration::from_secs(MAX_SECONDS);
        assert!(!budget.spend());
        assert_eq!(budget.cut, Some(Limit::Time { seconds: MAX_SECONDS }));
    }
}

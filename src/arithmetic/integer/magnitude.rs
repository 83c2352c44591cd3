//! The bound of a number that is not reduced, carried beside the number in a checking build.
//!
//! A debug assertion checks the numbers that tests meet, which are hardly ever near a bound. In a build with
//! `--cfg magnitudes` a number carries the bound of all numbers that may stand in its place: each function asserts the
//! bound that it takes, and sets the one that it leaves, as libsecp256k1 does with VERIFY. In other builds a magnitude
//! has no size. `.ci/long magnitudes` runs the tests in a checking build.

/// A bound, in units of the type that carries it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Magnitude {
    #[cfg(magnitudes)]
    bound: u32,
}

impl Magnitude {
    /// The magnitude of numbers within `bound`.
    #[inline(always)]
    pub(crate) const fn new(bound: u32) -> Self {
        let _ = bound;
        Self {
            #[cfg(magnitudes)]
            bound,
        }
    }

    /// Asserts that the number is within `bound`.
    #[inline(always)]
    pub(crate) const fn assert_within(self, bound: u32) {
        let _ = bound;
        #[cfg(magnitudes)]
        assert!(self.bound <= bound, "the number may exceed the bound that a function takes");
    }

    /// The magnitude of a number that is one of two.
    #[inline(always)]
    pub(crate) const fn either(self, other: Self) -> Self {
        let _ = other;
        #[cfg(magnitudes)]
        if self.bound < other.bound {
            return other;
        }
        self
    }
}

#[cfg(all(test, magnitudes))]
mod tests {
    use super::*;

    #[test]
    #[should_panic = "the number may exceed the bound"]
    fn number_beyond_its_bound_is_noticed() {
        Magnitude::new(1).either(Magnitude::new(3)).assert_within(2);
    }
}

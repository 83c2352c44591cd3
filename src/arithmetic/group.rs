//! The two group laws, and sums of multiples of two points. It may use fields and integers, and knows no curve's
//! constants.

pub(crate) mod comb;
pub(crate) mod edwards;
#[cfg_attr(
    not(any(target_arch = "x86_64", test, feature = "cpu-override")),
    allow(dead_code, reason = "only x86-64 has lanes, and tests")
)]
pub(crate) mod lanes;
pub(crate) mod multiples;
pub(crate) mod straus;
#[cfg(test)]
mod toy;
pub(crate) mod weierstrass;
pub(crate) mod window;

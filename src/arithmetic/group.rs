//! The two group laws, and sums of multiples of two points. It may use fields and integers, and knows no curve's
//! constants.

pub(crate) mod comb;
pub(crate) mod edwards;
pub(crate) mod multiples;
pub(crate) mod straus;
#[cfg(test)]
mod toy;
pub(crate) mod weierstrass;
pub(crate) mod window;

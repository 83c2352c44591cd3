//! Whole numbers: limbs, inverses modulo an odd number, and digits. It may use the kernels.

pub(crate) mod half_size;
pub(crate) mod inverse;
pub(crate) mod limbs;
pub(crate) mod magnitude;
pub(crate) mod recoding;

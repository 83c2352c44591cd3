//! Our own arithmetic for verification, in variable time: it sees public keys, messages and signatures, never a secret.
//!
//! Layers, lowest first; a lower one never names a higher one, which `.ci/layers` checks:
//!
//! | layer | what it is |
//! | --- | --- |
//! | [`kernel`] | code for one CPU feature, which demands a token that proves the feature; the only `unsafe` |
//! | [`integer`] | whole numbers of limbs, their inverses, their digits |
//! | [`field`] | residues modulo the primes and the orders of the curves |
//! | [`group`] | the group laws, tables of multiples, and sums of multiples |
//! | [`curve`] | the constants of each curve |
//! | [`rsa`], [`ml_dsa`] | powers modulo n; polynomials modulo q |

pub(crate) mod curve;
#[cfg(test)]
pub(crate) mod edge;
pub(crate) mod field;
pub(crate) mod group;
pub(crate) mod integer;
pub(crate) mod kernel;
pub(crate) mod ml_dsa;
pub(crate) mod rsa;
#[cfg(test)]
pub(crate) mod twin;

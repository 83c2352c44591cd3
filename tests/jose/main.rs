//! Tokens, as users of the feature `jose` verify them.
#![allow(
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and fails by panicking"
)]

mod assemble;
mod changed;
mod corpus;
mod crit;
mod detached;
#[cfg(feature = "explain")]
mod explained;
mod forms;
mod header;
mod jwe;
mod jwk;
mod key_set;
mod keys;
mod outside;
mod public;
mod serialized;
mod signature;
mod trust_file;

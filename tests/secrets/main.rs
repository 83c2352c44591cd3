//! Encryption, key agreement and encapsulation: others open every result, and calls whose result nobody could open are
//! rejected.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "tests"
)]

mod corpus;
mod private_keys;
mod properties;
mod random;
mod refusals;
mod shared_secrets;
mod sm2_standard;
mod wycheproof;

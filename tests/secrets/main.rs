//! Encryption, key agreement and encapsulation: what is made is opened by others, and what cannot be opened is refused.
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
mod source;
mod wycheproof;

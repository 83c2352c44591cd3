//! Why signatures do not verify.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and fails by panicking"
)]

mod corpus;
#[cfg(unix)]
mod field_reports;
mod forged;
#[cfg(unix)]
mod hostile;
mod keys;
mod limits;
mod made;
mod refused;
mod table;

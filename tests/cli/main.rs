//! The command line as people and scripts have it: the real program, its exit status, and what it writes where.
//!
//! One behaviour with fixed texts is one file under `tests/cmd`; tests that need code are here, a module per subject.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and fails by panicking"
)]

mod completions;
mod convert_signature;
mod findings;
mod folder;
mod inspect;
mod jwe;
mod jws;
mod key_forms;
mod key_sets;
mod large_message;
#[cfg(unix)]
mod output_files;
mod recipients;
mod remedies;
mod session;
#[cfg(unix)]
mod signals;
mod signature_forms;
mod streams;
mod terminal;
mod verdicts;

/// Each file says the arguments, and the status and texts that it expects.
#[test]
fn declared_behaviours() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

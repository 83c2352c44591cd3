//! The library as its users have it: everything here goes through the public API.
#![allow(
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, fails by panicking, and gives digests of any length on purpose"
)]

mod conversion;
mod corpus;
mod display;
mod documents;
mod errors;
#[cfg(feature = "ethereum")]
mod ethereum;
mod gmt0003;
mod identity;
#[cfg(feature = "cpu-override")]
mod kernels;
mod many;
mod misuse;
mod parts;
mod paths;
mod pem;
#[cfg(feature = "arithmetic")]
mod precomputed;
mod rfc8032;
mod rules;
mod sign_response;
mod signature_file;
mod standard_traits;
#[cfg(feature = "std")]
mod stream;
mod verdict;
mod wycheproof;

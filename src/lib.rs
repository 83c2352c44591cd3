//! Typed, offline use of AWS KMS public keys.
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "fast")]
mod fast;

#[cfg(feature = "fast")]
pub use fast::Table;

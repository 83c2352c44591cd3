//! The fast path: our own arithmetic, for verification only.
//!
//! Everything in here is variable time: it sees public keys, messages and signatures, never a secret. Layers, lowest
//! first: `kernel` (CPU-specific, the only `unsafe`), limbs and fields, curves and other families, and the equations that
//! the modules of `verify` call. A lower layer never names a higher one.
#![allow(dead_code, unused_imports, reason = "called by verify/ once wired")]

mod comb;
mod curve;
pub(crate) mod ecdsa;
pub(crate) mod ed25519;
#[cfg(test)]
mod edge;
mod edwards;
mod field25519;
mod inverse;
mod limbs;
mod recoding;
mod residue;
pub(crate) mod sm2dsa;
mod table;
#[cfg(test)]
mod toy;
mod weierstrass;
mod window;

pub(crate) use curve::{P256, P384, P521, Secp256k1, Sm2};
pub use table::Table;

//! The fast path: our own arithmetic, for verification only.
//!
//! Everything in here is variable time: it sees public keys, messages and signatures, never a secret. Layers, lowest
//! first: `kernel` (CPU-specific, the only `unsafe`), limbs and fields, curves and other families, and the equations that
//! the modules of `verify` call. A lower layer never names a higher one.
#![allow(dead_code, reason = "called by verify/ once wired")]

#[cfg(test)]
mod edge;
mod kernel;
mod limbs;
mod ml_dsa;
mod recoding;
mod rsa;

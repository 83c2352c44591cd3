//! The fast path: our own arithmetic, for verification only.
//!
//! Everything in here is variable time: it sees public keys, messages and signatures, never a secret. Layers, lowest
//! first: `kernel` (CPU-specific, the only `unsafe`), limbs and fields, curves and other families, and the equations that
//! the modules of `verify` call. A lower layer never names a higher one.
mod comb;
mod curve;
pub(crate) mod ecdsa;
pub(crate) mod ed25519;
#[cfg(test)]
mod edge;
mod edwards;
mod field25519;
mod inverse;
mod kernel;
mod limbs;
pub(crate) mod ml_dsa;
mod recoding;
mod residue;
pub(crate) mod rsa;
pub(crate) mod sm2dsa;
mod table;
#[cfg(test)]
mod toy;
#[cfg(test)]
mod twin;
mod weierstrass;
mod window;

#[cfg(test)]
use curve::Sm2;
pub(crate) use curve::{P256, P384, P521, Secp256k1};
pub use table::Precomputation;
pub(crate) use weierstrass::Curve;

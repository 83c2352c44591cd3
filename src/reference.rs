//! The same equations on the RustCrypto crates: the reference for our own arithmetic, a choice of the caller, and all
//! that a build without the feature `arithmetic` has. It may use equations, messages, materials, inputs and names.

pub(crate) mod ecdsa;
pub(crate) mod ed25519;
pub(crate) mod ml_dsa;
pub(crate) mod rsa;
pub(crate) mod sm2dsa;

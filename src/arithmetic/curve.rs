//! The curves of KMS's keys: their constants, apart from the fields that compute. It may use groups, fields and
//! integers.

pub(crate) mod edwards25519;
mod p256;
mod p384;
mod p521;
mod secp256k1;
mod sm2;

#[cfg(test)]
pub(crate) use self::secp256k1::LAMBDA;
pub(crate) use self::{p256::P256, p384::P384, p521::P521, secp256k1::Secp256k1, sm2::Sm2};
use super::group::{
    comb::{Generator, Once},
    weierstrass::{Constants, Curve},
};

#[cfg(test)]
mod tests;

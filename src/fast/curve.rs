//! The curves that KMS has keys on, each with its prime's special form.

use alloc::boxed::Box;

use once_cell::race::OnceBox;

use super::comb::Comb;
use super::weierstrass::{Affine, Curve};

pub(super) mod p256;
pub(super) mod p384;
pub(super) mod p521;
pub(super) mod secp256k1;
pub(super) mod sm2;

pub(crate) use p256::P256;
pub(crate) use p384::P384;
pub(crate) use p521::P521;
pub(crate) use secp256k1::Secp256k1;
pub(crate) use sm2::Sm2;

/// The comb for G in `cell`, computed by whoever comes first. Threads that race compute it twice and keep one.
fn once<C: Curve>(cell: &'static OnceBox<Comb<C>>) -> Option<&'static Comb<C>> {
    cell.get_or_try_init(|| {
        let comb = Affine::generator().and_then(|g| Comb::new(&g, C::GENERATOR_SHAPE));
        comb.map(Box::new).ok_or(())
    })
    .ok()
}

#[cfg(test)]
mod tests;

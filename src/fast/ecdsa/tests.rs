//! The equations on every curve against the RustCrypto crates, with the scalars and points that an attacker would choose.

use alloc::vec::Vec;

use ecdsa::signature::hazmat::PrehashVerifier;
use elliptic_curve::{
    CurveArithmetic, FieldBytes, FieldBytesSize, PrimeField,
    group::Group,
    point::AffineCoordinates,
    sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point},
};
use num_bigint::{BigInt, BigUint};

use super::*;
use crate::fast::edge::{Draw, big};
use crate::fast::recoding::Shape;
use crate::fast::weierstrass::{Jacobian, Multiple};
use crate::fast::{P256, P384, P521, Secp256k1, Sm2, sm2dsa};

/// A curve of ours with its twin in the RustCrypto crates.
trait Twin: Curve<Field: Limbs, Scalar: Limbs> {
    type Reference: CurveArithmetic;
    fn reference(q: &Sec1Point<Self::Reference>, digest: &[u8], r: &[u8], s: &[u8]) -> bool
    where
        FieldBytesSize<Self::Reference>: ModulusSize;
}

//! Key material: the parts of a public key, checked once, in types that belong to no other crate. It may use inputs,
//! errors, names and the arithmetic.

mod ml_dsa;
mod point;
mod spki;

use alloc::sync::Arc;

#[cfg(feature = "jose")]
pub(crate) use self::spki::signing_spec_of;
pub(crate) use self::spki::{encode_ec_point, from_spki};
use crate::kms::{Curve, MlDsaSet, MlKemSet};

/// The material of a public key. Every value was checked by [`from_spki`].
#[derive(Debug)]
#[allow(unnameable_types, reason = "an argument of a sealed trait")]
pub enum Material {
    Rsa(Rsa),
    Ec(EcPoint),
    /// A canonical encoding of a point that is not of small order (RFC 8032, 5.1.3).
    Ed25519([u8; 32]),
    MlDsa(MlDsa),
    MlKem(MlKem),
}

impl Material {
    /// Whether anyone can sign for the key, without a private key.
    pub(crate) fn is_forgeable(&self) -> bool {
        match self {
            Self::MlDsa(key) => key.is_forgeable(),
            Self::Rsa(_) | Self::Ec(_) | Self::Ed25519(_) | Self::MlKem(_) => false,
        }
    }
}

/// A modulus of exactly 2048, 3072 or 4096 bits, odd, and an odd exponent from 3 to 2³³ − 1.
#[derive(Debug)]
#[allow(unnameable_types, reason = "a part of `Material`")]
pub struct Rsa {
    /// Big-endian, without leading zeros.
    pub(crate) n: Arc<[u8]>,
    pub(crate) e: u64,
}

/// A point of a curve, other than infinity.
#[derive(Debug)]
#[allow(unnameable_types, reason = "a part of `Material`")]
pub struct EcPoint {
    pub(crate) curve: Curve,
    /// 04 ‖ x ‖ y (SEC 1, 2.3.3).
    pub(crate) uncompressed: Arc<[u8]>,
}

impl EcPoint {
    /// The big-endian coordinates, as long as the field's elements.
    pub(crate) fn coordinates(&self) -> (&[u8], &[u8]) {
        let coordinates = self.uncompressed.get(1..).unwrap_or_default();
        coordinates.split_at(coordinates.len() / 2)
    }
}

/// An encoded public key of the parameter set's length: every such string is one (FIPS 204, algorithm 23).
#[derive(Debug)]
#[allow(unnameable_types, reason = "a part of `Material`")]
pub struct MlDsa {
    pub(crate) set: MlDsaSet,
    pub(crate) public_key: Arc<[u8]>,
}

/// An encapsulation key that passed the modulus check (FIPS 203, 7.2).
#[derive(Debug)]
#[allow(unnameable_types, reason = "a part of `Material`")]
pub struct MlKem {
    pub(crate) set: MlKemSet,
    pub(crate) encapsulation_key: Arc<[u8]>,
}

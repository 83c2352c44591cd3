//! The equations, with everything about them that KMS fixes left open.
//!
//! They run on the crates' arithmetic for any hash, salt, ID or context: only here, and only to explain a signature
//! that was rejected.

mod ecdsa;
mod ed25519;
mod ml_dsa;
mod rsa;
mod sm2dsa;

use alloc::{boxed::Box, vec::Vec};

use ::ml_dsa::{MlDsa44, MlDsa65, MlDsa87};

use super::{finding::Finding, function::HashFunction, hypothesis::Hypothesis, reading::Reading, recipe::Recipe};
use crate::{
    key::VerifyingKey,
    kms::{Curve, MlDsaSet, SigningAlgorithm},
    material::Material,
    message::DistinguishingId,
    reference,
};

/// A key's equation.
pub(super) trait Scheme: Send + Sync {
    /// How signers make what the equation takes, KMS's way first.
    fn recipes(&self, asked: &Asked, readings: &[Reading]) -> Vec<Recipe>;

    /// The part of the equation that depends on the signature alone; `None` if the bytes are not a signature.
    fn open<'a>(&'a self, asked: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>>;
}

/// A signature whose equation was solved as far as that goes without a hypothesis.
pub(super) trait Opened {
    /// The deviations with which the signature verifies for the hypothesis; `None` if it does not.
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>>;

    /// Whether a check is a comparison with what the signature shows, not another verification.
    fn is_solved(&self) -> bool {
        false
    }

    /// Whether no digest verifies it, with any key.
    fn is_impossible(&self) -> bool {
        false
    }

    /// Whether the signature has no form of its own around `signed`, and the key's exponent is so small that anyone can
    /// choose such a pair.
    fn is_free_form(&self, signed: &[u8]) -> bool {
        let _ = signed;
        false
    }

    /// The evidence in the signature itself about the signed input, which no hypothesis met.
    fn other_message(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// The caller's statements.
pub(super) struct Asked {
    pub(super) key: VerifyingKey,
    pub(super) algorithm: SigningAlgorithm,
    pub(super) context: Option<Vec<u8>>,
    pub(super) distinguishing_id: Option<DistinguishingId>,
}

impl Asked {
    /// The finding that another algorithm was used; none if it is the one that was asked for.
    fn other_algorithm(&self, algorithm: SigningAlgorithm) -> Option<Finding> {
        let listed = self.key.algorithms().contains(&algorithm);
        (algorithm != self.algorithm).then_some(Finding::OtherAlgorithm { algorithm, listed })
    }

    /// The finding that another hash function was used; none if it is the algorithm's.
    fn other_hash(&self, function: HashFunction) -> Option<Finding> {
        let possible_as_digest = self.algorithm.digest_len() == Some(function.output_len());
        (function != self.algorithm.hash().into()).then_some(Finding::OtherHash { function, possible_as_digest })
    }
}

/// The scheme of a key on the crates; `None` for material that does not sign.
pub(super) fn scheme(key: &VerifyingKey) -> Option<Box<dyn Scheme>> {
    Some(match &**key.material() {
        Material::Rsa(key) => Box::new(reference::rsa::public_key(&key.n, key.e)?),
        Material::Ec(point) => {
            let sec1 = &*point.uncompressed;
            match point.curve {
                Curve::P256 => Box::new(ecdsa::Key::from(p256::PublicKey::from_sec1_bytes(sec1).ok()?)),
                Curve::P384 => Box::new(ecdsa::Key::from(p384::PublicKey::from_sec1_bytes(sec1).ok()?)),
                Curve::P521 => Box::new(ecdsa::Key::from(p521::PublicKey::from_sec1_bytes(sec1).ok()?)),
                Curve::Secp256k1 => Box::new(ecdsa::Key::from(k256::PublicKey::from_sec1_bytes(sec1).ok()?)),
                Curve::Sm2 => Box::new(sm2dsa::Key::from(sm2::PublicKey::from_sec1_bytes(sec1).ok()?)),
            }
        }
        Material::Ed25519(key) => Box::new(ed25519_dalek::VerifyingKey::from_bytes(key).ok()?),
        Material::MlDsa(key) => match key.set {
            MlDsaSet::MlDsa44 => Box::new(ml_dsa::Key::<MlDsa44>::new(key)?),
            MlDsaSet::MlDsa65 => Box::new(ml_dsa::Key::<MlDsa65>::new(key)?),
            MlDsaSet::MlDsa87 => Box::new(ml_dsa::Key::<MlDsa87>::new(key)?),
        },
        Material::MlKem(_) => return None,
    })
}

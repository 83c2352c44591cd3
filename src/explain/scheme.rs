//! The equations, with everything about them that KMS fixes left open.
//!
//! They run on the crates' arithmetic for any hash, salt, ID or context: only here, and only to explain a signature that was
//! refused.

mod ecdsa;
mod ed25519;
mod ml_dsa;
mod rsa;
mod sm2dsa;

use alloc::{boxed::Box, vec::Vec};

use ::ml_dsa::{MlDsa44, MlDsa65, MlDsa87};

use super::{finding::Finding, function::HashFunction, hypothesis::Hypothesis, reading::Reading, recipe::Recipe};
use crate::{
    digest::DistinguishingId,
    key::VerifyingKey,
    spki::{self, Material},
    vocabulary::SigningAlgorithm,
};

/// A key's equation.
pub(super) trait Scheme: Send + Sync {
    /// How signers make what the equation takes, KMS's way first.
    fn recipes(&self, asked: &Asked, readings: &[Reading]) -> Vec<Recipe>;

    /// What the equation says about a signature, whatever was signed; `None` if it is none.
    fn open<'a>(&'a self, asked: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>>;
}

/// A signature whose equation was solved as far as that goes without a hypothesis.
pub(super) trait Opened {
    /// The deviations with which the signature verifies for the hypothesis; `None` if it does not.
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>>;

    /// What the signature itself shows about what was signed, which no hypothesis met.
    fn other_message(&self) -> Vec<Finding> {
        Vec::new()
    }
}

/// What the caller says.
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

/// The scheme of a key; `None` cannot happen, since the key was read from the same bytes.
pub(super) fn scheme(key: &VerifyingKey) -> Option<Box<dyn Scheme>> {
    Some(match spki::parse(key.as_der(), key.spec()).ok()? {
        Material::Rsa(key) => Box::new(key),
        Material::P256(key) => Box::new(ecdsa::Key(key)),
        Material::P384(key) => Box::new(ecdsa::Key(key)),
        Material::P521(key) => Box::new(ecdsa::Key(key)),
        Material::Secp256k1(key) => Box::new(ecdsa::Key(key)),
        Material::Sm2(key) => Box::new(key),
        Material::Ed25519(key) => Box::new(key),
        Material::MlDsa44(key) => Box::new(ml_dsa::Key::<MlDsa44>::new(key)),
        Material::MlDsa65(key) => Box::new(ml_dsa::Key::<MlDsa65>::new(key)),
        Material::MlDsa87(key) => Box::new(ml_dsa::Key::<MlDsa87>::new(key)),
        Material::MlKem512(_) | Material::MlKem768(_) | Material::MlKem1024(_) => return None,
    })
}

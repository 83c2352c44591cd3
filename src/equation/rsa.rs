//! RSA signature verification (RFC 8017, 8): s^e mod n, compared with either of two encodings of the digest.

mod emsa_pkcs1_v1_5;
mod emsa_pss;
mod mgf1;
mod sha2;

use alloc::sync::Arc;

use super::{Cost, Equation, Outcome, Precomputation, shared};
use crate::{
    arithmetic::{kernel::Multiplier, rsa::PublicOperation},
    kms::{Rsassa, SigningAlgorithm},
    message::{Hashed, Hasher},
};

/// An RSA public key.
#[derive(Debug)]
pub(crate) struct Rsa {
    n: Arc<[u8]>,
    e: u64,
    multiplier: Multiplier,
    /// The constants of n, kept.
    operation: Option<PublicOperation>,
}

impl Rsa {
    /// The key of a big-endian modulus of 2048, 3072 or 4096 bits and an odd exponent from 3 to 2³³ − 1.
    pub(crate) fn new(n: &Arc<[u8]>, e: u64) -> Self {
        Self::with_multiplier(n, e, Multiplier::detect())
    }

    fn with_multiplier(n: &Arc<[u8]>, e: u64, multiplier: Multiplier) -> Self {
        Self { n: Arc::clone(n), e, multiplier, operation: None }
    }

    /// The constants of n. Never `None` for the modulus and exponent of a key.
    fn operation(&self) -> Option<PublicOperation> {
        let operation = PublicOperation::new(&self.n, self.e, self.multiplier);
        debug_assert!(operation.is_some());
        operation
    }

    fn prepared(&self) -> Option<Self> {
        Some(Self {
            n: Arc::clone(&self.n),
            e: self.e,
            multiplier: self.multiplier,
            operation: Some(self.operation()?),
        })
    }

    /// RSASSA-PSS-VERIFY or RSASSA-PKCS1-V1_5-VERIFY (RFC 8017, 8.1.2 and 8.2.2) of a message with this hash.
    fn verify(&self, padding: Rsassa, digest: &[u8], signature: &[u8]) -> Outcome {
        let (Rsassa::Pss(hash) | Rsassa::Pkcs1V15(hash)) = padding;
        if signature.len() != self.n.len() || digest.len() != hash.length() {
            return Outcome::Malformed;
        }
        let em = match &self.operation {
            Some(operation) => operation.apply(signature),
            None => self.operation().and_then(|operation| operation.apply(signature)),
        };
        let Some(em) = em else { return Outcome::Malformed };
        Outcome::evaluated(match padding {
            Rsassa::Pss(_) => emsa_pss::is_consistent(em.as_ref(), digest, hash),
            Rsassa::Pkcs1V15(_) => emsa_pkcs1_v1_5::is_encoding(em.as_ref(), digest, hash),
        })
    }
}

impl Equation for Rsa {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], _: &mut Hasher) {}

    /// The signature has exactly the modulus' length and is below the modulus.
    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        match algorithm.rsassa() {
            Some(padding) => self.verify(padding, hashed.as_bytes(), signature),
            None => Outcome::Malformed,
        }
    }

    fn precompute(&self, _: Precomputation) -> Option<Arc<dyn Equation>> {
        if self.operation.is_some() {
            return None;
        }
        self.prepared().map(shared)
    }

    fn cost_of_preparing(&self) -> Option<Cost> {
        let bytes = PublicOperation::memory_for(self.n.len(), self.multiplier);
        self.operation.is_none().then_some(Cost { verifications: 0, bytes })
    }

    fn memory(&self) -> usize {
        self.operation.as_ref().map_or(0, PublicOperation::memory)
    }
}

#[cfg(test)]
mod tests;

//! RSA signature verification (RFC 8017, 8): s^e mod n, compared with either of two encodings of the digest.

mod emsa_pkcs1_v1_5;
mod emsa_pss;
mod mgf1;
mod sha2;

use alloc::sync::Arc;

use super::{Cost, Equation, Item, Outcome, Precomputation, one_by_one, shared};
use crate::{
    arithmetic::{
        kernel::{Multiplier, lanes::Eight},
        rsa::{EncodedMessage, PublicOperation},
    },
    kms::{Rsassa, SigningAlgorithm},
    message::{Hashed, Hasher},
};

/// From so many signatures on, eight at once cost less than one after the other.
const WORTH_LANES: usize = 7;

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
        em.map_or(Outcome::Malformed, |em| Outcome::evaluated(is_of(&em, padding, digest)))
    }

    /// [`Equation::hold_many`], eight at once if there are lanes and they pay.
    fn hold_many_in(
        &self,
        eight: Option<Eight>,
        algorithm: SigningAlgorithm,
        items: &[Item<'_>],
        verdicts: &mut [bool],
    ) {
        let (Some(eight), Some(padding)) = (eight, algorithm.rsassa()) else {
            return one_by_one(self, algorithm, items, verdicts);
        };
        let operation = match &self.operation {
            Some(operation) if items.len() >= WORTH_LANES => operation,
            None if items.len() >= WORTH_LANES => match self.prepared() {
                Some(prepared) => return prepared.hold_many_in(Some(eight), algorithm, items, verdicts),
                None => return one_by_one(self, algorithm, items, verdicts),
            },
            _ => return one_by_one(self, algorithm, items, verdicts),
        };
        for (items, verdicts) in items.chunks(8).zip(verdicts.chunks_mut(8)) {
            if items.len() < WORTH_LANES {
                one_by_one(self, algorithm, items, verdicts);
                continue;
            }
            let signatures = core::array::from_fn(|lane| items.get(lane).map_or(&[][..], |item| item.signature));
            let messages = operation.apply_to_eight(eight, &signatures);
            for ((item, em), verdict) in items.iter().zip(&messages).zip(verdicts) {
                *verdict = em.as_ref().is_some_and(|em| is_of(em, padding, item.hashed.as_bytes()));
            }
        }
    }
}

/// Whether EM is the encoding of the digest (RFC 8017, 9.1.2 and 9.2).
fn is_of(em: &EncodedMessage, padding: Rsassa, digest: &[u8]) -> bool {
    let (Rsassa::Pss(hash) | Rsassa::Pkcs1V15(hash)) = padding;
    digest.len() == hash.length()
        && match padding {
            Rsassa::Pss(_) => emsa_pss::is_consistent(em.as_ref(), digest, hash),
            Rsassa::Pkcs1V15(_) => emsa_pkcs1_v1_5::is_encoding(em.as_ref(), digest, hash),
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

    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        self.hold_many_in(Eight::detect(), algorithm, items, verdicts);
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

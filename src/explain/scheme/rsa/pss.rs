//! EMSA-PSS (RFC 8017, 9.1.2), with salt length and both hash functions open.

use alloc::{vec, vec::Vec};

use super::FUNCTIONS;
use crate::{
    explain::{
        finding::Finding,
        function::{HashFunction, Hasher},
    },
    kms::{Rsassa, SigningAlgorithm},
};

/// The algorithm of KMS with this function.
pub(super) fn algorithm(function: HashFunction) -> Option<SigningAlgorithm> {
    super::algorithm(|scheme| matches!(scheme, Rsassa::Pss(_)), function)
}

/// An encoded message whose padding fits these functions.
pub(super) struct Pss {
    pub(super) function: HashFunction,
    mask_function: HashFunction,
    hash: Vec<u8>,
    salt: Vec<u8>,
    padding_len: usize,
}

impl Pss {
    /// Every pair of functions that turns `encoded` into a padded salt.
    pub(super) fn read(encoded: &[u8]) -> Vec<Self> {
        let pairs = FUNCTIONS.into_iter().flat_map(|function| FUNCTIONS.map(|mask_function| (function, mask_function)));
        pairs.filter_map(|(function, mask_function)| Self::unmask(encoded, function, mask_function)).collect()
    }

    /// Steps 4 to 11 of 9.1.2: maskedDB ‖ H ‖ BC, DB = maskedDB ⊕ MGF(H) = PS ‖ 1 ‖ salt. A modulus of 8·k bits leaves
    /// 8·k − 1 for EM, so that one bit on the left is zero.
    fn unmask(encoded: &[u8], function: HashFunction, mask_function: HashFunction) -> Option<Self> {
        let body = encoded.strip_suffix(&[0xbc])?;
        let (masked, hash) = body.split_at_checked(body.len().checked_sub(function.output_len())?)?;
        if masked.first()? & 0x80 != 0 {
            return None;
        }
        let mask = mgf1(mask_function, hash, masked.len());
        let mut db: Vec<u8> = masked.iter().zip(mask).map(|(masked, mask)| masked ^ mask).collect();
        if let Some(first) = db.first_mut() {
            *first &= 0x7f;
        }
        let padding_len = db.iter().take_while(|byte| **byte == 0).count();
        let salt = db.get(padding_len..)?.strip_prefix(&[1])?.to_vec();
        Some(Self { function, mask_function, hash: hash.to_vec(), salt, padding_len })
    }

    /// H = Hash(0⁸ ‖ mHash ‖ salt) (steps 12 to 14)
    pub(super) fn is_over(&self, digest: &[u8]) -> bool {
        self.function.digest(&[&[0; 8], digest, &self.salt].concat()) == self.hash
    }

    /// Whether the padding is too long to be there by chance.
    pub(super) const fn is_certain(&self) -> bool {
        self.padding_len >= 8
    }

    /// The deviations from KMS.
    pub(super) fn deviations(&self) -> Vec<Finding> {
        let expected = self.function.output_len();
        let mut findings = Vec::new();
        if self.salt.len() != expected {
            findings.push(Finding::PssSaltLength { found: self.salt.len(), expected });
        }
        if self.mask_function != self.function {
            findings.push(Finding::PssMaskHash { found: self.mask_function, expected: self.function });
        }
        findings
    }
}

/// MGF1 (RFC 8017, B.2.1)
fn mgf1(function: HashFunction, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = vec![0; len];
    for (counter, block) in (0_u32..).zip(mask.chunks_mut(function.output_len())) {
        let mut hasher = Hasher::new(function);
        hasher.update(seed);
        hasher.update(&counter.to_be_bytes());
        block.iter_mut().zip(hasher.finish()).for_each(|(to, from)| *to = from);
    }
    mask
}

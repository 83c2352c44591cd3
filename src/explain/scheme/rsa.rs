//! RSA signatures (RFC 8017, 8), which show what was signed: EM = s^e mod n, or its hash for PSS.

mod pkcs1;
mod pss;

use alloc::{boxed::Box, vec, vec::Vec};

use ::rsa::{BoxedUint, PublicKey, hazmat::rsa_encrypt, traits::PublicKeyParts as _};

use self::{pkcs1::Pkcs1, pss::Pss};
use super::{Asked, Opened, Scheme};
use crate::{
    explain::{
        finding::Finding,
        function::HashFunction::{self, Sha1, Sha256, Sha384, Sha512},
        hypothesis::Hypothesis,
        reading::Reading,
        recipe::{Recipe, Role},
    },
    kms::SigningAlgorithm,
};

/// The functions that are looked for, KMS's first.
const FUNCTIONS: [HashFunction; 4] = [Sha256, Sha384, Sha512, Sha1];

impl Scheme for PublicKey {
    fn recipes(&self, _: &Asked, _: &[Reading]) -> Vec<Recipe> {
        FUNCTIONS.map(|function| Recipe::hash(function, Role::Signed, Vec::new())).into()
    }

    fn open<'a>(&'a self, asked: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>> {
        if signature.len() != self.size() {
            return None;
        }
        let value = BoxedUint::from_be_slice(signature, self.n().bits_precision()).ok()?;
        if value >= **self.n() {
            return None;
        }
        let encoded = rsa_encrypt(self, &value).ok()?.to_be_bytes();
        let (pkcs1, pss) = (Pkcs1::read(&encoded), Pss::read(&encoded));
        Some(Box::new(Encoded { asked, pkcs1, pss }))
    }
}

/// The encoded message in a signature, read as both paddings.
struct Encoded<'a> {
    asked: &'a Asked,
    pkcs1: Option<Pkcs1>,
    /// One for each pair of functions that the padding fits.
    pss: Vec<Pss>,
}

impl Encoded<'_> {
    /// The finding that a function, or an algorithm with it, is not the one asked for.
    fn other(&self, padding: fn(HashFunction) -> Option<SigningAlgorithm>, function: HashFunction) -> Option<Finding> {
        match padding(function) {
            Some(algorithm) => self.asked.other_algorithm(algorithm),
            None => self.asked.other_hash(function),
        }
    }
}

impl Opened for Encoded<'_> {
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        let function = hypothesis.function?;
        if let Some(pkcs1) = self.pkcs1.as_ref().filter(|pkcs1| pkcs1.digest == hypothesis.signed) {
            let mut findings = pkcs1.deviations(function);
            findings.extend(self.other(pkcs1::algorithm, function));
            return Some(findings);
        }
        let pss = self.pss.iter().find(|pss| pss.function == function && pss.is_over(&hypothesis.signed))?;
        let mut findings = pss.deviations();
        findings.extend(self.other(pss::algorithm, function));
        Some(findings)
    }

    fn other_message(&self) -> Vec<Finding> {
        if let Some(pkcs1) = &self.pkcs1
            && let Some(function) = pkcs1.named.filter(|function| function.output_len() == pkcs1.digest.len())
        {
            let digest = Some((function, pkcs1.digest.clone()));
            return vec![Finding::OtherMessage { algorithm: pkcs1::algorithm(function), digest }];
        }
        let Some(pss) = self.pss.iter().find(|pss| pss.is_certain()) else {
            return Vec::new();
        };
        let mut findings = pss.deviations();
        findings.push(Finding::OtherMessage { algorithm: pss::algorithm(pss.function), digest: None });
        findings
    }
}

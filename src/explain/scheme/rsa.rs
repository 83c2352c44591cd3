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
        function::HashFunction::{self, Md5, Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512},
        hypothesis::Hypothesis,
        reading::Reading,
        recipe::{Recipe, Role},
    },
    kms::{Rsassa, SigningAlgorithm},
};

/// The functions that are looked for, KMS's first.
const FUNCTIONS: [HashFunction; 4] = [Sha256, Sha384, Sha512, Sha1];

/// The functions that only DigestInfo names.
const NAMED: [HashFunction; 5] = [Sha224, Sha3_256, Sha3_384, Sha3_512, Md5];

/// The least exponent with which nobody can choose a signature for a message of some form: KMS's.
const KMS_EXPONENT: u64 = 65_537;

impl Scheme for PublicKey {
    fn recipes(&self, _: &Asked, _: &[Reading]) -> Vec<Recipe> {
        let recipe = |function| Recipe::hash(function, Role::Signed, Vec::new());
        FUNCTIONS.into_iter().chain(NAMED).map(recipe).collect()
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
        let has_small_exponent = *self.e() < BoxedUint::from(KMS_EXPONENT);
        Some(Box::new(Encoded { asked, pkcs1, pss, has_small_exponent }))
    }
}

/// The encoded message in a signature, read as both paddings.
struct Encoded<'a> {
    asked: &'a Asked,
    pkcs1: Option<Pkcs1>,
    /// One for each pair of functions that the padding fits.
    pss: Vec<Pss>,
    has_small_exponent: bool,
}

/// The algorithm of KMS with such a padding and this function.
fn algorithm(is_padding: fn(Rsassa) -> bool, function: HashFunction) -> Option<SigningAlgorithm> {
    let is_meant = |algorithm: &SigningAlgorithm| {
        algorithm.rsassa().is_some_and(is_padding) && HashFunction::from(algorithm.hash()) == function
    };
    SigningAlgorithm::ALL.iter().copied().find(is_meant)
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

impl Encoded<'_> {
    /// The deviations if `value` stands where a digest belongs, whichever function it is of.
    fn check_value(&self, value: &[u8]) -> Option<Vec<Finding>> {
        if let Some(pkcs1) = self.pkcs1.as_ref().filter(|pkcs1| pkcs1.digest == value) {
            return Some(match pkcs1.named {
                Some(named) if named.output_len() == value.len() => {
                    let mut findings = pkcs1.deviations(named);
                    findings.extend(self.other(pkcs1::algorithm, named));
                    findings
                }
                // Not a digest of that function: with a small exponent, anyone can make such a block of whatever the
                // root leaves.
                Some(_) => return None,
                None if pkcs1.has_digest_info => return None,
                None => vec![Finding::Pkcs1WithoutDigestInfo],
            });
        }
        let pss = self.pss.iter().find(|pss| pss.function.output_len() == value.len() && pss.is_over(value))?;
        let mut findings = pss.deviations();
        findings.extend(self.other(pss::algorithm, pss.function));
        Some(findings)
    }
}

impl Opened for Encoded<'_> {
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        let Some(function) = hypothesis.function else { return self.check_value(&hypothesis.signed) };
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

    fn is_solved(&self) -> bool {
        true
    }

    fn is_free_form(&self, signed: &[u8]) -> bool {
        let is_bare = |pkcs1: &Pkcs1| !pkcs1.has_digest_info && pkcs1.digest == signed;
        self.has_small_exponent && self.pkcs1.as_ref().is_some_and(is_bare)
    }

    /// A block that is, byte for byte, the encoding of some digest with a known function proves the key, since the
    /// block's length leaves no choice. Blocks of another form, and small exponents, prove nothing.
    fn other_message(&self) -> Vec<Finding> {
        if self.has_small_exponent {
            return Vec::new();
        }
        if let Some(pkcs1) = &self.pkcs1
            && let Some(function) = pkcs1.named.filter(|function| function.output_len() == pkcs1.digest.len())
        {
            let digest = Some((function, pkcs1.digest.clone()));
            return vec![Finding::OtherMessage {
                algorithm: pkcs1::algorithm(function),
                digest,
                is_function_signed: true,
            }];
        }
        let Some(pss) = self.pss.iter().find(|pss| pss.is_certain()) else {
            return Vec::new();
        };
        let mut findings = pss.deviations();
        let algorithm = pss::algorithm(pss.function);
        findings.push(Finding::OtherMessage { algorithm, digest: None, is_function_signed: true });
        findings
    }
}

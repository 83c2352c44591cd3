//! EMSA-PKCS1-v1_5 (RFC 8017, 9.2), backwards.

use alloc::vec::Vec;

use der::{
    Decode as _, Reader as _, SliceReader,
    asn1::{Null, OctetStringRef},
};
use spki::AlgorithmIdentifierRef;

use crate::{
    explain::{finding::Finding, function::HashFunction},
    kms::{Rsassa, SigningAlgorithm},
};

/// The algorithm of KMS with this function.
pub(super) fn algorithm(function: HashFunction) -> Option<SigningAlgorithm> {
    super::algorithm(|scheme| matches!(scheme, Rsassa::Pkcs1V15(_)), function)
}

/// The bytes after the padding.
pub(super) struct Pkcs1 {
    pub(super) digest: Vec<u8>,
    /// The function that DigestInfo names, if there is a DigestInfo and the function is known.
    pub(super) named: Option<HashFunction>,
    pub(super) has_digest_info: bool,
    has_null: bool,
}

impl Pkcs1 {
    /// Reads 0 ‖ 1 ‖ PS ‖ 0 ‖ T with PS of at least eight FF; T is a DigestInfo or a bare digest.
    pub(super) fn read(encoded: &[u8]) -> Option<Self> {
        let padded = encoded.strip_prefix(&[0, 1])?;
        let padding_len = padded.iter().take_while(|byte| **byte == 0xff).count();
        let t = padded.get(padding_len..)?.strip_prefix(&[0])?;
        if padding_len < 8 {
            return None;
        }
        Some(Self::read_digest_info(t).unwrap_or_else(|| Self {
            digest: t.to_vec(),
            named: None,
            has_digest_info: false,
            has_null: false,
        }))
    }

    /// `DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }`
    ///
    /// Parameters other than NULL are rejected: with e = 3, whoever may put bytes of their choice there can make a
    /// signature without the private key (CVE-2018-16151), and advice must not call it the signer's.
    fn read_digest_info(t: &[u8]) -> Option<Self> {
        let mut reader = SliceReader::new(t).ok()?;
        let info = reader.sequence(|info| -> der::Result<Self> {
            let AlgorithmIdentifierRef { oid, parameters } = AlgorithmIdentifierRef::decode(info)?;
            if let Some(parameters) = parameters {
                Null::try_from(parameters)?;
            }
            Ok(Self {
                digest: <&OctetStringRef>::decode(info)?.as_bytes().to_vec(),
                named: HashFunction::of_oid(oid),
                has_digest_info: true,
                has_null: parameters.is_some(),
            })
        });
        info.ok().filter(|_| reader.is_finished())
    }

    /// The deviations from KMS in an encoding of a digest made with `function`.
    pub(super) fn deviations(&self, function: HashFunction) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.has_digest_info {
            findings.push(Finding::Pkcs1WithoutDigestInfo);
            return findings;
        }
        if !self.has_null {
            findings.push(Finding::Pkcs1WithoutNull);
        }
        if self.named != Some(function) {
            findings.push(Finding::Pkcs1HashName { function, named: self.named });
        }
        findings
    }
}

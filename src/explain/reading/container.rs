//! Containers around a signature, or together with it: each step removes one.

use alloc::vec::Vec;

use super::loose_der::{StringKind, string_content};
use crate::{
    explain::{
        cms::{SignedAttributes, SignedData, Signer},
        finding::Container,
    },
    input::ecdsa_sig_value::scalar_len,
    kms::{KeySpec, SignatureLength},
};

/// The content of a container.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) container: Container,
    /// The attributes that a signature in CMS is over.
    pub(super) attributes: Option<SignedAttributes>,
}

/// The possible contents of `given`, one container deep.
pub(super) fn contents(spec: KeySpec, given: &[u8]) -> Vec<Content> {
    let bare = |(bytes, container)| Content { bytes, container, attributes: None };
    signed_data(given).into_iter().chain(bare_contents(spec, given).into_iter().map(bare)).collect()
}

/// The signatures in a CMS SignedData.
fn signed_data(given: &[u8]) -> Vec<Content> {
    let signers = SignedData::read(given).map(|data| data.signers).unwrap_or_default();
    let content = |signer: Signer<'_>| Content {
        bytes: signer.signature.bytes.to_vec(),
        container: Container::SignedData { offset: signer.signature.offset, len: signer.signature.bytes.len() },
        attributes: signer.attributes,
    };
    signers.into_iter().map(content).collect()
}

fn bare_contents(spec: KeySpec, given: &[u8]) -> Vec<(Vec<u8>, Container)> {
    let mut found = Vec::new();
    if let Some((content, kind)) = string_content(given) {
        let header = given.len().saturating_sub(content.len());
        let container = match kind {
            StringKind::Octet => Container::OctetString { header },
            StringKind::Bit => Container::BitString { header },
        };
        found.push((content.to_vec(), container));
    }
    // For signatures of fixed length a zero byte more has a name of its own.
    if let (Some(SignatureLength::AtMost(_)), [0, der @ ..]) = (spec.signature_len(), given)
        && der.first() == Some(&0x30)
    {
        found.push((der.to_vec(), Container::UnusedBits));
    }
    // r ‖ s, which Ed25519 has as R ‖ S.
    let fixed = match spec.signature_len() {
        Some(SignatureLength::Exactly(len)) if spec == KeySpec::EccNistEdwards25519 => Some(len),
        _ => scalar_len(spec).map(|len| 2 * len),
    };
    if let Some(len) = fixed {
        let is_ecdsa = spec != KeySpec::EccNistEdwards25519;
        if let ([v, signature @ ..], true) = (given, given.len() == len + 1)
            && is_ecdsa
            && is_recovery_id(*v)
        {
            found.push((signature.to_vec(), Container::RecoveryIdInFront));
        }
        if let ([signature @ .., v], true) = (given, given.len() == len + 1)
            && is_ecdsa
            && is_recovery_id(*v)
        {
            found.push((signature.to_vec(), Container::RecoveryIdBehind));
        }
        // A flag that names the scheme, the signature, the public key (32 bytes, or 33 in compressed form).
        let key_len = len / 2 + usize::from(is_ecdsa);
        if let ([0..=9, rest @ ..], true) = (given, given.len() == 1 + len + key_len) {
            found.extend(rest.get(..len).map(|signature| (signature.to_vec(), Container::FlagAndKey { len })));
        }
    }
    found
}

/// Bitcoin's 27 to 34, Ethereum's 27 and 28, or the bare 0 to 3.
const fn is_recovery_id(v: u8) -> bool {
    matches!(v, 0..=3 | 27..=34)
}

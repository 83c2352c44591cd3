//! What is put around a signature, or together with it: each step takes one container off.

use alloc::vec::Vec;

use super::loose_der::{StringKind, string_content};
use crate::{
    explain::finding::Container,
    input::ecdsa_sig_value::scalar_len,
    kms::{KeySpec, SignatureLength},
};

/// What may be inside of `given`, a container deep.
pub(super) fn contents(spec: KeySpec, given: &[u8]) -> Vec<(Vec<u8>, Container)> {
    let mut found = Vec::new();
    if let Some((content, kind)) = string_content(given) {
        let container = match kind {
            StringKind::Octet => Container::OctetString,
            StringKind::Bit => Container::BitString,
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
            found.extend(rest.get(..len).map(|signature| (signature.to_vec(), Container::FlagAndKey)));
        }
    }
    found
}

/// Bitcoin's 27 to 34, Ethereum's 27 and 28, or the bare 0 to 3.
const fn is_recovery_id(v: u8) -> bool {
    matches!(v, 0..=3 | 27..=34)
}

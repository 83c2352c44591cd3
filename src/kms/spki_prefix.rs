//! The DER that precedes the bytes of a key in its SubjectPublicKeyInfo.

use alloc::vec::Vec;

use der::{Encode as _, asn1::BitStringRef};
use spki::{AlgorithmIdentifier, ObjectIdentifier, SubjectPublicKeyInfo};

use super::{KeySpec, Parameters};

/// Returns the DER in front of the `len` bytes of a key of this spec (RFC 5280, 4.1); `None` for RSA, whose keys are
/// not fixed bytes.
pub(crate) fn spki_prefix(spec: KeySpec, len: usize) -> Option<Vec<u8>> {
    let facts = spec.facts();
    let parameters: Option<ObjectIdentifier> = match facts.parameters {
        Parameters::Curve(curve) => Some(curve),
        Parameters::Absent => None,
        Parameters::Null => return None,
    };
    let zeros = alloc::vec![0; len];
    let subject_public_key = BitStringRef::from_bytes(&zeros).ok()?;
    let algorithm = AlgorithmIdentifier { oid: facts.oid, parameters };
    let mut der = SubjectPublicKeyInfo { algorithm, subject_public_key }.to_der().ok()?;
    der.truncate(der.len().checked_sub(len)?);
    Some(der)
}

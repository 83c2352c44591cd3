//! Object identifiers with the names that people know them by.

use core::fmt;

use spki::ObjectIdentifier;

use crate::kms::{KeySpec, Parameters};

/// An object identifier, with its name where that is known.
pub(super) struct Named(pub(super) ObjectIdentifier);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        match NAMES.iter().find(|(oid, _)| *oid == self.0) {
            Some((_, name)) => write!(f, " ({name})"),
            None => Ok(()),
        }
    }
}

/// Whether keys of any spec have this algorithm.
pub(super) fn is_algorithm_of_kms(oid: ObjectIdentifier) -> bool {
    KeySpec::ALL.iter().any(|spec| spec.facts().oid == oid)
}

/// Whether keys of any spec are on this curve.
pub(super) fn is_curve_of_kms(oid: ObjectIdentifier) -> bool {
    KeySpec::ALL.iter().any(|spec| matches!(spec.facts().parameters, Parameters::Curve(curve) if curve == oid))
}

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// RFC 3279, RFC 4055, RFC 5480, RFC 5639, RFC 8410, RFC 9881, RFC 9935, GM/T 0006; the rounds of NIST's competition
/// before FIPS 203 and 204 as Open Quantum Safe numbered them.
const NAMES: &[(ObjectIdentifier, &str)] = &[
    (oid("1.2.840.113549.1.1.1"), "RSA"),
    (oid("1.2.840.113549.1.1.10"), "RSASSA-PSS"),
    (oid("1.2.840.10045.2.1"), "EC"),
    (oid("1.2.840.10040.4.1"), "DSA"),
    (oid("1.2.840.113549.1.3.1"), "DH"),
    (oid("1.3.101.110"), "X25519"),
    (oid("1.3.101.111"), "X448"),
    (oid("1.3.101.112"), "Ed25519"),
    (oid("1.3.101.113"), "Ed448"),
    (oid("1.2.840.10045.3.1.1"), "P-192"),
    (oid("1.3.132.0.33"), "P-224"),
    (oid("1.2.840.10045.3.1.7"), "P-256"),
    (oid("1.3.132.0.34"), "P-384"),
    (oid("1.3.132.0.35"), "P-521"),
    (oid("1.3.132.0.10"), "secp256k1"),
    (oid("1.2.156.10197.1.301"), "SM2"),
    (oid("1.3.36.3.3.2.8.1.1.7"), "brainpoolP256r1"),
    (oid("1.3.36.3.3.2.8.1.1.11"), "brainpoolP384r1"),
    (oid("1.3.36.3.3.2.8.1.1.13"), "brainpoolP512r1"),
    (oid("2.16.840.1.101.3.4.3.17"), "ML-DSA-44"),
    (oid("2.16.840.1.101.3.4.3.18"), "ML-DSA-65"),
    (oid("2.16.840.1.101.3.4.3.19"), "ML-DSA-87"),
    (oid("2.16.840.1.101.3.4.4.1"), "ML-KEM-512"),
    (oid("2.16.840.1.101.3.4.4.2"), "ML-KEM-768"),
    (oid("2.16.840.1.101.3.4.4.3"), "ML-KEM-1024"),
    (oid("1.3.6.1.4.1.2.267.7.4.4"), "Dilithium2"),
    (oid("1.3.6.1.4.1.2.267.7.6.5"), "Dilithium3"),
    (oid("1.3.6.1.4.1.2.267.7.8.7"), "Dilithium5"),
    (oid("1.3.6.1.4.1.22554.5.6.1"), "Kyber512"),
    (oid("1.3.6.1.4.1.22554.5.6.2"), "Kyber768"),
    (oid("1.3.6.1.4.1.22554.5.6.3"), "Kyber1024"),
];

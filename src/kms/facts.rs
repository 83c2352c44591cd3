//! The one table of KMS's facts: each spec, its usages, and their algorithms. `algorithms.rs` has the facts of each
//! algorithm.
//!
//! Usages and algorithms are those of the KMS Developer Guide, *Key spec reference*; OIDs are from RFC 3279 (2.3.1),
//! RFC 5480 (2.1.1), RFC 8410 (3), RFC 9881 (2), RFC 9935 (3) and GM/T 0006.

use alloc::vec::Vec;

use der::{Encode as _, asn1::BitStringRef};
use spki::{AlgorithmIdentifier, ObjectIdentifier, SubjectPublicKeyInfo};

use super::names::{
    Algorithm, EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeySpec, KeyUsage, SigningAlgorithm,
};

/// A row of the table.
pub(crate) struct SpecFacts {
    /// The kind of key.
    pub(crate) family: Family,
    /// The algorithm of the SubjectPublicKeyInfo.
    pub(crate) oid: ObjectIdentifier,
    /// Its parameters.
    pub(crate) parameters: Parameters,
    /// Bytes of the key itself: of the modulus for RSA, of the BIT STRING for the others.
    pub(crate) key_len: usize,
    signature: Option<SignatureLength>,
    signing: &'static [SigningAlgorithm],
    encryption: &'static [EncryptionAlgorithm],
    agreement: &'static [KeyAgreementAlgorithm],
    encapsulation: &'static [EncapsulationAlgorithm],
}

/// The kinds of keys, each with its curve or parameter set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Rsa,
    Ec(Curve),
    Ed25519,
    MlDsa(MlDsaSet),
    MlKem(MlKemSet),
}

/// The short Weierstrass curves of KMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
    Sm2,
}

/// The parameter sets of ML-DSA (FIPS 204, 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MlDsaSet {
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

/// The parameter sets of ML-KEM (FIPS 203, 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MlKemSet {
    MlKem512,
    MlKem768,
    MlKem1024,
}

/// The parameters that an AlgorithmIdentifier must have.
#[derive(Clone, Copy)]
pub(crate) enum Parameters {
    /// ASN.1 NULL
    Null,
    /// nothing at all
    Absent,
    /// a named curve
    Curve(ObjectIdentifier),
}

/// The length of a key's signatures, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an encoding has a fixed length or a variable one")]
pub enum SignatureLength {
    /// Every signature has this length.
    Exactly(usize),
    /// Signatures are DER (RFC 3279, 2.2.3) and have at most this length.
    AtMost(usize),
}

impl SignatureLength {
    /// Whether a signature can have `len` bytes.
    pub(crate) const fn allows(self, len: usize) -> bool {
        match self {
            Self::Exactly(expected) => len == expected,
            Self::AtMost(longest) => len <= longest,
        }
    }
}

impl Curve {
    /// The name in JOSE's registry (RFC 7518, 6.2.1.1; RFC 8812, 3.1); SM2's curve has none.
    pub(crate) const fn jose_name(self) -> Option<&'static str> {
        match self {
            Self::P256 => Some("P-256"),
            Self::P384 => Some("P-384"),
            Self::P521 => Some("P-521"),
            Self::Secp256k1 => Some("secp256k1"),
            Self::Sm2 => None,
        }
    }
}

impl MlDsaSet {
    /// The name in JOSE's registry (RFC 9964, 5).
    pub(crate) const fn jose_name(self) -> &'static str {
        match self {
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }
}

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const PRIME256V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const SECP384R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SECP521R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const SECP256K1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");
const SM2P256V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");
const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ID_ML_DSA_44: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17");
const ID_ML_DSA_65: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18");
const ID_ML_DSA_87: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19");
const ID_ALG_ML_KEM_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.1");
const ID_ALG_ML_KEM_768: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.2");
const ID_ALG_ML_KEM_1024: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.3");

/// Defaults for fields a row does not set: the row of a key without an operation.
const fn row(family: Family, oid: ObjectIdentifier, parameters: Parameters, key_len: usize) -> SpecFacts {
    SpecFacts {
        family,
        oid,
        parameters,
        key_len,
        signature: None,
        signing: &[],
        encryption: &[],
        agreement: &[],
        encapsulation: &[],
    }
}

const fn rsa(modulus_len: usize) -> SpecFacts {
    SpecFacts {
        signature: Some(SignatureLength::Exactly(modulus_len)),
        signing: &[
            SigningAlgorithm::RsassaPssSha256,
            SigningAlgorithm::RsassaPssSha384,
            SigningAlgorithm::RsassaPssSha512,
            SigningAlgorithm::RsassaPkcs1V15Sha256,
            SigningAlgorithm::RsassaPkcs1V15Sha384,
            SigningAlgorithm::RsassaPkcs1V15Sha512,
        ],
        encryption: &[EncryptionAlgorithm::RsaesOaepSha1, EncryptionAlgorithm::RsaesOaepSha256],
        ..row(Family::Rsa, RSA_ENCRYPTION, Parameters::Null, modulus_len)
    }
}

/// A curve whose field and scalars have `len` bytes: an uncompressed point (SEC 1, 2.3.3) and, if it signs, DER
/// signatures of at most `signature_len` bytes.
const fn ec(
    curve: Curve,
    oid: ObjectIdentifier,
    len: usize,
    signature_len: usize,
    signing: &'static [SigningAlgorithm],
) -> SpecFacts {
    SpecFacts {
        signature: Some(SignatureLength::AtMost(signature_len)),
        signing,
        ..row(Family::Ec(curve), EC_PUBLIC_KEY, Parameters::Curve(oid), 1 + 2 * len)
    }
}

const fn ml_dsa(set: MlDsaSet, oid: ObjectIdentifier, key_len: usize, signature_len: usize) -> SpecFacts {
    SpecFacts {
        signature: Some(SignatureLength::Exactly(signature_len)),
        signing: &[SigningAlgorithm::MlDsaShake256],
        ..row(Family::MlDsa(set), oid, Parameters::Absent, key_len)
    }
}

const fn ml_kem(set: MlKemSet, oid: ObjectIdentifier, key_len: usize) -> SpecFacts {
    SpecFacts {
        encapsulation: &[EncapsulationAlgorithm::MlKem],
        ..row(Family::MlKem(set), oid, Parameters::Absent, key_len)
    }
}

const ECDH: &[KeyAgreementAlgorithm] = &[KeyAgreementAlgorithm::Ecdh];

impl KeySpec {
    pub(crate) const fn facts(self) -> SpecFacts {
        match self {
            Self::Rsa2048 => rsa(256),
            Self::Rsa3072 => rsa(384),
            Self::Rsa4096 => rsa(512),
            Self::EccNistP256 => {
                SpecFacts { agreement: ECDH, ..ec(Curve::P256, PRIME256V1, 32, 72, &[SigningAlgorithm::EcdsaSha256]) }
            }
            Self::EccNistP384 => {
                SpecFacts { agreement: ECDH, ..ec(Curve::P384, SECP384R1, 48, 104, &[SigningAlgorithm::EcdsaSha384]) }
            }
            Self::EccNistP521 => {
                SpecFacts { agreement: ECDH, ..ec(Curve::P521, SECP521R1, 66, 139, &[SigningAlgorithm::EcdsaSha512]) }
            }
            Self::EccSecgP256k1 => ec(Curve::Secp256k1, SECP256K1, 32, 72, &[SigningAlgorithm::EcdsaSha256]),
            Self::EccNistEdwards25519 => SpecFacts {
                signature: Some(SignatureLength::Exactly(64)),
                signing: &[SigningAlgorithm::Ed25519Sha512, SigningAlgorithm::Ed25519PhSha512],
                ..row(Family::Ed25519, ID_ED25519, Parameters::Absent, 32)
            },
            Self::MlDsa44 => ml_dsa(MlDsaSet::MlDsa44, ID_ML_DSA_44, 1312, 2420),
            Self::MlDsa65 => ml_dsa(MlDsaSet::MlDsa65, ID_ML_DSA_65, 1952, 3309),
            Self::MlDsa87 => ml_dsa(MlDsaSet::MlDsa87, ID_ML_DSA_87, 2592, 4627),
            Self::MlKem512 => ml_kem(MlKemSet::MlKem512, ID_ALG_ML_KEM_512, 800),
            Self::MlKem768 => ml_kem(MlKemSet::MlKem768, ID_ALG_ML_KEM_768, 1184),
            Self::MlKem1024 => ml_kem(MlKemSet::MlKem1024, ID_ALG_ML_KEM_1024, 1568),
            Self::Sm2 => SpecFacts {
                agreement: ECDH,
                encryption: &[EncryptionAlgorithm::Sm2Pke],
                ..ec(Curve::Sm2, SM2P256V1, 32, 72, &[SigningAlgorithm::Sm2Dsa])
            },
        }
    }

    /// Returns the usages that a key of this spec can be created for.
    pub fn usages(self) -> impl Iterator<Item = KeyUsage> {
        KeyUsage::ALL.iter().copied().filter(move |usage| !self.algorithm_names(*usage).is_empty())
    }

    /// Returns every signing algorithm of this spec; none if it does not sign.
    #[must_use]
    pub const fn signing_algorithms(self) -> &'static [SigningAlgorithm] {
        self.facts().signing
    }

    /// Returns every encryption algorithm of this spec; none if it does not encrypt.
    #[must_use]
    pub const fn encryption_algorithms(self) -> &'static [EncryptionAlgorithm] {
        self.facts().encryption
    }

    /// Returns every key agreement algorithm of this spec; none if it does not agree.
    #[must_use]
    pub const fn key_agreement_algorithms(self) -> &'static [KeyAgreementAlgorithm] {
        self.facts().agreement
    }

    /// Returns every encapsulation algorithm of this spec; none if it does not encapsulate.
    #[must_use]
    pub const fn encapsulation_algorithms(self) -> &'static [EncapsulationAlgorithm] {
        self.facts().encapsulation
    }

    /// Returns the length of such a key's signatures, in KMS's encoding; `None` if it does not sign.
    #[must_use]
    pub const fn signature_len(self) -> Option<SignatureLength> {
        self.facts().signature
    }

    /// The spec of RSA keys whose modulus has this many bytes.
    #[cfg(feature = "jose")]
    pub(crate) fn of_rsa(modulus_len: usize) -> Option<Self> {
        Self::find(|facts| facts.family == Family::Rsa && facts.key_len == modulus_len)
    }

    /// The first spec with such a row.
    #[cfg(feature = "jose")]
    pub(crate) fn find(is_meant: impl Fn(SpecFacts) -> bool) -> Option<Self> {
        Self::ALL.iter().copied().find(|spec| is_meant(spec.facts()))
    }

    /// The names of every algorithm of this spec for `usage`.
    pub(crate) fn algorithm_names(self, usage: KeyUsage) -> Vec<&'static str> {
        fn names<A: Algorithm>(spec: KeySpec) -> Vec<&'static str> {
            A::of_spec(spec).iter().map(|algorithm| algorithm.name()).collect()
        }
        match usage {
            KeyUsage::SignVerify => names::<SigningAlgorithm>(self),
            KeyUsage::EncryptDecrypt => names::<EncryptionAlgorithm>(self),
            KeyUsage::KeyAgreement => names::<KeyAgreementAlgorithm>(self),
            KeyUsage::EncapsulateDecapsulate => names::<EncapsulationAlgorithm>(self),
        }
    }
}

impl KeyUsage {
    /// Returns the member of a GetPublicKey response that lists the algorithms of this usage.
    #[must_use]
    pub const fn list_member(self) -> &'static str {
        match self {
            Self::SignVerify => "SigningAlgorithms",
            Self::EncryptDecrypt => "EncryptionAlgorithms",
            Self::KeyAgreement => "KeyAgreementAlgorithms",
            Self::EncapsulateDecapsulate => "EncapsulationAlgorithms",
        }
    }
}

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

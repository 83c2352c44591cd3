//! The one table: what each spec is, what it is used for, and with which algorithms.
//!
//! Usages and algorithms are those of the KMS Developer Guide, *Key spec reference*; OIDs are from RFC 3279 (2.3.1),
//! RFC 5480 (2.1.1), RFC 8410 (3), RFC 9881 (2), RFC 9935 (3) and GM/T 0006.

use alloc::vec::Vec;

use spki::ObjectIdentifier;

use super::names::{
    Algorithm, EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeySpec, KeyUsage, MessageType,
    SigningAlgorithm,
};

/// A row of the table.
pub(crate) struct SpecFacts {
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

/// What the parameters of an AlgorithmIdentifier must be.
#[derive(Clone, Copy)]
pub(crate) enum Parameters {
    /// ASN.1 NULL
    Null,
    /// nothing at all
    Absent,
    /// a named curve
    Curve(ObjectIdentifier),
}

/// How long the signatures of a key are, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an encoding has a fixed length or a variable one")]
pub enum SignatureLength {
    /// Every signature has this length.
    Exactly(usize),
    /// Signatures are DER (RFC 3279, 2.2.3) and have at most this length.
    AtMost(usize),
}

/// The hash function that an algorithm is defined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
    Sm3,
    Shake256,
}

impl Hash {
    /// The length in bytes of what it makes of a message: for SHAKE256 that of ML-DSA's μ.
    pub(crate) const fn output_len(self) -> usize {
        match self {
            Self::Sha256 | Self::Sm3 => 32,
            Self::Sha384 => 48,
            Self::Sha512 | Self::Shake256 => 64,
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

/// The facts that each spec's replace.
const NOTHING: SpecFacts = SpecFacts {
    oid: ObjectIdentifier::new_unwrap("0.0.0"),
    parameters: Parameters::Absent,
    key_len: 0,
    signature: None,
    signing: &[],
    encryption: &[],
    agreement: &[],
    encapsulation: &[],
};

const fn rsa(modulus_len: usize) -> SpecFacts {
    SpecFacts {
        oid: RSA_ENCRYPTION,
        parameters: Parameters::Null,
        key_len: modulus_len,
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
        ..NOTHING
    }
}

/// A curve whose field and scalars have `len` bytes: an uncompressed point (SEC 1, 2.3.3) and, if it signs, DER signatures
/// of at most `signature_len` bytes.
const fn curve(
    oid: ObjectIdentifier,
    len: usize,
    signature_len: usize,
    signing: &'static [SigningAlgorithm],
) -> SpecFacts {
    SpecFacts {
        oid: EC_PUBLIC_KEY,
        parameters: Parameters::Curve(oid),
        key_len: 1 + 2 * len,
        signature: Some(SignatureLength::AtMost(signature_len)),
        signing,
        ..NOTHING
    }
}

const fn ml_dsa(oid: ObjectIdentifier, key_len: usize, signature_len: usize) -> SpecFacts {
    SpecFacts {
        oid,
        key_len,
        signature: Some(SignatureLength::Exactly(signature_len)),
        signing: &[SigningAlgorithm::MlDsaShake256],
        ..NOTHING
    }
}

const fn ml_kem(oid: ObjectIdentifier, key_len: usize) -> SpecFacts {
    SpecFacts { oid, key_len, encapsulation: &[EncapsulationAlgorithm::MlKem], ..NOTHING }
}

const ECDH: &[KeyAgreementAlgorithm] = &[KeyAgreementAlgorithm::Ecdh];

impl KeySpec {
    pub(crate) const fn facts(self) -> SpecFacts {
        match self {
            Self::Rsa2048 => rsa(256),
            Self::Rsa3072 => rsa(384),
            Self::Rsa4096 => rsa(512),
            Self::EccNistP256 => {
                SpecFacts { agreement: ECDH, ..curve(PRIME256V1, 32, 72, &[SigningAlgorithm::EcdsaSha256]) }
            }
            Self::EccNistP384 => {
                SpecFacts { agreement: ECDH, ..curve(SECP384R1, 48, 104, &[SigningAlgorithm::EcdsaSha384]) }
            }
            Self::EccNistP521 => {
                SpecFacts { agreement: ECDH, ..curve(SECP521R1, 66, 139, &[SigningAlgorithm::EcdsaSha512]) }
            }
            Self::EccSecgP256k1 => curve(SECP256K1, 32, 72, &[SigningAlgorithm::EcdsaSha256]),
            Self::EccNistEdwards25519 => SpecFacts {
                oid: ID_ED25519,
                key_len: 32,
                signature: Some(SignatureLength::Exactly(64)),
                signing: &[SigningAlgorithm::Ed25519Sha512, SigningAlgorithm::Ed25519PhSha512],
                ..NOTHING
            },
            Self::MlDsa44 => ml_dsa(ID_ML_DSA_44, 1312, 2420),
            Self::MlDsa65 => ml_dsa(ID_ML_DSA_65, 1952, 3309),
            Self::MlDsa87 => ml_dsa(ID_ML_DSA_87, 2592, 4627),
            Self::MlKem512 => ml_kem(ID_ALG_ML_KEM_512, 800),
            Self::MlKem768 => ml_kem(ID_ALG_ML_KEM_768, 1184),
            Self::MlKem1024 => ml_kem(ID_ALG_ML_KEM_1024, 1568),
            Self::Sm2 => SpecFacts {
                agreement: ECDH,
                encryption: &[EncryptionAlgorithm::Sm2Pke],
                ..curve(SM2P256V1, 32, 72, &[SigningAlgorithm::Sm2Dsa])
            },
        }
    }

    /// The usages that a key of this spec can be created for.
    pub fn usages(self) -> impl Iterator<Item = KeyUsage> {
        KeyUsage::ALL.iter().copied().filter(move |usage| !self.algorithm_names(*usage).is_empty())
    }

    /// Every signing algorithm of this spec; none if it does not sign.
    #[must_use]
    pub const fn signing_algorithms(self) -> &'static [SigningAlgorithm] {
        self.facts().signing
    }

    /// Every encryption algorithm of this spec; none if it does not encrypt.
    #[must_use]
    pub const fn encryption_algorithms(self) -> &'static [EncryptionAlgorithm] {
        self.facts().encryption
    }

    /// Every key agreement algorithm of this spec; none if it does not agree.
    #[must_use]
    pub const fn key_agreement_algorithms(self) -> &'static [KeyAgreementAlgorithm] {
        self.facts().agreement
    }

    /// Every encapsulation algorithm of this spec; none if it does not encapsulate.
    #[must_use]
    pub const fn encapsulation_algorithms(self) -> &'static [EncapsulationAlgorithm] {
        self.facts().encapsulation
    }

    /// How long the signatures of such a key are, in KMS's encoding; `None` if it does not sign.
    #[must_use]
    pub const fn signature_len(self) -> Option<SignatureLength> {
        self.facts().signature
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
    /// The member of a GetPublicKey response that lists the algorithms of this usage.
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

impl SigningAlgorithm {
    /// The message types that KMS takes for this algorithm (KMS API, Sign).
    #[must_use]
    pub const fn message_types(self) -> &'static [MessageType] {
        match self {
            Self::Ed25519Sha512 => &[MessageType::Raw],
            Self::Ed25519PhSha512 => &[MessageType::Digest],
            Self::MlDsaShake256 => &[MessageType::Raw, MessageType::ExternalMu],
            _ => &[MessageType::Raw, MessageType::Digest],
        }
    }

    /// The length in bytes of what is given as DIGEST or EXTERNAL_MU; `None` for ED25519_SHA_512, which takes neither.
    #[must_use]
    pub const fn digest_len(self) -> Option<usize> {
        match self {
            Self::Ed25519Sha512 => None,
            _ => Some(self.hash().output_len()),
        }
    }

    /// What is given as DIGEST or EXTERNAL_MU, in the words of its standard.
    pub(crate) const fn digest_name(self) -> &'static str {
        match self.hash() {
            Hash::Sha256 => "the SHA-256 digest",
            Hash::Sha384 => "the SHA-384 digest",
            Hash::Sha512 => "the SHA-512 digest",
            Hash::Sm3 => "SM3(ZA || M)",
            Hash::Shake256 => "the message representative mu (FIPS 204, 6.2)",
        }
    }

    /// The hash function that the algorithm is defined with.
    pub(crate) const fn hash(self) -> Hash {
        match self {
            Self::RsassaPssSha256 | Self::RsassaPkcs1V15Sha256 | Self::EcdsaSha256 => Hash::Sha256,
            Self::RsassaPssSha384 | Self::RsassaPkcs1V15Sha384 | Self::EcdsaSha384 => Hash::Sha384,
            Self::RsassaPssSha512
            | Self::RsassaPkcs1V15Sha512
            | Self::EcdsaSha512
            | Self::Ed25519Sha512
            | Self::Ed25519PhSha512 => Hash::Sha512,
            Self::Sm2Dsa => Hash::Sm3,
            Self::MlDsaShake256 => Hash::Shake256,
        }
    }
}

impl EncryptionAlgorithm {
    /// The greatest length in bytes of a plaintext that KMS takes for a key of a `spec` that has this algorithm (KMS API,
    /// Encrypt): for OAEP k − 2·hLen − 2 (RFC 8017, 7.1.1).
    pub(crate) const fn max_plaintext_len(self, spec: KeySpec) -> usize {
        let k = spec.facts().key_len;
        match self {
            Self::RsaesOaepSha1 => k.saturating_sub(2 * 20 + 2),
            Self::RsaesOaepSha256 => k.saturating_sub(2 * 32 + 2),
            Self::Sm2Pke => 1024,
        }
    }
}

impl Algorithm for SigningAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.signing_algorithms()
    }
}

impl Algorithm for EncryptionAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.encryption_algorithms()
    }
}

impl Algorithm for KeyAgreementAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.key_agreement_algorithms()
    }
}

impl Algorithm for EncapsulationAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.encapsulation_algorithms()
    }
}

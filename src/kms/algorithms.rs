//! The facts of each algorithm: its hash function, its padding, the message types and lengths that KMS accepts, and its
//! name in JOSE.

use super::{
    facts::Family,
    names::{
        Algorithm, EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeySpec, MessageType, OfSpec,
        SigningAlgorithm,
    },
};

/// The hash function that an algorithm is defined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
    Sm3,
    Shake256,
}

/// The functions of SHA-2 that RSA signatures are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sha2 {
    Sha256,
    Sha384,
    Sha512,
}

/// The RSA signature schemes (RFC 8017, 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rsassa {
    /// RSASSA-PSS (8.1), MGF1 with the same hash, salt as long as the digest.
    Pss(Sha2),
    /// RSASSA-PKCS1-v1_5 (8.2).
    Pkcs1V15(Sha2),
}

/// The longest SM2 distinguishing ID in bytes: ENTL, its length in bits, has 16 bits (GB/T 32918.2, 5.5).
pub(crate) const MAX_DISTINGUISHING_ID_LEN: usize = 8191;

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

impl SigningAlgorithm {
    /// Returns the message types that KMS accepts for this algorithm (KMS API, Sign).
    #[must_use]
    pub const fn message_types(self) -> &'static [MessageType] {
        match self {
            Self::Ed25519Sha512 => &[MessageType::Raw],
            Self::Ed25519PhSha512 => &[MessageType::Digest],
            Self::MlDsaShake256 => &[MessageType::Raw, MessageType::ExternalMu],
            Self::RsassaPssSha256
            | Self::RsassaPssSha384
            | Self::RsassaPssSha512
            | Self::RsassaPkcs1V15Sha256
            | Self::RsassaPkcs1V15Sha384
            | Self::RsassaPkcs1V15Sha512
            | Self::EcdsaSha256
            | Self::EcdsaSha384
            | Self::EcdsaSha512
            | Self::Sm2Dsa => &[MessageType::Raw, MessageType::Digest],
        }
    }

    /// Returns the length in bytes of a DIGEST or EXTERNAL_MU; `None` for ED25519_SHA_512, which accepts neither.
    #[must_use]
    pub const fn digest_len(self) -> Option<usize> {
        if matches!(self, Self::Ed25519Sha512) { None } else { Some(self.hash().output_len()) }
    }

    /// The input that KMS takes as DIGEST or EXTERNAL_MU, in the words of its standard.
    pub(crate) const fn digest_name(self) -> &'static str {
        match self.hash() {
            Hash::Sha256 => "the SHA-256 digest",
            Hash::Sha384 => "the SHA-384 digest",
            Hash::Sha512 => "the SHA-512 digest",
            Hash::Sm3 => "SM3(ZA || M)",
            Hash::Shake256 => "the message representative mu (FIPS 204, 6.2)",
        }
    }

    /// The message type of its digest: EXTERNAL_MU for ML-DSA, else DIGEST.
    pub(crate) const fn digest_type(self) -> MessageType {
        if matches!(self, Self::MlDsaShake256) { MessageType::ExternalMu } else { MessageType::Digest }
    }

    /// The RSA signature scheme; `None` for algorithms of other keys.
    pub(crate) const fn rsassa(self) -> Option<Rsassa> {
        match self {
            Self::RsassaPssSha256 => Some(Rsassa::Pss(Sha2::Sha256)),
            Self::RsassaPssSha384 => Some(Rsassa::Pss(Sha2::Sha384)),
            Self::RsassaPssSha512 => Some(Rsassa::Pss(Sha2::Sha512)),
            Self::RsassaPkcs1V15Sha256 => Some(Rsassa::Pkcs1V15(Sha2::Sha256)),
            Self::RsassaPkcs1V15Sha384 => Some(Rsassa::Pkcs1V15(Sha2::Sha384)),
            Self::RsassaPkcs1V15Sha512 => Some(Rsassa::Pkcs1V15(Sha2::Sha512)),
            Self::EcdsaSha256
            | Self::EcdsaSha384
            | Self::EcdsaSha512
            | Self::Sm2Dsa
            | Self::MlDsaShake256
            | Self::Ed25519Sha512
            | Self::Ed25519PhSha512 => None,
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
    /// The greatest length in bytes of a plaintext that KMS accepts for a key of a `spec` that has this algorithm (KMS
    /// API, Encrypt): for OAEP k − 2·hLen − 2 (RFC 8017, 7.1.1).
    pub(crate) const fn max_plaintext_len(self, spec: KeySpec) -> usize {
        let k = spec.facts().key_len;
        match self {
            Self::RsaesOaepSha1 => k.saturating_sub(2 * 20 + 2),
            Self::RsaesOaepSha256 => k.saturating_sub(2 * 32 + 2),
            Self::Sm2Pke => 1024,
        }
    }
}

impl OfSpec for SigningAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.signing_algorithms()
    }

    /// RFC 7518 (3.3 to 3.5), RFC 8812 (3.2), RFC 9964 (5). Ed25519 has two names, EdDSA (RFC 8037) and Ed25519 (RFC
    /// 9864), and a reader who knows one of them rejects the other. Ed25519ph and SM2DSA have no name.
    fn jose_name(self, spec: KeySpec) -> Option<&'static str> {
        match self {
            Self::RsassaPkcs1V15Sha256 => Some("RS256"),
            Self::RsassaPkcs1V15Sha384 => Some("RS384"),
            Self::RsassaPkcs1V15Sha512 => Some("RS512"),
            Self::RsassaPssSha256 => Some("PS256"),
            Self::RsassaPssSha384 => Some("PS384"),
            Self::RsassaPssSha512 => Some("PS512"),
            Self::EcdsaSha256 if spec == KeySpec::EccSecgP256k1 => Some("ES256K"),
            Self::EcdsaSha256 => Some("ES256"),
            Self::EcdsaSha384 => Some("ES384"),
            Self::EcdsaSha512 => Some("ES512"),
            Self::MlDsaShake256 => match spec.facts().family {
                Family::MlDsa(set) => Some(set.jose_name()),
                Family::Rsa | Family::Ec(_) | Family::Ed25519 | Family::MlKem(_) => None,
            },
            Self::Ed25519Sha512 | Self::Ed25519PhSha512 | Self::Sm2Dsa => None,
        }
    }
}

impl OfSpec for EncryptionAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.encryption_algorithms()
    }

    /// RFC 7518, 4.3. SM2PKE has no name.
    fn jose_name(self, _: KeySpec) -> Option<&'static str> {
        match self {
            Self::RsaesOaepSha1 => Some("RSA-OAEP"),
            Self::RsaesOaepSha256 => Some("RSA-OAEP-256"),
            Self::Sm2Pke => None,
        }
    }
}

impl OfSpec for KeyAgreementAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.key_agreement_algorithms()
    }

    /// RFC 7518, 4.6.
    fn jose_name(self, _: KeySpec) -> Option<&'static str> {
        match self {
            Self::Ecdh => Some("ECDH-ES"),
        }
    }
}

impl OfSpec for EncapsulationAlgorithm {
    fn of_spec(spec: KeySpec) -> &'static [Self] {
        spec.encapsulation_algorithms()
    }

    fn jose_name(self, _: KeySpec) -> Option<&'static str> {
        match self {
            Self::MlKem => None,
        }
    }
}

impl Algorithm for SigningAlgorithm {}
impl Algorithm for EncryptionAlgorithm {}
impl Algorithm for KeyAgreementAlgorithm {}
impl Algorithm for EncapsulationAlgorithm {}

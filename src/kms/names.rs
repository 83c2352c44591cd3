//! The enums with KMS's wire names.

use core::{fmt, str::FromStr};

use super::{Excerpt, foreign};

pub(crate) use self::sealed::{Name, OfSpec};

/// A vocabulary of algorithms: one per usage, listed in the response's member of that usage. Sealed.
///
/// ```
/// use kms_offline::{Algorithm, Key, Usage};
///
/// fn names<U: Usage>(key: &Key<U>) -> Vec<&'static str> {
///     key.algorithms().iter().map(|algorithm| algorithm.as_str()).collect()
/// }
/// ```
pub trait Algorithm: OfSpec + Ord + core::hash::Hash + fmt::Display + FromStr<Err = UnknownName> {
    /// The name as KMS writes it.
    fn as_str(self) -> &'static str {
        self.name()
    }
}

#[allow(unnameable_types, reason = "this is what seals `Algorithm`")]
mod sealed {
    use super::{KeySpec, Vocabulary, fmt};

    /// A vocabulary of KMS.
    pub trait Name: Copy + Eq + fmt::Debug + Send + Sync + 'static {
        /// The kind of name.
        const VOCABULARY: Vocabulary;
        /// Every name, in the order of the KMS service model.
        const ALL: &'static [Self];
        /// The name as KMS writes it.
        fn name(self) -> &'static str;

        /// The value that KMS writes as exactly `name`.
        fn parse(name: &str) -> Option<Self> {
            Self::ALL.iter().copied().find(|known| known.name() == name)
        }
    }

    /// The algorithms of a usage.
    pub trait OfSpec: Name {
        /// Every algorithm that a key of `spec` has for this usage; none if the usage does not fit.
        fn of_spec(spec: KeySpec) -> &'static [Self];
        /// The name of the algorithm in JOSE's registry with a key of `spec`; `None` if it has none, or more than one.
        fn jose_name(self, spec: KeySpec) -> Option<&'static str>;
    }
}

/// A name that is not one of KMS's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownName {
    /// The kind of name that was expected.
    pub vocabulary: Vocabulary,
    /// The name that was found.
    pub found: Excerpt,
    /// The KMS name that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl UnknownName {
    /// For a name that is in none of KMS's vocabularies, with a suggestion out of `candidates`.
    pub(crate) fn new(vocabulary: Vocabulary, name: &str, candidates: &[&'static str]) -> Self {
        Self { vocabulary, found: Excerpt::of(name), suggestion: suggest(name, candidates) }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a KMS {}", self.found, self.vocabulary)
    }
}

impl core::error::Error for UnknownName {}

/// The KMS name among `candidates` that the author of `found` probably meant.
pub(crate) fn suggest(found: &str, candidates: &[&'static str]) -> Option<&'static str> {
    let respelled = candidates.iter().find(|candidate| foreign::same_letters(found, candidate));
    respelled.or_else(|| candidates.iter().find(|candidate| foreign::means(found, candidate))).copied()
}

macro_rules! vocabulary {
    ($(#[$docs:meta])* $name:ident { $($(#[$variant_docs:meta])* $variant:ident = $wire:literal,)+ }) => {
        $(#[$docs])*
        ///
        /// [`FromStr`] accepts the exact KMS name; the error for another world's name suggests the KMS name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_docs])* #[doc = concat!("`", $wire, "`")] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the KMS service model.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAMES: &'static [&'static str] = &[$($wire),+];

            /// Returns the name as KMS writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }
        }

        impl Name for $name {
            const VOCABULARY: Vocabulary = Vocabulary::$name;
            const ALL: &'static [Self] = Self::ALL;
            fn name(self) -> &'static str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(name: &str) -> Result<Self, UnknownName> {
                Self::parse(name).ok_or_else(|| UnknownName::new(Self::VOCABULARY, name, Self::NAMES))
            }
        }

        #[cfg(feature = "serde")]
        impl serde_core::Serialize for $name {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde_core::Deserialize<'de> for $name {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromStrVisitor::new(concat!("a KMS ", stringify!($name))))
            }
        }
    };
}

/// Deserializes a value from text, and from nothing else: variant indices are not KMS's.
#[cfg(feature = "serde")]
pub(super) struct FromStrVisitor<T> {
    expected: &'static str,
    value: core::marker::PhantomData<T>,
}

#[cfg(feature = "serde")]
impl<T> FromStrVisitor<T> {
    pub(super) const fn new(expected: &'static str) -> Self {
        Self { expected, value: core::marker::PhantomData }
    }
}

#[cfg(feature = "serde")]
impl<T: FromStr<Err: fmt::Display>> serde_core::de::Visitor<'_> for FromStrVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

vocabulary! {
    /// The type of a KMS key's key pair.
    KeySpec {
        /// RSA with a modulus of 2048 bits (RFC 8017):
        Rsa2048 = "RSA_2048",
        /// RSA with a modulus of 3072 bits (RFC 8017):
        Rsa3072 = "RSA_3072",
        /// RSA with a modulus of 4096 bits (RFC 8017):
        Rsa4096 = "RSA_4096",
        /// NIST P-256 (SP 800-186, 3.2.1.3):
        EccNistP256 = "ECC_NIST_P256",
        /// NIST P-384 (SP 800-186, 3.2.1.4):
        EccNistP384 = "ECC_NIST_P384",
        /// NIST P-521 (SP 800-186, 3.2.1.5):
        EccNistP521 = "ECC_NIST_P521",
        /// secp256k1 (SEC 2, 2.4.1):
        EccSecgP256k1 = "ECC_SECG_P256K1",
        /// Ed25519 (RFC 8032):
        EccNistEdwards25519 = "ECC_NIST_EDWARDS25519",
        /// ML-DSA-44 (FIPS 204):
        MlDsa44 = "ML_DSA_44",
        /// ML-DSA-65 (FIPS 204):
        MlDsa65 = "ML_DSA_65",
        /// ML-DSA-87 (FIPS 204):
        MlDsa87 = "ML_DSA_87",
        /// ML-KEM-512 (FIPS 203):
        MlKem512 = "ML_KEM_512",
        /// ML-KEM-768 (FIPS 203):
        MlKem768 = "ML_KEM_768",
        /// ML-KEM-1024 (FIPS 203):
        MlKem1024 = "ML_KEM_1024",
        /// SM2 (GM/T 0003.5; China Regions only):
        Sm2 = "SM2",
    }
}

vocabulary! {
    /// The purpose of a KMS key, which is fixed when the key is created.
    KeyUsage {
        /// Sign in KMS, verify anywhere:
        SignVerify = "SIGN_VERIFY",
        /// Encrypt anywhere, decrypt in KMS:
        EncryptDecrypt = "ENCRYPT_DECRYPT",
        /// Derive a shared secret on both sides:
        KeyAgreement = "KEY_AGREEMENT",
        /// Encapsulate anywhere, decapsulate in KMS:
        EncapsulateDecapsulate = "ENCAPSULATE_DECAPSULATE",
    }
}

vocabulary! {
    /// How a SIGN_VERIFY key signs.
    SigningAlgorithm {
        /// RFC 8017, 8.1, salt as long as the digest:
        RsassaPssSha256 = "RSASSA_PSS_SHA_256",
        /// RFC 8017, 8.1, salt as long as the digest:
        RsassaPssSha384 = "RSASSA_PSS_SHA_384",
        /// RFC 8017, 8.1, salt as long as the digest:
        RsassaPssSha512 = "RSASSA_PSS_SHA_512",
        /// RFC 8017, 8.2:
        RsassaPkcs1V15Sha256 = "RSASSA_PKCS1_V1_5_SHA_256",
        /// RFC 8017, 8.2:
        RsassaPkcs1V15Sha384 = "RSASSA_PKCS1_V1_5_SHA_384",
        /// RFC 8017, 8.2:
        RsassaPkcs1V15Sha512 = "RSASSA_PKCS1_V1_5_SHA_512",
        /// FIPS 186-5, 6, on P-256 and secp256k1:
        EcdsaSha256 = "ECDSA_SHA_256",
        /// FIPS 186-5, 6, on P-384:
        EcdsaSha384 = "ECDSA_SHA_384",
        /// FIPS 186-5, 6, on P-521:
        EcdsaSha512 = "ECDSA_SHA_512",
        /// GB/T 32918.2, GM/T 0009:
        Sm2Dsa = "SM2DSA",
        /// ML-DSA with the empty context (FIPS 204, 5.3):
        MlDsaShake256 = "ML_DSA_SHAKE_256",
        /// Ed25519 (RFC 8032, 5.1):
        Ed25519Sha512 = "ED25519_SHA_512",
        /// Ed25519ph of the 64-byte SHA-512 digest (RFC 8032, 5.1; FIPS 186-5, 7.8):
        Ed25519PhSha512 = "ED25519_PH_SHA_512",
    }
}

vocabulary! {
    /// How an ENCRYPT_DECRYPT key encrypts.
    EncryptionAlgorithm {
        /// RFC 8017, 7.1, with SHA-1 for the label and for MGF1:
        RsaesOaepSha1 = "RSAES_OAEP_SHA_1",
        /// RFC 8017, 7.1, with SHA-256 for the label and for MGF1:
        RsaesOaepSha256 = "RSAES_OAEP_SHA_256",
        /// GB/T 32918.4, encoded after GM/T 0009:
        Sm2Pke = "SM2PKE",
    }
}

vocabulary! {
    /// How a KEY_AGREEMENT key agrees.
    KeyAgreementAlgorithm {
        /// Elliptic-curve cofactor Diffie–Hellman (SP 800-56A Rev. 3, 5.7.1.2):
        Ecdh = "ECDH",
    }
}

vocabulary! {
    /// How an ENCAPSULATE_DECAPSULATE key encapsulates.
    EncapsulationAlgorithm {
        /// FIPS 203:
        MlKem = "ML_KEM",
    }
}

vocabulary! {
    /// The meaning of the bytes that are passed as the message.
    MessageType {
        /// The message itself:
        Raw = "RAW",
        /// The digest that the algorithm signs:
        Digest = "DIGEST",
        /// The message representative μ of ML-DSA (FIPS 204, 6.2), 64 bytes:
        ExternalMu = "EXTERNAL_MU",
    }
}

/// The kinds of names that KMS has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Vocabulary {
    /// [`KeySpec`]
    KeySpec,
    /// [`KeyUsage`]
    KeyUsage,
    /// [`SigningAlgorithm`]
    SigningAlgorithm,
    /// [`EncryptionAlgorithm`]
    EncryptionAlgorithm,
    /// [`KeyAgreementAlgorithm`]
    KeyAgreementAlgorithm,
    /// [`EncapsulationAlgorithm`]
    EncapsulationAlgorithm,
    /// [`MessageType`]
    MessageType,
}

impl Vocabulary {
    /// Returns every name of this kind, as KMS writes them.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::KeySpec => KeySpec::NAMES,
            Self::KeyUsage => KeyUsage::NAMES,
            Self::SigningAlgorithm => SigningAlgorithm::NAMES,
            Self::EncryptionAlgorithm => EncryptionAlgorithm::NAMES,
            Self::KeyAgreementAlgorithm => KeyAgreementAlgorithm::NAMES,
            Self::EncapsulationAlgorithm => EncapsulationAlgorithm::NAMES,
            Self::MessageType => MessageType::NAMES,
        }
    }
}

impl Vocabulary {
    /// Whether `name` is an algorithm of any usage.
    pub(crate) fn is_algorithm(name: &str) -> bool {
        [Self::SigningAlgorithm, Self::EncryptionAlgorithm, Self::KeyAgreementAlgorithm, Self::EncapsulationAlgorithm]
            .iter()
            .any(|vocabulary| vocabulary.names().contains(&name))
    }
}

impl fmt::Display for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

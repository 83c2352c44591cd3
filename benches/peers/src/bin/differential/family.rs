//! The families of cases, and their shares of a run.

use kms_offline::{KeySpec, SigningAlgorithm};

/// Keys of a spec, and the algorithms that they sign with.
pub(crate) struct Family {
    pub(crate) name: &'static str,
    pub(crate) spec: KeySpec,
    pub(crate) algorithms: &'static [SigningAlgorithm],
    /// Of a thousand cases of a single run: fewer where a case takes long.
    pub(crate) share: u64,
    /// Thousands of cases, by whose proportions a continued run shares its chunks out.
    pub(crate) goal: u64,
}

const fn family(
    name: &'static str,
    spec: KeySpec,
    algorithms: &'static [SigningAlgorithm],
    share: u64,
    goal: u64,
) -> Family {
    Family { name, spec, algorithms, share, goal }
}

pub(crate) const FAMILIES: [Family; 16] = [
    family("ECDSA P-256", KeySpec::EccNistP256, &[SigningAlgorithm::EcdsaSha256], 180, 2000),
    family("ECDSA P-384", KeySpec::EccNistP384, &[SigningAlgorithm::EcdsaSha384], 20, 1000),
    family("ECDSA P-521", KeySpec::EccNistP521, &[SigningAlgorithm::EcdsaSha512], 10, 1000),
    family("ECDSA secp256k1", KeySpec::EccSecgP256k1, &[SigningAlgorithm::EcdsaSha256], 50, 2000),
    family("SM2DSA", KeySpec::Sm2, &[SigningAlgorithm::Sm2Dsa], 50, 2000),
    family("Ed25519", KeySpec::EccNistEdwards25519, &[SigningAlgorithm::Ed25519Sha512], 330, 2000),
    family("Ed25519ph", KeySpec::EccNistEdwards25519, &[SigningAlgorithm::Ed25519PhSha512], 90, 2000),
    family("RSA-2048 PKCS#1", KeySpec::Rsa2048, &PKCS1, 70, 600),
    family("RSA-2048 PSS", KeySpec::Rsa2048, &PSS, 70, 600),
    family("RSA-3072 PKCS#1", KeySpec::Rsa3072, &PKCS1, 15, 250),
    family("RSA-3072 PSS", KeySpec::Rsa3072, &PSS, 15, 250),
    family("RSA-4096 PKCS#1", KeySpec::Rsa4096, &PKCS1, 8, 150),
    family("RSA-4096 PSS", KeySpec::Rsa4096, &PSS, 8, 150),
    family("ML-DSA-44", KeySpec::MlDsa44, &[SigningAlgorithm::MlDsaShake256], 60, 1000),
    family("ML-DSA-65", KeySpec::MlDsa65, &[SigningAlgorithm::MlDsaShake256], 30, 600),
    family("ML-DSA-87", KeySpec::MlDsa87, &[SigningAlgorithm::MlDsaShake256], 14, 400),
];

const PKCS1: [SigningAlgorithm; 3] = [
    SigningAlgorithm::RsassaPkcs1V15Sha256,
    SigningAlgorithm::RsassaPkcs1V15Sha384,
    SigningAlgorithm::RsassaPkcs1V15Sha512,
];

const PSS: [SigningAlgorithm; 3] =
    [SigningAlgorithm::RsassaPssSha256, SigningAlgorithm::RsassaPssSha384, SigningAlgorithm::RsassaPssSha512];

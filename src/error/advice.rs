//! Advice: the remedy for each error, apart from its text.

use alloc::{borrow::ToOwned as _, format, string::String};

use super::{
    Error, Expected, KeyProblem, Malformed, MemberProblem, Misuse, PemProblem, PrivateKeyProblem, SignatureProblem,
};
use super::{
    object_names::{is_algorithm_of_kms, is_curve_of_kms},
    recognised::{SIGNING_INPUT, undo},
};
use crate::kms::{self, KeySpec, KeyUsage, UnknownName};

const FETCH_AGAIN: &str = "fetch the response again";
const KEY_WITH_ITS_SPEC: &str = "pass the key together with its own spec";
const BYTES_OF_KMS: &str = "pass the bytes that KMS returned, unchanged";
const FETCH_KEY_AGAIN: &str = "fetch the key again";
const USE_ANOTHER_KEY: &str = "use another key";
const WHOLE_PEM: &str = "pass the whole PEM file";
const KEY_ON_THE_CURVE: &str = "create a key on the KMS key's curve";
const EXPECTED_KEY: &str = "fetch the public key of the key that you expect";

impl Error {
    /// Returns what to do about this error, which its [`Display`](core::fmt::Display) leaves out.
    ///
    /// The command line prints it after `try: `.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// let error = kms_offline::EncryptionKey::from_json(response).unwrap_err();
    /// assert_eq!(error.to_string(), "the key's KeyUsage is SIGN_VERIFY, this call needs ENCRYPT_DECRYPT");
    /// let advice = "use a key created for ENCRYPT_DECRYPT, or this one for SIGN_VERIFY";
    /// assert_eq!(error.advice().as_deref(), Some(advice));
    /// ```
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        let advice = match self {
            Self::Malformed(malformed) => return malformed.advice(),
            Self::Misuse(misuse) => return misuse.advice(),
            Self::NotVerified => "compare the message with the signed one, byte for byte",
            Self::NotAuthentic => {
                "pass the token unchanged, with the content key or shared secret that KMS returned for this very token"
            }
            Self::Random => "repeat the operation, or use another random source",
            #[cfg(feature = "std")]
            Self::Io(_) => "check the file or pipe that it comes from, then read it again from its start",
        };
        Some(advice.to_owned())
    }
}

impl Malformed {
    /// Returns what to do about this error: see [`Error::advice`].
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        let advice = match self {
            Self::TooLong { expected: Expected::AlgorithmList | Expected::AlgorithmName, .. }
            | Self::SpecsDisagree { .. }
            | Self::UsageOfSpec { .. }
            | Self::AlgorithmOfSpec { .. } => FETCH_AGAIN,
            Self::TooLong { expected: Expected::KeyFolder, .. } => "remove the files that are not keys",
            Self::TooLong { .. } => "check that this is the right input",
            Self::Json { .. } => {
                "run aws kms get-public-key --output json, or aws kms sign --output json for a signature, and pass its output"
            }
            Self::Recognised { expected, found } => return Some(found.advice(*expected)),
            Self::Member { problem, .. } => problem.advice(),
            Self::UnknownName(UnknownName { suggestion: Some(name), .. }) => return Some(exact_name(name)),
            Self::UnknownName(UnknownName { suggestion: None, .. }) => "check the response, or update kms-offline",
            Self::MissingList { .. } => "supply the algorithms, or fetch the response again with a current client",
            Self::ListOfOtherUsage { .. } => "fetch the response again, because a KMS key has only one usage",
            Self::Pem(problem) => problem.advice(),
            Self::Base64 => "pass PublicKey as KMS returned it",
            Self::Key { problem, .. } => problem.advice(),
            Self::Signature { problem, .. } => problem.advice(),
            Self::Token { expected: Expected::SigningInput, .. } => SIGNING_INPUT,
            Self::Token { problem, .. } => problem.advice(),
            Self::Jwk(problem) => problem.advice(),
            Self::TrustFile { problem, .. } => problem.advice(),
            Self::InFile { problem, .. } => return problem.advice(),
        };
        Some(advice.to_owned())
    }
}

impl MemberProblem {
    const fn advice(self) -> &'static str {
        match self {
            Self::Missing => "pass the whole response as the AWS CLI prints it",
            Self::Repeated => FETCH_AGAIN,
            Self::NotText | Self::NotAList | Self::NotBase64 => "pass the response as the AWS CLI prints it",
        }
    }
}

impl PemProblem {
    const fn advice(&self) -> &'static str {
        match self {
            Self::NoBegin | Self::NoEnd { .. } => WHOLE_PEM,
            Self::SecondBlock { .. } => "pass a file with only the block of the key that you want",
            Self::TrailingText => "pass one PEM block with nothing after it",
            Self::Label { .. } => "pass the public key that KMS returned",
            Self::NotBase64 => "pass the PEM file unchanged",
        }
    }
}

impl KeyProblem {
    fn advice(&self) -> &'static str {
        match self {
            Self::NotDer | Self::Parameters => BYTES_OF_KMS,
            Self::Algorithm { found, .. } if !is_algorithm_of_kms(*found) => {
                "use another key, because no KMS key has this algorithm"
            }
            Self::Curve { found, .. } if !is_curve_of_kms(*found) => {
                "use another key, because no KMS key is on this curve"
            }
            Self::ModulusBits { found, .. } if !matches!(found, 2048 | 3072 | 4096) => {
                "use another key, because no KMS key has a modulus of this width"
            }
            Self::Algorithm { .. } | Self::Curve { .. } | Self::ModulusBits { .. } | Self::Length { .. } => {
                KEY_WITH_ITS_SPEC
            }
            Self::PointForm => "pass the point in the form that KMS returns",
            Self::NotAPoint | Self::EvenModulus | Self::NotCanonical | Self::Coefficient => FETCH_KEY_AGAIN,
            Self::Exponent | Self::SmallOrder => USE_ANOTHER_KEY,
        }
    }
}

impl SignatureProblem {
    const fn advice(self) -> &'static str {
        match self {
            Self::NotDer => "pass the signature that KMS Sign returned",
            Self::Length { .. } => "keep the leading zeros of r and s",
            Self::LengthWithV { .. } => "pass r and s with 32 bytes each, and v with one",
            Self::Range => "check how the signature was made",
            Self::V { .. } => "check which form of v the other side uses",
            Self::RecoveryId { .. } => "change the message, for example the transaction's gas limit, and sign it again",
            Self::NoEncoding => "pass the signature as KMS Sign returned it",
        }
    }
}

impl Misuse {
    /// Returns what to do about this error: see [`Error::advice`].
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        let advice = match self {
            Self::Usage { wanted, found } => {
                return Some(format!("use a key created for {wanted}, or this one for {found}"));
            }
            Self::UsageOfSpec { .. } => "pass the spec and usage that the key was created with",
            Self::UnknownName(UnknownName { suggestion: Some(name), .. }) => return Some(exact_name(name)),
            Self::UnknownName(UnknownName { suggestion: None, .. }) => {
                "use one of KMS's names, exactly as KMS writes it"
            }
            Self::AlgorithmNotListed { listed, .. } | Self::AlgorithmNeeded { listed } if listed.is_empty() => {
                "update kms-offline, or use another key"
            }
            Self::AlgorithmNotListed { .. } => "use a listed algorithm or another key",
            Self::AlgorithmOfSpec { .. } => "supply an algorithm of this spec and usage",
            Self::AlgorithmNeeded { .. } => "specify the algorithm that both sides agreed on",
            Self::AlgorithmContradicted { .. } => "ask for a signature with the algorithm that you expect",
            Self::MessageType { algorithm, .. } => match algorithm.message_types() {
                [kms::MessageType::Raw] => "pass the message itself, as RAW",
                [kms::MessageType::Digest] => "pass the message's SHA-512 digest, as DIGEST",
                [_, kms::MessageType::ExternalMu] => "pass the message itself, as RAW, or its mu, as EXTERNAL_MU",
                _ => "pass the message itself, as RAW, or its digest, as DIGEST",
            },
            Self::DigestLength { algorithm, .. } => {
                return Some(format!("pass {} of the message", algorithm.digest_name()));
            }
            Self::DigestText { layer, .. } => {
                return Some(format!(
                    "run {} > converted.bin and pass converted.bin; kms-offline digest --raw writes the bytes at once",
                    undo(*layer)
                ));
            }
            Self::NoDigest { .. } => "pass the message to KMS as RAW (at most 4096 bytes)",
            Self::PlaintextLength { found: 0, .. } => {
                "pass the bytes to encrypt, because KMS cannot decrypt an empty plaintext"
            }
            Self::PlaintextLength { spec: KeySpec::Sm2, .. } => {
                "encrypt it with a symmetric key, and encrypt that key with this one"
            }
            Self::PlaintextLength { .. } => "encrypt it as a JWE with jwe encrypt (encrypt_jwe in the library)",
            Self::PrivateKey { problem: PrivateKeyProblem::Recognised { found }, .. } => {
                return Some(found.private_key_advice());
            }
            Self::PrivateKey { problem, .. } => problem.advice(),
            Self::PrivateKeySpec { .. } => "use a private key on the same curve",
            Self::EmptyInfo => "pass a label for the key's purpose, and both public keys",
            Self::DerivedKeyLength { .. } => "request a length in this range",
            Self::DistinguishingIdLength { .. } => "use a shorter ID",
            Self::DistinguishingIdAlgorithm { .. } => "omit the distinguishing ID",
            Self::DistinguishingIdWithDigest => "omit the distinguishing ID, or pass the message as RAW",
            Self::KeyId { .. } | Self::Fingerprint { .. } => EXPECTED_KEY,
            Self::NoJwk { .. } => "convert the key to PEM or DER",
            Self::NoJwsAlgorithm { .. } => "verify the signature over the signing input without JOSE",
            Self::RepeatedLabel { .. } => "give each key a label of its own",
            Self::AlgorithmNotInSet { .. } => "use KMS's names of algorithms that the keys list",
            Self::InFile { problem, .. } => return problem.advice(),
            Self::KeyIdOfTwoKeys { .. } => "fetch both responses again, because one of them was replaced",
            Self::KeyIdNotInSet { .. } => "add the GetPublicKey response of this key to the set, if you trust the key",
            Self::AmbiguousKeyId { .. } => "verify with one of the two keys alone",
            Self::JwsHeader(problem) => problem.advice(),
            Self::NotSecp256k1 { .. } => "use a key that was created with KeySpec ECC_SECG_P256K1",
            Self::ChainId { .. } => "use a typed transaction (EIP-1559), whose signature has the parity instead",
            Self::NoJwe { spec, usage } => return Some(instead_of_jwe(*spec, *usage)),
            Self::JwePlaintextLength { .. } => "encrypt large files with the AWS Encryption SDK, which streams them",
            Self::KidLength { .. } => "use a shorter kid, or none",
            Self::ContentKeyLength { .. } => {
                "pass the Plaintext that KMS Decrypt returned for the token's encrypted key"
            }
            Self::SharedSecretLength { .. } => {
                "pass the SharedSecret that KMS DeriveSharedSecret returned for the token's ephemeral public key"
            }
            Self::NeedsSharedSecret => {
                "run aws kms derive-shared-secret with the token's ephemeral public key, and pass the shared secret"
            }
            Self::NeedsContentKey => "run aws kms decrypt with the token's encrypted key, and pass the content key",
            Self::FingerprintText(_) => "pass the SHA-256 of the DER public key in hexadecimal",
        };
        Some(advice.to_owned())
    }
}

impl PrivateKeyProblem {
    fn advice(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "check that this is the right file",
            Self::Pem(PemProblem::NoBegin) => "pass the whole PEM file, or DER",
            Self::Pem(PemProblem::Label { found }) => match found.as_str() {
                "RSA PRIVATE KEY" | "DSA PRIVATE KEY" => KEY_ON_THE_CURVE,
                _ => "pass the private key",
            },
            Self::Pem(problem) => problem.advice(),
            Self::NotDer => "check that this is the right file",
            Self::Recognised { .. } => "check that this is the right file",
            Self::Algorithm { .. } | Self::Curve { .. } | Self::Range => KEY_ON_THE_CURVE,
            Self::Parameters => {
                "run openssl ec -in FILE -param_enc named_curve -out converted.pem and pass converted.pem"
            }
            Self::PublicKey => "restore the original file",
            Self::NoAgreement => "use the spec of a KEY_AGREEMENT key",
        }
    }
}

/// The remedy for a key for which JOSE has no public-key encryption.
fn instead_of_jwe(spec: KeySpec, usage: KeyUsage) -> String {
    let another = "use an ENCRYPT_DECRYPT key of RSA, or a KEY_AGREEMENT key of ECC_NIST_P256, P384 or P521";
    match (spec, usage) {
        (KeySpec::Sm2, KeyUsage::EncryptDecrypt) => {
            format!("encrypt at most 1024 bytes with SM2PKE instead, or {another}")
        }
        (KeySpec::Sm2, KeyUsage::KeyAgreement) => {
            format!("agree on a shared secret and derive a key from it instead, or {another}")
        }
        (_, KeyUsage::EncapsulateDecapsulate) => {
            format!("encapsulate a shared secret and derive a key from it instead, or {another}")
        }
        _ => String::from(another),
    }
}

fn exact_name(name: &str) -> String {
    format!("use KMS's exact name, probably {name}")
}

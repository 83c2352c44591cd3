//! Keys of the corpus, tokens of other tools, and tokens with any header.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use kms_offline::{SigningAlgorithm, VerifyingKey};
use kms_offline_vectors::CorpusKey;
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use p256::pkcs8::DecodePrivateKey as _;
use serde_json::Value;

/// The key that [`token`] signs with.
pub(crate) const P256: &str = "ECC_NIST_P256-sign-1";

pub(crate) use kms_offline_vectors::file;

/// A key of the corpus.
pub(crate) fn key(name: &str) -> VerifyingKey {
    VerifyingKey::from_json(CorpusKey::named(name).response()).unwrap()
}

/// A key of the corpus, restricted to the algorithm of a JOSE name.
pub(crate) fn key_for(name: &str, alg: &str) -> VerifyingKey {
    key(name).restrict_to(&[algorithm(alg)]).unwrap()
}

/// The algorithm of a JOSE name.
pub(crate) fn algorithm(alg: &str) -> SigningAlgorithm {
    match alg {
        "RS256" => SigningAlgorithm::RsassaPkcs1V15Sha256,
        "RS384" => SigningAlgorithm::RsassaPkcs1V15Sha384,
        "RS512" => SigningAlgorithm::RsassaPkcs1V15Sha512,
        "PS256" => SigningAlgorithm::RsassaPssSha256,
        "PS384" => SigningAlgorithm::RsassaPssSha384,
        "PS512" => SigningAlgorithm::RsassaPssSha512,
        "ES256" | "ES256K" => SigningAlgorithm::EcdsaSha256,
        "ES384" => SigningAlgorithm::EcdsaSha384,
        "ES512" => SigningAlgorithm::EcdsaSha512,
        "EdDSA" | "Ed25519" => SigningAlgorithm::Ed25519Sha512,
        "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87" => SigningAlgorithm::MlDsaShake256,
        _ => panic!("{alg}"),
    }
}

/// A token that another tool made with a key of the corpus.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) tool: String,
    pub(crate) key: String,
    pub(crate) alg: String,
    /// `compact`, `detached`, or `unencoded`, which is detached too.
    pub(crate) form: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) token: String,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} by {}", self.form, self.alg, self.tool)
    }
}

/// The tokens of other tools.
pub(crate) fn cases() -> Vec<Case> {
    let cases: Vec<Value> = serde_json::from_slice(&file("jose/tokens.json")).unwrap();
    let case = |case: &Value| {
        let text = |member: &str| case[member].as_str().unwrap().to_owned();
        Case {
            tool: text("tool"),
            key: text("key"),
            alg: text("alg"),
            form: text("form"),
            payload: Base64::decode_vec(&text("payload")).unwrap(),
            token: text("token"),
        }
    };
    cases.iter().map(case).collect()
}

/// One compact token of each algorithm.
pub(crate) fn one_of_each() -> Vec<Case> {
    let mut seen = std::collections::BTreeSet::new();
    cases().into_iter().filter(|case| case.form == "compact" && seen.insert(case.alg.clone())).collect()
}

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

/// The signature of [`P256`] over any text, in JOSE's encoding.
pub(crate) fn sign(signing_input: &str) -> String {
    let der = CorpusKey::named(P256).private_key_der();
    let signature: Signature = SigningKey::from_pkcs8_der(&der).unwrap().sign(signing_input.as_bytes());
    base64url(signature.to_bytes())
}

/// A token with any header and payload, genuinely signed by [`P256`].
pub(crate) fn token(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let signing_input = format!("{}.{}", base64url(header), base64url(payload));
    format!("{signing_input}.{}", sign(&signing_input))
}

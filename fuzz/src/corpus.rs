//! Keys and signatures of the corpus, which inputs name by number.

use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use kms_offline::{KeySpec, MessageType, SigningAlgorithm, VerifyingKey};
use serde_json::Value;

macro_rules! responses {
    ($($key:literal)+) => {
        [$(include_bytes!(concat!("../../tests/vectors/corpus/keys/", $key, "/public-key.json"))),+]
    };
}
/// The GetPublicKey responses of the first key of every spec and usage.
pub(crate) const RESPONSES: &[&[u8]] = &responses!(
    "RSA_2048-sign-1" "RSA_3072-sign-1" "RSA_4096-sign-1" "ECC_NIST_P256-sign-1" "ECC_NIST_P384-sign-1"
    "ECC_NIST_P521-sign-1" "ECC_SECG_P256K1-sign-1" "SM2-sign-1" "ECC_NIST_EDWARDS25519-sign-1" "ML_DSA_44-sign-1"
    "ML_DSA_65-sign-1" "ML_DSA_87-sign-1" "RSA_2048-encrypt-1" "RSA_3072-encrypt-1" "RSA_4096-encrypt-1"
    "SM2-encrypt-1" "ECC_NIST_P256-agree-1" "ECC_NIST_P384-agree-1" "ECC_NIST_P521-agree-1" "SM2-agree-1"
    "ML_KEM_512-encapsulate-1" "ML_KEM_768-encapsulate-1" "ML_KEM_1024-encapsulate-1"
);

/// The second key of every spec that signs.
const SECOND: &[&[u8]] = &responses!(
    "RSA_2048-sign-2" "RSA_3072-sign-2" "RSA_4096-sign-2" "ECC_NIST_P256-sign-2" "ECC_NIST_P384-sign-2"
    "ECC_NIST_P521-sign-2" "ECC_SECG_P256K1-sign-2" "SM2-sign-2" "ECC_NIST_EDWARDS25519-sign-2" "ML_DSA_44-sign-2"
    "ML_DSA_65-sign-2" "ML_DSA_87-sign-2"
);

/// A signature, and over what it was made, or said to be.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) key: VerifyingKey,
    pub(crate) algorithm: SigningAlgorithm,
    pub(crate) message_type: MessageType,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) context: Option<String>,
    pub(crate) distinguishing_id: Option<String>,
}

/// The cases that fail for a reason (`tests/vectors/explain`), then the genuine ones of the first key of every spec.
pub(crate) static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let made = list(include_bytes!("../../tests/vectors/explain/cases.json"));
    let made = made.iter().filter(|case| case["key"].is_string());
    let key_of_case = |case: &Value| {
        let spec: KeySpec = case["key"].as_str().unwrap().split('-').next().unwrap().parse().unwrap();
        verifying_keys().find(|key| key.spec() == spec).unwrap()
    };
    let made = made.map(|case| Case::read(key_of_case(case), case));
    let genuine = RESPONSES.iter().zip(GENUINE).flat_map(|(response, cases)| {
        let key = VerifyingKey::from_json(response).unwrap();
        let is_genuine = |case: &Value| case["kind"] == "genuine";
        list(cases).into_iter().filter(is_genuine).map(|case| Case::read(key.clone(), &case)).collect::<Vec<_>>()
    });
    made.chain(genuine).collect()
});

/// The cases of the keys that [`RESPONSES`] begins with.
const GENUINE: &[&[u8]] = &[
    include_bytes!("../../tests/vectors/corpus/keys/RSA_2048-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/RSA_3072-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/RSA_4096-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ECC_NIST_P256-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ECC_NIST_P384-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ECC_NIST_P521-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ECC_SECG_P256K1-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/SM2-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ECC_NIST_EDWARDS25519-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ML_DSA_44-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ML_DSA_65-sign-1/cases.json"),
    include_bytes!("../../tests/vectors/corpus/keys/ML_DSA_87-sign-1/cases.json"),
];

impl Case {
    fn read(key: VerifyingKey, case: &Value) -> Self {
        let text = |member: &str| case[member].as_str().unwrap();
        Self {
            key,
            algorithm: text("SigningAlgorithm").parse().unwrap(),
            message_type: text("MessageType").parse().unwrap(),
            message: Base64::decode_vec(text("Message")).unwrap(),
            signature: Base64::decode_vec(text("Signature")).unwrap(),
            context: case["Context"].as_str().map(str::to_owned),
            distinguishing_id: case["DistinguishingId"].as_str().map(str::to_owned),
        }
    }
}

fn list(json: &[u8]) -> Vec<Value> {
    serde_json::from_slice(json).unwrap()
}

fn verifying_keys() -> impl Iterator<Item = VerifyingKey> {
    RESPONSES.iter().chain(SECOND).filter_map(|response| VerifyingKey::from_json(response).ok())
}

/// Every key that signs, the first ones of each spec, then the second ones.
pub(crate) static SIGNERS: LazyLock<Vec<VerifyingKey>> = LazyLock::new(|| verifying_keys().collect());

/// The element that a number names.
pub(crate) fn pick<T>(from: &[T], number: impl Into<usize>) -> &T {
    &from[number.into() % from.len()]
}

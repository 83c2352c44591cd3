//! The KMS-shaped corpus under `tests/vectors/corpus`; `tests/vectors/README.md` describes its format.

mod case;
#[cfg(feature = "serde")]
mod deserialize;
mod responses;
mod sign_responses;
mod signatures;

use kms_offline::VerifyingKey;

pub(crate) use self::case::{Case, cases, expectations, file};

/// The SIGN_VERIFY key in a folder of `keys`, as its response gives it.
pub(crate) fn verifying_key(name: &str) -> VerifyingKey {
    VerifyingKey::from_json(file(&format!("keys/{name}/public-key.json"))).unwrap()
}

/// A genuine signature case of a key, with this algorithm and message type.
pub(crate) fn genuine(name: &str, algorithm: &str, message_type: &str) -> Case {
    let genuine = |case: &Case| {
        case.text("kind") == "genuine"
            && case.text("SigningAlgorithm") == algorithm
            && case.text("MessageType") == message_type
    };
    cases(&format!("keys/{name}/cases.json")).into_iter().find(genuine).expect("every combination has a genuine case")
}

/// One SIGN_VERIFY key of each spec.
pub(crate) const SIGNING: [&str; 12] = [
    "RSA_2048-sign-1",
    "RSA_3072-sign-1",
    "RSA_4096-sign-1",
    "ECC_NIST_P256-sign-1",
    "ECC_NIST_P384-sign-1",
    "ECC_NIST_P521-sign-1",
    "ECC_SECG_P256K1-sign-1",
    "SM2-sign-1",
    "ECC_NIST_EDWARDS25519-sign-1",
    "ML_DSA_44-sign-1",
    "ML_DSA_65-sign-1",
    "ML_DSA_87-sign-1",
];

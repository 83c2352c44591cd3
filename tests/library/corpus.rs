//! The KMS-shaped corpus under `tests/vectors/corpus`; `tests/vectors/README.md` describes its format.

#[cfg(feature = "serde")]
mod deserialize;
mod responses;
mod signatures;

use kms_offline::VerifyingKey;
pub(crate) use kms_offline_vectors::{Case, CorpusKey, SIGNING, expectations};

/// The SIGN_VERIFY key with this name, as its response gives it.
pub(crate) fn verifying_key(name: &str) -> VerifyingKey {
    VerifyingKey::from_json(CorpusKey::named(name).response()).unwrap()
}

/// A genuine signature case of a key, with this algorithm and message type.
pub(crate) fn genuine(name: &str, algorithm: &str, message_type: &str) -> &'static Case {
    CorpusKey::named(name).genuine(algorithm, message_type)
}

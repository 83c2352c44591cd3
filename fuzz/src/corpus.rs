//! Keys and signatures of the corpus, which inputs name by number.

use std::{collections::BTreeSet, sync::LazyLock};

use kms_offline::{MessageType, SigningAlgorithm, VerifyingKey};
use kms_offline_vectors::{CorpusKey, SIGNING};

/// The GetPublicKey responses of the first key of every spec and usage: those that sign come first.
pub(crate) static RESPONSES: LazyLock<Vec<&[u8]>> = LazyLock::new(|| {
    let others = [
        "RSA_2048-encrypt-1",
        "RSA_3072-encrypt-1",
        "RSA_4096-encrypt-1",
        "SM2-encrypt-1",
        "ECC_NIST_P256-agree-1",
        "ECC_NIST_P384-agree-1",
        "ECC_NIST_P521-agree-1",
        "SM2-agree-1",
        "ML_KEM_512-encapsulate-1",
        "ML_KEM_768-encapsulate-1",
        "ML_KEM_1024-encapsulate-1",
    ];
    SIGNING.into_iter().chain(others).map(response).collect()
});

/// The GetPublicKey response of a key of the corpus.
pub(crate) fn response(name: &str) -> &'static [u8] {
    CorpusKey::named(name).response().as_bytes()
}

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
    let made = kms_offline_vectors::list("explain/cases.json");
    // The first key of the spec, whichever of them the case names.
    let first = |case: &kms_offline_vectors::Case| {
        let (spec, _) = case.text_if_any("key")?.split_once('-')?;
        Some(VerifyingKey::from_json(response(&format!("{spec}-sign-1"))).unwrap())
    };
    let made = made.iter().filter_map(|case| Some(Case::read(first(case)?, case)));
    let genuine = SIGNING.into_iter().map(CorpusKey::named).flat_map(|key| {
        let verifying_key = VerifyingKey::from_json(key.response()).unwrap();
        let genuine = key.signatures().iter().filter(|case| case.kind() == "genuine");
        genuine.map(move |case| Case::read(verifying_key.clone(), case))
    });
    // Those that are rejected come last, so that the numbers in older seeds mean what they did: one of each kind and
    // key.
    let refused = SIGNING.into_iter().map(CorpusKey::named).flat_map(|key| {
        let verifying_key = VerifyingKey::from_json(key.response()).unwrap();
        let mut seen = BTreeSet::new();
        let refused = key.signatures().iter().filter(move |case| {
            case.text("expect") == "invalid"
                && seen.insert((case.kind().to_owned(), case.text("MessageType").to_owned()))
        });
        refused.map(move |case| Case::read(verifying_key.clone(), case))
    });
    made.chain(genuine).chain(refused).collect()
});

impl Case {
    fn read(key: VerifyingKey, case: &kms_offline_vectors::Case) -> Self {
        Self {
            key,
            algorithm: case.text("SigningAlgorithm").parse().unwrap(),
            message_type: case.text("MessageType").parse().unwrap(),
            message: case.bytes("Message"),
            signature: case.bytes("Signature"),
            context: case.text_if_any("Context").map(str::to_owned),
            distinguishing_id: case.text_if_any("DistinguishingId").map(str::to_owned),
        }
    }
}

/// Every key that signs, the first ones of each spec, then the second ones.
pub(crate) static SIGNERS: LazyLock<Vec<VerifyingKey>> = LazyLock::new(|| {
    let second = SIGNING.iter().map(|name| name.replace("-sign-1", "-sign-2"));
    let names = SIGNING.into_iter().map(str::to_owned).chain(second);
    names.map(|name| VerifyingKey::from_json(response(&name)).unwrap()).collect()
});

/// The element that a number names.
pub(crate) fn pick<T>(from: &[T], number: impl Into<usize>) -> &T {
    &from[number.into() % from.len()]
}

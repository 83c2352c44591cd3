//! Keys and signatures of the corpus, which the fuzzer damages or replaces.

use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
use kms_offline_vectors::CorpusKey;

use super::agreed;

/// The first byte names a genuine signature, the rest is laid over it: at an offset, added byte by byte.
pub(super) fn on_corpus_keys(all: &[(&str, &str)], data: &[u8]) {
    let [which, high, low, over @ ..] = data else { return };
    let (name, algorithm) = all[usize::from(*which) % all.len()];
    let key = CorpusKey::named(name);
    let case = key.genuine(algorithm, "RAW");
    let (key, message, genuine) =
        (VerifyingKey::from_json(key.response()).unwrap(), case.bytes("Message"), case.bytes("Signature"));
    let algorithm: SigningAlgorithm = algorithm.parse().unwrap();
    let mut signature = genuine.clone();
    let at = usize::from(u16::from_be_bytes([*high, *low])) % signature.len();
    for (byte, over) in signature[at..].iter_mut().zip(over) {
        *byte = byte.wrapping_add(*over);
    }
    let valid = agreed(&key, algorithm, Message::Raw(&message), &signature);
    assert_eq!(valid, signature == genuine, "only the genuine signature verifies");
}

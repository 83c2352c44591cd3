//! RSA and ML-DSA: keys and signatures of the corpus, which the fuzzer damages or replaces.

use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
use kms_offline_vectors::CorpusKey;

use super::agreed;

/// RSASSA-PKCS1-v1_5 and RSASSA-PSS.
pub fn paths_agree_rsa(data: &[u8]) {
    const SIGNED: [(&str, &str); 6] = [
        ("RSA_2048-sign-1", "RSASSA_PKCS1_V1_5_SHA_256"),
        ("RSA_3072-sign-1", "RSASSA_PKCS1_V1_5_SHA_256"),
        ("RSA_4096-sign-1", "RSASSA_PKCS1_V1_5_SHA_256"),
        ("RSA_2048-sign-1", "RSASSA_PSS_SHA_256"),
        ("RSA_3072-sign-1", "RSASSA_PSS_SHA_256"),
        ("RSA_4096-sign-1", "RSASSA_PSS_SHA_256"),
    ];
    on_fixed_keys(&SIGNED, data);
}

/// ML-DSA.
pub fn paths_agree_ml_dsa(data: &[u8]) {
    const SIGNED: [(&str, &str); 3] = [
        ("ML_DSA_44-sign-1", "ML_DSA_SHAKE_256"),
        ("ML_DSA_65-sign-1", "ML_DSA_SHAKE_256"),
        ("ML_DSA_87-sign-1", "ML_DSA_SHAKE_256"),
    ];
    on_fixed_keys(&SIGNED, data);
}

/// The first byte names a genuine signature, the rest is laid over it: at an offset, added byte by byte.
fn on_fixed_keys(all: &[(&str, &str)], data: &[u8]) {
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

//! RSA and ML-DSA: keys and signatures of the corpus, which the fuzzer damages or replaces.

use kms_offline::{Message, SignResponse, SigningAlgorithm, VerifyingKey};

use super::agreed;

/// A key's answer, a Sign answer and its message.
type Signed = (&'static [u8], &'static [u8], &'static [u8]);

macro_rules! signed {
    ($key:literal, $sign:literal) => {
        (
            include_bytes!(concat!("../../../tests/vectors/corpus/keys/", $key, "/public-key.json")),
            include_bytes!(concat!("../../../tests/vectors/corpus/keys/", $key, "/", $sign, ".json")),
            include_bytes!(concat!("../../../tests/vectors/corpus/keys/", $key, "/", $sign, ".bin")),
        )
    };
}

/// RSASSA-PKCS1-v1_5 and RSASSA-PSS.
pub fn paths_agree_rsa(data: &[u8]) {
    const SIGNED: [Signed; 6] = [
        signed!("RSA_2048-sign-1", "sign-01"),
        signed!("RSA_3072-sign-1", "sign-01"),
        signed!("RSA_4096-sign-1", "sign-01"),
        signed!("RSA_2048-sign-1", "sign-07"),
        signed!("RSA_3072-sign-1", "sign-07"),
        signed!("RSA_4096-sign-1", "sign-07"),
    ];
    on_fixed_keys(&SIGNED, data);
}

/// ML-DSA.
pub fn paths_agree_ml_dsa(data: &[u8]) {
    const SIGNED: [Signed; 3] = [
        signed!("ML_DSA_44-sign-1", "sign-01"),
        signed!("ML_DSA_65-sign-1", "sign-01"),
        signed!("ML_DSA_87-sign-1", "sign-01"),
    ];
    on_fixed_keys(&SIGNED, data);
}

/// The first byte names a genuine signature, the rest is laid over it: at an offset, added byte by byte.
fn on_fixed_keys(all: &[Signed], data: &[u8]) {
    let [which, high, low, over @ ..] = data else { return };
    let (answer, sign_answer, message) = all[usize::from(*which) % all.len()];
    let key = VerifyingKey::from_json(answer).unwrap();
    let answer = SignResponse::from_json(sign_answer).unwrap();
    let algorithm: SigningAlgorithm = answer.signing_algorithm().unwrap().parse().unwrap();
    let mut signature = answer.signature().to_vec();
    let at = usize::from(u16::from_be_bytes([*high, *low])) % signature.len();
    for (byte, over) in signature[at..].iter_mut().zip(over) {
        *byte = byte.wrapping_add(*over);
    }
    let valid = agreed(&key, algorithm, Message::Raw(message), &signature);
    assert_eq!(valid, signature == answer.signature(), "only the genuine signature verifies");
}

//! ML-DSA: the corpus's keys, and keys from seeds of the fuzzer's.

use arbitrary::{Arbitrary, Unstructured};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey};
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams, SigningKey, pkcs8::EncodePublicKey};

use super::{Damage, agreed, on_corpus_keys};

/// ML-DSA. From 128 on, the first byte asks for a key that is made.
pub fn paths_agree_ml_dsa(data: &[u8]) {
    const SIGNED: [(&str, &str); 3] = [
        ("ML_DSA_44-sign-1", "ML_DSA_SHAKE_256"),
        ("ML_DSA_65-sign-1", "ML_DSA_SHAKE_256"),
        ("ML_DSA_87-sign-1", "ML_DSA_SHAKE_256"),
    ];
    let [128..=255, made @ ..] = data else { return on_corpus_keys(&SIGNED, data) };
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(made)) else { return };
    match input.set % 3 {
        0 => on_made_key::<MlDsa44>(&input, KeySpec::MlDsa44),
        1 => on_made_key::<MlDsa65>(&input, KeySpec::MlDsa65),
        _ => on_made_key::<MlDsa87>(&input, KeySpec::MlDsa87),
    }
}

#[derive(Arbitrary, Debug)]
struct Input {
    set: u8,
    /// ξ, from which the key comes.
    seed: [u8; 32],
    message: [u8; 8],
    damage: [Damage; 2],
}

fn on_made_key<P: MlDsaParams>(input: &Input, spec: KeySpec)
where
    ml_dsa::VerifyingKey<P>: EncodePublicKey,
{
    let signing_key = SigningKey::<P>::from_seed(&input.seed.into());
    let signing_key = signing_key.expanded_key();
    let public_key = signing_key.verifying_key().to_public_key_der().unwrap();
    let key = VerifyingKey::from_der(public_key.as_bytes(), spec).unwrap();
    let genuine = signing_key.sign_deterministic(&input.message, &[]).unwrap().encode();
    let mut signature = genuine.to_vec();
    input.damage.iter().for_each(|damage| damage.apply(&mut signature));
    let valid = agreed(&key, SigningAlgorithm::MlDsaShake256, Message::Raw(&input.message), &signature);
    assert_eq!(valid, signature[..] == genuine[..], "only the genuine signature verifies");
}

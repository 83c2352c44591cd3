//! Ed25519 and Ed25519ph: keys as the fuzzer wants them (torsion included), signatures genuine, damaged and made up.

use arbitrary::{Arbitrary, Unstructured};
use ed25519_dalek::{Sha512, Signer as _, SigningKey};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey};
use sha2::Digest as _;

use super::{Damage, agreed};

#[derive(Arbitrary, Debug)]
struct Input {
    seed: [u8; 32],
    /// Another key than the one that signs.
    key: Option<[u8; 32]>,
    /// Another signature than the genuine one.
    signature: Option<[u8; 64]>,
    damage: Damage,
    prehash: bool,
    message: [u8; 64],
}

/// The DER in front of the 32 bytes of a key (RFC 8410, 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Ed25519, in both modes.
pub fn paths_agree_ed25519(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let signing_key = SigningKey::from_bytes(&input.seed);
    let public_key = input.key.unwrap_or(signing_key.verifying_key().to_bytes());
    let Ok(key) = VerifyingKey::from_der([&SPKI[..], &public_key].concat(), KeySpec::EccNistEdwards25519) else {
        return;
    };
    let (algorithm, message, genuine) = if input.prehash {
        let hash = Sha512::new_with_prefix(input.message);
        let signature = signing_key.sign_prehashed(hash, None).unwrap();
        (SigningAlgorithm::Ed25519PhSha512, Message::Digest(&input.message), signature)
    } else {
        (SigningAlgorithm::Ed25519Sha512, Message::Raw(&input.message), signing_key.sign(&input.message))
    };
    let mut signature = input.signature.unwrap_or(genuine.to_bytes());
    input.damage.apply(&mut signature);
    let valid = agreed(&key, algorithm, message, &signature);
    let untouched = input.key.is_none() && input.signature.is_none() && !input.damage.done;
    assert!(valid || !untouched, "a genuine signature does not verify");
}

//! Ed25519 and Ed25519ph: keys as the fuzzer wants them (torsion included), signatures genuine, damaged and made up.

use arbitrary::{Arbitrary, Unstructured};
use curve25519_dalek::{constants::EIGHT_TORSION, edwards::EdwardsPoint, scalar::Scalar, traits::IsIdentity as _};
use ed25519_dalek::{
    Sha512, Signature,
    hazmat::{ExpandedSecretKey, raw_sign, raw_sign_prehashed},
};
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
    /// Which of the eight points of small order is added to the key: 0 is the neutral element.
    torsion: u8,
}

/// The DER in front of the 32 bytes of a key (RFC 8410, 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Ed25519, in both modes.
pub fn paths_agree_ed25519(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let signing_key = ExpandedSecretKey::from(&input.seed);
    let torsion = EIGHT_TORSION[usize::from(input.torsion % 8)];
    let signer = (EdwardsPoint::mul_base(&signing_key.scalar) + torsion).into();
    let public_key = input.key.unwrap_or(ed25519_dalek::VerifyingKey::to_bytes(&signer));
    let Ok(key) = VerifyingKey::from_der([&SPKI[..], &public_key].concat(), KeySpec::EccNistEdwards25519) else {
        return;
    };
    let (algorithm, message, genuine) = if input.prehash {
        let hash = Sha512::new_with_prefix(input.message);
        let signature = raw_sign_prehashed::<Sha512, _>(&signing_key, hash, &signer, None).unwrap();
        (SigningAlgorithm::Ed25519PhSha512, Message::Digest(&input.message), signature)
    } else {
        let signature = raw_sign::<Sha512>(&signing_key, &input.message, &signer);
        (SigningAlgorithm::Ed25519Sha512, Message::Raw(&input.message), signature)
    };
    let mut signature = input.signature.unwrap_or(genuine.to_bytes());
    input.damage.apply(&mut signature);
    let valid = agreed(&key, algorithm, message, &signature);
    let untouched = input.key.is_none() && input.signature.is_none() && !input.damage.done;
    if untouched {
        // [S]B = R + [k](A + T) without cofactor (RFC 8032, 5.1.7) holds if and only if [k]T is neutral, k reduced
        // modulo L.
        let is_genuine = (torsion * challenge(&genuine, &public_key, &input)).is_identity();
        assert_eq!(valid, is_genuine, "torsion {}", input.torsion % 8);
    }
}

/// k (RFC 8032, 5.1.7, step 2).
fn challenge(signature: &Signature, public_key: &[u8; 32], input: &Input) -> Scalar {
    let mut hash = Sha512::new();
    if input.prehash {
        // dom2(1, "")
        hash.update(b"SigEd25519 no Ed25519 collisions\x01\x00");
    }
    hash.update(signature.r_bytes());
    hash.update(public_key);
    if input.prehash {
        hash.update(Sha512::digest(input.message));
    } else {
        hash.update(input.message);
    }
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

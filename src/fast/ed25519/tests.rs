//! The equation against `ed25519-dalek`.

use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use sha2::{Digest as _, Sha512};

use super::*;
use crate::fast::edge::{DRAWS, Draw};

const TABLES: [Table; 3] = [Table::None, Table::Small, Table::Wide];

/// k of RFC 8032, 5.1.7, step 2, for Ed25519.
fn challenge(signature: &[u8; 64], public_key: &[u8; 32], message: &[u8]) -> [u8; 64] {
    Sha512::new().chain_update(&signature[..32]).chain_update(public_key).chain_update(message).finalize().into()
}

#[test]
fn base_point_is_the_reference_s() {
    assert_eq!(
        encode(&{
            let (x, y) = BASE;
            Projective { x, y, z: Fe::ONE }
        }),
        curve25519_basepoint()
    );
}

fn curve25519_basepoint() -> [u8; 32] {
    let mut b = [0x66; 32];
    b[0] = 0x58;
    b
}

#[test]
fn signatures_valid_and_damaged_get_the_reference_s_answer() {
    let mut draw = Draw::new(&[]);
    for _ in 0..10 {
        let signer = SigningKey::from_bytes(&draw.bytes());
        let public_key = signer.verifying_key().to_bytes();
        let keys = TABLES.map(|table| Key::new(&public_key, table).unwrap());
        for _ in 0..20 {
            let message: [u8; 20] = draw.bytes();
            let mut signature = signer.sign(&message).to_bytes();
            for damaged in [false, true] {
                if damaged {
                    let bit = draw.below(512);
                    signature[bit / 8] ^= 1 << (bit % 8);
                }
                let k = challenge(&signature, &public_key, &message);
                for key in &keys {
                    assert_eq!(key.verify(&k, &signature), !damaged);
                }
            }
        }
    }
}

//! The equation against the RustCrypto crates.

use super::*;
use crate::fast::P256;
use crate::fast::edge::Draw;
use p256::ecdsa::signature::hazmat::PrehashSigner;

#[test]
fn p256_smoke() {
    let mut draw = Draw::new(&[]);
    for _ in 0..5 {
        let sk = p256::ecdsa::SigningKey::from_slice(&draw.bytes::<32>()).unwrap();
        let point = sk.verifying_key().to_sec1_point(false);
        for table in [Table::None, Table::Small, Table::Wide] {
            let key = Key::<P256>::new(point.x().unwrap(), point.y().unwrap(), table).unwrap();
            let digest = draw.bytes::<32>();
            let sig: p256::ecdsa::Signature = sk.sign_prehash(&digest).unwrap();
            let (r, s) = sig.split_bytes();
            assert!(key.verify(&digest, &r, &s));
            assert!(!key.verify(&draw.bytes::<32>(), &r, &s));
        }
    }
}

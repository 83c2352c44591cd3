//! libsecp256k1 recovers the key from whatever `recoverable` returns for signatures as KMS makes them.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "tests"
)]

use std::thread;

use kms_offline::{KeySpec, Message, VerifyingKey, ecdsa_sig_value};
use kms_offline_peers::kms_key;
use openssl::{bn::BigNum, ec::EcGroup, nid::Nid};
use rand::{Rng as _, SeedableRng as _, rngs::Xoshiro256PlusPlus as Random};
use secp256k1::{
    Message as Digest, PublicKey, SecretKey,
    ecdsa::{RecoverableSignature, RecoveryId, Signature},
};

const SIGNATURES: u64 = 10_000;
const KEYS: u64 = 100;

/// A key pair of libsecp256k1, and its public key as KMS gives it.
struct Signer {
    secret: SecretKey,
    public: PublicKey,
    key: VerifyingKey,
}

fn random_bytes(rng: &mut Random) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}

impl Signer {
    fn random(rng: &mut Random) -> Self {
        let secret = SecretKey::from_secret_bytes(random_bytes(rng)).unwrap();
        let public = PublicKey::from_secret_key(&secret);
        let header = *b"\x30\x56\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x0a\x03\x42\x00";
        let spki = [&header[..], &public.serialize_uncompressed()].concat();
        Self { secret, public, key: kms_key(KeySpec::EccSecgP256k1, &spki) }
    }

    /// A signature in DER with low s, which libsecp256k1 makes, or with n − s.
    fn sign(&self, digest: [u8; 32], has_high_s: bool) -> Vec<u8> {
        let low = secp256k1::ecdsa::sign(Digest::from_digest(digest), &self.secret);
        if !has_high_s {
            return low.serialize_der().to_vec();
        }
        let compact = low.serialize_compact();
        let (r, s) = compact.split_at(32);
        let mut order = BigNum::new().unwrap();
        let group = EcGroup::from_curve_name(Nid::SECP256K1).unwrap();
        group.order(&mut order, &mut openssl::bn::BigNumContext::new().unwrap()).unwrap();
        let high = (&order - &BigNum::from_slice(s).unwrap()).to_vec_padded(32).unwrap();
        ecdsa_sig_value::from_p1363(KeySpec::EccSecgP256k1, [r, &high].concat()).unwrap()
    }
}

/// Whether libsecp256k1 verifies what we return, with low s, and recovers the key with our recovery ID and no other
/// one.
fn check(signer: &Signer, digest: [u8; 32], der: &[u8]) {
    let ours = signer.key.recoverable(Message::Digest(&digest), der).unwrap();
    let (compact, message) = (ours.to_compact(), Digest::from_digest(digest));
    // libsecp256k1 verifies low s only.
    let signature = Signature::from_compact(&compact).unwrap();
    secp256k1::ecdsa::verify(&signature, message, &signer.public).unwrap();
    for id in 0..2 {
        let peer = RecoverableSignature::from_compact(&compact, RecoveryId::try_from(i32::from(id)).unwrap()).unwrap();
        let is_our_key = peer.recover_ecdsa(message).unwrap() == signer.public;
        assert_eq!(is_our_key, id == u8::from(ours.recovery_id()), "{digest:?}");
    }
}

#[test]
fn ten_thousand_signatures_half_of_them_with_high_s() {
    thread::scope(|scope| {
        for seed in 0..2 {
            scope.spawn(move || {
                let mut rng = Random::seed_from_u64(seed);
                let signers: Vec<_> = (0..KEYS / 2).map(|_| Signer::random(&mut rng)).collect();
                for i in 0..SIGNATURES / KEYS {
                    for signer in &signers {
                        let digest = random_bytes(&mut rng);
                        check(signer, digest, &signer.sign(digest, i % 2 == 0));
                    }
                }
            });
        }
    });
}

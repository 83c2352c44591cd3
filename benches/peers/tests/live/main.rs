//! OpenSSL and AWS-LC sign random messages with new keys, and we verify. After any change of a signature or its
//! message, both return the same verdict.
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

mod damage;
mod integers;
mod tokens;

use std::iter;

use kms_offline::{Error, KeySpec, Message, MessageType, SigningAlgorithm};
use kms_offline_peers::{SigningKey, kms_key};
use kms_offline_vectors::to_hex;
use openssl::rand::rand_bytes;

use self::damage::Damage;

/// A signature by a peer.
struct Signed<'a> {
    spec: KeySpec,
    public_key: &'a [u8],
    algorithm: SigningAlgorithm,
    message_type: MessageType,
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// Has the peer sign with every algorithm and for every type of message that it has, which makes `combinations`.
fn verdicts_agree(spec: KeySpec, peer: &dyn SigningKey, combinations: usize) {
    let public_key = peer.public_key();
    let mut tried = 0;
    for &algorithm in spec.signing_algorithms() {
        for &message_type in algorithm.message_types() {
            if peer.has(algorithm, message_type) {
                tried += 1;
                for message in messages(algorithm, message_type) {
                    let signature = peer.sign(algorithm, Message::new(message_type, &message));
                    let public_key = &public_key;
                    check(peer, &Signed { spec, public_key, algorithm, message_type, message, signature });
                }
            }
        }
    }
    assert_eq!(tried, combinations, "combinations of algorithm and type of message");
}

fn check(peer: &dyn SigningKey, signed: &Signed<'_>) {
    let key = kms_key(signed.spec, signed.public_key);
    if signed.message_type == MessageType::Raw && signed.algorithm.digest_len().is_some() {
        let digest = key.digest(signed.algorithm, &signed.message).unwrap();
        assert!(
            key.verify(signed.algorithm, digest.as_message(), &signed.signature).is_ok(),
            "what was signed as RAW verifies by our digest of it"
        );
    }
    let genuine = Damage::none(signed);
    for Damage { what, message, signature, valid } in [genuine].into_iter().chain(damage::all(signed)) {
        let told = Message::new(signed.message_type, &message);
        let ours = match key.verify(signed.algorithm, told, &signature) {
            Ok(_) => true,
            Err(Error::NotVerified) => false,
            Err(error) => panic!("{what}: {error}"),
        };
        let theirs = peer.verifies(signed.algorithm, told, &signature);
        assert!(
            ours == valid && theirs == valid,
            "{} {} {}, {what}: valid is {valid}, we say {ours}, the peer says {theirs}\n\
             public key {}\nmessage {}\nsignature {}",
            signed.spec,
            signed.algorithm,
            signed.message_type,
            to_hex(signed.public_key),
            to_hex(&message),
            to_hex(&signature)
        );
    }
}

/// A signature must be as long as the modulus (RFC 8017, 8.1.2, step 1). OpenSSL takes an RSASSA-PSS signature that has
/// lost the zeros in front too, which is where the verdicts differ; all other tests keep out of its way.
#[test]
fn rsassa_pss_signature_without_its_leading_zero_is_valid_for_openssl_only() {
    let (algorithm, message) = (SigningAlgorithm::RsassaPssSha256, Message::Raw(b"message"));
    let peer = kms_offline_peers::openssl(KeySpec::Rsa2048);
    let key = kms_key(KeySpec::Rsa2048, &peer.public_key());
    let signature = iter::repeat_with(|| peer.sign(algorithm, message)).find(|signature| signature[0] == 0).unwrap();
    assert!(key.verify(algorithm, message, &signature).is_ok() && peer.verifies(algorithm, message, &signature));
    let shorter = &signature[1..];
    for key in [key.clone(), key.precompute()] {
        assert!(matches!(key.verify(algorithm, message, shorter), Err(Error::NotVerified)));
    }
    assert!(peer.verifies(algorithm, message, shorter));
}

/// Messages of several lengths, or one digest.
fn messages(algorithm: SigningAlgorithm, message_type: MessageType) -> Vec<Vec<u8>> {
    match algorithm.digest_len() {
        Some(len) if message_type != MessageType::Raw => vec![random(len)],
        _ => [0, 64, 5_000].map(random).into(),
    }
}

fn random(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    rand_bytes(&mut bytes).unwrap();
    bytes
}

macro_rules! peer {
    ($module:ident, $new:expr; $($test:ident: $spec:ident, $combinations:literal;)+) => {
        mod $module {
            use super::*;

            $(
                #[test]
                fn $test() {
                    let key: Option<Box<dyn SigningKey>> = $new(KeySpec::$spec).into();
                    verdicts_agree(KeySpec::$spec, &*key.expect("the peer has the spec"), $combinations);
                }
            )+
        }
    };
}

peer! {
    verdicts_agree_with_openssl, kms_offline_peers::openssl;
    rsa_2048: Rsa2048, 12;
    rsa_3072: Rsa3072, 12;
    rsa_4096: Rsa4096, 12;
    ecdsa_p256: EccNistP256, 2;
    ecdsa_p384: EccNistP384, 2;
    ecdsa_p521: EccNistP521, 2;
    ecdsa_secp256k1: EccSecgP256k1, 2;
    sm2dsa: Sm2, 2;
    ed25519_and_ed25519ph: EccNistEdwards25519, 2;
    ml_dsa_44: MlDsa44, 2;
    ml_dsa_65: MlDsa65, 2;
    ml_dsa_87: MlDsa87, 2;
}

peer! {
    verdicts_agree_with_aws_lc, kms_offline_peers::aws_lc;
    rsa_2048: Rsa2048, 12;
    rsa_3072: Rsa3072, 12;
    rsa_4096: Rsa4096, 12;
    ecdsa_p256: EccNistP256, 2;
    ecdsa_p384: EccNistP384, 2;
    ecdsa_p521: EccNistP521, 2;
    ecdsa_secp256k1: EccSecgP256k1, 2;
    ed25519: EccNistEdwards25519, 1;
    ml_dsa_44: MlDsa44, 1;
    ml_dsa_65: MlDsa65, 1;
    ml_dsa_87: MlDsa87, 1;
}

//! RSA: the corpus's keys, and keys that the fuzzer makes.
//!
//! Nobody needs a private key for a valid signature if the key may be chosen: with the exponent 3, n = s³ − EM has
//! s³ ≡ EM modulo n for any s whose cube has as many bits as n should.

use arbitrary::{Arbitrary, Unstructured};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey};
use num_bigint::BigUint;
use rsa::{BoxedUint, PublicKey, pkcs8::EncodePublicKey as _};
use sha2::{Digest as _, Sha256};

use super::{Damage, agreed, on_corpus_keys};

/// RSASSA-PKCS1-v1_5 and RSASSA-PSS. From 128 on, the first byte asks for a key that is made.
pub fn paths_agree_rsa(data: &[u8]) {
    const SIGNED: [(&str, &str); 6] = [
        ("RSA_2048-sign-1", "RSASSA_PKCS1_V1_5_SHA_256"),
        ("RSA_3072-sign-1", "RSASSA_PKCS1_V1_5_SHA_256"),
        ("RSA_4096-sign-1", "RSASSA_PKCS1_V1_5_SHA_256"),
        ("RSA_2048-sign-1", "RSASSA_PSS_SHA_256"),
        ("RSA_3072-sign-1", "RSASSA_PSS_SHA_256"),
        ("RSA_4096-sign-1", "RSASSA_PSS_SHA_256"),
    ];
    match data {
        [128..=255, made @ ..] => {
            if let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(made)) {
                on_made_key(&input);
            }
        }
        _ => on_corpus_keys(&SIGNED, data),
    }
}

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    size: u8,
    pss: bool,
    salt: [u8; 32],
    message: [u8; 8],
    damage: Damage,
    /// Chooses s among those whose cube is long enough.
    s: &'a [u8],
}

fn on_made_key(input: &Input<'_>) {
    let (spec, len) =
        [(KeySpec::Rsa2048, 256), (KeySpec::Rsa3072, 384), (KeySpec::Rsa4096, 512)][usize::from(input.size % 3)];
    let (algorithm, encoded) = if input.pss {
        (SigningAlgorithm::RsassaPssSha256, emsa_pss(&input.message, &input.salt, len))
    } else {
        (SigningAlgorithm::RsassaPkcs1V15Sha256, emsa_pkcs1_v1_5(&input.message, len))
    };
    let encoded = BigUint::from_bytes_be(&encoded);
    let power = |exponent: usize| BigUint::from(1_u8) << exponent;
    let least = (power(8 * len - 1) + &encoded).cbrt() + 1_u8;
    let most = (power(8 * len) + &encoded - 1_u8).cbrt();
    let mut s = &least + BigUint::from_bytes_be(input.s) % (most - &least);
    if s.bit(0) == encoded.bit(0) {
        s += 1_u8; // n is odd
    }
    let n = s.pow(3) - &encoded;
    assert_eq!(n.bits(), 8 * u64::try_from(len).unwrap());
    let public_key =
        PublicKey::new(BoxedUint::from_be_slice_vartime(&n.to_bytes_be()), BoxedUint::from(3_u64)).unwrap();
    let key = VerifyingKey::from_der(public_key.to_public_key_der().unwrap().as_bytes(), spec).unwrap();
    let mut signature = vec![0; len];
    let s = s.to_bytes_be();
    signature[len - s.len()..].copy_from_slice(&s);
    input.damage.apply(&mut signature);
    let valid = agreed(&key, algorithm, Message::Raw(&input.message), &signature);
    assert_eq!(valid, !input.damage.done, "only the signature that was made verifies");
}

/// EMSA-PKCS1-v1_5 (RFC 8017, 9.2) with SHA-256.
fn emsa_pkcs1_v1_5(message: &[u8], len: usize) -> Vec<u8> {
    const DIGEST_INFO: [u8; 19] = [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
    let mut encoded = vec![0xff; len - 32 - DIGEST_INFO.len()];
    (encoded[0], encoded[1], *encoded.last_mut().unwrap()) = (0, 1, 0);
    encoded.extend(DIGEST_INFO);
    encoded.extend(Sha256::digest(message));
    encoded
}

/// EMSA-PSS (RFC 8017, 9.1.1) with SHA-256 and MGF1 of it.
fn emsa_pss(message: &[u8], salt: &[u8; 32], len: usize) -> Vec<u8> {
    let hash = Sha256::new().chain_update([0; 8]).chain_update(Sha256::digest(message)).chain_update(salt).finalize();
    let mut encoded = vec![0; len - 33];
    encoded[len - 33 - 33] = 1;
    encoded[len - 33 - 32..].copy_from_slice(salt);
    for (counter, block) in (0_u32..).zip(encoded.chunks_mut(32)) {
        let mask = Sha256::new().chain_update(hash).chain_update(counter.to_be_bytes()).finalize();
        block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
    encoded[0] &= 0x7f; // a bit less than the modulus has
    encoded.extend(hash);
    encoded.push(0xbc);
    encoded
}

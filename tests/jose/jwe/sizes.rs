//! Plaintexts of every size that matters, and many tokens.

use kms_offline::{Error, error::Misuse, jose::Jwe};

use super::kms::{Kms, Noise, P256, P521, RSA, ec, rsa};

const MIB: usize = 1 << 20;
const MAX: usize = 64 * MIB;

fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n * 7 + (n >> 8)) as u8).collect()
}

#[test]
fn plaintexts_of_many_sizes_come_back() {
    let (kms_rsa, kms_p256) = (Kms::with(RSA), Kms::with(P256));
    let sizes = (0..60).chain([190, 191, 2303, 2304, 2305, 3071, 3072, 3073, 4097, MIB]);
    for (len, seed) in sizes.zip(1_u64..) {
        let plaintext = bytes(len);
        let token = ec(P256).encrypt_jwe_with_rng(&mut Noise::new(seed), &plaintext).unwrap();
        assert_eq!(kms_p256.open(&token).unwrap().plaintext(), plaintext, "{len} bytes");
        assert_eq!(token.rsplit('.').nth(1).unwrap().len(), (len * 4).div_ceil(3));
        if matches!(len, 0 | 1 | 190 | 191 | 4097 | MIB) {
            let token = rsa(RSA).encrypt_jwe_with_rng(&mut Noise::new(seed), &plaintext).unwrap();
            assert_eq!(kms_rsa.open(&token).unwrap().plaintext(), plaintext, "{len} bytes");
        }
    }
}

#[test]
fn the_longest_plaintext_comes_back_and_one_byte_more_is_misuse() {
    let mut plaintext = bytes(MAX + 1);
    let too_long = Error::Misuse(Misuse::JwePlaintextLength { found: MAX + 1, limit: MAX });
    let mut rng = Noise::new(1);
    assert_eq!(ec(P256).encrypt_jwe_with_rng(&mut rng, &plaintext).unwrap_err(), too_long);
    assert_eq!(rsa(RSA).encrypt_jwe_with_rng(&mut rng, &plaintext).unwrap_err(), too_long);
    assert_eq!(rng.drawn, 0, "nothing is drawn before the length is checked");

    plaintext.pop();
    let token = ec(P256).encrypt_jwe_with_rng(&mut rng, &plaintext).unwrap();
    assert!(Kms::with(P256).open(&token).unwrap().plaintext() == plaintext);
    // As long as one byte more would make it, which is not decoded.
    let (rest, tag) = token.rsplit_once('.').unwrap();
    let error = Jwe::parse(format!("{rest}AA.{tag}")).unwrap_err();
    assert!(error.to_string().contains("expected the encoded ciphertext of a JWE of at most 89478486"), "{error}");
}

#[test]
fn leading_zeros_of_coordinates_and_secrets_are_kept() {
    // Every second coordinate and secret on P-521 begins with a zero byte, and one in 512 with two.
    let (key, kms) = (ec(P521), Kms::with(P521));
    let count = if cfg!(debug_assertions) { 500 } else { 2_000 };
    let mut leading_zeros = 0;
    for seed in 0..count {
        let token = key.encrypt_jwe_with_rng(&mut Noise::new(seed), b"plaintext").unwrap();
        let jwe = Jwe::parse(&token).unwrap();
        let secret = kms.secret(&jwe);
        leading_zeros += usize::from(secret[0] == 0);
        assert_eq!(jwe.decrypt_with_shared_secret(&secret).unwrap().plaintext(), b"plaintext", "seed {seed}");
    }
    assert!(leading_zeros > count as usize / 4);
}

//! A token with any byte changed does not open, and two tokens have nothing in common.

use kms_offline::{Error, jose::Jwe};

use super::kms::{Kms, P256, RSA, ec, rsa};

/// Flips bits of each byte in turn; `secret` is what KMS returns for the genuine token, whichever part is changed.
fn every_change_is_refused(token: &str, secret: &[u8], unauthenticated: std::ops::Range<usize>) {
    let mut kinds = [0; 3];
    for at in 0..token.len() {
        for flip in [1, 2, 4, 0x20, 0x80] {
            let mut changed = token.as_bytes().to_vec();
            changed[at] ^= flip;
            let opened = Jwe::parse(&changed).and_then(|jwe| super::kms::decrypt(jwe, secret));
            match opened {
                Err(Error::Malformed(_)) => kinds[0] += 1,
                Err(Error::NotAuthentic) => kinds[1] += 1,
                Ok(_) if unauthenticated.contains(&at) => kinds[2] += 1,
                other => panic!("byte {at} flipped by {flip}: {other:?}"),
            }
        }
    }
    assert!(kinds[0] > token.len() && kinds[1] > 100, "{kinds:?}");
    assert_eq!(kinds[2] > 0, !unauthenticated.is_empty());
}

#[test]
fn a_changed_token_of_an_agreement_key_does_not_open() {
    let token = ec(P256).encrypt_jwe(b"plaintext of 24 bytes...").unwrap();
    let secret = Kms::with(P256).secret(&Jwe::parse(&token).unwrap());
    every_change_is_refused(&token, &secret, 0..0);
}

#[test]
fn a_changed_token_of_an_rsa_key_does_not_open() {
    let key = rsa(RSA);
    let token = key.encrypt_jwe(b"plaintext of 24 bytes...").unwrap();
    let kms = Kms::with(RSA);
    let secret = kms.secret(&Jwe::parse(&token).unwrap());
    // The encrypted key is what KMS authenticates: it opens a changed one to nothing.
    let start = token.find('.').unwrap() + 1;
    let end = start + token[start..].find('.').unwrap();
    every_change_is_refused(&token, &secret, start..end);
    let Kms::Rsa(private_key) = kms else { unreachable!() };
    for at in [0, 1, 128, 254, 255] {
        let mut encrypted_key = Jwe::parse(&token).unwrap().encrypted_key().unwrap().to_vec();
        encrypted_key[at] ^= 1;
        private_key.decrypt(rsa::Oaep::<sha2::Sha256>::new(), &encrypted_key).unwrap_err();
    }
}

#[test]
fn two_tokens_of_one_plaintext_share_no_part() {
    let part = |token: &str, at: usize| token.split('.').nth(at).unwrap().to_owned();
    let [a, b] = [(); 2].map(|()| rsa(RSA).encrypt_jwe(b"plaintext").unwrap());
    (1..5).for_each(|at| assert_ne!(part(&a, at), part(&b, at), "part {at}"));
    let [a, b] = [(); 2].map(|()| ec(P256).encrypt_jwe(b"plaintext").unwrap());
    [0, 2, 3, 4].into_iter().for_each(|at| assert_ne!(part(&a, at), part(&b, at), "part {at}"));
    // Not even the coordinates of the ephemeral key.
    let epk = |token: &str| Jwe::parse(token).unwrap().ephemeral_public_key().unwrap()[27..].to_vec();
    let (a, b) = (epk(&a), epk(&b));
    assert!(a[..32] != b[..32] && a[32..] != b[32..]);
}

#[test]
fn another_key_does_not_open() {
    let token = rsa(RSA).encrypt_jwe(b"plaintext").unwrap();
    assert_eq!(Jwe::parse(&token).unwrap().decrypt_with_content_key(&[0; 32]).unwrap_err(), Error::NotAuthentic);
    let token = ec(P256).encrypt_jwe(b"plaintext").unwrap();
    assert_eq!(Kms::with("ECC_NIST_P256-agree-2").open(&token).unwrap_err(), Error::NotAuthentic);
    assert_eq!(Jwe::parse(&token).unwrap().decrypt_with_shared_secret(&[0; 32]).unwrap_err(), Error::NotAuthentic);
    assert_eq!(Error::NotAuthentic.to_string(), "the JWE does not decrypt with this key");
}

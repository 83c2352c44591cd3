//! No token verifies with one character changed.

use kms_offline::VerifyingKey;

use crate::corpus::{Case, key_for, one_of_each};

/// The alphabet of base64url, and characters that lenient decoders skip or take.
const CHARACTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. \t\r\n\0\"é";

/// The characters to try at a position: all of them. Debug builds try every third, and every 53rd for tokens of
/// thousands of characters, each position beginning with another one. Release builds try all: `.ci/run` for the short
/// tokens, `.ci/long` for the long ones.
fn characters(case: &Case, at: usize) -> impl Iterator<Item = char> {
    let step = match case.token.len() {
        _ if cfg!(not(debug_assertions)) => 1,
        ..=2000 => 3,
        _ => 53,
    };
    CHARACTERS.chars().skip(at % step).step_by(step)
}

fn assert_rejected(key: &VerifyingKey, case: &Case, token: &str) {
    assert!(key.verify_jws(token).is_err(), "{case}: {token:?}");
}

fn assert_every_change_is_rejected(case: &Case) {
    let key = key_for(&case.key, &case.alg);
    let token = &case.token;
    key.verify_jws(token).unwrap();
    for at in 0..=token.len() {
        let (before, after) = token.split_at(at);
        for c in characters(case, at) {
            assert_rejected(&key, case, &format!("{before}{c}{after}"));
        }
        let Some(old) = after.chars().next() else { continue };
        let after = &after[1..];
        assert_rejected(&key, case, &format!("{before}{after}"));
        for c in characters(case, at).filter(|c| *c != old) {
            assert_rejected(&key, case, &format!("{before}{c}{after}"));
        }
    }
}

#[test]
fn every_substitution_insertion_and_deletion_is_rejected() {
    let mut cases = one_of_each();
    assert_eq!(cases.len(), 15);
    cases.retain(|case| !case.alg.starts_with("ML-DSA"));
    cases.iter().for_each(assert_every_change_is_rejected);
    assert_eq!(cases.len(), 12);
}

/// The same for the long tokens, a test each, because they take longest.
macro_rules! of_ml_dsa {
    ($($name:ident: $alg:literal;)*) => {$(
        #[test]
        fn $name() {
            let case = one_of_each().into_iter().find(|case| case.alg == $alg).unwrap();
            assert_every_change_is_rejected(&case);
        }
    )*};
}

of_ml_dsa! {
    every_change_of_an_ml_dsa_44_token_is_rejected: "ML-DSA-44";
    every_change_of_an_ml_dsa_65_token_is_rejected: "ML-DSA-65";
    every_change_of_an_ml_dsa_87_token_is_rejected: "ML-DSA-87";
}

//! Tokens of other tools, and what `jws assemble` and `jwe decrypt` take with them.

use std::sync::LazyLock;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use kms_offline::{KeySpec, SigningAlgorithm, ecdsa_sig_value};
use serde_json::Value;

use crate::{
    corpus::Case,
    jws::{CASES, Case as Token},
};

/// A token of the case's key; of another one if its spec has none.
fn token(case: &Case) -> &'static Token {
    let compact = || CASES.iter().filter(|token| !token.is_detached);
    let of_key = compact().find(|token| token.verifier.key().spec() == case.key.spec());
    of_key.or_else(|| compact().next()).unwrap()
}

/// The algorithm of the token.
pub(super) fn algorithm(case: &Case) -> SigningAlgorithm {
    token(case).verifier.algorithm()
}

pub(super) fn jws(case: &Case) -> Vec<u8> {
    format!("{}\n", token(case).token).into()
}

/// The part of the token that is signed.
pub(super) fn signing_input(case: &Case) -> Vec<u8> {
    token(case).token.rsplit_once('.').unwrap().0.into()
}

/// The response that KMS Sign would have returned.
pub(super) fn sign_response(case: &Case) -> Vec<u8> {
    let token = token(case);
    let signature = Base64UrlUnpadded::decode_vec(token.token.rsplit_once('.').unwrap().1).unwrap();
    let spec = token.verifier.key().spec();
    let signature = ecdsa_sig_value::from_p1363(spec, &signature).unwrap_or(signature);
    let algorithm = token.verifier.algorithm().as_str();
    serde_json::json!({ "Signature": Base64::encode_string(&signature), "SigningAlgorithm": algorithm })
        .to_string()
        .into()
}

/// Whether some tool signed this payload.
pub(super) fn is_payload(bytes: &[u8]) -> bool {
    CASES.iter().any(|token| token.payload == bytes)
}

/// A JWE, and the option and the secret that decrypt it.
pub(super) struct Encrypted {
    pub(super) token: Vec<u8>,
    pub(super) option: &'static str,
    pub(super) secret: Vec<u8>,
}

static ENCRYPTED: LazyLock<[Encrypted; 2]> = LazyLock::new(|| {
    let cases: Vec<Value> = serde_json::from_slice(&kms_offline_vectors::file("jose/jwe.json")).unwrap();
    [("RSA-OAEP-256", "--cek"), ("ECDH-ES", "--shared-secret")].map(|(alg, option)| {
        let case = cases.iter().find(|case| case["alg"] == alg).unwrap();
        let text = |member: &str| case[member].as_str().unwrap();
        Encrypted { token: text("token").into(), option, secret: Base64::decode_vec(text("secret")).unwrap() }
    })
});

/// A JWE to a curve for a case on a curve, to RSA otherwise.
pub(super) fn jwe(case: &Case) -> &'static Encrypted {
    let [rsa, ecdh] = &*ENCRYPTED;
    if case.key.spec() == KeySpec::EccNistP256 { ecdh } else { rsa }
}

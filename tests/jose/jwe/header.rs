//! Tokens that parse, and tokens that are rejected before anything is decrypted.

use std::time::Instant;

use aes_gcm::{AeadInOut as _, Aes256Gcm, KeyInit as _};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use kms_offline::{Error, KeySpec, jose::Jwe};
use p256::elliptic_curve::sec1::ToSec1Point as _;

use super::kms::{Kms, P256, P521, RSA, ec, rsa};

const CONTENT_KEY: [u8; 32] = [7; 32];

fn encode(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

/// A token with any header and encrypted key, under [`CONTENT_KEY`].
fn token(header: &str, encrypted_key: &[u8]) -> String {
    let (header, iv, mut text) = (encode(header), [9; 12], *b"plaintext");
    let cipher = Aes256Gcm::new(&CONTENT_KEY.into());
    let tag = cipher.encrypt_inout_detached(&iv.into(), header.as_bytes(), text.as_mut_slice().into()).unwrap();
    [header, encode(encrypted_key), encode(iv), encode(text), encode(tag)].join(".")
}

const RSA_HEADER: &str = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#;

fn rejected(token: &str, what: &str) {
    match Jwe::parse(token) {
        Err(error @ Error::Malformed(_)) => {
            assert!(error.to_string().contains(what), "{error}, expected {what}");
            assert!(error.advice().is_some() && error.to_string().is_ascii());
        }
        other => panic!("{token}: {other:?}, expected {what}"),
    }
}

#[test]
fn headers_of_other_senders_open() {
    for (header, len) in [
        (RSA_HEADER, 256),
        (r#" { "enc" : "A256GCM" , "alg" : "RSA-OAEP" } "#, 384),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","typ":"JWT","cty":"x","jku":"http://x","x":[1,null],"apu":5}"#, 512),
        (r#"{"\u0061lg":"RSA-OAEP-256","enc":"A256G\u0043M","kid":"\u00e9"}"#, 256),
    ] {
        let opened = Jwe::parse(token(header, &vec![1; len])).unwrap().decrypt_with_content_key(&CONTENT_KEY).unwrap();
        assert_eq!((opened.plaintext(), opened.header()), (&b"plaintext"[..], header));
    }
}

#[test]
fn headers_that_this_end_does_not_understand_are_rejected() {
    for (header, what) in [
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF"}"#, "its header has zip, which is not supported"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":null}"#, "its header has zip"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","crit":["exp"],"exp":1}"#, "its header has crit"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","crit":[]}"#, "its header has crit"),
        (r#"{"alg":"RSA1_5","enc":"A256GCM"}"#, r#"its alg is "RSA1_5", expected RSA-OAEP-256, RSA-OAEP or ECDH-ES"#),
        (r#"{"alg":"rsa-oaep-256","enc":"A256GCM"}"#, "its alg is"),
        (r#"{"alg":"RSA-OAEP-512","enc":"A256GCM"}"#, "its alg is"),
        (r#"{"alg":"ECDH-ES+A256KW","enc":"A256GCM"}"#, "its alg is"),
        (r#"{"alg":"dir","enc":"A256GCM"}"#, "its alg is"),
        (r#"{"alg":"none","enc":"A256GCM"}"#, "its alg is"),
        (r#"{"alg":"RSAES_OAEP_SHA_256","enc":"A256GCM"}"#, "its alg is"),
        (r#"{"alg":7,"enc":"A256GCM"}"#, "it has no alg"),
        (r#"{"enc":"A256GCM"}"#, "it has no alg"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A128GCM"}"#, r#"its enc is "A128GCM", expected A256GCM"#),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256CBC-HS512"}"#, "its enc is"),
        (r#"{"alg":"RSA-OAEP-256"}"#, "it has no enc"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":7}"#, "its kid is not text"),
        (r#"{"alg":"RSA-OAEP-256","alg":"RSA-OAEP-256","enc":"A256GCM"}"#, r#"its header has the member "alg" twice"#),
        (r#"{"alg":"RSA-OAEP-256","\u0061lg":"RSA-OAEP","enc":"A256GCM"}"#, "twice"),
        (r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","x":{"y":1,"y":1}}"#, "twice"),
        ("[]", "its header is not a JSON object"),
        ("\u{feff}{}", "its header is not JSON"),
        ("", "its header is not JSON"),
    ] {
        rejected(&token(header, &[1; 256]), what);
    }
    let long = format!(r#"{{"alg":"RSA-OAEP-256","enc":"A256GCM","x":"{}"}}"#, "y".repeat(12_300));
    rejected(&token(&long, &[1; 256]), "expected a token's header of at most 16384");
}

#[test]
fn ephemeral_keys_are_public_and_on_their_curve() {
    let point = p256::SecretKey::from_slice(&[3; 32]).unwrap().public_key().to_sec1_point(false);
    let (x, y) = (encode(point.x().unwrap()), encode(point.y().unwrap()));
    let header = |epk: &str| format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{epk}}}"#);
    let with = |epk: &str| token(&header(epk), b"");
    let good = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","kid":"ignored"}}"#);
    let jwe = Jwe::parse(with(&good)).unwrap();
    assert_eq!(jwe.ephemeral_public_key().unwrap()[26..], *point.as_bytes());
    let ec = |crv: &str, x: &str, y: &str| with(&format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#));
    let zero = encode([0; 32]);
    let p = encode([0xff; 32]);
    for (token, what) in [
        (token(r#"{"alg":"ECDH-ES","enc":"A256GCM"}"#, b""), "its epk is missing, or is not a JSON object"),
        (with("\"text\""), "its epk is missing, or is not a JSON object"),
        (with(r#"{"kty":"EC"}"#), "its epk is rejected because its crv is missing"),
        (ec("P-256", &y, &x), "its epk is not a point on its curve"),
        (ec("P-256", &zero, &zero), "its epk is not a point on its curve"),
        (ec("P-256", &p, &y), "its epk is not a point on its curve"),
        (ec("P-384", &x, &y), "its x has 32 bytes"),
        (ec("P-256", &encode(&point.x().unwrap()[1..]), &y), "its x has 31 bytes"),
        (ec("P-256", &format!("{x}="), &y), "its x is not base64url"),
        (ec("secp256k1", &x, &y), "its type is \"ECC_SECG_P256K1\""),
        (ec("p-256", &x, &y), "its type is \"p-256\""),
        (with(&good.replace("ignored\"", "\",\"d\":\"AAAA\"")), "it has d, a member of private or symmetric keys"),
        (with(&format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}"}}"#)), "its type is \"X25519\""),
        (with(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#)), "its type is \"ECC_NIST_EDWARDS25519\""),
        (with(r#"{"kty":"oct"}"#), "its type is \"oct\""),
    ] {
        rejected(&token, what);
    }
    let party = |member: &str, value: &str| with(&format!(r#"{good},"{member}":{value}"#));
    rejected(&party("apu", "\"A\""), "its apu is not base64url");
    rejected(&party("apv", "\"QQ==\""), "its apv is not base64url");
    rejected(&party("apv", "7"), "its apv is not text");
    Jwe::parse(party("apu", "\"\"")).unwrap();
    rejected(&token(&header(&good), &[1]), "its encrypted key has 1 bytes, expected 0 with ECDH-ES");
}

#[test]
fn parts_have_their_number_and_lengths() {
    let good = token(RSA_HEADER, &[1; 256]);
    for len in [0, 32, 255, 257, 511, 513, 100_000] {
        rejected(
            &token(RSA_HEADER, &vec![1; len]),
            &format!("its encrypted key has {len} bytes, expected 256, 384 or"),
        );
    }
    let parts: Vec<&str> = good.split('.').collect();
    let with = |at: usize, part: &str| {
        let mut parts = parts.clone();
        parts[at] = part;
        parts.join(".")
    };
    for len in [0, 11, 13, 16] {
        rejected(&with(2, &encode(vec![1; len])), "its initialization vector has ");
    }
    for len in [0, 12, 15, 17, 32] {
        rejected(&with(4, &encode(vec![1; len])), "its authentication tag has ");
    }
    for (at, name) in
        ["header", "encrypted key", "initialization vector", "ciphertext", "authentication tag"].into_iter().enumerate()
    {
        for foreign in ["=", "+", "/", " ", "\n", "\u{0}", "\u{e9}"] {
            // In place of the last character, so that the length says nothing.
            let part = format!("{}{foreign}", &parts[at][..parts[at].len() - 1]);
            rejected(&with(at, &part), &format!("its {name} contains"));
        }
    }
    // Spare bits.
    rejected(&with(2, "CQkJCQkJCQkJCQk"), "its initialization vector");
    rejected(&format!("{good}\n"), "its authentication tag");
    rejected(&format!(" {good}"), "its header contains");
    for (token, what) in [
        ("", "it has 1 part separated by dots, expected 5"),
        ("a.b", "it has 2 parts"),
        ("a.b.c", "found a compact JWS, expected a compact JWE"),
        ("a.b.c.d", "it has 4 parts"),
        ("a.b.c.d.e.f", "it has 6 or more parts"),
        ("....", "its header is not JSON"),
        (r#"{"protected":"x","ciphertext":"y"}"#, "found a JSON object of another kind"),
    ] {
        rejected(token, what);
    }
}

#[test]
fn long_input_is_refused_at_once() {
    let dots = vec![b'.'; 64 << 20];
    let start = Instant::now();
    Jwe::parse(&dots).unwrap_err();
    assert!(start.elapsed().as_millis() < 100, "{:?}", start.elapsed());
}

#[test]
fn inspection_returns_the_input_of_the_kms_call() {
    let jwe = Jwe::parse(rsa(RSA).encrypt_jwe(b"").unwrap()).unwrap();
    assert_eq!(jwe.encrypted_key().unwrap().len(), 256);
    assert_eq!((jwe.ephemeral_public_key(), jwe.key_spec(), jwe.secret_len()), (None, KeySpec::Rsa2048, 32));
    for (name, len, secret_len) in [(P256, 91, 32), ("ECC_NIST_P384-agree-1", 120, 48), (P521, 158, 66)] {
        let key = ec(name);
        let token = key.encrypt_jwe(b"x").unwrap();
        let jwe = Jwe::parse(&token).unwrap();
        assert_eq!(jwe.ephemeral_public_key().unwrap().len(), len);
        assert_eq!((jwe.encrypted_key(), jwe.encryption_algorithm()), (None, None));
        assert_eq!((jwe.key_spec(), jwe.secret_len()), (key.spec(), secret_len));
        assert_eq!(Kms::with(name).open(token).unwrap().plaintext(), b"x");
    }
}

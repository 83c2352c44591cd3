//! No token gives up a payload that its key did not sign.

use std::sync::LazyLock;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use kms_offline::{
    Arithmetic, Error, Fingerprint, Message, SigningAlgorithm, Verifier, VerifyingKey,
    explain::JwsExplainer,
    jose::{KeySet, UnverifiedJws},
};
use serde_json::{Value, json};

use crate::corpus::SIGNERS;

/// A token that another tool made with a key of the corpus.
pub(crate) struct Case {
    pub(crate) verifier: Verifier,
    pub(crate) token: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) is_detached: bool,
}

pub(crate) static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let cases: Vec<Value> = serde_json::from_slice(&kms_offline_vectors::file("jose/tokens.json")).unwrap();
    let case = |case: &Value| {
        let text = |member: &str| case[member].as_str().unwrap();
        let spec = text("key").split('-').next().unwrap();
        let key = SIGNERS.iter().find(|key| key.spec().as_str() == spec).unwrap();
        let algorithm = algorithm(text("alg"), key);
        Case {
            verifier: key.verifier(algorithm).unwrap(),
            token: text("token").to_owned(),
            payload: Base64::decode_vec(text("payload")).unwrap(),
            is_detached: text("form") != "compact",
        }
    };
    cases.iter().map(case).collect()
});

/// The keys, each with one algorithm. A token without `kid` is tried with all that have its `alg`.
static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let mut keys = KeySet::new();
    for case in CASES.iter() {
        let (key, algorithm) = (case.verifier.key(), case.verifier.algorithm());
        let label = format!("{} {algorithm}", key.spec());
        // Only the first token of a key and algorithm adds one.
        let _ = keys.insert(&label, key.restrict_to(&[algorithm]).unwrap());
    }
    keys
});

fn algorithm(alg: &str, key: &VerifyingKey) -> SigningAlgorithm {
    let name = match alg {
        "RS256" => "RSASSA_PKCS1_V1_5_SHA_256",
        "RS384" => "RSASSA_PKCS1_V1_5_SHA_384",
        "RS512" => "RSASSA_PKCS1_V1_5_SHA_512",
        "PS256" => "RSASSA_PSS_SHA_256",
        "PS384" => "RSASSA_PSS_SHA_384",
        "PS512" => "RSASSA_PSS_SHA_512",
        "EdDSA" | "Ed25519" => "ED25519_SHA_512",
        _ => key.algorithms()[0].as_str(),
    };
    name.parse().unwrap()
}

/// Three bytes choose a genuine token, a change and a parameter; the rest is the text that the change inserts.
pub fn jws(data: &[u8]) {
    let [number, mode, parameter, rest @ ..] = data else { return };
    let case = &CASES[usize::from(*number) % CASES.len()];
    let other = &CASES[usize::from(*parameter) % CASES.len()];
    let [header, payload, signature] = parts(&case.token);
    let encoded = Base64UrlUnpadded::encode_string(rest);
    match mode % 8 {
        0 => check(case, rest),
        1 => check(case, &edited(case.token.as_bytes(), rest)),
        2 => check(case, format!("{encoded}.{payload}.{signature}").as_bytes()),
        3 => check(case, format!("{header}.{encoded}.{signature}").as_bytes()),
        4 => check(case, format!("{header}.{payload}.{encoded}").as_bytes()),
        5 => {
            let [other_header, other_payload, other_signature] = parts(&other.token);
            check(case, format!("{header}.{payload}.{other_signature}").as_bytes());
            check(case, format!("{other_header}.{payload}.{signature}").as_bytes());
            check(case, format!("{header}.{other_payload}.{signature}").as_bytes());
            check(case, other.token.as_bytes());
            is_malleable(case);
        }
        6 => detached(case, if rest.is_empty() { &case.payload } else { rest }, usize::from(*parameter).max(1)),
        _ if rest.is_empty() => {
            let protected = json!({ "protected": header, "signature": signature, "header": { "kid": "x" } });
            let mut flattened = protected.clone();
            flattened["payload"] = payload.into();
            serialized(case, flattened.to_string().as_bytes());
            let [_, other_payload, other_signature] = parts(&other.token);
            let wrong = json!({ "protected": header, "signature": other_signature });
            serialized(case, json!({ "payload": payload, "signatures": [wrong, protected] }).to_string().as_bytes());
            serialized(case, json!({ "payload": other_payload, "signatures": [protected] }).to_string().as_bytes());
        }
        _ => serialized(case, rest),
    }
}

fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

/// Edits of four bytes each: a position, an operation, and a character.
fn edited(token: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut token = token.to_vec();
    for edit in edits.chunks_exact(4).take(16) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % (token.len() + 1);
        match edit[2] % 3 {
            0 => token.insert(at, edit[3]),
            1 if at < token.len() => token[at] = edit[3],
            _ if at < token.len() => drop(token.remove(at)),
            _ => {}
        }
    }
    token
}

/// Verifies a token as everybody may, and holds what comes out against what was signed.
fn check(case: &Case, token: &[u8]) {
    let verifier = &case.verifier;
    let result = verifier.verify_jws(token).map(|jws| (jws.header().to_owned(), jws.payload().to_vec()));
    let reference = verifier.key().with_arithmetic(Arithmetic::RustCrypto).verifier(verifier.algorithm()).unwrap();
    let by_reference = reference.verify_jws(token).map(|jws| (jws.header().to_owned(), jws.payload().to_vec()));
    assert_eq!(result, by_reference, "the two arithmetics");
    match &result {
        Ok((header, payload)) => {
            assert!(is_signed(verifier.key().fingerprint(), header, payload), "nobody signed that");
            let second = second_opinion(&reference, token);
            assert_eq!(second.as_ref(), Some(payload), "the second implementation");
            let unverified = UnverifiedJws::parse(token).unwrap();
            assert_eq!((unverified.unverified_header(), unverified.unverified_payload()), (&**header, &**payload));
        }
        Err(error) => is_safe_to_show(error),
    }
    match KEYS.verify_jws(token) {
        Ok(jws) => assert!(is_signed(jws.verified().fingerprint(), jws.header(), jws.payload())),
        Err(error) => assert!(result.is_err() || error == Error::NotVerified, "a kid may select another key"),
    }
    // An explanation takes a hundred times as long as a verification, and longer still for a few kilobytes of ML-DSA.
    if token.len() < 1000
        && token.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).is_multiple_of(16)
        && let Ok(explanation) = JwsExplainer::new(verifier).explain(token)
    {
        assert!(result.is_err() || explanation.findings().is_empty());
        for finding in explanation.findings() {
            assert!(finding.to_string().is_ascii() && explanation.advice(finding).is_ascii());
        }
    }
}

/// Whether a token of another tool has this header and payload, and a signature of the key.
fn is_signed(fingerprint: Fingerprint, header: &str, payload: &[u8]) -> bool {
    CASES.iter().any(|case| {
        let encoded = parts(&case.token)[0];
        case.verifier.key().fingerprint() == fingerprint
            && Base64UrlUnpadded::decode_vec(encoded).unwrap() == header.as_bytes()
            && case.payload == payload
    })
}

/// A verifier that shares nothing with ours but the crates: its own splitting, base64url and JSON.
fn second_opinion(reference: &Verifier, token: &[u8]) -> Option<Vec<u8>> {
    let token = std::str::from_utf8(token).ok()?;
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().ok()?;
    let header_json: Value = serde_json::from_slice(&base64url(header)?).ok()?;
    let (alg, extensions) = (header_json.get("alg")?.as_str()?, ["crit", "b64"].map(|name| header_json.get(name)));
    if algorithm(alg, reference.key()) != reference.algorithm() || extensions.iter().any(Option::is_some) {
        // Only b64 true may be named.
        let is_encoded = header_json["b64"] == json!(true) && header_json["crit"] == json!(["b64"]);
        if !is_encoded {
            return None;
        }
    }
    let signature = base64url(signature)?;
    let der = match signature.len() {
        64 if alg == "ES256" => p256::ecdsa::Signature::from_slice(&signature).ok()?.to_der().as_bytes().to_vec(),
        64 if alg == "ES256K" => k256::ecdsa::Signature::from_slice(&signature).ok()?.to_der().as_bytes().to_vec(),
        96 if alg == "ES384" => p384::ecdsa::Signature::from_slice(&signature).ok()?.to_der().as_bytes().to_vec(),
        132 if alg == "ES512" => p521::ecdsa::Signature::from_slice(&signature).ok()?.to_der().as_bytes().to_vec(),
        _ => signature,
    };
    let signed = [header, ".", payload].concat();
    reference.verify_message(Message::Raw(signed.as_bytes()), der).ok()?;
    base64url(payload)
}

/// Base64url without padding, a bit at a time; its spare bits are zero.
pub(crate) fn base64url(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut len) = (Vec::new(), 0_u32, 0);
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        (bits, len) = (bits << 6 | u32::from(value), len + 6);
        if len >= 8 {
            len -= 8;
            bytes.push(u8::try_from(bits >> len).unwrap());
            bits &= (1 << len) - 1;
        }
    }
    (bits == 0 && len < 6).then_some(bytes)
}

/// Anyone can make a second signature of an ECDSA token, (r, n - s): it verifies, over the same input.
fn is_malleable(case: &Case) {
    let [header, payload, signature] = parts(&case.token);
    if case.is_detached || case.verifier.key().spec().as_str() != "ECC_NIST_P256" {
        return;
    }
    let signature = Base64UrlUnpadded::decode_vec(signature).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
    let (r, s) = signature.split_scalars();
    let second = p256::ecdsa::Signature::from_scalars(r, -*s).unwrap();
    let token = format!("{header}.{payload}.{}", Base64UrlUnpadded::encode_string(&second.to_bytes()));
    assert_eq!(case.verifier.verify_jws(token).unwrap().payload(), case.payload);
}

/// A detached payload: at once, in pieces, and with the set.
fn detached(case: &Case, payload: &[u8], piece: usize) {
    let [header, _, signature] = parts(&case.token);
    let token = format!("{header}..{signature}");
    let verdict = case.verifier.verify_detached_jws(&token, payload).map(|jws| jws.header().to_owned());
    if let Ok(header) = &verdict {
        assert!(is_signed(case.verifier.key().fingerprint(), header, payload));
    }
    assert!(verdict.is_ok() || payload != case.payload, "the genuine payload");
    let stream = case.verifier.detached_jws_stream(&token).and_then(|mut stream| {
        payload.chunks(piece).for_each(|piece| stream.update(piece));
        stream.finish().map(|jws| jws.header().to_owned())
    });
    assert_eq!(stream, verdict, "in pieces");
    let by_set = KEYS.verify_detached_jws(&token, payload).map(|jws| jws.verified().fingerprint());
    assert!(by_set.is_err() || verdict.is_ok());
}

/// A token in one of the JSON serializations.
fn serialized(case: &Case, token: &[u8]) {
    let fingerprint = case.verifier.key().fingerprint();
    match case.verifier.verify_flattened_jws(token) {
        Ok(jws) => assert!(is_signed(fingerprint, jws.header(), jws.payload())),
        Err(error) => is_safe_to_show(&error),
    }
    match case.verifier.verify_general_jws(token) {
        Ok((_, jws)) => assert!(is_signed(fingerprint, jws.header(), jws.payload())),
        Err(error) => is_safe_to_show(&error),
    }
    if let Ok((_, jws)) = KEYS.verify_general_jws(token) {
        assert!(is_signed(jws.verified().fingerprint(), jws.header(), jws.payload()));
    }
}

fn is_safe_to_show(error: &Error) {
    let is_printable = |text: &str| text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    assert!(is_printable(&error.to_string()) && is_printable(&error.advice().unwrap_or_default()), "{error}");
    assert!(matches!(error, Error::Malformed(_) | Error::NotVerified), "a token is an attacker's data: {error:?}");
}

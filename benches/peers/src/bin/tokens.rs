//! Prints what the verification of a JSON Web Token takes with kms-offline and with its peers, side by side.
//!
//! Each contender gets the token as text and a key that it parsed before, and gives back the payload. Claims are not
//! compared; jsonwebtoken parses them, into nothing. Each round gives every contender a turn, forwards and backwards in
//! alternation, and the figures are medians over the rounds of the thread's CPU time.
#![allow(
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
    reason = "a program for evaluation, which may stop where a peer or its data fail"
)]

use std::{
    env,
    hint::black_box,
    sync::atomic::{AtomicBool, Ordering},
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use josekit::jws::{self, JwsVerifier};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    crypto::{CryptoProvider, KeyUtils, aws_lc, rust_crypto},
};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey, ecdsa_sig_value};
use kms_offline_peers::{SigningKey, kms_key, openssl};
use rustix::time::{ClockId, clock_gettime};
use serde_core::de::IgnoredAny;

/// How long a contender runs before the next one's turn, in nanoseconds.
const TURN: f64 = 2e6;

/// jsonwebtoken takes its cryptography from one provider for the whole process: this one asks which it shall be.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| (aws_lc::DEFAULT_PROVIDER.signer_factory)(algorithm, key),
    verifier_factory: |algorithm, key| {
        let provider = if IS_RUSTCRYPTO.load(Ordering::Relaxed) {
            &rust_crypto::DEFAULT_PROVIDER
        } else {
            &aws_lc::DEFAULT_PROVIDER
        };
        (provider.verifier_factory)(algorithm, key)
    },
    key_utils: KeyUtils::new_unimplemented(),
};

static IS_RUSTCRYPTO: AtomicBool = AtomicBool::new(false);

/// A name, and a verification of the row's token that gives the length of what was verified.
type Contender<'r> = (&'static str, Box<dyn FnMut() -> usize + 'r>);

/// A token, and its key in every form.
struct Row {
    alg: &'static str,
    algorithm: SigningAlgorithm,
    key: VerifyingKey,
    token: String,
    signature: Vec<u8>,
    peer: Algorithm,
    decoding_key: DecodingKey,
    verifier: Box<dyn JwsVerifier>,
}

fn main() {
    if cfg!(debug_assertions) {
        eprintln!("figures of a debug build mean nothing: give --release to cargo");
        std::process::exit(2);
    }
    PROVIDER.install_default().expect("nothing else installs one");
    let rounds = env::args().nth(1).map_or(101, |rounds| rounds.parse().expect("the number of rounds"));
    println!(
        "| token | kms-offline `verify` | kms-offline `verify_jws` | jsonwebtoken, AWS-LC | jsonwebtoken, RustCrypto | josekit (OpenSSL) |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for row in [es256(), rs256(), eddsa()] {
        let times = measure(&mut contenders(&row), rounds);
        let cells: Vec<String> =
            times.iter().map(|time| format!("{:.1} µs ({:.2})", time / 1e3, time / times[1])).collect();
        println!("| {} | {} |", row.alg, cells.join(" | "));
    }
}

fn contenders(row: &Row) -> Vec<Contender<'_>> {
    let (signed, _) = row.token.rsplit_once('.').expect("a token has dots");
    let mut validation = Validation::new(row.peer);
    (validation.validate_exp, validation.validate_aud) = (false, false);
    validation.required_spec_claims.clear();
    let with_aws_lc = validation.clone();
    let bound = row.key.verifier(row.algorithm).expect("the key lists it");
    vec![
        (
            "kms-offline verify",
            Box::new(|| {
                let message = Message::Raw(black_box(signed.as_bytes()));
                row.key.verify(row.algorithm, message, &row.signature).expect("it is genuine");
                signed.len()
            }),
        ),
        (
            "kms-offline verify_jws",
            Box::new(move || bound.verify_jws(black_box(&row.token)).expect("it is genuine").payload().len()),
        ),
        (
            "jsonwebtoken, AWS-LC",
            Box::new(move || {
                IS_RUSTCRYPTO.store(false, Ordering::Relaxed);
                decode(row, &with_aws_lc)
            }),
        ),
        (
            "jsonwebtoken, RustCrypto",
            Box::new(move || {
                IS_RUSTCRYPTO.store(true, Ordering::Relaxed);
                decode(row, &validation)
            }),
        ),
        (
            "josekit",
            Box::new(|| {
                jws::deserialize_compact(black_box(&row.token), &*row.verifier).expect("it is genuine").0.len()
            }),
        ),
    ]
}

fn decode(row: &Row, validation: &Validation) -> usize {
    let decoded = jsonwebtoken::decode::<IgnoredAny>(black_box(&row.token), &row.decoding_key, validation);
    decoded.expect("it is genuine").header.typ.map_or(0, |typ| typ.len())
}

const PAYLOAD: &[u8] = br#"{"iss":"https://issuer.example","sub":"42","aud":"api","exp":4102444800,"jti":"0b7e2f7c"}"#;

/// `header.payload` and its signature by a new key, in KMS's encoding and as a token has it.
fn sign(spec: KeySpec, algorithm: SigningAlgorithm, alg: &str) -> (VerifyingKey, String, Vec<u8>, Vec<u8>) {
    let private: Box<dyn SigningKey> = openssl(spec);
    let header = format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"2026-11"}}"#);
    let encode = Base64UrlUnpadded::encode_string;
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(PAYLOAD));
    let signature = private.sign(algorithm, Message::Raw(signed.as_bytes()));
    let in_token = ecdsa_sig_value::to_p1363(spec, &signature).unwrap_or_else(|_| signature.clone());
    let public_key = private.public_key();
    (kms_key(spec, &public_key), format!("{signed}.{}", encode(&in_token)), signature, public_key)
}

/// The members of a key's JWK.
fn member(key: &VerifyingKey, name: &str) -> String {
    let jwk = key.to_jwk().expect("the key has a form");
    let from = jwk.find(&format!("\"{name}\":\"")).expect("the member is there") + name.len() + 4;
    jwk[from..].chars().take_while(|c| *c != '"').collect()
}

fn es256() -> Row {
    let algorithm = SigningAlgorithm::EcdsaSha256;
    let (key, token, signature, public_key) = sign(KeySpec::EccNistP256, algorithm, "ES256");
    let decoding_key = DecodingKey::from_ec_components(&member(&key, "x"), &member(&key, "y")).expect("a point");
    let verifier = Box::new(jws::ES256.verifier_from_der(&public_key).expect("a key"));
    Row { alg: "ES256", algorithm, key, token, signature, peer: Algorithm::ES256, decoding_key, verifier }
}

fn rs256() -> Row {
    let algorithm = SigningAlgorithm::RsassaPkcs1V15Sha256;
    let (key, token, signature, public_key) = sign(KeySpec::Rsa2048, algorithm, "RS256");
    let decoding_key = DecodingKey::from_rsa_components(&member(&key, "n"), &member(&key, "e")).expect("a key");
    let verifier = Box::new(jws::RS256.verifier_from_der(&public_key).expect("a key"));
    Row { alg: "RS256, 2048 bits", algorithm, key, token, signature, peer: Algorithm::RS256, decoding_key, verifier }
}

fn eddsa() -> Row {
    let algorithm = SigningAlgorithm::Ed25519Sha512;
    let (key, token, signature, public_key) = sign(KeySpec::EccNistEdwards25519, algorithm, "EdDSA");
    let decoding_key = DecodingKey::from_ed_components(&member(&key, "x")).expect("a key");
    let verifier = Box::new(jws::EdDSA.verifier_from_der(&public_key).expect("a key"));
    Row { alg: "EdDSA", algorithm, key, token, signature, peer: Algorithm::EdDSA, decoding_key, verifier }
}

/// The median over the rounds of each contender's time for one verification, in nanoseconds.
fn measure(contenders: &mut [Contender<'_>], rounds: usize) -> Vec<f64> {
    let mut counts = Vec::new();
    for (_, run) in contenders.iter_mut() {
        // Keys prepare themselves after a few signatures.
        let once = nanoseconds(200, run);
        counts.push((TURN / once).ceil() as usize);
    }
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let who = if round % 2 == 0 { turn } else { contenders.len() - 1 - turn };
            times[who].push(nanoseconds(counts[who], &mut contenders[who].1));
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    times.into_iter().map(median).collect()
}

/// The CPU time of the thread for one of `count` runs.
fn nanoseconds(count: usize, run: &mut dyn FnMut() -> usize) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
    };
    let before = now();
    for _ in 0..count {
        black_box(run());
    }
    (now() - before) / count as f64
}

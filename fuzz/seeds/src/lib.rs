//! The seeds of the fuzz targets.
//!
//! Seeds that are numbers of cases, or a change at a place, are written by [`seeds`]. The others are lines of
//! `TARGET.jsonl` beside this crate: `name`, then `hex`, `text` or `base64`, or a part of the corpus, alone or after
//! the bytes of `hex`.

use kms_offline_vectors::{Case, CorpusKey, SIGNING, list, path, responses};

/// An input to start from.
#[derive(Debug)]
pub struct Seed {
    /// A name that is unique for the target.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

/// The targets with seeds.
pub const TARGETS: [&str; 14] = [
    "command_line",
    "encrypt_roundtrip",
    "explain",
    "jwe",
    "jwk",
    "jws",
    "paths_agree_ecdsa",
    "paths_agree_ed25519",
    "paths_agree_ml_dsa",
    "paths_agree_rsa",
    "paths_agree_sm2dsa",
    "response",
    "signature_der",
    "spki",
];

/// The seeds of a target.
pub fn seeds(target: &str) -> Vec<Seed> {
    let written = match target {
        "explain" => case_numbers(),
        "paths_agree_rsa" => {
            let made = (0..6).map(|n| made(&[n / 2, n % 2], 200));
            (0..6).flat_map(|n| [genuine(n), damaged(n, 40 * u16::from(n))]).chain(made).collect()
        }
        "paths_agree_ml_dsa" => {
            let damaged = |n| [0, 40, 2000, 2380, 2419].map(|at| damaged(n, at));
            (0..3).flat_map(|n| damaged(n).into_iter().chain([genuine(n), made(&[n], 50)])).collect()
        }
        _ => Vec::new(),
    };
    let file = format!("../../fuzz/seeds/{target}.jsonl");
    let packed = if path(&file).exists() { list(&file) } else { Vec::new() };
    written.into_iter().chain(packed.iter().map(unpack)).collect()
}

/// Nothing is laid over the genuine signature with this number.
fn genuine(number: u8) -> Seed {
    Seed { name: format!("genuine-{number}"), bytes: vec![number, 0, 0] }
}

/// One is added to a byte of the genuine signature with this number.
fn damaged(number: u8, at: u16) -> Seed {
    let [high, low] = at.to_be_bytes();
    Seed { name: format!("damaged-{number}-{at}"), bytes: vec![number, high, low, 1] }
}

/// A key is made of these bytes and of `more` that differ, up to those that say that a bit is flipped.
fn made(first: &[u8], more: u8) -> Seed {
    let name = format!("made-{}", first.iter().map(u8::to_string).collect::<Vec<_>>().join("-"));
    Seed { name, bytes: [&[128], first, &(0..more).map(|byte| byte.wrapping_mul(2)).collect::<Vec<u8>>()].concat() }
}

/// The numbers of cases in the order of the target's own list: a case for each key and reason for which signatures
/// fail, and a genuine signature of each spec.
fn case_numbers() -> Vec<Seed> {
    let made = list("explain/cases.json");
    let made = made.iter().filter_map(|case| {
        let (spec, _) = case.text_if_any("key")?.split_once('-')?;
        let kinds: Vec<&str> = case.value("kinds").as_array()?.iter().filter_map(|kind| kind.as_str()).collect();
        Some(format!("made-{spec}-{}", kinds.join("-")))
    });
    let genuine = SIGNING.into_iter().map(CorpusKey::named).flat_map(|key| {
        let genuine = key.signatures().iter().filter(|case| case.kind() == "genuine");
        genuine.map(|_| format!("genuine-{}", key.spec()))
    });
    let mut seeds: Vec<Seed> = Vec::new();
    for (name, number) in made.chain(genuine).zip(0_u16..) {
        if seeds.iter().all(|seed| seed.name != name) {
            seeds.push(Seed { name, bytes: number.to_le_bytes().into() });
        }
    }
    seeds
}

fn unpack(line: &Case) -> Seed {
    let mut bytes = line.text_if_any("hex").map(kms_offline_vectors::from_hex).unwrap_or_default();
    let key = |member| line.text_if_any(member).map(CorpusKey::named);
    let parts: [Option<Vec<u8>>; 8] = [
        line.text_if_any("text").map(Into::into),
        line.text_if_any("base64").map(kms_offline_vectors::from_base64),
        line.text_if_any("response").map(response),
        key("public_key").map(|key| key.response().into()),
        key("public_key_der").map(CorpusKey::public_key_der),
        key("private_key_pem").map(|key| key.private_key_pem().into()),
        line.has("signature").then(|| signed(line, "signature").bytes("Signature")),
        line.has("sign_response").then(|| signed(line, "sign_response").text("sign_output").into()),
    ];
    bytes.extend(parts.into_iter().flatten().flatten());
    Seed { name: line.text("name").to_owned(), bytes }
}

/// The document of the corpus's response of this kind.
fn response(kind: &str) -> Vec<u8> {
    let case = responses().iter().find(|case| case.kind() == kind);
    case.unwrap_or_else(|| panic!("no response is {kind:?}")).document()
}

/// The genuine signature case that a member names by key, algorithm and message type.
fn signed(line: &Case, member: &str) -> &'static Case {
    let text =
        |name: &str| line.value(member)[name].as_str().unwrap_or_else(|| panic!("{line}: {member} has no {name}"));
    CorpusKey::named(text("key")).genuine(text("SigningAlgorithm"), text("MessageType"))
}

//! `kms-offline jws verify`

use std::{
    fs,
    io::{self, IsTerminal as _, Write as _},
};

use base64ct::{Base64, Encoding as _};
use kms_offline::{
    Error, SigningAlgorithm, Verified, Verifier, VerifyingKey,
    explain::{Explanation, JwsExplainer},
    jose::KeySet,
};
use serde_json::Value;

use super::{
    super::{
        Outcome,
        arguments::JwsVerify,
        colour, explain,
        failure::Failure,
        input::{self, one_standard_input},
        json, key_file, key_set,
        output::{self, Privacy, all_distinct},
        place::Place,
        print, print_bytes,
    },
    read_line,
};

pub(super) fn run(arguments: &JwsVerify) -> Result<Outcome, Failure> {
    let JwsVerify { key, token, detached, out, .. } = arguments;
    let inputs: Vec<&Place> = [key.place(), Some(token), detached.as_ref()].into_iter().flatten().collect();
    one_standard_input(&inputs)?;
    all_distinct(&inputs, out.as_ref().as_slice())?;
    let keys = keys_of(arguments)?;
    match detached {
        Some(payload) => verify_detached(arguments, &keys, payload),
        None => verify_attached(arguments, &keys),
    }
}

/// The keys that may have made the token.
enum Keys {
    /// --key, bound to the algorithm.
    One(Verifier),
    /// --keys
    Set(KeySet),
}

fn keys_of(arguments: &JwsVerify) -> Result<Keys, Failure> {
    let (algorithm, options) = (arguments.algorithm.as_deref(), &arguments.key.options);
    let read_key = |file| {
        let key: VerifyingKey = key_file::read_typed(file, options)?;
        let algorithm = match algorithm {
            Some(name) => key.algorithm_named(name)?,
            None => key.jws_algorithm()?,
        };
        Ok(Keys::One(key.verifier(algorithm)?))
    };
    arguments.key.read(read_key, |keys| key_set::read(keys, &options.allow, algorithm).map(Keys::Set))
}

fn verify_attached(arguments: &JwsVerify, keys: &Keys) -> Result<Outcome, Failure> {
    let token = read_line(&arguments.token)?;
    let verified = match keys {
        Keys::One(verifier) => verifier.verify_jws(&token),
        Keys::Set(keys) => keys.verify_jws(&token),
    };
    let Some(jws) = verdict(keys, &arguments.token, verified)? else { return Ok(invalid(arguments, keys, &token)) };
    if let Some(out) = &arguments.out {
        output::write(out, Privacy::Public, jws.payload())?;
    }
    // The verdict is the exit status, even if nobody reads standard output any more.
    if arguments.json {
        let _closed = print(&valid_json(jws.verified(), jws.header(), Some(jws.payload())));
    } else {
        name_key(jws.verified());
        if arguments.out.is_none() {
            print_payload(jws.payload())?;
        }
    }
    Ok(Outcome::Done)
}

fn verify_detached(arguments: &JwsVerify, keys: &Keys, payload: &Place) -> Result<Outcome, Failure> {
    let token = read_line(&arguments.token)?;
    let stream = match keys {
        Keys::One(verifier) => verifier.detached_jws_stream(&token),
        Keys::Set(keys) => keys.detached_jws_stream(&token),
    };
    let Some(mut stream) = verdict(keys, &arguments.token, stream)? else {
        return Ok(invalid(arguments, keys, &token));
    };
    stream.read_from(&mut input::open_message(payload)?).map_err(|error| Failure::about(payload, &error))?;
    let Some(jws) = verdict(keys, payload, stream.finish())? else { return Ok(invalid(arguments, keys, &token)) };
    if arguments.json {
        let _closed = print(&valid_json(jws.verified(), jws.header(), None));
    } else {
        name_key(jws.verified());
        let _closed = print(&format!("{}\n", colour::styled("valid", colour::GOOD, &io::stdout())));
    }
    Ok(Outcome::Done)
}

/// Prints on standard error which key of a set verified.
fn name_key(verified: &Verified<'_>) {
    if let Some(label) = verified.label() {
        key_set::name_key(label, verified.fingerprint());
    }
}

/// The verified token, or `None` if the key cannot have made it.
fn verdict<T>(keys: &Keys, file: &Place, verified: Result<T, Error>) -> Result<Option<T>, Failure> {
    match verified {
        Ok(proof) => Ok(Some(proof)),
        Err(Error::NotVerified) => Ok(None),
        Err(error @ Error::Misuse(_)) => Err(match keys {
            Keys::One(_) => error.into(),
            Keys::Set(keys) => key_set::about_a_key(keys, error),
        }),
        Err(error) => Err(Failure::about(file, &error)),
    }
}

/// Reports that the token is invalid: on standard output only where nobody can mistake it for a payload.
fn invalid(arguments: &JwsVerify, keys: &Keys, token: &[u8]) -> Outcome {
    let explanations: Vec<_> =
        explanation(arguments, keys, token).map(|explanation| (None, explanation)).into_iter().collect();
    if arguments.json {
        let key = match keys {
            Keys::One(verifier) => Some((verifier.key(), verifier.algorithm())),
            Keys::Set(_) => None,
        };
        let _closed = print(&json::object(members(false, key, explain::as_json(&explanations, advise))));
    } else if arguments.detached.is_some() {
        let _closed = print(&format!("{}\n", colour::styled("invalid", colour::BAD, &io::stdout())));
    } else {
        let _closed = writeln!(io::stderr(), "{}", colour::styled("invalid", colour::BAD, &io::stderr()));
    }
    if arguments.explain {
        let remedy = "compare token and key with the issuer's, character for character";
        explain::report(&explanations, arguments.json, remedy, advise);
    } else if !arguments.json && io::stderr().is_terminal() {
        let _closed = io::stderr().write_all(b"try: add --explain, which looks for the reason\n");
    }
    Outcome::NotVerified
}

/// The advice about each finding.
fn advise(explanation: &Explanation) -> Vec<String> {
    explanation.findings().iter().map(|finding| explanation.advice(finding)).collect()
}

/// Looks for the reason, if --explain is set. A detached payload is read again, unless it is long or not a file.
fn explanation(arguments: &JwsVerify, keys: &Keys, token: &[u8]) -> Option<Explanation> {
    if !arguments.explain {
        return None;
    }
    let explainer = match keys {
        Keys::One(verifier) => JwsExplainer::new(verifier),
        Keys::Set(keys) => JwsExplainer::of_set(keys),
    };
    let explained = match &arguments.detached {
        None => explainer.explain(token),
        Some(payload) => {
            let is_short = |metadata: fs::Metadata| metadata.is_file() && metadata.len() <= MAX_EXPLAINED_LEN;
            let Some(file) = payload.file().filter(|file| fs::metadata(file).is_ok_and(is_short)) else {
                let _closed =
                    io::stderr().write_all(b"note: only payloads in a file of at most 1 MiB are looked into\n");
                return None;
            };
            explainer.detached(&fs::read(file).ok()?).explain(token)
        }
    };
    explained.ok()
}

/// The longest detached payload that --explain examines, in bytes.
const MAX_EXPLAINED_LEN: u64 = 1 << 20;

/// Writes the payload to standard output; to a terminal only if it is harmless text.
fn print_payload(payload: &[u8]) -> Result<(), Failure> {
    if str::from_utf8(payload).is_ok_and(|text| text.chars().all(is_harmless)) {
        let _closed = print_bytes(payload);
        return Ok(());
    }
    output::write(&Place::Standard, Privacy::Public, payload)
}

/// Whether a character cannot steer a terminal: no control character, and no mark that changes the direction of text.
fn is_harmless(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    matches!(c, '\n' | '\r' | '\t') || !(c.is_control() || turns)
}

/// The object of `verify`, the key's label in a set, the header and, unless it is detached, the payload.
fn valid_json(verified: &Verified<'_>, header: &str, payload: Option<&[u8]>) -> String {
    let findings = explain::as_json(&[], advise);
    let mut members = members(true, Some((verified.key(), verified.algorithm())), findings);
    members.extend(verified.label().map(|label| ("Label", label.into())));
    members.push(("Header", header.into()));
    members.extend(payload.map(|payload| ("Payload", Base64::encode_string(payload).into())));
    json::object(members)
}

/// The members that `verify` prints too.
fn members(
    is_valid: bool,
    key: Option<(&VerifyingKey, SigningAlgorithm)>,
    findings: Value,
) -> Vec<(&'static str, Value)> {
    vec![
        ("SignatureValid", is_valid.into()),
        ("KeyId", key.and_then(|(key, _)| key.key_id()).map(|key_id| key_id.as_str()).into()),
        ("SigningAlgorithm", key.map(|(_, algorithm)| algorithm.as_str()).into()),
        ("Fingerprint", key.map(|(key, _)| key.fingerprint().to_string()).into()),
        ("Findings", findings),
    ]
}

//! `kms-offline jws verify`

use std::{
    io::{self, Write as _},
    path::Path,
};

use base64ct::{Base64, Encoding as _};
use kms_offline::{Error, Verifier, VerifyingKey};
use serde_json::Value;

use super::{
    super::{
        Outcome,
        arguments::JwsVerify,
        colour,
        failure::Failure,
        input::{self, one_standard_input},
        json, key_file,
        output::{self, Privacy, all_distinct},
        print, print_bytes,
    },
    read_line,
};

pub(super) fn run(arguments: &JwsVerify) -> Result<Outcome, Failure> {
    let JwsVerify { key, token, detached, out, .. } = arguments;
    let inputs: Vec<&Path> =
        [Some(key), Some(token), detached.as_ref()].into_iter().flatten().map(AsRef::as_ref).collect();
    one_standard_input(&inputs)?;
    all_distinct(&inputs, out.as_deref().as_slice())?;
    let key: VerifyingKey = key_file::read_typed(key, &arguments.options)?;
    let algorithm = match &arguments.algorithm {
        Some(name) => key.algorithm_named(name)?,
        None => key.jws_algorithm()?,
    };
    let verifier = key.verifier(algorithm)?;
    match detached {
        Some(payload) => verify_detached(arguments, &verifier, payload),
        None => verify_attached(arguments, &verifier),
    }
}

fn verify_attached(arguments: &JwsVerify, verifier: &Verifier) -> Result<Outcome, Failure> {
    let token = read_line(&arguments.token)?;
    let Some(jws) = verdict(&arguments.token, verifier.verify_jws(&token))? else {
        return Ok(invalid(arguments, verifier));
    };
    if let Some(out) = &arguments.out {
        output::write(Some(out), Privacy::Public, jws.payload())?;
    }
    // The verdict is the exit status: that nobody reads standard output any more does not change it.
    if arguments.json {
        let _closed = print(&as_json(verifier, Some(jws.header()), Some(jws.payload())));
    } else if arguments.out.is_none() {
        print_payload(jws.payload())?;
    }
    Ok(Outcome::Done)
}

fn verify_detached(arguments: &JwsVerify, verifier: &Verifier, payload: &Path) -> Result<Outcome, Failure> {
    let token = read_line(&arguments.token)?;
    let Some(mut stream) = verdict(&arguments.token, verifier.detached_jws_stream(&token))? else {
        return Ok(invalid(arguments, verifier));
    };
    stream.read_from(&mut input::open_message(payload)?).map_err(|error| Failure::about(payload, &error))?;
    let Some(jws) = verdict(payload, stream.finish())? else { return Ok(invalid(arguments, verifier)) };
    let valid = || format!("{}\n", colour::styled("valid", colour::GOOD, &io::stdout()));
    let _closed = print(&if arguments.json { as_json(verifier, Some(jws.header()), None) } else { valid() });
    Ok(Outcome::Done)
}

/// The proof, or `None` if the token is one that the key cannot have made.
fn verdict<T>(file: &Path, verified: Result<T, Error>) -> Result<Option<T>, Failure> {
    match verified {
        Ok(proof) => Ok(Some(proof)),
        Err(Error::NotVerified) => Ok(None),
        Err(error @ Error::Misuse(_)) => Err(error.into()),
        Err(error) => Err(Failure::about(file, &error)),
    }
}

/// Says that the token is invalid: on standard output only where it cannot be taken for a payload.
fn invalid(arguments: &JwsVerify, verifier: &Verifier) -> Outcome {
    if arguments.json {
        let _closed = print(&as_json(verifier, None, None));
    } else if arguments.detached.is_some() {
        let _closed = print(&format!("{}\n", colour::styled("invalid", colour::BAD, &io::stdout())));
    } else {
        let _closed = writeln!(io::stderr(), "{}", colour::styled("invalid", colour::BAD, &io::stderr()));
    }
    Outcome::NotVerified
}

/// Writes the payload to standard output, which no terminal gets unless it is harmless text.
fn print_payload(payload: &[u8]) -> Result<(), Failure> {
    if str::from_utf8(payload).is_ok_and(|text| text.chars().all(is_harmless)) {
        let _closed = print_bytes(payload);
        return Ok(());
    }
    output::write(None, Privacy::Public, payload)
}

/// Whether a character cannot steer a terminal: no control character, and no mark that changes the direction of text.
fn is_harmless(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    matches!(c, '\n' | '\r' | '\t') || !(c.is_control() || turns)
}

/// The object of `verify`; of a valid token also its header and, unless it is detached, its payload.
fn as_json(verifier: &Verifier, header: Option<&str>, payload: Option<&[u8]>) -> String {
    let key = verifier.key();
    let mut members = vec![
        ("SignatureValid", header.is_some().into()),
        ("KeyId", key.key_id().map(|key_id| key_id.as_str()).into()),
        ("SigningAlgorithm", verifier.algorithm().as_str().into()),
        ("Fingerprint", key.fingerprint().to_string().into()),
        ("Findings", Value::Array(Vec::new())),
    ];
    members.extend(header.map(|header| ("Header", header.into())));
    members.extend(payload.map(|payload| ("Payload", Base64::encode_string(payload).into())));
    json::object(members)
}

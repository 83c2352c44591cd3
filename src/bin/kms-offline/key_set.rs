//! Reading KEYS: a folder of GetPublicKey responses, a JWK Set, or a trust file.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use kms_offline::{
    Error, Fingerprint, SigningAlgorithm, VerifyingKey,
    error::{Excerpt, Expected, Malformed, Misuse},
    jose::{JwkSet, KeySet},
};

use super::{
    failure::{Failure, name},
    input::read_small,
    key_file,
    place::Place,
};

/// The longest JWK Set that the library parses, in bytes.
const MAX_JWK_SET_LEN: usize = 1 << 20;

/// The keys, narrowed to the algorithms of --allow and --algorithm.
pub(crate) fn read(keys: &Place, allow: &[String], algorithm: Option<&str>) -> Result<KeySet, Failure> {
    let parse = |name: &str| name.parse::<SigningAlgorithm>().map_err(Error::from);
    let allow = allow.iter().map(|name| parse(name)).collect::<Result<Vec<_>, _>>()?;
    let algorithm = algorithm.map(parse).transpose()?;
    let mut set = read_whole(keys)?;
    if set.iter().next().is_none() {
        return Err(Failure::new(
            &format!("{keys}: there is no key that verifies"),
            "pass a folder with the GetPublicKey responses of SIGN_VERIFY keys, or a JWK Set or trust file with such keys",
        ));
    }
    for (label, _) in set.iter().filter(|(_, key)| key.is_forgeable()) {
        key_file::warn_that_anyone_can_sign(format_args!("{keys}: {}", Excerpt::of(label)));
    }
    if !allow.is_empty() {
        set = set.restrict_to(&allow)?;
    }
    match algorithm {
        Some(algorithm) => Ok(set.restrict_to(&[algorithm])?),
        None => Ok(set),
    }
}

fn read_whole(keys: &Place) -> Result<KeySet, Failure> {
    if let Some(folder) = keys.file().filter(|file| fs::metadata(file).is_ok_and(|metadata| metadata.is_dir())) {
        return KeySet::from_folder(folder).map_err(|error| about_folder(folder, &error));
    }
    // The recognisers of both forms name any other input.
    let text = read_small(keys, MAX_JWK_SET_LEN)?;
    // Windows writes a byte order mark in front of UTF-8.
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
    let set =
        if text.trim_ascii_start().starts_with(b"{") { read_jwk_set(keys, text) } else { read_trust_file(keys, text) };
    set.map_err(|error| Failure::about(keys, &as_keys(error)))
}

fn read_jwk_set(file: &Place, text: &[u8]) -> Result<KeySet, Error> {
    let set = JwkSet::from_json(text)?;
    for skipped in set.skipped() {
        let _closed = writeln!(io::stderr(), "note: {file}: key {} is left out: {}", skipped.index, skipped.problem);
    }
    let mut keys = KeySet::new();
    for (index, jwk) in set.keys().iter().enumerate() {
        let is_free = |label: &String| !keys.iter().any(|(taken, _)| taken == label);
        // A kid may stand twice in a set, and look like the place of another key. A label is one key's.
        let places = (0..).map(|more| format!("keys[{index}]{}", "+".repeat(more)));
        let label = jwk.kid().map(str::to_owned).into_iter().chain(places).find(is_free).unwrap_or_default();
        keys.insert_with_kids(&label, jwk.key().clone(), jwk.kid())?;
    }
    Ok(keys)
}

/// A trust file, whose keys lie in its folder; from standard input, in the current one.
fn read_trust_file(file: &Place, text: &[u8]) -> Result<KeySet, Error> {
    let folder =
        file.file().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    KeySet::from_trust_file(text, folder)
}

/// Any other input than the two kinds of files.
fn as_keys(error: Error) -> Error {
    match error {
        Error::Malformed(Malformed::Recognised { expected: Expected::JwkSet | Expected::TrustFile, found }) => {
            Malformed::Recognised { expected: Expected::KeySet, found }.into()
        }
        error => error,
    }
}

/// An error about a folder, or about one of its files.
fn about_folder(folder: &Path, error: &Error) -> Failure {
    let (file, error) = match error {
        Error::Malformed(Malformed::InFile { name, problem }) => (name, Error::from((**problem).clone())),
        Error::Misuse(Misuse::InFile { name, problem }) => (name, Error::from((**problem).clone())),
        Error::Misuse(_) => return error.clone().into(),
        Error::Io(error) => {
            return Failure::new(&format!("cannot be read: {}", **error), "check the path and its permissions");
        }
        error => return Failure::about(&Place::File(folder.to_path_buf()), error),
    };
    let path = folder.join(file.as_str());
    if path.exists() {
        return Failure::about(&Place::File(path), &error);
    }
    // Its name is not shown as it is, so no command can name it.
    let what = format!("{}: {error}", name(&path));
    Failure::new(&what, &error.advice().unwrap_or_default())
}

/// The failure for an error about a set, with the label of the key whose algorithm is not specified.
pub(crate) fn about_a_key(keys: &KeySet, error: Error) -> Failure {
    let is_meant = |key: &VerifyingKey| {
        [key.jws_algorithm(), key.sole_algorithm()].into_iter().any(|decided| decided.as_ref() == Err(&error))
    };
    match keys.iter().find(|(_, key)| is_meant(key)) {
        Some((label, _)) if matches!(error, Error::Misuse(Misuse::AlgorithmNeeded { .. })) => Failure::new(
            &format!("in the set, {}: {error}", Excerpt::of(label)),
            "list the agreed algorithm of each key after --allow, with commas between, or name one with --algorithm",
        ),
        _ => error.into(),
    }
}

/// Prints on standard error which key of a set verified.
pub(crate) fn name_key(label: &str, fingerprint: Fingerprint) {
    let _closed = writeln!(io::stderr(), "key: {}, SHA256:{fingerprint}", Excerpt::of(label));
}

//! Reading KEYS: a folder of GetPublicKey responses, or a JWK Set.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use kms_offline::{
    Error, SignatureFile, SigningAlgorithm, VerifyingKey,
    error::Excerpt,
    jose::{JwkSet, KeySet},
};

use super::{
    failure::{Failure, name},
    input::read_small,
};

/// The most files of a folder.
const MAX_FILES: usize = 1000;

/// The longest JWK Set that the library parses, in bytes.
const MAX_JWK_SET_LEN: usize = 1 << 20;

/// The keys of a folder or a JWK Set, narrowed to the algorithms of --allow and --algorithm.
pub(crate) fn read(keys: &Path, allow: &[String], algorithm: Option<&str>) -> Result<KeySet, Failure> {
    let narrow = Narrowing { allow, algorithm };
    for name in allow.iter().map(String::as_str).chain(algorithm) {
        name.parse::<SigningAlgorithm>().map_err(Error::from)?;
    }
    if fs::metadata(keys).is_ok_and(|metadata| metadata.is_dir()) {
        return read_folder(keys, &narrow);
    }
    let about = |error: &Error| Failure::about(keys, error);
    let set = JwkSet::from_json(read_small(keys, MAX_JWK_SET_LEN)?).map_err(|error| about(&error))?;
    for skipped in set.skipped() {
        let _closed =
            writeln!(io::stderr(), "note: {}: key {} is left out: {}", name(keys), skipped.index, skipped.problem);
    }
    let mut narrowed = KeySet::new();
    for (index, jwk) in set.keys().iter().enumerate() {
        let label = jwk.kid().map_or_else(|| format!("keys[{index}]"), str::to_owned);
        // A kid may stand twice in a set, a label may not.
        let label = if narrowed.iter().any(|(taken, _)| taken == label) { format!("keys[{index}]") } else { label };
        if let Some(key) = narrow.key(jwk.key()).map_err(|error| about(&error))? {
            narrowed.insert_with_kids(&label, key, jwk.kid()).map_err(|error| about(&error))?;
        }
    }
    narrow.check(narrowed)
}

/// The regular files of a folder, without its folders; each must be a GetPublicKey response of a key that verifies.
fn read_folder(folder: &Path, narrow: &Narrowing<'_>) -> Result<KeySet, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::unreadable(folder, &error))?;
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::unreadable(folder, &error))?.path();
        if fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            let what = format!("{}: has more than {MAX_FILES} files", name(folder));
            return Err(Failure::new(&what, "remove the files that are not keys"));
        }
    }
    files.sort();
    let mut keys = KeySet::new();
    for file in files {
        let about = |error: &Error| Failure::about(&file, error);
        let response = read_small(&file, SignatureFile::MAX_LEN)?;
        let key = VerifyingKey::from_json(response).map_err(|error| about(&error))?;
        if let Some(key) = narrow.key(&key).map_err(|error| about(&error))? {
            let label = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            keys.insert(&label, key).map_err(|error| about(&error))?;
        }
    }
    narrow.check(keys)
}

/// What --allow and --algorithm leave of each key.
struct Narrowing<'a> {
    allow: &'a [String],
    algorithm: Option<&'a str>,
}

impl Narrowing<'_> {
    /// The key with the allowed algorithms that it lists; `None` if there are none.
    fn key(&self, key: &VerifyingKey) -> Result<Option<VerifyingKey>, Error> {
        let is_wanted = |wanted: &str| {
            (self.allow.is_empty() || self.allow.iter().any(|name| name == wanted))
                && self.algorithm.is_none_or(|name| name == wanted)
        };
        let left: Vec<_> = key.algorithms().iter().copied().filter(|algorithm| is_wanted(algorithm.as_str())).collect();
        if left.is_empty() { Ok(None) } else { key.restrict_to(&left).map(Some) }
    }

    /// Makes sure that something is left.
    fn check(&self, keys: KeySet) -> Result<KeySet, Failure> {
        if keys.iter().next().is_some() {
            return Ok(keys);
        }
        let wanted = self.algorithm.into_iter().chain(self.allow.iter().map(String::as_str));
        let wanted: Vec<String> = wanted.map(|name| Excerpt::of(name).to_string()).collect();
        let what = match wanted.as_slice() {
            [] => "there is no key that verifies".to_owned(),
            names => format!("no key lists {}", names.join(", ")),
        };
        Err(Failure::new(&what, "use KMS's names of algorithms that the keys list"))
    }
}

//! Sets from files: GetPublicKey responses, and a trust file with responses beside it.

#[cfg(feature = "std")]
use std::path::Path;

use alloc::boxed::Box;

use super::KeySet;
use crate::{
    error::{Error, Malformed, Misuse},
    key::VerifyingKey,
    kms::Excerpt,
};

impl KeySet {
    /// Creates a set of GetPublicKey responses, each with its name, which becomes its label: for files that you have
    /// read yourself. Tokens select a key by its KeyId or its JWK thumbprint.
    ///
    /// ```
    /// # let response = include_bytes!("../../../tests/vectors/example/public-key.json");
    /// # let token = include_str!("../../../tests/vectors/example/token.jwt").trim_end();
    /// use kms_offline::jose::KeySet;
    ///
    /// let keys = KeySet::from_responses([("tokens.json", response)])?;
    /// assert_eq!(keys.verify_jws(token)?.verified().label(), Some("tokens.json"));
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Malformed`] if one is not a GetPublicKey response; [`Error::Misuse`] if one is of a key that does not
    /// verify, and as [`insert`](Self::insert). The first two name the response.
    pub fn from_responses<N: AsRef<str>, R: AsRef<[u8]>>(
        responses: impl IntoIterator<Item = (N, R)>,
    ) -> Result<Self, Error> {
        let mut keys = Self::new();
        for (name, response) in responses {
            let (name, in_file) = (name.as_ref(), |error| in_file(name.as_ref(), error));
            keys.insert(name, VerifyingKey::from_json(response).map_err(in_file)?)?;
        }
        Ok(keys)
    }

    /// Creates a set of the GetPublicKey responses in a folder, which must not have other files. Its folders are not
    /// looked at. The labels are the names of the files.
    ///
    /// # Errors
    /// As [`from_responses`](Self::from_responses); [`Error::Io`] if a file cannot be read; [`Error::Malformed`] if
    /// there are more than 1,000 files.
    #[cfg(feature = "std")]
    pub fn from_folder(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let mut keys = Self::new();
        for file in folder::files(folder.as_ref())? {
            let name = folder::name(&file);
            let key = VerifyingKey::from_json(folder::read(&file)?).map_err(|error| in_file(&name, error))?;
            keys.insert(&name, key)?;
        }
        Ok(keys)
    }

    /// Creates a set of the keys that a trust file names, whose GetPublicKey responses are in `folder`, which is
    /// usually the file's own: see [`from_trusted_responses`](Self::from_trusted_responses). Other files in the folder
    /// are ignored.
    ///
    /// # Errors
    /// As there; [`Error::Io`] if the folder cannot be read; [`Error::Malformed`] if it has more than 1,000 files.
    #[cfg(feature = "std")]
    pub fn from_trust_file(trust_file: impl AsRef<[u8]>, folder: impl AsRef<Path>) -> Result<Self, Error> {
        // Files that nobody can read or that are too long hold no key that a line names, which is the line's error.
        let responses = folder::files(folder.as_ref())?.into_iter().filter_map(|file| folder::read(&file).ok());
        Self::from_trusted_responses(trust_file, responses)
    }
}

/// An error about one of several files.
fn in_file(name: &str, error: Error) -> Error {
    let name = Excerpt::of(name);
    match error {
        Error::Malformed(problem) => Malformed::InFile { name, problem: Box::new(problem) }.into(),
        Error::Misuse(problem) => Misuse::InFile { name, problem: Box::new(problem) }.into(),
        error => error,
    }
}

#[cfg(feature = "std")]
mod folder {
    //! The files of a folder.

    use std::{
        fs::{self, File},
        io::{self, Read as _},
        path::{Path, PathBuf},
    };

    use alloc::{
        format,
        string::{String, ToString as _},
        vec::Vec,
    };

    use crate::{
        error::{Error, Expected, Malformed},
        input::MAX_RESPONSE_LEN,
        kms::Excerpt,
    };

    /// The most files of a folder.
    const MAX_FILES: usize = 1000;

    /// The regular files of a folder, by name.
    pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
        let unreadable = |error| about(folder, &error);
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
                files.push(path);
            }
            if files.len() > MAX_FILES {
                let (expected, found) = (Expected::KeyFolder, files.len());
                return Err(Malformed::TooLong { expected, found, limit: MAX_FILES }.into());
            }
        }
        files.sort();
        Ok(files)
    }

    /// A file, and no more of it than shows that it is too long for its parser.
    pub(super) fn read(file: &Path) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_RESPONSE_LEN).unwrap_or(u64::MAX) + 1;
        let read = File::open(file).and_then(|opened| opened.take(limit).read_to_end(&mut bytes));
        read.map_err(|error| about(file, &error))?;
        Ok(bytes)
    }

    /// The name of a file without its folder.
    pub(super) fn name(file: &Path) -> String {
        file.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// An error that names what could not be read.
    fn about(path: &Path, error: &io::Error) -> Error {
        let path = Excerpt::of(&path.to_string_lossy()).to_string();
        Error::from(io::Error::new(error.kind(), format!("{path}: {error}")))
    }
}

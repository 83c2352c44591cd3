//! Errors as the command line prints them, with exit status 2.

use core::fmt::Display;
use std::{
    io::{self, Write as _},
    path::Path,
};

use kms_offline::{Error, error::Excerpt};

use super::{colour, place::Place};

/// Anything but a verdict: bad arguments, unreadable or malformed input, misuse.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: Option<String>,
}

impl Failure {
    /// The exit status of every failure.
    pub(crate) const STATUS: u8 = 2;

    pub(crate) fn new(what: &str, hint: &str) -> Self {
        Self { what: what.to_owned(), hint: Some(hint.to_owned()) }
    }

    /// The library's error about a file.
    pub(crate) fn about(file: &Place, error: &Error) -> Self {
        if let Error::Io(error) = error {
            return Self::unreadable(file, error);
        }
        Self { what: format!("{file}: {error}"), hint: error.advice().map(|advice| in_words_of_options(&advice, file)) }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(file: &Place, error: &io::Error) -> Self {
        Self {
            what: format!("{file}: cannot be read: {error}"),
            hint: Some("check the path and its permissions".to_owned()),
        }
    }

    /// Writes it to standard error, which may be closed.
    pub(crate) fn report(&self) {
        let error = colour::styled("error:", colour::BAD, &io::stderr());
        let _closed =
            writeln!(io::stderr(), "{error} {}\n  try: {}", self.what, self.hint.as_deref().unwrap_or("see --help"));
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { what: error.to_string(), hint: error.advice() }
    }
}

/// The library's phrases, and the options that stand for them here.
const OPTIONS: [(&str, &str); 6] = [
    ("the key's spec and usage", "--key-spec and --key-usage"),
    ("supply the algorithms", "supply the algorithms with --allow"),
    ("and pass the content key", "and pass its output with --cek"),
    ("and pass the shared secret", "and pass its output with --shared-secret"),
    ("as a single key", "with --key"),
    ("as a set of keys", "with --keys"),
];

/// The library's advice about a file, in words of this program: its commands read that file.
fn in_words_of_options(advice: &str, file: &Place) -> String {
    let advice = OPTIONS.iter().fold(advice.to_owned(), |advice, (phrase, options)| advice.replace(phrase, options));
    with_names(&advice, &[("FILE", file)])
}

/// Advice with the names of files in place of the words that stand for them in its commands.
pub(crate) fn with_names(advice: &str, files: &[(&str, &Place)]) -> String {
    // A remedy must not write over a file that it reads.
    let is_taken = |name: &str| files.iter().filter_map(|(_, file)| file.file()?.file_stem()).any(|stem| stem == name);
    let free = |name: &str| {
        let numbered = (3..).map(|number| format!("{name}-{number}"));
        [name.to_owned(), format!("{name}-again")].into_iter().chain(numbered).find(|name| !is_taken(name))
    };
    let renamed = |word: &str| {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        match files.iter().find(|(stands_for, _)| *stands_for == bare).and_then(|(_, file)| quoted(file)) {
            Some(quoted) => word.replacen(bare, &quoted, 1),
            None => match word.split_once('.') {
                Some((name @ ("converted" | "decoded"), _)) => {
                    word.replacen(name, &free(name).unwrap_or_else(|| name.to_owned()), 1)
                }
                _ => word.to_owned(),
            },
        }
    };
    advice.split(' ').map(renamed).collect::<Vec<_>>().join(" ")
}

/// A file's name for a shell; `None` for standard input, and for names that cannot be shown as they are.
fn quoted(file: &Place) -> Option<String> {
    let name = file.file()?.to_str().filter(|name| name.len() <= Excerpt::MAX_LEN)?;
    let name = if name.starts_with('-') { format!("./{name}") } else { name.to_owned() };
    if name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-' | b'/')) {
        Some(name)
    } else {
        let can_be_quoted = name.bytes().all(|c| (c == b' ' || c.is_ascii_graphic()) && c != b'\'');
        can_be_quoted.then(|| format!("'{name}'"))
    }
}

/// A file's name, safe to print.
pub(crate) fn name(file: &Path) -> impl Display {
    Excerpt::of(&file.to_string_lossy()).as_str().to_owned()
}

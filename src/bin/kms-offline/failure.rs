//! What went wrong, and what to try: exit status 2.

use core::fmt::Display;
use std::{
    io::{self, Write as _},
    path::Path,
};

use kms_offline::{Error, error::Excerpt};

use super::colour;

/// Anything but a verdict: bad arguments, unreadable or malformed input, misuse.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: String,
}

impl Failure {
    /// The exit status of every failure.
    pub(crate) const STATUS: u8 = 2;

    pub(crate) fn new(what: &str, hint: &str) -> Self {
        Self { what: what.to_owned(), hint: hint.to_owned() }
    }

    /// The library's error about a file: its text ends in what to do.
    pub(crate) fn about(file: &Path, error: &Error) -> Self {
        if let Error::Io(error) = error {
            return Self::unreadable(file, error);
        }
        Self { what: format!("{}: {}", name(file), first_part(error)), hint: last_part(error) }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(file: &Path, error: &io::Error) -> Self {
        Self {
            what: format!("{}: cannot be read: {error}", name(file)),
            hint: "check the path and its permissions".to_owned(),
        }
    }

    /// Writes it to standard error, which may be closed.
    pub(crate) fn report(&self) {
        let error = colour::styled("error:", colour::BAD, &io::stderr());
        let _closed = writeln!(io::stderr(), "{error} {}\n  try: {}", self.what, self.hint);
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Error::Io(_) = error {
            return Self::new(&error.to_string(), "check the file, or the pipe that it comes through");
        }
        Self { what: first_part(&error), hint: last_part(&error) }
    }
}

/// A file's name as it may be shown.
pub(crate) fn name(file: &Path) -> impl Display {
    match file.as_os_str() {
        dash if dash == "-" => "standard input".to_owned(),
        path => Excerpt::of(&path.to_string_lossy()).as_str().to_owned(),
    }
}

/// What was found and expected: all but the last part of the library's texts, which are "…: what to do".
fn first_part(error: &Error) -> String {
    let text = error.to_string();
    text.rsplit_once(": ").map_or_else(|| text.clone(), |(what, _)| what.to_owned())
}

fn last_part(error: &Error) -> String {
    let text = error.to_string();
    text.rsplit_once(": ").map_or_else(|| "see --help".to_owned(), |(_, hint)| hint.to_owned())
}

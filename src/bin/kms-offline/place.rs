//! Where a command reads and writes.

use core::fmt;
use std::path::{Path, PathBuf};

use clap::builder::{MapValueParser, PathBufValueParser, TypedValueParser as _, ValueParserFactory};

use super::failure::name;

/// A file, or a standard stream, which the argument `-` names.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// Standard input where a command reads, standard output where it writes.
    Standard,
    /// A file by its path.
    File(PathBuf),
}

impl Place {
    /// The argument that names a standard stream, and the default of arguments that may be omitted.
    pub(crate) const DASH: &str = "-";

    /// Returns the file's path; `None` for a standard stream.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Standard => None,
            Self::File(file) => Some(file),
        }
    }

    /// The name of a place to write to, safe to print.
    pub(crate) fn output_name(&self) -> String {
        self.file().map_or_else(|| "standard output".to_owned(), |file| name(file).to_string())
    }
}

/// The name of a place to read from, safe to print.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("standard input"),
            Self::File(file) => name(file).fmt(f),
        }
    }
}

impl From<PathBuf> for Place {
    fn from(argument: PathBuf) -> Self {
        if argument.as_os_str() == Self::DASH { Self::Standard } else { Self::File(argument) }
    }
}

impl ValueParserFactory for Place {
    type Parser = MapValueParser<PathBufValueParser, fn(PathBuf) -> Self>;

    fn value_parser() -> Self::Parser {
        PathBufValueParser::new().map(Self::from)
    }
}

//! `-` in place of a file: standard input where one is read, standard output where one is written.

use std::path::Path;

/// The argument, and the default of those that may be left out.
pub(crate) const DASH: &str = "-";

pub(crate) fn dash() -> &'static Path {
    Path::new(DASH)
}

pub(crate) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == DASH
}

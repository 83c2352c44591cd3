//! An I/O error that can be cloned and compared, unlike the standard library's.

use alloc::{string::ToString as _, sync::Arc};
use core::{fmt, ops::Deref};
use std::io;

/// An [`io::Error`], shared between clones.
///
/// It dereferences to the [`io::Error`]. Two are equal if their kinds and texts are.
#[derive(Clone, Debug)]
pub struct IoError(Arc<io::Error>);

impl From<io::Error> for IoError {
    fn from(error: io::Error) -> Self {
        Self(Arc::new(error))
    }
}

impl Deref for IoError {
    type Target = io::Error;

    fn deref(&self) -> &io::Error {
        &self.0
    }
}

impl PartialEq for IoError {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.to_string() == other.to_string()
    }
}

impl Eq for IoError {}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

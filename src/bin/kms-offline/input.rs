//! Reading files and standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::failure::{Failure, name};

/// Makes sure that at most one of these files is standard input.
pub(crate) fn one_standard_input(files: &[&Path]) -> Result<(), Failure> {
    if files.iter().filter(|file| is_standard_input(file)).count() > 1 {
        return Err(Failure::new(
            "two inputs are standard input",
            "give at most one of them as -, the others as files",
        ));
    }
    Ok(())
}

/// A file to read from, or standard input.
pub(crate) fn open(file: &Path) -> Result<Box<dyn Read>, Failure> {
    if is_standard_input(file) {
        return Ok(Box::new(io::stdin()));
    }
    let opened = File::open(file).map_err(|error| Failure::unreadable(file, &error))?;
    if opened.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Failure::new(&format!("{}: is a directory", name(file)), "give a file"));
    }
    Ok(Box::new(opened))
}

/// The whole of a small file, and at most one byte more than `limit`, so that its reader can tell that it is too long.
pub(crate) fn read_small(file: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    open(file)?.take(limit).read_to_end(&mut bytes).map_err(|error| Failure::unreadable(file, &error))?;
    Ok(bytes)
}

fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == "-"
}

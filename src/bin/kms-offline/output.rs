//! Writing results: to standard output, or to files that appear complete or not at all.
//!
//! A file is written under a random name in the target's folder, created exclusively, and renamed when it is complete;
//! on every error and on SIGINT, SIGTERM and SIGHUP it is removed, or replaced by the file that was there before. A
//! secret's file is readable for its owner only before its first byte is written.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, IsTerminal as _, Write},
    path::{Path, PathBuf, is_separator},
};

use tempfile::{Builder, NamedTempFile};

use super::{
    failure::{Failure, name},
    input,
    place::Place,
    undo::{self, Step},
};

/// Who may read a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// Anybody: ciphertexts and public keys.
    Public,
    /// The owner only, and never a terminal.
    Secret,
}

/// A place for a result, checked and ready before anything is computed.
#[derive(Debug)]
pub(crate) struct Output {
    /// Its name, safe to print.
    name: String,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// Standard output, or a FIFO or device that the caller named as a file.
    Direct(File),
    /// A new file that takes the target's place.
    Replacement { file: NamedTempFile, target: PathBuf },
}

impl Output {
    /// Opens a place for writing.
    ///
    /// A symbolic link is rejected, a FIFO or a device is written directly, as is a pipe that the shell opened
    /// (`>(…)`); binary to a terminal is rejected.
    pub(crate) fn open(place: &Place, privacy: Privacy) -> Result<Self, Failure> {
        let place_name = place.output_name();
        let Some(target) = place.file() else {
            let file = standard_output().map_err(|error| unwritable(&place_name, &error))?;
            return Ok(Self { sink: Sink::Direct(no_terminal(file, &place_name)?), name: place_name });
        };
        let sink = match fs::symlink_metadata(target) {
            Ok(metadata) if metadata.is_symlink() && !is_open_pipe(target) => {
                return Err(Failure::new(
                    &format!("{}: is a symbolic link", name(target)),
                    "name the file that it points to",
                ));
            }
            Ok(metadata) if metadata.is_dir() => {
                return Err(Failure::new(&format!("{}: is a directory", name(target)), "name a file in it"));
            }
            Ok(metadata) if !metadata.is_file() => {
                let opened = OpenOptions::new().write(true).open(target);
                let file = opened.map_err(|error| unwritable(&place_name, &error))?;
                Sink::Direct(no_terminal(file, &place_name)?)
            }
            Ok(_) | Err(_) => Sink::Replacement { file: replacement(target, privacy)?, target: target.to_path_buf() },
        };
        Ok(Self { name: place_name, sink })
    }

    /// Writes a result.
    pub(crate) fn write(self, result: &[u8]) -> Result<(), Failure> {
        Self::write_all([(self, result)])
    }

    /// Writes results that belong together: all appear, or none. Bytes written to a pipe or standard output cannot be
    /// taken back, so they are written when the files are in place.
    pub(crate) fn write_all<const N: usize>(mut results: [(Self, &[u8]); N]) -> Result<(), Failure> {
        for (output, result) in &mut results {
            if let Sink::Replacement { file, .. } = &mut output.sink {
                let written = file.write_all(result).and_then(|()| file.as_file().sync_all());
                written.map_err(|error| unwritable(&output.name, &error))?;
            }
        }
        let mut direct = Vec::new();
        for (Self { name, sink }, result) in results {
            match sink {
                Sink::Direct(file) => direct.push((name, file, result)),
                Sink::Replacement { file, target } => put_in_place(file, &target, N > 1)?,
            }
        }
        for (name, mut file, result) in direct {
            file.write_all(result).and_then(|()| file.flush()).map_err(|error| unwritable(&name, &error))?;
        }
        Ok(())
    }

    /// Writes text, which may go to a terminal.
    pub(crate) fn text(place: &Place, text: &[u8]) -> Result<(), Failure> {
        match place {
            Place::Standard => super::print_bytes(text),
            Place::File(_) => write(place, Privacy::Public, text),
        }
    }
}

/// Puts a complete file in the target's place. If `others` can still fail, the replaced file is kept until all is done.
fn put_in_place(file: NamedTempFile, target: &Path, others: bool) -> Result<(), Failure> {
    let unwritable = |error: io::Error| unwritable(&name(target).to_string(), &error);
    undo::change(|steps| {
        let before = fs::symlink_metadata(target).is_ok_and(|metadata| !metadata.is_dir());
        if others && before {
            let kept = keep(target).map_err(unwritable)?;
            steps.push(Step::PutBack { kept, place: target.to_path_buf() });
        }
        let temporary = file.path().to_path_buf();
        file.persist(target).map_err(|error| unwritable(error.error))?;
        undo::forget_new(&temporary, steps);
        if others && !before {
            steps.push(Step::Remove(target.to_path_buf()));
        }
        Ok(())
    })
}

/// Gives a file a second name in its folder; another name, where the file system has no hard links.
fn keep(file: &Path) -> io::Result<PathBuf> {
    let second_name = |kept: &Path| fs::hard_link(file, kept).or_else(|_| fs::rename(file, kept));
    let kept = Builder::new().prefix(TEMPORARY_PREFIX).make_in(folder(file), second_name)?;
    Ok(kept.into_temp_path().keep()?)
}

/// Writes one result.
pub(crate) fn write(place: &Place, privacy: Privacy, result: &[u8]) -> Result<(), Failure> {
    Output::open(place, privacy)?.write(result)
}

/// Makes sure that no output is an input or another output.
pub(crate) fn all_distinct(inputs: &[&Place], outputs: &[&Place]) -> Result<(), Failure> {
    for (i, output) in outputs.iter().enumerate() {
        let input = inputs.iter().find(|input| is_read_from(output, input));
        let other = outputs.iter().skip(i + 1).find(|other| are_one_output(output, other));
        if let Some(other) = input.or(other) {
            let other = if input.is_some() { other.to_string() } else { other.output_name() };
            let output = output.output_name();
            let what = match input {
                None if other == output => format!("two outputs are one file, {output}"),
                _ => format!("{other} and {output} are one file, and one of them is written"),
            };
            return Err(Failure::new(&what, "give the output a file of its own"));
        }
    }
    Ok(())
}

fn is_read_from(output: &Place, input: &Place) -> bool {
    match (output, input) {
        (Place::Standard, _) => false,
        (Place::File(output), Place::Standard) => is_behind_standard_input(output),
        (Place::File(output), Place::File(input)) => are_one_file(output, input),
    }
}

fn are_one_output(a: &Place, b: &Place) -> bool {
    match (a, b) {
        (Place::Standard, Place::Standard) => true,
        (Place::Standard, Place::File(file)) | (Place::File(file), Place::Standard) => is_standard_output(file),
        (Place::File(a), Place::File(b)) => are_one_file(a, b),
    }
}

/// Whether standard output goes to this file or pipe. A device, like /dev/null, can take two results.
fn is_standard_output(path: &Path) -> bool {
    let stdout = standard_output().and_then(|stdout| stdout.metadata());
    matches!((fs::metadata(path), stdout), (Ok(path), Ok(stdout)) if !is_device(&path) && are_one(&path, &stdout))
}

/// Whether a regular file is what standard input was redirected from.
fn is_behind_standard_input(output: &Path) -> bool {
    let input = input::standard_input_file().and_then(|input| input.metadata());
    matches!((fs::metadata(output), input), (Ok(output), Ok(input)) if output.is_file() && are_one(&output, &input))
}

fn are_one_file(a: &Path, b: &Path) -> bool {
    matches!((fs::metadata(a), fs::metadata(b)), (Ok(a), Ok(b)) if are_one(&a, &b))
        || matches!((in_folder(a), in_folder(b)), (Some(a), Some(b)) if a == b)
}

/// Whether two files are one, without opening them, since opening a named pipe affects its other end.
#[cfg(unix)]
fn are_one(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Elsewhere only their paths are compared.
#[cfg(not(unix))]
fn are_one(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// The path with its folder resolved; the file itself need not exist.
fn in_folder(path: &Path) -> Option<PathBuf> {
    Some(folder(path).canonicalize().ok()?.join(path.file_name()?))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn replacement(target: &Path, privacy: Privacy) -> Result<NamedTempFile, Failure> {
    let ends_in_separator = target.to_string_lossy().ends_with(is_separator);
    if ends_in_separator || target.file_name().is_none() {
        return Err(Failure::new(&format!("{}: is not a file name", name(target)), "name a file"));
    }
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    #[cfg(unix)]
    if privacy == Privacy::Public {
        // The mode of any new file, which the process's umask narrows. Without this it is 0600.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = privacy;
    undo::change(|steps| {
        let created = builder.tempfile_in(folder(target));
        let file = created.map_err(|error| unwritable(&name(target).to_string(), &error))?;
        steps.push(Step::Remove(file.path().to_path_buf()));
        Ok(file)
    })
}

/// Begins the names of files that are not yet, or no longer, in their place.
const TEMPORARY_PREFIX: &str = ".kms-offline-";

/// Whether the system's name of an open file (/dev/fd/N, a symbolic link) is that of a pipe, which has no other name.
#[cfg(unix)]
fn is_open_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let named_by_the_system =
        ["/dev/fd", "/dev/stdout", "/dev/stderr", "/proc/self/fd"].iter().any(|name| path.starts_with(name));
    named_by_the_system && fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_open_pipe(_: &Path) -> bool {
    false
}

#[cfg(unix)]
fn is_device(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn standard_output() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

fn no_terminal(file: File, name: &str) -> Result<File, Failure> {
    if file.is_terminal() {
        let what = format!("{name}: is a terminal, and the result is binary");
        return Err(Failure::new(&what, "give --out FILE, or redirect standard output into a file or a pipe"));
    }
    Ok(file)
}

fn unwritable(name: &str, error: &io::Error) -> Failure {
    Failure::new(&format!("{name}: cannot be written: {error}"), remedy_of_writing(error))
}

/// The remedy for an output that cannot be written.
pub(crate) fn remedy_of_writing(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space, then run the command again",
        io::ErrorKind::BrokenPipe => "check the command that reads the output",
        _ => "check the path and its permissions",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// No command waits between opening its outputs and writing them, so this cannot be brought about from outside.
    #[test]
    fn if_the_second_file_cannot_be_put_in_place_the_first_is_as_it_was() {
        for old in [None, Some("old")] {
            let folder = tempfile::tempdir().unwrap();
            let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
            if let Some(old) = old {
                fs::write(&first, old).unwrap();
            }
            let outputs =
                [&first, &second].map(|path| Output::open(&Place::File(path.clone()), Privacy::Secret).unwrap());
            fs::create_dir(&second).unwrap();
            let [first_output, second_output] = outputs;
            Output::write_all([(first_output, b"new"), (second_output, b"new")]).unwrap_err();
            undo::all();
            assert_eq!(fs::read_to_string(&first).ok().as_deref(), old);
            let names = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(names, 1 + usize::from(old.is_some()), "nothing else is left");
        }
    }
}

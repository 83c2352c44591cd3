//! Writing results: to standard output, or to files that appear complete or not at all.
//!
//! A file is written under a random name in the target's folder, created exclusively, and renamed when it is complete; it is
//! removed on every error and on SIGINT, SIGTERM and SIGHUP. A secret's file is readable for its owner only before its first
//! byte is written.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, IsTerminal as _, Write},
    path::{Path, PathBuf},
    process,
    sync::{Mutex, Once, PoisonError},
};

use tempfile::{Builder, NamedTempFile};

use super::{
    failure::{Failure, name},
    input,
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
    target: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// Standard output, or a FIFO or device that was given as a file.
    Direct(File),
    /// A new file that takes the target's place.
    Replacement(NamedTempFile),
}

impl Output {
    /// Standard output if there is no target, or if it is `-`.
    ///
    /// A symbolic link is refused, a FIFO or a device is written directly; binary to a terminal is refused.
    pub(crate) fn open(target: Option<&Path>, privacy: Privacy) -> Result<Self, Failure> {
        let target = target.filter(|target| target.as_os_str() != "-");
        let Some(target) = target else {
            let sink = Sink::Direct(no_terminal(standard_output()?, Path::new("standard output"))?);
            return Ok(Self { target: PathBuf::from("standard output"), sink });
        };
        let sink = match fs::symlink_metadata(target) {
            Ok(metadata) if metadata.is_symlink() => {
                return Err(Failure::new(
                    &format!("{}: is a symbolic link", name(target)),
                    "name the file that it points to",
                ));
            }
            Ok(metadata) if metadata.is_dir() => {
                return Err(Failure::new(&format!("{}: is a directory", name(target)), "name a file in it"));
            }
            Ok(metadata) if !metadata.is_file() => {
                let file = OpenOptions::new().write(true).open(target).map_err(|error| unwritable(target, &error))?;
                Sink::Direct(no_terminal(file, target)?)
            }
            Ok(_) | Err(_) => Sink::Replacement(replacement(target, privacy)?),
        };
        Ok(Self { target: target.to_path_buf(), sink })
    }

    /// Writes the whole result; a new file is complete then, but not yet in the target's place.
    pub(crate) fn write(&mut self, result: &[u8]) -> Result<(), Failure> {
        let target = &self.target;
        let written = match &mut self.sink {
            Sink::Direct(file) => file.write_all(result).and_then(|()| file.flush()),
            Sink::Replacement(file) => file.write_all(result).and_then(|()| file.as_file().sync_all()),
        };
        written.map_err(|error| unwritable(target, &error))
    }

    /// Writes text, which may go to a terminal.
    pub(crate) fn text(target: Option<&Path>, text: &[u8]) -> Result<(), Failure> {
        match target.filter(|target| target.as_os_str() != "-") {
            Some(target) => write(Some(target), Privacy::Public, text),
            None => super::print_bytes(text),
        }
    }

    /// Puts two results in place that belong together: both appear, or neither. A signal waits until both are there.
    pub(crate) fn commit_both(first: Self, second: Self) -> Result<(), Failure> {
        let _no_signal_between = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
        let first = first.commit()?;
        second.commit().map(drop).inspect_err(|_| first.remove())
    }

    /// Puts a new file in the target's place.
    pub(crate) fn commit(self) -> Result<Committed, Failure> {
        match self.sink {
            Sink::Direct(_) => Ok(Committed { target: None }),
            Sink::Replacement(file) => {
                file.persist(&self.target).map_err(|error| unwritable(&self.target, &error.error))?;
                Ok(Committed { target: Some(self.target) })
            }
        }
    }
}

/// A file that is in place.
#[derive(Debug)]
pub(crate) struct Committed {
    target: Option<PathBuf>,
}

impl Committed {
    /// Takes the file back, because another one that belongs to it could not be put in place.
    fn remove(&self) {
        if let Some(target) = &self.target {
            let _already_failing = fs::remove_file(target);
        }
    }
}

/// Writes one result.
pub(crate) fn write(target: Option<&Path>, privacy: Privacy, result: &[u8]) -> Result<(), Failure> {
    let mut output = Output::open(target, privacy)?;
    output.write(result)?;
    output.commit().map(drop)
}

/// Makes sure that no output is an input or another output. Standard input and standard output are `-`, and not each other.
pub(crate) fn all_distinct(inputs: &[&Path], outputs: &[&Path]) -> Result<(), Failure> {
    for (i, output) in outputs.iter().enumerate() {
        let input = inputs.iter().find(|input| is_read_from(output, input));
        let other = outputs.iter().skip(i + 1).find(|other| are_one_output(output, other));
        if let Some(other) = input.or(other) {
            let what = format!("{} and {} are one file, and one of them is written", name(other), name(output));
            return Err(Failure::new(&what, "give the output a file of its own"));
        }
    }
    Ok(())
}

fn is_read_from(output: &Path, input: &Path) -> bool {
    match (is_stream(output), is_stream(input)) {
        (true, _) => false,
        (false, true) => is_behind_standard_input(output),
        (false, false) => are_one_file(output, input),
    }
}

fn are_one_output(a: &Path, b: &Path) -> bool {
    if is_stream(a) || is_stream(b) { is_stream(a) && is_stream(b) } else { are_one_file(a, b) }
}

fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
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

/// Whether two files are one, told without opening them: to open a named pipe is to take part in it.
#[cfg(unix)]
fn are_one(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Elsewhere only their paths tell.
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
    if target.file_name().is_none() {
        return Err(Failure::new(&format!("{}: is no name of a file", name(target)), "name a file"));
    }
    remove_temporary_files_on_signals();
    let mut builder = Builder::new();
    builder.prefix(".kms-offline-");
    #[cfg(unix)]
    if privacy == Privacy::Public {
        // What any new file gets; the process's umask narrows it. Without this it is 0600.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = privacy;
    let mut temporary = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    let file = builder.tempfile_in(folder(target)).map_err(|error| unwritable(target, &error))?;
    temporary.push(file.path().to_path_buf());
    Ok(file)
}

/// Files that a signal removes. One that was renamed or removed since has no name left here that could be another's.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn remove_temporary_files_on_signals() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Should the handler not be installable, the signals keep their default action: only the removal is lost.
        let _default_action = ctrlc::set_handler(|| {
            for path in TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                let _already_gone = fs::remove_file(path);
            }
            process::exit(i32::from(Failure::STATUS));
        });
    });
}

#[cfg(unix)]
fn standard_output() -> Result<File, Failure> {
    use std::os::fd::AsFd as _;
    let owned = io::stdout().as_fd().try_clone_to_owned();
    owned.map(File::from).map_err(|error| unwritable(Path::new("standard output"), &error))
}

#[cfg(windows)]
fn standard_output() -> Result<File, Failure> {
    use std::os::windows::io::AsHandle as _;
    let owned = io::stdout().as_handle().try_clone_to_owned();
    owned.map(File::from).map_err(|error| unwritable(Path::new("standard output"), &error))
}

fn no_terminal(file: File, target: &Path) -> Result<File, Failure> {
    if file.is_terminal() {
        let what = format!("{}: is a terminal, and the result is binary", name(target));
        return Err(Failure::new(&what, "give --out FILE, or redirect standard output into a file or a pipe"));
    }
    Ok(file)
}

fn unwritable(target: &Path, error: &io::Error) -> Failure {
    Failure::new(&format!("{}: cannot be written: {error}", name(target)), "check the path and its permissions")
}

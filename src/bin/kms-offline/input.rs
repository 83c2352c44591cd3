//! Reading files and standard input.

use std::{
    fs::{File, Metadata},
    io::{self, IsTerminal as _, Read, Write as _},
    path::Path,
};

use zeroize::Zeroizing;

use super::{
    failure::{Failure, name},
    place::Place,
    progress::Progress,
};

/// Makes sure that at most one of these files is standard input.
pub(crate) fn one_standard_input(files: &[&Place]) -> Result<(), Failure> {
    if files.iter().filter(|file| reads_standard_input(file)).count() > 1 {
        return Err(Failure::new(
            "two inputs are standard input",
            "give at most one of them as -, the others as files",
        ));
    }
    Ok(())
}

/// A file to read from, or standard input.
pub(crate) fn open(place: &Place) -> Result<Box<dyn Read>, Failure> {
    let unreadable = |error| Failure::unreadable(place, &error);
    match place {
        Place::Standard => {
            let input = standard_input_file().map_err(unreadable)?;
            if input.is_terminal() && io::stderr().is_terminal() {
                let note = "note: reading standard input from the terminal, which Ctrl-D ends";
                let _closed = writeln!(io::stderr(), "{note}");
            }
            Ok(Box::new(input))
        }
        Place::File(file) => {
            let opened = File::open(file).map_err(unreadable)?;
            if opened.metadata().is_ok_and(|metadata| metadata.is_dir()) {
                return Err(Failure::new(&format!("{}: is a directory", name(file)), "give a file"));
            }
            Ok(Box::new(opened))
        }
    }
}

/// Opens a message. Reading it shows progress if that takes long, except while it is typed on a terminal.
pub(crate) fn open_message(place: &Place) -> Result<Box<dyn Read>, Failure> {
    let reader = open(place)?;
    if matches!(place, Place::Standard) && io::stdin().is_terminal() {
        return Ok(reader);
    }
    Ok(Box::new(Progress::new(reader, regular_file_len(place))))
}

/// The length of a regular file, or of the one that standard input was redirected from; `None` for a pipe or a device.
fn regular_file_len(place: &Place) -> Option<u64> {
    let metadata = match place {
        Place::Standard => standard_input_file().and_then(|input| input.metadata()),
        Place::File(file) => file.metadata(),
    };
    metadata.ok().filter(Metadata::is_file).map(|metadata| metadata.len())
}

/// The whole of a file that holds a secret, wiped when dropped, and at most one byte more than [`MAX_SECRET_LEN`].
pub(crate) fn read_secret(file: &Place) -> Result<Zeroizing<Vec<u8>>, Failure> {
    read_long_secret(file, MAX_SECRET_LEN)
}

/// No private key and no secret of KMS is longer, and no plaintext that a KMS key encrypts itself.
const MAX_SECRET_LEN: usize = 64 * 1024;

/// The whole of a file that holds a secret, wiped when dropped, and at most one byte more than `limit`.
///
/// No buffer grows, so no copy remains, and standard input is read past the standard library's buffer. A regular file
/// is read into one buffer; a pipe into several, which are joined once its length is known.
pub(crate) fn read_long_secret(file: &Place, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut reader = open(file)?;
    let (mut missing, mut buffer_len) = (limit.saturating_add(1), first_buffer_len(file));
    let mut buffers: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    while missing > 0 {
        let mut buffer = Zeroizing::new(vec![0; buffer_len.min(missing)]);
        let is_last = fill(&mut *reader, &mut buffer).map_err(|error| Failure::unreadable(file, &error))?;
        missing -= buffer.len();
        buffers.push(buffer);
        if is_last {
            break;
        }
        buffer_len = (2 * buffer_len).min(MAX_BUFFER_LEN);
    }
    if buffers.len() == 1 {
        return Ok(buffers.pop().unwrap_or_default());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(buffers.iter().map(|buffer| buffer.len()).sum()));
    for buffer in buffers.drain(..) {
        bytes.extend_from_slice(&buffer);
    }
    Ok(bytes)
}

/// The longest of several buffers for a pipe.
const MAX_BUFFER_LEN: usize = 8 << 20;

/// One byte more than a regular file has, so that its end shows at once; some bytes for a pipe.
fn first_buffer_len(place: &Place) -> usize {
    let len = regular_file_len(place);
    len.and_then(|len| usize::try_from(len).ok()).unwrap_or(0).saturating_add(1).max(MAX_SECRET_LEN + 1)
}

/// Fills `buffer`, or cuts it at the end of the input and returns `true`.
fn fill(reader: &mut dyn Read, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let mut len = 0;
    while let Some(free) = buffer.get_mut(len..).filter(|free| !free.is_empty()) {
        match reader.read(free) {
            Ok(0) => {
                buffer.truncate(len);
                return Ok(true);
            }
            Ok(read) => len += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// The one line of a file of at most `limit` MiB: without its line end, which editors and shells write, and which no
/// token has.
pub(crate) fn read_line(file: &Place, limit: usize, hint: &str) -> Result<Vec<u8>, Failure> {
    let is_token = |text: &str| {
        let text = text.split(' ').next_back().unwrap_or_default();
        text.starts_with("eyJ") && text.contains('.') && text.len() >= MIN_TOKEN_LEN
    };
    let mut line = read_small(file, limit << 20).map_err(|error| unless_inline(file, "a token", is_token, error))?;
    if line.len() > limit << 20 {
        return Err(Failure::new(&format!("{file}: has more than {limit} MiB"), hint));
    }
    if line.ends_with(b"\n") {
        line.pop();
        if line.ends_with(b"\r") {
            line.pop();
        }
    }
    Ok(line)
}

/// No token with a signature is shorter; few names of files are longer.
const MIN_TOKEN_LEN: usize = 60;

/// The error about a file that cannot be read; another one where its content was given in place of its name.
pub(crate) fn unless_inline(place: &Place, what: &str, is_content: impl Fn(&str) -> bool, error: Failure) -> Failure {
    let Some(file) = place.file().filter(|file| !file.exists() && file.to_str().is_some_and(is_content)) else {
        return error;
    };
    Failure::new(
        &format!("{}: there is no such file, and it looks like {what}", name(file)),
        "write it to a file, and pass the file's name",
    )
}

/// The whole of a small file, and at most one byte more than `limit`, so that its reader can tell that it is too long.
pub(crate) fn read_small(file: &Place, limit: usize) -> Result<Vec<u8>, Failure> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    open(file)?.take(limit).read_to_end(&mut bytes).map_err(|error| Failure::unreadable(file, &error))?;
    Ok(bytes)
}

/// Standard input without a buffer between.
#[cfg(unix)]
pub(crate) fn standard_input_file() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
pub(crate) fn standard_input_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

/// Whether reading the file takes bytes from standard input, by whatever name or through whatever links.
fn reads_standard_input(place: &Place) -> bool {
    match place {
        Place::Standard => true,
        Place::File(file) => leads_to_standard_input(file) || is_the_stream_behind_it(file),
    }
}

/// Whether the name, or a link that it leads through, is one of the system's names for standard input.
///
/// The links are followed one by one, because the last one leads on to what standard input was redirected from.
fn leads_to_standard_input(file: &Path) -> bool {
    const MAX_LINKS: usize = 40;
    let mut file = file.to_path_buf();
    for _ in 0..MAX_LINKS {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (Ok(folder), Some(name)) = (folder.canonicalize(), file.file_name()) else { return false };
        file = folder.join(name);
        if is_name_of_standard_input(&file) {
            return true;
        }
        let Ok(target) = file.read_link() else { return false };
        file = folder.join(target);
    }
    false
}

/// `/dev/stdin`, `/dev/fd/0`, and this process's and its threads' `fd/0` in `/proc`.
fn is_name_of_standard_input(file: &Path) -> bool {
    let mut names = file.iter().filter_map(|name| name.to_str());
    let process = std::process::id().to_string();
    match [(); 7].map(|()| names.next()) {
        [Some("/"), Some("dev"), Some("stdin"), None, ..]
        | [Some("/"), Some("dev"), Some("fd"), Some("0"), None, ..] => true,
        [Some("/"), Some("proc"), Some(id), Some("fd"), Some("0"), None, ..]
        | [Some("/"), Some("proc"), Some(id), Some("task"), Some(_), Some("fd"), Some("0")] => id == process,
        _ => false,
    }
}

/// Whether the file is the pipe, the named one or the terminal, that standard input comes from.
#[cfg(unix)]
fn is_the_stream_behind_it(file: &Path) -> bool {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let behind = standard_input_file().and_then(|input| input.metadata());
    let (Ok(behind), Ok(file)) = (behind, file.metadata()) else { return false };
    let is_stream = file.file_type().is_fifo() || (file.file_type().is_char_device() && io::stdin().is_terminal());
    is_stream && (file.dev(), file.ino()) == (behind.dev(), behind.ino())
}

/// Elsewhere only its names are compared.
#[cfg(not(unix))]
fn is_the_stream_behind_it(_: &Path) -> bool {
    false
}

//! The program at work in a folder of its own.

use std::{
    ffi::OsStr,
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use kms_offline_vectors::CorpusKey;
use tempfile::TempDir;

/// A folder that goes away with the test.
pub(crate) struct Folder(TempDir);

/// The result of a run of the program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("standard error is text"),
        }
    }
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.stdout).expect("standard output is text")
    }

    /// It did what was asked; gives standard output.
    #[track_caller]
    pub(crate) fn done(self) -> Vec<u8> {
        assert_eq!((self.status, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout
    }

    /// It failed with status 2 and told `what`; it wrote nothing to standard output.
    #[track_caller]
    pub(crate) fn failed(&self, what: &str) {
        assert_eq!(self.status, Some(2), "{self:?}");
        assert!(self.stdout.is_empty(), "{self:?}");
        assert!(self.stderr.contains(what), "{what:?} is not in {}", self.stderr);
    }

    /// It verified, and found `valid` or `invalid`, as the status and standard output agree.
    #[track_caller]
    pub(crate) fn verdict(&self) -> bool {
        match (self.status, self.text()) {
            (Some(0), "valid\n") => true,
            (Some(1), "invalid\n") => false,
            _ => panic!("no verdict: {self:?}"),
        }
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A folder with copies of the example's files.
    pub(crate) fn with_example() -> Self {
        let folder = Self::new();
        for file in fs::read_dir(example("")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.path(file.file_name())).unwrap();
        }
        folder
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    #[track_caller]
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = names
            .map(|file| file.unwrap().file_name().into_string().expect("a test names its files in ASCII"))
            .collect();
        names.sort();
        names
    }

    /// The program with these arguments, not yet running, with standard input closed and its outputs caught.
    pub(crate) fn program<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_kms-offline"));
        program.args(arguments).current_dir(self.0.path());
        program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        program
    }

    /// Runs the program with nothing on standard input.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        self.program(arguments).output().unwrap().into()
    }

    /// Runs the program with these bytes on standard input, which it need not read.
    pub(crate) fn run_with_input<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: impl AsRef<[u8]>,
    ) -> Run {
        let mut child = self.program(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let (mut stdin, input) = (child.stdin.take().unwrap(), input.as_ref());
        std::thread::scope(|scope| {
            scope.spawn(move || match stdin.write_all(input) {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
                _ => {}
            });
            child.wait_with_output().unwrap().into()
        })
    }
}

/// A file of the example.
pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/example").join(name)
}

/// The path of a file with the response of a key of the corpus.
pub(crate) fn key_file(name: &str) -> String {
    let path = CorpusKey::named(name).response_file(concat!(env!("CARGO_TARGET_TMPDIR"), "/keys"));
    path.into_os_string().into_string().unwrap()
}

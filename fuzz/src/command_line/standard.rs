//! Standard input, output and error of this process, in files while the program runs.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
    os::fd::{AsFd as _, OwnedFd},
    panic,
    sync::LazyLock,
};

use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};

/// The original streams. Before a panic is reported, standard error is restored.
static OWN: LazyLock<[OwnedFd; 3]> = LazyLock::new(|| {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore();
        tell(panic);
    }));
    [
        io::stdin().as_fd().try_clone_to_owned().unwrap(),
        io::stdout().as_fd().try_clone_to_owned().unwrap(),
        io::stderr().as_fd().try_clone_to_owned().unwrap(),
    ]
});

fn restore() {
    let [input, output, error] = &*OWN;
    dup2_stdin(input).and_then(|()| dup2_stdout(output)).and_then(|()| dup2_stderr(error)).unwrap();
}

/// Files in the place of all three.
pub(super) struct Standard {
    output: File,
    error: File,
}

impl Standard {
    pub(super) fn begin(input: &[u8]) -> Self {
        LazyLock::force(&OWN);
        let [mut given, output, error] = [(); 3].map(|()| tempfile::tempfile().unwrap());
        given.write_all(input).and_then(|()| given.rewind()).unwrap();
        dup2_stdin(&given).and_then(|()| dup2_stdout(&output)).and_then(|()| dup2_stderr(&error)).unwrap();
        Self { output, error }
    }

    /// The bytes written to standard output and standard error.
    pub(super) fn end(self) -> (Vec<u8>, Vec<u8>) {
        restore();
        let [output, error] = [self.output, self.error].map(|mut file| {
            let mut written = Vec::new();
            file.rewind().and_then(|()| file.read_to_end(&mut written)).unwrap();
            written
        });
        (output, error)
    }
}

//! The command line as people and scripts have it: the real program, its exit status, and what it writes where.
//!
//! One behaviour with fixed texts is one file under `tests/cmd`; tests that need code are here, a module per subject.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and fails by panicking"
)]

mod completions;
mod convert_signature;
mod findings;
mod folder;
mod inspect;
mod jwe;
mod jws;
mod key_forms;
mod key_sets;
mod large_message;
#[cfg(unix)]
mod output_files;
mod recipients;
mod remedies;
#[cfg(unix)]
mod signals;
mod signature_forms;
mod streams;
mod terminal;
mod verdicts;

use std::{fs, path::Path};

use self::folder::Folder;

/// Each file says the arguments, and the status and texts that it expects.
#[test]
fn declared_behaviours() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

/// Runs the commands in a document, in a copy of a folder.
fn run_session(document: &str, folder_of_files: &str, commands: &[&str]) {
    let folder = Folder::new();
    let text = fs::read_to_string(format!("{}/{document}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for command in commands {
        assert!(text.contains(&format!("$ kms-offline {command} ")), "{document} shows {command}");
    }
    folder.write("session.md", text);
    // The folder that it works in, as trycmd finds it; that there is one for outputs makes it work in a copy.
    for name in ["session.in", "session.out"] {
        fs::create_dir(folder.path(name)).unwrap();
    }
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder_of_files)).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path("session.in").join(file.file_name())).unwrap();
    }
    trycmd::TestCases::new().case(folder.path("session.md"));
}

#[test]
fn the_program_reproduces_the_session_in_the_readme() {
    run_session("README.md", "tests/vectors/example", &["inspect", "verify", "digest", "encrypt"]);
}

#[test]
fn the_program_reproduces_the_session_in_the_guide_for_ethereum() {
    run_session("docs/ethereum.md", "tests/vectors/ethereum", &["convert"]);
}

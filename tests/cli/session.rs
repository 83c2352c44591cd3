//! The sessions that the documents show.

use std::{fs, path::Path};

use crate::folder::Folder;

/// Runs the commands in a document, in a copy of a folder.
fn run(document: &str, folder_of_files: &str, commands: &[&str]) {
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
    run("README.md", "tests/vectors/example", &["inspect", "verify", "digest", "encrypt"]);
}

#[test]
fn the_program_reproduces_the_session_in_the_guide_for_ethereum() {
    run("docs/ethereum.md", "tests/vectors/ethereum", &["convert"]);
}

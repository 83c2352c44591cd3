//! The session that the README shows.

use std::fs;

use crate::folder::{Folder, example};

#[test]
fn the_session_in_the_readme_is_what_the_program_does() {
    let folder = Folder::new();
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for command in ["inspect", "verify", "digest", "encrypt"] {
        assert!(readme.contains(&format!("\n$ kms-offline {command} ")), "the README shows {command}");
    }
    folder.write("README.md", readme);
    // The folder that it works in, as trycmd finds it; that there is one for outputs makes it work in a copy.
    for name in ["README.in", "README.out"] {
        fs::create_dir(folder.path(name)).unwrap();
    }
    for file in fs::read_dir(example("")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path("README.in").join(file.file_name())).unwrap();
    }
    trycmd::TestCases::new().case(folder.path("README.md"));
}

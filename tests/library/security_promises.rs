//! SECURITY.md names the tests that show its promises: they exist.

use std::{fs, path::Path};

/// The promises of the table, each with its cell of tests.
fn promises(document: &str) -> Vec<(&str, &str)> {
    let (_, table) = document.split_once("| promise | tests |\n| --- | --- |\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split_once('|').unwrap_or_else(|| panic!("{row}"))).collect()
}

/// The Rust source in a file, or in all files of a folder.
fn source(path: &Path) -> String {
    if !path.is_dir() {
        return fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let files = fs::read_dir(path).unwrap().map(|file| file.unwrap().path());
    files
        .filter(|file| file.is_dir() || file.extension().is_some_and(|name| name == "rs"))
        .map(|file| source(&file))
        .collect()
}

#[test]
fn every_promise_names_files_and_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let promises = promises(&document);
    assert!(promises.len() > 20, "{}", promises.len());
    for (promise, tests) in promises {
        let mut path = None;
        for quoted in tests.split('`').skip(1).step_by(2).filter(|quoted| !quoted.contains(' ')) {
            if quoted.contains(['/', '.']) {
                assert!(root.join(quoted).exists(), "{promise}: no file {quoted}");
                path = Some(root.join(quoted));
            } else {
                let path = path.as_deref().unwrap_or_else(|| panic!("{promise}: {quoted} is in no file"));
                let is_there = source(path).contains(&format!("fn {quoted}()"));
                assert!(is_there, "{promise}: no test {quoted} in {}", path.display());
            }
        }
        assert!(path.is_some(), "{promise}: no test");
    }
}

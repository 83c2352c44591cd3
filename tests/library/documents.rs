//! The documents in the root folder name tests, files and figures: they exist, and are the measured ones.

use std::{fs, path::Path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

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
    let (root, document) = (Path::new(ROOT), document("SECURITY.md"));
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

#[test]
fn every_file_that_the_architecture_names_exists() {
    let (root, document) = (Path::new(ROOT), document("ARCHITECTURE.md"));
    let quoted = document.split('`').skip(1).step_by(2).filter(|quoted| !quoted.contains([' ', '*', ':', '\n']));
    let files: Vec<&str> = quoted.filter(|quoted| quoted.contains('/') || quoted.ends_with(".rs")).collect();
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        assert!(root.join("src").join(file).exists() || root.join(file).exists(), "no file {file}");
    }
}

/// The rows of the README's table of performance stand for the rows of the results that begin so.
#[test]
fn the_readme_summarises_the_measured_ratios() {
    let (readme, results) = (document("README.md"), document("benches/results/README.md"));
    for (row, measured) in [
        ("RSA-2048 to RSA-4096", "RSA-"),
        ("ECDSA P-256, P-384, P-521", "ECDSA P-"),
        ("ECDSA secp256k1", "ECDSA secp256k1"),
        ("SM2DSA", "SM2DSA"),
        ("Ed25519", "Ed25519"),
        ("ML-DSA-44, -65, -87", "ML-DSA-"),
    ] {
        let rows = || results.lines().filter(|line| line.starts_with(&format!("| {measured}")));
        let range = |column| {
            let ratio = |line: &str| {
                let cell = line.split('|').nth(column).unwrap();
                cell.split(['(', ')']).nth(1).unwrap().to_owned()
            };
            let mut ratios: Vec<String> = rows().map(ratio).collect();
            ratios.sort_unstable_by(|a, b| a.parse::<f64>().unwrap().total_cmp(&b.parse().unwrap()));
            ratios.dedup();
            let [least, .., greatest] = &ratios[..] else { return ratios.concat() };
            format!("{least}–{greatest}")
        };
        let summary = format!("| {row} | {} | {} |", range(2), range(3));
        assert!(readme.contains(&summary), "{summary}");
    }
}

/// A document whose wrapped lines are one.
fn text(file: &str) -> String {
    let text = document(file);
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without `--locked`, Cargo takes other versions of the dependencies than the tests ran with.
#[test]
fn every_cargo_install_is_locked() {
    let readme = text("README.md");
    let installs: Vec<&str> = readme.split("cargo install").skip(1).collect();
    assert!(!installs.is_empty());
    for arguments in installs {
        assert!(arguments.starts_with(" --locked "), "cargo install{}", &arguments[..40]);
    }
}

/// The rules by which public vectors get other verdicts from other libraries.
#[test]
fn rules_that_change_a_verdict_are_stated() {
    let (readme, security) = (text("README.md"), text("SECURITY.md"));
    for (file, rules) in [
        (
            readme,
            [
                "Keys must be in canonical encoding",
                "ML-DSA's context is empty",
                "SM2 keys must be id-ecPublicKey",
                "PSS salts are exactly as long as the digest",
            ],
        ),
        (
            security,
            [
                "Ed25519 keys in their canonical encoding",
                "the empty context for ML-DSA",
                "SM2 keys as id-ecPublicKey",
                "PSS salts as long as the digest",
            ],
        ),
    ] {
        for rule in rules {
            assert!(file.contains(rule), "{rule}");
        }
    }
}

#[test]
fn files_of_any_size_and_targets_that_lack_something_are_documented() {
    assert!(text("docs/large-files.md").contains("stream.read_from("));
    for file in ["README.md", "docs/no-std.md"] {
        assert!(text(file).contains("compare-and-swap on 32 bits, which thumbv6m lacks"), "{file}");
    }
}

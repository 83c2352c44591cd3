//! Statements of the documentation that readers act on.

use std::fs;

fn text(file: &str) -> String {
    let text = fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    // Wrapped lines are one.
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

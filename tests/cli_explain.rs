//! `kms-offline verify --explain`, by the real binary.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and fails by panicking"
)]

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use kms_offline_vectors::CorpusKey;
use serde_json::Value;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/example");

/// The output and the status of a run of the program.
#[derive(Debug)]
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

/// A folder for one test's files, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("explain-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir_all(&self.0);
    }
}

fn verify(arguments: &[&str], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kms-offline"))
        .arg("verify")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that rejects its arguments does not read.
    let _closed = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn example(name: &str) -> String {
    format!("{EXAMPLE}/{name}")
}

fn key(name: &str) -> String {
    let path = CorpusKey::named(name).response_file(concat!(env!("CARGO_TARGET_TMPDIR"), "/keys"));
    path.into_os_string().into_string().unwrap()
}

#[test]
fn a_finding_is_advice_on_standard_error_and_the_response_stays_invalid() {
    let folder = Folder::new();
    let message = folder.file("message.bin", [fs::read(example("message.bin")).unwrap(), b"\n".to_vec()].concat());
    let arguments = ["--key", &example("public-key.json"), "--signature", &example("sign.json"), "--explain", &message];
    let run = verify(&arguments, b"");
    assert_eq!((run.status, run.stdout.as_str()), (1, "invalid\n"), "{run:?}");
    assert_eq!(
        run.stderr,
        "finding: the signed message is this one after a change: the line end at its end was dropped\n  \
         try: sign and verify the same file; in a shell use printf instead of echo\n"
    );
}

#[test]
fn json_has_the_findings_on_standard_output() {
    let folder = Folder::new();
    let signature: Value = serde_json::from_slice(&fs::read(example("sign.json")).unwrap()).unwrap();
    let twice = folder.file("signature.txt", base64(signature["Signature"].as_str().unwrap().as_bytes()));
    let message = example("message.bin");
    let run =
        verify(&["--key", &example("public-key.json"), "--signature", &twice, "--explain", "--json", &message], b"");
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{run:?}");
    let verdict: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(verdict["SignatureValid"], false);
    let [finding] = verdict["Findings"].as_array().unwrap().as_slice() else { panic!("{run:?}") };
    assert_eq!(finding["Kind"], "TextEncoding");
    assert_eq!(finding["Evidence"], "the signature has to be decoded: it is base64 of base64");
    assert_eq!(
        finding["Try"],
        format!("run base64 -d -i {twice} > converted.sig and pass converted.sig as the signature")
    );
}

#[test]
fn a_valid_signature_has_nothing_to_explain() {
    let arguments = [
        "--key",
        &example("public-key.json"),
        "--signature",
        &example("sign.json"),
        "--explain",
        &example("message.bin"),
    ];
    let run = verify(&arguments, b"");
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "valid\n", ""));
    let json = verify(&[&["--json"], &arguments[..]].concat(), b"");
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).unwrap()["Findings"], Value::Array(Vec::new()));
}

#[test]
fn without_explain_nothing_is_said() {
    let run = verify(&["--key", &example("public-key.json"), "--signature", &example("sign.json")], b"another");
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (1, "invalid\n", ""));
}

#[test]
fn an_empty_explanation_says_so_and_names_the_limits_of_a_pipe() {
    let arguments = ["--key", &example("public-key.json"), "--signature", &example("sign.json"), "--explain"];
    let run = verify(&arguments, b"another message");
    assert_eq!((run.status, run.stdout.as_str()), (1, "invalid\n"));
    assert!(run.stderr.starts_with("finding: none"), "{run:?}");
    assert!(run.stderr.contains("note: other forms of the message"), "{run:?}");
    assert!(run.stderr.ends_with("not a pipe\n"), "{run:?}");
}

#[test]
fn a_digest_that_verifies_comes_with_the_warning() {
    let digest = kms_offline::VerifyingKey::from_json(fs::read(example("public-key.json")).unwrap())
        .unwrap()
        .digest(kms_offline::SigningAlgorithm::EcdsaSha256, fs::read(example("message.bin")).unwrap())
        .unwrap();
    let arguments = ["--key", &example("public-key.json"), "--signature", &example("sign.json"), "--explain"];
    let run = verify(&arguments, digest.as_bytes());
    assert_eq!((run.status, run.stdout.as_str()), (1, "invalid\n"));
    assert!(run.stderr.contains("ANYONE can make such a pair"), "{run:?}");
    assert!(run.stderr.contains("try: ask for the message itself"), "{run:?}");
}

#[test]
fn another_key_of_the_folder_is_named_by_its_file_and_fingerprint() {
    let folder = Folder::new();
    let keys = Folder::new();
    fs::copy(key("RSA_2048-sign-1"), keys.0.join("rsa.json")).unwrap();
    fs::copy(key("RSA_2048-encrypt-1"), keys.0.join("encrypts.json")).unwrap();
    keys.file("not-a-key.txt", "hello");
    keys.file("large.json", vec![b' '; 70_000]);
    let owner: Value = serde_json::from_slice(&fs::read(example("public-key.json")).unwrap()).unwrap();
    keys.file("the\u{1b}[31mowner.b64", owner["PublicKey"].as_str().unwrap());
    fs::create_dir(keys.0.join("inner")).unwrap();
    let asked = folder.file("asked.json", fs::read(key("ECC_NIST_P256-sign-2")).unwrap());
    let signature: Value = serde_json::from_slice(&fs::read(example("sign.json")).unwrap()).unwrap();
    let signature = folder.file("signature.b64", signature["Signature"].as_str().unwrap());
    let message = example("message.bin");
    let arguments = ["--key", &asked, "--signature", &signature, "--explain", "--also-try-keys", keys.path(), &message];
    let run = verify(&arguments, b"");
    assert_eq!((run.status, run.stdout.as_str()), (1, "invalid\n"), "{run:?}");
    let fingerprint =
        kms_offline::VerifyingKey::from_json(fs::read(example("public-key.json")).unwrap()).unwrap().fingerprint();
    assert_eq!(
        run.stderr.lines().next().unwrap(),
        format!(
            "finding: it verifies with another key, that of \"the\\u{{1b}}[31mowner.b64\", with ECDSA_SHA_256; \
             fingerprint {fingerprint}"
        )
    );
}

#[cfg(unix)]
#[test]
fn a_named_pipe_among_the_keys_is_not_opened() {
    let keys = Folder::new();
    let made = Command::new("mkfifo").arg(keys.0.join("pipe")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", keys.0.join("endless")).unwrap();
    let arguments = [
        "--key",
        &example("public-key.json"),
        "--signature",
        &example("sign.json"),
        "--explain",
        "--also-try-keys",
        keys.path(),
    ];
    assert_eq!(verify(&arguments, b"another").status, 1);
}

#[test]
fn at_most_a_thousand_files_of_the_folder_are_read_and_that_is_said() {
    let keys = Folder::new();
    (0..1001).for_each(|number| drop(keys.file(&format!("{number}.txt"), "no key")));
    let arguments = [
        "--key",
        &example("public-key.json"),
        "--signature",
        &example("sign.json"),
        "--explain",
        "--also-try-keys",
        keys.path(),
    ];
    let run = verify(&arguments, b"another");
    assert!(run.stderr.contains("only 1000 files were read"), "{run:?}");
    assert_eq!(run.status, 1);
}

#[test]
fn a_context_is_tried_on_request() {
    let folder = Folder::new();
    let cases: Vec<Value> = serde_json::from_slice(include_bytes!("vectors/explain/cases.json")).unwrap();
    let case = cases.iter().find(|case| case["Context"] == "release").unwrap();
    let signature = folder.file("signature.b64", case["Signature"].as_str().unwrap());
    let key = key(case["key"].as_str().unwrap());
    let message = folder.file("message.bin", "release notes, version 2\n");
    let run = verify(
        &["--key", &key, "--signature", &signature, "--explain", "--try-context", "release", "--json", &message],
        b"",
    );
    assert_eq!(run.status, 1);
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).unwrap()["Findings"][0]["Kind"], "Context", "{run:?}");
}

#[test]
fn options_of_explain_need_it() {
    for option in ["--also-try-keys", "--try-context"] {
        let run = verify(&["--key", "k", "--signature", "s", option, "x"], b"");
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
    }
}

#[test]
fn a_folder_of_keys_that_cannot_be_read_is_an_error() {
    let arguments = [
        "--key",
        &example("public-key.json"),
        "--signature",
        &example("sign.json"),
        "--explain",
        "--also-try-keys",
        "no-such-folder",
        &example("message.bin"),
    ];
    let run = verify(&arguments, b"");
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
}

fn base64(bytes: &[u8]) -> String {
    use base64ct::{Base64, Encoding as _};
    Base64::encode_string(bytes)
}

//! Remedies, followed to the letter: each test makes the input, gets the remedy, runs it as a shell command, and
//! arrives.

mod keys;
mod other_input;

use std::{path::PathBuf, process::Command};

use crate::folder::{Folder, Run};

/// Makes the keys, the message `m` and its signature `s`, and commands of other systems that print what those would.
const SETUP: &str = r#"
openssl ecparam -name prime256v1 -genkey -noout -out ec.pem
openssl ec -in ec.pem -pubout -out ec.pub; openssl ec -in ec.pem -pubout -outform DER -out ec.der
openssl genrsa -out rsa.pem 2048; openssl rsa -in rsa.pem -pubout -out rsa.pub
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pem; openssl pkey -in pss.pem -pubout -out pss.pub
openssl genpkey -algorithm ED25519 -out ed.pem; openssl pkey -in ed.pem -pubout -outform DER -out ed.der
openssl pkcs8 -topk8 -nocrypt -in ec.pem -outform DER -out p8.der
openssl req -new -key ec.pem -subj /CN=t -outform DER -out csr.der
openssl req -new -x509 -key ec.pem -subj /CN=t -out cert.pem
printf hello > m; openssl dgst -sha256 -sign ec.pem -out s m
jq -n --arg k "$(base64 -w0 ec.der)" '{KeyId: "alias/a", PublicKey: $k, KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY", SigningAlgorithms: ["ECDSA_SHA_256"]}' > response.json
while :; do openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -outform DER -out plus.der; base64 -w0 plus.der | grep -q '+.*/' && break; done
mkdir bin
printf '#!/bin/sh\ncase "$*" in *decrypt*) base64 -w0 p8.der;; *) cat response.json;; esac\n' > bin/aws
printf '#!/bin/sh\nbase64 -w0 ec.der\n' > bin/terraform
printf '#!/bin/sh\ncp ec.pub converted.pem\n' > bin/az
chmod +x bin/*
"#;

pub(crate) const P256: &str = "--key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY";
pub(crate) const RSA: &str = "--key-spec RSA_2048 --key-usage SIGN_VERIFY";
pub(crate) const ED25519: &str = "--key-spec ECC_NIST_EDWARDS25519 --key-usage SIGN_VERIFY";

/// Runs shell commands in the folder.
pub(crate) fn shell(folder: &Folder, script: &str) -> bool {
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(folder.path(""));
    shell.env("PATH", format!("{}:{path}", folder.path("bin").display()));
    let output = shell.output().unwrap();
    if !output.status.success() {
        eprintln!("{script}: {}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.success()
}

/// A folder with the keys; `None` where a tool of these tests is missing.
pub(crate) fn prepared() -> Option<Folder> {
    let folder = Folder::new();
    let tools = ["openssl", "jq", "xxd", "perl", "python3", "ssh-keygen", "iconv"];
    if let Some(tool) = tools.iter().find(|tool| !shell(&folder, &format!("command -v {tool}"))) {
        eprintln!("not run: there is no `{tool}` here");
        return None;
    }
    assert!(shell(&folder, &format!("set -e\n{SETUP}")));
    Some(folder)
}

/// The remedy of a run that failed.
#[track_caller]
pub(crate) fn remedy(run: &Run) -> &str {
    assert_eq!(run.status, Some(2), "{run:?}");
    run.stderr.lines().find_map(|line| line.strip_prefix("  try: ")).unwrap_or_else(|| panic!("{run:?} has no remedy"))
}

/// Follows the remedy, and returns the file to pass instead; `None` if it names no command.
#[track_caller]
fn follow(folder: &Folder, run: &Run) -> Option<PathBuf> {
    let (command, file) = remedy(run).strip_prefix("run ")?.split_once(" and pass ")?;
    let command = command.replace(", then ", "; ").replace(", where NAME is the output's name,", "");
    let file = file.split([' ', ',']).next().unwrap();
    if file == "its" {
        assert!(shell(folder, &format!("{command} > fetched.json")), "{run:?}");
        return Some(folder.path("fetched.json"));
    }
    assert!(file.starts_with("converted"), "{run:?}");
    assert!(shell(folder, &command), "{run:?}");
    Some(folder.path(file))
}

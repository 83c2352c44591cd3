//! Hands the compiler's version and flags to the program, whose records name them.
#![allow(clippy::expect_used, reason = "a build script, which stops where cargo or the compiler fail")]

use std::{env, process::Command};

fn main() {
    let rustc = env::var("RUSTC").expect("cargo sets RUSTC");
    let version = Command::new(rustc).arg("--version").output().expect("the compiler tells its version");
    println!("cargo::rustc-env=PEERS_RUSTC={}", String::from_utf8_lossy(&version.stdout).trim());
    let level = env::var("OPT_LEVEL").expect("cargo sets OPT_LEVEL");
    println!("cargo::rustc-env=PEERS_OPT_LEVEL={level}");
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\u{1f}', " ");
    println!("cargo::rustc-env=PEERS_RUSTFLAGS={flags}");
    println!("cargo::rerun-if-changed=build.rs");
}

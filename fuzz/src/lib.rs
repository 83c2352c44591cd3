//! The bodies of the fuzz targets, a promise each. A stable test runs them over the committed seeds too.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a panic is how a fuzz target reports")]

mod command_line;
mod corpus;
mod encrypt_roundtrip;
mod explain;
mod jwe;
mod jwk;
mod jws;
mod parsing;
mod paths_agree;
#[cfg(feature = "peers")]
mod peers;
#[path = "../../src/bin/kms-offline/main.rs"]
#[allow(dead_code, reason = "`main` is the program's alone")]
mod program;
mod spki;

use std::{fs, path::Path};

pub use command_line::command_line;
pub use encrypt_roundtrip::encrypt_roundtrip;
pub use explain::{explain, explained, seeds as explain_seeds};
pub use jwe::jwe;
pub use jwk::jwk;
pub use jws::jws;
pub use parsing::{recognised, response, response_seeds, signature_der};
pub use paths_agree::{
    paths_agree_ecdsa, paths_agree_ed25519, paths_agree_ml_dsa, paths_agree_rsa, paths_agree_sm2dsa,
};
pub use spki::spki;

/// The seeds that are made at the start of a run, with target and name, beside those in files.
pub fn made_seeds() -> impl Iterator<Item = (&'static str, String, Vec<u8>)> {
    let explain = explain_seeds().into_iter().map(|(name, seed)| ("explain", name, seed));
    let response = response_seeds().into_iter().map(|(name, seed)| ("response", name, seed));
    explain.chain(response)
}

/// Writes those of one target into the folder of its name in `KMS_OFFLINE_FUZZ_CORPUS`, if that is set.
pub fn write_made_seeds(target: &str) {
    if let Some(corpus) = std::env::var_os("KMS_OFFLINE_FUZZ_CORPUS") {
        let folder = Path::new(&corpus).join(target);
        fs::create_dir_all(&folder).unwrap();
        for (_, name, bytes) in made_seeds().filter(|(of, ..)| *of == target) {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// A target's name and its body.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("response", response),
    ("spki", spki),
    ("signature_der", signature_der),
    ("paths_agree_ecdsa", paths_agree_ecdsa),
    ("paths_agree_sm2dsa", paths_agree_sm2dsa),
    ("paths_agree_ed25519", paths_agree_ed25519),
    ("paths_agree_rsa", paths_agree_rsa),
    ("paths_agree_ml_dsa", paths_agree_ml_dsa),
    ("encrypt_roundtrip", encrypt_roundtrip),
    ("explain", explain),
    ("jwe", jwe),
    ("jws", jws),
    ("jwk", jwk),
    ("command_line", command_line),
];

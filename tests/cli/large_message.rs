//! A message of 1 GiB: verified in constant memory.
#![cfg(target_os = "linux")]

use std::{
    fs::{self, File},
    io::Read as _,
    process::Child,
    thread,
    time::Duration,
};

use ecdsa::signature::hazmat::PrehashSigner as _;
use pkcs8::DecodePrivateKey as _;
use sha2::{Digest as _, Sha256};

use kms_offline_vectors::CorpusKey;

use crate::folder::{Folder, key_file};

const LEN: u64 = 1 << 30;
/// The greatest memory of the program, in KiB.
const MAX_MEMORY_KIB: u64 = 32 * 1024;

/// The signature of a key of the corpus over a digest, as KMS makes it.
fn sign(name: &str, digest: &[u8]) -> Vec<u8> {
    let key = p256::SecretKey::from_pkcs8_der(&CorpusKey::named(name).private_key_der()).unwrap();
    let signature: p256::ecdsa::Signature = p256::ecdsa::SigningKey::from(key).sign_prehash(digest).unwrap();
    signature.to_der().as_bytes().to_vec()
}

fn sha_256(mut file: File) -> Vec<u8> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer).unwrap() {
            0 => return hash.finalize().to_vec(),
            len => hash.update(&buffer[..len]),
        }
    }
}

/// The largest memory that a process has held so far, in KiB, by `proc_pid_status(5)`.
fn peak_memory_kib(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[test]
fn one_gibibyte_is_verified_in_constant_memory() {
    let name = "ECC_NIST_P256-sign-1";
    let folder = Folder::new();
    let message = File::create(folder.path("message")).unwrap();
    // Sparse: it takes no space on the disk.
    message.set_len(LEN).unwrap();
    folder.write("signature", sign(name, &sha_256(File::open(folder.path("message")).unwrap())));
    let key = key_file(name);

    let mut child = folder.program(["verify", "--key", &key, "--signature", "signature", "message"]).spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak_memory_kib(&child).unwrap_or(0).max(peak);
        thread::sleep(Duration::from_millis(5));
    }
    let run: crate::folder::Run = child.wait_with_output().unwrap().into();
    assert!(run.verdict());
    assert!((1..MAX_MEMORY_KIB).contains(&peak), "{peak} KiB");
}

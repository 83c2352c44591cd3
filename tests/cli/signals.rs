//! Signals: no file remains.

use std::{
    fs::File,
    process::{Command, Stdio},
};

use crate::{
    folder::Folder,
    output_files::{ENCRYPT, mkfifo, temporary_file},
};

fn send(signal: &str, process: u32) {
    assert!(Command::new("sh").args(["-c", &format!("kill -s {signal} {process}")]).status().unwrap().success());
}

#[test]
fn a_signal_removes_the_temporary_file_and_leaves_the_target() {
    for signal in ["INT", "TERM", "HUP"] {
        let folder = Folder::with_example();
        folder.write("out", "old");
        let before = folder.names();
        let arguments = ENCRYPT.split(' ').chain(["--out", "out"]);
        let mut child = folder.program(arguments).stdin(Stdio::piped()).spawn().unwrap();
        temporary_file(&folder, &mut child);
        send(signal, child.id());
        let stdin = child.stdin.take();
        assert_ne!(child.wait().unwrap().code(), Some(0), "{signal}");
        drop(stdin);
        assert_eq!((folder.names(), folder.read("out")), (before, b"old".to_vec()), "{signal}");
    }
}

#[test]
fn a_signal_before_the_second_output_leaves_neither() {
    let folder = Folder::with_example();
    mkfifo(&folder, "pipe");
    let before = folder.names();
    let arguments = "encapsulate --key encapsulation-key.json --ciphertext-out ciphertext --secret-out pipe".split(' ');
    let mut child = folder.program(arguments).spawn().unwrap();
    // It waits for a reader of the pipe.
    temporary_file(&folder, &mut child);
    send("TERM", child.id());
    assert_ne!(child.wait().unwrap().code(), Some(0));
    assert_eq!(folder.names(), before);
}

#[test]
fn a_signal_during_verify_is_not_a_verdict() {
    let folder = Folder::with_example();
    mkfifo(&folder, "message.pipe");
    let arguments = ["verify", "--key", "public-key.json", "--signature", "sign.json", "message.pipe"];
    let mut child = folder.program(arguments).spawn().unwrap();
    // Opening the pipe for writing ends when the program has opened it for reading.
    let _writer = File::options().write(true).open(folder.path("message.pipe")).unwrap();
    send("TERM", child.id());
    assert!(!matches!(child.wait().unwrap().code(), Some(0 | 1)));
}

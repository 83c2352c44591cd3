//! The program, in process: any arguments and files, and what must hold whatever they are.
//!
//! It never panics; its status is 0, 1 or 2, and 1 is for the commands that verify; status 0 of `verify` comes with
//! `valid`, and `jws verify` prints no payload that nobody signed; a command that fails leaves every file as it was and
//! prints no result; text is printable ASCII; a secret's file is its owner's alone.

mod arguments;
mod files;
mod standard;
mod tokens;

use std::{os::unix::fs::PermissionsExt as _, process::ExitCode};

use arbitrary::{Arbitrary, Unstructured};

use self::{
    arguments::{Argument, Command, Part},
    files::{Content, File, Folder},
    standard::Standard,
};
use crate::{
    corpus::{CASES, pick},
    program,
};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    command: Command,
    /// The case of the corpus whose key, signature and message the files hold.
    case: u16,
    /// Which of the arguments that make the command complete are left out.
    left_out: u8,
    more: Vec<Argument<'a>>,
    files: Vec<(File, Content<'a>)>,
    standard_input: Content<'a>,
}

/// The program with these arguments, on files in a folder of their own.
pub fn command_line(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let case = pick(&CASES, input.case);
    let mut parts: Vec<Part<'_>> = input.command.words().iter().map(|word| Part::Text(word)).collect();
    for (number, complete) in input.command.complete(case).into_iter().enumerate() {
        if (input.left_out >> (number % 8)) & 1 == 0 {
            parts.extend(complete);
        }
    }
    parts.extend(input.more.iter().flat_map(Argument::parts));

    let folder = Folder::new();
    for file in parts.iter().filter_map(Part::file) {
        let content = input.files.iter().find(|(name, _)| name == &file).map(|(_, content)| content);
        folder.write(file, content.unwrap_or(&Content::Fitting), &input.command, case);
    }
    let given: Vec<_> =
        [Part::Text("kms-offline")].iter().chain(&parts).map(|part| part.argument(folder.path())).collect();

    let before = folder.contents();
    let standard = Standard::begin(&input.standard_input.bytes(File::Dash, &input.command, case));
    let status = program::status_of(&given);
    let (output, diagnostics) = standard.end();
    let after = folder.contents();

    let (done, not_verified) = (status == ExitCode::SUCCESS, status == ExitCode::from(1));
    assert!(done || not_verified || status == ExitCode::from(2), "{status:?}");
    assert!(!not_verified || input.command.verifies(), "status 1 of {given:?}");
    assert!(is_text(&diagnostics), "{:?}", String::from_utf8_lossy(&diagnostics));
    if done {
        let written: Vec<File> = arguments::outputs(&parts);
        for (name, content) in after.iter().filter(|entry| !before.contains(entry)) {
            assert!(written.iter().any(|file| file.name() == name), "{name} was written: {given:?}");
            let mode = folder.path().join(name).metadata().unwrap().permissions().mode();
            assert!(
                content.is_empty() || mode & 0o077 == 0 || !arguments::is_secret(&parts, name),
                "{mode:o} {given:?}"
            );
        }
        assert!(before.iter().all(|(name, _)| after.iter().any(|(other, _)| other == name)), "a file is gone");
    } else {
        assert_eq!(before, after, "a command failed and changed files: {given:?}");
    }
    if input.command == Command::Verify {
        is_verdict(&output, done, not_verified, given.len() <= 3);
    } else if input.command == Command::JwsVerify {
        is_payload_or_verdict(&output, done, not_verified);
    } else {
        assert!(done || output.is_empty(), "a command failed and printed a result: {given:?}");
        assert!(input.command.prints_bytes() || is_text(&output), "{:?}", String::from_utf8_lossy(&output));
    }
}

/// Nothing but a verdict is printed, and the one that the status says; help is printed where nothing else was asked.
fn is_verdict(output: &[u8], done: bool, not_verified: bool, may_be_help: bool) {
    assert!(is_text(output));
    let text = String::from_utf8_lossy(output);
    let said = if text.starts_with('{') {
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        json["SignatureValid"].as_bool()
    } else {
        ["invalid\n", "valid\n"].iter().position(|word| *word == text).map(|at| at == 1)
    };
    match said {
        Some(valid) => assert_eq!((valid, !valid), (done, not_verified), "{text}"),
        None => {
            assert!(!not_verified && done == (may_be_help && !text.is_empty()) && (done || text.is_empty()), "{text}")
        }
    }
}

/// A payload that was signed, or the verdict that the status says; help is text.
fn is_payload_or_verdict(output: &[u8], done: bool, not_verified: bool) {
    let text = String::from_utf8_lossy(output);
    let json = serde_json::from_slice::<serde_json::Value>(output).ok();
    let valid = json.and_then(|json| json["SignatureValid"].as_bool());
    if done {
        // With --out nothing is printed.
        let is_verdict = output.is_empty() || valid == Some(true) || text == "valid\n" || text.contains("Usage:");
        assert!(is_verdict || tokens::is_payload(output), "{text}");
    } else {
        let is_verdict = not_verified && (valid == Some(false) || text == "invalid\n");
        assert!(is_verdict || output.is_empty(), "{text}");
    }
}

/// No control character but a line feed (and clap's tabs), nothing beyond ASCII.
fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'))
}

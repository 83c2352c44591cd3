//! The bytes that may reach a terminal, and those that may not.

#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::folder::{Folder, Run};

/// An escape sequence that clears the screen, a line break, a bidirectional mark, and a sequence of eight-bit control
/// codes.
const HOSTILE: &str = "\u{1b}[2J\nerror: all is well\u{202e}\u{9b}31m";

/// Only printable ASCII and line feeds, and none of the line breaks is the hostile text's.
#[track_caller]
fn assert_clean(run: &Run) {
    for text in [run.text(), &run.stderr] {
        assert!(text.bytes().all(|byte| byte == b'\n' || byte == b' ' || byte.is_ascii_graphic()), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("error: all is well")), "{text:?}");
    }
}

#[test]
fn text_of_a_response_is_shown_as_printable_ascii() {
    let folder = Folder::with_example();
    let response: Value = serde_json::from_slice(&folder.read("public-key.json")).unwrap();
    let hostile = [
        ("KeyId", json!(HOSTILE)),
        ("KeyId", json!(format!("arn:aws:kms:us-west-2:111122223333:key/{HOSTILE}"))),
        ("SigningAlgorithms", json!(["ECDSA_SHA_256", HOSTILE])),
        ("SigningAlgorithms", json!([HOSTILE])),
        ("KeySpec", json!(HOSTILE)),
        ("KeyUsage", json!(HOSTILE)),
        ("CustomerMasterKeySpec", json!(HOSTILE)),
        ("PublicKey", json!(HOSTILE)),
        (HOSTILE, json!(HOSTILE)),
    ];
    let mut shown = 0;
    for (member, value) in hostile {
        let mut response = response.clone();
        response[member] = value;
        folder.write("response.json", response.to_string());
        for command in [
            "inspect response.json",
            "inspect --json response.json",
            "verify --key response.json --signature sign.json message.bin",
            "verify --json --key response.json --signature sign.json message.bin",
            "digest --key response.json --algorithm ECDSA_SHA_256 message.bin",
            "inspect response.json --key-id alias/other --fingerprint \
             0000000000000000000000000000000000000000000000000000000000000000",
            "inspect response.json --key-id 01234567-89ab-cdef-0123-456789abcdef",
            "inspect response.json --allow ECDSA_SHA_384",
            "convert --key response.json --to jwk",
            "convert --key response.json --to pem",
        ] {
            let run = folder.run(command.split_ascii_whitespace());
            assert_clean(&run);
            shown += usize::from(run.status == Some(0));
        }
    }
    assert!(shown > 20, "{shown} of 90 runs got as far as showing the key");
}

#[test]
fn text_of_a_sign_response_is_shown_as_printable_ascii() {
    let folder = Folder::with_example();
    let response: Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    for member in ["KeyId", "SigningAlgorithm", "Signature", HOSTILE] {
        let mut response = response.clone();
        response[member] = HOSTILE.into();
        folder.write("sign", response.to_string());
        for json in [None, Some("--json")] {
            let arguments = ["verify", "--key", "public-key.json", "--signature", "sign", "message.bin"];
            assert_clean(&folder.run(arguments.iter().chain(&json)));
        }
    }
}

#[test]
fn file_names_are_shown_as_printable_ascii_and_cut() {
    let folder = Folder::with_example();
    let long = "x".repeat(200);
    folder.write("broken", "{");
    for name in [HOSTILE, &long, "\u{e9}\u{4e2d}"] {
        for arguments in [
            ["inspect", "--", name, "", "", "", ""],
            ["verify", "--signature", "sign.json", "--key", "public-key.json", "--", name],
            ["verify", "--key", "public-key.json", "--", "message.bin", "--signature", name],
            ["verify", "--key", name, "--signature", "sign.json", "--", "message.bin"],
            ["verify", "--key", "public-key.json", "--signature", name, "--", "message.bin"],
            ["convert", "--key", name, "--to", "pem", "--out", name],
            ["convert", "--key", "public-key.json", "--to", "pem", "--out", &format!("missing/{name}")],
        ] {
            let run = folder.run(arguments.into_iter().filter(|argument| !argument.is_empty()));
            assert_eq!(run.status, Some(2), "{arguments:?}");
            assert_clean(&run);
            assert!(!run.stderr.contains(&long), "{run:?}");
        }
    }
}

#[test]
fn arguments_are_shown_as_printable_ascii() {
    let folder = Folder::with_example();
    let option = format!("--{HOSTILE}");
    for arguments in [
        [HOSTILE, "", "", ""],
        [&option, "", "", ""],
        ["inspect", &option, "", ""],
        ["inspect", "public-key.json", HOSTILE, ""],
        ["inspect", "public-key.json", "--key-spec", HOSTILE],
        ["inspect", "public-key.json", "--key-usage", HOSTILE],
        ["inspect", "public-key.json", "--fingerprint", HOSTILE],
        ["inspect", "public-key.json", "--key-id", HOSTILE],
        ["inspect", "public-key.json", "--allow", HOSTILE],
        ["convert", "--key=public-key.json", "--to", HOSTILE],
        ["digest", "--key=public-key.json", "--algorithm", HOSTILE],
        ["verify", "--key=public-key.json", "--signature=sign.json", &format!("--message-type={HOSTILE}")],
        ["verify", "--key=public-key.json", "--signature=sign.json", &format!("--algorithm={HOSTILE}")],
        ["encrypt", "--key=encryption-key.json", "--algorithm", HOSTILE],
    ] {
        let run = folder.run(arguments.into_iter().filter(|argument| !argument.is_empty()));
        let is_pin_that_says_nothing = arguments.contains(&"--key-id");
        assert_eq!(run.status, Some(if is_pin_that_says_nothing { 0 } else { 2 }), "{arguments:?}: {run:?}");
        assert_clean(&run);
    }
}

/// Runs a command with its outputs on a terminal, and gives its status and what the terminal showed; none where the
/// machine has no `script` to make a terminal.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Folder, command: &str) -> Option<(Option<i32>, String)> {
    shell_on_a_terminal(folder, &format!("NO_COLOR=1 exec \"$KMS_OFFLINE\" {command}"))
}

#[cfg(target_os = "linux")]
fn shell_on_a_terminal(folder: &Folder, shell: &str) -> Option<(Option<i32>, String)> {
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", shell, "/dev/null"]);
    // All that decides about colour besides the terminal. `CI` stands for a terminal that shows it, whatever `TERM`
    // says.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        script.env_remove(name);
    }
    script
        .env("TERM", "xterm")
        .env("KMS_OFFLINE", env!("CARGO_BIN_EXE_kms-offline"))
        .current_dir(folder.path(""))
        .stdin(Stdio::null());
    match script.output() {
        Ok(output) => Some((output.status.code(), String::from_utf8(output.stdout).expect("a terminal shows text"))),
        Err(_) => {
            eprintln!("not run: there is no `script` here to make a terminal");
            None
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn secrets_and_binary_never_go_to_a_terminal() {
    let folder = Folder::with_example();
    let before = folder.names();
    for command in [
        "agree --key agreement-key.json --private-key peer-private-key.pem",
        "agree --key agreement-key.json --private-key peer-private-key.pem --out -",
        "agree --key agreement-key.json --private-key peer-private-key.pem --out /dev/tty",
        "agree --key agreement-key.json --ephemeral-public-out public",
        "encapsulate --key encapsulation-key.json --ciphertext-out ciphertext --secret-out -",
        "encapsulate --key encapsulation-key.json --ciphertext-out ciphertext --secret-out /dev/tty",
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 message.bin",
        "convert --key public-key.json --to der",
        "digest --raw --key public-key.json --algorithm ECDSA_SHA_256 message.bin",
    ] {
        let Some((status, shown)) = on_a_terminal(&folder, command) else { return };
        assert_eq!(status, Some(2), "{command}: {shown}");
        assert!(shown.starts_with("error: ") && shown.contains("is a terminal"), "{command}: {shown:?}");
        assert!(shown.contains("  try: "), "{command}: {shown:?}");
        assert_eq!(folder.names(), before, "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn text_goes_to_a_terminal() {
    let folder = Folder::with_example();
    for (command, first) in [
        ("inspect public-key.json", "KeyId "),
        ("convert --key public-key.json --to pem", "-----BEGIN PUBLIC KEY-----"),
        ("convert --key public-key.json --to jwk", "{"),
        ("digest --key public-key.json --algorithm ECDSA_SHA_256 message.bin", ""),
        ("verify --key public-key.json --signature sign.json message.bin", "valid"),
    ] {
        let Some((status, shown)) = on_a_terminal(&folder, command) else { return };
        assert_eq!(status, Some(0), "{command}: {shown}");
        assert!(shown.starts_with(first), "{command}: {shown:?}");
    }
}

const VERIFY: &str = "verify --key public-key.json --signature sign.json";

#[cfg(target_os = "linux")]
#[test]
fn colour_is_for_terminals_that_want_it() {
    let folder = Folder::with_example();
    let failing = "inspect missing";
    for (environment, is_coloured) in [("", true), ("NO_COLOR=1", false), ("TERM=dumb", false)] {
        for command in [&format!("{VERIFY} message.bin"), &format!("{VERIFY} changed-message.bin"), failing] {
            let shell = format!("{environment} exec \"$KMS_OFFLINE\" {command}");
            let Some((_, shown)) = shell_on_a_terminal(&folder, &shell) else { return };
            assert_eq!(shown.contains('\u{1b}'), is_coloured, "{environment} {command}: {shown:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_invalid_signature_points_to_explain_on_a_terminal_only() {
    let folder = Folder::with_example();
    let plain = format!("NO_COLOR=1 exec \"$KMS_OFFLINE\" {VERIFY}");
    let on_terminal = |rest: &str| shell_on_a_terminal(&folder, &format!("{plain} {rest}"));
    let Some((status, shown)) = on_terminal("changed-message.bin") else { return };
    assert_eq!((status, shown.contains("--explain")), (Some(1), true), "{shown:?}");
    for rest in [
        "message.bin",
        "--json changed-message.bin",
        "--explain changed-message.bin",
        "changed-message.bin 2>/dev/null",
    ] {
        let (_, shown) = on_terminal(rest).unwrap();
        assert!(!shown.contains("--explain"), "{rest}: {shown:?}");
    }
}

/// Who waits for a program that waits for them should know it.
#[cfg(target_os = "linux")]
#[test]
fn waiting_for_input_from_the_terminal_is_said() {
    let folder = Folder::with_example();
    let note = "note: reading standard input from the terminal, which Ctrl-D ends";
    // `script` passes the end of its own input on as Ctrl-D.
    let on_terminal =
        |rest: &str| shell_on_a_terminal(&folder, &format!("NO_COLOR=1 exec \"$KMS_OFFLINE\" {VERIFY} {rest}"));
    let Some((status, shown)) = on_terminal("") else { return };
    assert_eq!((status, shown.matches(note).count()), (Some(1), 1), "{shown:?}");
    for rest in ["message.bin", "< message.bin", "2>/dev/null"] {
        let (_, shown) = on_terminal(rest).unwrap();
        assert!(!shown.contains(note), "{rest}: {shown:?}");
    }
}

#[test]
fn no_colour_but_on_a_terminal() {
    let folder = Folder::with_example();
    for command in [&format!("{VERIFY} message.bin"), "inspect missing"] {
        let run = folder.program(command.split(' ')).env("CLICOLOR_FORCE", "1").output().unwrap();
        assert_clean(&run.into());
    }
}

/// Verifies a message whose last byte comes after `seconds`.
#[cfg(target_os = "linux")]
fn verify_slowly(folder: &Folder, seconds: &str, redirection: &str) -> Option<(Option<i32>, String)> {
    let message = "{ head -c 110 message.bin; sleep SECONDS; tail -c 1 message.bin; sleep 0.3; }";
    let message = message.replace("SECONDS", seconds);
    shell_on_a_terminal(folder, &format!("{message} | NO_COLOR=1 \"$KMS_OFFLINE\" {VERIFY} {redirection}"))
}

#[cfg(target_os = "linux")]
#[test]
fn progress_is_shown_on_a_terminal_where_reading_takes_longer_than_a_second() {
    let folder = Folder::with_example();
    assert_eq!(folder.read("message.bin").len(), 111);
    let Some((status, shown)) = verify_slowly(&folder, "1.2", "") else { return };
    assert_eq!(status, Some(0), "{shown:?}");
    assert!(shown.contains("111 B"), "{shown:?}");
    let last = shown.rsplit("\u{1b}[2K").next().unwrap();
    assert_eq!(last, "valid\r\n", "the bar is gone when the verdict comes: {shown:?}");
    let (_, quick) = verify_slowly(&folder, "0.01", "").unwrap();
    assert_eq!(quick, "valid\r\n");
    let (_, unseen) = verify_slowly(&folder, "1.2", "2>/dev/null").unwrap();
    assert_eq!(unseen, "valid\r\n");
}

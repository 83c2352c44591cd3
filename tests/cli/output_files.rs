//! The files that results go to: who may read them, what they may replace, and that they appear whole or not at all.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt as _, symlink},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::folder::Folder;

pub(crate) const ENCRYPT: &str = "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256";
pub(crate) const AGREE: &str = "agree --key agreement-key.json --private-key peer-private-key.pem";
const EPHEMERAL: &str = "agree --key agreement-key.json --ephemeral-public-out";
const ENCAPSULATE: &str = "encapsulate --key encapsulation-key.json";

fn mode(folder: &Folder, name: &str) -> u32 {
    fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o7777
}

pub(crate) fn mkfifo(folder: &Folder, name: &str) {
    assert!(Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
}

/// Runs the program under a umask, regardless of this process's.
fn run_with_umask(folder: &Folder, umask: &str, command: &str) {
    let program = folder.program(command.split(' '));
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("umask {umask} && exec \"$@\""), "sh"])
        .arg(program.get_program())
        .args(program.get_args());
    assert!(shell.current_dir(folder.path("")).status().unwrap().success(), "{command}");
}

/// Waits for the program's temporary file.
pub(crate) fn temporary_file(folder: &Folder, child: &mut Child) -> String {
    let start = Instant::now();
    loop {
        let temporary = folder.names().into_iter().find(|name| name.starts_with(".kms-offline-"));
        if let Some(name) = temporary {
            return name;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended before it had a temporary file");
        assert!(start.elapsed() < Duration::from_secs(60), "there is no temporary file");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn secrets_are_for_their_owner_and_the_rest_follows_the_umask() {
    let folder = Folder::with_example();
    for umask in ["000", "022"] {
        run_with_umask(&folder, umask, &format!("{ENCAPSULATE} --ciphertext-out ciphertext --secret-out secret"));
        run_with_umask(&folder, umask, &format!("{AGREE} --out agreed"));
        run_with_umask(&folder, umask, &format!("{EPHEMERAL} public --out ephemeral"));
        run_with_umask(&folder, umask, &format!("{ENCRYPT} --out encrypted message.bin"));
        run_with_umask(&folder, umask, "convert --key public-key.json --to der --out converted");
        for secret in ["secret", "agreed", "ephemeral"] {
            assert_eq!(mode(&folder, secret), 0o600, "{secret}");
        }
        let public = if umask == "000" { 0o666 } else { 0o644 };
        for name in ["ciphertext", "public", "encrypted", "converted"] {
            assert_eq!(mode(&folder, name), public, "{name}");
        }
    }
}

#[test]
fn a_secrets_file_is_closed_to_others_before_its_first_byte() {
    let folder = Folder::with_example();
    folder.write("agreed", "old");
    fs::set_permissions(folder.path("agreed"), Permissions::from_mode(0o644)).unwrap();
    let private_key = folder.read("peer-private-key.pem");
    let arguments = "agree --key agreement-key.json --private-key - --out agreed".split(' ');
    let mut child = folder.program(arguments).stdin(Stdio::piped()).spawn().unwrap();

    let temporary = temporary_file(&folder, &mut child);
    assert_eq!(mode(&folder, &temporary), 0o600);
    assert!(folder.read(&temporary).is_empty(), "it waits for the private key");
    assert_eq!(folder.read("agreed"), b"old", "the target stays until the result is complete");

    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &private_key).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!((mode(&folder, "agreed"), folder.read("agreed").len()), (0o600, 32));
}

/// Every command that writes files, with `OUT` for the file in question.
const WRITING: [&str; 7] = [
    "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out OUT message.bin",
    "agree --key agreement-key.json --private-key peer-private-key.pem --out OUT",
    "agree --key agreement-key.json --ephemeral-public-out OUT --out other",
    "agree --key agreement-key.json --ephemeral-public-out other --out OUT",
    "encapsulate --key encapsulation-key.json --ciphertext-out OUT --secret-out other",
    "encapsulate --key encapsulation-key.json --ciphertext-out other --secret-out OUT",
    "convert --key public-key.json --to pem --out OUT",
];

#[test]
fn outputs_through_symbolic_links_are_refused() {
    let folder = Folder::with_example();
    folder.write("pointed-at", "old");
    symlink("pointed-at", folder.path("link")).unwrap();
    symlink("nowhere", folder.path("dangling")).unwrap();
    let before = folder.names();
    for command in WRITING {
        for link in ["link", "dangling"] {
            folder.run(command.replace("OUT", link).split(' ')).failed(&format!("error: {link}: is a symbolic link"));
        }
    }
    assert_eq!((folder.read("pointed-at"), folder.names()), (b"old".to_vec(), before));
}

#[test]
fn an_output_that_cannot_be_written_is_a_failure_and_leaves_nothing() {
    let folder = Folder::with_example();
    folder.write("a-file", "");
    fs::create_dir(folder.path("a-folder")).unwrap();
    let before = folder.names();
    for command in WRITING {
        for out in ["a-folder", "missing/out", "a-file/out", "..", "/", "a-folder/", "a-file/", "missing/"] {
            folder.run(command.replace("OUT", out).split(' ')).failed(&format!("error: {out}: "));
            assert_eq!(folder.names(), before, "{command} with {out}");
        }
    }
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let folder = Folder::with_example();
    fs::hard_link(folder.path("message.bin"), folder.path("same-message")).unwrap();
    symlink(".", folder.path("here")).unwrap();
    let one_file = [
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out message.bin message.bin",
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out same-message message.bin",
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out ./message.bin message.bin",
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out here/message.bin message.bin",
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out encryption-key.json message.bin",
        "agree --key agreement-key.json --private-key peer-private-key.pem --out peer-private-key.pem",
        "agree --key agreement-key.json --private-key peer-private-key.pem --out agreement-key.json",
        "agree --key agreement-key.json --ephemeral-public-out agreement-key.json --out secret",
        "agree --key agreement-key.json --ephemeral-public-out both --out both",
        "agree --key agreement-key.json --ephemeral-public-out both --out here/both",
        "agree --key agreement-key.json --ephemeral-public-out - --out -",
        "agree --key agreement-key.json --ephemeral-public-out -",
        "encapsulate --key encapsulation-key.json --ciphertext-out both --secret-out both",
        "encapsulate --key encapsulation-key.json --ciphertext-out both --secret-out ./both",
        "encapsulate --key encapsulation-key.json --ciphertext-out encapsulation-key.json --secret-out secret",
        "encapsulate --key encapsulation-key.json --ciphertext-out - --secret-out -",
        "convert --key public-key.json --to pem --out public-key.json",
    ];
    let contents = |folder: &Folder| {
        folder.names().iter().filter(|name| *name != "here").map(|name| folder.read(name)).collect::<Vec<_>>()
    };
    let before = (folder.names(), contents(&folder));
    for command in one_file {
        folder.run(command.split(' ')).failed("are one file");
    }
    assert_eq!((folder.names(), contents(&folder)), before);
}

#[test]
fn an_output_that_is_the_file_of_standard_input_is_rejected() {
    let folder = Folder::with_example();
    let input = |name: &str| Stdio::from(fs::File::open(folder.path(name)).unwrap());
    let run = |command: &str, name: &str| folder.program(command.split(' ')).stdin(input(name)).output().unwrap();
    for (command, name) in [
        (format!("{ENCRYPT} --out message.bin"), "message.bin"),
        ("convert --key - --to pem --out public-key.json".to_owned(), "public-key.json"),
    ] {
        let before = folder.read(name);
        crate::folder::Run::from(run(&command, name)).failed("are one file");
        assert_eq!(folder.read(name), before);
    }
}

#[test]
fn a_dash_as_output_is_standard_output_even_if_standard_input_is_read() {
    let folder = Folder::with_example();
    let (key, message) = (folder.read("public-key.json"), folder.read("message.bin"));
    let der = folder.run(["convert", "--key", "public-key.json", "--to", "der"]).done();
    let arguments = ["convert", "--key", "-", "--to", "der", "--out", "-"];
    assert_eq!(folder.run_with_input(arguments, key).done(), der);
    let encrypted = folder.run_with_input(ENCRYPT.split(' ').chain(["--out", "-", "-"]), message).done();
    assert_eq!(encrypted.len(), 256);
    assert!(!folder.names().contains(&"-".to_owned()));
}

#[test]
fn pipes_and_devices_are_written_directly() {
    let folder = Folder::with_example();
    mkfifo(&folder, "pipe");
    let before = folder.names();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| folder.read("pipe"));
        folder.run(format!("{AGREE} --out pipe").split(' ')).done();
        assert_eq!(reader.join().unwrap().len(), 32);
    });
    folder.run(format!("{AGREE} --out /dev/null").split(' ')).done();
    assert_eq!(folder.names(), before, "the pipe is a pipe still, and there is no temporary file");
}

#[test]
fn an_output_that_is_the_file_or_pipe_of_standard_output_is_rejected() {
    let folder = Folder::with_example();
    mkfifo(&folder, "pipe");
    let both_ways = fs::File::options().read(true).write(true).open(folder.path("pipe")).unwrap();
    folder.write("file", "");
    for command in [
        format!("{EPHEMERAL} OUT"),
        format!("{EPHEMERAL} OUT --out -"),
        format!("{EPHEMERAL} - --out OUT"),
        format!("{ENCAPSULATE} --ciphertext-out - --secret-out OUT"),
        format!("{ENCAPSULATE} --ciphertext-out OUT --secret-out -"),
    ] {
        let file = fs::File::options().write(true).open(folder.path("file")).unwrap();
        for (out, stdout) in [("file", file), ("pipe", both_ways.try_clone().unwrap())] {
            let mut program = folder.program(command.replace("OUT", out).split(' '));
            let run = program.stdout(stdout).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
            crate::folder::Run::from(run).failed("are one file");
        }
        folder.run(command.replace("OUT", "/dev/stdout").split(' ')).failed("are one file");
    }
    assert!(folder.read("file").is_empty());
}

#[test]
fn a_pipe_that_the_shell_opened_is_written_directly() {
    let folder = Folder::with_example();
    assert_eq!(folder.run(format!("{AGREE} --out /dev/stdout").split(' ')).done().len(), 32);
}

#[cfg(target_os = "linux")]
#[test]
fn a_replaced_file_comes_back_if_the_other_output_fails() {
    let folder = Folder::with_example();
    folder.write("old", "old");
    let before = folder.names();
    for command in [
        format!("{ENCAPSULATE} --ciphertext-out old --secret-out /dev/full"),
        format!("{ENCAPSULATE} --ciphertext-out /dev/full --secret-out old"),
        format!("{EPHEMERAL} old --out /dev/full"),
    ] {
        let run = folder.run(command.split(' '));
        assert_eq!(run.status, Some(2), "{command}: {run:?}");
        assert_eq!((folder.names(), folder.read("old")), (before.clone(), b"old".to_vec()), "{command}");
    }
    folder.run(format!("{ENCAPSULATE} --ciphertext-out old --secret-out secret").split(' ')).done();
    assert_eq!((folder.read("old").len(), folder.names().len()), (1088, before.len() + 1), "nothing else is left");
}

#[cfg(target_os = "linux")]
#[test]
fn both_outputs_appear_or_neither() {
    let folder = Folder::with_example();
    let before = folder.names();
    for command in [
        format!("{ENCAPSULATE} --ciphertext-out ciphertext --secret-out /dev/full"),
        format!("{ENCAPSULATE} --ciphertext-out /dev/full --secret-out secret"),
        format!("{ENCAPSULATE} --ciphertext-out ciphertext --secret-out missing/secret"),
        format!("{ENCAPSULATE} --ciphertext-out missing/ciphertext --secret-out secret"),
        format!("{EPHEMERAL} public --out /dev/full"),
        format!("{EPHEMERAL} /dev/full --out secret"),
    ] {
        let run = folder.run(command.split(' '));
        assert_eq!(run.status, Some(2), "{command}: {run:?}");
        assert_eq!(folder.names(), before, "{command}");
    }
    let closed = std::io::pipe().unwrap().1;
    let status = folder.program(format!("{EPHEMERAL} public").split(' ')).stdout(closed).status().unwrap();
    assert_eq!((status.code(), folder.names()), (Some(2), before), "nobody reads the secret");
}

#[test]
fn an_error_leaves_no_output_and_the_old_file_in_place() {
    let folder = Folder::with_example();
    folder.write("out", "old");
    folder.write("long", [0; 191]);
    let before = folder.names();
    for command in [
        format!("{ENCRYPT} --out out long"),
        format!("{ENCRYPT} --out out missing"),
        "agree --key agreement-key.json --private-key public-key.json --out out".to_owned(),
        "agree --key public-key.json --private-key peer-private-key.pem --out out".to_owned(),
    ] {
        assert_eq!(folder.run(command.split(' ')).status, Some(2), "{command}");
        assert_eq!((folder.names(), folder.read("out")), (before.clone(), b"old".to_vec()), "{command}");
    }
}

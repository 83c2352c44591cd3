//! Standard input and output, pipes, and what cannot be read or written.

use std::{fs::File, io, process::Stdio};

use crate::folder::Folder;

const VERIFY: [&str; 5] = ["verify", "--key", "public-key.json", "--signature", "sign.json"];

#[test]
fn message_comes_from_standard_input_where_no_file_is_named() {
    let folder = Folder::with_example();
    let (message, changed) = (folder.read("message.bin"), folder.read("changed-message.bin"));
    for dash in [None, Some("-")] {
        assert!(folder.run_with_input(VERIFY.iter().chain(&dash), &message).verdict());
        assert!(!folder.run_with_input(VERIFY.iter().chain(&dash), &changed).verdict());
    }
    let expected =
        folder.run(["digest", "--key", "public-key.json", "--algorithm", "ECDSA_SHA_256", "message.bin"]).done();
    let arguments = ["digest", "--key", "public-key.json", "--algorithm", "ECDSA_SHA_256"];
    assert_eq!(folder.run_with_input(arguments, &message).done(), expected);
    // SHA-256 of nothing (FIPS 180-4).
    assert_eq!(folder.run_with_input(arguments, b"").done(), b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
}

#[test]
fn key_and_signature_come_from_standard_input() {
    let folder = Folder::with_example();
    let (key, signature) = (folder.read("public-key.json"), folder.read("sign.json"));
    let run = |arguments: &str, input: &[u8]| folder.run_with_input(arguments.split(' '), input);
    assert!(run("verify --key - --signature sign.json message.bin", &key).verdict());
    assert!(run("verify --key public-key.json --signature - message.bin", &signature).verdict());
    for command in ["inspect -", "convert --key - --to pem", "digest --key - --algorithm ECDSA_SHA_256 message.bin"] {
        assert!(!run(command, &key).done().is_empty(), "{command}");
    }
    let key = folder.read("agreement-key.json");
    assert_eq!(run("agree --key - --private-key peer-private-key.pem", &key).done().len(), 32);
    let key = folder.read("encapsulation-key.json");
    run("encapsulate --key - --ciphertext-out ciphertext --secret-out secret", &key).done();
    let key = folder.read("encryption-key.json");
    run("encrypt --key - --algorithm RSAES_OAEP_SHA_256 --out ciphertext message.bin", &key).done();
}

#[test]
fn two_readers_of_standard_input_are_refused() {
    let folder = Folder::with_example();
    let key = folder.read("public-key.json");
    let twice = [
        "verify --key - --signature - message.bin",
        "verify --key - --signature sign.json -",
        "verify --key - --signature sign.json",
        "verify --key public-key.json --signature - -",
        "verify --key public-key.json --signature -",
        "verify --key - --signature - -",
        "digest --key - --algorithm ECDSA_SHA_256",
        "digest --key - --algorithm ECDSA_SHA_256 -",
        "encrypt --key - --algorithm RSAES_OAEP_SHA_256",
        "agree --key - --private-key -",
    ];
    for command in twice {
        folder.run_with_input(command.split(' '), &key).failed("two inputs are standard input");
    }
    for name in
        ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "/dev/../dev/stdin"].iter().filter(|_| cfg!(target_os = "linux"))
    {
        for command in [
            format!("verify --key {name} --signature - message.bin"),
            format!("verify --key public-key.json --signature {name}"),
            format!("verify --key - --signature {name} message.bin"),
            format!("verify --key {name} --signature {name} message.bin"),
            format!("encrypt --key {name} --algorithm RSAES_OAEP_SHA_256"),
            format!("agree --key - --private-key {name}"),
        ] {
            folder.run_with_input(command.split(' '), &key).failed("two inputs are standard input");
        }
        assert!(!folder.run_with_input(["inspect", name], &key).done().is_empty(), "one reader is not a fault");
    }
}

/// The target of a link counts, not its name, through any number of links.
#[cfg(target_os = "linux")]
#[test]
fn links_to_standard_input_are_readers_of_it() {
    use std::os::unix::fs::symlink;

    let folder = Folder::with_example();
    let (key, message) = (folder.read("public-key.json"), folder.read("message.bin"));
    symlink("/dev/stdin", folder.path("link")).unwrap();
    symlink("link", folder.path("link-to-link")).unwrap();
    symlink("/proc/thread-self/fd/0", folder.path("thread")).unwrap();
    symlink("/dev/fd", folder.path("folder")).unwrap();
    for name in ["link", "link-to-link", "thread", "folder/0", "./link", "/proc/thread-self/fd/0"] {
        for command in [
            format!("verify --key {name} --signature - message.bin"),
            format!("verify --key {name} --signature link message.bin"),
            format!("verify --key public-key.json --signature {name}"),
        ] {
            folder.run_with_input(command.split(' '), &key).failed("two inputs are standard input");
            // From a file, too: then it has another name in the end.
            let file = File::open(folder.path("public-key.json")).unwrap();
            let run = folder.program(command.split(' ')).stdin(Stdio::from(file)).output().unwrap().into();
            crate::folder::Run::failed(&run, "two inputs are standard input");
        }
        let arguments = ["verify", "--key", "public-key.json", "--signature", "sign.json", "--", name];
        assert!(folder.run_with_input(arguments, &message).verdict(), "{name}: one reader is not a fault");
    }
    // A link to a file is that file.
    symlink("message.bin", folder.path("message-link")).unwrap();
    assert!(folder.run_with_input("verify --key - --signature sign.json message-link".split(' '), &key).verdict());
}

#[test]
fn names_that_begin_with_a_dash_are_files_after_two_dashes() {
    let folder = Folder::with_example();
    folder.write("-m", folder.read("message.bin"));
    folder.write("--help", folder.read("message.bin"));
    folder.write("-k", folder.read("public-key.json"));
    for name in ["-m", "--help"] {
        assert!(folder.run(VERIFY.into_iter().chain(["--", name])).verdict(), "{name}");
        assert_eq!(folder.run(VERIFY.into_iter().chain([name])).status, Some(2), "{name}");
    }
    folder.run(["inspect", "--", "-k"]).done();
    assert!(folder.run(["verify", "--key=-k", "--signature", "sign.json", "message.bin"]).verdict());
}

#[test]
fn help_and_version_among_other_arguments_are_refused() {
    let folder = Folder::with_example();
    let among_others = [
        &["--help", "message.bin"][..],
        &["message.bin", "--help"],
        &["-h"],
        &["--version"],
        &["-V", "--", "message.bin"],
    ];
    for more in among_others {
        let run = folder.run(VERIFY.iter().chain(more));
        assert_eq!((run.status, run.text()), (Some(2), ""), "{more:?}: {run:?}");
    }
    for arguments in ["--version verify", "verify -h message.bin", "--help verify", "verify --help --help", "help"] {
        let run = folder.run(arguments.split(' '));
        let asks_for_nothing_else = arguments == "help";
        assert_eq!(run.status, Some(if asks_for_nothing_else { 0 } else { 2 }), "{arguments}: {run:?}");
    }
    folder.run::<&str>([]).failed("Usage: ");
}

#[test]
fn help_and_version_alone_succeed() {
    let folder = Folder::new();
    let version = folder.run(["--version"]).done();
    assert_eq!(version, format!("kms-offline {}\n", env!("CARGO_PKG_VERSION")).into_bytes());
    let commands = ["inspect", "verify", "digest", "encrypt", "agree", "encapsulate", "convert", "completions", "man"];
    let help = String::from_utf8(folder.run(["--help"]).done()).unwrap();
    for command in commands {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        let long = folder.run([command, "--help"]).done();
        assert_eq!(folder.run(["help", command]).done(), long, "{command}");
        let long = String::from_utf8(long).unwrap();
        assert!(long.contains("Example:\n  kms-offline "), "{long}");
        assert!(!folder.run([command, "-h"]).done().is_empty());
    }
}

/// Runs a command whose reader of standard output is gone.
fn run_unread(folder: &Folder, command: &str) -> Option<i32> {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let status = folder.program(command.split(' ')).stdout(writer).status().unwrap();
    status.code()
}

/// Clap finds the bytes first; of the arguments as they may be shown it would show the help.
#[cfg(unix)]
#[test]
fn help_after_bytes_that_are_not_text_is_not_printed() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    let folder = Folder::with_example();
    for help in ["--help", "-h"] {
        let arguments =
            VERIFY.map(OsStr::new).into_iter().chain([OsStr::from_bytes(b"--allow=\xff"), OsStr::new(help)]);
        folder.run(arguments).failed("the arguments are not text: invalid UTF-8");
    }
}

#[test]
fn a_closed_standard_output_does_not_change_a_verdict() {
    let folder = Folder::with_example();
    let verify = "verify --key public-key.json --signature sign.json";
    assert_eq!(run_unread(&folder, &format!("{verify} message.bin")), Some(0));
    assert_eq!(run_unread(&folder, &format!("{verify} --json message.bin")), Some(0));
    assert_eq!(run_unread(&folder, &format!("{verify} changed-message.bin")), Some(1));
    assert_eq!(run_unread(&folder, &format!("{verify} --json changed-message.bin")), Some(1));
    assert_eq!(run_unread(&folder, &format!("{verify} missing.bin")), Some(2));
}

/// Commands whose result is what they write.
const WRITERS: [&str; 9] = [
    "inspect public-key.json",
    "inspect --json public-key.json",
    "digest --key public-key.json --algorithm ECDSA_SHA_256 message.bin",
    "digest --raw --key public-key.json --algorithm ECDSA_SHA_256 message.bin",
    "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 message.bin",
    "agree --key agreement-key.json --private-key peer-private-key.pem",
    "convert --key public-key.json --to pem",
    "convert --key public-key.json --to der",
    "convert --key public-key.json --signature sign.json --to p1363",
];

#[test]
fn other_commands_fail_where_nobody_reads_their_result() {
    let folder = Folder::with_example();
    let help = ["--help", "--version", "verify --help"];
    for command in WRITERS.into_iter().chain(help) {
        assert_eq!(run_unread(&folder, command), Some(2), "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_a_failure_and_no_verdict_changes() {
    let folder = Folder::with_example();
    let run = |command: &str| {
        let full = File::options().write(true).open("/dev/full").unwrap();
        folder.program(command.split(' ')).stdout(full).status().unwrap().code()
    };
    for command in WRITERS {
        assert_eq!(run(command), Some(2), "{command}");
    }
    // A device is written directly, and standard output by its own name.
    for command in [
        "convert --key public-key.json --to der --out /dev/full",
        "encrypt --key encryption-key.json --algorithm RSAES_OAEP_SHA_256 --out /dev/full message.bin",
        "agree --key agreement-key.json --private-key peer-private-key.pem --out /dev/full",
    ] {
        let failed = folder.run(command.split(' '));
        failed.failed("error: /dev/full: cannot be written: No space left on device");
        assert!(failed.stderr.ends_with("  try: free some space, then run the command again\n"), "{failed:?}");
    }
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut inspect = folder.program(["inspect", "public-key.json"]);
    let failed = crate::folder::Run::from(inspect.stdout(full).output().unwrap());
    assert!(failed.stderr.ends_with("  try: free some space, then run the command again\n"), "{failed:?}");
    assert_eq!(run("verify --key public-key.json --signature sign.json message.bin"), Some(0));
    assert_eq!(run("verify --key public-key.json --signature sign.json changed-message.bin"), Some(1));
}

/// Each command that reads files, once with each of its files replaced by `file`.
fn with_each_input_as(file: &str) -> Vec<String> {
    let commands = [
        ("inspect KEY", "public-key.json"),
        ("verify --key KEY --signature SIG MESSAGE", "public-key.json"),
        ("verify --message-type digest --key KEY --signature SIG MESSAGE", "public-key.json"),
        ("digest --key KEY --algorithm ECDSA_SHA_256 MESSAGE", "public-key.json"),
        ("encrypt --key KEY --algorithm RSAES_OAEP_SHA_256 MESSAGE", "encryption-key.json"),
        ("agree --key KEY --private-key PRIVATE", "agreement-key.json"),
        ("encapsulate --key KEY --ciphertext-out out --secret-out out2", "encapsulation-key.json"),
        ("convert --key KEY --to jwk", "public-key.json"),
        ("convert --key KEY --signature SIG --to p1363", "public-key.json"),
    ];
    let mut all = Vec::new();
    for (command, key) in commands {
        let inputs =
            [("KEY", key), ("SIG", "sign.json"), ("MESSAGE", "message.bin"), ("PRIVATE", "peer-private-key.pem")];
        for (replaced, _) in inputs.iter().filter(|(name, _)| command.contains(name)) {
            let put = |command: String, (name, input): &(&str, &str)| {
                command.replace(name, if name == replaced { file } else { input })
            };
            all.push(inputs.iter().fold(command.to_owned(), put));
        }
    }
    assert_eq!(all.len(), 17);
    all
}

#[test]
fn a_read_error_is_a_failure_and_not_the_end_of_the_file() {
    let folder = Folder::with_example();
    folder.write("a-file", "");
    std::fs::create_dir(folder.path("a-folder")).unwrap();
    let mut unreadable = vec!["missing", "a-folder", "a-file/below"];
    if cfg!(target_os = "linux") {
        // Opens, and fails at the first read.
        unreadable.push("/proc/self/mem");
    }
    for file in unreadable {
        for command in with_each_input_as(file) {
            let run = folder.run(command.split(' '));
            run.failed(&format!("error: {file}: "));
            let (_, remedy) = run.stderr.split_once("\n  try: ").unwrap();
            assert!(!remedy.contains("os error"), "{run:?}");
        }
    }
}

/// A RAW message may be endless, so those two commands would not end.
#[cfg(target_os = "linux")]
#[test]
fn endless_files_are_refused_unread() {
    let folder = Folder::with_example();
    let streams_its_message = |command: &str| {
        command.ends_with("sign.json /dev/zero") && !command.contains("--message-type")
            || command.starts_with("digest --key public-key.json")
    };
    let commands = with_each_input_as("/dev/zero");
    let bounded: Vec<&String> = commands.iter().filter(|command| !streams_its_message(command)).collect();
    assert_eq!(bounded.len(), commands.len() - 2);
    for command in bounded {
        folder.run(command.split(' ')).failed("error: /dev/zero: ");
    }
}

#[cfg(unix)]
#[test]
fn a_read_error_on_standard_input_is_a_failure_and_not_its_end() {
    let folder = Folder::with_example();
    for command in with_each_input_as("-") {
        let directory = File::open(folder.path(".")).unwrap();
        let run = folder.program(command.split(' ')).stdin(Stdio::from(directory)).output().unwrap().into();
        crate::folder::Run::failed(&run, "error: standard input: ");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_a_failure() {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};

    let folder = Folder::with_example();
    std::fs::set_permissions(folder.path("message.bin"), Permissions::from_mode(0o000)).unwrap();
    // A superuser may read it all the same.
    if std::fs::read(folder.path("message.bin")).is_err() {
        folder.run(VERIFY.into_iter().chain(["message.bin"])).failed("error: message.bin: cannot be read");
    }
}

#[cfg(unix)]
#[test]
fn named_pipes_are_read_as_files() {
    let folder = Folder::with_example();
    let inputs = [("key.pipe", "public-key.json"), ("sig.pipe", "sign.json"), ("message.pipe", "message.bin")];
    for (pipe, _) in inputs {
        assert!(std::process::Command::new("mkfifo").arg(folder.path(pipe)).status().unwrap().success());
    }
    std::thread::scope(|scope| {
        for (pipe, content) in inputs {
            let folder = &folder;
            scope.spawn(move || std::fs::write(folder.path(pipe), folder.read(content)).unwrap());
        }
        assert!(folder.run(["verify", "--key", "key.pipe", "--signature", "sig.pipe", "message.pipe"]).verdict());
    });
}

#[test]
fn an_error_about_one_file_for_two_outputs_names_it() {
    let folder = Folder::with_example();
    let agree = "agree --key agreement-key.json --ephemeral-public-out";
    for command in [format!("{agree} - --out -"), format!("{agree} -")] {
        folder.run(command.split(' ')).failed("error: two outputs are one file, standard output\n");
    }
    folder.run(format!("{agree} out --out out").split(' ')).failed("error: two outputs are one file, out\n");
    let twice = folder.run(format!("{agree} out --out ./out").split(' '));
    twice.failed("error: ./out and out are one file, and one of them is written\n");
    assert!(!folder.names().iter().any(|name| name == "out"));
}

#[test]
fn digest_needs_no_algorithm_of_a_key_that_has_only_one() {
    let folder = Folder::with_example();
    let digest = ["digest", "--key", "public-key.json", "message.bin"];
    let named = folder.run(digest.iter().chain(&["--algorithm", "ECDSA_SHA_256"])).done();
    assert_eq!(folder.run(digest).done(), named);
    let several = crate::folder::key_file("RSA_2048-sign-1");
    let run = folder.run(["digest", "--key", &several, "message.bin"]);
    run.failed("RSASSA_PKCS1_V1_5_SHA_256, ");
    assert!(run.stderr.contains("  try: specify the algorithm that both sides agreed on"), "{run:?}");
}

#[test]
fn a_command_or_option_with_a_typing_error_is_guessed() {
    let folder = Folder::with_example();
    for (arguments, meant) in [
        (&["verfy"][..], "verify"),
        (&["inspct", "public-key.json"], "inspect"),
        (&["verify", "--algoritm", "x"], "--algorithm"),
        (&["convert", "--key", "public-key.json", "--to", "pme"], "pem"),
        (&["inspect", "public-key.json", "--key-usage", "SIGN_VERIFY", "--key-spec", "ecc_nist_p256"], "ECC_NIST_P256"),
    ] {
        folder.run(arguments).failed(meant);
    }
}

#[test]
fn completions_and_manual_pages_are_printed_on_request() {
    let folder = Folder::new();
    for (shell, first) in
        [("bash", "_kms__offline() {"), ("zsh", "#compdef kms-offline"), ("fish", "# "), ("elvish", "")]
    {
        let script = String::from_utf8(folder.run(["completions", shell]).done()).unwrap();
        assert!(script.starts_with(first) && script.contains("fingerprint"), "{shell}: {script}");
    }
    folder.run(["completions", "tcsh"]).failed("tcsh");
    let page = |arguments: &[&str]| String::from_utf8(folder.run(["man"].iter().chain(arguments)).done()).unwrap();
    assert!(page(&[]).contains("\n.TH kms-offline 1 "));
    let verify = page(&["verify"]);
    assert!(verify.contains("\n.TH kms-offline-verify 1 ") && verify.contains("\\-\\-signature"), "{verify}");
    let (options, about_the_key) = verify.split_once("\n.SH \"OPTIONS ABOUT THE KEY\"\n").unwrap();
    assert!(options.contains("\\fB\\-\\-explain") && !about_the_key.contains("\\fB\\-\\-explain"), "{verify}");
    // The synopsis has the options with their values, as `--help` has them.
    for (arguments, synopsis) in [
        (&[][..], "kms\\-offline <COMMAND>"),
        (
            &["verify"],
            "kms\\-offline verify [OPTIONS] \\-\\-signature <SIG> <\\-\\-key <KEY>|\\-\\-keys <KEYS>> [MESSAGE]",
        ),
        (&["encrypt"], "kms\\-offline encrypt [OPTIONS] \\-\\-key <KEY> \\-\\-algorithm <ALG> [PLAINTEXT]"),
    ] {
        let page = page(arguments);
        assert!(page.contains(&format!("\n.SH SYNOPSIS\n{synopsis}\n")), "{page}");
    }
    folder.run(["man", "sign"]).failed("there is no command of this name");
}

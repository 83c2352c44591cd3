//! KEY in every form, and what pins and narrows it.

use kms_offline::PublicKey;
use serde_json::Value;

use crate::folder::Folder;

const SPEC_AND_USAGE: [&str; 4] = ["--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN_VERIFY"];

/// The example's key, and another one of the same spec and usage.
fn example_key(folder: &Folder) -> PublicKey {
    PublicKey::from_json(folder.read("public-key.json")).unwrap()
}

/// The base64 of the example's key in lines of `width`.
fn lines(base64: &str, width: usize, line_end: &str) -> String {
    let chunks = base64.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap());
    chunks.flat_map(|line| [line, line_end]).collect()
}

/// Forms of one key: their names and bytes.
fn forms(key: &PublicKey) -> Vec<(&'static str, Vec<u8>)> {
    let response: Value = serde_json::from_str(&key.to_json()).unwrap();
    let base64 = response["PublicKey"].as_str().unwrap();
    let pem = |body: String| format!("-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n");
    let usual = pem(lines(base64, 64, "\n"));
    vec![
        ("DER", key.as_der().to_vec()),
        ("base64 on one line", base64.into()),
        ("base64 and a line feed", format!("{base64}\n").into()),
        ("base64 in lines of 76 that end in CRLF", lines(base64, 76, "\r\n").into()),
        ("base64 with white space anywhere", format!(" \t\n{}", lines(base64, 5, " \n\t")).into()),
        ("PEM as OpenSSL writes it", usual.clone().into()),
        ("PEM in lines of 76", pem(lines(base64, 76, "\n")).into()),
        ("PEM in lines of 3", pem(lines(base64, 3, "\n")).into()),
        ("PEM on one line", pem(format!("{base64}\n")).into()),
        ("PEM with CRLF", usual.replace('\n', "\r\n").into()),
        ("PEM without a last line end", usual.trim_end().into()),
        ("PEM with text before it", format!("subject: release key\n\n{usual}").into()),
        ("PEM with white space after it and its lines", format!("{} \n\n \t", usual.replace('\n', " \n")).into()),
    ]
}

#[test]
fn every_form_is_the_same_key_from_a_file_and_from_standard_input() {
    let folder = Folder::with_example();
    let key = example_key(&folder);
    let expected: Value = serde_json::from_slice(&folder.run(["inspect", "--json", "public-key.json"]).done()).unwrap();
    for (form, bytes) in forms(&key) {
        folder.write("key", &bytes);
        let arguments = |file| ["inspect", "--json", file].into_iter().chain(SPEC_AND_USAGE);
        for run in [folder.run(arguments("key")), folder.run_with_input(arguments("-"), &bytes)] {
            assert_eq!(run.status, Some(0), "{form}: {run:?}");
            let shown: Value = serde_json::from_slice(&run.stdout).unwrap();
            for member in ["PublicKey", "KeySpec", "KeyUsage", "SigningAlgorithms", "Fingerprint"] {
                assert_eq!(shown[member], expected[member], "{form}");
            }
            assert_eq!(shown.get("KeyId"), None, "{form}: it has no KeyId");
        }
        assert_eq!(folder.run(["inspect", "key"]).status, Some(2), "{form}: spec and usage are needed");
    }
}

#[test]
fn every_form_verifies() {
    let folder = Folder::with_example();
    for (form, bytes) in forms(&example_key(&folder)) {
        folder.write("key", bytes);
        let arguments = ["verify", "--key", "key", "--signature", "sign.json"];
        let run = |message| folder.run(arguments.into_iter().chain(SPEC_AND_USAGE).chain(["--", message]));
        assert!(run("message.bin").verdict(), "{form}");
        assert!(!run("changed-message.bin").verdict(), "{form}");
    }
}

#[test]
fn json_with_a_byte_order_mark_or_white_space_is_a_response() {
    let folder = Folder::with_example();
    let response = String::from_utf8(folder.read("public-key.json")).unwrap();
    let expected = folder.run(["inspect", "public-key.json"]).done();
    for before in ["\u{feff}", "\n\t ", "\u{feff} \r\n"] {
        folder.write("key", format!("{before}{response}\r\n"));
        assert_eq!(folder.run(["inspect", "key"]).done(), expected, "{before:?}");
        let with_spec = folder.run(["inspect", "key"].into_iter().chain(SPEC_AND_USAGE));
        with_spec.failed("try: pass it without --key-spec and --key-usage, because it contains them");
    }
}

#[test]
fn pem_that_is_not_one_clean_block_is_refused() {
    let folder = Folder::with_example();
    let pem = String::from_utf8(folder.run(["convert", "--key", "public-key.json", "--to", "pem"]).done()).unwrap();
    let damaged = [
        ("two blocks", format!("{pem}{pem}")),
        ("text behind", format!("{pem}and more\n")),
        ("another label at the end", pem.replace("END PUBLIC KEY", "END RSA PUBLIC KEY")),
        ("no end", pem.replace("-----END PUBLIC KEY-----", "")),
        ("a header", pem.replacen('\n', "\nProc-Type: 4\n\n", 1)),
        ("no base64", pem.replace('M', "*")),
        ("another label", pem.replace("PUBLIC KEY", "CERTIFICATE")),
    ];
    for (what, bytes) in damaged {
        folder.write("key.pem", bytes);
        let run = folder.run(["inspect", "key.pem"].into_iter().chain(SPEC_AND_USAGE));
        run.failed("error: key.pem: ");
        assert!(run.stderr.contains("\n  try: "), "{what}: {run:?}");
    }
}

#[test]
fn spec_and_usage_go_together_and_must_fit_the_key() {
    let folder = Folder::with_example();
    folder.write("key.der", example_key(&folder).as_der());
    let inspect = |spec_and_usage: &[&str]| folder.run(["inspect", "key.der"].iter().chain(spec_and_usage));
    inspect(&["--key-spec", "ECC_NIST_P256"]).failed("--key-usage");
    inspect(&["--key-usage", "SIGN_VERIFY"]).failed("--key-spec");
    inspect(&["--key-spec", "ECC_NIST_P384", "--key-usage", "SIGN_VERIFY"]).failed("ECC_NIST_P384");
    inspect(&["--key-spec", "SM2", "--key-usage", "SIGN_VERIFY"]).failed("SM2");
    inspect(&["--key-spec", "ECC_NIST_P256", "--key-usage", "ENCRYPT_DECRYPT"]).failed("ENCRYPT_DECRYPT");
    inspect(&["--key-spec", "ecc_nist_p256", "--key-usage", "SIGN_VERIFY"]).failed("ecc_nist_p256");
    inspect(&["--key-spec", "ECC_NIST_P256", "--key-usage", "SIGN"]).failed("SIGN");
    inspect(&["--key-spec", "ECC_NIST_P256", "--key-usage", "KEY_AGREEMENT"]).done();
}

/// Each command as it succeeds with the example's files.
const COMMANDS: [&[&str]; 7] = [
    &["inspect", "public-key.json"],
    &["verify", "--key", "public-key.json", "--signature", "sign.json", "message.bin"],
    &["digest", "--key", "public-key.json", "--algorithm", "ECDSA_SHA_256", "message.bin"],
    &["encrypt", "--key", "encryption-key.json", "--algorithm", "RSAES_OAEP_SHA_256", "--out", "out", "message.bin"],
    &["agree", "--key", "agreement-key.json", "--private-key", "peer-private-key.pem", "--out", "out"],
    &["encapsulate", "--key", "encapsulation-key.json", "--ciphertext-out", "out", "--secret-out", "out2"],
    &["convert", "--key", "public-key.json", "--to", "jwk"],
];

#[test]
fn pins_hold_for_every_command() {
    let folder = Folder::with_example();
    let files = folder.names();
    for command in COMMANDS {
        let key_file = *command.iter().find(|argument| argument.ends_with("key.json")).unwrap();
        let key = PublicKey::from_json(folder.read(key_file)).unwrap();
        let run = |pin: &[&str]| folder.run(command.iter().chain(pin));
        let fingerprint = key.fingerprint().to_string();
        let (arn, id) = (key.key_id().unwrap().to_string(), key.key_id().unwrap().to_string());
        let id = id.rsplit('/').next().unwrap();

        run(&["--fingerprint", &"0".repeat(64)]).failed("fingerprint");
        run(&["--fingerprint", &fingerprint[1..]]).failed("--fingerprint");
        run(&["--fingerprint", ""]).failed("--fingerprint");
        run(&["--key-id", ""]).failed("--key-id is empty, so it pins no key");
        run(&["--key-id", &arn.replace("111122223333", "444455556666")]).failed(&arn);
        run(&["--key-id", "01234567-89ab-cdef-0123-456789abcdef"]).failed(&arn);
        run(&["--allow", "ECDSA_SHA_512"]).failed("ECDSA_SHA_512");
        run(&["--allow", ""]).failed("");
        assert_eq!(folder.names(), files, "{command:?} left something behind");

        let algorithms = key.algorithm_names().join(",");
        for key_id in [arn.as_str(), id] {
            run(&["--fingerprint", &fingerprint, "--key-id", key_id, "--allow", &algorithms]).done();
        }
        // An alias, or an id with a digit too few, does not identify a key, and pins nothing; the program warns.
        for key_id in ["alias/release", &id[1..]] {
            let unpinned = run(&["--key-id", key_id]);
            assert_eq!(unpinned.status, Some(0), "{unpinned:?}");
            assert_eq!(unpinned.stderr, "note: --key-id does not tell which key this is: pin it with --fingerprint\n");
        }
        run(&["--fingerprint", &fingerprint.to_uppercase()]).done();
        for out in ["out", "out2"] {
            let _not_every_command_writes_it = std::fs::remove_file(folder.path(out));
        }
    }
}

#[test]
fn a_key_of_another_usage_is_refused_by_every_command_that_needs_one() {
    let folder = Folder::with_example();
    let keys = ["public-key.json", "encryption-key.json", "agreement-key.json", "encapsulation-key.json"];
    let files = folder.names();
    for command in &COMMANDS[1..6] {
        let own = *command.iter().find(|argument| argument.ends_with("key.json")).unwrap();
        for other in keys.into_iter().filter(|key| *key != own) {
            let arguments = command.iter().map(|argument| if *argument == own { other } else { argument });
            folder.run(arguments).failed(&format!("error: {other}: "));
        }
    }
    assert_eq!(folder.names(), files);
}

#[test]
fn allow_narrows_and_never_widens() {
    let folder = Folder::with_example();
    let key = crate::folder::key_file("RSA_2048-sign-1");
    let listed = |allow: &[&str]| {
        let run = folder.run(["inspect", "--json", &key].iter().chain(allow));
        let shown: Value = serde_json::from_slice(&run.done()).unwrap();
        shown["SigningAlgorithms"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let all: Vec<String> = listed(&[]);
    assert_eq!(all.len(), 6);
    let two = ["RSASSA_PSS_SHA_256", "RSASSA_PKCS1_V1_5_SHA_256"];
    let mut narrowed: Vec<String> = listed(&["--allow", &two.join(",")]);
    narrowed.sort();
    assert_eq!(narrowed, ["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PSS_SHA_256"]);
    assert_eq!(listed(&["--allow", two[0], "--allow", two[1]]).len(), 2);
    for refused in ["ECDSA_SHA_256", "RSASSA_PSS_SHA_256,ECDSA_SHA_256", "rsassa_pss_sha_256", "RSASSA_PSS_SHA_256,"] {
        assert_eq!(folder.run(["inspect", &key, "--allow", refused]).status, Some(2), "{refused}");
    }
}

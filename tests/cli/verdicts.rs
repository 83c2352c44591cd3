//! Verdicts and digests of the corpus, through the program.

use std::collections::BTreeSet;

use base64ct::{Base64, Encoding as _};
use kms_offline_vectors::{Case, CorpusKey, expectations};
use serde_json::{Value, json};

use crate::folder::{Folder, Run, key_file};

/// The argument of --message-type for a MessageType of KMS.
fn message_type(case: &Case) -> String {
    case.text("MessageType").to_ascii_lowercase().replace('_', "-")
}

/// Where the corpus leaves the decision open and we take the response.
const TAKEN: [&str; 2] = ["no KeyId", "line breaks in base64"];

#[test]
fn sign_responses_come_to_the_status_that_the_corpus_says() {
    let cases = kms_offline_vectors::sign_responses();
    let expected = [("valid", 25), ("invalid", 7), ("misuse", 15), ("reject", 27), ("not-valid", 21), ("either", 6)];
    assert_eq!(expectations(cases), expected.into());
    let folder = Folder::new();
    for case in cases {
        folder.write("message", case.bytes("Message"));
        folder.write("signature", case.document());
        let key = match case.text_if_any("response") {
            Some(response) => {
                folder.write("key", response);
                "key".to_owned()
            }
            None => key_file(case.text("key")),
        };
        let message_type = message_type(case);
        let run = folder.run([
            "verify",
            "--key",
            &key,
            "--signature",
            "signature",
            "--message-type",
            &message_type,
            "message",
        ]);
        let holds = match case.text("expect") {
            "valid" => run.status == Some(0) && run.text() == "valid\n",
            "invalid" => run.status == Some(1) && run.text() == "invalid\n",
            "misuse" | "reject" => run.status == Some(2) && run.text().is_empty(),
            "not-valid" => matches!((run.status, run.text()), (Some(1), "invalid\n") | (Some(2), "")),
            "either" => TAKEN.contains(&case.text("kind")) && run.status == Some(0),
            other => panic!("{case} expects {other}"),
        };
        assert!(holds, "{case}: {run:?}");
    }
}

/// A signature as a file may hold it.
fn forms(case: &Case, key_id: &str) -> [(&'static str, Vec<u8>); 3] {
    let text = case.text("Signature");
    let response = json!({"KeyId": key_id, "Signature": text, "SigningAlgorithm": case.text("SigningAlgorithm")});
    let (first, second) = text.split_at(text.len() / 2);
    [
        ("raw", case.bytes("Signature")),
        ("base64", format!(" {first}\r\n\t{second}\n").into_bytes()),
        ("JSON", response.to_string().into_bytes()),
    ]
}

/// The status for a case; none where both standards' readings are allowed.
fn status(case: &Case) -> i32 {
    match case.text("expect") {
        "valid" => 0,
        // What is `either` in signatures is Ed25519 with torsion, which we reject.
        "invalid" | "either" => 1,
        "misuse" => 2,
        other => panic!("{case} expects {other}"),
    }
}

/// Runs the first case of each kind of a key, with its signature in each form; gives how many kinds there were.
fn run_one_of_each_kind(name: &str) -> usize {
    let folder = Folder::new();
    let mut kinds = BTreeSet::new();
    let named = CorpusKey::named(name);
    for case in named.signatures() {
        if !kinds.insert((case.text("kind").to_owned(), case.text("expect").to_owned())) {
            continue;
        }
        let response = named.response_for(case);
        folder.write("key", response);
        let key: Value = serde_json::from_str(response).unwrap();
        folder.write("message", case.bytes("Message"));
        for (form, signature) in forms(case, key["KeyId"].as_str().unwrap()) {
            folder.write("signature", signature);
            let run = verify(&folder, case, "key");
            let expected = match (form, case.text("kind")) {
                // A response without a signature is malformed.
                ("JSON", _) if case.text("Signature").is_empty() => 2,
                // The text of a genuine signature, which as a file is the signature in base64.
                ("raw", "sig-in-base64") => 0,
                _ => status(case),
            };
            assert_eq!(run.status, Some(expected), "{case}, {form}: {run:?}");
            assert_eq!(run.text(), ["valid\n", "invalid\n", ""][expected as usize], "{case}, {form}");
        }
    }
    kinds.len()
}

fn verify(folder: &Folder, case: &Case, key: &str) -> Run {
    let message_type = message_type(case);
    let mut arguments = vec!["verify", "--key", key, "--signature", "signature", "--message-type", &message_type];
    arguments.extend(["--algorithm", case.text("SigningAlgorithm")]);
    if case.has("DistinguishingId") {
        arguments.extend(["--distinguishing-id", case.text("DistinguishingId")]);
    }
    arguments.push("message");
    folder.run(arguments)
}

#[test]
fn one_case_of_each_kind_comes_to_its_status_in_every_form_of_signature() {
    let kinds = [
        ("RSA_2048-sign-1", 50),
        ("ECC_NIST_P256-sign-1", 47),
        ("ECC_NIST_P384-sign-1", 47),
        ("ECC_NIST_P521-sign-1", 47),
        ("ECC_SECG_P256K1-sign-1", 47),
        ("SM2-sign-1", 56),
        ("ECC_NIST_EDWARDS25519-sign-1", 33),
        ("ML_DSA_44-sign-1", 34),
        ("ML_DSA_65-sign-2", 16),
        ("ML_DSA_87-sign-2", 17),
    ];
    for (name, count) in kinds {
        assert_eq!(run_one_of_each_kind(name), count, "{name}");
    }
}

#[test]
fn digest_prints_the_digest_that_kms_received() {
    let folder = Folder::new();
    let mut count = 0;
    for key in CorpusKey::of_usage("SIGN_VERIFY") {
        let path = key_file(key.name());
        for case in key.signatures().iter().filter(|case| case.has("message_of_digest")) {
            let mut arguments = vec!["digest", "--key", &path, "--algorithm", case.text("SigningAlgorithm")];
            if case.has("DistinguishingId") {
                arguments.extend(["--distinguishing-id", case.text("DistinguishingId")]);
            }
            let message = case.bytes("message_of_digest");
            let text = folder.run_with_input(&arguments, &message).done();
            assert_eq!(text, format!("{}\n", case.text("Message")).into_bytes(), "{case}");
            arguments.push("--raw");
            assert_eq!(folder.run_with_input(&arguments, &message).done(), case.bytes("Message"), "{case}");
            count += 1;
        }
    }
    assert_eq!(count, 59);
}

#[test]
fn sign_outputs_verify_with_their_messages() {
    let folder = Folder::new();
    let mut count = 0;
    for key in CorpusKey::of_usage("SIGN_VERIFY") {
        // One per key: the library's tests have the rest.
        let Some(case) = key.signatures().iter().find(|case| case.has("sign_output")) else { continue };
        folder.write("signature", case.text("sign_output"));
        folder.write("message", case.bytes("Message"));
        let (key, message_type) = (key_file(key.name()), message_type(case));
        let arguments = [
            "verify",
            "--json",
            "--key",
            &key,
            "--signature",
            "signature",
            "--message-type",
            &message_type,
            "--",
            "message",
        ];
        let verdict: Value = serde_json::from_slice(&folder.run(arguments).done()).unwrap();
        assert_eq!(verdict["SignatureValid"], true, "{case}");
        assert_eq!(verdict["SigningAlgorithm"], case.text("SigningAlgorithm"), "{case}");
        assert_eq!(Base64::encode_string(&case.bytes("Signature")), case.text("Signature"), "{case}");
        count += 1;
    }
    assert_eq!(count, 24);
}

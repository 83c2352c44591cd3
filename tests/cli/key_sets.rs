//! `--keys`: folders of responses, JWK Sets and trust files.

use std::fs;

use serde_json::Value;

use crate::{
    folder::{Folder, key_file},
    remedies::{remedy, shell},
};

const OTHER: &str = "ECC_NIST_P256-sign-2";

/// The example, its key as `keys/a.json`, another one as `keys/b.json`, and a key of another curve.
fn with_keys() -> Folder {
    let folder = Folder::with_example();
    fs::create_dir(folder.path("keys")).unwrap();
    fs::copy(folder.path("public-key.json"), folder.path("keys/a.json")).unwrap();
    fs::copy(key_file(OTHER), folder.path("keys/b.json")).unwrap();
    fs::copy(key_file("ECC_NIST_P384-sign-1"), folder.path("keys/p384.json")).unwrap();
    folder
}

fn fingerprint(folder: &Folder, key: &str) -> String {
    let shown: Value = serde_json::from_slice(&folder.run(["inspect", "--json", key]).done()).unwrap();
    shown["Fingerprint"].as_str().unwrap().to_owned()
}

/// The bare signature of the example.
fn write_bare_signature(folder: &Folder) {
    let response: Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    folder.write("signature.b64", response["Signature"].as_str().unwrap());
}

const VERIFY: [&str; 3] = ["verify", "--keys", "keys"];

#[test]
fn a_sign_response_selects_the_key_of_a_folder() {
    let folder = with_keys();
    let sign = ["--signature", "sign.json", "message.bin"];
    let run = folder.run(VERIFY.iter().chain(&sign));
    assert!(run.verdict());
    assert!(run.stderr.starts_with("key: \"a.json\", SHA256:"), "{run:?}");
    assert!(run.stderr.contains(&fingerprint(&folder, "keys/a.json")), "{run:?}");
    let run = folder.run(VERIFY.iter().chain(&["--json"]).chain(&sign));
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert_eq!((&json["Label"], &json["SignatureValid"]), (&Value::from("a.json"), &Value::from(true)));
    assert!(json["KeyId"].is_string() && json["SigningAlgorithm"] == "ECDSA_SHA_256");

    let run = folder.run(VERIFY.iter().chain(&["--signature", "sign.json", "changed-message.bin"]));
    assert!(!run.verdict());
    assert_eq!(run.stderr, "");
    fs::remove_file(folder.path("keys/a.json")).unwrap();
    folder.run(VERIFY.iter().chain(&sign)).failed("no key of the set has the KeyId");
    folder.run(VERIFY.iter().chain(&["--key", "public-key.json"]).chain(&sign)).failed("cannot be used with");
    folder.run(VERIFY.iter().chain(&["--fingerprint", &"0".repeat(64)]).chain(&sign)).failed("cannot be used with");
    folder.run(["verify"].iter().chain(&sign)).failed("--key");
}

#[test]
fn a_bare_signature_is_tried_with_each_key_that_lists_the_algorithm() {
    let folder = with_keys();
    write_bare_signature(&folder);
    let bare = ["--signature", "signature.b64", "--algorithm", "ECDSA_SHA_256"];
    let run = folder.run(VERIFY.iter().chain(&bare).chain(&["message.bin"]));
    assert!(run.verdict() && run.stderr.starts_with("key: \"a.json\""), "{run:?}");
    let run = folder.run_with_input(VERIFY.iter().chain(&bare), folder.read("message.bin"));
    assert!(run.verdict(), "{run:?}");
    let run = folder.run(VERIFY.iter().chain(&bare).chain(&["--json", "changed-message.bin"]));
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((run.status, &json["KeyId"], json.get("Label")), (Some(1), &Value::Null, None), "two keys were tried");
    // As a digest, which the key of the other curve does not accept.
    let digest =
        folder.run(["digest", "--key", "public-key.json", "--algorithm", "ECDSA_SHA_256", "--raw", "message.bin"]);
    folder.write("digest", digest.done());
    let digest = ["--message-type", "digest", "digest"];
    assert!(folder.run(VERIFY.iter().chain(&bare).chain(&digest)).verdict());
    folder
        .run(VERIFY.iter().chain(&bare).chain(&["--message-type", "external-mu", "digest"]))
        .failed("does not accept");
    folder.run(VERIFY.iter().chain(&bare).chain(&["--distinguishing-id", "x", "message.bin"])).failed("does not use");
    // Each key has one algorithm only.
    assert!(folder.run(VERIFY.iter().chain(&["--signature", "signature.b64", "message.bin"])).verdict());
    let allow = ["--allow", "ECDSA_SHA_384", "--signature", "sign.json", "message.bin"];
    folder.run(VERIFY.iter().chain(&allow)).failed("no key of the set has the KeyId");
    folder.run(["verify", "--keys", "-", "--signature", "-", "message.bin"]).failed("two inputs are standard input");
}

#[test]
fn explanations_look_at_each_key_and_at_the_other_ones() {
    let folder = with_keys();
    write_bare_signature(&folder);
    let bare = ["--signature", "signature.b64", "--algorithm", "ECDSA_SHA_256", "--explain"];
    let run = folder.run(VERIFY.iter().chain(&bare).chain(&["longer-message.bin"]));
    assert!(!run.verdict());
    assert!(run.stderr.starts_with("with the key \"a.json\":\nfinding: "), "{run:?}");
    let run = folder.run(VERIFY.iter().chain(&bare).chain(&["longer-message.bin", "--json"]));
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(json["Findings"][0]["Label"], "a.json", "{run:?}");
    let run = folder.run(VERIFY.iter().chain(&bare).chain(&["changed-message.bin"]));
    assert!(run.stderr.starts_with("finding: none"), "{run:?}");
    // The KeyId of one key, and the signature of another one.
    let response: Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    let other: Value = serde_json::from_slice(&folder.read("keys/b.json")).unwrap();
    let exchanged = serde_json::json!({ "KeyId": other["KeyId"], "Signature": response["Signature"] });
    folder.write("exchanged.json", exchanged.to_string());
    let arguments = ["--signature", "exchanged.json", "--explain"];
    let run = folder.run(VERIFY.iter().chain(&arguments).chain(&["message.bin"]));
    assert!(!run.verdict());
    assert!(run.stderr.contains("another key") && run.stderr.contains("a.json"), "{run:?}");
    let run = folder.run(VERIFY.iter().chain(&arguments).chain(&["--json", "message.bin"]));
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((&json["Findings"][0]["Kind"], &json["Label"]), (&Value::from("OtherKey"), &Value::from("b.json")));
}

#[test]
fn with_a_trust_file_a_response_contributes_its_public_key_only() {
    let folder = with_keys();
    let (a, b) = (fingerprint(&folder, "keys/a.json"), fingerprint(&folder, "keys/b.json"));
    let id = |file: &str| -> String {
        let response: Value = serde_json::from_slice(&folder.read(file)).unwrap();
        response["KeyId"].as_str().unwrap().to_owned()
    };
    let (id_a, id_b) = (id("keys/a.json"), id("keys/b.json"));
    folder.write(
        "keys/trusted-keys",
        format!("# keys\nsha256:{a} ECDSA_SHA_256 first use=jws,raw id={id_a}\nSHA256:{b} ECDSA_SHA_256 second use=raw id={id_b}\n"),
    );
    // The KeyIds of the two responses are exchanged, and a file that is not a key lies beside them.
    for (file, other) in [("keys/a.json", &id_b), ("keys/b.json", &id_a)] {
        let mut response: Value = serde_json::from_slice(&folder.read(file)).unwrap();
        response["KeyId"] = other.as_str().into();
        folder.write(file, response.to_string());
    }
    folder.write("keys/README", "not a key");
    let verify = ["verify", "--keys", "keys/trusted-keys", "--signature", "sign.json"];
    let run = folder.run(verify.iter().chain(&["message.bin"]));
    assert!(run.verdict() && run.stderr.starts_with("key: \"first\", SHA256:"), "{run:?}");
    let run = folder.run(["jws", "verify", "--keys", "keys/trusted-keys", "--json", "token.jwt"]);
    let json: Value = serde_json::from_slice(&run.done()).unwrap();
    assert_eq!((&json["Label"], json["KeyId"].as_str()), (&Value::from("first"), Some(id_a.as_str())));
    folder.write("other.txt", format!("sha256:{b} ECDSA_SHA_256 only use=raw"));
    folder.run(["jws", "verify", "--keys", "other.txt", "token.jwt"]).failed("line 1 of the trust file is rejected");

    folder.write("keys/trusted-keys", format!("sha256:{a} ECDSA_SHA_256 first use=raw"));
    folder.run(verify.iter().chain(&["message.bin"])).failed("no key of the set has the KeyId");
    assert_eq!(folder.run(["jws", "verify", "--keys", "keys/trusted-keys", "token.jwt"]).status, Some(1));
    folder.write("keys/trusted-keys", format!("sha256:{a} ECDSA_SHA_256 first"));
    folder.run(verify.iter().chain(&["message.bin"])).failed("because it lacks use=jws");
}

#[test]
fn anything_else_than_keys_is_named() {
    let folder = with_keys();
    let key = folder.run(["convert", "--key", "public-key.json", "--to", "pem"]).done();
    folder.write("key.pem", key);
    for (file, what) in [
        (
            "public-key.json",
            "found a GetPublicKey response, expected a folder of GetPublicKey responses, a JWK Set or a trust file\n  try: pass it with --key, or the folder that it is in",
        ),
        (
            "key.pem",
            "found a public key in PEM, expected a folder of GetPublicKey responses, a JWK Set or a trust file\n  try: pass it with --key, and --key-spec and --key-usage",
        ),
        ("token.jwt", "found a compact JWS"),
        ("sign.json", "found a Sign response"),
        ("missing", "missing: cannot be read"),
    ] {
        folder.run(["verify", "--keys", file, "--signature", "sign.json", "message.bin"]).failed(what);
        folder.run(["jws", "verify", "--keys", file, "token.jwt"]).failed(what);
    }
    // A set in place of KEY.
    folder.write("jwks.json", r#"{"keys":[{"kty":"oct"}]}"#);
    folder
        .run(["inspect", "jwks.json"])
        .failed("found a JSON Web Key Set, expected a GetPublicKey response\n  try: use it with --keys");
    folder.run(["jws", "verify", "--keys", "jwks.json", "token.jwt"]).failed("there is no key that verifies");
    folder.write("discovery.json", r#"{"issuer":"https://a.example","jwks_uri":"https://a.example/jwks.json"}"#);
    folder.run(["jws", "verify", "--keys", "discovery.json", "token.jwt"]).failed(
        "discovery.json: the JSON Web Key Set is rejected because its keys is missing\n  try: pass the JWK Set alone",
    );
    fs::write(folder.path("keys/notes.txt"), "notes").unwrap();
    folder.run(VERIFY.iter().chain(&["--signature", "sign.json", "message.bin"])).failed("keys/notes.txt: ");
    fs::remove_file(folder.path("keys/notes.txt")).unwrap();
    fs::write(folder.path("keys/a \u{e9}.json"), "<html></html>").unwrap();
    folder
        .run(VERIFY.iter().chain(&["--signature", "sign.json", "message.bin"]))
        .failed("a \\u{e9}.json: found a web page");
    fs::create_dir(folder.path("empty")).unwrap();
    let empty = ["verify", "--keys", "empty", "--signature", "sign.json", "message.bin"];
    folder.run(empty).failed("empty: there is no key that verifies");
}

#[test]
fn a_set_in_another_form_is_named_and_the_remedy_arrives() {
    let folder = with_keys();
    if let Some(tool) = ["jq", "iconv", "base64"].iter().find(|tool| !shell(&folder, &format!("command -v {tool}"))) {
        eprintln!("not run: there is no `{tool}` here");
        return;
    }
    let kid = "b0285cb2-0d98-4c4d-babf-1d75d080fd40";
    let jwk = folder.run(["convert", "--key", "public-key.json", "--to", "jwk", "--kid", kid]).done();
    folder.write("jwk.json", jwk);
    fs::copy(folder.path("public-key.json"), folder.path("trusted.json")).unwrap();
    let a = fingerprint(&folder, "public-key.json");
    folder.write("trust", format!("sha256:{a} ECDSA_SHA_256 first use=jws kid={kid}\n"));
    for (name, build) in [
        ("a JSON Web Key", "cp jwk.json x"),
        ("a JSON Web Key in base64", "base64 jwk.json > x"),
        ("a JSON Web Key Set in UTF-16", "jq '{keys: [.]}' jwk.json | iconv -f UTF-8 -t UTF-16 > x"),
        ("a trust file in UTF-16", "iconv -f UTF-8 -t UTF-16 trust > x"),
        ("a trust file in base64", "base64 trust > x"),
    ] {
        assert!(shell(&folder, build), "{build}");
        for option in ["--keys", "--key"] {
            let run = folder.run(["jws", "verify", option, "x", "token.jwt"]);
            run.failed(&format!("error: x: found {name}, expected a"));
            let (command, file) = remedy(&run).strip_prefix("run ").unwrap().split_once(" and ").unwrap();
            assert!(shell(&folder, command), "{run:?}");
            let file = file.strip_prefix(if option == "--key" { "use " } else { "pass " }).unwrap();
            let file = file.strip_suffix(" with --keys").unwrap();
            let again = folder.run(["jws", "verify", "--keys", file, "token.jwt"]);
            assert_eq!(again.status, Some(0), "{build}: {run:?}, then {again:?}");
        }
    }
}

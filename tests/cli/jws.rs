//! `jws verify` and `jws assemble`.

use std::fs;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use serde_json::Value;

use crate::{
    folder::{Folder, key_file},
    remedies::{remedy, shell},
};

const PAYLOAD: &str = r#"{"iss":"https://issuer.example","sub":"42","aud":"api","exp":4102444800}"#;

fn token(folder: &Folder) -> String {
    fs::read_to_string(folder.path("token.jwt")).unwrap().trim_end().to_owned()
}

#[test]
fn a_valid_token_prints_its_payload_and_nothing_else() {
    let folder = Folder::with_example();
    let verify = ["jws", "verify", "--key", "public-key.json"];
    for line_end in ["", "\n", "\r\n"] {
        folder.write("token", format!("{}{line_end}", token(&folder)));
        assert_eq!(folder.run(verify.iter().chain(&["token"])).done(), PAYLOAD.as_bytes());
    }
    let out = folder.run(verify.iter().chain(&["--out", "payload", "token"])).done();
    assert_eq!((out.len(), fs::read_to_string(folder.path("payload")).unwrap().as_str()), (0, PAYLOAD));
}

#[test]
fn json_has_the_header_and_the_payload_of_a_valid_token_only() {
    let folder = Folder::with_example();
    let verify = ["jws", "verify", "--json", "--key", "public-key.json", "token.jwt"];
    let printed: Value = serde_json::from_slice(&folder.run(verify).done()).unwrap();
    assert_eq!(printed["SignatureValid"], true);
    assert_eq!(printed["SigningAlgorithm"], "ECDSA_SHA_256");
    assert_eq!(printed["Header"], r#"{"alg":"ES256","typ":"JWT","kid":"b0285cb2-0d98-4c4d-babf-1d75d080fd40"}"#);
    assert_eq!(printed["Payload"], Base64::encode_string(PAYLOAD.as_bytes()));
    let changed = token(&folder).replacen("eyJpc3Mi", "eyJpc3Nz", 1);
    folder.write("token.jwt", changed);
    let run = folder.run(verify);
    let printed: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((run.status, &printed["SignatureValid"]), (Some(1), &Value::Bool(false)));
    assert_eq!((printed.get("Payload"), printed.get("Header")), (None, None));
}

#[test]
fn an_invalid_token_prints_nothing_on_standard_output() {
    let folder = Folder::with_example();
    let (signing_input, signature) =
        token(&folder).rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let none = Base64UrlUnpadded::encode_string(br#"{"alg":"none"}"#);
    let payload = signing_input.split_once('.').unwrap().1;
    for token in [
        format!("{signing_input}."),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        format!("{signing_input}.{}", &signature[..84]),
    ] {
        folder.write("token", token);
        let run = folder.run(["jws", "verify", "--key", "public-key.json", "--out", "payload", "token"]);
        assert_eq!((run.status, run.text(), run.stderr.as_str()), (Some(1), "", "invalid\n"));
        assert!(!folder.path("payload").exists());
    }
}

#[test]
fn input_that_is_not_a_jws_fails() {
    let folder = Folder::with_example();
    let token = token(&folder);
    for (text, what) in [
        (format!("Bearer {token}"), "found a compact JWS with Bearer in front"),
        (format!("{token}\n\n"), "found a compact JWS with white space"),
        (format!("{token}.a.b"), "found a JWE"),
        (format!("{token}="), "its signature contains \"=\""),
        ("{}".to_owned(), "found a JSON object"),
        (String::new(), "found nothing"),
    ] {
        folder.write("token", text);
        folder.run(["jws", "verify", "--key", "public-key.json", "token"]).failed(what);
    }
    let rsa = key_file("RSA_2048-sign-1");
    folder.run(["jws", "verify", "--key", &rsa, "token.jwt"]).failed("the algorithm is not specified");
    let sm2 = key_file("SM2-sign-1");
    folder.run(["jws", "verify", "--key", &sm2, "token.jwt"]).failed("JOSE has no name for SM2DSA");
    let other = key_file("ECC_NIST_P256-sign-2");
    assert_eq!(folder.run(["jws", "verify", "--key", &other, "token.jwt"]).status, Some(1));
}

#[test]
fn detached_payloads_get_a_verdict() {
    let folder = Folder::with_example();
    let token = token(&folder);
    let [header, _, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    folder.write("detached", format!("{header}..{signature}\n"));
    folder.write("payload", PAYLOAD);
    let verify = ["jws", "verify", "--key", "public-key.json", "--detached"];
    assert!(folder.run(verify.iter().chain(&["payload", "detached"])).verdict());
    folder.write("payload", format!("{PAYLOAD}\n"));
    assert!(!folder.run(verify.iter().chain(&["payload", "detached"])).verdict());
    folder.run(verify.iter().chain(&["payload", "token.jwt"])).failed("it has a payload of its own");
    folder.run(verify.iter().chain(&["payload", "--out", "out", "detached"])).failed("cannot be used with");
    folder.run(verify.iter().chain(&["-", "-"])).failed("two inputs are standard input");
}

#[test]
fn assemble_prints_the_token_of_a_genuine_signature() {
    let folder = Folder::with_example();
    let assemble = ["jws", "assemble", "--key", "public-key.json", "--signature"];
    let expected = format!("{}\n", token(&folder));
    let printed = folder.run(assemble.iter().chain(&["sign-token.json", "signing-input.txt"])).done();
    assert_eq!(printed, expected.as_bytes());
    // The signature of another message.
    let run = folder.run(assemble.iter().chain(&["sign.json", "--out", "out", "signing-input.txt"]));
    assert_eq!((run.status, run.text(), run.stderr.as_str()), (Some(1), "", "invalid\n"));
    assert!(!folder.path("out").exists());
    let run = folder.run(assemble.iter().chain(&["sign-token.json", "token.jwt"]));
    run.failed("token.jwt: found a compact JWS, expected a JWS signing input");
    assert_eq!(
        remedy(&run),
        "run cut -d . -f 1,2 < token.jwt > converted.jwt and pass converted.jwt",
        "the token that is wanted may be there already"
    );
    assert!(shell(&folder, "cut -d . -f 1,2 < token.jwt > converted.jwt"));
    assert_eq!(folder.run(assemble.iter().chain(&["sign-token.json", "converted.jwt"])).done(), expected.as_bytes());
    folder
        .run(["jws", "assemble", "--key", "public-key.json", "--signature", "signing-input.txt", "sign-token.json"])
        .failed(
            "sign-token.json: found a Sign response, expected a JWS signing input\n  try: pass it as the signature",
        );
}

#[test]
fn a_kid_belongs_to_a_jwk() {
    let folder = Folder::with_example();
    let convert = ["convert", "--key", "public-key.json", "--kid", "a\"b", "--to"];
    let jwk: Value = serde_json::from_slice(&folder.run(convert.iter().chain(&["jwk"])).done()).unwrap();
    assert_eq!((&jwk["kid"], &jwk["use"]), (&Value::from("a\"b"), &Value::from("sig")));
    folder.run(convert.iter().chain(&["pem"])).failed("--kid belongs to --to jwk");
}

#[test]
fn help_of_the_two_words_is_help() {
    let folder = Folder::new();
    for arguments in
        [&["jws", "verify", "--help"][..], &["jws", "help", "verify"], &["help", "jws", "assemble"], &["jws", "--help"]]
    {
        let run = folder.run(arguments);
        assert!(run.status == Some(0) && run.text().contains("Usage: kms-offline jws"), "{run:?}");
    }
    folder
        .run(["jws", "verify", "--key", "public-key.json", "--help"])
        .failed("help was asked for among other arguments");
}

#[test]
fn a_kid_selects_the_key_in_a_folder_or_a_jwk_set() {
    let folder = Folder::with_example();
    let arn = "arn:aws:kms:us-west-2:111122223333:key/b0285cb2-0d98-4c4d-babf-1d75d080fd40";
    fs::create_dir(folder.path("keys")).unwrap();
    fs::copy(folder.path("public-key.json"), folder.path("keys/tokens.json")).unwrap();
    fs::copy(key_file("ECC_NIST_P256-sign-2"), folder.path("keys/other.json")).unwrap();
    let run = folder.run(["jws", "verify", "--keys", "keys", "token.jwt"]);
    assert_eq!((run.status, run.text()), (Some(0), PAYLOAD), "{run:?}");
    assert!(run.stderr.starts_with("key: \"tokens.json\", SHA256:"), "{run:?}");
    let json: Value =
        serde_json::from_slice(&folder.run(["jws", "verify", "--json", "--keys", "keys", "token.jwt"]).done()).unwrap();
    assert_eq!((&json["Label"], &json["KeyId"]), (&Value::from("tokens.json"), &Value::from(arn)));

    let kid = "b0285cb2-0d98-4c4d-babf-1d75d080fd40";
    let jwk = folder.run(["convert", "--key", "public-key.json", "--to", "jwk", "--kid", kid]).done();
    folder
        .write("jwks.json", format!(r#"{{"keys":[{{"kty":"oct"}},{}]}}"#, String::from_utf8(jwk).unwrap().trim_end()));
    let run = folder.run(["jws", "verify", "--keys", "jwks.json", "token.jwt"]);
    assert_eq!((run.status, run.text()), (Some(0), PAYLOAD), "{run:?}");
    assert!(run.stderr.contains("note: jwks.json: key 0 is left out: "), "{run:?}");
    folder.write("marked.json", [b"\xef\xbb\xbf", &*folder.read("jwks.json")].concat());
    let run = folder.run(["jws", "verify", "--keys", "marked.json", "token.jwt"]);
    assert_eq!((run.status, run.text()), (Some(0), PAYLOAD), "{run:?}");

    // The kid selects another key, or none.
    fs::remove_file(folder.path("keys/tokens.json")).unwrap();
    let run = folder.run(["jws", "verify", "--json", "--keys", "keys", "token.jwt"]);
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((run.status, &json["KeyId"], json.get("Label")), (Some(1), &Value::Null, None));
    folder.write("keys/notes.txt", "not a key");
    folder.run(["jws", "verify", "--keys", "keys", "token.jwt"]).failed("notes.txt: ");
}

#[test]
fn an_algorithm_or_allow_narrows_every_key_of_a_set() {
    let folder = Folder::with_example();
    fs::create_dir(folder.path("keys")).unwrap();
    fs::copy(folder.path("public-key.json"), folder.path("keys/tokens.json")).unwrap();
    fs::copy(key_file("RSA_2048-sign-1"), folder.path("keys/rsa.json")).unwrap();
    let verify = ["jws", "verify", "--keys", "keys", "token.jwt"];
    folder.run(verify).failed("in the set, \"rsa.json\": the algorithm is not specified");
    let allow = ["--allow", "ECDSA_SHA_256,RSASSA_PSS_SHA_256"];
    assert_eq!(folder.run(verify.iter().chain(&allow)).status, Some(0));
    let signature = ["verify", "--keys", "keys", "--signature", "signature.b64", "message.bin"];
    let response: Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    folder.write("signature.b64", response["Signature"].as_str().unwrap());
    folder.run(signature).failed("in the set, \"rsa.json\": the algorithm is not specified");
    assert!(folder.run(signature.iter().chain(&allow)).verdict());
    for option in ["--algorithm", "--allow"] {
        assert_eq!(folder.run(verify.iter().chain(&[option, "ECDSA_SHA_256"])).status, Some(0));
        assert_eq!(folder.run(verify.iter().chain(&[option, "RSASSA_PSS_SHA_256"])).status, Some(1));
        folder.run(verify.iter().chain(&[option, "ECDSA_SHA_512"])).failed("no key of the set lists ECDSA_SHA_512");
        folder.run(verify.iter().chain(&[option, "ES256"])).failed("is not a KMS SigningAlgorithm");
    }
    folder.run(verify.iter().chain(&["--key", "public-key.json"])).failed("cannot be used with");
    folder.run(verify.iter().chain(&["--key-id", "x"])).failed("cannot be used with");
    folder.run(["jws", "verify", "token.jwt"]).failed("--key");
}

/// Input in place of TOKEN: its name in the error, and how it is made as `x`.
const TOKENS: &[(&str, &str)] = &[
    ("with Bearer in front", "(printf 'Bearer '; cat token.jwt) > x"),
    ("with Bearer in front", "(printf 'Authorization: bearer '; cat token.jwt) > x"),
    ("with white space", "fold -w 64 token.jwt > x"),
    ("with white space", "(cat token.jwt; echo) > x"),
    ("with white space", "(printf ' '; cat token.jwt) > x"),
    ("in quotes", "printf '\"%s\"' \"$(cat token.jwt)\" > x"),
    ("in quotes", "printf \"'%s'\" \"$(cat token.jwt)\" > x"),
    ("with Bearer in front, in quotes", "printf '\"Bearer %s\"\\n' \"$(cat token.jwt)\" > x"),
    ("in UTF-16", "iconv -f UTF-8 -t UTF-16 token.jwt > x"),
    ("in base64", "base64 token.jwt > x"),
    ("in hexadecimal", "xxd -p token.jwt > x"),
    ("JSON", "jq -R '. / \".\" | {protected: .[0], payload: .[1], signature: .[2]}' token.jwt > x"),
    ("JSON", "jq -R '. / \".\" | {payload: .[1], signatures: [{protected: .[0], signature: .[2]}]}' token.jwt > x"),
];

#[test]
fn a_token_in_another_form_is_named_and_the_remedy_arrives() {
    let folder = Folder::with_example();
    let tools = ["jq", "iconv", "base64", "xxd", "fold", "sed"];
    if let Some(tool) = tools.iter().find(|tool| !shell(&folder, &format!("command -v {tool}"))) {
        eprintln!("not run: there is no `{tool}` here");
        return;
    }
    for (name, build) in TOKENS {
        assert!(shell(&folder, build), "{build}");
        let verify = |token: &str| folder.run(["jws", "verify", "--key", "public-key.json", "--explain", token]);
        let run = verify("x");
        run.failed("error: x: found a ");
        assert!(run.stderr.contains(name) && run.stderr.contains("JWS"), "{build}: {run:?}");
        let (command, file) = remedy(&run).strip_prefix("run ").unwrap().split_once(" and pass ").unwrap();
        assert!(shell(&folder, command), "{run:?}");
        assert_eq!(verify(file).done(), PAYLOAD.as_bytes(), "{build}: {run:?}");
    }
}

#[test]
fn a_token_in_place_of_its_file_is_named() {
    let folder = Folder::with_example();
    let token = token(&folder);
    let (signing_input, _) = token.rsplit_once('.').unwrap();
    let jwe = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d".to_owned() + &"e".repeat(300);
    for arguments in [
        &["jws", "verify", "--key", "public-key.json", &token][..],
        &["jws", "verify", "--key", "public-key.json", &format!("Bearer {token}")],
        &["jws", "verify", "--key", "public-key.json", "--detached", "payload", &token],
        &["jws", "assemble", "--key", "public-key.json", "--signature", "sign-token.json", signing_input],
        &["jwe", "inspect", &jwe],
        &["jwe", "decrypt", "--cek", "-", &jwe],
    ] {
        let run = folder.run(arguments);
        run.failed("there is no such file, and it looks like a token");
        assert_eq!(remedy(&run), "write it to a file, and pass the file's name");
    }
    folder.run(["jws", "verify", "--key", "public-key.json", "eyJ.jwt"]).failed("eyJ.jwt: cannot be read");
}

#[test]
fn kids_that_look_like_places_are_labels_too() {
    let folder = Folder::with_example();
    let jwk = |kid: &str| {
        let arguments = ["convert", "--key", "public-key.json", "--to", "jwk", "--kid", kid];
        String::from_utf8(folder.run(arguments).done()).unwrap()
    };
    let keys = [jwk("keys[2]"), jwk("keys[1]"), jwk("keys[2]"), jwk("keys[2]")].join(",");
    folder.write("jwks.json", format!("{{\"keys\":[{keys}]}}"));
    let signature = ["--signature", "sign.json", "--algorithm", "ECDSA_SHA_256", "message.bin"];
    let response: Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    folder.write("sign.json", serde_json::json!({ "Signature": response["Signature"] }).to_string());
    let run = folder.run(["verify", "--keys", "jwks.json"].iter().chain(&signature));
    assert!(run.verdict() && run.stderr.starts_with("key: \"keys[2]\""), "{run:?}");
}

#[test]
fn an_invalid_token_is_explained() {
    let folder = Folder::with_example();
    let token = token(&folder);
    // KMS's DER where r and s are due.
    let response: Value = serde_json::from_slice(&folder.read("sign-token.json")).unwrap();
    let der = response["Signature"].as_str().unwrap().trim_end_matches('=').replace('+', "-").replace('/', "_");
    let signing_input = token.rsplit_once('.').unwrap().0;
    folder.write("der.jwt", format!("{signing_input}.{der}\n"));
    let verify = ["jws", "verify", "--explain", "--key", "public-key.json"];
    let run = folder.run(verify.iter().chain(&["der.jwt"]));
    assert_eq!((run.status, run.text()), (Some(1), ""), "{run:?}");
    assert!(run.stderr.starts_with("invalid\nfinding: the token's signature is DER"), "{run:?}");
    // The advice, followed to the letter, arrives.
    let fixed = run.stderr.trim_end().rsplit(' ').next().unwrap();
    folder.write("fixed.jwt", format!("{signing_input}.{fixed}\n"));
    assert_eq!(folder.run(verify.iter().chain(&["fixed.jwt"])).done(), PAYLOAD.as_bytes());
    let run = folder.run(verify.iter().chain(&["--json", "der.jwt"]));
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((run.status, &json["Findings"][0]["Kind"]), (Some(1), &Value::from("TokenSignature")), "{run:?}");

    // The kid of one member of the set, the signature of another one.
    fs::create_dir(folder.path("keys")).unwrap();
    fs::copy(key_file("ECC_NIST_P256-sign-2"), folder.path("keys/other.json")).unwrap();
    let mut response: Value = serde_json::from_slice(&folder.read("public-key.json")).unwrap();
    response["KeyId"] = "arn:aws:kms:us-west-2:111122223333:key/00000000-0d98-4c4d-babf-1d75d080fd40".into();
    folder.write("keys/signer.json", response.to_string());
    let run = folder.run(["jws", "verify", "--explain", "--keys", "keys", "token.jwt"]);
    assert_eq!(run.status, Some(1));
    assert!(
        run.stderr.contains("no key of the set has the token's kid") && run.stderr.contains("signer.json"),
        "{run:?}"
    );

    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    folder.write("detached", format!("{header}..{signature}\n"));
    folder.write("payload", payload);
    let run = folder.run(verify.iter().chain(&["--detached", "payload", "detached"]));
    assert!(!run.verdict() && run.stderr.starts_with("finding: "), "{run:?}");
    let run = folder.run_with_input(verify.iter().chain(&["--detached", "-", "detached"]), "x");
    assert!(!run.verdict() && run.stderr.contains("note: only payloads in a file"), "{run:?}");
    assert_eq!(folder.run(verify.iter().chain(&["token.jwt"])).stderr, "");
}

#[test]
fn the_manual_has_a_page_for_each_of_the_two_words() {
    let folder = Folder::new();
    for (command, texts) in [
        ("verify", ["Verify a compact JWS", "\\-\\-keys", "Does not check the claims in the payload"]),
        ("assemble", ["Make a compact JWS", "\\-\\-signature", "SIGNING_INPUT"]),
    ] {
        let page = String::from_utf8(folder.run(["man", "jws", command]).done()).unwrap();
        assert!(page.contains(".TH"), "{page}");
        for text in texts {
            assert!(page.contains(text), "{text:?} is not in {page}");
        }
    }
    folder.run(["man", "jws", "sign"]).failed("there is no command of this name");
}

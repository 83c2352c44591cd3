//! SIG in every form, and what a Sign response may say.

use base64ct::{Base64, Encoding as _};
use kms_offline::SignResponse;
use kms_offline_vectors::CorpusKey;
use serde_json::{Value, json};

use crate::folder::{Folder, Run, key_file};

fn verify(folder: &Folder, signature: impl AsRef<[u8]>, more: &[&str]) -> Run {
    folder.write("signature", signature);
    let arguments = ["verify", "--key", "public-key.json", "--signature", "signature"];
    folder.run(arguments.iter().chain(more).chain(&["--", "message.bin"]))
}

fn raw(folder: &Folder) -> Vec<u8> {
    SignResponse::from_json(folder.read("sign.json")).unwrap().signature().to_vec()
}

#[test]
fn raw_base64_and_json_are_the_same_signature() {
    let folder = Folder::with_example();
    let raw = raw(&folder);
    let base64 = Base64::encode_string(&raw);
    let response = String::from_utf8(folder.read("sign.json")).unwrap();
    let forms: [(&str, Vec<u8>); 8] = [
        ("raw", raw.clone()),
        ("base64", base64.clone().into()),
        ("base64 and a line feed", format!("{base64}\n").into()),
        ("base64 with white space anywhere", format!(" \r\n{} \t{}\n\n", &base64[..7], &base64[7..]).into()),
        ("JSON", response.clone().into()),
        ("JSON with a byte order mark", format!("\u{feff}{response}").into()),
        ("JSON with white space around", format!("\n {response} \n").into()),
        ("JSON with the signature alone", json!({"Signature": base64}).to_string().into()),
    ];
    for (form, bytes) in forms {
        assert!(verify(&folder, &bytes, &[]).verdict(), "{form}");
        let arguments = ["verify", "--key", "public-key.json", "--signature", "-", "message.bin"];
        assert!(folder.run_with_input(arguments, &bytes).verdict(), "{form} on standard input");
    }
}

#[test]
fn input_that_is_neither_a_json_object_nor_padded_base64_is_the_raw_signature() {
    let folder = Folder::with_example();
    let base64 = Base64::encode_string(&raw(&folder));
    let url_safe = base64.replace('+', "-").replace('/', "_");
    assert_ne!(url_safe, base64);
    let others = [
        ("nothing", String::new()),
        ("white space", " \n".to_owned()),
        ("unpadded base64", base64.trim_end_matches('=').to_owned()),
        ("URL-safe base64", url_safe),
        ("base64 twice", Base64::encode_string(base64.as_bytes())),
        ("half a JSON object", "{\"Signature\": \"".to_owned()),
        ("two JSON objects", format!("{{\"Signature\": \"{base64}\"}}{{}}")),
        ("a JSON list", format!("[\"{base64}\"]")),
    ];
    for (what, text) in others {
        let is_invalid = !verify(&folder, text, &[]).verdict();
        assert!(is_invalid, "{what}");
    }
}

#[test]
fn json_that_is_not_a_sign_response_is_malformed() {
    let folder = Folder::with_example();
    let base64 = Base64::encode_string(&raw(&folder));
    let others = [
        "{}".to_owned(),
        json!({"Signature": null}).to_string(),
        json!({"Signature": format!("{base64}=")}).to_string(),
        json!({"signature": base64}).to_string(),
        format!("{{\"Signature\": \"{base64}\", \"Signature\": \"{base64}\"}}"),
        format!("{{\"Signature\": \"{base64}\", \"KeyId\": null, \"KeyId\": null}}"),
        json!({"SignatureValid": true, "KeyId": "x"}).to_string(),
        json!({"Signature": base64, "SigningAlgorithm": ["ECDSA_SHA_256"]}).to_string(),
    ];
    for response in others {
        verify(&folder, &response, &[]).failed("error: signature: ");
    }
    verify(&folder, " ".repeat(64 * 1024 + 1), &[]).failed("error: signature: ");
}

#[test]
fn a_sign_response_can_only_make_verification_fail() {
    let folder = Folder::with_example();
    let response: Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    let with = |member: &str, value: Value| {
        let mut response = response.clone();
        response[member] = value;
        response.to_string()
    };
    let another_arn = response["KeyId"].as_str().unwrap().replace("us-west-2", "eu-central-1");
    verify(&folder, with("KeyId", another_arn.into()), &[]).failed("eu-central-1");
    verify(&folder, with("SigningAlgorithm", "RSASSA_PSS_SHA_256".into()), &[]).failed("RSASSA_PSS_SHA_256");
    verify(&folder, with("SigningAlgorithm", "ECDSA_SHA_999".into()), &[]).failed("ECDSA_SHA_999");
    verify(&folder, response.to_string(), &["--algorithm", "ECDSA_SHA_384"]).failed("ECDSA_SHA_384");
    assert!(verify(&folder, with("KeyId", "alias/release".into()), &[]).verdict());
    assert!(verify(&folder, with("KeyId", Value::Null), &[]).verdict());
    assert!(verify(&folder, response.to_string(), &["--algorithm", "ECDSA_SHA_256"]).verdict());
}

#[test]
fn algorithm_is_needed_where_the_key_lists_several_and_the_response_says_none() {
    let folder = Folder::with_example();
    let key = key_file("RSA_2048-sign-1");
    let case = CorpusKey::named("RSA_2048-sign-1").genuine("RSASSA_PKCS1_V1_5_SHA_256", "RAW");
    folder.write("message", case.bytes("Message"));
    folder.write("signature", case.bytes("Signature"));
    let run =
        |more: &[&str]| folder.run(["verify", "--key", &key, "--signature", "signature", "message"].iter().chain(more));
    run(&[]).failed("the algorithm is not specified");
    assert!(run(&["--algorithm", case.text("SigningAlgorithm")]).verdict());
    assert!(run(&["--allow", case.text("SigningAlgorithm")]).verdict(), "narrowed to one");
}

//! `convert --signature`: DER, r ‖ s, and r, s and v for Ethereum.

use base64ct::{Base64, Encoding as _};
use kms_offline::{KeySpec, SignResponse, ecdsa_sig_value};
use kms_offline_vectors::{Case, CorpusKey, to_hex};
use serde_json::Value;

use crate::folder::{Folder, key_file};

/// The key, the digest and the Sign response that the guide uses.
fn with_ethereum() -> Folder {
    let folder = Folder::new();
    for name in ["public-key.json", "digest.bin", "sign.json", "unsigned-transaction.bin"] {
        std::fs::copy(format!("{}/tests/vectors/ethereum/{name}", env!("CARGO_MANIFEST_DIR")), folder.path(name))
            .unwrap();
    }
    folder
}

fn response(folder: &Folder) -> SignResponse {
    SignResponse::from_json(folder.read("sign.json")).unwrap()
}

const CONVERT: [&str; 6] = ["convert", "--key", "public-key.json", "--signature", "SIG", "--to"];

fn convert<'a>(signature: &'a str, form: &'a str) -> impl Iterator<Item = &'a str> {
    CONVERT.into_iter().map(move |part| if part == "SIG" { signature } else { part }).chain([form])
}

const ETHEREUM: [&str; 4] = ["ethereum", "--message-type", "digest", "digest.bin"];

fn to_ethereum(signature: &str) -> impl Iterator<Item = &str> {
    let [form, options @ ..] = ETHEREUM;
    convert(signature, form).chain(options)
}

/// A key of the corpus, and a genuine signature of it over a RAW message.
fn genuine(spec: &str) -> (String, &'static Case) {
    let name = format!("{spec}-sign-1");
    let is_genuine = |case: &&Case| case.text("kind") == "genuine" && case.text("MessageType") == "RAW";
    let case = CorpusKey::named(&name).signatures().iter().find(is_genuine).unwrap();
    (key_file(&name), case)
}

#[test]
fn signatures_of_every_curve_convert_to_either_form_from_any() {
    let folder = Folder::new();
    for name in ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "SM2"] {
        let (key, case) = genuine(name);
        let der = case.bytes("Signature");
        let fixed = ecdsa_sig_value::to_p1363(name.parse::<KeySpec>().unwrap(), &der).unwrap();
        for signature in [der.clone(), fixed.clone()] {
            folder.write("raw", &signature);
            folder.write("base64", format!("{}\n", Base64::encode_string(&signature)));
            for file in ["raw", "base64"] {
                for (form, expected) in [("der", &der), ("p1363", &fixed)] {
                    let arguments = ["convert", "--key", &key, "--signature", file, "--to", form];
                    assert_eq!(&folder.run(arguments).done(), expected, "{name}: {file} to {form}");
                    let written = folder.run(arguments.iter().chain(&["--out", "converted"])).done();
                    assert_eq!((written.len(), &folder.read("converted")), (0, expected));
                }
            }
        }
    }
}

#[test]
fn a_sign_response_is_converted_if_it_is_this_keys() {
    let folder = with_ethereum();
    let der = response(&folder).signature().to_vec();
    assert_eq!(folder.run(convert("sign.json", "der")).done(), der);
    let fixed = folder.run(convert("sign.json", "p1363")).done();
    assert_eq!(fixed, ecdsa_sig_value::to_p1363(KeySpec::EccSecgP256k1, &der).unwrap());
    let text = String::from_utf8(folder.read("sign.json")).unwrap();
    let other = text.replacen(
        response(&folder).key_id().unwrap().as_str(),
        "arn:aws:kms:us-west-2:111122223333:key/5c1f1c4e-7a26-4f6e-9d0b-2f6f2f0f7a11",
        1,
    );
    folder.write("other.json", &other);
    for form in ["der", "p1363", "ethereum"] {
        folder.run(convert("other.json", form)).failed("KeyId");
    }
    // KMS returns DER: r ‖ s in a response does not come from KMS.
    let fixed = text.replacen(&Base64::encode_string(&der), &Base64::encode_string(&fixed), 1);
    folder.write("fixed.json", fixed);
    folder.run(convert("fixed.json", "der")).failed("is not strict DER");
}

#[test]
fn bytes_that_are_not_a_signature_fail() {
    let folder = with_ethereum();
    let fixed = folder.run(convert("sign.json", "p1363")).done();
    let zero_s = [&fixed[..32], &[0; 32]].concat();
    for (bytes, what) in [
        (&fixed[..63], "is not strict DER"),
        (&[], "is not strict DER"),
        (&[0xff; 64], "not below the group's order"),
        (&zero_s, "r or s of the signature is 0"),
    ] {
        folder.write("bytes", bytes);
        for form in ["der", "p1363"] {
            folder.run(convert("bytes", form)).failed(what);
        }
        assert_eq!(folder.run(to_ethereum("bytes")).status, Some(1), "{what}");
    }
}

#[test]
fn ethereum_prints_r_low_s_v_and_the_address() {
    let folder = with_ethereum();
    let der = response(&folder).signature().to_vec();
    let fixed = folder.run(convert("sign.json", "p1363")).done();
    folder.write("fixed", &fixed);
    folder.write("der", &der);
    let printed = folder.run(to_ethereum("sign.json")).done();
    let text = String::from_utf8(printed.clone()).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["address"], "0x1ea56F69947ed254CB3FD2a998e38e73eFe96660");
    assert_eq!((&json["v"], &json["yParity"]), (&28.into(), &1.into()));
    let r = json["r"].as_str().unwrap();
    assert_eq!(r, format!("0x{}", to_hex(&fixed[..32])));
    let s = json["s"].as_str().unwrap();
    assert_eq!((s.len(), s < "0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1"), (66, true));
    assert_eq!(json.as_object().unwrap().len(), 5);
    for file in ["der", "fixed"] {
        assert_eq!(folder.run(to_ethereum(file)).done(), printed, "{file}");
    }
    let input = folder.read("digest.bin");
    let arguments = convert("sign.json", "ethereum").chain(["--message-type", "DIGEST"]);
    assert_eq!(folder.run_with_input(arguments, &input).done(), printed);
    let out = folder.run(to_ethereum("sign.json").chain(["--out", "out.json"])).done();
    assert_eq!((out.len(), folder.read("out.json")), (0, printed));
}

#[test]
fn ethereum_verifies_first() {
    let folder = with_ethereum();
    let mut digest = folder.read("digest.bin");
    digest[0] ^= 1;
    folder.write("other-digest.bin", &digest);
    folder.write("short-digest.bin", &digest[..31]);
    let ethereum = |options: &[&'static str]| folder.run(convert("sign.json", "ethereum").chain(options.to_vec()));
    for options in [
        &["--message-type", "digest", "other-digest.bin"][..],
        // SHA-256 of the transaction, and of the digest, in place of Keccak-256.
        &["unsigned-transaction.bin"],
        &["--message-type", "raw", "digest.bin"],
        &["--message-type", "digest", "other-digest.bin", "--out", "out.json"],
    ] {
        let run = ethereum(options);
        assert_eq!((run.status, run.text(), run.stderr.as_str()), (Some(1), "", "invalid\n"), "{options:?}");
        assert!(!folder.path("out.json").exists());
    }
    ethereum(&["--message-type", "digest", "short-digest.bin"]).failed("short-digest.bin: ");
    ethereum(&["--message-type", "external-mu", "digest.bin"]).failed("EXTERNAL_MU");
    ethereum(&["missing.bin"]).failed("missing.bin: cannot be read");
    let p256 = Folder::with_example();
    p256.run(convert("sign.json", "ethereum").chain(["message.bin"])).failed("this call needs ECC_SECG_P256K1");
}

/// A RAW message, as KMS hashes it with SHA-256.
#[test]
fn a_raw_message_is_hashed_as_kms_does_it() {
    let folder = Folder::new();
    let (key, case) = genuine("ECC_SECG_P256K1");
    folder.write("signature", case.bytes("Signature"));
    let arguments = ["convert", "--key", &key, "--signature", "signature", "--to", "ethereum"];
    let json: Value = serde_json::from_slice(&folder.run_with_input(arguments, case.bytes("Message")).done()).unwrap();
    assert!(json["address"].as_str().unwrap().starts_with("0x"));
}

#[test]
fn options_that_do_not_belong_together_are_misuse() {
    let folder = with_ethereum();
    let key = ["convert", "--key", "public-key.json", "--to"];
    for form in ["p1363", "ethereum"] {
        folder.run(key.iter().chain(&[form])).failed("this form is one of signatures");
    }
    for form in ["pem", "jwk"] {
        folder.run(convert("sign.json", form)).failed("this form is one of keys");
    }
    for form in ["der", "p1363"] {
        folder.run(convert("sign.json", form).chain(["digest.bin"])).failed("belong to --to ethereum");
        folder.run(convert("sign.json", form).chain(["--message-type", "digest"])).failed("belong to --to ethereum");
        folder.run(convert("sign.json", form).chain(["--kid", "a"])).failed("--kid belongs to --to jwk");
    }
    folder.run(key.iter().chain(&["der", "digest.bin"])).failed("belong to --to ethereum");
    folder.run(convert("-", "ethereum")).failed("two inputs are standard input");
    folder.run(convert("sign.json", "der").chain(["--out", "sign.json"])).failed("are one file");
    folder.run(to_ethereum("sign.json").chain(["--out", "digest.bin"])).failed("are one file");
    let agreement = Folder::with_example();
    agreement
        .run(["convert", "--key", "agreement-key.json", "--signature", "sign.json", "--to", "der"])
        .failed("this call needs SIGN_VERIFY");
    let rsa = key_file("RSA_2048-sign-1");
    folder.write("rsa-signature", [1; 256]);
    folder
        .run(["convert", "--key", &rsa, "--signature", "rsa-signature", "--to", "p1363"])
        .failed("do not consist of r and s");
}

#[test]
fn inspect_shows_the_address_of_a_secp256k1_key_only() {
    let shown = String::from_utf8(with_ethereum().run(["inspect", "public-key.json"]).done()).unwrap();
    assert!(shown.ends_with("\nEthereum address        0x1ea56F69947ed254CB3FD2a998e38e73eFe96660\n"), "{shown}");
    let shown = String::from_utf8(Folder::with_example().run(["inspect", "public-key.json"]).done()).unwrap();
    assert!(!shown.contains("Ethereum"), "{shown}");
}

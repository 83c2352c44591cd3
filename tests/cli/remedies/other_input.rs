//! Private keys, signatures, digests and options.

use std::ffi::OsStr;

use super::{P256, follow, prepared, remedy, shell};
use crate::folder::Folder;

#[test]
fn a_private_key_in_another_form_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    let data_key = "jq -n --arg k \"$(base64 -w0 p8.der)\" --arg p \"$(base64 -w0 ec.der)\" ";
    let cases = [
        ("a private key in base64", "base64 p8.der > x".to_owned()),
        ("a private key in hexadecimal", "xxd -p p8.der > x".to_owned()),
        (
            r"a private key in PEM, with literal \n for its line ends",
            r"sed 's/$/\\n/' ec.pem | tr -d '\n' > x".to_owned(),
        ),
        ("a private key in PEM, in UTF-16", "iconv -f UTF-8 -t UTF-16 ec.pem > x".to_owned()),
        ("a private key in PEM, in quotes", "jq -Rs . ec.pem > x".to_owned()),
        ("a private key in a dump of od or hexdump", "od p8.der > x".to_owned()),
        ("a private key in base64 amid other text", "(printf 'KEY='; base64 -w0 p8.der; echo) > x".to_owned()),
        (
            "the bare number of a private key",
            "openssl ec -in ec.pem -outform DER | head -c 39 | tail -c 32 > x".to_owned(),
        ),
        (
            "the bare number of a private key in hexadecimal",
            "openssl ec -in ec.pem -outform DER | head -c 39 | tail -c 32 | xxd -p -c 99 > x".to_owned(),
        ),
        (
            "the bare number of a private key in base64",
            "openssl ec -in ec.pem -outform DER | head -c 39 | tail -c 32 | base64 > x".to_owned(),
        ),
        (
            "a private key with explicit curve parameters in PEM",
            "openssl ec -in ec.pem -param_enc explicit -out x".to_owned(),
        ),
        (
            "a private key with explicit curve parameters",
            "openssl ec -in ec.pem -param_enc explicit -outform DER -out x".to_owned(),
        ),
        (
            "a GenerateDataKeyPair response",
            format!(
                "{data_key} '{{PrivateKeyPlaintext: $k, PublicKey: $p, KeyPairSpec: \"ECC_NIST_P256\", PrivateKeyCiphertextBlob: \"AAAA\"}}' > x"
            ),
        ),
        (
            "a GenerateDataKeyPairWithoutPlaintext response",
            format!(
                "{data_key} '{{PublicKey: $p, KeyPairSpec: \"ECC_NIST_P256\", PrivateKeyCiphertextBlob: \"AAAA\"}}' > x"
            ),
        ),
    ];
    let agree = |file: &OsStr| {
        let options = "agree --key ec.pub --key-spec ECC_NIST_P256 --key-usage KEY_AGREEMENT --out z --private-key";
        folder.run(options.split(' ').map(AsRef::as_ref).chain([file]))
    };
    for (name, build) in cases {
        assert!(shell(&folder, &build), "{build}");
        let run = agree("x".as_ref());
        assert!(
            run.stderr
                .contains(&format!("error: x: the private key does not fit ECC_NIST_P256 because it is {name}\n")),
            "{build}: {run:?}"
        );
        let file = follow(&folder, &run).unwrap_or_else(|| panic!("{run:?} names no command"));
        let again = agree(file.as_os_str());
        assert_eq!(again.status, Some(0), "{build}: {run:?}, then {again:?}");
    }
    for (name, build) in [
        ("a public key in PEM", "cp ec.pub x"),
        ("nothing", ": > x"),
        ("a PKCS#12 file", "openssl pkcs12 -export -inkey ec.pem -in cert.pem -passout pass: -out x"),
        ("OpenSSL's description of a key or certificate (-text)", "openssl pkey -in ec.pem -text -noout > x"),
        ("an encrypted private key in PEM", "openssl pkcs8 -topk8 -in ec.pem -passout pass:x -out x"),
        ("an encrypted private key in PEM", "openssl ec -in ec.pem -aes256 -passout pass:x -out x"),
    ] {
        assert!(shell(&folder, build), "{build}");
        let run = agree("x".as_ref());
        assert!(run.stderr.contains(&format!(" because it is {name}\n")), "{build}: {run:?}");
    }
    // As `openssl ecparam -genkey` writes it, without -noout.
    assert!(shell(&folder, "openssl ecparam -name prime256v1 -genkey -out x"));
    assert_eq!(agree("x".as_ref()).status, Some(0));
}

#[test]
fn a_signature_response_of_another_kind_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    let cases = [
        (
            "Google Cloud KMS's signature",
            "jq -n --arg s \"$(base64 -w0 s)\" '{name: \"n\", signature: $s, signatureCrc32c: \"1\"}' > x",
        ),
        (
            "a Sigstore bundle",
            "jq -n --arg s \"$(base64 -w0 s)\" '{mediaType: \"application/vnd.dev.sigstore.bundle.v0.3+json\", verificationMaterial: {publicKey: {hint: \"h\"}, tlogEntries: []}, messageSignature: {messageDigest: {algorithm: \"SHA2_256\", digest: \"AA==\"}, signature: $s}}' > x",
        ),
        (
            "a Sigstore bundle",
            "jq -n --arg s \"$(base64 -w0 s)\" '{base64Signature: $s, cert: \"c\", rekorBundle: {}}' > x",
        ),
        ("Vault's signature", "jq -n --arg s \"vault:v1:$(base64 -w0 s)\" '{data: {signature: $s}}' > x"),
    ];
    let verify = |file: &OsStr| {
        let options = ["verify", "--key", "ec.pub"].into_iter().chain(P256.split(' ')).chain(["m", "--signature"]);
        folder.run(options.map(AsRef::as_ref).chain([file]))
    };
    for (name, build) in cases {
        assert!(shell(&folder, build), "{build}");
        let run = verify("x".as_ref());
        assert!(run.stderr.contains(&format!("error: x: found {name}, expected a Sign response\n")), "{run:?}");
        let file = follow(&folder, &run).unwrap_or_else(|| panic!("{run:?} names no command"));
        assert!(verify(file.as_os_str()).verdict(), "{build}: {run:?}");
    }
    for (name, json) in [
        ("a GetPublicKey response", "{\"PublicKey\": \"AA==\"}"),
        ("a JWS in JSON", "{\"payload\": \"e30\", \"protected\": \"e30\", \"signature\": \"AA\"}"),
        ("a DSSE envelope", "{\"payloadType\": \"t\", \"payload\": \"e30=\", \"signatures\": []}"),
        (
            "a DSSE envelope",
            "{\"verificationMaterial\": {}, \"dsseEnvelope\": {\"payloadType\": \"t\", \"payload\": \"e30=\", \"signatures\": []}}",
        ),
        ("an error response of the service", "{\"__type\": \"x\"}"),
        ("Azure Key Vault's signature", "{\"kid\": \"https://v/keys/k\", \"value\": \"AA\"}"),
    ] {
        folder.write("x", json);
        let run = verify("x".as_ref());
        assert!(run.stderr.contains(&format!("error: x: found {name}, expected a Sign response\n")), "{run:?}");
    }
}

#[test]
fn a_digest_as_text_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    let builds = [
        ("in base64", "\"$KMS_OFFLINE\" digest --key response.json m > x"),
        ("in hexadecimal beside a label", "sha256sum m > x"),
        ("in hexadecimal beside a label", "sha256sum --tag m > x"),
        ("in hexadecimal beside a label", "openssl dgst -sha256 -hex m > x"),
        ("in hexadecimal", "sha256sum m | cut -c -64 > x"),
        ("in URL-safe or unpadded base64", "openssl dgst -sha256 -binary m | base64 | tr +/ -_ | tr -d = > x"),
    ];
    let verify = |file: &OsStr| {
        let options = "verify --key response.json --signature s --message-type DIGEST";
        folder.run(options.split(' ').map(AsRef::as_ref).chain([file]))
    };
    for (form, build) in builds {
        assert!(shell(&folder, &build.replace("\"$KMS_OFFLINE\"", env!("CARGO_BIN_EXE_kms-offline"))), "{build}");
        let run = verify("x".as_ref());
        let text = format!("error: x: the digest is {form}, expected 32 bytes for ECDSA_SHA_256\n");
        assert!(run.stderr.contains(&text) && run.stderr.contains("--raw"), "{build}: {run:?}");
        let file = follow(&folder, &run).unwrap_or_else(|| panic!("{run:?} names no command"));
        assert!(verify(file.as_path().with_extension("bin").as_os_str()).verdict(), "{build}: {run:?}");
    }
}

/// `digest` prints base64 of ML-DSA's mu, too.
#[test]
fn a_mu_as_text_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    folder.write("mldsa.json", kms_offline_vectors::CorpusKey::named("ML_DSA_44-sign-1").response());
    folder.write("signature", [0; 2420]);
    let program = env!("CARGO_BIN_EXE_kms-offline");
    assert!(shell(&folder, &format!("{program} digest --key mldsa.json --raw m > mu")));
    for (form, build) in [
        ("in base64", format!("{program} digest --key mldsa.json m > x")),
        ("in hexadecimal", "xxd -p mu > x".to_owned()),
    ] {
        assert!(shell(&folder, &build), "{build}");
        let options = "verify --key mldsa.json --signature signature --message-type EXTERNAL_MU x";
        let run = folder.run(options.split(' '));
        assert!(run.stderr.contains(&format!(" is {form}, expected 64 bytes for ML_DSA_SHAKE_256\n")), "{run:?}");
        let file = follow(&folder, &run).unwrap_or_else(|| panic!("{run:?} names no command"));
        let written = folder.read(file.with_extension("bin").file_name().unwrap().to_str().unwrap());
        assert_eq!(written, folder.read("mu"), "{build}: {run:?}");
    }
}

/// Older clients drop EncapsulationAlgorithms, and emulators KeyAgreementAlgorithms.
#[test]
fn allow_supplies_a_missing_list_within_spec_and_usage() {
    let folder = Folder::with_example();
    for (file, list, algorithm) in [
        ("agreement-key.json", "KeyAgreementAlgorithms", "ECDH"),
        ("encapsulation-key.json", "EncapsulationAlgorithms", "ML_KEM"),
        ("public-key.json", "SigningAlgorithms", "ECDSA_SHA_256"),
    ] {
        let mut response: serde_json::Value = serde_json::from_slice(&folder.read(file)).unwrap();
        response.as_object_mut().unwrap().remove(list).unwrap();
        folder.write("x", response.to_string());
        let run = folder.run(["inspect", "x"]);
        assert!(remedy(&run).contains("supply the algorithms with --allow"), "{run:?}");
        assert!(
            folder
                .run(["inspect", "x", "--allow", algorithm])
                .done()
                .windows(algorithm.len())
                .any(|piece| piece == algorithm.as_bytes())
        );
        for other in ["RSAES_OAEP_SHA_256", "ECDSA_SHA_384", "nonsense", ""] {
            assert_eq!(folder.run(["inspect", "x", "--allow", other]).status, Some(2), "{other}");
        }
    }
}

#[test]
fn a_signature_of_another_key_names_both_files_and_their_key_ids() {
    let folder = Folder::with_example();
    let mut response: serde_json::Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    let own = response["KeyId"].as_str().unwrap().to_owned();
    let other = own.replace("b0285cb2", "a0285cb2");
    response["KeyId"] = other.as_str().into();
    folder.write("other.json", response.to_string());
    let run = folder.run(["verify", "--key", "public-key.json", "--signature", "other.json", "message.bin"]);
    let text = format!("error: other.json: its KeyId is {other}, but the KeyId in public-key.json is {own}\n");
    assert!(run.stderr.starts_with(&text), "{run:?}");
    assert!(
        remedy(&run).starts_with(&format!("pass the public key of {other} with --key if it is the agreed one, or "))
    );
}

#[test]
fn names_are_taken_in_any_case_where_the_program_has_its_own_spelling() {
    let folder = Folder::with_example();
    for form in ["PEM", "Der", "JWK"] {
        folder.run(["convert", "--key", "public-key.json", "--to", form]).done();
    }
    let verify = |message_type| {
        let options =
            ["verify", "--key", "public-key.json", "--signature", "sign.json", "--message-type", message_type];
        folder.run(options.into_iter().chain(["message.bin"]))
    };
    assert!(verify("RAW").verdict());
    verify("DIGEST").failed("the digest has 111 bytes");
    verify("EXTERNAL_MU").failed("does not accept EXTERNAL_MU");
}

#[test]
fn a_signature_in_place_of_its_file_is_named() {
    let folder = Folder::with_example();
    let response: serde_json::Value = serde_json::from_slice(&folder.read("sign.json")).unwrap();
    let signature = response["Signature"].as_str().unwrap();
    let run = folder.run(["verify", "--key", "public-key.json", "--signature", signature, "message.bin"]);
    run.failed("there is no such file, and it looks like a signature in base64");
}

//! `jwe encrypt`, `jwe inspect` and `jwe decrypt`.

use std::fs;

use base64ct::{Base64, Encoding as _};
use kms_offline_vectors::CorpusKey;
use serde_json::Value;

use crate::folder::{Folder, key_file};

/// A token of another tool, what KMS returns for it, and its plaintext.
struct Case {
    token: String,
    secret: Vec<u8>,
    plaintext: Vec<u8>,
}

/// The longest token of a tool for a key.
fn case(tool: &str, key: &str, alg: &str) -> Case {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/jose/jwe.json");
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let text = |case: &Value, member: &str| case[member].as_str().unwrap().to_owned();
    let of_tool = |case: &&Value| {
        text(case, "tool").starts_with(tool) && text(case, "key").starts_with(key) && text(case, "alg") == alg
    };
    let case = cases.iter().filter(of_tool).max_by_key(|case| text(case, "token").len()).unwrap();
    let bytes = |member: &str| Base64::decode_vec(&text(case, member)).unwrap();
    Case { token: text(case, "token"), secret: bytes("secret"), plaintext: bytes("plaintext") }
}

fn rsa() -> Case {
    case("jose ", "RSA_2048", "RSA-OAEP-256")
}

fn p521() -> Case {
    case("joserfc ", "ECC_NIST_P521", "ECDH-ES")
}

/// The output of `aws kms decrypt` or `aws kms derive-shared-secret`.
fn response(member: &str, secret: &[u8]) -> String {
    format!(
        "{{\n    \"KeyId\": \"arn\",\n    \"{member}\": \"{}\",\n    \"x\": [1]\n}}\n",
        Base64::encode_string(secret)
    )
}

/// A folder with a token in `token` and its secret, in a file of its owner, in `secret`.
fn folder(token: &str, secret: impl AsRef<[u8]>) -> Folder {
    let folder = Folder::new();
    folder.write("token", format!("{token}\n"));
    folder.write("secret", secret);
    #[cfg(unix)]
    fs::set_permissions(folder.path("secret"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    folder
}

#[test]
fn a_token_decrypts_with_every_form_of_the_response() {
    for (Case { token, secret, plaintext }, option, member) in
        [(rsa(), "--cek", "Plaintext"), (p521(), "--shared-secret", "SharedSecret")]
    {
        let base64 = Base64::encode_string(&secret);
        let (start, end) = base64.split_at(10);
        let printed = response(member, &secret);
        for form in
            [secret.clone(), printed.clone().into(), base64.clone().into(), format!("{start}\r\n {end}\n").into()]
        {
            let folder = folder(&token, &form);
            assert_eq!(folder.run(["jwe", "decrypt", option, "secret", "token"]).done(), plaintext);
            let run = folder.run_with_input(["jwe", "decrypt", option, "-", "--out", "out", "token"], &form);
            assert_eq!((run.done().len(), folder.read("out")), (0, plaintext.clone()));
            #[cfg(unix)]
            assert_eq!(mode(&folder, "out"), 0o600);
            let run = folder.run_with_input(["jwe", "decrypt", option, "secret"], &token);
            assert_eq!(run.done(), plaintext, "the token from standard input");
        }
    }
}

#[cfg(unix)]
fn mode(folder: &Folder, name: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    folder.path(name).metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn nothing_is_written_before_the_token_is_authentic() {
    for (Case { token, secret, .. }, option) in [(rsa(), "--cek"), (p521(), "--shared-secret")] {
        let (rest, tag) = token.rsplit_once('.').unwrap();
        let changed_tag = format!("{rest}.{}{}", if tag.starts_with('A') { "B" } else { "A" }, &tag[1..]);
        let mut other_secret = secret.clone();
        other_secret[5] ^= 1;
        for (token, secret) in [(&changed_tag, &secret), (&token, &other_secret)] {
            let folder = folder(token, secret);
            folder.write("out", "old");
            let run = folder.run(["jwe", "decrypt", option, "secret", "--out", "out", "token"]);
            run.failed("error: token: the JWE does not decrypt with this key\n  try: pass the token unchanged");
            assert_eq!((folder.read("out"), folder.names().len()), (b"old".to_vec(), 3));
            folder.run(["jwe", "decrypt", option, "secret", "token"]).failed("does not decrypt");
        }
    }
}

#[test]
fn secrets_that_are_something_else_say_so() {
    let (of_rsa, of_p521) = (rsa(), p521());
    let base64 = Base64::encode_string(&of_rsa.secret);
    for (file, what) in [
        (
            String::new(),
            "is not a content key, expected the output of aws kms decrypt, base64, or 32 bytes\n  try: check that aws kms decrypt succeeded",
        ),
        ("\n".into(), "check that aws kms decrypt succeeded"),
        ("x".repeat(31), "try: run aws kms decrypt --output json, and pass its output"),
        (base64[..40].to_owned(), "the content key has 30 bytes, expected 32 for A256GCM"),
        (format!("{base64}{base64}"), "is not a content key"),
        (response("SharedSecret", &of_rsa.secret), "is not a content key"),
        (response("Plaintext", &of_rsa.secret[1..]), "the content key has 31 bytes"),
        (format!("{{\"Plaintext\":\"{base64}\",\"Plaintext\":\"{base64}\"}}"), "is not a content key"),
        (format!("{{\"Plaintext\":\"{base64}\"}}x"), "is not a content key"),
        (format!("[{{\"Plaintext\":\"{base64}\"}}]"), "is not a content key"),
        ("{\"Plaintext\":7}".into(), "is not a content key"),
        (format!("\u{feff}{base64}\u{feff}"), "is not a content key"),
    ] {
        let folder = folder(&of_rsa.token, &file);
        let run = folder.run(["jwe", "decrypt", "--cek", "secret", "--out", "out", "token"]);
        run.failed(what);
        assert!(!run.stderr.contains(&base64[..8]) && !folder.path("out").exists(), "{run:?}");
    }
    let utf_16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder(&of_rsa.token, utf_16).run(["jwe", "decrypt", "--cek", "secret", "token"]).failed("in UTF-16");
    // Of the other kind of key.
    let folder = folder(&of_p521.token, &of_rsa.secret);
    folder
        .run(["jwe", "decrypt", "--cek", "secret", "token"])
        .failed("alg is ECDH-ES, which a shared secret decrypts, and not a content key\n  try: run aws kms derive-shared-secret with the token's ephemeral public key, and pass its output with --shared-secret");
    let run = folder.run(["jwe", "decrypt", "--shared-secret", "secret", "token"]);
    run.failed(
        "error: secret: is not a shared secret, expected the output of aws kms derive-shared-secret, base64, or 66",
    );
    folder.write("token", &of_rsa.token);
    folder.run(["jwe", "decrypt", "--shared-secret", "secret", "token"]).failed("and pass its output with --cek");
}

#[test]
fn arguments_that_cannot_be_are_refused() {
    let folder = folder(&rsa().token, rsa().secret);
    folder.run(["jwe", "decrypt", "token"]).failed("--cek");
    folder
        .run(["jwe", "decrypt", "--cek", "secret", "--shared-secret", "secret", "token"])
        .failed("cannot be used with");
    folder.run(["jwe", "decrypt", "--cek", "-"]).failed("two inputs are standard input");
    folder.run(["jwe", "decrypt", "--cek", "secret", "--out", "secret", "token"]).failed("are one file");
    folder.run(["jwe", "decrypt", "--cek", "secret", "--out", "token", "token"]).failed("are one file");
    folder.run(["jwe", "inspect", "--epk-out", "a", "--encrypted-key-out", "b", "token"]).failed("cannot be used with");
    folder.run(["jwe", "inspect", "--encrypted-key-out", "token", "token"]).failed("are one file");
    folder.run(["jwe", "encrypt", "--key", "-"]).failed("two inputs are standard input");
    for arguments in [&["jwe", "encrypt", "--help"][..], &["jwe", "help", "decrypt"], &["help", "jwe", "inspect"]] {
        let run = folder.run(arguments);
        assert!(run.status == Some(0) && run.text().contains("Usage: kms-offline jwe"), "{run:?}");
    }
    for text in ["a.b.c", "", "{}"] {
        folder.write("token", text);
        folder.run(["jwe", "inspect", "token"]).failed("a compact JWE");
        folder.run(["jwe", "decrypt", "--cek", "secret", "token"]).failed("a compact JWE");
    }
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_worth_a_warning() {
    let Case { token, secret, plaintext } = rsa();
    let folder = folder(&token, &secret);
    fs::set_permissions(folder.path("secret"), std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let run = folder.run(["jwe", "decrypt", "--cek", "secret", "token"]);
    assert_eq!((run.status, run.stdout), (Some(0), plaintext));
    assert_eq!(run.stderr, "warning: secret: others can read this secret\n");
}

#[test]
fn inspect_prints_the_header_or_writes_the_input_of_kms() {
    let folder = folder(&rsa().token, "");
    assert_eq!(
        String::from_utf8(folder.run(["jwe", "inspect", "token"]).done()).unwrap(),
        "alg                     RSA-OAEP-256\nenc                     A256GCM\nkid                     one\n\
         KeySpec                 RSA_2048\nEncryptionAlgorithm     RSAES_OAEP_SHA_256\n\
         CiphertextBlob          256 bytes: --encrypted-key-out FILE\n"
    );
    assert_eq!(folder.run(["jwe", "inspect", "--encrypted-key-out", "-", "token"]).done().len(), 256);
    folder.run(["jwe", "inspect", "--encrypted-key-out", "key", "token"]).done();
    assert_eq!(folder.read("key").len(), 256);
    folder.run(["jwe", "inspect", "--epk-out", "epk", "token"]).failed("it has no ephemeral public key");
    folder.write("token", p521().token);
    let text = String::from_utf8(folder.run(["jwe", "inspect", "token"]).done()).unwrap();
    assert!(text.contains("ECC_NIST_P521\nKeyAgreementAlgorithm   ECDH\nPublicKey               158 bytes: --epk-out"));
    folder.run(["jwe", "inspect", "--epk-out", "epk", "token"]).done();
    assert_eq!(folder.read("epk").len(), 158);
    folder.run(["jwe", "inspect", "--encrypted-key-out", "key", "token"]).failed("it has no encrypted key");
    // Text of a stranger.
    folder.write("token", encrypted_with_kid(&folder, "\u{1b}[31m\u{202e}"));
    let text = String::from_utf8(folder.run(["jwe", "inspect", "token"]).done()).unwrap();
    assert!(text.contains(r"kid                     \u{1b}[31m\u{202e}"), "{text}");
}

fn encrypted_with_kid(folder: &Folder, kid: &str) -> Vec<u8> {
    let key = key_file("RSA_2048-encrypt-1");
    folder.run(["jwe", "encrypt", "--key", &key, "--kid", kid]).done()
}

/// The program agrees with the KMS key's private half in KMS's place.
#[test]
fn a_jwe_for_an_agreement_key_decrypts() {
    for spec in ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"] {
        let folder = Folder::new();
        let key = key_file(&format!("{spec}-agree-1"));
        folder.write("private-key.pem", CorpusKey::named(&format!("{spec}-agree-1")).private_key_pem());
        let plaintext: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        let token = folder.run_with_input(["jwe", "encrypt", "--key", &key, "--algorithm", "ECDH"], &plaintext).done();
        assert!(token.ends_with(b"\n") && token.is_ascii());
        folder.write("token", &token);
        folder.run(["jwe", "inspect", "--epk-out", "epk.der", "token"]).done();
        let agree = ["agree", "--key", "epk.der", "--key-usage", "KEY_AGREEMENT", "--private-key", "private-key.pem"];
        let secret = folder.run(agree.iter().chain(&["--key-spec", spec])).done();
        let run = folder.run_with_input(["jwe", "decrypt", "--shared-secret", "-", "token"], secret);
        assert!(run.done() == plaintext);
    }
}

#[test]
fn a_jwe_for_an_rsa_key_decrypts_and_names_the_chosen_algorithm() {
    use rsa::pkcs8::DecodePrivateKey as _;

    let folder = Folder::new();
    let key = key_file("RSA_2048-encrypt-1");
    let private_key = CorpusKey::named("RSA_2048-encrypt-1").private_key_der();
    let private_key = rsa::PrivateKey::from_pkcs8_der(&private_key).unwrap();
    folder.write("plaintext", "a message");
    for (options, alg, kid) in [
        (&["--out", "token"][..], "RSA-OAEP-256", Some("arn:aws:kms:")),
        (&["--kid", "none", "--out", "token"], "RSA-OAEP-256", None),
        (&["--algorithm", "RSAES_OAEP_SHA_1", "--kid", "x", "--out", "token"], "RSA-OAEP", Some("x")),
    ] {
        folder.run(["jwe", "encrypt", "--key", &key, "plaintext"].iter().chain(options)).done();
        let text = String::from_utf8(folder.run(["jwe", "inspect", "token"]).done()).unwrap();
        assert!(text.starts_with(&format!("alg                     {alg}\n")), "{text}");
        match kid {
            Some(kid) => assert!(text.contains(&format!("kid                     {kid}")), "{text}"),
            None => assert!(!text.contains("kid"), "{text}"),
        }
        let block = folder.run(["jwe", "inspect", "--encrypted-key-out", "-", "token"]).done();
        let content_key = match alg {
            "RSA-OAEP" => private_key.decrypt(rsa::Oaep::<sha1::Sha1>::new(), &block),
            _ => private_key.decrypt(rsa::Oaep::<sha2::Sha256>::new(), &block),
        };
        let run = folder.run_with_input(["jwe", "decrypt", "--cek", "-", "token"], content_key.unwrap());
        assert_eq!(run.done(), b"a message");
    }
}

#[test]
fn keys_without_a_jwe_algorithm_have_another_remedy() {
    let folder = Folder::new();
    folder.write("plaintext", "a message");
    for (key, what) in [
        (
            "SM2-encrypt-1",
            "JOSE has no algorithm that encrypts to SM2 keys for ENCRYPT_DECRYPT\n  try: encrypt at most 1024 bytes with SM2PKE instead, or use an ENCRYPT_DECRYPT key of RSA, or a KEY_AGREEMENT key of",
        ),
        ("SM2-agree-1", "agree on a shared secret and derive a key from it instead"),
        ("ML_KEM_768-encapsulate-1", "encapsulate a shared secret and derive a key from it instead"),
        (
            "ECC_SECG_P256K1-sign-1",
            "encrypts to ECC_SECG_P256K1 keys for SIGN_VERIFY\n  try: use an ENCRYPT_DECRYPT key of RSA",
        ),
        ("ECC_NIST_EDWARDS25519-sign-1", "encrypts to ECC_NIST_EDWARDS25519 keys"),
        ("RSA_2048-sign-1", "encrypts to RSA_2048 keys for SIGN_VERIFY"),
        ("ECC_NIST_P256-sign-1", "encrypts to ECC_NIST_P256 keys for SIGN_VERIFY"),
    ] {
        let key = key_file(key);
        folder.run(["jwe", "encrypt", "--key", &key, "--out", "token", "plaintext"]).failed(what);
        assert!(!folder.path("token").exists());
    }
    let rsa = key_file("RSA_2048-encrypt-1");
    let encrypt = ["jwe", "encrypt", "--key", &rsa, "plaintext"];
    folder.run(encrypt.iter().chain(&["--allow", "RSAES_OAEP_SHA_1"])).failed("does not list RSAES_OAEP_SHA_256");
    folder.run(encrypt.iter().chain(&["--algorithm", "RSA-OAEP-256"])).failed("is not a KMS EncryptionAlgorithm");
    folder.run(encrypt.iter().chain(&["--algorithm", "ECDH"])).failed("is not a KMS EncryptionAlgorithm");
    let long = "x".repeat(2049);
    folder.run(encrypt.iter().chain(&["--kid", &long])).failed("the kid has 2049 bytes, expected at most 2048");
}

#[test]
fn the_limit_is_checked_for_files_and_pipes() {
    let folder = Folder::new();
    let key = key_file("ECC_NIST_P256-agree-1");
    let file = fs::File::create(folder.path("long")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let encrypt = ["jwe", "encrypt", "--key", &key, "--out", "token"];
    let run = folder.run(encrypt.iter().chain(&["long"]));
    run.failed(
        "long: the plaintext has 67108865 bytes, expected at most 67108864 for a JWE\n  try: encrypt large files with",
    );
    let mut program = folder.program(encrypt);
    let run = crate::folder::Run::from(program.stdin(fs::File::open(folder.path("long")).unwrap()).output().unwrap());
    run.failed("standard input: the plaintext has 67108865 bytes");
    assert!(!folder.path("token").exists());
}

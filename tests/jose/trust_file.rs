//! Sets from files: folders of responses, and trust files, which alone need protection.

use std::fs;

use base64ct::{Base64, Encoding as _};
use kms_offline::{
    Error, KeyId, Message, SignResponse, SigningAlgorithm,
    error::{Excerpt, Expected, InputKind, Malformed, Misuse, TrustFileProblem},
    jose::KeySet,
};
use kms_offline_vectors::{Case, CorpusKey};
use serde_json::{Value, json};

use crate::corpus::{P256, cases, key, token};

const OTHER: &str = "ECC_NIST_P256-sign-2";
const RSA: &str = "RSA_2048-sign-1";

fn response(name: &str) -> Vec<u8> {
    CorpusKey::named(name).response().into()
}

/// The same response with another value of a member.
fn with(name: &str, member: &str, value: impl Into<Value>) -> Vec<u8> {
    let mut response: Value = serde_json::from_slice(&response(name)).unwrap();
    response[member] = value.into();
    response.to_string().into_bytes()
}

fn key_id(name: &str) -> String {
    key(name).key_id().unwrap().as_str().to_owned()
}

/// A line about a key of the corpus.
fn line(name: &str, rest: &str) -> String {
    format!("sha256:{} {rest}\n", key(name).fingerprint())
}

fn trusted(trust_file: impl AsRef<[u8]>) -> Result<KeySet, Error> {
    let names =
        [P256, OTHER, RSA, "SM2-sign-1", "ML_DSA_44-sign-1", "ECC_NIST_EDWARDS25519-sign-1", "RSA_2048-encrypt-1"];
    KeySet::from_trusted_responses(trust_file, names.map(response))
}

fn problem(trust_file: impl AsRef<[u8]>) -> (usize, TrustFileProblem) {
    match trusted(trust_file).map(drop) {
        Err(Error::Malformed(Malformed::TrustFile { line, problem })) => (line, problem),
        other => panic!("{other:?}"),
    }
}

/// A genuine token of [`P256`] with this kid.
fn with_kid(kid: &str) -> String {
    token(json!({ "alg": "ES256", "kid": kid }).to_string(), "payload")
}

fn label<'k>(keys: &'k KeySet, token: &str) -> Result<&'k str, Error> {
    keys.verify_jws(token).map(|jws| jws.verified().label().expect("a set has labels"))
}

/// A message and a signature of the key over it.
fn signed(name: &str) -> (Vec<u8>, Vec<u8>) {
    let valid =
        |case: &&Case| case.text("expect") == "valid" && case.text("MessageType") == "RAW" && !case.has("response");
    let case = CorpusKey::named(name).signatures().iter().find(valid).unwrap();
    (case.bytes("Message"), case.bytes("Signature"))
}

#[test]
fn a_line_says_everything_about_its_key_but_the_public_key() {
    let id = key_id(P256);
    let keys = trusted(
        "# comment\r\n\r\n".to_owned()
            + &line(
                P256,
                &format!("ECDSA_SHA_256\ttokens  use=jws,raw id={id} id=alias/tokens kid=one kid=\"two words\""),
            )
            + "  # another\n"
            + line(RSA, "RSASSA_PSS_SHA_256,RSASSA_PSS_SHA_384 \"the releases\" use=raw")
                .replace("sha", "SHA")
                .trim_end(),
    )
    .unwrap();
    let entries: Vec<_> = keys.iter().map(|(label, key)| (label, key.algorithms().to_vec())).collect();
    let rsa = vec![SigningAlgorithm::RsassaPssSha256, SigningAlgorithm::RsassaPssSha384];
    assert_eq!(entries, [("tokens", vec![SigningAlgorithm::EcdsaSha256]), ("the releases", rsa)]);
    // The key of raw signatures has several algorithms, which is nothing to tokens.
    for kid in ["one", "two words", &id, id.rsplit('/').next().unwrap(), &key(P256).jwk_thumbprint().unwrap()] {
        assert_eq!(label(&keys, &with_kid(kid)), Ok("tokens"), "{kid}");
    }
    assert_eq!(label(&keys, &with_kid("two")), Err(Error::NotVerified));
    let proof = keys.verify_jws(with_kid("one")).unwrap();
    assert_eq!(proof.verified().key_id().unwrap().as_str(), id);
    for key_id in [&id, "alias/tokens"] {
        let found = keys.with_key_id(&KeyId::new(key_id)).unwrap();
        assert_eq!(found.iter().map(|(label, _)| *label).collect::<Vec<_>>(), ["tokens"], "{key_id}");
    }
}

#[test]
fn key_ids_of_responses_do_not_count() {
    let (a, b) = (key_id(P256), key_id(OTHER));
    let trust_file = line(P256, &format!("ECDSA_SHA_256 a use=jws,raw id={a}"))
        + &line(OTHER, &format!("ECDSA_SHA_256 b use=jws,raw id={b}"));
    // Whoever can write into the folder exchanged the KeyIds.
    let exchanged = [with(P256, "KeyId", b.as_str()), with(OTHER, "KeyId", a.as_str())];
    let untrusted = KeySet::from_responses(["a", "b"].into_iter().zip(&exchanged)).unwrap();
    let keys = KeySet::from_trusted_responses(&trust_file, &exchanged).unwrap();
    let token = with_kid(&a);
    assert_eq!(label(&keys, &token), Ok("a"));
    assert_eq!(label(&untrusted, &token), Err(Error::NotVerified), "a set of responses believes their KeyIds");
    assert_eq!(label(&keys, &with_kid(&b)), Err(Error::NotVerified));

    let (message, signature) = signed(P256);
    for (key_id, expected) in [(&a, Ok(Some("a"))), (&b, Err(Error::NotVerified))] {
        let response = SignResponse::from_parts(key_id.as_str(), signature.clone(), "ECDSA_SHA_256").unwrap();
        let verified = keys.verify_response(&response, None, Message::Raw(&message));
        assert_eq!(verified.map(|verified| verified.label()), expected);
    }
    let verified = keys.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(&message), &signature).unwrap();
    assert_eq!((verified.label(), verified.key_id().unwrap().as_str()), (Some("a"), a.as_str()));
    // Without id= it has none.
    let keys = KeySet::from_trusted_responses(line(P256, "ECDSA_SHA_256 a use=jws"), &exchanged).unwrap();
    assert_eq!(keys.iter().next().unwrap().1.key_id(), None);
    for kid in [&a, &b] {
        assert_eq!(label(&keys, &with_kid(kid)), Err(Error::NotVerified));
    }
}

#[test]
fn usage_and_algorithms_of_responses_do_not_count() {
    let trust_file = line(P256, "ECDSA_SHA_256 a use=jws");
    let forgeries = [
        with(P256, "KeyUsage", "KEY_AGREEMENT"),
        with(P256, "KeySpec", "RSA_2048"),
        with(P256, "SigningAlgorithms", json!(["SM2DSA"])),
        with(P256, "SigningAlgorithms", Value::Null),
        json!({ "PublicKey": Base64::encode_string(key(P256).as_der()) }).to_string().into_bytes(),
    ];
    for forgery in &forgeries {
        let keys = KeySet::from_trusted_responses(&trust_file, [forgery]).unwrap();
        assert_eq!(label(&keys, &token(r#"{"alg":"ES256"}"#, "payload")), Ok("a"));
    }
    // A key of encryption in its response, which the line has for signatures: the file alone says what a key is for.
    let oaep = kms_offline::PublicKey::from_json(response("RSA_2048-encrypt-1")).unwrap().fingerprint();
    let keys = trusted(format!("sha256:{oaep} RSASSA_PSS_SHA_256 rsa use=jws")).unwrap();
    assert_eq!(keys.iter().next().unwrap().1.algorithms(), [SigningAlgorithm::RsassaPssSha256]);
    // Responses whose fingerprint is not in the file, and other files, are nothing.
    let noise = [response(OTHER), b"notes".to_vec(), b"{}".to_vec(), vec![b'{'; 70_000], response(P256)];
    let keys = KeySet::from_trusted_responses(&trust_file, &noise).unwrap();
    assert_eq!(keys.iter().map(|(label, _)| label).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn uses_are_apart() {
    let (message, signature) = signed(P256);
    let raw = trusted(line(P256, "ECDSA_SHA_256 a use=raw")).unwrap();
    let jws = trusted(line(P256, "ECDSA_SHA_256 a use=jws id=alias/a")).unwrap();
    let token = token(r#"{"alg":"ES256"}"#, "payload");
    assert_eq!(label(&raw, &token), Err(Error::NotVerified));
    assert_eq!(label(&jws, &token), Ok("a"));
    let verify = |keys: &KeySet| {
        let verified = keys.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(&message), &signature);
        let many = keys.verify_many(SigningAlgorithm::EcdsaSha256, &[(None, Message::Raw(&message), &signature)]);
        assert_eq!(many[0].as_ref().err(), verified.as_ref().err());
        verified.map(drop)
    };
    assert_eq!(verify(&raw), Ok(()));
    assert_eq!(verify(&jws), Err(Misuse::AlgorithmNotInSet { algorithms: vec!["ECDSA_SHA_256"] }.into()));
    let response = SignResponse::from_parts("alias/a", signature.clone(), None).unwrap();
    let error = jws.verify_response(&response, None, Message::Raw(&message)).unwrap_err();
    assert_eq!(error, Misuse::KeyIdNotInSet { key_id: "alias/a".into() }.into());
    // A kid of a raw key selects it, and nothing else.
    let both = line(P256, "ECDSA_SHA_256 a use=raw kid=one") + &line(P256, "ECDSA_SHA_256 b use=jws kid=two");
    let both = trusted(both).unwrap();
    assert_eq!(label(&both, &with_kid("one")), Err(Error::NotVerified));
    assert_eq!(label(&both, &with_kid("two")), Ok("b"));
}

#[test]
fn lines_about_one_key_stay_apart() {
    let trust_file = [("RSASSA_PKCS1_V1_5_SHA_256", "one"), ("RSASSA_PKCS1_V1_5_SHA_384", "two")];
    let trust_file =
        trust_file.map(|(algorithm, kid)| line(RSA, &format!("{algorithm} {kid} use=jws kid={kid}"))).concat();
    let keys = trusted(trust_file).unwrap();
    for case in cases().iter().filter(|case| case.key == RSA && case.form == "compact") {
        // Every token of joserfc has the kid "one", the others have none.
        let expected = match (case.tool.starts_with("joserfc"), case.alg.as_str()) {
            (_, "RS256") => Ok("one"),
            (false, "RS384") => Ok("two"),
            _ => Err(Error::NotVerified),
        };
        assert_eq!(label(&keys, &case.token), expected, "{case}");
    }
}

#[test]
fn malformed_lines_are_named() {
    let good = line(P256, "ECDSA_SHA_256 a use=jws");
    let second = |rest: &str| problem(format!("{good}\n{}", line(OTHER, rest)));
    assert_eq!(second("ECDSA_SHA_256 a use=jws"), (3, TrustFileProblem::RepeatedLabel { label: Excerpt::of("a") }));
    for rest in ["", "ECDSA_SHA_256", "ECDSA_SHA_256 use=jws", "ECDSA_SHA_256 \"\" use=jws"] {
        assert_eq!(second(rest), (3, TrustFileProblem::MissingField), "{rest}");
    }
    for rest in ["ECDSA_SHA_256 b", "ECDSA_SHA_256 b use=", "ECDSA_SHA_256 b use=JWS", "ECDSA_SHA_256 b use=jws,jws"] {
        assert_eq!(second(rest), (3, TrustFileProblem::Use), "{rest}");
    }
    for option in ["use=raw", "valid-before=20300101", "id=", "kid", "Kid=one", "jws", "#", "use =raw"] {
        let found = option.split(' ').next().unwrap();
        let expected = (3, TrustFileProblem::Option { found: Excerpt::of(found) });
        assert_eq!(second(&format!("ECDSA_SHA_256 b use=jws {option}")), expected);
    }
    assert_eq!(second("ECDSA_SHA_256 b use=jws kid=\"one"), (3, TrustFileProblem::Quote));
    for name in ["ES256", "", "ecdsa_sha_256", "ECDSA_SHA_256,", "RSAES_OAEP_SHA_256"] {
        let (line, problem) = second(&format!("ECDSA_SHA_256,{name} b use=jws"));
        assert!(matches!((line, &problem), (3, TrustFileProblem::Algorithm(_))), "{name}: {problem:?}");
    }
    let (algorithm, spec) = (SigningAlgorithm::EcdsaSha384, key(OTHER).spec());
    assert_eq!(second("ECDSA_SHA_384 b use=jws"), (3, TrustFileProblem::AlgorithmOfSpec { algorithm, spec }));
    let fingerprint = key("ECC_NIST_P384-sign-1").fingerprint();
    let missing = format!("{good}sha256:{fingerprint} ECDSA_SHA_384 b use=jws");
    assert_eq!(problem(missing), (2, TrustFileProblem::NoResponse { fingerprint }));
    for first in ["sha256", "sha256:", "sha512:00", &key(P256).fingerprint().to_string()] {
        let found = Excerpt::of(first);
        let text = format!("{good}{first} ECDSA_SHA_256 b use=jws");
        assert_eq!(problem(text), (2, TrustFileProblem::Fingerprint { found }), "{first}");
    }
    assert_eq!(problem([good.as_bytes(), b"\xff"].concat()), (2, TrustFileProblem::NotUtf8));
    let many: String = (0..1001).map(|n| line(P256, &format!("ECDSA_SHA_256 {n} use=jws"))).collect();
    assert_eq!(problem(&many), (1001, TrustFileProblem::Keys { limit: 1000 }));
    assert_eq!(trusted(many.lines().take(1000).collect::<Vec<_>>().join("\n")).unwrap().iter().count(), 1000);
    let too_long = Malformed::TooLong { expected: Expected::TrustFile, found: (1 << 20) + 1, limit: 1 << 20 };
    assert_eq!(trusted(vec![b'#'; (1 << 20) + 1]).unwrap_err(), too_long.into());
}

#[test]
fn anything_else_than_a_trust_file_is_recognised() {
    let utf16: Vec<u8> = line(P256, "ECDSA_SHA_256 a use=jws").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let inputs = [
        (response(P256), InputKind::GetPublicKeyResponse),
        (Vec::new(), InputKind::Nothing),
        (b"<html></html>".to_vec(), InputKind::Html),
        (with_kid("one").into_bytes(), InputKind::Jws),
        ([&b"\xff\xfe"[..], &utf16].concat(), InputKind::TrustFile),
    ];
    for (input, kind) in inputs {
        match trusted(input).map(drop) {
            Err(Error::Malformed(Malformed::Recognised { expected: Expected::TrustFile, found })) => {
                assert_eq!(found.kind(), kind);
            }
            other => panic!("{kind:?}: {other:?}"),
        }
    }
}

#[test]
fn one_key_id_for_two_keys_is_refused() {
    let arn = key_id(P256);
    let lines = line(P256, &format!("ECDSA_SHA_256 a use=jws id={arn}"))
        + &line(OTHER, &format!("ECDSA_SHA_256 b use=jws id=alias/b id={arn}"));
    assert!(matches!(trusted(lines), Err(Error::Misuse(Misuse::KeyIdOfTwoKeys { .. }))));
    let responses = [("a", response(P256)), ("b", with(OTHER, "KeyId", arn))];
    assert!(matches!(KeySet::from_responses(responses), Err(Error::Misuse(Misuse::KeyIdOfTwoKeys { .. }))));
}

#[test]
fn errors_about_responses_name_them() {
    let error = KeySet::from_responses([("a.json", response(P256)), ("b.txt", b"x".to_vec())]).unwrap_err();
    assert!(
        matches!(&error, Error::Malformed(Malformed::InFile { name, .. }) if name.as_str() == "b.txt"),
        "{error:?}"
    );
    let error = KeySet::from_responses([("rsa.json", response("RSA_2048-encrypt-1"))]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "in \"rsa.json\", the key's KeyUsage is ENCRYPT_DECRYPT, this call needs SIGN_VERIFY"
    );
    let repeated = KeySet::from_responses([("a", response(P256)), ("a", response(OTHER))]).unwrap_err();
    assert!(matches!(repeated, Error::Misuse(Misuse::RepeatedLabel { .. })));
}

#[test]
fn folders_hold_responses_or_the_keys_of_a_trust_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.json"), response(P256)).unwrap();
    fs::write(path("b.json"), response(OTHER)).unwrap();
    fs::create_dir(path("old")).unwrap();
    fs::write(path("old/c.txt"), "not looked at").unwrap();
    let keys = KeySet::from_folder(folder.path()).unwrap();
    assert_eq!(keys.iter().map(|(label, _)| label).collect::<Vec<_>>(), ["a.json", "b.json"]);
    assert_eq!(label(&keys, &with_kid(&key_id(P256))), Ok("a.json"));

    let trust_file = line(P256, "ECDSA_SHA_256 tokens use=jws");
    fs::write(path("trusted-keys"), &trust_file).unwrap();
    let keys = KeySet::from_trust_file(&trust_file, folder.path()).unwrap();
    assert_eq!(keys.iter().map(|(label, _)| label).collect::<Vec<_>>(), ["tokens"]);
    let error = KeySet::from_folder(folder.path()).unwrap_err();
    assert!(matches!(&error, Error::Malformed(Malformed::InFile { name, .. }) if name.as_str() == "trusted-keys"));

    fs::remove_file(path("trusted-keys")).unwrap();
    let padded = |len: usize| [response(OTHER), vec![b' '; len - response(OTHER).len()]].concat();
    fs::write(path("b.json"), padded(64 * 1024)).unwrap();
    assert_eq!(KeySet::from_folder(folder.path()).unwrap().iter().count(), 2);
    fs::write(path("b.json"), padded(64 * 1024 + 1)).unwrap();
    match KeySet::from_folder(folder.path()) {
        Err(Error::Malformed(Malformed::InFile { name, problem })) => {
            assert_eq!(name.as_str(), "b.json");
            assert!(matches!(*problem, Malformed::TooLong { limit: 65_536, .. }), "{problem:?}");
        }
        other => panic!("{other:?}"),
    }
    // To a trust file it is a file without a key, which is ignored.
    KeySet::from_trust_file(&trust_file, folder.path()).unwrap();

    let missing = KeySet::from_folder(path("missing")).unwrap_err();
    assert!(matches!(&missing, Error::Io(_)) && missing.to_string().contains("missing"), "{missing:?}");
    for n in 0..1000 {
        fs::write(path(&format!("{n}.json")), "").unwrap();
    }
    for result in [KeySet::from_folder(folder.path()), KeySet::from_trust_file(&trust_file, folder.path())] {
        let too_many = Malformed::TooLong { expected: Expected::KeyFolder, found: 1001, limit: 1000 };
        assert_eq!(result.unwrap_err(), too_many.into());
    }
}

#[test]
fn a_set_is_narrowed_as_a_whole() {
    let keys = line(P256, "ECDSA_SHA_256 a use=jws kid=one")
        + &line(RSA, "RSASSA_PSS_SHA_256,RSASSA_PSS_SHA_384 rsa use=jws")
        + &line("SM2-sign-1", "SM2DSA sm2 use=jws,raw");
    let keys = trusted(keys).unwrap();
    assert!(matches!(label(&keys, &with_kid("one")), Err(Error::Misuse(Misuse::AlgorithmNeeded { .. }))));
    let one = keys.restrict_to(&[SigningAlgorithm::EcdsaSha256, SigningAlgorithm::RsassaPssSha256]).unwrap();
    assert_eq!(one.iter().map(|(label, _)| label).collect::<Vec<_>>(), ["a", "rsa"]);
    assert_eq!(label(&one, &with_kid("one")), Ok("a"));
    // A key without a JOSE name makes no token, and hinders none.
    let sm2 = keys.restrict_to(&[SigningAlgorithm::EcdsaSha256, SigningAlgorithm::Sm2Dsa]).unwrap();
    assert_eq!(label(&sm2, &with_kid("one")), Ok("a"));
    let error = keys.restrict_to(&[SigningAlgorithm::EcdsaSha512]).unwrap_err();
    assert_eq!(error.to_string(), "no key of the set lists ECDSA_SHA_512");
}

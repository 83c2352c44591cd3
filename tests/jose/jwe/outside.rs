//! Tokens of other tools open here, and ours opened there; the RFCs' tokens open too.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use kms_offline::{EncryptionAlgorithm, jose::Jwe};
use serde_json::Value;

use super::kms::{Kms, Noise, decrypt, ec, rsa};
use crate::corpus::file;

struct Case {
    tool: String,
    key: String,
    alg: String,
    plaintext: Vec<u8>,
    secret: Vec<u8>,
    token: String,
    /// The random source of our own tokens, which three tools opened.
    seed: Option<u64>,
}

fn cases() -> Vec<Case> {
    let cases: Vec<Value> = serde_json::from_slice(&file("jose/jwe.json")).unwrap();
    let case = |case: &Value| {
        let text = |member: &str| case[member].as_str().unwrap().to_owned();
        let bytes = |member: &str| Base64::decode_vec(&text(member)).unwrap();
        let seed = case["seed"].as_u64();
        assert!(seed.is_none() || case["opened_by"].as_array().unwrap().len() == 3);
        let (tool, key, alg, token) = (text("tool"), text("key"), text("alg"), text("token"));
        Case { tool, key, alg, plaintext: bytes("plaintext"), secret: bytes("secret"), token, seed }
    };
    cases.iter().map(case).collect()
}

#[test]
fn tokens_of_other_tools_open() {
    let cases = cases();
    for Case { tool, key, alg, plaintext, secret, token, seed } in &cases {
        let jwe = Jwe::parse(token).unwrap_or_else(|error| panic!("{tool} {key} {alg}: {error}"));
        assert_eq!(&Kms::with(key).secret(&jwe), secret, "{tool} {key} {alg}");
        let opened = decrypt(jwe, secret).unwrap_or_else(|error| panic!("{tool} {key} {alg}: {error}"));
        assert_eq!(opened.plaintext(), plaintext, "{tool} {key} {alg}");
        if seed.is_none() {
            assert_eq!(opened.kid(), Some("one"));
        }
    }
    let count = |tool: &str| cases.iter().filter(|case| case.tool.starts_with(tool)).count();
    assert_eq!(["jose ", "joserfc ", "jwcrypto ", "kms-offline"].map(count), [18; 4]);
}

#[test]
fn we_make_the_tokens_that_other_tools_opened() {
    for Case { key, alg, plaintext, token, seed, .. } in cases() {
        if let Some(seed) = seed {
            assert_eq!(encrypt(&key, &alg, seed, &plaintext), token, "{key} {alg}");
        }
    }
}

fn encrypt(key: &str, alg: &str, seed: u64, plaintext: &[u8]) -> String {
    let rng = &mut Noise::new(seed);
    match alg {
        "ECDH-ES" => ec(key).encrypt_jwe_with_rng(rng, plaintext),
        "RSA-OAEP-256" => rsa(key).encrypt_jwe_with_rng(rng, plaintext),
        _ => {
            let key = rsa(key);
            let encrypter = key.jwe_encrypter().with_algorithm(EncryptionAlgorithm::RsaesOaepSha1);
            encrypter.encrypt_with_rng(rng, plaintext)
        }
    }
    .unwrap()
}

#[test]
#[ignore = "prints tokens for tests/vectors/jose/make_jwe.py"]
#[allow(clippy::print_stdout, reason = "its purpose")]
fn print_tokens_for_other_tools() {
    let rsa_keys = ["RSA_2048-encrypt-1", "RSA_3072-encrypt-1", "RSA_4096-encrypt-1"];
    let ec_keys = ["ECC_NIST_P256-agree-1", "ECC_NIST_P384-agree-1", "ECC_NIST_P521-agree-1"];
    let rsa_keys = rsa_keys.into_iter().flat_map(|key| [(key, "RSA-OAEP-256"), (key, "RSA-OAEP")]);
    let combinations = rsa_keys.chain(ec_keys.map(|key| (key, "ECDH-ES")));
    let all = combinations.flat_map(|one| [(one, 1), (one, 190)]);
    for (((key, alg), len), seed) in all.zip(1_u64..) {
        let plaintext: Vec<u8> = (0..len).collect();
        let token = encrypt(key, alg, seed, &plaintext);
        println!();
        println!("{}", serde_json::json!({ "key": key, "alg": alg, "seed": seed, "token": token }));
    }
}

/// RFC 7516, A.1, and RFC 7520, 5.2: RSA-OAEP with A256GCM, each with its content key and its plaintext.
const EXAMPLES: [(&str, &str, &str); 2] = [
    (
        "saH0gFSP4XM_tAP_a5rU9ooHbltwLiJpL4LLLnrqQPw",
        "The true sign of intelligence is not knowledge but imagination.",
        concat!(
            "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JG",
            "eipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp",
            "5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9Q",
            "cfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALv",
            "tu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ",
        ),
    ),
    (
        "mYMfsggkTAm0TbvtlFh2hyoXnbEzJQjMxmgLN3d8xXA",
        concat!(
            "You can trust us to stick with you through thick and thin–to the bitter end. And you can t",
            "rust us to keep any secret of yours–closer than you keep it yourself. But you cannot trust",
            " us to let you face trouble alone, and go off without a word. We are your friends, Frodo.",
        ),
        concat!(
            "eyJhbGciOiJSU0EtT0FFUCIsImtpZCI6InNhbXdpc2UuZ2FtZ2VlQGhvYmJpdG9uLmV4YW1wbGUiLCJlbmMiOiJBMjU2R0NNIn0.rT99rwrBTb",
            "TI7IJM8fU3Eli7226HEB7IchCxNuh7lCiud48LxeolRdtFF4nzQibeYOl5S_PJsAXZwSXtDePz9hk-BbtsTBqC2UsPOdwjC9NhNupNNu9uHIVf",
            "tDyucvI6hvALeZ6OGnhNV4v1zx2k7O1D89mAzfw-_kT3tkuorpDU-CpBENfIHX1Q58-Aad3FzMuo3Fn9buEP2yXakLXYa15BUXQsupM4A1GD4_",
            "H4Bd7V3u9h8Gkg8BpxKdUV9ScfJQTcYm6eJEBz3aSwIaK4T3-dwWpuBOhROQXBosJzS1asnuHtVMt2pKIIfux5BC6huIvmY7kzV7W7aIUrpYm_",
            "3H4zYvyMeq5pGqFmW2k8zpO878TRlZx7pZfPYDSXZyS0CfKKkMozT_qiCwZTSz4duYnt8hS4Z9sGthXn9uDqd6wycMagnQfOTs_lycTWmY-aqW",
            "VDKhjYNRf03NiwRtb5BE-tOdFwCASQj3uuAgPGrO2AWBe38UjQb0lvXn1SpyvYZ3WFc7WOJYaTa7A8DRn6MC6T-xDmMuxC0G7S2rscw5lQQU06",
            "MvZTlFOt0UvfuKBa03cxA_nIBIhLMjY2kOTxQMmpDPTr6Cbo8aKaOnx6ASE5Jx9paBpnNmOOKH35j_QlrQhDWUN6A2Gg8iFayJ69xDEdHAVCGR",
            "zN3woEI2ozDRs.-nBoKLH0YkLZPSI9.o4k2cnGN8rSSw3IDo1YuySkqeS_t2m1GXklSgqBdpACm6UJuJowOHC5ytjqYgRL-I-soPlwqMUf4UgR",
            "WWeaOGNw6vGW-xyM01lTYxrXfVzIIaRdhYtEMRBvBWbEwP7ua1DRfvaOjgZv6Ifa3brcAM64d8p5lhhNcizPersuhw5f-pGYzseva-TUaL8iWn",
            "ctc-sSwy7SQmRkfhDjwbz0fz6kFovEgj64X1I5s7E6GLp5fnbYGLa1QUiML7Cc2GxgvI7zqWo0YIEc7aCflLG1-8BboVWFdZKLK9vNoycrYHum",
            "wzKluLWEbSVmaPpOslY2n525DxDfWaVFUfKQxMF56vn4B9QMpWAbnypNimbM8zVOw.UCGiqJxhBI3IFVdPalHHvA",
        ),
    ),
];

#[test]
fn the_examples_of_the_standards_open() {
    for (content_key, plaintext, token) in EXAMPLES {
        let jwe = Jwe::parse(token).unwrap();
        assert_eq!(jwe.encryption_algorithm(), Some(EncryptionAlgorithm::RsaesOaepSha1));
        let opened = jwe.decrypt_with_content_key(&Base64UrlUnpadded::decode_vec(content_key).unwrap()).unwrap();
        assert_eq!(str::from_utf8(opened.plaintext()), Ok(plaintext));
    }
}

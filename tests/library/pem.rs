//! PEM in odd shapes: we accept a form that cannot change which key is parsed, and reject everything else.

use kms_offline::{
    Error, KeySpec, KeyUsage, PublicKey, VerifyingKey,
    error::{Expected, InputKind, Layer, Malformed, PemProblem, Recognised},
};

use base64ct::{Base64, Encoding as _};

use crate::corpus::{SIGNING, verifying_key};

const NAME: &str = "ECC_NIST_P256-sign-1";

fn base64(key: &VerifyingKey) -> String {
    Base64::encode_string(key.as_der())
}

/// A block of this label whose body has lines of `width` characters.
fn block(label: &str, body: &str, width: usize, end: &str) -> String {
    let lines: Vec<&str> = body.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----{end}{}{end}-----END {label}-----{end}", lines.join(end))
}

fn good() -> String {
    block("PUBLIC KEY", &base64(&verifying_key(NAME)), 64, "\n")
}

fn parse(pem: impl AsRef<[u8]>) -> Result<VerifyingKey, Error> {
    VerifyingKey::from_pem(pem, verifying_key(NAME).spec())
}

fn malformed(pem: impl AsRef<[u8]>) -> Malformed {
    match parse(pem) {
        Err(Error::Malformed(malformed)) => malformed,
        other => panic!("{other:?} is not malformed"),
    }
}

/// An Ed25519 key whose DER is ASCII from its first to its last byte.
#[test]
fn der_that_is_text_by_chance_is_read_as_der() {
    let der = b"\x30\x2a\x30\x05\x06\x03+ep\x03\x21\x00an ed25519 key in plain ascii 01";
    let (spec, usage) = (KeySpec::EccNistEdwards25519, KeyUsage::SignVerify);
    assert_eq!(PublicKey::from_pem_der_or_base64(der, spec, usage).unwrap().as_der(), der);
}

#[test]
fn lines_of_any_width_and_any_ending_are_taken() {
    for name in SIGNING {
        let key = verifying_key(name);
        let body = base64(&key);
        for width in [1, 63, 64, 65, 76, body.len()] {
            for end in ["\n", "\r\n", "\r", "\n\n", " \n\t"] {
                let pem = block("PUBLIC KEY", &body, width, end);
                assert_eq!(VerifyingKey::from_pem(&pem, key.spec()).unwrap(), key, "{name} {width} {end:?}");
                assert_eq!(VerifyingKey::from_pem(pem.trim_end(), key.spec()).unwrap(), key, "no final newline");
            }
        }
    }
}

#[test]
fn text_in_front_is_skipped() {
    let key = verifying_key(NAME);
    let in_front = [
        "\n\n",
        "\u{feff}",
        "Bag Attributes\n    friendlyName: release\n",
        "-----END PUBLIC KEY-----\n",
        "clé de signature\r\n",
    ];
    for text in in_front {
        assert_eq!(parse(format!("{text}{}", good())).unwrap(), key, "{text:?}");
    }
}

#[test]
fn pem_is_recognised_where_any_form_is_taken() {
    let key = verifying_key(NAME);
    for pem in [good(), format!("text\n{}", good())] {
        let any = PublicKey::from_pem_der_or_base64(pem, key.spec(), KeyUsage::SignVerify).unwrap();
        assert_eq!(any, PublicKey::from(key.clone()));
    }
}

/// The bytes that PowerShell writes for redirected output, and those that its own remedy for that writes.
#[test]
fn utf_16_is_named_and_a_byte_order_mark_is_skipped() {
    let (spec, usage) = (verifying_key(NAME).spec(), KeyUsage::SignVerify);
    let base64 = base64(&verifying_key(NAME));
    for text in [good(), base64.clone()] {
        let marked = format!("\u{feff}{text}\r\n");
        let read = PublicKey::from_pem_der_or_base64(&marked, spec, usage).unwrap();
        assert_eq!(read, PublicKey::from(verifying_key(NAME)));
        for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let utf16: Vec<u8> = marked.encode_utf16().flat_map(to_bytes).collect();
            let any_form = PublicKey::from_pem_der_or_base64(&utf16, spec, usage);
            for refused in
                [any_form, PublicKey::from_base64(&utf16, spec, usage), PublicKey::from_pem(&utf16, spec, usage)]
            {
                let Err(Error::Malformed(Malformed::Recognised { expected: Expected::PublicKey, found })) = refused
                else {
                    panic!("{refused:?}");
                };
                assert_eq!(found.layers().next(), Some(Layer::Utf16));
                assert_eq!(found.kind(), InputKind::PublicKey);
            }
        }
    }
    assert_eq!(VerifyingKey::from_base64(format!("\u{feff}{base64}"), spec).unwrap(), verifying_key(NAME));
}

#[test]
fn a_second_pem_block_is_rejected_and_both_are_named() {
    let other = |label: &str| block(label, "AAAA", 64, "\n");
    for label in ["PUBLIC KEY", "PRIVATE KEY", "CERTIFICATE"] {
        for (pem, first, second) in [
            (good() + &other(label), "PUBLIC KEY", label),
            (other(label) + &good(), label, "PUBLIC KEY"),
            (good() + "text\n" + &other(label), "PUBLIC KEY", label),
            (good().trim_end().to_owned() + "\r" + &other(label), "PUBLIC KEY", label),
        ] {
            let Malformed::Pem(PemProblem::SecondBlock { first: found_first, second: found_second }) = malformed(&pem)
            else {
                panic!("{pem}");
            };
            assert_eq!((found_first.as_str(), found_second.as_str()), (first, second));
        }
    }
    // Readers differ in where they look for a block, so they would not agree about which key this is.
    for before in ["a ", " ", "\t", "\u{b}", "\u{c}", "\u{85}", "\u{2028}"] {
        let text = format!("{before}{}{}", other("PUBLIC KEY"), good());
        assert!(matches!(malformed(&text), Malformed::Pem(PemProblem::SecondBlock { .. })), "{before:?}");
    }
    let in_a_line = format!("a -----BEGIN PUBLIC KEY----- in the middle of a line\n{}", good());
    assert!(matches!(malformed(in_a_line), Malformed::Pem(PemProblem::SecondBlock { .. })));
    let unfinished = good().replace("-----END PUBLIC KEY-----\n", "") + &good();
    assert!(matches!(malformed(unfinished), Malformed::Pem(PemProblem::SecondBlock { .. })));
}

#[test]
fn text_after_a_pem_block_is_rejected() {
    for behind in ["x", "\n\nMCow", "\u{feff}", "-", "\n-----END PUBLIC KEY-----\n", "\u{a0}", "\0"] {
        assert_eq!(malformed(good() + behind), Malformed::Pem(PemProblem::TrailingText), "{behind:?}");
    }
    parse(good() + "\r\n \t\n").unwrap();
}

#[test]
fn a_pem_end_line_must_have_the_label_of_the_begin_line() {
    let good = good();
    for end in [
        "-----END PRIVATE KEY-----",
        "-----END PUBLIC KEYS-----",
        "-----END PUBLIC KEY----",
        "-----END-----",
        "-----END public key-----",
        "",
    ] {
        let problem = malformed(good.replace("-----END PUBLIC KEY-----", end));
        let refused = matches!(problem, Malformed::Pem(PemProblem::NoEnd { .. } | PemProblem::NotBase64));
        assert!(refused, "{end}: {problem:?}");
    }
}

#[test]
fn a_pem_block_holds_only_base64_and_white_space() {
    let good = good();
    let (head, tail) = good.split_at(40);
    for between in ["-", "=", "é", "\0", "#comment\n", "\nProc-Type: 4,ENCRYPTED\n\n", "_", "-----"] {
        assert_eq!(malformed(format!("{head}{between}{tail}")), Malformed::Pem(PemProblem::NotBase64), "{between:?}");
    }
    let headers = good.replacen('\n', "\nComment: mine\n\n", 1);
    assert_eq!(malformed(headers), Malformed::Pem(PemProblem::NotBase64));
    let unpadded = block("PUBLIC KEY", base64(&verifying_key(NAME)).trim_end_matches('='), 64, "\n");
    assert_eq!(malformed(unpadded), Malformed::Pem(PemProblem::NotBase64));
}

#[test]
fn other_labels_are_rejected_and_their_content_is_named() {
    let body = base64(&verifying_key(NAME));
    let key = Recognised::new(InputKind::PublicKey).within(Layer::PemOfOtherLabel);
    for label in [
        "EC PUBLIC KEY",
        "RSA PUBLIC KEY",
        "PRIVATE KEY",
        "CERTIFICATE",
        "CERTIFICATE REQUEST",
        "",
        "public key",
        "PUBLIC  KEY",
        " PUBLIC KEY",
        "PUBLIC KEY ",
    ] {
        let expected = Malformed::Recognised { expected: Expected::PublicKey, found: key };
        assert_eq!(malformed(block(label, &body, 64, "\n")), expected, "{label}");
    }
    let by_label = [("PGP PUBLIC KEY BLOCK", InputKind::Pgp), ("OPENSSH PRIVATE KEY", InputKind::OpenSshPrivateKey)];
    for (label, kind) in by_label {
        let found = malformed(block(label, &body, 64, "\n"));
        assert!(matches!(&found, Malformed::Recognised { found, .. } if found.kind() == kind), "{found:?}");
    }
    // No parser accepts these contents.
    for label in ["CERTIFICATE", "RSA PUBLIC KEY", "ANYTHING"] {
        let problem = malformed(block(label, "SGVsbG8h", 64, "\n"));
        assert!(
            matches!(&problem, Malformed::Pem(PemProblem::Label { found }) if found.as_str() == label),
            "{problem:?}"
        );
    }
}

#[test]
fn an_indented_block_is_read() {
    let indented: String = good().lines().map(|line| format!("    {line}\n")).collect();
    assert_eq!(parse(indented).unwrap(), verifying_key(NAME));
}

#[test]
fn text_without_a_block_is_rejected() {
    let good = good();
    for text in [
        "text",
        "-----BEGIN PUBLIC KEY",
        "-----BEGIN PUBLIC\nKEY-----",
        &good.replace("-----BEGIN", "----BEGIN"),
        &good.replace("BEGIN ", "BEGIN"),
        &base64(&verifying_key(NAME)),
    ] {
        assert_eq!(malformed(text), Malformed::Pem(PemProblem::NoBegin), "{text:?}");
    }
    assert!(matches!(malformed([&b"\xff"[..], good.as_bytes()].concat()), Malformed::Base64));
}

#[test]
fn an_empty_or_cut_body_is_rejected() {
    let cut = base64(&verifying_key(NAME));
    for body in ["", "AAAA", &cut[..40]] {
        let problem = malformed(block("PUBLIC KEY", body, 64, "\n"));
        assert!(matches!(problem, Malformed::Key { .. } | Malformed::Recognised { .. }), "{problem:?}");
    }
}

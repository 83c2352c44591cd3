//! Every rejected case of the corpus, with the findings about it.

use kms_offline::{MessageType, explain::Finding};

use crate::corpus::{Case, cases, kinds};

/// The findings about the cases of a kind; `None` where they depend on the case.
fn expected(case: &Case) -> Option<&'static [&'static str]> {
    let is_rsa = case.key_name.contains("RSA");
    let is_der =
        case.key_name.contains("ECC_NIST_P") || case.key_name.contains("SECG") || case.key_name.contains("SM2");
    let of_shape = |der, fixed| if is_der { der } else { fixed };
    Some(match case.kind() {
        "ber-indefinite" | "ber-long-length" | "r-padded" | "s-padded" | "trailing-after" | "trailing-inside" => {
            &["LooseDer"]
        }
        "p1363" => &["FixedSize"],
        "swapped" => &["Swapped"],
        "sig-in-base64" => &["TextEncoding"],
        "sig-leading-zero-stripped" => &["Resized"],
        "sig-prefixed-zero" => of_shape(&["Wrapped"], &["Resized"]),
        "sig-extended" => of_shape(&["LooseDer"], &["Wrapped"]),
        "sig-truncated" => of_shape(&["NotDer"], &["SignatureLength"]),
        "sig-empty" => &["NotASignature"],
        "both-zero" | "r-is-n" | "r-plus-n" | "r-zero" | "s-is-n" | "s-plus-n" | "s-zero" | "s-plus-l" | "sig-n" => {
            &["OutOfRange"]
        }
        "other-padding" => &["OtherAlgorithm"],
        "wrong-hash" | "wrong-hash-label" => {
            if is_rsa {
                &["OtherAlgorithm"]
            } else {
                &["OtherHash"]
            }
        }
        "pkcs1-missing-null" => &["Pkcs1WithoutNull"],
        "pkcs1-no-digestinfo" => &["Pkcs1WithoutDigestInfo"],
        "pkcs1-sha1-oid" => &["OtherHash"],
        "pss-other-mgf-hash" => &["PssMaskHash"],
        "pss-salt-0" | "pss-salt-long" | "pss-salt-max" | "pss-salt-short" => &["PssSaltLength"],
        "message-with-newline" => &["MessageWithoutLineEnd"],
        "raw-is-digest" | "mu-as-raw" => &["MessageIsDigest"],
        "double-hash" => &["DigestSignedAsMessage"],
        "sha512-of-message" => &["MessageHashedTwice"],
        "digest-bitflip" | "message-bitflip" | "message-extended" if is_rsa => &["OtherMessage"],
        "default-id-other-given" | "other-id" => &["OtherDistinguishingId"],
        "no-za" => &["WithoutZa"],
        "ecdsa-over-sm3" => &["EcdsaOnSm2Curve"],
        "ph-as-pure" | "single-hash" => &["Ed25519phOnce"],
        "pure-over-digest" => &["DigestSignedAsMessage", "OtherAlgorithm"],
        "pure-over-digest-of-digest" => &["DigestSignedAsMessage", "MessageHashedTwice", "OtherAlgorithm"],
        "hash-ml-dsa" => &["HashMlDsa"],
        "internal-interface" => &["InternalInterface"],
        // Its representative is below this key's modulus or not.
        "other-key" if is_rsa => return None,
        // Nothing that was tried, and rightly so: the key, the message or the signature is another one.
        "other-key" | "negated-s" | "r-plus-s-is-n" | "c-tilde-zero" | "digest-without-za" | "za-of-other-key" => &[],
        "digest-bitflip" | "message-bitflip" | "message-extended" => &[],
        _ => return None,
    })
}

/// Explains the rejected cases of the keys whose name contains one of these, and returns how many had an expectation.
fn explain(keys: &[&str]) -> usize {
    let (mut counted, mut wrong) = (0, Vec::new());
    let of_keys = |case: &&Case| keys.iter().any(|key| case.key_name.contains(key));
    for case in cases().iter().filter(of_keys).filter(|case| case.expect() == "invalid") {
        let explanation = case.explain();
        if let Some(expected) = expected(case) {
            counted += 1;
            // Over the caller's digest, the warning comes before all other findings.
            let found = kinds(&explanation);
            let warned = found.strip_prefix(&["GivenDigest"]);
            let verifies = !matches!(
                expected,
                [] | ["NotDer" | "SignatureLength" | "NotASignature" | "OutOfRange" | "OtherMessage"]
            );
            assert_eq!(warned.is_some(), case.message_type() != MessageType::Raw && verifies, "{case}: {found:?}");
            if warned.unwrap_or(&found) != expected {
                wrong.push(format!("{case}: {:?}, expected {expected:?}", kinds(&explanation)));
            }
        }
        assert_eq!(explanation.limits(), [], "{case}");
        for finding in explanation.findings() {
            let text = format!("{finding}{}", explanation.advice(finding));
            assert!(text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{case}: {text:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    counted
}

#[test]
fn refused_rsa_signatures_are_explained() {
    assert_eq!(explain(&["RSA"]), 567);
}

#[test]
fn refused_ecdsa_signatures_are_explained() {
    assert_eq!(explain(&["NIST_P", "SECG"]), 400);
}

#[test]
fn refused_sm2_signatures_are_explained() {
    assert_eq!(explain(&["SM2"]), 118);
}

#[test]
fn refused_ed25519_signatures_are_explained() {
    assert_eq!(explain(&["EDWARDS"]), 46);
}

#[test]
fn refused_ml_dsa_signatures_are_explained() {
    assert_eq!(explain(&["ML_DSA"]), 80);
}

#[test]
fn a_digest_that_verifies_comes_with_the_warning_where_anyone_can_make_one() {
    for case in cases().iter().filter(|case| case.kind() == "raw-is-digest") {
        let forgeable = !case.key_name.contains("RSA") && !case.key_name.contains("EDWARDS");
        let explanation = case.explain();
        let [finding @ Finding::MessageIsDigest { forgeable: found, .. }] = explanation.findings() else {
            panic!("{case}: {explanation:?}")
        };
        assert_eq!(*found, forgeable, "{case}");
        assert_eq!(finding.to_string().contains("ANYONE"), forgeable, "{case}");
        assert_eq!(explanation.advice(finding).contains("ask for the message"), forgeable, "{case}");
    }
}

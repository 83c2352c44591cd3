//! The table of findings in the documentation, made from the code.

use std::{collections::BTreeSet, fs};

use kms_offline::{
    DistinguishingId, KeyId, MessageType, SigningAlgorithm,
    error::{Excerpt, HeaderProblem, InputKind, Recognised},
    explain::{
        AttributeSpan, Change, Container, DigestText, Explainer, Explanation, Finding, HashFunction, Looseness,
        MessageForm, SignedInstead, TextEncoding,
    },
};

use crate::corpus::verifying_key;

/// A finding of each kind, and of each member of a kind whose texts differ.
fn findings() -> Vec<Finding> {
    let (offset, len) = (8, 100);
    let id = DistinguishingId::new("ALICE").unwrap();
    let algorithm = SigningAlgorithm::EcdsaSha384;
    let fingerprint = verifying_key("ECC_NIST_P256-sign-1").fingerprint();
    let key_id = |id| KeyId::new(id);
    let mut findings = vec![
        Finding::NotASignature { given: Recognised::new(InputKind::TableOutput) },
        Finding::SignatureIsMessage,
        Finding::LostInText { replaced: 7 },
        Finding::SignatureLength { found: 255, expected: 256 },
        Finding::NotDer { found: 60, longest: 72 },
        Finding::ForgeableKey,
        Finding::OutOfRange,
        Finding::NotOnCurve,
        Finding::OtherCurve { found: 32, expected: 48 },
    ];
    findings
        .extend(TextEncoding::ALL.iter().map(|encoding| Finding::TextEncoding { encoding: *encoding, base64: false }));
    findings.extend([
        Finding::FixedSize { der: None },
        Finding::DroppedZeros { r_len: 31, s_len: 32, der: None },
        Finding::LooseDer {
            looseness: vec![
                Looseness::Set,
                Looseness::IndefiniteLength,
                Looseness::LongLength,
                Looseness::PaddedInteger,
                Looseness::NegativeInteger,
                Looseness::TrailingBytes,
            ],
            der: None,
        },
        Finding::Swapped { der: None },
    ]);
    let containers = [
        Container::OctetString { header: 2 },
        Container::BitString { header: 3 },
        Container::UnusedBits,
        Container::Integers { r: (4, 32), s: (39, 31) },
        Container::RecoveryIdInFront,
        Container::RecoveryIdBehind,
        Container::FlagAndKey { len: 64 },
        Container::BytesBehind { len: 64 },
        Container::SignedData { offset, len },
    ];
    findings.extend(containers.map(|container| Finding::Wrapped { container }));
    let changes = [(255, Change::ZerosDropped), (257, Change::ZerosAdded), (257, Change::LineEndAdded)];
    findings.extend(changes.map(|(found, change)| Finding::Resized { found, expected: 256, change }));
    let message_type = MessageType::Digest;
    let (function, named) = (HashFunction::Sha3_256, HashFunction::Sha1);
    findings.extend([
        Finding::ByteOrder,
        Finding::OtherAlgorithm { algorithm, listed: true },
        Finding::OtherAlgorithm { algorithm, listed: false },
        Finding::OtherHash { function, possible_as_digest: true },
        Finding::OtherHash { function, possible_as_digest: false },
        Finding::Pkcs1WithoutDigestInfo,
        Finding::Pkcs1WithoutNull,
        Finding::Pkcs1HashName { function, named: Some(named) },
        Finding::Pkcs1HashName { function, named: None },
        Finding::PssSaltLength { found: 222, expected: 32 },
        Finding::PssMaskHash { found: named, expected: HashFunction::Sha256 },
        Finding::EcdsaOnSm2Curve,
        Finding::EthereumMessage,
    ]);
    findings.extend(forms().into_iter().map(|form| Finding::ChangedMessage { form }));
    findings.extend([false, true].map(|forgeable| Finding::GivenDigest { message_type, forgeable }));
    findings.push(Finding::GivenDigest { message_type: MessageType::ExternalMu, forgeable: false });
    findings.extend([false, true].map(|forgeable| Finding::MessageIsDigest {
        text: DigestText::Hex,
        is_mu: false,
        forgeable,
    }));
    let digest = || Some((named, vec![0xab; 20]));
    findings.extend([
        Finding::MessageIsDigest { text: DigestText::Base64, is_mu: true, forgeable: false },
        Finding::DigestSignedAsMessage,
        Finding::MessageHashedTwice { function: HashFunction::Sha256, text: DigestText::HexLine },
        Finding::HexSignedAsDigest { function: HashFunction::Sha256 },
        Finding::OtherMessage { algorithm: Some(algorithm), digest: digest(), is_function_signed: true },
        Finding::OtherMessage { algorithm: None, digest: digest(), is_function_signed: false },
        Finding::OtherMessage { algorithm: None, digest: None, is_function_signed: true },
        Finding::OtherDistinguishingId { id: id.clone() },
        Finding::OtherDistinguishingId { id: DistinguishingId::new("").unwrap() },
        Finding::WithoutZa,
        Finding::TruncatedEntl { id },
        Finding::Ed25519phOnce,
        Finding::Context { context: b"release".to_vec() },
        Finding::HashMlDsa { function: HashFunction::Sha512 },
        Finding::MuAsMessage,
        Finding::DigestAsMu { function: HashFunction::Sha512 },
        Finding::MuOverSpki,
        Finding::InternalInterface,
        Finding::OtherKey { name: Excerpt::of("other.json"), fingerprint, algorithm, forgeable: false },
        Finding::OtherKey { name: Excerpt::of("other.json"), fingerprint, algorithm, forgeable: true },
        Finding::OtherKeyId { answered: key_id("alias/a"), key: key_id("alias/b") },
        Finding::ArithmeticsDisagree,
    ]);
    findings
}

fn forms() -> Vec<MessageForm> {
    let (offset, len) = (30, 100);
    let attributes = AttributeSpan { offset, len, digest_offset: 60 };
    vec![
        MessageForm::WithoutLineEnd,
        MessageForm::WithLineFeed,
        MessageForm::WithCrLf,
        MessageForm::CrLfLines,
        MessageForm::LfLines,
        MessageForm::WithoutByteOrderMark,
        MessageForm::WithByteOrderMark,
        MessageForm::Utf8,
        MessageForm::Utf16Le,
        MessageForm::Utf16Be,
        MessageForm::Utf16LeWithMark,
        MessageForm::Utf16BeWithMark,
        MessageForm::Latin1,
        MessageForm::FromLatin1,
        MessageForm::Base64Decoded,
        MessageForm::Base64Encoded,
        MessageForm::Base64Line,
        MessageForm::Base64Lines,
        MessageForm::HexDecoded,
        MessageForm::HexEncoded,
        MessageForm::HexLine,
        MessageForm::UpperHexEncoded,
        MessageForm::PemDecoded,
        MessageForm::ToBeSigned { offset },
        MessageForm::Pae,
        MessageForm::CmsAttributesAsSet,
        MessageForm::CmsAttributes,
        MessageForm::CmsSignedAttributes { function: HashFunction::Sha256, attributes },
        MessageForm::CmsSignedAttributes { function: HashFunction::Sha1, attributes },
        MessageForm::SignedDataAttributes { function: HashFunction::Sha256, attributes, content: (60, 5) },
        MessageForm::SignedDataWithoutContent,
        MessageForm::SignedDataOtherContent,
        MessageForm::SignedDataContent { offset, len },
    ]
}

/// A finding of each kind about tokens.
fn of_tokens() -> Vec<Finding> {
    let algorithm = SigningAlgorithm::EcdsaSha256;
    let alg = |found: &str, named| Finding::TokenAlgorithm {
        found: Some(Excerpt::of(found)),
        algorithm,
        name: "ES256",
        named,
    };
    let mut findings = vec![
        alg("ECDSA_SHA_256", Some(algorithm)),
        alg("ES256K", None),
        alg("none", None),
        Finding::TokenHeader { problem: HeaderProblem::Critical },
        Finding::TokenKid { found: Excerpt::of("2026-11") },
        Finding::TokenHash { function: HashFunction::Sha3_256, expected: HashFunction::Sha256, name: "ES256" },
        Finding::TokenAlgorithmWithoutName { algorithm: SigningAlgorithm::Ed25519PhSha512 },
    ];
    findings.extend([true, false].map(|is_der| Finding::TokenSignature { is_der, fixed: None }));
    let instead = [
        SignedInstead::Payload,
        SignedInstead::HeaderAndPayload,
        SignedInstead::EncodedPayload,
        SignedInstead::OtherJson,
        SignedInstead::OtherPayload,
        SignedInstead::OtherBase64,
        SignedInstead::Unhashed,
    ];
    findings.extend(instead.map(|instead| Finding::TokenSigned { instead }));
    findings
}

/// An explanation without a warning, whose advice is that of the findings alone.
fn unwarned() -> Explanation {
    let verifier = verifying_key("ECC_NIST_P256-sign-1").verifier(SigningAlgorithm::EcdsaSha256).unwrap();
    Explainer::new(&verifier, [], MessageType::Raw).examine().finish()
}

/// The table in the documentation of `Finding`. `KMS_OFFLINE_WRITE_TABLES=1` writes it anew.
#[test]
fn the_table_of_findings_is_the_code_s() {
    let (findings, unwarned) = ([findings(), of_tokens()].concat(), unwarned());
    let kinds: BTreeSet<&str> = findings.iter().map(Finding::kind).collect();
    let all: BTreeSet<&str> = Finding::KINDS.iter().chain(MessageForm::KINDS).copied().collect();
    assert_eq!(kinds, all);

    let mut table = String::from("| kind | finding | what to try | command |\n| --- | --- | --- | --- |\n");
    for finding in &findings {
        let command = unwarned.command(finding);
        let command = command.as_deref().and_then(|command| command.strip_prefix("run ")?.rsplit_once(" and pass "));
        let command = command.map(|(command, _)| format!("`{command}`")).unwrap_or_default();
        let cells = [finding.kind().to_owned(), finding.to_string(), unwarned.advice(finding), command];
        table += &format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/explain/finding/findings.md");
    if std::env::var_os("KMS_OFFLINE_WRITE_TABLES").is_some() {
        fs::write(path, &table).unwrap();
    }
    let is_current = fs::read_to_string(path).unwrap() == table;
    assert!(is_current, "run this test with KMS_OFFLINE_WRITE_TABLES=1");
}

#[test]
fn no_finding_calls_a_signature_valid_or_names_an_item_of_the_library() {
    let unwarned = unwarned();
    for finding in [findings(), of_tokens()].concat() {
        let texts = [finding.to_string(), unwarned.advice(&finding), unwarned.command(&finding).unwrap_or_default()];
        // Perl would run the name of a file that ends in a bar.
        let is_operand = |end: &str| texts[2].contains("perl ") && texts[2].contains(&format!("' {end}"));
        assert!(!is_operand("SIG") && !is_operand("MESSAGE") && !texts[2].contains("chop SIG"), "{}", texts[2]);
        for text in texts {
            let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
            assert!(!words.contains(&"valid") && !words.contains(&"Valid"), "{text}");
            let is_of_library = ["kms_offline", "Message::", "Finding::", "VerifyingKey", "Explainer"];
            assert!(!is_of_library.iter().any(|item| text.contains(item)), "{text}");
        }
    }
}

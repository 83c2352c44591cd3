//! Signatures that were made to fail for a reason, by other implementations: the reason is found.

use std::collections::BTreeSet;

use kms_offline::{
    KeySpec, MessageType,
    explain::{DigestText, Finding, HashFunction, MessageForm, TextEncoding},
};
use kms_offline_vectors::CorpusKey;
use ml_dsa::{ExpandedSigningKey, MlDsa44};
use shake::{ExtendableOutput as _, Shake256, Update as _};

use crate::corpus::{case, cases, kinds, made};

/// Kinds that are found about cases of the corpus (`refused.rs`), or that need another key or a response (`keys.rs`),
/// or a fault of ours.
const ELSEWHERE: &[&str] = &[
    "GivenDigest",
    "LostInText",
    "SignatureIsMessage",
    "MessageUtf16Le",
    "MessageUtf16Be",
    "MessageUtf16LeWithMark",
    "MessageUtf16BeWithMark",
    "MessageLatin1",
    "MessageFromLatin1",
    "MessageBase64Line",
    "MessageBase64Lines",
    "MessageHexEncoded",
    "MessageHexLine",
    "MessageUpperHexEncoded",
    "MessagePemDecoded",
    "MessageToBeSigned",
    "MessagePae",
    "MessageCmsAttributesAsSet",
    "MessageCmsAttributes",
    "MessageCmsSignedAttributes",
    "MessageSignedDataAttributes",
    "MessageSignedDataContent",
    "OtherKey",
    "OtherKeyId",
    "ArithmeticsDisagree",
    // Of tokens: `tests/jose/explained.rs`.
    "TokenAlgorithm",
    "TokenAlgorithmWithoutName",
    "TokenHash",
    "TokenHeader",
    "TokenKid",
    "TokenSignature",
    "TokenSigned",
    "MuOverSpki",
    "DigestAsMu",
    "NotDer",
    "OutOfRange",
    "NotOnCurve",
    "ForgeableKey",
    "SignatureLength",
    "Swapped",
    "Pkcs1WithoutDigestInfo",
    "Pkcs1WithoutNull",
    "EcdsaOnSm2Curve",
    "WithoutZa",
    "Ed25519phOnce",
    "HashMlDsa",
    "InternalInterface",
];

#[test]
fn each_signature_is_explained_by_the_reason_it_was_made_to_fail_for() {
    let made = made();
    for case in &made {
        let explanation = case.explain();
        assert_eq!(kinds(&explanation), case.expected_kinds(), "{case}: {explanation:?}");
        assert_eq!(explanation.limits(), [], "{case}");
    }
    assert_eq!(made.len(), 99);
}

#[test]
fn no_kind_of_finding_is_without_a_case() {
    let made: BTreeSet<String> = made()
        .iter()
        .flat_map(|case| case.expected_kinds().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for kind in Finding::KINDS.iter().chain(MessageForm::KINDS) {
        assert!(made.contains(*kind) || ELSEWHERE.contains(kind), "{kind}");
    }
}

#[test]
fn a_mu_over_the_whole_public_key_is_found() {
    let case = case("ML_DSA_44", "genuine", "ML_DSA_SHAKE_256", "RAW");
    let private_key = CorpusKey::named("ML_DSA_44-sign-1").private_key_der();
    // The PKCS#8 of the seed ends in the seed (RFC 9881, 6).
    let seed = ml_dsa::Seed::try_from(&private_key[private_key.len() - 32..]).unwrap();
    let mut mu = [0; 64];
    let tr = shake256(&[case.key().as_der()]);
    mu.copy_from_slice(&shake256(&[&tr, &[0, 0], &case.message()]));
    let signature = ExpandedSigningKey::<MlDsa44>::from_seed(&seed).sign_mu_deterministic(&mu.into());
    let explanation = case.explain_changed(&signature.encode(), &case.message(), |explainer| explainer);
    assert_eq!(explanation.findings(), [Finding::MuOverSpki]);
}

fn shake256(parts: &[&[u8]]) -> [u8; 64] {
    let mut hash = Shake256::default();
    parts.iter().for_each(|part| hash.update(part));
    let mut output = [0; 64];
    hash.finalize_xof_into(&mut output);
    output
}

#[test]
fn every_strict_form_that_is_offered_verifies() {
    let mut offered = 0;
    for case in cases().iter().filter(|case| matches!(case.kind(), "p1363" | "r-padded" | "trailing-after")) {
        for finding in case.explain().findings() {
            // Over the caller's digest, nothing is offered.
            let (Finding::FixedSize { der: Some(der) } | Finding::LooseDer { der: Some(der), .. }) = finding else {
                assert_ne!(case.message_type(), MessageType::Raw, "{case}: {finding}");
                continue;
            };
            assert_eq!(case.message_type(), MessageType::Raw, "{case}");
            case.verify(der).unwrap_or_else(|error| panic!("{case}: {error}"));
            offered += 1;
        }
    }
    assert_eq!(offered, 30);
}

#[test]
fn evidence_names_the_change() {
    let found = |id: usize| made()[id - 1].explain().findings().to_vec();
    let texts = [DigestText::Bytes, DigestText::Hex, DigestText::HexLine, DigestText::Base64];
    for (id, text) in (16..).zip(texts) {
        assert_eq!(found(id), [Finding::MessageHashedTwice { function: HashFunction::Sha256, text }], "{id}");
    }
    let of = |of| move |it: &Finding| matches!(it, Finding::TextEncoding { encoding, .. } if *encoding == of);
    let encodings = [
        TextEncoding::Base64Url,
        TextEncoding::Hex,
        TextEncoding::Pem,
        TextEncoding::TextOutput,
        TextEncoding::Quoted,
        TextEncoding::ByteList,
        TextEncoding::Base64Twice,
        TextEncoding::HexAsBase64,
    ];
    let mut written = made().into_iter().filter(|case| case.expected_kinds() == ["TextEncoding"]);
    for encoding in encodings {
        let case = written.next().unwrap();
        assert!(case.explain().findings().iter().all(of(encoding)), "{case}: {encoding:?}");
    }
}

#[test]
fn hashes_that_kms_accepts_as_digest_are_distinguished_from_others() {
    let mut told = Vec::new();
    for case in made().iter().filter(|case| case.expected_kinds() == ["OtherHash"]) {
        let explanation = case.explain();
        let [Finding::OtherHash { function, possible_as_digest }] = explanation.findings() else { panic!("{case}") };
        told.push((case.key().spec(), *function, *possible_as_digest));
        let impossible = explanation.findings()[0].to_string().contains("KMS cannot have made it with this key's list");
        assert_eq!(impossible, !possible_as_digest, "{case}");
    }
    assert_eq!(
        told,
        [
            (KeySpec::EccNistP256, HashFunction::Sha1, false),
            (KeySpec::EccNistP256, HashFunction::Sha512, false),
            (KeySpec::EccNistP384, HashFunction::Sha256, false),
            (KeySpec::EccSecgP256k1, HashFunction::Keccak256, true),
            (KeySpec::Rsa2048, HashFunction::Sha1, false),
            (KeySpec::Rsa2048, HashFunction::Sha1, false),
            (KeySpec::Sm2, HashFunction::Sha256, true),
        ]
    );
}

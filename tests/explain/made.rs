//! Signatures that were made to fail for a reason, by other implementations: the reason is found.

use std::collections::BTreeSet;

use kms_offline::{
    KeySpec, Message, MessageType, SigningAlgorithm,
    explain::{DigestText, Explainer, Finding, HashFunction, MessageForm, TextEncoding},
};
use kms_offline_vectors::CorpusKey;
use ml_dsa::{ExpandedSigningKey, MlDsa44};
use sha2::{Digest as _, Sha512};
use sha3::Sha3_512;
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
    "MessageSignedDataOtherContent",
    "MessageSignedDataWithoutContent",
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
    "OtherCurve",
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

/// The seed in which the PKCS#8 of a key ends (RFC 9881, 6; RFC 8410, 7).
fn seed(key: &str) -> [u8; 32] {
    let private_key = CorpusKey::named(key).private_key_der();
    private_key[private_key.len() - 32..].try_into().unwrap()
}

#[test]
fn a_mu_that_is_made_otherwise_is_found() {
    let case = case("ML_DSA_44", "genuine", "ML_DSA_SHAKE_256", "RAW");
    let (message, tr) = (case.message(), shake256(&[case.key().as_der()]));
    let key = ExpandedSigningKey::<MlDsa44>::from_seed(&seed("ML_DSA_44-sign-1").into());
    let digest_as_mu = |function| Finding::DigestAsMu { function };
    for (mu, finding) in [
        (shake256(&[&tr, &[0, 0], &message]), Finding::MuOverSpki),
        (Sha512::digest(&message).into(), digest_as_mu(HashFunction::Sha512)),
        (Sha3_512::digest(&message).into(), digest_as_mu(HashFunction::Sha3_512)),
    ] {
        let signature = key.sign_mu_deterministic(&mu.into()).encode();
        let explanation = case.explain_changed(&signature, &message, |explainer| explainer);
        assert_eq!(explanation.findings(), [finding]);
        // One of another message is another mu.
        let explanation = case.explain_changed(&signature, b"another", |explainer| explainer);
        assert_eq!(explanation.findings(), []);
    }
}

/// mu in place of the message is called mu, not a digest.
#[test]
fn a_mu_given_as_the_message_is_called_mu() {
    let case = case("ML_DSA_44", "genuine", "ML_DSA_SHAKE_256", "EXTERNAL_MU");
    let (key, signature) = (case.key(), case.signature());
    let verifier = key.verifier(SigningAlgorithm::MlDsaShake256).unwrap();
    let explainer = Explainer::new(&verifier, &signature, MessageType::Raw);
    let mut examination = explainer.examine();
    examination.update(case.message());
    let explanation = examination.finish();
    let is_mu = Finding::MessageIsDigest { text: DigestText::Bytes, is_mu: true, forgeable: false };
    assert_eq!(explanation.findings(), [is_mu]);
    assert!(explanation.findings()[0].to_string().contains("mu itself"));
}

/// A signature of Ed25519 (RFC 8032, 5.1.6) over PH(M), with this dom2.
fn sign_ed25519(dom2: &[u8], hashed: &[u8]) -> Vec<u8> {
    use curve25519_dalek::{EdwardsPoint, Scalar};

    let secret = Sha512::digest(seed("ECC_NIST_EDWARDS25519-sign-1"));
    let hash = |parts: &[&[u8]]| Scalar::from_bytes_mod_order_wide(&Sha512::digest(parts.concat()).into());
    let s = Scalar::from_bytes_mod_order(curve25519_dalek::scalar::clamp_integer(secret[..32].try_into().unwrap()));
    let a = EdwardsPoint::mul_base(&s).compress();
    let r = hash(&[dom2, &secret[32..], hashed]);
    let big_r = EdwardsPoint::mul_base(&r).compress();
    let k = hash(&[dom2, big_r.as_bytes(), a.as_bytes(), hashed]);
    [big_r.to_bytes(), (r + k * s).to_bytes()].concat()
}

/// Ed25519ph, as KMS hashes for it and as RFC 8032 does, given as Ed25519, and the reverse.
#[test]
fn ed25519ph_and_ed25519_are_told_apart() {
    let pure = case("ECC_NIST_EDWARDS25519", "genuine", "ED25519_SHA_512", "RAW");
    let (key, message) = (pure.key(), b"a message");
    let digest = Sha512::digest(message);
    let dom2 = [&b"SigEd25519 no Ed25519 collisions"[..], &[1, 0]].concat();
    let prehashed = sign_ed25519(&dom2, &Sha512::digest(digest));
    let [pure, ph] = [SigningAlgorithm::Ed25519Sha512, SigningAlgorithm::Ed25519PhSha512];
    key.verify(ph, Message::Digest(&digest), &prehashed).unwrap();
    key.verify(pure, Message::Raw(message), sign_ed25519(&[], message)).unwrap();

    let explain = |algorithm, signature: &[u8], message: Message<'_>| {
        let verifier = key.verifier(algorithm).unwrap();
        assert!(verifier.verify_message(message, signature).is_err());
        let (message_type, bytes) = match message {
            Message::Digest(bytes) => (MessageType::Digest, bytes),
            Message::Raw(bytes) => (MessageType::Raw, bytes),
            _ => unreachable!(),
        };
        let explainer = Explainer::new(&verifier, signature, message_type);
        let mut examination = explainer.examine();
        examination.update(bytes);
        examination.finish().findings().to_vec()
    };
    let other = |algorithm| Finding::OtherAlgorithm { algorithm, listed: true };
    assert_eq!(explain(pure, &prehashed, Message::Raw(message)), [other(ph)]);
    let once = sign_ed25519(&dom2, &digest);
    assert_eq!(explain(pure, &once, Message::Raw(message)), [Finding::Ed25519phOnce]);
    let warning = Finding::GivenDigest { message_type: MessageType::Digest, forgeable: false };
    assert_eq!(explain(ph, &once, Message::Digest(&digest)).first(), Some(&warning));
    // The digest was signed as the message.
    let over_digest = sign_ed25519(&[], &digest);
    let found = explain(ph, &over_digest, Message::Digest(&digest));
    assert_eq!(found, [warning, Finding::DigestSignedAsMessage, other(pure)]);
    // Over a message of which only the digest is there, nobody can tell.
    assert_eq!(explain(ph, &sign_ed25519(&[], message), Message::Digest(&digest)), []);
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

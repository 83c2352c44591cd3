//! Signature cases: of the KMS-shaped corpus, and made for a reason (`tests/vectors/explain/README.md`).

use kms_offline::{
    DistinguishingId, KeySpec, Message, MessageType, SigningAlgorithm, VerifyingKey,
    explain::{Explainer, Explanation, Finding},
};
use kms_offline_vectors::CorpusKey;

/// A case, with the name of its key.
pub(crate) struct Case {
    pub(crate) key_name: String,
    members: kms_offline_vectors::Case,
}

/// Every case of every key that signs.
pub(crate) fn cases() -> Vec<Case> {
    let cases = |key: &'static CorpusKey| {
        key.signatures().iter().map(|case| Case { key_name: key.name().to_owned(), members: case.clone() })
    };
    CorpusKey::of_usage("SIGN_VERIFY").flat_map(cases).collect()
}

/// The cases that were made so that each fails for the reasons in its member `kinds`.
pub(crate) fn made() -> Vec<Case> {
    let key_name = |case: &kms_offline_vectors::Case| case.text_if_any("key").unwrap_or_default().to_owned();
    let cases = kms_offline_vectors::list("explain/cases.json").into_iter();
    cases.map(|members| Case { key_name: key_name(&members), members }).collect()
}

/// The first case of this kind with this algorithm and message type of a key of `spec`.
pub(crate) fn case(spec: &str, kind: &str, algorithm: &str, message_type: &str) -> Case {
    let key_name = format!("{spec}-sign-1");
    let members = CorpusKey::named(&key_name).signature(kind, algorithm, message_type).clone();
    Case { key_name, members }
}

/// The key of the corpus with this name.
pub(crate) fn verifying_key(name: &str) -> VerifyingKey {
    VerifyingKey::from_json(CorpusKey::named(name).response()).unwrap()
}

impl Case {
    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.text(member)
    }

    pub(crate) fn kind(&self) -> &str {
        self.text("kind")
    }

    pub(crate) fn expect(&self) -> &str {
        self.text("expect")
    }

    fn bytes(&self, member: &str) -> Vec<u8> {
        self.members.bytes(member)
    }

    pub(crate) fn signature(&self) -> Vec<u8> {
        self.bytes("Signature")
    }

    pub(crate) fn message(&self) -> Vec<u8> {
        self.bytes("Message")
    }

    /// The expected findings.
    pub(crate) fn expected_kinds(&self) -> Vec<&str> {
        self.members.value("kinds").as_array().unwrap().iter().map(|kind| kind.as_str().unwrap()).collect()
    }

    pub(crate) fn message_type(&self) -> MessageType {
        self.text("MessageType").parse().unwrap()
    }

    pub(crate) fn algorithm(&self) -> SigningAlgorithm {
        self.text("SigningAlgorithm").parse().unwrap()
    }

    pub(crate) fn key(&self) -> VerifyingKey {
        if self.members.has("PublicKey") {
            let spec: KeySpec = self.text("KeySpec").parse().unwrap();
            return VerifyingKey::from_der(self.bytes("PublicKey"), spec).unwrap();
        }
        verifying_key(&self.key_name)
    }

    pub(crate) fn distinguishing_id(&self) -> Option<DistinguishingId> {
        self.members.text_if_any("DistinguishingId").map(|id| DistinguishingId::new(id).unwrap())
    }

    /// Verifies another signature in place of the case's.
    pub(crate) fn verify(&self, signature: &[u8]) -> Result<(), kms_offline::Error> {
        self.key().verify(self.algorithm(), Message::new(self.message_type(), &self.message()), signature).map(drop)
    }

    /// The explanation of the case as it is.
    pub(crate) fn explain(&self) -> Explanation {
        self.explain_changed(&self.signature(), &self.message(), |explainer| explainer)
    }

    /// The explanation with another signature or message, and with more said to the explainer.
    pub(crate) fn explain_changed(
        &self,
        signature: &[u8],
        message: &[u8],
        say: impl FnOnce(Explainer) -> Explainer,
    ) -> Explanation {
        let mut verifier = self.key().verifier(self.algorithm()).unwrap();
        let mut explainer = Explainer::new(&verifier, signature, self.message_type());
        if let Some(id) = self.distinguishing_id() {
            explainer = explainer.distinguishing_id(&id);
            verifier = verifier.with_distinguishing_id(&id).unwrap();
        }
        let verdict = verifier.verify_message(Message::new(self.message_type(), message), signature);
        assert!(verdict.is_err(), "{self}: nothing to explain");
        if let Some(context) = self.members.text_if_any("Context") {
            explainer = explainer.context(context);
        }
        let explainer = say(explainer);
        let mut examination = explainer.examine();
        message.chunks(7).for_each(|piece| examination.update(piece));
        let explanation = examination.finish();
        assert_consistent(&explanation);
        explanation
    }
}

impl core::fmt::Display for Case {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} with {}", self.members, self.key_name)
    }
}

/// No finding calls anything valid, a warning comes first, and no two contradict each other.
#[track_caller]
pub(crate) fn assert_consistent(explanation: &Explanation) {
    let findings = explanation.findings();
    for finding in findings {
        let text = format!("{finding}\n{}", explanation.advice(finding));
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        assert!(!words.any(|word| word.eq_ignore_ascii_case("valid")), "{text}");
    }
    let findings: Vec<_> = findings.iter().filter(|finding| finding.kind() != "OtherKeyId").collect();
    let kinds: Vec<_> = findings.iter().map(|finding| finding.kind()).collect();
    // A finding about the bytes alone appears only where nothing verifies, so it is the only one.
    let alone = [
        "NotASignature",
        "SignatureIsMessage",
        "LostInText",
        "SignatureLength",
        "NotDer",
        "OutOfRange",
        "NotOnCurve",
        "OtherCurve",
        "ArithmeticsDisagree",
    ];
    assert!(kinds.len() == 1 || !kinds.iter().any(|kind| alone.contains(kind)), "{kinds:?}");
    let is_warning = |kind: &&str| matches!(*kind, "GivenDigest" | "MessageIsDigest");
    assert!(!kinds.iter().skip(1).any(is_warning), "a warning comes first: {kinds:?}");
    let is_about_message = |kind: &&str| {
        kind.starts_with("Message")
            || matches!(*kind, "DigestSignedAsMessage" | "HexSignedAsDigest" | "EthereumMessage" | "OtherKey")
    };
    let is_other = kinds.contains(&"OtherMessage");
    assert!(!is_other || !kinds.iter().any(is_about_message), "another message, and this one: {kinds:?}");
    // One algorithm or function at most is named, and one key.
    for kind in [
        "OtherAlgorithm",
        "OtherHash",
        "OtherKey",
        "OtherMessage",
        "OtherDistinguishingId",
        "PssSaltLength",
        "PssMaskHash",
    ] {
        assert!(kinds.iter().filter(|found| **found == kind).count() <= 1, "{kinds:?}");
    }
    assert!(!(kinds.contains(&"OtherAlgorithm") && kinds.contains(&"OtherHash")), "{kinds:?}");
    // The same change of the message is made once.
    let mut forms: Vec<_> =
        findings.iter().filter(|finding| matches!(finding, Finding::ChangedMessage { .. })).collect();
    forms.dedup();
    let changes = findings.iter().filter(|finding| matches!(finding, Finding::ChangedMessage { .. })).count();
    assert_eq!(forms.len(), changes, "{findings:?}");
}

/// The kinds of an explanation's findings.
pub(crate) fn kinds(explanation: &Explanation) -> Vec<&'static str> {
    explanation.findings().iter().map(|finding| finding.kind()).collect()
}

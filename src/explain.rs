//! Why a signature does not verify. It may use everything but the operations on secrets and the command line.
//!
//! When a verification ended in [`NotVerified`](crate::Error::NotVerified), an [`Explainer`] tries what commonly goes
//! wrong: another encoding, algorithm, form of the message or key. Its findings are advice. **They never make the
//! signature valid**: a finding names the deviation under which the signature verifies, which is not what you asked.
//!
//! ```text
//! signature ─→ readings ────────────────→ opened ─────────────────────┐
//!   (file)     layers of text,            the equation, solved        │     pairs,           the first
//!              containers, other          as far as that goes         ├───→ fewest       ──→ that holds ──→ findings
//!              forms of r and s           without a message           │     deviations         │ none
//!                                                                     │     first              ↓
//! message ───→ one pass ────────────────→ hypotheses ─────────────────┘     (other keys     what can be seen
//!   (stream)   recipes (how it is         what may have been signed,         between)       without a message
//!              hashed) × forms (what      and what must have happened
//!              became of it)
//! ```
//!
//! The budget is spent on pairs: each costs a verification, or less where the equation shows what was signed. A finding
//! over a digest that the caller passed begins with a warning.
//!
//! An explanation reads the message in one pass, in constant memory. It makes at most 2,000 verifications in at most
//! five seconds (with `std`), and [reports](Explanation::limits) which of these limits it reached.
//!
//! ```
//! # let response = include_bytes!("../tests/vectors/example/public-key.json");
//! # let message = include_bytes!("../tests/vectors/example/message.bin");
//! # let der = kms_offline::SignResponse::from_json(include_bytes!("../tests/vectors/example/sign.json"))?;
//! # let fixed_size = kms_offline::ecdsa_sig_value::to_p1363(kms_offline::KeySpec::EccNistP256, der.signature())?;
//! use kms_offline::{Message, MessageType, SigningAlgorithm, VerifyingKey, explain::Explainer};
//!
//! let verifier = VerifyingKey::from_json(response)?.verifier(SigningAlgorithm::EcdsaSha256)?;
//! assert!(verifier.verify_message(Message::Raw(message), &fixed_size).is_err());
//!
//! let explainer = Explainer::new(&verifier, &fixed_size, MessageType::Raw);
//! let mut examination = explainer.examine();
//! examination.update(message);
//! let explanation = examination.finish();
//! let finding = &explanation.findings()[0];
//! assert_eq!(finding.kind(), "FixedSize");
//! assert!(explanation.advice(finding).starts_with("have the signer write DER"));
//! # Ok::<(), kms_offline::Error>(())
//! ```

mod budget;
mod cms;
mod explanation;
mod finding;
mod function;
mod hypothesis;
mod message;
mod other_keys;
mod reading;
mod recipe;
mod scheme;
#[cfg(feature = "jose")]
mod token;

use alloc::{boxed::Box, vec, vec::Vec};
use core::fmt;

#[cfg(feature = "jose")]
pub use self::token::JwsExplainer;
use self::{
    budget::Budget,
    explanation::Source,
    hypothesis::{Given, Hypothesis, hypotheses, is_forgeable_over_digests},
    message::{Pass, Passed},
    other_keys::OtherKeys,
    reading::{Reading, of_another_curve, readings, seen_alone},
    recipe::{Recipe, Role},
    scheme::{Asked, Opened, Scheme},
};
pub use self::{
    explanation::{Explanation, Limit},
    finding::{
        AttributeSpan, Change, Container, DigestText, Finding, Looseness, MessageForm, SignedInstead, TextEncoding,
    },
    function::HashFunction,
};
use crate::{
    error::Excerpt,
    input::{SignResponse, SignatureFile},
    key::VerifyingKey,
    kms::{Family, KeyId, MessageType, Sameness, SigningAlgorithm},
    message::{DistinguishingId, Message},
    verify::{Stream, Verifier},
};

/// Everything known about a verification that failed, apart from the message.
#[must_use = "nothing is explained before `examine`"]
pub struct Explainer {
    verifier: Verifier,
    asked: Asked,
    message_type: MessageType,
    signature: Vec<u8>,
    readings: Vec<Reading>,
    scheme: Option<Box<dyn Scheme>>,
    answered: Option<KeyId>,
    keys: Vec<(Excerpt, VerifyingKey)>,
    keeps_bytes: bool,
    /// The file of the signature, where it is not the signature itself.
    file: Option<Vec<u8>>,
    /// How the signature came out of the file.
    source: Option<Source>,
}

impl Explainer {
    /// Creates an explainer for a signature, as it was passed to `verifier`, over a message of this type.
    pub fn new(verifier: &Verifier, signature: impl AsRef<[u8]>, message_type: MessageType) -> Self {
        let (key, signature) = (verifier.key(), signature.as_ref());
        Self {
            verifier: verifier.clone(),
            asked: Asked { key: key.clone(), algorithm: verifier.algorithm(), context: None, distinguishing_id: None },
            message_type,
            signature: signature.to_vec(),
            readings: readings(key.spec(), signature, None),
            scheme: scheme::scheme(key),
            answered: None,
            keys: Vec::new(),
            keeps_bytes: true,
            file: None,
            source: None,
        }
    }

    /// Sets the Sign response that the signature came in, whose KeyId is compared with the key's.
    pub fn response(mut self, response: &SignResponse) -> Self {
        self.answered = response.key_id().cloned();
        self.source = Some(Source::Response);
        self
    }

    /// Sets the undecoded file of the signature: its decoded bytes may have been text of another kind.
    pub fn signature_file(mut self, file: impl AsRef<[u8]>) -> Self {
        self.readings = readings(self.asked.key.spec(), &self.signature, Some(file.as_ref()));
        self.source = (file.as_ref() != self.signature).then_some(Source::Base64);
        self.file = Some(file.as_ref().to_vec());
        self
    }

    /// Sets the verifier's distinguishing ID, for SM2DSA.
    pub fn distinguishing_id(mut self, id: &DistinguishingId) -> Self {
        self.asked.distinguishing_id = Some(id.clone());
        self
    }

    /// Adds a context that the signer may have used, for ML-DSA and Ed25519. Contexts longer than 255 bytes are invalid
    /// and ignored.
    pub fn context(mut self, context: impl AsRef<[u8]>) -> Self {
        self.asked.context = Some(context.as_ref().to_vec()).filter(|context| u8::try_from(context.len()).is_ok());
        self
    }

    /// Adds other keys that may have signed, each with its name in findings; at most 1,000 are tried.
    pub fn also_try(mut self, keys: impl IntoIterator<Item = (Excerpt, VerifyingKey)>) -> Self {
        // Each verifies a few times only: multiples or a matrix for each would take more memory than they save time.
        self.keys.extend(keys.into_iter().map(|(name, key)| (name, key.without_automatic_precomputation())));
        self
    }

    /// Leaves out the forms of the message that need its bytes, which are otherwise kept up to 1 MiB: for pipes.
    pub fn without_message_bytes(mut self) -> Self {
        self.keeps_bytes = false;
        self
    }

    /// Begins the pass over the message.
    pub fn examine(&self) -> Examination<'_> {
        let mut recipes =
            self.scheme.as_ref().map(|scheme| scheme.recipes(&self.asked, &self.readings)).unwrap_or_default();
        for function in self.shared_digests().into_iter().chain(self.digests_of_attributes()) {
            if !recipes.iter().any(|recipe| recipe.is_hash(function)) {
                recipes.push(Recipe::hash(function, Role::Digest, Vec::new()));
            }
        }
        let is_raw = self.message_type == MessageType::Raw;
        Examination {
            explainer: self,
            asked: is_raw.then(|| self.verifier.stream(&self.signature)),
            pass: Pass::new(&recipes, self.keeps_bytes),
            recipes,
            keys: OtherKeys::new(
                &self.keys,
                &self.signature,
                self.file.as_deref(),
                self.message_type,
                self.asked.algorithm,
            ),
        }
    }

    /// The functions whose digests other keys need.
    fn shared_digests(&self) -> Vec<HashFunction> {
        if self.keys.is_empty() || self.message_type != MessageType::Raw {
            return Vec::new();
        }
        [HashFunction::Sha256, HashFunction::Sha384, HashFunction::Sha512].into()
    }

    /// The functions of the digests in attributes that signatures are over.
    fn digests_of_attributes(&self) -> impl Iterator<Item = HashFunction> {
        self.readings.iter().filter_map(|reading| reading.attributes.as_ref()?.function)
    }

    fn given(&self) -> Given {
        let forgeable = is_forgeable_over_digests(self.asked.key.spec());
        let spec = self.asked.key.spec();
        Given {
            message_type: self.message_type,
            forgeable,
            takes_any_value: forgeable || spec.facts().family == Family::Rsa,
            takes_mu: matches!(spec.facts().family, Family::MlDsa(_)),
        }
    }

    /// The finding that the Sign response names another key.
    fn other_key_id(&self) -> Option<Finding> {
        let (answered, key) = (self.answered.as_ref()?, self.asked.key.key_id()?);
        (answered.same_key_as(key) == Sameness::Different)
            .then(|| Finding::OtherKeyId { answered: answered.clone(), key: key.clone() })
    }
}

impl fmt::Debug for Explainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explainer")
            .field("algorithm", &self.asked.algorithm)
            .field("key", &self.asked.key)
            .finish_non_exhaustive()
    }
}

/// An explanation in progress: takes the message piece by piece; made by [`Explainer::examine`].
#[must_use = "nothing is explained before `finish`"]
pub struct Examination<'e> {
    explainer: &'e Explainer,
    /// The verification that failed, once more: `None` for a message that is kept, as a digest is.
    asked: Option<Stream>,
    recipes: Vec<Recipe>,
    pass: Pass,
    keys: OtherKeys<'e>,
}

impl Examination<'_> {
    /// Examines the next piece of the message (of the digest or μ, if the caller passed one).
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        if let Some(asked) = &mut self.asked {
            asked.update(piece.as_ref());
        }
        self.pass.update(piece.as_ref());
        self.keys.update(piece.as_ref());
    }

    /// Returns the explanation.
    #[must_use]
    pub fn finish(self) -> Explanation {
        self.finish_within(&mut Budget::new())
    }

    /// Returns the explanations of a signature with several keys, which share the limits of one explanation.
    #[must_use]
    pub fn finish_all(examinations: impl IntoIterator<Item = Self>) -> Vec<Explanation> {
        let examinations: Vec<_> = examinations.into_iter().collect();
        let (mut budget, number) = (Budget::new(), examinations.len());
        let within = |(at, examination): (usize, Self)| {
            let mut part = budget.part(number - at);
            let explanation = examination.finish_within(&mut part);
            budget.spend_all_of(&part);
            explanation
        };
        examinations.into_iter().enumerate().map(within).collect()
    }

    fn finish_within(self, budget: &mut Budget) -> Explanation {
        let Self { explainer, asked, recipes, pass, keys } = self;
        let passed = pass.finish(&recipes, || budget.is_half_over());
        // To solve a signature takes about as long as to verify it.
        let open = |reading| if budget.spend() { explainer.open(reading) } else { None };
        let opened: Vec<_> = explainer.readings.iter().map(open).collect();
        let (cut_keys, cut_forms) = (keys.cut, passed.cut);

        // The likely things first: one deviation, another key, then the deviations that combine.
        let hypotheses = hypotheses(&recipes, &passed, explainer.given(), &explainer.readings);
        let pairs = explainer.pairs(&opened, &hypotheses);
        let (likely, combined) = pairs.split_at(pairs.partition_point(|pair| pair.deviations() <= 1));
        let message = |algorithm| explainer.signed_by_others(&recipes, &passed, algorithm);
        let verified = first_that_holds(likely, budget)
            .or_else(|| keys.finish(budget, message))
            .or_else(|| first_that_holds(combined, budget));
        let verified = verified.or_else(|| explainer.exchanged(&passed));
        let Found { mut findings, is_of_file } = verified.clone().unwrap_or_else(|| explainer.seen_alone(&opened));
        // A warning stays in front.
        let warnings = usize::from(matches!(
            findings.first(),
            Some(Finding::GivenDigest { .. } | Finding::MessageIsDigest { .. })
        ));
        findings.splice(warnings..warnings, explainer.other_key_id());
        if explainer.asked.key.is_forgeable() {
            findings.insert(0, Finding::ForgeableKey);
        }
        if verified.as_ref().is_some_and(|found| found.findings.is_empty())
            && !explainer.is_verified(asked.as_ref(), &passed)
        {
            findings.push(Finding::ArithmeticsDisagree);
        }

        let mut limits: Vec<Limit> = budget.cut.into_iter().collect();
        if verified.is_none() {
            limits.extend(cut_forms);
            limits.extend(cut_keys.map(|most| Limit::OtherKeys { most }));
        }
        let source = explainer.source.filter(|_| !is_of_file);
        Explanation { findings, limits, asked: Some(explainer.asked.algorithm), source }
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Examination<'_> {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.update(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Examination<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Examination").field("explainer", &self.explainer).finish_non_exhaustive()
    }
}

impl Explainer {
    /// Whether the signature verifies as asked, in the arithmetic of the key. The equations here are the crates'.
    fn is_verified(&self, asked: Option<&Stream>, passed: &Passed) -> bool {
        match (asked, passed.short()) {
            (Some(asked), _) => asked.finish().is_ok(),
            (None, Some(digest)) => {
                self.verifier.verify_message(Message::new(self.message_type, digest), &self.signature).is_ok()
            }
            (None, None) => false,
        }
    }

    fn open(&self, reading: &Reading) -> Option<Box<dyn Opened + '_>> {
        self.scheme.as_ref()?.open(&self.asked, &reading.signature)
    }

    /// Every reading with every hypothesis that it is worth, those with the fewest deviations first.
    fn pairs<'p>(&'p self, opened: &'p [Option<Box<dyn Opened + 'p>>], hypotheses: &'p [Hypothesis]) -> Vec<Pair<'p>> {
        let mut pairs: Vec<_> = (0..)
            .zip(self.readings.iter().zip(opened))
            .filter_map(|(at, (reading, opened))| Some((at, reading, &**opened.as_ref()?)))
            .filter(|(_, _, opened)| !opened.is_impossible())
            .flat_map(|(at, reading, opened)| {
                let meant = hypotheses.iter().filter(move |hypothesis| {
                    hypothesis.reading.is_none_or(|reading| reading == at)
                        && (!reading.is_guess() || hypothesis.deviations() <= 1)
                });
                meant.map(move |hypothesis| Pair { reading, opened, hypothesis })
            })
            .collect();
        pairs.sort_by_key(Pair::deviations);
        pairs
    }

    /// Whether the message is a signature, and the signature its message.
    fn exchanged(&self, passed: &Passed) -> Option<Found> {
        let (kept, message) = (passed.kept.as_deref()?, self.file.as_deref().unwrap_or(&self.signature));
        if self.message_type != MessageType::Raw || kept.len() > SignatureFile::MAX_LEN {
            return None;
        }
        let signature = SignatureFile::read(kept).ok()?;
        let verified = self.verifier.verify_message(Message::Raw(message), signature.signature());
        verified.is_ok().then(|| Found { findings: vec![Finding::SignatureIsMessage], is_of_file: false })
    }

    /// The findings without any hypothesis that verifies.
    fn seen_alone(&self, opened: &[Option<Box<dyn Opened + '_>>]) -> Found {
        for (reading, opened) in self.readings.iter().zip(opened) {
            let shown = opened.as_ref().map(|opened| opened.other_message()).unwrap_or_default();
            if !shown.is_empty() {
                let findings = [reading.because.as_slice(), &shown].concat();
                return Found { findings, is_of_file: reading.is_of_file };
            }
        }
        let spec = self.asked.key.spec();
        let seen = of_another_curve(spec, &self.signature).or_else(|| match opened.first() {
            Some(Some(opened)) => opened.is_impossible().then_some(Finding::NotOnCurve),
            _ => seen_alone(spec, &self.signature),
        });
        Found { findings: seen.into_iter().collect(), is_of_file: false }
    }

    /// The inputs for another key's algorithm: a digest that depends on the message alone, or the caller's digest.
    fn signed_by_others<'m>(
        &self,
        recipes: &[Recipe],
        passed: &'m Passed,
        algorithm: SigningAlgorithm,
    ) -> Option<Message<'m>> {
        if self.message_type != MessageType::Raw {
            return Some(Message::new(self.message_type, passed.short()?));
        }
        let at = recipes.iter().position(|recipe| recipe.is_hash(algorithm.hash().into()))?;
        Some(Message::Digest(passed.forms.first()?.outputs.get(at)?.as_deref()?))
    }
}

/// The findings about a reading of the signature.
#[derive(Clone)]
struct Found {
    findings: Vec<Finding>,
    is_of_file: bool,
}

/// A way to read the signature, and what may have been signed.
struct Pair<'p> {
    reading: &'p Reading,
    opened: &'p (dyn Opened + 'p),
    hypothesis: &'p Hypothesis,
}

impl Pair<'_> {
    fn deviations(&self) -> usize {
        self.reading.because.len() + self.hypothesis.deviations()
    }
}

/// The findings of the first pair for which the equation holds.
fn first_that_holds(pairs: &[Pair<'_>], budget: &mut Budget) -> Option<Found> {
    for Pair { reading, opened, hypothesis } in pairs {
        let may_go_on = if opened.is_solved() { budget.has_time() } else { budget.spend() };
        if !may_go_on {
            return None;
        }
        if let Some(more) = opened.check(hypothesis) {
            let is_free_form = opened.is_free_form(&hypothesis.signed);
            let findings = hypothesis.findings(&reading.because, &more, is_free_form);
            return Some(Found { findings, is_of_file: reading.is_of_file });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use kms_offline_vectors::CorpusKey;

    use super::*;
    use crate::kms::SigningAlgorithm;

    /// The explainer of a genuine signature, whose verification is another key's: as if our arithmetic had rejected it.
    fn explanation(is_rejected: bool) -> Explanation {
        let key = VerifyingKey::from_json(include_bytes!("../tests/vectors/example/public-key.json")).unwrap();
        let other = VerifyingKey::from_json(CorpusKey::named("ECC_NIST_P256-sign-2").response()).unwrap();
        let response = SignResponse::from_json(include_bytes!("../tests/vectors/example/sign.json")).unwrap();
        let verifier = key.verifier(SigningAlgorithm::EcdsaSha256).unwrap();
        let mut explainer = Explainer::new(&verifier, response.signature(), MessageType::Raw);
        if is_rejected {
            explainer.verifier = other.verifier(SigningAlgorithm::EcdsaSha256).unwrap();
        }
        let mut examination = explainer.examine();
        examination.update(include_bytes!("../tests/vectors/example/message.bin"));
        examination.finish()
    }

    #[test]
    fn arithmetics_that_disagree_are_reported_as_a_fault_of_ours() {
        assert_eq!(explanation(true).findings(), [Finding::ArithmeticsDisagree]);
    }

    #[test]
    fn nothing_is_found_about_a_signature_that_verifies() {
        assert_eq!(explanation(false).findings(), []);
    }

    /// A signature of RSA has two readings: as it is, and in the other order of bytes.
    #[test]
    fn each_reading_that_is_solved_is_taken_from_the_budget() {
        let named = CorpusKey::named("RSA_2048-sign-1");
        let key = VerifyingKey::from_json(named.response()).unwrap();
        let explainer =
            Explainer::new(&key.verifier(SigningAlgorithm::RsassaPssSha256).unwrap(), [0x55; 256], MessageType::Raw);
        let mut budget = Budget::new();
        let _nothing = explainer.examine().finish_within(&mut budget);
        assert_eq!(budget.verifications(), 2);
    }

    /// The number of verifications in place of their time, which depends on the machine. A search that ends without a
    /// finding makes the most.
    #[test]
    fn a_search_for_a_usual_message_takes_less_than_the_most_verifications() {
        for (name, algorithm) in [
            ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256"),
            ("ECC_NIST_P256", "ECDSA_SHA_256"),
            ("ECC_NIST_P384", "ECDSA_SHA_384"),
            ("ECC_NIST_P521", "ECDSA_SHA_512"),
            ("ECC_SECG_P256K1", "ECDSA_SHA_256"),
            ("SM2", "SM2DSA"),
            ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512"),
            ("ML_DSA_44", "ML_DSA_SHAKE_256"),
        ] {
            let named = CorpusKey::named(&[name, "-sign-1"].concat());
            let key = VerifyingKey::from_json(named.response()).unwrap();
            let signature = named.genuine(algorithm, "RAW").bytes("Signature");
            let algorithm = algorithm.parse().unwrap();
            let explainer = Explainer::new(&key.verifier(algorithm).unwrap(), signature, MessageType::Raw);
            let mut examination = explainer.examine();
            examination.update("gr\u{fc}\u{df}e, version 2\nanother line\n");
            let mut budget = Budget::new();
            let explanation = examination.finish_within(&mut budget);

            assert!(explanation.findings().is_empty() || name == "RSA_2048", "{name}");
            assert_eq!(explanation.limits(), [], "{name}");
            assert!(budget.verifications() < 1000, "{name}: {} verifications", budget.verifications());
        }
    }
}

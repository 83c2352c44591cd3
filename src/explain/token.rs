//! Why a token does not verify.
//!
//! ```text
//! header ─→ alg, crit, b64         ┐
//! signature ─→ r ‖ s, DER          ├─→ verified together: findings, else an examination of header.payload as a message
//! header.payload ─→ other texts    ┘
//! ```

mod json;

use alloc::{string::String, vec, vec::Vec};

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding as _};

use super::{Budget, Explainer, Explanation, Finding, Limit, SignedInstead};
use crate::{
    error::{Error, Excerpt, HeaderProblem},
    input::ecdsa_sig_value,
    jose::{KeySet, UnverifiedJws, algorithm_of_jws_alg, jws_alg},
    key::VerifyingKey,
    kms::{MessageType, SigningAlgorithm},
    message::Message,
    verify::Verifier,
};

/// The most keys of a set that an explanation looks at.
const MAX_CANDIDATES: usize = 8;

/// The most other keys of a set that are tried.
const MAX_OTHERS: usize = 64;

/// The longest token or detached payload that other readings are tried of, in bytes.
const MAX_LEN: usize = 1 << 20;

/// Looks for the reason why a compact JWS does not verify, as [`Explainer`] does for a signature. It never makes it
/// valid.
///
/// ```
/// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
/// # let der = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign-token.json"))?;
/// # let signing_input = include_str!("../../tests/vectors/example/signing-input.txt").trim_end();
/// # use base64ct::{Base64UrlUnpadded, Encoding as _};
/// # let token = format!("{signing_input}.{}", Base64UrlUnpadded::encode_string(der.signature()));
/// use kms_offline::{SigningAlgorithm, VerifyingKey, explain::JwsExplainer};
///
/// let verifier = VerifyingKey::from_json(response)?.verifier(SigningAlgorithm::EcdsaSha256)?;
/// assert!(verifier.verify_jws(&token).is_err());
/// let explanation = JwsExplainer::new(&verifier).explain(&token)?;
/// assert_eq!(explanation.findings()[0].kind(), "TokenSignature"); // KMS's DER in place of r ‖ s
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is explained before `explain`"]
pub struct JwsExplainer<'a> {
    keys: Keys<'a>,
    detached: Option<&'a [u8]>,
}

#[derive(Debug)]
enum Keys<'a> {
    One(&'a Verifier),
    Set(&'a KeySet),
}

impl<'a> JwsExplainer<'a> {
    /// Creates an explainer for a token that did not verify with this key and algorithm.
    pub const fn new(verifier: &'a Verifier) -> Self {
        Self { keys: Keys::One(verifier), detached: None }
    }

    /// Creates an explainer for a token that did not verify with this set. It tries the keys that `kid` selects first,
    /// then the others.
    pub const fn of_set(keys: &'a KeySet) -> Self {
        Self { keys: Keys::Set(keys), detached: None }
    }

    /// Sets the caller's payload, for a token whose payload part is empty.
    pub const fn detached(self, payload: &'a [u8]) -> Self {
        Self { detached: Some(payload), ..self }
    }

    /// Looks for the reason.
    ///
    /// # Errors
    /// [`Error::Malformed`] if `token` is not a compact JWS, which the error explains; [`Error::Misuse`] if the key or
    /// the set verifies no tokens.
    pub fn explain(&self, token: impl AsRef<[u8]>) -> Result<Explanation, Error> {
        let token = UnverifiedJws::parse(token)?;
        let kid = token.unverified_kid();
        let (mut verifiers, mut others, mut before) = (Vec::new(), Vec::new(), Vec::new());
        match self.keys {
            Keys::One(verifier) => verifiers.push(verifier.clone()),
            Keys::Set(keys) => {
                verifiers.extend(keys.selected_by_kid(kid)?.into_iter().map(|(_, verifier)| verifier));
                // Without a kid, those whose tokens have this alg first.
                verifiers.sort_by_key(|verifier| !has_alg(&token, verifier));
                let is_selected =
                    |key: &VerifyingKey| verifiers.iter().any(|verifier| verifier.key().as_der() == key.as_der());
                let left = keys.iter().filter(|(_, key)| !is_selected(key));
                others.extend(left.map(|(label, key)| (Excerpt::of(label), key.clone())));
                if let (true, Some(kid)) = (verifiers.is_empty(), kid) {
                    before.push(Finding::TokenKid { found: Excerpt::of(kid) });
                }
            }
        }
        verifiers.truncate(MAX_CANDIDATES);
        let texts = Texts::of(&token, self.detached);
        let mut budget = Budget::new();
        for verifier in &verifiers {
            let header = header_findings(&token, verifier, self.detached.is_some());
            if let Some(found) = texts.verified(&token, verifier, &mut budget) {
                let findings = [header, found].concat();
                return Ok(explanation(findings, budget.cut, Some(verifier)));
            }
        }
        if let Some(verifier) = verifiers.first() {
            before.extend(header_findings(&token, verifier, self.detached.is_some()));
        }
        // A key that the kid does not select, and whose tokens have this alg.
        let set = match self.keys {
            Keys::Set(keys) => keys.selected_by_kid(None)?,
            Keys::One(_) => Vec::new(),
        };
        // A key for which anyone can sign explains nothing.
        let may_be = |verifier: &Verifier| has_alg(&token, verifier) && !verifier.key().is_forgeable();
        for (label, verifier) in set.iter().filter(|(_, verifier)| may_be(verifier)).take(MAX_OTHERS) {
            if texts.genuine().verified(&token, verifier, &mut budget).is_some_and(|found| found.is_empty()) {
                let (name, fingerprint) = (Excerpt::of(label), verifier.key().fingerprint());
                before.push(Finding::OtherKey { name, fingerprint, algorithm: verifier.algorithm(), forgeable: false });
                return Ok(explanation(before, budget.cut, Some(verifier)));
            }
        }
        let Some(verifier) = verifiers.first() else { return Ok(explanation(before, None, None)) };
        let examined = examine(&texts, &token, verifier, others, &mut budget);
        let mut findings: Vec<_> =
            examined.findings.iter().cloned().filter_map(|finding| of_token(finding, verifier)).collect();
        let warnings = findings.iter().take_while(|finding| finding.warns_of_forgery()).count();
        findings.splice(warnings..warnings, before);
        Ok(Explanation { findings, ..examined })
    }
}

/// The explanation that none but a token has; the warning about the key comes first.
fn explanation(mut findings: Vec<Finding>, cut: Option<Limit>, verifier: Option<&Verifier>) -> Explanation {
    if verifier.is_some_and(|verifier| verifier.key().is_forgeable()) {
        findings.insert(0, Finding::ForgeableKey);
    }
    Explanation { findings, limits: cut.into_iter().collect(), asked: verifier.map(Verifier::algorithm), source: None }
}

/// Whether the token's `alg` is the name of this algorithm with this key.
fn has_alg(token: &UnverifiedJws, verifier: &Verifier) -> bool {
    let named = token.unverified_alg().and_then(|alg| algorithm_of_jws_alg(alg, verifier.key().spec()));
    named == Some(verifier.algorithm())
}

/// The problem of the header, regardless of the signature.
fn header_findings(token: &UnverifiedJws, verifier: &Verifier, is_detached: bool) -> Vec<Finding> {
    let (algorithm, spec) = (verifier.algorithm(), verifier.key().spec());
    let finding = match token.header_problem(algorithm, spec, is_detached) {
        None => return Vec::new(),
        Some(HeaderProblem::Alg { found, .. }) => {
            let alg = token.unverified_alg().unwrap_or_default();
            let of_key = |named: &SigningAlgorithm| verifier.key().spec().signing_algorithms().contains(named);
            let named = algorithm_of_jws_alg(alg, spec).or_else(|| alg.parse().ok().filter(of_key));
            match jws_alg(algorithm, spec) {
                Some(name) => Finding::TokenAlgorithm { found, algorithm, name, named },
                None => Finding::TokenAlgorithmWithoutName { algorithm },
            }
        }
        Some(problem) => Finding::TokenHeader { problem },
    };
    vec![finding]
}

/// The texts that may have been signed: `header.payload` first.
struct Texts(Vec<(Vec<u8>, Option<SignedInstead>)>);

impl Texts {
    fn of(token: &UnverifiedJws, detached: Option<&[u8]>) -> Self {
        let header = token.unverified_header().as_bytes();
        let payload = detached.unwrap_or_else(|| token.unverified_payload());
        let encoded_header = Base64UrlUnpadded::encode_string(header);
        let join = |header: &[u8], payload: &[u8]| [header, b".", payload].concat();
        let genuine = match detached {
            None => token.unverified_signing_input().as_bytes().to_vec(),
            Some(payload) if token.is_payload_encoded() => {
                join(encoded_header.as_bytes(), Base64UrlUnpadded::encode_string(payload).as_bytes())
            }
            Some(payload) => join(encoded_header.as_bytes(), payload),
        };
        let mut texts = Self(vec![(genuine, None)]);
        if header.len() + payload.len() > MAX_LEN {
            return texts;
        }
        texts.add(payload.to_vec(), SignedInstead::Payload);
        texts.add(join(header, payload), SignedInstead::HeaderAndPayload);
        texts.add([header, payload].concat(), SignedInstead::HeaderAndPayload);
        texts.add(Base64UrlUnpadded::encode_string(payload).into_bytes(), SignedInstead::EncodedPayload);
        let encoders: [fn(&[u8]) -> String; 3] =
            [Base64Url::encode_string, Base64::encode_string, Base64Unpadded::encode_string];
        for encode in encoders {
            texts.add(join(encode(header).as_bytes(), encode(payload).as_bytes()), SignedInstead::OtherBase64);
        }
        // The payload of a token with b64 false, or its base64url where b64 is not false.
        texts.add(join(encoded_header.as_bytes(), payload), SignedInstead::OtherBase64);
        let (headers, payloads) = (json::rewritten(header), json::rewritten(payload));
        for payload in &payloads {
            texts.add(payload.clone(), SignedInstead::OtherPayload);
            for header in &headers {
                let encode = Base64UrlUnpadded::encode_string;
                texts.add(join(encode(header).as_bytes(), encode(payload).as_bytes()), SignedInstead::OtherJson);
            }
        }
        texts
    }

    /// `header.payload` alone.
    fn genuine(&self) -> Self {
        Self(self.0.first().cloned().into_iter().collect())
    }

    fn add(&mut self, text: Vec<u8>, instead: SignedInstead) {
        if self.0.iter().all(|(known, _)| *known != text) {
            self.0.push((text, Some(instead)));
        }
    }

    /// The findings of the first text and encoding of the signature that verify.
    fn verified(&self, token: &UnverifiedJws, verifier: &Verifier, budget: &mut Budget) -> Option<Vec<Finding>> {
        for (text, instead) in &self.0 {
            for (signature, fixed) in signatures(token.unverified_signature(), verifier) {
                if !budget.spend() {
                    return None;
                }
                if verifier.verify_message(Message::Raw(text), &signature).is_err() {
                    continue;
                }
                let signed = instead.map(|instead| Finding::TokenSigned { instead });
                let fixed = fixed.map(|fixed| Finding::TokenSignature {
                    is_der: true,
                    fixed: Some(Base64UrlUnpadded::encode_string(&fixed)).filter(|_| signed.is_none()),
                });
                return Some(fixed.into_iter().chain(signed).collect());
            }
        }
        None
    }
}

/// The readings of a token's signature in KMS's encoding; one that stood there in DER comes with its r ‖ s.
fn signatures(signature: &[u8], verifier: &Verifier) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let spec = verifier.key().spec();
    if ecdsa_sig_value::scalar_len(spec).is_none() {
        return vec![(signature.to_vec(), None)];
    }
    let as_jose = ecdsa_sig_value::from_p1363(spec, signature).ok().map(|der| (der, None));
    let as_der = ecdsa_sig_value::to_p1363(spec, signature).ok().map(|fixed| (signature.to_vec(), Some(fixed)));
    as_jose.into_iter().chain(as_der).collect()
}

/// Explains the signature as one over `header.payload` as a message.
fn examine(
    texts: &Texts,
    token: &UnverifiedJws,
    verifier: &Verifier,
    others: Vec<(Excerpt, VerifyingKey)>,
    budget: &mut Budget,
) -> Explanation {
    let signature = token.unverified_signature();
    let as_kms = signatures(signature, verifier).into_iter().next().map(|(signature, _)| signature);
    let explainer = Explainer::new(verifier, as_kms.as_deref().unwrap_or(signature), MessageType::Raw).also_try(others);
    let mut examination = explainer.examine();
    if let Some((signing_input, _)) = texts.0.first() {
        examination.update(signing_input);
    }
    examination.finish_within(budget)
}

/// A finding about a signature in words of tokens; `None` if it does not apply to one.
fn of_token(finding: Finding, verifier: &Verifier) -> Option<Finding> {
    match finding {
        Finding::FixedSize { der }
        | Finding::DroppedZeros { der, .. }
        | Finding::LooseDer { der, .. }
        | Finding::Swapped { der } => {
            let fixed = der.and_then(|der| ecdsa_sig_value::to_p1363(verifier.key().spec(), der).ok());
            Some(Finding::TokenSignature {
                is_der: false,
                fixed: fixed.map(|fixed| Base64UrlUnpadded::encode_string(&fixed)),
            })
        }
        Finding::OtherHash { function, .. } => {
            let algorithm = verifier.algorithm();
            let expected = algorithm.hash().into();
            jws_alg(algorithm, verifier.key().spec()).map(|name| Finding::TokenHash { function, expected, name })
        }
        Finding::MessageIsDigest { .. } => Some(Finding::TokenSigned { instead: SignedInstead::Unhashed }),
        // JOSE's signatures are not DER.
        Finding::NotDer { .. } => None,
        Finding::OtherAlgorithm { algorithm, .. } if jws_alg(algorithm, verifier.key().spec()).is_none() => {
            Some(Finding::TokenAlgorithmWithoutName { algorithm })
        }
        finding => Some(finding),
    }
}

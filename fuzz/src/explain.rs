//! An explanation of a signature is advice: it never panics, never makes a signature valid, and its text is safe to
//! show.

mod message;
mod seeds;
mod signature;
mod signed;
mod wrapped;
mod written;

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use kms_offline::{
    DistinguishingId, Error, Message, MessageType, SignResponse, Verifier, VerifyingKey,
    error::Excerpt,
    explain::{Explainer, Explanation, Finding, MessageForm},
};

pub use self::seeds::seeds;
use self::{message::Change, signature::Reshape, signed::Signed, wrapped::Wrapped, written::Written};
use crate::corpus::{CASES, Case, SIGNERS, pick};

/// A case of the corpus, and what is changed about it.
#[derive(Arbitrary, Debug)]
struct Input<'a> {
    case: u16,
    key: Asked,
    algorithm: Option<u8>,
    message_type: Option<u8>,
    /// Instead of the case's signature.
    signature: Option<&'a [u8]>,
    reshaped: Vec<Reshape<'a>>,
    /// Instead of the case's message.
    message: Option<&'a [u8]>,
    changed: Vec<Change>,
    context: Option<&'a [u8]>,
    distinguishing_id: Option<&'a [u8]>,
    other_keys: Vec<u8>,
    /// The names of the other keys.
    name: &'a str,
    /// The KeyId of a Sign response.
    answered: Option<&'a str>,
    without_message_bytes: bool,
    piece: u8,
    /// The message after these changes, which our own signer signs in place of the case's signer.
    signed: Vec<Signed>,
    /// How the signature is written in the end.
    written: Vec<Written>,
    /// A document around the message or the signature.
    wrapped: Option<Wrapped>,
}

/// Which key is asked.
#[derive(Arbitrary, Debug)]
enum Asked {
    Own,
    Another(u8),
}

/// How many changes of a kind are made: each may double the length.
const MOST_CHANGES: usize = 4;

/// An explanation of any signature over any message, with everything that the explainer accepts.
pub fn explain(data: &[u8]) {
    let _kinds = explained(data);
}

/// The same, with the kinds that were found.
pub fn explained(data: &[u8]) -> BTreeSet<&'static str> {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return BTreeSet::new() };
    let case: &Case = pick(&CASES, input.case);
    let own = (!input.signed.is_empty()).then(|| signed::case(case, &input.signed));
    let case = own.as_ref().unwrap_or(case);
    let (verifier, distinguishing_id) = verifier(&input, case);
    let message_type = input.message_type.map_or(case.message_type, |number| {
        *pick(&[MessageType::Raw, MessageType::Digest, MessageType::ExternalMu], number)
    });
    let mut signature = input.signature.map_or_else(|| case.signature.clone(), <[u8]>::to_vec);
    for reshape in input.reshaped.iter().take(MOST_CHANGES) {
        signature = reshape.apply(case.key.spec(), signature);
    }
    for written in input.written.iter().take(MOST_CHANGES) {
        signature = written.apply(&signature);
    }
    let mut message = input.message.map_or_else(|| case.message.clone(), <[u8]>::to_vec);
    for change in input.changed.iter().take(MOST_CHANGES) {
        message = change.apply(message);
    }

    if let Some(wrapped) = input.wrapped {
        (message, signature) = wrapped.apply(message, signature);
    }

    let verdict = verifier.verify_message(Message::new(message_type, &message), &signature);
    let explanation =
        explanation(&input, case, &verifier, distinguishing_id.as_ref(), message_type, &message, &signature);
    is_safe_to_show(&explanation);

    let deviations: Vec<&Finding> =
        explanation.findings().iter().filter(|finding| finding.kind() != "OtherKeyId").collect();
    match verdict {
        Ok(_) => assert!(deviations.is_empty(), "a valid signature is explained: {deviations:?}"),
        Err(Error::NotVerified) => {
            let again = verifier.verify_message(Message::new(message_type, &message), &signature);
            assert!(again.is_err(), "an explanation made a signature valid");
            if let [
                Finding::FixedSize { der: Some(der) }
                | Finding::LooseDer { der: Some(der), .. }
                | Finding::Swapped { der: Some(der) },
            ] = deviations[..]
            {
                let offered = verifier.verify_message(Message::new(message_type, &message), der);
                assert!(offered.is_ok(), "what it offers is not valid");
            }
        }
        // Misuse: there is nothing to explain, and still it must not panic.
        Err(_) => {}
    }
    if input.signature.is_some() && input.reshaped.is_empty() && input.written.is_empty() {
        assert!(deviations.len() <= 1, "proof is found about what nobody signed: {deviations:?}");
    }
    explanation.findings().iter().map(Finding::kind).collect()
}

fn verifier(input: &Input<'_>, case: &Case) -> (Verifier, Option<DistinguishingId>) {
    let key: &VerifyingKey = match input.key {
        Asked::Own => &case.key,
        Asked::Another(number) => pick(&SIGNERS, number),
    };
    let algorithm = match input.algorithm {
        None if key.algorithms().contains(&case.algorithm) => case.algorithm,
        number => *pick(key.algorithms(), number.unwrap_or(0)),
    };
    let verifier = key.verifier(algorithm).unwrap();
    let id = input.distinguishing_id.or(case.distinguishing_id.as_ref().map(String::as_bytes));
    let Some(id) = id.and_then(|id| DistinguishingId::new(id).ok()) else { return (verifier, None) };
    match verifier.with_distinguishing_id(&id) {
        Ok(verifier) => (verifier, Some(id)),
        // The key is not SM2's.
        Err(_) => (key.verifier(algorithm).unwrap(), None),
    }
}

fn explanation(
    input: &Input<'_>,
    case: &Case,
    verifier: &Verifier,
    distinguishing_id: Option<&DistinguishingId>,
    message_type: MessageType,
    message: &[u8],
    signature: &[u8],
) -> Explanation {
    let mut explainer = Explainer::new(verifier, signature, message_type);
    if let Some(id) = distinguishing_id {
        explainer = explainer.distinguishing_id(id);
    }
    if let Some(context) = input.context.or(case.context.as_ref().map(String::as_bytes)) {
        explainer = explainer.context(context);
    }
    if let Some(key_id) = input.answered {
        let response = serde_json::json!({ "KeyId": key_id, "Signature": "AAAA" }).to_string();
        if let Ok(response) = SignResponse::from_json(response) {
            explainer = explainer.response(&response);
        }
    }
    if input.without_message_bytes {
        explainer = explainer.without_message_bytes();
    }
    let name = Excerpt::of(input.name);
    explainer =
        explainer.also_try(input.other_keys.iter().map(|number| (name.clone(), pick(&SIGNERS, *number).clone())));
    let mut examination = explainer.examine();
    message.chunks(usize::from(input.piece).max(1)).for_each(|piece| examination.update(piece));
    examination.finish()
}

fn is_safe_to_show(explanation: &Explanation) {
    let is_printable =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    for finding in explanation.findings() {
        for text in [finding.kind(), &finding.to_string(), &explanation.advice(finding)] {
            assert!(is_printable(text), "{text:?}");
        }
        let is_known = Finding::KINDS.contains(&finding.kind()) || MessageForm::KINDS.contains(&finding.kind());
        assert!(is_known, "{}", finding.kind());
    }
    assert!(explanation.limits().iter().all(|limit| is_printable(&limit.to_string())));
}

//! Who is asked: kms-offline in each of its states, OpenSSL and AWS-LC.

use aws_lc_rs::signature::ParsedPublicKey;
use kms_offline::{Arithmetic, Error, Message, MessageType, Precomputation, VerifyingKey};
use kms_offline_peers::{aws_lc_verification, aws_lc_verifies, openssl_verifies};
use openssl::pkey::PKey;

use super::{case::Case, key::Key};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Valid,
    Invalid,
    /// The call was found wrong, which no call here is.
    Misuse,
}

/// Who says what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) who: &'static str,
    pub(crate) is_ours: bool,
    pub(crate) verdict: Verdict,
}

/// How everybody is asked: [`ask`], or a test that has one of them lie.
pub(crate) type Ask<'a> = dyn Fn(&Key, &Case) -> Vec<Answer> + Sync + 'a;

/// Everybody's verdict on a case of this key or, if the case has another, of its own.
pub(crate) fn ask(key: &Key, case: &Case) -> Vec<Answer> {
    let ours = |who, verdict| Answer { who, is_ours: true, verdict };
    let mut answers: Vec<Answer> = if case.public_key == key.public_key {
        key.states.iter().flat_map(|(who, state)| of_state(who, state, case)).collect()
    } else {
        match VerifyingKey::from_der(&case.public_key, case.spec) {
            Ok(fresh) => states(fresh, Asked { large: false, reference: key.has_reference() })
                .iter()
                .flat_map(|(who, state)| of_state(who, state, case))
                .collect(),
            Err(_) => vec![ours("kms-offline, the key", Verdict::Invalid)],
        }
    };
    let theirs = |who, valid| Answer { who, is_ours: false, verdict: verdict(valid) };
    let aws_lc = aws_lc(case);
    if key.asks_openssl || aws_lc.is_none() {
        answers.push(theirs("OpenSSL", openssl(case)));
    }
    answers.extend(aws_lc.map(|valid| theirs("AWS-LC", valid)));
    answers
}

/// Which states of a key are asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The large table too, which takes longer to make than most keys live.
    pub(crate) large: bool,
    /// The arithmetic of the RustCrypto crates too, which takes most of the time.
    pub(crate) reference: bool,
}

/// The states that a key can be in, the reference first.
pub(crate) fn states(parsed: VerifyingKey, asked: Asked) -> Vec<(&'static str, VerifyingKey)> {
    let reference = parsed.with_arithmetic(Arithmetic::RustCrypto);
    assert_ne!(reference.arithmetic(), parsed.arithmetic(), "our arithmetic is not to be compared with itself");
    let fresh = parsed.without_automatic_precomputation();
    let standard = fresh.precompute();
    assert!(standard.precomputed_bytes() > 0, "a key that cannot be prepared");
    let large = asked.large.then(|| ("kms-offline, large", fresh.precompute_with(Precomputation::Large)));
    let mut states = Vec::new();
    states.extend(asked.reference.then_some(("kms-offline, RustCrypto arithmetic", reference)));
    states.extend([("kms-offline, as parsed", parsed), ("kms-offline, fresh", fresh)]);
    states.extend(large);
    states.push((PREPARED, standard));
    states
}

/// The state whose verdicts are cheap.
const PREPARED: &str = "kms-offline, prepared";

/// The verdict on the case and, from a state whose verdicts are cheap, on the digest of its message.
fn of_state(who: &'static str, state: &VerifyingKey, case: &Case) -> Vec<Answer> {
    let verify = |message: Message<'_>| match state.verify(case.algorithm, message, &case.signature) {
        Ok(_) => Verdict::Valid,
        Err(Error::NotVerified) => Verdict::Invalid,
        Err(_) => Verdict::Misuse,
    };
    let mut answers = vec![Answer { who, is_ours: true, verdict: verify(case.message()) }];
    let digests = case.message_type == MessageType::Raw && case.algorithm.digest_len().is_some();
    if digests && who == PREPARED {
        let digest = state.digest(case.algorithm, &case.message);
        let verdict = digest.map_or(Verdict::Misuse, |digest| verify(digest.as_message()));
        answers.push(Answer { who: "kms-offline, digest", is_ours: true, verdict });
    }
    answers
}

/// `false` also for a key that it does not read.
fn openssl(case: &Case) -> bool {
    PKey::public_key_from_der(&case.public_key).is_ok()
        && openssl_verifies(&case.public_key, case.algorithm, case.message(), &case.signature)
}

/// `None` for what it does not have, `false` also for a key that it does not read.
fn aws_lc(case: &Case) -> Option<bool> {
    let verification = aws_lc_verification(case.spec, case.algorithm)?;
    if ParsedPublicKey::new(verification, &case.public_key).is_err() {
        return Some(false);
    }
    aws_lc_verifies(case.spec, &case.public_key, case.algorithm, case.message(), &case.signature)
}

fn verdict(valid: bool) -> Verdict {
    if valid { Verdict::Valid } else { Verdict::Invalid }
}

//! A key in every state that verification distinguishes, and a signature through every interface.

use kms_offline::{
    Arithmetic, Digest, Error, Message, MessageType, Precomputation, SigningAlgorithm, Verifier, VerifyingKey,
};

use crate::{
    case::Signed,
    check::{Answer, rejected},
};

/// One key, parsed once for all its cases.
pub(crate) struct Paths(Vec<(&'static str, VerifyingKey)>);

impl Paths {
    pub(crate) fn new(key: VerifyingKey) -> Self {
        let fresh = key.without_automatic_precomputation();
        let sized = |size| fresh.precompute_with(size);
        Self(vec![
            ("minimal", sized(Precomputation::Minimal)),
            ("standard", sized(Precomputation::Standard)),
            ("large", sized(Precomputation::Large)),
            ("minimal to large", sized(Precomputation::Minimal).precompute_with(Precomputation::Large)),
            ("fresh", fresh.clone()),
            ("as parsed", key.clone()),
            ("RustCrypto", key.with_arithmetic(Arithmetic::RustCrypto)),
        ])
    }

    /// The answer that every path gives, and how many verifications that took.
    pub(crate) fn verify(&self, signed: &Signed) -> (Answer, u64) {
        let mut answers: Vec<(String, Answer)> = Vec::new();
        for (path, key) in &self.0 {
            match verify(key, signed) {
                Ok(all) => {
                    let named = all.into_iter().map(|(interface, answer)| (format!("{path}, {interface}"), answer));
                    answers.extend(named);
                }
                Err(error) => answers.push(((*path).to_owned(), Answer::Broken(error.to_string()))),
            }
        }
        let count = u64::try_from(answers.len()).unwrap_or(u64::MAX);
        let Some((first_path, first)) = answers.first() else {
            return (Answer::Broken("no path".to_owned()), 0);
        };
        let answer = match answers.iter().find(|(_, other)| other != first) {
            None => first.clone(),
            Some((path, other)) => {
                Answer::Broken(format!("the paths disagree: {first_path} answers {first:?}, {path} {other:?}"))
            }
        };
        (answer, count)
    }

    /// Valid if every path verifies something, invalid if each reports misuse.
    pub(crate) fn misuse(&self, signed: &Signed) -> Answer {
        for (path, key) in &self.0 {
            let message = Message::new(signed.message_type, &signed.msg.0);
            let one_call = key.verify(signed.alg, message, &signed.sig.0).map(drop);
            let bound = key.verifier(signed.alg);
            let bound = bound.and_then(|verifier| verifier.verify_message(message, &signed.sig.0).map(drop));
            for result in [one_call, bound] {
                match result {
                    Err(Error::Misuse(_)) => {}
                    other => return Answer::Broken(format!("{path}: {other:?} instead of misuse")),
                }
            }
        }
        Answer::Invalid
    }
}

/// The answer of each interface.
fn verify(key: &VerifyingKey, signed: &Signed) -> Result<Vec<(String, Answer)>, Error> {
    let (algorithm, message, signature) = (signed.alg, &signed.msg.0, &signed.sig.0);
    let given = Message::new(signed.message_type, message);
    let mut verifier = key.verifier(algorithm)?;
    if let Some(id) = &signed.sid {
        verifier = verifier.with_distinguishing_id(&kms_offline::DistinguishingId::new(&id.0)?)?;
    }

    let mut answers = vec![("bound".to_owned(), answer(verifier.verify_message(given, signature)))];
    if signed.sid.is_none() {
        answers.push(("one call".to_owned(), answer(key.verify(algorithm, given, signature))));
        let many = key.verify_many(algorithm, &[(given, signature), (given, &[]), (given, signature)])?;
        answers.push((
            "many".to_owned(),
            match many[..] {
                [true, false, true] => Answer::Valid,
                [false, false, false] => Answer::Invalid,
                _ => Answer::Broken(format!("verify_many answers {many:?}")),
            },
        ));
    }
    if signed.message_type == MessageType::Raw {
        for size in [1 + message.len() / 3, 64] {
            let mut stream = verifier.stream(signature);
            message.chunks(size).for_each(|piece| stream.update(piece));
            answers.push((format!("stream in pieces of {size}"), answer(stream.finish())));
        }
        if algorithm != SigningAlgorithm::Ed25519Sha512 {
            let digest = digest(&verifier, message)?;
            answers.push(("digest".to_owned(), answer(key.verify(algorithm, digest.as_message(), signature))));
        }
    }
    Ok(answers)
}

fn digest(verifier: &Verifier, message: &[u8]) -> Result<Digest, Error> {
    let mut digester = verifier.digester()?;
    message.chunks(97).for_each(|piece| digester.update(piece));
    Ok(digester.finish())
}

fn answer<T>(result: Result<T, Error>) -> Answer {
    result.map_or_else(rejected, |_| Answer::Valid)
}

//! Puts a case to the library.

use kms_offline::{
    AgreementKey, EncapsulationKey, EncryptionKey, Error, KeySpec, PrivateKey, PublicKey, VerifyingKey, ecdsa_sig_value,
};

use crate::{
    case::{Case, Operation, Signed},
    paths::Paths,
    replay::Replay,
};

/// The library's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Valid,
    Invalid,
    /// The input is malformed.
    Rejected(String),
    /// Paths that disagree, or an error that the case does not call for: wrong, regardless of the suite's verdict.
    Broken(String),
}

/// The answer that an error means.
pub(crate) fn rejected(error: Error) -> Answer {
    match error {
        Error::NotVerified => Answer::Invalid,
        Error::Malformed(problem) => Answer::Rejected(problem.to_string()),
        other => Answer::Broken(other.to_string()),
    }
}

/// Keeps the key of the last case in all its states, because suites list the cases of a key together.
#[derive(Default)]
pub(crate) struct Checker {
    last: Option<(KeySpec, Vec<u8>, Result<Paths, Answer>)>,
    verifications: u64,
}

impl Checker {
    pub(crate) fn verifications(&self) -> u64 {
        self.verifications
    }

    pub(crate) fn answer(&mut self, case: &Case) -> Answer {
        match &case.operation {
            Operation::Verify(signed) => match self.paths(case.spec, signed) {
                Ok(paths) => {
                    let (answer, count) = paths.verify(signed);
                    self.verifications += count;
                    answer
                }
                Err(answer) => answer.clone(),
            },
            Operation::Misuse(signed) => match self.paths(case.spec, signed) {
                Ok(paths) => paths.misuse(signed),
                Err(answer) => Answer::Broken(format!("the key: {answer:?}")),
            },
            Operation::Parse { key, usage } => {
                PublicKey::from_der(&key.0, case.spec, *usage).map_or_else(rejected, |_| Answer::Valid)
            }
            Operation::Signature { sig } => convert(case.spec, &sig.0),
            Operation::Agree { key, private_key, secret } => {
                let agreed = AgreementKey::from_der(&key.0, case.spec)
                    .and_then(|key| Ok((key, PrivateKey::from_der(&private_key.0, case.spec)?)));
                match agreed {
                    Ok((key, private_key)) => expected(key.agree(&private_key), |found| found.as_bytes() == secret.0),
                    // A private key is the caller's, so one that does not parse is misuse.
                    Err(error) => Answer::Rejected(error.to_string()),
                }
            }
            Operation::Encrypt { key, alg, msg, rand, ct } => match EncryptionKey::from_der(&key.0, case.spec) {
                Ok(key) => {
                    let mut random = Replay::new(&rand.0);
                    expected(key.encrypt_with_rng(&mut random, *alg, &msg.0), |found| *found == ct.0)
                }
                Err(error) => rejected(error),
            },
            Operation::Encapsulate { key, rand, secret, ct } => match EncapsulationKey::from_der(&key.0, case.spec) {
                Ok(key) => expected(key.encapsulate_with_rng(&mut Replay::new(&rand.0)), |found| {
                    found.secret.as_bytes() == secret.0 && found.ciphertext == ct.0
                }),
                Err(error) => rejected(error),
            },
        }
    }

    fn paths(&mut self, spec: KeySpec, signed: &Signed) -> Result<&Paths, &Answer> {
        let same = |(last_spec, last, _): &(KeySpec, Vec<u8>, _)| *last_spec == spec && *last == signed.key.0;
        if !self.last.as_ref().is_some_and(same) {
            self.last = None;
        }
        let (_, _, paths) = self.last.get_or_insert_with(|| {
            let key = VerifyingKey::from_der(&signed.key.0, spec);
            (spec, signed.key.0.clone(), key.map(Paths::new).map_err(rejected))
        });
        paths.as_ref()
    }
}

/// DER to r ‖ s and back.
fn convert(spec: KeySpec, der: &[u8]) -> Answer {
    let fixed = match ecdsa_sig_value::to_p1363(spec, der) {
        Ok(fixed) => fixed,
        Err(Error::Malformed(_)) => return Answer::Invalid,
        Err(error) => return Answer::Broken(error.to_string()),
    };
    match ecdsa_sig_value::from_p1363(spec, fixed) {
        Ok(back) if back == der => Answer::Valid,
        other => Answer::Broken(format!("r ‖ s becomes {other:?}")),
    }
}

/// Valid if the operation succeeds with the suite's bytes, invalid with others.
fn expected<T>(found: Result<T, Error>, same: impl Fn(&T) -> bool) -> Answer {
    match found {
        Ok(found) if same(&found) => Answer::Valid,
        Ok(_) => Answer::Invalid,
        Err(error) => Answer::Broken(error.to_string()),
    }
}

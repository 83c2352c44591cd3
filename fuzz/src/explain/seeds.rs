//! Seeds that are made, one for each way to sign and to write: the bytes from which `arbitrary` makes these inputs.

use kms_offline::{KeySpec, Message, MessageType, SigningAlgorithm};

use super::{signed, wrapped, written};
use crate::corpus::{CASES, Case, SIGNERS};

/// Each seed with its name.
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    let ecdsa = case(|case| is_raw(case, KeySpec::EccNistP256)).unwrap_or_default();
    for (number, form) in signed::ALL.iter().enumerate() {
        let list = one_of(number, signed::ALL.len());
        seeds.push((format!("signed-{form:?}"), seed(ecdsa, &list, &NONE, &NONE)));
    }
    for number in 0..wrapped::ALL.len() {
        let document = [&[1], &variant(number, wrapped::ALL.len())[..]].concat();
        for (number, form) in signed::ALL.iter().enumerate() {
            let is_used =
                matches!(form, signed::Signed::AsItIs | signed::Signed::CmsAttributes | signed::Signed::InSequence);
            let list = one_of(number, signed::ALL.len());
            if is_used {
                seeds.push((format!("wrapped-{form:?}-{}", seeds.len()), seed(ecdsa, &list, &NONE, &document)));
            }
        }
    }
    for spec in [KeySpec::EccNistP256, KeySpec::Rsa2048, KeySpec::EccNistEdwards25519] {
        let at = case(|case| is_raw(case, spec)).unwrap_or_default();
        for (number, form) in written::ALL.iter().enumerate() {
            let list = one_of(number, written::ALL.len());
            seeds.push((format!("written-{form:?}-{spec}"), seed(at, &NONE, &list, &NONE)));
        }
    }
    // One r in two is on the curve: of several, one is not.
    let damaged = variant(written::ALL.len() - 1, written::ALL.len());
    for times in 2..5 {
        let list = [[&[1], &damaged[..]].concat().repeat(times), vec![0]].concat();
        seeds.push((format!("damaged-{times}"), seed(ecdsa, &NONE, &list, &NONE)));
    }
    let first_refused = case(|case| {
        case.key.verify(case.algorithm, Message::new(case.message_type, &case.message), &case.signature).is_err()
    });
    for at in first_refused.unwrap_or_default()..u16::try_from(CASES.len()).unwrap_or_default() {
        seeds.push((format!("case-{at}"), seed(at, &NONE, &NONE, &NONE)));
    }
    // A Sign response that names another key: its length is read from the end, before that of the name.
    let answered = b"arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-000000000000";
    let len = u8::try_from(answered.len()).unwrap_or_default();
    let before = [&ecdsa.to_le_bytes()[..], &OWN_KEY, &OPTIONS_AND_LISTS, &[1], answered].concat();
    seeds.push(("answered".to_owned(), [&before[..], &[0], &PIECE, &NONE, &NONE, &NONE, &[len, 0]].concat()));
    // A key on another curve.
    let p384 = SIGNERS.iter().position(|key| key.spec() == KeySpec::EccNistP384).and_then(|at| u8::try_from(at).ok());
    let another = [&variant(1, 2)[..], &[p384.unwrap_or_default()]].concat();
    let before = [&ecdsa.to_le_bytes()[..], &another, &OPTIONS_AND_LISTS, &[0; 2], &PIECE].concat();
    seeds.push(("another-curve".to_owned(), [&before[..], &NONE, &NONE, &NONE, &[0]].concat()));
    seeds
}

fn is_raw(case: &Case, spec: KeySpec) -> bool {
    let is_genuine = case.key.verify(case.algorithm, Message::new(case.message_type, &case.message), &case.signature);
    case.key.spec() == spec
        && case.message_type == MessageType::Raw
        && case.algorithm != SigningAlgorithm::Ed25519PhSha512
        && is_genuine.is_ok()
}

fn case(is_it: impl Fn(&Case) -> bool) -> Option<u16> {
    CASES.iter().position(is_it).and_then(|at| u16::try_from(at).ok())
}

/// A list without elements, and one with a variant of an enumeration of so many.
const NONE: [u8; 1] = [0];

fn one_of(number: usize, count: usize) -> Vec<u8> {
    [&[1], &variant(number, count)[..], &[0]].concat()
}

/// The number whose product with the count has the variant above its low 32 bits.
fn variant(number: usize, count: usize) -> [u8; 4] {
    u32::try_from(((number << 32) / count).saturating_add(1)).unwrap_or_default().to_le_bytes()
}

/// The fields of an input in order, all of them left out but these. Lengths of slices are read from the end.
fn seed(case: u16, signed: &[u8], written: &[u8], wrapped: &[u8]) -> Vec<u8> {
    const ANSWERED_AND_BYTES: [u8; 2] = [0; 2];
    const NAME_LEN: [u8; 1] = [0];
    let before = [&case.to_le_bytes()[..], &OWN_KEY, &OPTIONS_AND_LISTS, &ANSWERED_AND_BYTES, &PIECE].concat();
    [&before[..], signed, written, wrapped, &NAME_LEN].concat()
}

const OWN_KEY: [u8; 4] = [0; 4];
const OPTIONS_AND_LISTS: [u8; 9] = [0; 9];
const PIECE: [u8; 1] = [200];

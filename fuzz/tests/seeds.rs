//! Runs every target over its seeds and over those that are made, without a fuzzer; and checks that the seeds of
//! `explain` and `response` are of each kind.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;

use kms_offline::{
    error::InputKind,
    explain::{Finding, MessageForm},
};
use kms_offline_fuzz::{TARGETS, explained, made_seeds, recognised};
use kms_offline_fuzz_seeds::seeds;

/// The findings that no seed leads to: a fault of ours, a mu that only a private key of ML-DSA can sign, a key for
/// which anyone can sign, and findings about tokens, which are not an input of the target. Each has a test of its own
/// in the crate.
const ELSEWHERE: &[&str] = &[
    "ArithmeticsDisagree",
    "DigestAsMu",
    "ForgeableKey",
    "MuOverSpki",
    "TokenAlgorithm",
    "TokenHash",
    "TokenHeader",
    "TokenKid",
    "TokenSignature",
    "TokenSigned",
    "TokenAlgorithmWithoutName",
];

fn main() {
    let mut count = 0;
    let (mut findings, mut kinds) = (BTreeSet::new(), Vec::new());
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        println!("{name}: {} seeds", seeds.len());
        count += seeds.len();
        let made = made_seeds().filter(|(of, ..)| of == name).map(|(_, name, bytes)| (name, bytes));
        for (seed, bytes) in seeds.into_iter().map(|seed| (seed.name.clone(), seed.bytes.clone())).chain(made) {
            println!("  {seed}");
            target(&bytes);
            match *name {
                "explain" => findings.extend(explained(&bytes)),
                "response" => kinds.extend(recognised(&bytes)),
                _ => {}
            }
        }
    }
    assert_eq!(count, 695);
    let all = Finding::KINDS.iter().chain(MessageForm::KINDS);
    let missing: Vec<_> = all.filter(|kind| !findings.contains(**kind) && !ELSEWHERE.contains(kind)).collect();
    assert!(missing.is_empty(), "no seed of `explain` leads to {missing:?}");
    let missing: Vec<_> = InputKind::PLAIN.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "no seed of `response` is {missing:?}");
}

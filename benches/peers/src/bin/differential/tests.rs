use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    continued::{self, CHUNK, State},
    family::FAMILIES,
    panel::{Answer, Verdict, ask},
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
fn a_rule_excuses_rejections_of_ours_and_nothing_else() {
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

#[test]
fn a_continued_run_goes_on_where_the_last_one_stopped() {
    let folder = std::env::temp_dir().join(format!("differential-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("state");
    let families: Vec<_> = FAMILIES.iter().filter(|family| family.name.starts_with("Ed25519ph")).collect();
    let seen = Mutex::new(Vec::new());
    let go_on = |seed| {
        seen.lock().unwrap().clear();
        let report = continued::run(State::read(&file, seed).unwrap(), &families, 1, &|_, case| {
            let is_genuine = case.what == "genuine";
            if is_genuine {
                seen.lock().unwrap().push(case.signature.clone());
            }
            let verdict = if is_genuine { Verdict::Valid } else { Verdict::Invalid };
            ["one", "other"].map(|who| Answer { who, is_ours: who == "one", verdict }).to_vec()
        });
        (report.unwrap(), std::mem::take(&mut *seen.lock().unwrap()))
    };
    let (first, first_cases) = go_on(1);
    let (second, second_cases) = go_on(2);
    assert_eq!((first.tallies[0].cases(), second.tallies[0].cases()), (CHUNK, 2 * CHUNK));
    assert_eq!((first.seed, second.seed), (1, 1), "the seed is the first run's");
    assert!(!first_cases.is_empty() && second_cases.iter().all(|case| !first_cases.contains(case)), "other cases");
    let text = second.to_string();
    assert!(text.contains("genuine") && text.contains(&format!("one{:>51}", 2 * CHUNK)), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

//! Judges answers, counts them and prints the table.

use std::collections::BTreeMap;

use crate::{
    case::{Case, Ours, Want},
    check::Answer,
};

#[derive(Default)]
struct Tally {
    cases: u64,
    valid: u64,
    invalid: u64,
    by_rule: u64,
    wrong: u64,
}

/// The counts by suite, and by rule where the library's verdict differs from the suite's.
#[derive(Default)]
pub(crate) struct Report {
    suites: BTreeMap<String, Tally>,
    rules: BTreeMap<String, u64>,
}

impl Report {
    /// Counts the answer. Returns a line for the reader if it is wrong.
    pub(crate) fn judge(&mut self, case: &Case, answer: &Answer) -> Option<String> {
        let tally = self.suites.entry(case.suite.clone()).or_default();
        tally.cases += 1;
        match case.want {
            Want::Valid => tally.valid += 1,
            Want::Invalid => tally.invalid += 1,
        }
        let as_wanted = match case.want {
            Want::Valid => *answer == Answer::Valid,
            Want::Invalid => matches!(answer, Answer::Invalid | Answer::Rejected(_)),
        };
        let right = match (&case.rule, case.ours) {
            (None, None) => as_wanted,
            (Some(rule), Some(ours)) => {
                let as_ours = match ours {
                    Ours::Valid => *answer == Answer::Valid,
                    Ours::Invalid => matches!(answer, Answer::Invalid | Answer::Rejected(_)),
                    Ours::NotVerified => *answer == Answer::Invalid,
                    Ours::KeyRejected => matches!(answer, Answer::Rejected(_)),
                };
                if as_ours && !as_wanted {
                    tally.by_rule += 1;
                    *self.rules.entry(rule.clone()).or_default() += 1;
                }
                as_ours
            }
            _ => false,
        };
        if right {
            return None;
        }
        tally.wrong += 1;
        let kind = match (answer, case.want) {
            (Answer::Broken(_), _) => "BROKEN",
            (Answer::Valid, _) => "WRONG ACCEPT",
            (_, Want::Valid) => "WRONG REJECT",
            (_, Want::Invalid) => "WRONG",
        };
        let ours = case.ours.map(|ours| format!(", by rule {ours:?}")).unwrap_or_default();
        Some(format!("{kind}: {} {}: wanted {:?}{ours}, found {answer:?}", case.suite, case.id, case.want))
    }

    /// Whether there were cases and no answer was wrong.
    pub(crate) fn passed(&self) -> bool {
        !self.suites.is_empty() && self.suites.values().all(|tally| tally.wrong == 0)
    }

    pub(crate) fn print(&self, verifications: u64) {
        println!("{:<46}{:>8}{:>8}{:>8}{:>10}{:>7}", "suite", "cases", "valid", "invalid", "by rule", "wrong");
        let mut all = Tally::default();
        for (suite, tally) in &self.suites {
            let Tally { cases, valid, invalid, by_rule, wrong } = tally;
            println!("{suite:<46}{cases:>8}{valid:>8}{invalid:>8}{by_rule:>10}{wrong:>7}");
            all.cases += cases;
            all.valid += valid;
            all.invalid += invalid;
            all.by_rule += by_rule;
            all.wrong += wrong;
        }
        println!();
        for (rule, count) in &self.rules {
            println!("by rule {count:>7}: {rule}");
        }
        let Tally { cases, valid, invalid, by_rule, wrong } = all;
        println!(
            "{cases} cases, {valid} valid and {invalid} invalid by the suites, {by_rule} otherwise by a documented rule"
        );
        println!("{verifications} verifications");
        println!("{} passed, {wrong} failed", cases - wrong);
    }
}

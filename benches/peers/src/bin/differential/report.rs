//! The result of a run.

use std::{collections::BTreeMap, fmt};

use super::{
    case::Case,
    family::Family,
    panel::{Answer, Verdict},
    rule::Rule,
};

/// How many unexplained cases of a family are printed in full.
const PRINTED: usize = 20;

/// The outcome of a family's cases.
pub(crate) struct Tally {
    pub(crate) family: &'static Family,
    /// Of CPU time.
    pub(crate) seconds: f64,
    /// For each thing done: how often everybody took it, and how often nobody.
    pub(crate) agreed: BTreeMap<String, [u64; 2]>,
    pub(crate) by_rule: BTreeMap<Rule, u64>,
    /// How often each of those asked gave a verdict: each state of a key is one of them.
    pub(crate) asked: BTreeMap<String, u64>,
    unexplained: u64,
    /// The first of them, in full.
    printed: Vec<String>,
}

impl Tally {
    pub(crate) fn new(family: &'static Family) -> Self {
        let (agreed, by_rule, asked, printed) = Default::default();
        Self { family, seconds: 0.0, agreed, by_rule, asked, unexplained: 0, printed }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.seconds += other.seconds;
        for (what, [valid, invalid]) in other.agreed {
            let sum = self.agreed.entry(what).or_default();
            *sum = [sum[0] + valid, sum[1] + invalid];
        }
        for (rule, count) in other.by_rule {
            *self.by_rule.entry(rule).or_default() += count;
        }
        for (who, count) in other.asked {
            *self.asked.entry(who).or_default() += count;
        }
        self.unexplained += other.unexplained;
        self.printed.extend(other.printed);
    }

    pub(crate) fn count(&mut self, case: &Case, answers: &[Answer]) {
        let all = |verdict| answers.iter().all(|answer| answer.verdict == verdict);
        for answer in answers {
            *self.asked.entry(answer.who.to_owned()).or_default() += 1;
        }
        let mut agree = |index: usize| self.agreed.entry(case.what.to_owned()).or_default()[index] += 1;
        let we_refuse = answers.iter().filter(|answer| answer.is_ours).all(|answer| answer.verdict == Verdict::Invalid);
        match case.rule {
            _ if all(Verdict::Valid) => agree(0),
            _ if all(Verdict::Invalid) => agree(1),
            Some(rule) if we_refuse => *self.by_rule.entry(rule).or_default() += 1,
            _ => {
                self.unexplained += 1;
                if self.printed.len() < PRINTED {
                    let verdicts = answers.iter().map(|answer| format!("{}: {:?}", answer.who, answer.verdict));
                    self.printed.push(format!("{case}\n{}", verdicts.collect::<Vec<_>>().join("\n")));
                }
            }
        }
    }

    pub(crate) fn valid(&self) -> u64 {
        self.agreed.values().map(|[valid, _]| valid).sum()
    }

    pub(crate) fn invalid(&self) -> u64 {
        self.agreed.values().map(|[_, invalid]| invalid).sum()
    }

    fn ruled(&self) -> u64 {
        self.by_rule.values().sum()
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.unexplained == 0
    }

    pub(crate) fn cases(&self) -> u64 {
        self.valid() + self.invalid() + self.ruled() + self.unexplained
    }
}

/// The outcome of a run.
pub(crate) struct Report {
    pub(crate) seed: u64,
    /// Whether the arithmetic of the RustCrypto crates was asked too.
    pub(crate) reference: bool,
    pub(crate) tallies: Vec<Tally>,
}

impl Report {
    /// Whether every disagreement has its rule.
    pub(crate) fn is_clean(&self) -> bool {
        self.tallies.iter().all(Tally::is_clean)
    }

    /// Rows for each family and their sum.
    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:16}{:>10}{:>10}{:>10}{:>10}{:>13}{:>8}",
            "", "cases", "valid", "invalid", "by rule", "unexplained", "CPU s"
        )?;
        let mut sums = ([0; 5], 0.0);
        let mut row = |name: &str, counts: [u64; 5], seconds: f64| {
            let [cases, valid, invalid, ruled, unexplained] = counts;
            writeln!(f, "{name:16}{cases:10}{valid:10}{invalid:10}{ruled:10}{unexplained:13}{seconds:8.1}")
        };
        for tally in &self.tallies {
            let (valid, invalid, ruled) = (tally.valid(), tally.invalid(), tally.ruled());
            let counts = [tally.cases(), valid, invalid, ruled, tally.unexplained];
            row(tally.family.name, counts, tally.seconds)?;
            sums = (std::array::from_fn(|i| sums.0[i] + counts[i]), sums.1 + tally.seconds);
        }
        row("in all", sums.0, sums.1)
    }

    /// Each change, and how often its cases were accepted and rejected.
    fn changes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut changes: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for (what, [valid, invalid]) in self.tallies.iter().flat_map(|tally| &tally.agreed) {
            let sum = changes.entry(what).or_default();
            *sum = [sum[0] + valid, sum[1] + invalid];
        }
        writeln!(f, "{:44}{:>10}{:>10}", "where verdicts agree", "valid", "invalid")?;
        changes.iter().try_for_each(|(what, [valid, invalid])| writeln!(f, "{what:44}{valid:10}{invalid:10}"))
    }

    /// Who was asked, and how often.
    fn paths(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut asked: BTreeMap<&str, u64> = BTreeMap::new();
        for (who, count) in self.tallies.iter().flat_map(|tally| &tally.asked) {
            *asked.entry(who).or_default() += count;
        }
        writeln!(f, "\n{:44}{:>10}", "who was asked", "verdicts")?;
        asked.iter().try_for_each(|(who, count)| writeln!(f, "{who:44}{count:10}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cases: u64 = self.tallies.iter().map(Tally::cases).sum();
        let reference = if self.reference { ", the RustCrypto crates" } else { "" };
        writeln!(f, "{cases} cases, seed {}: keys as parsed, fresh, prepared and large{reference},", self.seed)?;
        writeln!(f, "{}, AWS-LC of aws-lc-rs\n", openssl::version::version())?;
        self.table(f)?;
        writeln!(f)?;
        self.changes(f)?;
        self.paths(f)?;
        let mut by_rule: BTreeMap<Rule, u64> = BTreeMap::new();
        for (&rule, count) in self.tallies.iter().flat_map(|tally| &tally.by_rule) {
            *by_rule.entry(rule).or_default() += count;
        }
        writeln!(f, "\nkms-offline refuses what a peer takes")?;
        by_rule.iter().try_for_each(|(rule, count)| writeln!(f, "{count:10}  {}", rule.reason()))?;
        let printed = self.tallies.iter().flat_map(|tally| &tally.printed);
        printed.into_iter().try_for_each(|case| writeln!(f, "\nunexplained: {case}"))
    }
}

//! Runs that add up: their state is a text file, and a run goes on where the last one stopped.
//!
//! Cases come in chunks. The seed of a chunk is made of the state's seed, the family and the chunk's number, so that
//! anybody can repeat each of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    num::NonZero,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use super::{
    family::{FAMILIES, Family},
    panel::Ask,
    report::{Report, Tally},
    rule::Rule,
    run::examine,
};

/// Cases of a chunk.
pub(crate) const CHUNK: u64 = 10_000;

/// The outcome of all runs so far.
pub(crate) struct State {
    file: PathBuf,
    seed: u64,
    /// For each family: chunks done, and what they came to.
    done: BTreeMap<&'static str, (u64, Tally)>,
    /// The families that a thread works on. A family's chunks are done one after the other, so that their number says
    /// which.
    busy: BTreeSet<&'static str>,
}

impl State {
    /// The state in a file, or a new one with this seed if the file does not exist.
    pub(crate) fn read(file: &Path, seed: u64) -> Result<Self, String> {
        let mut state = Self { file: file.to_owned(), seed, done: BTreeMap::new(), busy: BTreeSet::new() };
        match fs::read_to_string(file) {
            Ok(text) => state.parse(&text).ok_or_else(|| format!("{}: not a state of this program", file.display()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {error}", file.display())),
        }
        Ok(state)
    }

    fn parse(&mut self, text: &str) -> Option<()> {
        let mut lines = text.lines();
        self.seed = lines.next()?.strip_prefix("seed ")?.parse().ok()?;
        let mut current: Option<&mut (u64, Tally)> = None;
        for line in lines {
            let (kind, rest) = line.split_once(' ')?;
            if kind == "family" {
                let family = FAMILIES.iter().find(|family| family.name == rest)?;
                current = Some(self.done.entry(family.name).or_insert_with(|| (0, Tally::new(family))));
                continue;
            }
            let (chunks, tally) = current.as_mut()?;
            let (number, what) = rest.split_once(' ').unwrap_or((rest, ""));
            let count = || number.parse().ok();
            match kind {
                "chunks" => *chunks = count()?,
                "seconds" => tally.seconds = number.parse().ok()?,
                "valid" => tally.agreed.entry(what.to_owned()).or_default()[0] = count()?,
                "invalid" => tally.agreed.entry(what.to_owned()).or_default()[1] = count()?,
                "asked" => drop(tally.asked.insert(what.to_owned(), count()?)),
                "rule" => {
                    let rule = Rule::ALL.into_iter().find(|rule| format!("{rule:?}") == what)?;
                    tally.by_rule.insert(rule, count()?);
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// Writes it beside the file first, so that an interruption leaves the old one.
    fn write(&self) -> io::Result<()> {
        let mut text = format!("seed {}\n", self.seed);
        for (name, (chunks, tally)) in &self.done {
            text += &format!("family {name}\nchunks {chunks}\nseconds {:.1}\n", tally.seconds);
            for (what, [valid, invalid]) in &tally.agreed {
                for (verdict, count) in [("valid", valid), ("invalid", invalid)] {
                    if *count > 0 {
                        text += &format!("{verdict} {count} {what}\n");
                    }
                }
            }
            tally.by_rule.iter().for_each(|(rule, count)| text += &format!("rule {count} {rule:?}\n"));
            tally.asked.iter().for_each(|(who, count)| text += &format!("asked {count} {who}\n"));
        }
        let new = self.file.with_extension("new");
        fs::write(&new, text)?;
        fs::rename(new, &self.file)
    }

    /// Gives out the next chunk of the free family that has the smallest part of its goal; `None` if all are busy.
    fn next(&mut self, families: &[&'static Family]) -> Option<(&'static Family, u64)> {
        let chunks = |family: &Family| self.done.get(family.name).map_or(0, |(chunks, _)| *chunks);
        let free = families.iter().filter(|family| !self.busy.contains(family.name));
        let family: &'static Family = free.min_by_key(|family| chunks(family) * 1_000_000 / family.goal)?;
        let chunk = chunks(family);
        self.busy.insert(family.name);
        Some((family, chunk))
    }

    pub(crate) fn report(self) -> Report {
        let mut tallies: Vec<Tally> = self.done.into_values().map(|(_, tally)| tally).collect();
        tallies.sort_by_key(|tally| FAMILIES.iter().position(|family| family.name == tally.family.name));
        Report { seed: self.seed, reference: false, tallies }
    }
}

/// Runs this many chunks more, in as many threads as there are CPUs, and writes the state after each. It stops at the
/// first chunk with an unexplained case, which the state does not count.
pub(crate) fn run(mut state: State, families: &[&'static Family], chunks: u64, ask: &Ask<'_>) -> io::Result<Report> {
    let mut left = chunks;
    let mut unexplained: Option<Tally> = None;
    let shared = Mutex::new((&mut state, &mut left, &mut unexplained, Ok(())));
    let work = || loop {
        let (family, chunk, seed) = {
            let mut shared = shared.lock().expect("no thread panics");
            let (state, left, unexplained, written) = &mut *shared;
            if **left == 0 || unexplained.is_some() || written.is_err() {
                return;
            }
            // With fewer families than threads, some threads have nothing to do.
            let Some((family, chunk)) = state.next(families) else { return };
            **left -= 1;
            (family, chunk, state.seed)
        };
        let tally = examine(family, CHUNK, seed.wrapping_add(chunk.wrapping_mul(0x9e37_79b9_7f4a_7c15)), false, ask);
        let mut shared = shared.lock().expect("no thread panics");
        let (state, _, unexplained, written) = &mut *shared;
        if !tally.is_clean() {
            eprintln!("{}: chunk {chunk}", family.name);
            **unexplained = Some(tally);
            return;
        }
        let (done, sum) = state.done.entry(family.name).or_insert_with(|| (0, Tally::new(family)));
        *done += 1;
        sum.add(tally);
        state.busy.remove(family.name);
        *written = state.write();
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(work);
        }
    });
    shared.into_inner().expect("no thread panics").3?;
    let mut report = state.report();
    report.tallies.extend(unexplained);
    Ok(report)
}

//! The run: every family in a thread's hands, as many threads as there are CPUs.

use std::{
    num::NonZero,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use rand::{RngExt as _, SeedableRng as _};
use rustix::time::{ClockId, clock_gettime};

use super::{
    case::Random,
    change::change,
    family::Family,
    key::pool,
    panel::Ask,
    report::{Report, Tally},
};

/// How many cases are made of one signature.
const CASES_PER_SIGNATURE: u64 = 16;

/// Shares the cases out among the families, and runs them. What a family's cases are depends on the seed, on the family
/// and on their number alone.
pub(crate) fn run(families: &[&'static Family], cases: u64, seed: u64, reference: bool, ask: &Ask<'_>) -> Report {
    let shares: u64 = families.iter().map(|family| family.share).sum();
    let mut counts: Vec<u64> = families.iter().map(|family| cases * family.share / shares).collect();
    counts[0] += cases - counts.iter().sum::<u64>();
    let (next, tallies) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((&family, &count)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            families.get(index).zip(counts.get(index))
        } {
            let tally = examine(family, count, seed, reference, ask);
            eprintln!("{}: {count} cases in {:.1} s", family.name, tally.seconds);
            tallies.lock().expect("no thread panics").push(tally);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(work);
        }
    });
    let mut tallies = tallies.into_inner().expect("no thread panics");
    tallies.sort_by_key(|tally| families.iter().position(|family| family.name == tally.family.name));
    Report { seed, reference, tallies }
}

pub(crate) fn examine(family: &'static Family, cases: u64, seed: u64, reference: bool, ask: &Ask<'_>) -> Tally {
    let start = cpu_seconds();
    let name = family.name.bytes().fold(0_u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random = Random::seed_from_u64(seed ^ name.rotate_left(32));
    let keys = pool(family, cases, reference, &mut random);
    let mut tally = Tally::new(family);
    let mut done = 0;
    while done < cases {
        let own = random.random_range(..keys.len());
        let (genuine, input) = keys[own].sign(family, &mut random);
        for _ in 0..CASES_PER_SIGNATURE.min(cases - done) {
            let case = change(&keys, own, &genuine, &input, &mut random);
            tally.count(&case, &ask(&keys[own], &case));
            done += 1;
        }
    }
    tally.seconds = cpu_seconds() - start;
    tally
}

/// The thread's CPU time.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

//! Fair timing on a machine that does other work too.

use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

use super::contender::{Case, Contender};

/// How long a contender runs before the next one's turn, in nanoseconds: long beside the clock's steps, short beside
/// the changes of a busy machine.
const TURN: f64 = 3e6;

/// The median over `rounds` of each contender's time for one verification, in nanoseconds of the thread's CPU time.
///
/// In each round every contender has one turn, so that whatever slows the machine down slows all of them; every other
/// round goes backwards, so that nobody always follows the same one. Rounds begin at different depths of the stack: a
/// load after a store waits if their addresses agree in the low twelve bits, and which of a contender's do is luck that
/// lasts as long as the process. For Ed25519 it is worth 20 %.
pub(super) fn measure(contenders: &mut [Contender], cases: &[Case], rounds: usize) -> Vec<f64> {
    let counts: Vec<usize> = contenders
        .iter_mut()
        .map(|contender| {
            contender.refill(cases.len());
            let once = nanoseconds(|| contender.run(cases, cases.len())) / cases.len() as f64;
            contender.whole_calls((TURN / once).ceil() as usize, cases)
        })
        .collect();
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..rounds {
        // 23 is prime to 64: no depth comes again within 64 rounds.
        let depth = round * 23 % 64;
        for turn in 0..contenders.len() {
            let who = if round % 2 == 0 { turn } else { contenders.len() - 1 - turn };
            contenders[who].refill(counts[who]);
            let taken = nanoseconds(|| at_depth(depth, &mut || contenders[who].run(cases, counts[who])));
            times[who].push(taken / counts[who] as f64);
        }
    }
    times.into_iter().map(median).collect()
}

/// Does `work` below this many frames. 64 of them take more than the 4096 bytes that twelve bits can address.
#[inline(never)]
fn at_depth(depth: usize, work: &mut dyn FnMut()) {
    let frame = black_box([0_u8; 16]);
    match depth.checked_sub(1) {
        Some(depth) => at_depth(depth, work),
        None => work(),
    }
    black_box(frame);
}

/// The CPU time that the thread takes for `work`.
fn nanoseconds(work: impl FnOnce()) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
    };
    let before = now();
    work();
    now() - before
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

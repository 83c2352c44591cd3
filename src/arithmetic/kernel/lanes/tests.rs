//! Each operation on lanes by integers, in the twin and, where this CPU has them, in registers.

use alloc::vec::Vec;

use super::*;
use crate::arithmetic::edge::{DRAWS, Draw};

/// Every operation on three vectors of words, each where its bounds allow it.
#[derive(Clone, Copy)]
struct Operations {
    a: [u64; 8],
    b: [u64; 8],
    c: [u64; 8],
    mask: u8,
    bits: u32,
}

const LIMB: u64 = (1 << 52) - 1;

impl Task for Operations {
    type Output = Vec<[u64; 8]>;

    #[inline(always)]
    fn run<V: Lanes>(self, token: V::Token) -> Vec<[u64; 8]> {
        let [a, b, c] = [&self.a, &self.b, &self.c].map(|words| V::load(token, words));
        let limb = a.splat(LIMB);
        let (x, y) = (a.and(limb), b.and(limb));
        let small = c.shift_right(2);
        let larger = small.add(x);
        Vec::from([
            a.store(),
            limb.store(),
            a.and(b).store(),
            a.or(b).store(),
            a.shift_left(self.bits).store(),
            a.shift_right(self.bits).store(),
            larger.store(),
            larger.sub(x).store(),
            x.sub_from_where(larger, self.mask).store(),
            small.add_low(x, y).store(),
            small.add_high(x, y).store(),
        ])
    }
}

impl Operations {
    fn expected(&self) -> Vec<[u64; 8]> {
        let of = |operation: &dyn Fn(usize) -> u64| core::array::from_fn(operation);
        let (a, b) = (|i: usize| self.a[i], |i: usize| self.b[i]);
        let (x, small) = (|i: usize| a(i) & LIMB, |i: usize| self.c[i] >> 2);
        let product = |i: usize| u128::from(x(i)) * u128::from(b(i) & LIMB);
        Vec::from([
            self.a,
            [LIMB; 8],
            of(&|i| a(i) & b(i)),
            of(&|i| a(i) | b(i)),
            of(&|i| a(i) << self.bits),
            of(&|i| a(i) >> self.bits),
            of(&|i| small(i) + x(i)),
            of(&small),
            of(&|i| if self.mask >> i & 1 == 1 { small(i) } else { x(i) }),
            of(&|i| small(i) + u64::try_from(product(i) & u128::from(LIMB)).unwrap()),
            of(&|i| small(i) + u64::try_from(product(i) >> 52).unwrap()),
        ])
    }
}

#[test]
fn each_operation_on_lanes_is_that_of_integers() {
    let mut draw = Draw::new(&[]);
    for eight in Eight::all() {
        for i in 0..DRAWS / 10 {
            let mask = u8::try_from(draw.below(256)).unwrap();
            let (a, b, c) = (draw.limbs(), draw.limbs(), draw.limbs());
            let operations = Operations { a, b, c, mask, bits: u32::try_from(i % 64).unwrap() };
            assert_eq!(eight.run(operations), operations.expected(), "{eight:?}");
        }
    }
}

/// Words in one lane only: none reaches another.
#[test]
fn no_lane_reaches_another() {
    for eight in Eight::all() {
        for lane in 0..8 {
            let mut operations = Operations { a: [0; 8], b: [0; 8], c: [0; 8], mask: 1 << lane, bits: 1 };
            (operations.a[lane], operations.b[lane], operations.c[lane]) = (u64::MAX, u64::MAX, u64::MAX);
            assert_eq!(eight.run(operations), operations.expected(), "{eight:?}: {lane}");
        }
    }
}

/// The twin checks the bounds that formulas rely on, which registers do not.
#[test]
#[cfg(debug_assertions)]
fn the_twin_rejects_what_registers_would_cut() {
    type Operation = fn(Model) -> Model;
    let rejected: [(u64, Operation); 5] = [
        (1 << 62, |word| word.add(word)),
        (1, |word| word.sub(word.splat(2))),
        (1, |word| word.splat(2).sub_from_where(word, 0xff)),
        (1 << 52, |word| word.splat(0).add_low(word, word.splat(1))),
        (1 << 52, |word| word.splat(0).add_high(word.splat(1), word)),
    ];
    for (place, (word, operation)) in rejected.into_iter().enumerate() {
        for lane in 0..8 {
            let mut words = [2; 8];
            words[lane] = word;
            let run = || operation(Model::load((), &words)).store();
            assert!(std::panic::catch_unwind(run).is_err(), "{place}: {lane}");
        }
    }
}

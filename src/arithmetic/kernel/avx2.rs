//! Portable loops, compiled for AVX2. The portable twin is the same code compiled for the target's baseline.
#![allow(unsafe_code, reason = "a function with target features is entered once its CPU check has passed")]

use super::{Portable, cpu::Kernel};

/// Proof that this CPU has AVX2, BMI1 and BMI2; only `detect` makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HasAvx2(());

impl HasAvx2 {
    pub(crate) fn detect() -> Option<Self> {
        Kernel::Avx2.is_usable().then_some(Self(()))
    }
}

/// Runs `task`, inlined into a function that the compiler may use AVX2, BMI1 and BMI2 in.
pub(crate) fn run<T: Portable>(_: HasAvx2, task: T) -> T::Output {
    Kernel::Avx2.record();
    // SAFETY: `run_avx2` needs avx2, bmi1 and bmi2, which a `HasAvx2` proves; it has no other precondition.
    unsafe { run_avx2(task) }
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn run_avx2<T: Portable>(task: T) -> T::Output {
    task.run()
}

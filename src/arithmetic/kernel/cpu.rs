//! The kernels that this CPU has, that may run, and that did.
//!
//! With the feature `cpu-override` tests and benchmarks forbid kernels by an environment variable. Without it every
//! kernel may run, nothing is recorded, and nothing reads the environment.

#[cfg(target_arch = "x86_64")]
cpufeatures::new!(cpu_avx2, "avx2", "bmi1", "bmi2");
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(cpu_adx, "adx", "bmi2");
// AVX-512 F and IFMA, and the features that rustc takes for granted with AVX-512 F, which a hypervisor might hide. Only
// F16C is not among those that `cpufeatures` names.
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(cpu_ifma, "avx512f", "avx512ifma", "avx2", "fma", "avx", "sse4.2", "sse4.1", "ssse3", "sse3");

/// Whether this CPU has F16C: bit 29 of ECX of CPUID's leaf 1, asked once, since a hypervisor may be slow to answer.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, unused_unsafe, reason = "`__cpuid` is unsafe up to Rust 1.93")]
fn has_f16c() -> bool {
    static HAS_F16C: once_cell::race::OnceBool = once_cell::race::OnceBool::new();
    // SAFETY: every x86-64 has CPUID, and its leaf 1.
    HAS_F16C.get_or_init(|| unsafe { core::arch::x86_64::__cpuid(1) }.ecx >> 29 & 1 == 1)
}

/// A kernel: code for a CPU feature. Only x86-64 has kernels.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kernel {
    /// Portable loops, compiled for AVX2, BMI1 and BMI2.
    Avx2,
    /// Rows of products of long numbers with ADX and BMI2.
    Adx,
    /// Products of long numbers with AVX-512 F and IFMA.
    Ifma,
}

#[cfg(target_arch = "x86_64")]
impl Kernel {
    /// Whether this CPU has what the kernel needs, and the kernel may run.
    pub(super) fn is_usable(self) -> bool {
        self.is_allowed() && self.is_present()
    }

    fn is_present(self) -> bool {
        match self {
            Self::Avx2 => cpu_avx2::get(),
            Self::Adx => cpu_adx::get(),
            Self::Ifma => cpu_ifma::get() && has_f16c(),
        }
    }

    #[cfg(not(feature = "cpu-override"))]
    const fn is_allowed(self) -> bool {
        true
    }

    /// Records that the kernel runs.
    #[cfg(not(feature = "cpu-override"))]
    #[inline(always)]
    pub(super) const fn record(self) {}
}

#[cfg(feature = "cpu-override")]
pub(super) use self::with_override::lanes_are_modelled;
#[cfg(feature = "cpu-override")]
pub use self::with_override::{KernelState, kernels};

#[cfg(feature = "cpu-override")]
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "only x86-64 has kernels"))]
mod with_override {
    use std::{env, sync::OnceLock};
    #[cfg(target_arch = "x86_64")]
    use {
        super::Kernel,
        core::sync::atomic::{AtomicBool, Ordering},
    };

    /// The environment variable that forbids kernels.
    const VARIABLE: &str = "KMS_OFFLINE_CPU";

    /// A kernel of our own arithmetic, as [`kernels`] finds it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct KernelState {
        /// The CPU feature that the kernel is for: `avx2`, `adx` or `avx512ifma`.
        pub name: &'static str,
        /// Whether this CPU has the feature.
        pub present: bool,
        /// Whether `KMS_OFFLINE_CPU` allows the kernel.
        pub allowed: bool,
        /// Whether the kernel has run in this process.
        pub exercised: bool,
    }

    /// Returns the state of each kernel of our own arithmetic, for tests and benchmarks. Only with the feature
    /// `cpu-override`.
    ///
    /// The environment variable `KMS_OFFLINE_CPU` selects the kernels, and is read once: `none` forbids all of them,
    /// `avx2` allows AVX2 and ADX without AVX-512, and `all` allows everything that the CPU has, like no variable at
    /// all. `model` forbids all of them too, and verifies many signatures at once by the portable twin of AVX-512's
    /// lanes, which is slow. It has no effect on the crates that we build on, which detect the CPU for themselves.
    ///
    /// # Panics
    /// If the variable has another value. Parsing an RSA or ML-DSA key then panics too.
    #[must_use]
    pub fn kernels() -> alloc::vec::Vec<KernelState> {
        #[cfg(target_arch = "x86_64")]
        return Kernel::ALL
            .iter()
            .map(|kernel| KernelState {
                name: kernel.name(),
                present: kernel.is_present(),
                allowed: kernel.is_allowed(),
                exercised: kernel.exercised().load(Ordering::Relaxed),
            })
            .collect();
        #[cfg(not(target_arch = "x86_64"))]
        alloc::vec::Vec::new()
    }

    /// The kernels that the environment allows.
    #[derive(Clone, Copy)]
    enum Allowed {
        None,
        Model,
        Avx2,
        All,
    }

    fn allowed() -> Allowed {
        static ALLOWED: OnceLock<Allowed> = OnceLock::new();
        *ALLOWED.get_or_init(|| parse(env::var_os(VARIABLE).as_deref().map(|value| value.to_string_lossy()).as_deref()))
    }

    #[allow(clippy::panic, reason = "a test that ran with other kernels than it was asked to would prove nothing")]
    fn parse(value: Option<&str>) -> Allowed {
        match value {
            None | Some("all") => Allowed::All,
            Some("avx2") => Allowed::Avx2,
            Some("none") => Allowed::None,
            Some("model") => Allowed::Model,
            Some(other) => panic!("{VARIABLE} is {other:?}, which is not none, model, avx2 or all"),
        }
    }

    /// Whether lanes run in their portable twin.
    pub(in crate::arithmetic::kernel) fn lanes_are_modelled() -> bool {
        matches!(allowed(), Allowed::Model)
    }

    #[cfg(target_arch = "x86_64")]
    impl Kernel {
        const ALL: [Self; 3] = [Self::Avx2, Self::Adx, Self::Ifma];

        const fn name(self) -> &'static str {
            match self {
                Self::Avx2 => "avx2",
                Self::Adx => "adx",
                Self::Ifma => "avx512ifma",
            }
        }

        pub(super) fn is_allowed(self) -> bool {
            match (allowed(), self) {
                (Allowed::All, _) | (Allowed::Avx2, Self::Avx2 | Self::Adx) => true,
                (Allowed::None | Allowed::Model, _) | (Allowed::Avx2, Self::Ifma) => false,
            }
        }

        fn exercised(self) -> &'static AtomicBool {
            static AVX2: AtomicBool = AtomicBool::new(false);
            static ADX: AtomicBool = AtomicBool::new(false);
            static IFMA: AtomicBool = AtomicBool::new(false);
            match self {
                Self::Avx2 => &AVX2,
                Self::Adx => &ADX,
                Self::Ifma => &IFMA,
            }
        }

        pub(in crate::arithmetic::kernel) fn record(self) {
            // Threads that share a kernel write once only.
            let exercised = self.exercised();
            if !exercised.load(Ordering::Relaxed) {
                exercised.store(true, Ordering::Relaxed);
            }
        }
    }

    #[cfg(all(test, target_arch = "x86_64"))]
    mod tests {
        use super::*;

        #[test]
        fn the_variable_is_none_model_avx2_or_all() {
            assert!(matches!(parse(None), Allowed::All));
            assert!(matches!(parse(Some("all")), Allowed::All));
            assert!(matches!(parse(Some("avx2")), Allowed::Avx2));
            assert!(matches!(parse(Some("none")), Allowed::None));
            assert!(matches!(parse(Some("model")), Allowed::Model));
            for value in ["", "None", "avx512", "avx2 "] {
                assert!(std::panic::catch_unwind(|| parse(Some(value))).is_err(), "{value:?}");
            }
        }

        #[test]
        fn a_detected_kernel_is_present_and_allowed() {
            use crate::arithmetic::kernel::{Multiplier, Vectors};
            let states = kernels();
            let usable = |name| states.iter().any(|state| state.name == name && state.present && state.allowed);
            assert_eq!(usable("avx2"), !matches!(Vectors::detect(), Vectors::Baseline));
            assert_eq!(usable("adx"), Multiplier::all().any(|multiplier| matches!(multiplier, Multiplier::Adx(_))));
            assert_eq!(usable("avx512ifma"), matches!(Multiplier::detect(), Multiplier::Ifma(_)));
        }
    }
}

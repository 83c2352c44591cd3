//! A key in every state that verification knows: the reference, and our own arithmetic fresh, as parsed, and prepared
//! to each size.

use core::ops::Deref;

use kms_offline::{Arithmetic, Message, SigningAlgorithm, VerifyingKey};

use crate::verdict::Verdict;

/// A key in each state; it stands for the key itself, as it was parsed.
#[derive(Debug)]
pub(crate) struct Paths {
    reference: VerifyingKey,
    parsed: VerifyingKey,
    others: Vec<(&'static str, VerifyingKey)>,
}

impl Paths {
    /// Large tables are left to optimised builds: making one for each of thousands of keys takes minutes without
    /// optimisation.
    pub(crate) fn new(parsed: VerifyingKey) -> Self {
        #[cfg(feature = "arithmetic")]
        let others = {
            use kms_offline::Precomputation;
            assert_eq!(parsed.arithmetic(), Arithmetic::Own, "the reference is not to be compared with itself");
            let fresh = parsed.without_automatic_precomputation();
            let mut others = vec![("fresh", fresh.clone())];
            let mut sizes = vec![("minimal", Precomputation::Minimal), ("standard", Precomputation::Standard)];
            if cfg!(not(debug_assertions)) {
                sizes.push(("large", Precomputation::Large));
            }
            for (path, size) in sizes {
                let prepared = fresh.precompute_with(size);
                assert!(prepared.precomputed_bytes() > 0, "{path}: a key that cannot be prepared");
                others.push((path, prepared));
            }
            others
        };
        #[cfg(not(feature = "arithmetic"))]
        let others = Vec::new();
        Self { others, ..Self::without_tables(parsed) }
    }

    /// The reference and the key as it was parsed.
    pub(crate) fn without_tables(parsed: VerifyingKey) -> Self {
        let reference = parsed.with_arithmetic(Arithmetic::RustCrypto).without_automatic_precomputation();
        assert_eq!(reference.arithmetic(), Arithmetic::RustCrypto);
        assert_eq!(parsed.arithmetic(), Arithmetic::default());
        Self { reference, parsed, others: Vec::new() }
    }

    /// Every state by name, the reference first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &VerifyingKey)> {
        let others = self.others.iter().map(|(path, key)| (*path, key));
        [("reference", &self.reference), ("as parsed", &self.parsed)].into_iter().chain(others)
    }

    /// The verdict of the reference, which every other state must share.
    pub(crate) fn verify(
        &self,
        algorithm: SigningAlgorithm,
        message: Message<'_>,
        signature: impl AsRef<[u8]>,
    ) -> Verdict {
        let verdict: Verdict = self.reference.verify(algorithm, message, signature.as_ref()).into();
        for (path, key) in self.all().skip(1) {
            assert_eq!(Verdict::from(key.verify(algorithm, message, signature.as_ref())), verdict, "{path}");
            #[cfg(feature = "cpu-override")]
            if lanes_run(path) {
                // As many as lanes, so that each has one.
                let many = key.verify_many(algorithm, &[(message, signature.as_ref()); 8]);
                match (&many, &verdict) {
                    (Ok(verdicts), Verdict::Valid) => assert_eq!(*verdicts, [true; 8], "{path}"),
                    (Ok(verdicts), _) => assert_eq!(*verdicts, [false; 8], "{path}"),
                    (Err(_), _) => assert_eq!(Verdict::from(many), verdict, "{path}"),
                }
            }
        }
        verdict
    }
}

/// Whether many signatures at once are verified otherwise than one after the other: in lanes, or in their model, which
/// is so slow that one path has to do.
#[cfg(feature = "cpu-override")]
fn lanes_run(path: &str) -> bool {
    let has_lanes = |kernel: &kms_offline::KernelState| kernel.name == "avx512ifma" && kernel.present && kernel.allowed;
    match std::env::var("KMS_OFFLINE_CPU") {
        Ok(value) if value == "model" => path == "standard",
        _ => kms_offline::kernels().iter().any(has_lanes),
    }
}

impl Deref for Paths {
    type Target = VerifyingKey;

    fn deref(&self) -> &VerifyingKey {
        &self.parsed
    }
}

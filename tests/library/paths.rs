//! A key on every path that verification can take: the reference, and own arithmetic with each table.

use core::ops::Deref;

use kms_offline::{Message, SigningAlgorithm, VerifyingKey};

use crate::verdict::Verdict;

/// A key, and the same key precomputed; it stands for the key itself.
#[derive(Debug)]
pub(crate) struct Paths {
    reference: VerifyingKey,
    precomputed: Vec<(&'static str, VerifyingKey)>,
}

impl Paths {
    /// Wide tables are left to optimised builds: making one for each of thousands of keys takes minutes without optimisation.
    pub(crate) fn new(reference: VerifyingKey) -> Self {
        #[cfg(feature = "arithmetic")]
        let precomputed = {
            use kms_offline::Precomputation;
            let mut tables = vec![("no table", Precomputation::Minimal), ("small table", Precomputation::Standard)];
            if cfg!(not(debug_assertions)) {
                tables.push(("wide table", Precomputation::Large));
            }
            tables.into_iter().map(|(path, table)| (path, reference.precompute_with(table))).collect()
        };
        #[cfg(not(feature = "arithmetic"))]
        let precomputed = Vec::new();
        Self { reference, precomputed }
    }

    /// Every path by name, the reference first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &VerifyingKey)> {
        core::iter::once(("reference", &self.reference)).chain(self.precomputed.iter().map(|(path, key)| (*path, key)))
    }

    /// The verdict of the reference, which every other path must share.
    pub(crate) fn verify(
        &self,
        algorithm: SigningAlgorithm,
        message: Message<'_>,
        signature: impl AsRef<[u8]>,
    ) -> Verdict {
        let verdict: Verdict = self.reference.verify(algorithm, message, signature.as_ref()).into();
        for (path, key) in &self.precomputed {
            assert_eq!(Verdict::from(key.verify(algorithm, message, signature.as_ref())), verdict, "{path}");
        }
        verdict
    }
}

impl Deref for Paths {
    type Target = VerifyingKey;

    fn deref(&self) -> &VerifyingKey {
        &self.reference
    }
}

//! The prefix of the message in ML-DSA's μ.

use alloc::boxed::Box;

use once_cell::race::OnceBox;
use shake::{ExtendableOutput as _, Shake256, Update as _};

/// tr ‖ 0 ‖ 0 of one key, computed at its first use: the hash of the key, the domain of pure ML-DSA, the length of the
/// empty context.
#[derive(Debug, Default)]
pub(crate) struct MuPrefix(OnceBox<[u8; TR_LEN + 2]>);

const TR_LEN: usize = 64;

impl MuPrefix {
    /// tr = SHAKE256(pk, 64), and the two bytes after it. In: the same key each time.
    ///
    /// μ = SHAKE256(tr ‖ M', 64) with M' = 0 ‖ |ctx| ‖ ctx ‖ M (FIPS 204, algorithm 3 line 5, algorithm 8 lines 6 and
    /// 7).
    pub(crate) fn of(&self, public_key: &[u8]) -> &[u8] {
        self.0.get_or_init(|| {
            let mut tr = [0; TR_LEN];
            let mut hash = Shake256::default();
            hash.update(public_key);
            hash.finalize_xof_into(&mut tr);
            Self::with(&tr)
        })
    }

    /// Whether tr has been computed.
    #[cfg(feature = "arithmetic")]
    pub(crate) fn is_known(&self) -> bool {
        self.0.get().is_some()
    }

    /// Keeps tr that was computed elsewhere. In: the hash of the same key as in [`of`](Self::of).
    #[cfg(feature = "arithmetic")]
    pub(crate) fn keep(&self, tr: &[u8; TR_LEN]) {
        self.0.get_or_init(|| Self::with(tr));
    }

    fn with(tr: &[u8; TR_LEN]) -> Box<[u8; TR_LEN + 2]> {
        let mut prefix = Box::new([0; TR_LEN + 2]);
        if let Some(front) = prefix.first_chunk_mut() {
            *front = *tr;
        }
        prefix
    }
}

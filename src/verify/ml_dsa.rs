//! ML-DSA with the empty context (FIPS 204, 5.3).

use alloc::{boxed::Box, sync::Arc};

#[cfg(feature = "arithmetic")]
use crate::fast;
use ::ml_dsa::{EncodedVerifyingKey, MlDsaParams, Signature, VerifyingKey};
use once_cell::race::OnceBox;
use shake::{ExtendableOutput as _, Shake256, Update as _};

/// tr ‖ 0 ‖ 0: what μ hashes in front of the message: the key, the domain of pure ML-DSA, the length of the empty context.
pub(crate) type MuPrefix = [u8; TR_LEN + 2];

const TR_LEN: usize = 64;

/// A parameter set that KMS signs with (FIPS 204, table 1).
pub(crate) trait Parameters: MlDsaParams {
    /// The same parameter set in own arithmetic.
    #[cfg(feature = "arithmetic")]
    type Fast: fast::ml_dsa::ParameterSet;
}

macro_rules! parameters {
    ($set:ident) => {
        impl Parameters for ::ml_dsa::$set {
            #[cfg(feature = "arithmetic")]
            type Fast = fast::ml_dsa::$set;
        }
    };
}

parameters!(MlDsa44);
parameters!(MlDsa65);
parameters!(MlDsa87);

/// An ML-DSA key. It is expanded at the first verification and stays so, since expanding costs more than verifying.
pub(crate) struct Key<P: Parameters> {
    encoded: Arc<EncodedVerifyingKey<P>>,
    reference: OnceBox<VerifyingKey<P>>,
    mu_prefix: OnceBox<MuPrefix>,
    #[cfg(feature = "arithmetic")]
    fast: Option<fast::ml_dsa::Key<P::Fast>>,
}

impl<P: Parameters> Key<P> {
    pub(super) fn new(encoded: Arc<EncodedVerifyingKey<P>>) -> Self {
        Self {
            encoded,
            reference: OnceBox::new(),
            mu_prefix: OnceBox::new(),
            #[cfg(feature = "arithmetic")]
            fast: None,
        }
    }

    /// The same key, with own arithmetic from now on.
    #[cfg(feature = "arithmetic")]
    pub(super) fn precompute(&self) -> Self {
        Self { fast: fast::ml_dsa::Key::new(&self.encoded), ..Self::new(Arc::clone(&self.encoded)) }
    }

    /// What precomputing holds, in bytes.
    #[cfg(feature = "arithmetic")]
    pub(super) fn table_bytes(&self) -> usize {
        self.fast.as_ref().map_or(0, fast::ml_dsa::Key::table_bytes)
    }

    /// tr = SHAKE256(pk, 64), and the two bytes behind it; computed once.
    ///
    /// μ = SHAKE256(tr ‖ M', 64) with M' = 0 ‖ |ctx| ‖ ctx ‖ M (FIPS 204, Algorithm 3 line 5, Algorithm 8 lines 6 and 7).
    pub(super) fn mu_prefix(&self) -> &MuPrefix {
        self.mu_prefix.get_or_init(|| {
            let mut prefix = Box::new([0; TR_LEN + 2]);
            let mut hash = Shake256::default();
            hash.update(&self.encoded);
            if let Some(tr) = prefix.get_mut(..TR_LEN) {
                hash.finalize_xof_into(tr);
            }
            prefix
        })
    }

    /// Verifies a signature over μ (FIPS 204, Algorithm 8 without line 7); strict about the encoding of the hint.
    pub(super) fn verify_mu(&self, mu: &[u8], signature: &[u8]) -> bool {
        #[cfg(feature = "arithmetic")]
        if let Some(fast) = &self.fast {
            return mu.try_into().is_ok_and(|mu| fast.verify_mu(mu, signature));
        }
        let (Ok(signature), Ok(mu)) = (Signature::<P>::try_from(signature), mu.try_into()) else {
            return false;
        };
        let reference = self.reference.get_or_init(|| Box::new(VerifyingKey::decode(&self.encoded)));
        reference.verify_mu(&mu, &signature)
    }
}

//! ML-DSA with the empty context (FIPS 204, 5.3).

use alloc::{boxed::Box, sync::Arc};

use ::ml_dsa::{EncodedVerifyingKey, MlDsaParams, Signature, VerifyingKey};
use once_cell::race::OnceBox;

use crate::{
    equation::{Equation, Outcome},
    kms::SigningAlgorithm,
    message::{Hashed, Hasher, MuPrefix},
};

/// An ML-DSA key. The crate expands it at the first verification and it stays expanded, since expanding costs more than
/// verifying.
pub(crate) struct MlDsa<P: MlDsaParams> {
    public_key: Arc<[u8]>,
    expanded: OnceBox<VerifyingKey<P>>,
    mu_prefix: MuPrefix,
}

impl<P: MlDsaParams> MlDsa<P> {
    /// The key with this encoding; `None` if its length is not the parameter set's.
    pub(crate) fn new(public_key: &Arc<[u8]>) -> Option<Self> {
        EncodedVerifyingKey::<P>::try_from(&**public_key).ok()?;
        Some(Self { public_key: Arc::clone(public_key), expanded: OnceBox::new(), mu_prefix: MuPrefix::default() })
    }

    fn expanded(&self) -> Option<&VerifyingKey<P>> {
        let expand = || match EncodedVerifyingKey::<P>::try_from(&*self.public_key) {
            Ok(encoded) => Ok(Box::new(VerifyingKey::decode(&encoded))),
            Err(_) => Err(()),
        };
        self.expanded.get_or_try_init(expand).ok()
    }
}

impl<P: MlDsaParams> Equation for MlDsa<P> {
    fn begin(&self, _: SigningAlgorithm, _: &[u8], hash: &mut Hasher) {
        hash.update(self.mu_prefix.of(&self.public_key));
    }

    /// Algorithm 8 without line 7, since the caller passes μ; strict about the encoding of the hint.
    fn holds(&self, _: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        let (Ok(signature), Ok(mu)) = (Signature::<P>::try_from(signature), hashed.as_bytes().try_into()) else {
            return Outcome::Malformed;
        };
        Outcome::evaluated(self.expanded().is_some_and(|key| key.verify_mu(&mu, &signature)))
    }
}

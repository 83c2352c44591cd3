//! The names that JOSE has for what a KMS key does.

use crate::{
    error::{Error, Misuse},
    key::VerifyingKey,
    kms::{KeySpec, OfSpec as _, SigningAlgorithm},
};

/// The names of Ed25519: RFC 9864, 2.2, and the deprecated one of RFC 8037, 3.1, which is all that many libraries know.
const ED25519: [&str; 2] = ["Ed25519", "EdDSA"];

/// Whether `alg` is the name, or a name, of this algorithm with keys of `spec`.
pub(super) fn is_jws_alg(alg: &str, algorithm: SigningAlgorithm, spec: KeySpec) -> bool {
    match algorithm {
        SigningAlgorithm::Ed25519Sha512 => ED25519.contains(&alg),
        _ => algorithm.jose_name(spec) == Some(alg),
    }
}

/// Whether this algorithm has a name with keys of `spec`: ED25519_PH_SHA_512 and SM2DSA have none.
pub(super) fn has_jws_alg(algorithm: SigningAlgorithm, spec: KeySpec) -> bool {
    algorithm == SigningAlgorithm::Ed25519Sha512 || algorithm.jose_name(spec).is_some()
}

/// The name of this algorithm with keys of `spec`, which tokens have most often where there are two.
#[cfg(feature = "explain")]
pub(crate) fn jws_alg(algorithm: SigningAlgorithm, spec: KeySpec) -> Option<&'static str> {
    if algorithm == SigningAlgorithm::Ed25519Sha512 { Some("EdDSA") } else { algorithm.jose_name(spec) }
}

/// The algorithm that `alg` names with keys of `spec`.
pub(crate) fn algorithm_of_jws_alg(alg: &str, spec: KeySpec) -> Option<SigningAlgorithm> {
    SigningAlgorithm::of_spec(spec).iter().copied().find(|algorithm| is_jws_alg(alg, *algorithm, spec))
}

impl VerifyingKey {
    /// Returns the algorithm that this key's tokens must name: its only one with a JOSE name. A key is used with one
    /// algorithm only (RFC 8725, 3.1).
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key lists several such algorithms, or none.
    pub fn jws_algorithm(&self) -> Result<SigningAlgorithm, Error> {
        let mut named = self.algorithms().iter().copied().filter(|algorithm| has_jws_alg(*algorithm, self.spec()));
        match (named.next(), named.next()) {
            (Some(algorithm), None) => Ok(algorithm),
            (Some(_), Some(_)) => self.sole_algorithm(),
            (None, _) => Err(Misuse::NoJwsAlgorithm { listed: listed(self) }.into()),
        }
    }
}

/// `algorithm`, if it has a name with this key.
pub(super) fn named_jws_algorithm(key: &VerifyingKey, algorithm: SigningAlgorithm) -> Result<SigningAlgorithm, Error> {
    if has_jws_alg(algorithm, key.spec()) {
        return Ok(algorithm);
    }
    Err(Misuse::NoJwsAlgorithm { listed: alloc::vec![algorithm.as_str()] }.into())
}

fn listed(key: &VerifyingKey) -> alloc::vec::Vec<&'static str> {
    key.algorithms().iter().map(|algorithm| algorithm.as_str()).collect()
}

//! The names that AWS KMS uses, the facts that belong to them, KeyIds and fingerprints, each with its own parse error.
//!
//! Names are those of the KMS API (service model 2014-11-01). No other module repeats a fact of `facts` and `algorithms`.
//! It uses nothing of this crate.

mod algorithms;
mod excerpt;
mod facts;
mod fingerprint;
mod foreign;
mod key_id;
mod names;

pub(crate) use self::{
    algorithms::{Hash, MAX_DISTINGUISHING_ID_LEN, Rsassa, Sha2},
    facts::{Curve, Family, MlDsaSet, MlKemSet, Parameters, SpecFacts, spki_prefix},
    fingerprint::Hex,
    names::{Name, OfSpec},
};
pub use self::{
    excerpt::Excerpt,
    facts::SignatureLength,
    fingerprint::{Fingerprint, NotAFingerprint},
    key_id::{KeyId, Sameness},
    names::{
        Algorithm, EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeySpec, KeyUsage, MessageType,
        SigningAlgorithm, UnknownName, Vocabulary,
    },
};

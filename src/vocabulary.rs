//! The names that AWS KMS uses, and the one table of what belongs together.
//!
//! Names are those of the KMS API (service model 2014-11-01). Nothing outside this module repeats a fact of the table
//! in `facts`.

mod facts;
mod foreign;
mod key_id;
mod names;

pub use facts::SignatureLength;
pub(crate) use facts::{Hash, Parameters, SpecFacts};
pub use key_id::{KeyId, Sameness};
pub(crate) use names::{Algorithm, Name, suggest};
pub use names::{
    EncapsulationAlgorithm, EncryptionAlgorithm, KeyAgreementAlgorithm, KeySpec, KeyUsage, MessageType,
    SigningAlgorithm, Vocabulary,
};

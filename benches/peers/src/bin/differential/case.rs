//! A case: the question that every implementation gets.

use std::fmt;

use kms_offline::{KeySpec, Message, MessageType, SigningAlgorithm};
use kms_offline_vectors::to_hex;
use rand::{RngExt as _, rngs::Xoshiro256PlusPlus};

use super::rule::Rule;

/// Where everything random comes from.
pub(crate) type Random = Xoshiro256PlusPlus;

/// A signature, and what was done to it, its message or its key.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) what: &'static str,
    pub(crate) spec: KeySpec,
    /// SubjectPublicKeyInfo.
    pub(crate) public_key: Vec<u8>,
    pub(crate) algorithm: SigningAlgorithm,
    pub(crate) message_type: MessageType,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// The rule by which kms-offline may reject it although a peer does not.
    pub(crate) rule: Option<Rule>,
}

impl Case {
    pub(crate) fn message(&self) -> Message<'_> {
        Message::new(self.message_type, &self.message)
    }

    /// The same with another signature.
    pub(crate) fn with_signature(&self, what: &'static str, signature: Vec<u8>) -> Self {
        Self { what, signature, ..self.clone() }
    }

    /// The same with another message of the same type.
    pub(crate) fn with_message(&self, what: &'static str, message: Vec<u8>) -> Self {
        Self { what, message, ..self.clone() }
    }

    /// The same asked of another key, or of another form of the same.
    pub(crate) fn with_key(&self, what: &'static str, public_key: Vec<u8>, rule: Option<Rule>) -> Self {
        Self { what, public_key, rule, ..self.clone() }
    }
}

/// The case in full.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, spec, algorithm, message_type, .. } = self;
        writeln!(f, "{spec} {algorithm} {message_type}, {what}")?;
        writeln!(f, "public key {}", to_hex(&self.public_key))?;
        writeln!(f, "message {}", to_hex(&self.message))?;
        write!(f, "signature {}", to_hex(&self.signature))
    }
}

pub(crate) fn bytes(random: &mut Random, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    random.fill(&mut bytes);
    bytes
}

/// Draws one of several.
pub(crate) fn one<T: Copy>(random: &mut Random, of: &[T]) -> T {
    of[random.random_range(..of.len())]
}

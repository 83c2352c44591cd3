//! Whether the signature is another key's, of those that the caller has.

use alloc::vec::Vec;

use super::{budget::Budget, finding::Finding, reading::Reading};
use crate::{
    digest::Message,
    error::Excerpt,
    key::VerifyingKey,
    verify::Stream,
    vocabulary::{MessageType, SignatureLength, SigningAlgorithm},
};

/// The most keys that are tried.
pub(super) const MAX_KEYS: usize = 1000;

/// The most verifications that each take their own pass over the message: those of ML-DSA, SM2 and Ed25519 keys.
const MAX_STREAMS: usize = 64;

/// Keys and their verifications in progress.
pub(super) struct OtherKeys<'a> {
    streams: Vec<Candidate<'a, Stream>>,
    /// Verifications that only need a digest of the message; it is computed once.
    digests: Vec<Candidate<'a, Vec<u8>>>,
    pub(super) is_cut: bool,
}

/// A key with an algorithm, and what is verified with it.
struct Candidate<'a, T> {
    name: &'a Excerpt,
    key: &'a VerifyingKey,
    algorithm: SigningAlgorithm,
    of: T,
}

impl<'a> OtherKeys<'a> {
    /// Begins with the verifications whose signatures have the length of one of the readings.
    pub(super) fn new(keys: &'a [(Excerpt, VerifyingKey)], readings: &[Reading], message_type: MessageType) -> Self {
        let mut tried = Self { streams: Vec::new(), digests: Vec::new(), is_cut: keys.len() > MAX_KEYS };
        for (name, key) in keys.iter().take(MAX_KEYS) {
            for (algorithm, reading) in
                key.algorithms().iter().flat_map(|algorithm| readings.iter().map(move |reading| (*algorithm, reading)))
            {
                let fits = match key.spec().signature_len() {
                    Some(SignatureLength::Exactly(len)) => reading.signature.len() == len,
                    Some(SignatureLength::AtMost(len)) => reading.signature.len() <= len,
                    None => false,
                };
                if fits {
                    tried.add(name, key, algorithm, &reading.signature, message_type);
                }
            }
        }
        tried
    }

    fn add(
        &mut self,
        name: &'a Excerpt,
        key: &'a VerifyingKey,
        algorithm: SigningAlgorithm,
        signature: &[u8],
        message_type: MessageType,
    ) {
        if message_type != MessageType::Raw || shares_digest(algorithm) {
            self.digests.push(Candidate { name, key, algorithm, of: signature.to_vec() });
        } else if self.streams.len() == MAX_STREAMS {
            self.is_cut = true;
        } else if let Ok(verifier) = key.verifier(algorithm) {
            self.streams.push(Candidate { name, key, algorithm, of: verifier.stream(signature) });
        }
    }

    pub(super) fn update(&mut self, piece: &[u8]) {
        self.streams.iter_mut().for_each(|candidate| candidate.of.update(piece));
    }

    /// The first key that verifies; `message` gives what was signed with an algorithm, from what was passed over.
    pub(super) fn finish<'m>(
        self,
        budget: &mut Budget,
        message: impl Fn(SigningAlgorithm) -> Option<Message<'m>>,
    ) -> Option<Finding> {
        for Candidate { name, key, algorithm, of: stream } in self.streams {
            if !budget.spend() {
                return None;
            }
            if stream.finish().is_ok() {
                return Some(found(name, key, algorithm));
            }
        }
        for Candidate { name, key, algorithm, of: signature } in self.digests {
            if !budget.spend() {
                return None;
            }
            if message(algorithm).is_some_and(|message| key.verify(algorithm, message, &signature).is_ok()) {
                return Some(found(name, key, algorithm));
            }
        }
        None
    }
}

/// Whether the digest depends on the message alone, not on the key or the signature.
const fn shares_digest(algorithm: SigningAlgorithm) -> bool {
    !matches!(
        algorithm,
        SigningAlgorithm::Sm2Dsa
            | SigningAlgorithm::MlDsaShake256
            | SigningAlgorithm::Ed25519Sha512
            | SigningAlgorithm::Ed25519PhSha512
    )
}

fn found(name: &Excerpt, key: &VerifyingKey, algorithm: SigningAlgorithm) -> Finding {
    Finding::OtherKey { name: name.clone(), fingerprint: key.fingerprint(), algorithm }
}

//! Whether the signature is another key's, of those that the caller has.

use alloc::{sync::Arc, vec::Vec};
use core::iter;

use super::{
    Found,
    budget::Budget,
    finding::Finding,
    hypothesis::is_forgeable_over_digests,
    reading::{Reading, readings},
};
use crate::{
    error::Excerpt,
    key::VerifyingKey,
    kms::{KeySpec, MessageType, SigningAlgorithm},
    message::Message,
    verify::Stream,
};

/// The most keys that are tried.
const MAX_KEYS: usize = 1000;

/// The most verifications that each take their own pass over the message: those of ML-DSA, SM2 and Ed25519 keys.
const MAX_STREAMS: usize = 64;

/// Keys and their verifications in progress.
pub(super) struct OtherKeys<'a> {
    streams: Vec<(Candidate<'a>, Stream)>,
    /// Verifications that only need a digest of the message, which is computed once.
    digests: Vec<Candidate<'a>>,
    message_type: MessageType,
    /// The most keys that are tried of the kinds that are expensive.
    pub(super) cut: Option<usize>,
}

/// A key with an algorithm, and a signature that has the length of one of its signatures.
struct Candidate<'a> {
    name: &'a Excerpt,
    key: &'a VerifyingKey,
    algorithm: SigningAlgorithm,
    reading: Arc<Reading>,
}

impl<'a> OtherKeys<'a> {
    /// Begins with the keys; those that have the algorithm that was asked for come first.
    pub(super) fn new(
        keys: &'a [(Excerpt, VerifyingKey)],
        signature: &[u8],
        file: Option<&[u8]>,
        message_type: MessageType,
        asked: SigningAlgorithm,
    ) -> Self {
        // The readings of the signature as one of each spec.
        let mut of_spec: Vec<(KeySpec, Vec<Arc<Reading>>)> = Vec::new();
        for spec in keys.iter().map(|(_, key)| key.spec()) {
            if of_spec.iter().all(|(known, _)| *known != spec) {
                of_spec.push((spec, readings(spec, signature, file).into_iter().map(Arc::new).collect()));
            }
        }
        let readings = |spec| of_spec.iter().filter(move |(of, _)| *of == spec).flat_map(|(_, readings)| readings);
        let mut candidates: Vec<_> = keys
            .iter()
            .take(MAX_KEYS)
            // A key for which anyone can sign explains nothing.
            .filter(|(_, key)| !key.is_forgeable())
            .flat_map(|(name, key)| key.algorithms().iter().map(move |algorithm| (name, key, *algorithm)))
            .flat_map(|(name, key, algorithm)| {
                let candidate =
                    move |reading: &Arc<Reading>| Candidate { name, key, algorithm, reading: Arc::clone(reading) };
                readings(key.spec()).map(candidate)
            })
            .filter(Candidate::fits)
            .collect();
        candidates.sort_by_key(|candidate| (candidate.algorithm != asked, candidate.reading.because.len()));

        let cut = (keys.len() > MAX_KEYS).then_some(MAX_KEYS);
        let mut tried = Self { streams: Vec::new(), digests: Vec::new(), message_type, cut };
        for candidate in candidates {
            if message_type != MessageType::Raw || shares_digest(candidate.algorithm) {
                tried.digests.push(candidate);
            } else if tried.streams.len() == MAX_STREAMS {
                tried.cut.get_or_insert(MAX_STREAMS);
            } else if let Ok(verifier) = candidate.key.verifier(candidate.algorithm) {
                let stream = verifier.stream(&candidate.reading.signature);
                tried.streams.push((candidate, stream));
            }
        }
        tried
    }

    pub(super) fn update(&mut self, piece: &[u8]) {
        self.streams.iter_mut().for_each(|(_, stream)| stream.update(piece));
    }

    /// The first key that verifies; `message` gives what was signed with an algorithm, from what was passed over.
    pub(super) fn finish<'m>(
        self,
        budget: &mut Budget,
        message: impl Fn(SigningAlgorithm) -> Option<Message<'m>>,
    ) -> Option<Found> {
        for (candidate, stream) in self.streams {
            if !budget.spend() {
                return None;
            }
            if stream.finish().is_ok() {
                return Some(candidate.found(MessageType::Raw));
            }
        }
        for candidate in self.digests {
            if !budget.spend() {
                return None;
            }
            let Candidate { key, algorithm, reading, .. } = &candidate;
            if message(*algorithm).is_some_and(|message| key.verify(*algorithm, message, &reading.signature).is_ok()) {
                return Some(candidate.found(self.message_type));
            }
        }
        None
    }
}

impl Candidate<'_> {
    fn fits(&self) -> bool {
        self.key.spec().signature_len().is_some_and(|length| length.allows(self.reading.signature.len()))
    }

    /// The findings if it verifies; after a warning if it verifies over the caller's digest.
    fn found(&self, message_type: MessageType) -> Found {
        Found { findings: self.findings(message_type), is_of_file: self.reading.is_of_file }
    }

    fn findings(&self, message_type: MessageType) -> Vec<Finding> {
        let (name, fingerprint, algorithm) = (self.name.clone(), self.key.fingerprint(), self.algorithm);
        let is_digest = message_type != MessageType::Raw;
        let forgeable = is_digest && is_forgeable_over_digests(self.key.spec());
        let other_key = Finding::OtherKey { name, fingerprint, algorithm, forgeable };
        if !is_digest {
            return [self.reading.because.as_slice(), &[other_key]].concat();
        }
        let because = self.reading.because.iter().cloned().map(Finding::without_der);
        iter::once(Finding::GivenDigest { message_type, forgeable }).chain(because).chain([other_key]).collect()
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

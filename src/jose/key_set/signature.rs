//! Signatures without a token: a Sign response's KeyId selects the key.

use alloc::vec::Vec;

use super::{Entry, KeySet, MAX_CANDIDATES};
use crate::{
    error::{Error, Misuse},
    input::SignResponse,
    key::VerifyingKey,
    kms::{Excerpt, Fingerprint, KeyId, SigningAlgorithm},
    message::Message,
    verify::{Verified, Verifier},
};

impl KeySet {
    /// Verifies a Sign response with the key that its KeyId selects; without a KeyId, as [`verify`](Self::verify) does.
    ///
    /// No other key is ever tried. Nothing in a response is signed: its KeyId and algorithm can only make this fail.
    /// `algorithm` is the one that you expect. Without it the response's is used, or else each key's only one.
    ///
    /// ```
    /// # let public_key = include_bytes!("../../../tests/vectors/example/public-key.json");
    /// # let response = include_bytes!("../../../tests/vectors/example/sign.json");
    /// # let message = include_bytes!("../../../tests/vectors/example/message.bin");
    /// use kms_offline::{Message, SignResponse, SigningAlgorithm, VerifyingKey, jose::KeySet};
    ///
    /// let mut keys = KeySet::new();
    /// keys.insert("releases", VerifyingKey::from_json(public_key)?)?;
    /// let response = SignResponse::from_json(response)?;
    /// let verified = keys.verify_response(&response, Some(SigningAlgorithm::EcdsaSha256), Message::Raw(message))?;
    /// assert_eq!(verified.label(), Some("releases"));
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Misuse`] as [`with_key_id`](Self::with_key_id); if the response names another algorithm than
    /// `algorithm`; if no selected key lists the algorithm or accepts such a message; or if no algorithm is named and a
    /// selected key has several. [`Error::NotVerified`] if no selected key made the signature.
    pub fn verify_response(
        &self,
        response: &SignResponse,
        algorithm: Option<SigningAlgorithm>,
        message: Message<'_>,
    ) -> Result<Verified<'_>, Error> {
        let signers = self.signers(response.key_id(), response.signing_algorithm(), algorithm)?;
        verify(&signers, message, response.signature())
    }

    /// Verifies a signature with every key that lists `algorithm`, at most 64 of them.
    ///
    /// # Errors
    /// [`Error::Misuse`] if no key lists `algorithm`, or the algorithm does not accept such a message;
    /// [`Error::NotVerified`] if none of these keys made the signature, or there are more than 64.
    pub fn verify(
        &self,
        algorithm: SigningAlgorithm,
        message: Message<'_>,
        signature: impl AsRef<[u8]>,
    ) -> Result<Verified<'_>, Error> {
        verify(&self.signers(None, None, Some(algorithm))?, message, signature.as_ref())
    }

    /// Returns the keys that may have made a signature, each with its label: those that
    /// [`verify_response`](Self::verify_response) and [`verify`](Self::verify) try. Take a [`stream`](Verifier::stream)
    /// of each for a message of any size.
    ///
    /// # Errors
    /// As there, before anything is verified.
    pub fn verifiers(
        &self,
        response: Option<&SignResponse>,
        algorithm: Option<SigningAlgorithm>,
    ) -> Result<Vec<(&str, Verifier)>, Error> {
        let (key_id, found) =
            response.map_or((None, None), |response| (response.key_id(), response.signing_algorithm()));
        let signers = self.signers(key_id, found, algorithm)?.into_iter();
        signers.map(|(entry, algorithm)| Ok((entry.label.as_str(), entry.key.verifier(algorithm)?))).collect()
    }

    /// Returns the entries with this KeyId: all have one public key. A multi-Region key is the same in each Region, and
    /// an alias is compared as text. The kids of tokens are not KeyIds.
    ///
    /// # Errors
    /// [`Error::Misuse`] if no entry has it, or entries with different public keys do.
    pub fn with_key_id(&self, key_id: &KeyId) -> Result<Vec<(&str, &VerifyingKey)>, Error> {
        Ok(self.entries_with(key_id, |_| true)?.into_iter().map(|entry| (entry.label.as_str(), &entry.key)).collect())
    }

    /// Returns the entries whose public key has this fingerprint.
    pub fn with_fingerprint(&self, fingerprint: &Fingerprint) -> impl Iterator<Item = (&str, &VerifyingKey)> {
        self.iter().filter(move |(_, key)| key.fingerprint() == *fingerprint)
    }

    fn entries_with(&self, key_id: &KeyId, is_meant: fn(&Entry) -> bool) -> Result<Vec<&Entry>, Error> {
        let has_it = |entry: &&Entry| entry.is_named(key_id) || entry.key_ids.contains(key_id);
        let entries: Vec<_> = self.entries.iter().filter(|entry| is_meant(entry)).filter(has_it).collect();
        let Some(first) = entries.first() else {
            return Err(Misuse::KeyIdNotInSet { key_id: key_id.clone() }.into());
        };
        if let Some(second) = entries.iter().find(|entry| entry.key.as_der() != first.key.as_der()) {
            let (first, second) = (Excerpt::of(&first.label), Excerpt::of(&second.label));
            return Err(Misuse::AmbiguousKeyId { key_id: key_id.clone(), first, second }.into());
        }
        Ok(entries)
    }

    /// The entries that may have made a signature, each with the algorithm to verify it with: those with the KeyId of a
    /// Sign response, the algorithm that it `found`, and the `expected` one.
    pub(super) fn signers(
        &self,
        key_id: Option<&KeyId>,
        found: Option<&str>,
        expected: Option<SigningAlgorithm>,
    ) -> Result<Vec<(&Entry, SigningAlgorithm)>, Error> {
        let entries = match key_id {
            Some(key_id) => self.entries_with(key_id, |entry| entry.uses.raw)?,
            None => self.entries.iter().filter(|entry| entry.uses.raw).collect(),
        };
        if let (true, false, Some(expected)) = (entries.is_empty(), self.entries.is_empty(), expected) {
            return Err(Misuse::AlgorithmNotInSet { algorithms: alloc::vec![expected.as_str()] }.into());
        }
        let (mut signers, mut not_listed) = (Vec::new(), None);
        for entry in entries {
            match entry.key.agreed_algorithm(found, expected) {
                Ok(algorithm) => signers.push((entry, algorithm)),
                Err(error @ Error::Misuse(Misuse::AlgorithmNotListed { .. })) => not_listed = Some(error),
                Err(error) => return Err(error),
            }
        }
        match not_listed {
            Some(error) if signers.is_empty() => Err(error),
            _ if signers.len() > MAX_CANDIDATES => Err(Error::NotVerified),
            _ => Ok(signers),
        }
    }
}

/// The proof of the first entry that made the signature. An entry whose algorithm does not accept the message decides
/// nothing as long as another one's does.
fn verify<'k>(
    signers: &[(&'k Entry, SigningAlgorithm)],
    message: Message<'_>,
    signature: &[u8],
) -> Result<Verified<'k>, Error> {
    let mut verdict = None;
    for (entry, algorithm) in signers {
        match entry.key.verify(*algorithm, message, signature) {
            Ok(verified) => return Ok(verified.with_label(Some(&entry.label))),
            Err(Error::NotVerified) => verdict = Some(Error::NotVerified),
            Err(error) => {
                verdict.get_or_insert(error);
            }
        }
    }
    Err(verdict.unwrap_or(Error::NotVerified))
}

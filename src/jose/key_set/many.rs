//! Many signatures of several keys.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{Entry, KeySet};
use crate::{
    error::Error,
    kms::{KeyId, SigningAlgorithm},
    message::Message,
    verify::Verified,
};

/// The items with one KeyId, or without any, and the entries that may have made their signatures, by their places.
struct Group {
    items: Vec<usize>,
    signers: Vec<usize>,
}

impl KeySet {
    /// Verifies many signatures of one algorithm, and returns for each item, in order, the result that it gets alone:
    /// from [`verify_response`](Self::verify_response) of a response with its KeyId and this algorithm, and without a
    /// KeyId from [`verify`](Self::verify).
    ///
    /// No item changes the result of another one: a KeyId that is not in the set is the [`Error::Misuse`] of its own
    /// item. Signatures of one key are verified together, which is faster than one by one.
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
    /// let items = [
    ///     (response.key_id(), Message::Raw(message), response.signature()),
    ///     (None, Message::Raw(b"another message"), response.signature()),
    /// ];
    /// let results = keys.verify_many(SigningAlgorithm::EcdsaSha256, &items);
    /// assert_eq!(results[0].as_ref().ok().and_then(|verified| verified.label()), Some("releases"));
    /// assert!(results[1].is_err());
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[must_use = "each item has a result of its own"]
    pub fn verify_many(
        &self,
        algorithm: SigningAlgorithm,
        items: &[(Option<&KeyId>, Message<'_>, &[u8])],
    ) -> Vec<Result<Verified<'_>, Error>> {
        let mut results: Vec<_> = items.iter().map(|_| Err(Error::NotVerified)).collect();
        let groups = self.groups(algorithm, items, &mut results);
        // The first entry that verifies counts, as it does for one item. Until then, "not verified" outweighs a misuse.
        let mut is_judged = alloc::vec![false; items.len()];
        for (place, entry) in self.entries.iter().enumerate() {
            let of_entry = groups.iter().filter(|group| group.signers.contains(&place));
            let is_open = |at: &usize| results.get(*at).is_some_and(Result::is_err);
            let (places, batch): (Vec<usize>, Vec<_>) = of_entry
                .flat_map(|group| group.items.iter().copied())
                .filter(is_open)
                .filter_map(|at| items.get(at).map(|(_, message, signature)| (at, (*message, *signature))))
                .unzip();
            for (at, result) in places.into_iter().zip(entry.key.verify_each(algorithm, &batch)) {
                let (Some(slot), Some(is_judged)) = (results.get_mut(at), is_judged.get_mut(at)) else { continue };
                match result {
                    Ok(verified) => *slot = Ok(verified.with_label(Some(&entry.label))),
                    Err(Error::NotVerified) => *slot = Err(Error::NotVerified),
                    Err(_) if *is_judged => continue,
                    Err(error) => *slot = Err(error),
                }
                *is_judged = true;
            }
        }
        results
    }

    /// The items by their KeyId, each KeyId looked up once. An item whose KeyId has no signers gets that error.
    fn groups<'s>(
        &'s self,
        algorithm: SigningAlgorithm,
        items: &[(Option<&KeyId>, Message<'_>, &[u8])],
        results: &mut [Result<Verified<'s>, Error>],
    ) -> Vec<Group> {
        let mut by_key_id: BTreeMap<Option<&KeyId>, Vec<usize>> = BTreeMap::new();
        for (at, (key_id, ..)) in items.iter().enumerate() {
            by_key_id.entry(*key_id).or_default().push(at);
        }
        let mut groups = Vec::new();
        for (key_id, items) in by_key_id {
            match self.signers(key_id, None, Some(algorithm)) {
                Ok(signers) => {
                    let is_signer = |entry: &Entry| signers.iter().any(|(signer, _)| core::ptr::eq(*signer, entry));
                    let places = self.entries.iter().enumerate().filter(|(_, entry)| is_signer(entry));
                    groups.push(Group { items, signers: places.map(|(place, _)| place).collect() });
                }
                Err(error) => {
                    for at in items {
                        if let Some(slot) = results.get_mut(at) {
                            *slot = Err(error.clone());
                        }
                    }
                }
            }
        }
        groups
    }
}

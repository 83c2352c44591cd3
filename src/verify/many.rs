//! Many signatures of one key.

use alloc::{vec, vec::Vec};

use super::Bound;
#[cfg(feature = "jose")]
use super::Verified;
use crate::{equation::Item, error::Error, key::VerifyingKey, kms::SigningAlgorithm, message::Message};

impl VerifyingKey {
    /// Verifies many signatures of one algorithm, and returns a verdict for each item, in order: the one that
    /// [`verify`](Self::verify) returns, regardless of its neighbours.
    ///
    /// # Errors
    /// [`Error::Misuse`] as [`verify`](Self::verify), also for a single item, such as a digest of a wrong length:
    /// nothing is verified then.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// # let message = include_bytes!("../../tests/vectors/example/message.bin");
    /// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign.json"))?;
    /// # let signature = signature.signature();
    /// use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
    ///
    /// let key = VerifyingKey::from_json(response)?;
    /// let items = [(Message::Raw(message), signature), (Message::Raw(b"another message"), signature)];
    /// assert_eq!(key.verify_many(SigningAlgorithm::EcdsaSha256, &items)?, [true, false]);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    ///
    /// Threads are the caller's. With [rayon](https://docs.rs/rayon), in pieces that are long enough for a CPU that
    /// verifies eight signatures side by side:
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// # let message = include_bytes!("../../tests/vectors/example/message.bin");
    /// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign.json"))?;
    /// # let signature = signature.signature();
    /// use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
    /// use rayon::prelude::*;
    ///
    /// let key = VerifyingKey::from_json(response)?.precompute();
    /// let items = vec![(Message::Raw(message), signature); 1000];
    /// let verdicts = items.par_chunks(64).map(|items| key.verify_many(SigningAlgorithm::EcdsaSha256, items));
    /// let verdicts = verdicts.collect::<Result<Vec<_>, _>>()?.concat();
    /// assert!(verdicts.iter().all(|valid| *valid) && verdicts.len() == items.len());
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn verify_many(&self, algorithm: SigningAlgorithm, items: &[(Message<'_>, &[u8])]) -> Result<Vec<bool>, Error> {
        self.check_listed(algorithm)?;
        let bound = Bound { key: self, algorithm, za: None };
        let item =
            |&(message, signature): &(Message<'_>, _)| Ok(Item { hashed: bound.hash(message, signature)?, signature });
        let items = items.iter().map(item).collect::<Result<Vec<_>, Error>>()?;
        let mut verdicts = vec![false; items.len()];
        bound.equation().hold_many(algorithm, &items, &mut verdicts);
        Ok(verdicts)
    }

    /// Verifies many signatures, and returns for each item what [`verify`](Self::verify) returns for it alone.
    #[cfg(feature = "jose")]
    pub(crate) fn verify_each<'k>(
        &'k self,
        algorithm: SigningAlgorithm,
        items: &[(Message<'_>, &[u8])],
    ) -> Vec<Result<Verified<'k>, Error>> {
        let bound = Bound { key: self, algorithm, za: None };
        let item = |&(message, signature): &(Message<'_>, _)| {
            self.check_listed(algorithm)?;
            Ok(Item { hashed: bound.hash(message, signature)?, signature })
        };
        let (mut hashed, mut results) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
        for (message, item) in items.iter().map(|given| (given.0.message_type(), item(given))) {
            results.push(item.map(|item| {
                hashed.push(item);
                message
            }));
        }
        let mut verdicts = vec![false; hashed.len()];
        bound.equation().hold_many(algorithm, &hashed, &mut verdicts);
        let mut verdicts = verdicts.into_iter();
        let mut judge = |message_type| {
            let holds = verdicts.next().unwrap_or(false);
            if holds { Ok(Verified::new(self, algorithm, message_type)) } else { Err(Error::NotVerified) }
        };
        results.into_iter().map(|result: Result<_, Error>| result.and_then(&mut judge)).collect::<Vec<_>>()
    }
}

//! Which arithmetic a key verifies with, and what it prepares.

use crate::{
    equation::Precomputation,
    key::{Arithmetic, Verification, VerifyingKey},
};

impl VerifyingKey {
    /// Returns this key, prepared: each of its verifications costs a fraction, in every form. Verdicts are the same on
    /// every input.
    ///
    /// A key prepares itself after a few verifications, so this is for keys whose first verifications count, and for
    /// tables of another size. It prepares at once, and what it prepares is not bounded for the process:
    /// [`precomputed_bytes`](Self::precomputed_bytes) returns the memory that the key holds. **Bound your cache of such
    /// keys, and never precompute keys that an attacker can name.** Clones share what was prepared, across threads.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// # let message = include_bytes!("../../tests/vectors/example/message.bin");
    /// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign.json"))?;
    /// # let signature = signature.signature();
    /// use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
    ///
    /// let key = VerifyingKey::from_json(response)?.precompute();
    /// # #[cfg(feature = "arithmetic")]
    /// assert!((1..=20 * 1024).contains(&key.precomputed_bytes()));
    /// key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)?;
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[must_use]
    pub fn precompute(&self) -> Self {
        self.precompute_with(Precomputation::default())
    }

    /// Works like [`precompute`](Self::precompute), to another size. A key prepared by its caller keeps that size.
    #[must_use]
    pub fn precompute_with(&self, size: Precomputation) -> Self {
        self.or_changed(self.state().precompute(size))
    }

    /// Returns the memory that was prepared for this key and its clones, in bytes; 0 if nothing is.
    #[must_use]
    pub fn precomputed_bytes(&self) -> usize {
        self.state().equation().memory()
    }

    /// Returns this key with another arithmetic, and nothing prepared. Verdicts are the same on every input.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// use kms_offline::{Arithmetic, VerifyingKey};
    ///
    /// let key = VerifyingKey::from_json(response)?.with_arithmetic(Arithmetic::RustCrypto);
    /// assert_eq!(key.arithmetic(), Arithmetic::RustCrypto);
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[must_use]
    pub fn with_arithmetic(&self, arithmetic: Arithmetic) -> Self {
        if arithmetic == self.arithmetic() {
            return self.clone();
        }
        self.or_changed(Verification::with_arithmetic(self.material(), arithmetic))
    }

    /// Returns the arithmetic that this key verifies with.
    #[must_use]
    pub fn arithmetic(&self) -> Arithmetic {
        self.state().arithmetic()
    }

    /// Returns this key without the multiples or the matrix that it would prepare by itself: it verifies as it did at
    /// first, and holds no more memory, however many signatures follow.
    #[must_use]
    pub fn without_automatic_precomputation(&self) -> Self {
        self.or_changed(self.state().without_automatic_precomputation(self.material()))
    }

    fn or_changed(&self, state: Option<Verification>) -> Self {
        state.map_or_else(|| self.clone(), |state| self.with_state(state))
    }
}

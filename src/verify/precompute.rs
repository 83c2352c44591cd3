//! Keys that stay: own arithmetic, prepared once.

use alloc::sync::Arc;

use super::{Family, Scheme};
use crate::{
    fast::Precomputation,
    key::{VerifyingKey, VerifyingMaterial},
};

impl VerifyingKey {
    /// The same key, prepared so that each later verification costs a fraction, in every shape: one call, bound verifier,
    /// streaming. The verdicts are the same on every input.
    ///
    /// Prepare a key that verifies more than a few times: [`Precomputation`] says what that costs. Its clones share what was prepared,
    /// across threads; preparing it again costs nothing. [`precomputed_bytes`](Self::precomputed_bytes) says how much memory it holds:
    /// **bound your cache of such keys, and never precompute keys that an attacker can name.**
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// # let message = include_bytes!("../../tests/vectors/example/message.bin");
    /// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign.json"))?;
    /// # let signature = signature.signature();
    /// use kms_offline::{Message, SigningAlgorithm, VerifyingKey};
    ///
    /// let key = VerifyingKey::from_json(response)?.precompute();
    /// assert!((1..=20 * 1024).contains(&key.precomputed_bytes()));
    /// key.verify(SigningAlgorithm::EcdsaSha256, Message::Raw(message), signature)?;
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    #[must_use]
    pub fn precompute(&self) -> Self {
        self.precompute_with(Precomputation::default())
    }

    /// As [`precompute`](Self::precompute), with a table of another size.
    #[must_use]
    pub fn precompute_with(&self, table: Precomputation) -> Self {
        let family = &self.material().0;
        if family.table == Some(table) || (family.table.is_some() && !family.scheme.has_tables()) {
            return self.clone();
        }
        self.with_material(VerifyingMaterial(Arc::new(Family {
            scheme: family.scheme.precompute(table),
            table: Some(table),
        })))
    }

    /// The memory that precomputing holds for this key and its clones, in bytes; 0 if nothing was precomputed.
    #[must_use]
    pub fn precomputed_bytes(&self) -> usize {
        self.scheme().table_bytes()
    }
}

impl Scheme {
    fn precompute(&self, table: Precomputation) -> Self {
        match self {
            Self::Rsa(key) => Self::Rsa(key.precompute()),
            Self::P256(key) => Self::P256(key.precompute(table)),
            Self::P384(key) => Self::P384(key.precompute(table)),
            Self::P521(key) => Self::P521(key.precompute(table)),
            Self::Secp256k1(key) => Self::Secp256k1(key.precompute(table)),
            Self::Sm2(key) => Self::Sm2(key.precompute(table)),
            Self::Ed25519(key) => Self::Ed25519(key.precompute(table)),
            Self::MlDsa44(key) => Self::MlDsa44(key.precompute()),
            Self::MlDsa65(key) => Self::MlDsa65(key.precompute()),
            Self::MlDsa87(key) => Self::MlDsa87(key.precompute()),
        }
    }

    /// Whether what is prepared depends on the [`Precomputation`].
    const fn has_tables(&self) -> bool {
        !matches!(self, Self::Rsa(_) | Self::MlDsa44(_) | Self::MlDsa65(_) | Self::MlDsa87(_))
    }

    fn table_bytes(&self) -> usize {
        match self {
            Self::P256(key) => key.table_bytes(),
            Self::P384(key) => key.table_bytes(),
            Self::P521(key) => key.table_bytes(),
            Self::Secp256k1(key) => key.table_bytes(),
            Self::Sm2(key) => key.table_bytes(),
            Self::Ed25519(key) => key.table_bytes(),
            Self::Rsa(key) => key.table_bytes(),
            Self::MlDsa44(key) => key.table_bytes(),
            Self::MlDsa65(key) => key.table_bytes(),
            Self::MlDsa87(key) => key.table_bytes(),
        }
    }
}

//! Keys as PEM.

use alloc::string::String;

use der::pem::{LineEnding, encode_string};

use crate::{
    input::pem::PUBLIC_KEY,
    key::{Key, PublicKey, Usage},
};

impl PublicKey {
    /// Returns the key as a PEM block `PUBLIC KEY` (RFC 7468, 13), lines of 64 characters that end in a line feed.
    ///
    /// PEM does not say what a key is for, so its reader must know the spec and usage.
    #[must_use]
    pub fn to_pem(&self) -> String {
        // Encoding fails only if the label is invalid or the length of the text overflows.
        encode_string(PUBLIC_KEY, LineEnding::LF, self.as_der()).unwrap_or_default()
    }
}

impl<U: Usage> Key<U> {
    /// Works like [`PublicKey::to_pem`].
    #[must_use]
    pub fn to_pem(&self) -> String {
        PublicKey::from(self.clone()).to_pem()
    }
}

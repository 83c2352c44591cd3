//! Keys as PEM.

use alloc::{format, string::String};

use base64ct::{Base64, Encoding as _};

use crate::{
    input::pem::PUBLIC_KEY,
    key::{Key, PublicKey, Usage},
};

/// The characters of a line of base64 (RFC 7468, 2).
const LINE_LEN: usize = 64;

impl PublicKey {
    /// Returns the key as a PEM block `PUBLIC KEY` (RFC 7468, 13), lines of 64 characters that end in a line feed.
    ///
    /// PEM does not say what a key is for, so its reader must know the spec and usage.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let lines = self.as_der().chunks(LINE_LEN / 4 * 3).map(|line| Base64::encode_string(line) + "\n");
        format!("-----BEGIN {PUBLIC_KEY}-----\n{}-----END {PUBLIC_KEY}-----\n", lines.collect::<String>())
    }
}

impl<U: Usage> Key<U> {
    /// Works like [`PublicKey::to_pem`].
    #[must_use]
    pub fn to_pem(&self) -> String {
        PublicKey::from(self.clone()).to_pem()
    }
}

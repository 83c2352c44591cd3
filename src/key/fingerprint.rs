//! What pins a key.

use core::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Excerpt, Misuse};

/// SHA-256 of a public key's DER SubjectPublicKeyInfo; written as 64 lower-case hexadecimal digits.
///
/// ```
/// use kms_offline::Fingerprint;
///
/// let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(text.parse::<Fingerprint>()?.to_string(), text);
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// A fingerprint of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn of(public_key_der: &[u8]) -> Self {
        Self(Sha256::digest(public_key_der).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = Error;

    /// Takes 64 hexadecimal digits of either case.
    fn from_str(text: &str) -> Result<Self, Error> {
        let no_fingerprint = || Error::Misuse(Misuse::FingerprintText { found: Excerpt::of(text) });
        let mut bytes = [0; 32];
        if text.len() != 2 * bytes.len() || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(no_fingerprint());
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = core::str::from_utf8(digits).map_err(|_| no_fingerprint())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| no_fingerprint())?;
        }
        Ok(Self(bytes))
    }
}

//! Fingerprints, which pin a key.

use core::{array::TryFromSliceError, fmt, str::FromStr};

use sha2::{Digest as _, Sha256};

use super::Excerpt;

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
    /// Creates a fingerprint from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The fingerprint of a trust file, which has `sha256:` in front, as diagnostics write it in capitals.
    pub(crate) fn in_trust_file(field: &str) -> Option<Self> {
        let (name, digits) = field.split_once(':')?;
        if name.eq_ignore_ascii_case("sha256") { digits.parse().ok() } else { None }
    }

    pub(crate) fn of(public_key_der: &[u8]) -> Self {
        Self(Sha256::digest(public_key_der).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(self, f)
    }
}

impl fmt::LowerHex for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hex(&self.0), f)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    /// Parses 64 hexadecimal digits of either case, also in pairs with a colon between them.
    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let not_a_fingerprint = || NotAFingerprint { found: Excerpt::of(text) };
        let mut digits = text.bytes().filter(|byte| *byte != b':');
        let has_colons = text.contains(':');
        let in_pairs = !has_colons || text.split(':').all(|pair| pair.len() == 2);
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            for _ in 0..2 {
                let digit = digits.next().and_then(|digit| char::from(digit).to_digit(16));
                *byte = *byte << 4 | digit.and_then(|digit| u8::try_from(digit).ok()).ok_or_else(not_a_fingerprint)?;
            }
        }
        if in_pairs && digits.next().is_none() { Ok(Self(bytes)) } else { Err(not_a_fingerprint()) }
    }
}

impl From<[u8; 32]> for Fingerprint {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for Fingerprint {
    type Error = TryFromSliceError;

    /// The 32 bytes of a digest that was computed elsewhere.
    fn try_from(bytes: &[u8]) -> Result<Self, TryFromSliceError> {
        bytes.try_into().map(Self)
    }
}

impl AsRef<[u8]> for Fingerprint {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Text that is not a fingerprint, which is 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAFingerprint {
    /// The text.
    pub found: Excerpt,
}

impl fmt::Display for NotAFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a fingerprint, expected 64 hexadecimal digits", self.found)
    }
}

impl core::error::Error for NotAFingerprint {}

#[cfg(feature = "serde")]
impl serde_core::Serialize for Fingerprint {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde_core::Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(super::names::FromStrVisitor::new("a fingerprint of 64 hexadecimal digits"))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) struct Hex<'b>(pub(crate) &'b [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

//! A token that nobody has verified.

use alloc::{string::String, vec::Vec};

use super::{super::header::Header, compact::Compact};
#[cfg(feature = "explain")]
use super::{super::json::Value, protected::Protected};
use crate::error::{Error, Expected};
#[cfg(feature = "explain")]
use crate::{
    error::HeaderProblem,
    kms::{KeySpec, SigningAlgorithm},
};

/// A compact JWS that **nothing has verified**: anyone can have written it.
///
/// For choosing a key, by the issuer for instance, or for a log. Then verify the token itself, and read from
/// [`VerifiedJws`](super::VerifiedJws) only.
///
/// ```
/// # let token = include_str!("../../../tests/vectors/example/token.jwt").trim_end();
/// let jws = kms_offline::jose::UnverifiedJws::parse(token)?;
/// assert_eq!(jws.unverified_alg(), Some("ES256"));
/// # Ok::<(), kms_offline::Error>(())
/// ```
#[derive(Debug)]
pub struct UnverifiedJws {
    header: Header,
    payload: Vec<u8>,
    signature: Vec<u8>,
    signing_input: String,
}

impl UnverifiedJws {
    /// Parses a compact JWS as strictly as verification does.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not one.
    pub fn parse(token: impl AsRef<[u8]>) -> Result<Self, Error> {
        let token = Compact::parse(token.as_ref(), Expected::Jws)?;
        let payload = token.payload()?;
        // Both parts decoded, so every character is ASCII.
        let signing_input = token.signing_input.iter().copied().map(char::from).collect();
        Ok(Self { header: token.header, payload, signature: token.signature, signing_input })
    }

    /// Returns the protected header's JSON, unverified.
    #[must_use]
    pub fn unverified_header(&self) -> &str {
        self.header.text()
    }

    /// Returns the payload, unverified.
    #[must_use]
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the header's `alg`, unverified; `None` if it is absent or not text.
    #[must_use]
    pub fn unverified_alg(&self) -> Option<&str> {
        self.header.get_text("alg")
    }

    /// Returns the header's `kid`, unverified; `None` if it is absent or not text.
    #[must_use]
    pub fn unverified_kid(&self) -> Option<&str> {
        self.header.get_text("kid")
    }

    /// Returns the header's `typ`, unverified; `None` if it is absent or not text.
    #[must_use]
    pub fn unverified_typ(&self) -> Option<&str> {
        self.header.get_text("typ")
    }

    /// Returns `header.payload`, the signed text if the signature is genuine.
    #[must_use]
    pub fn unverified_signing_input(&self) -> &str {
        &self.signing_input
    }

    /// The reason why no key of `spec` that is used with `algorithm` has a token with this header.
    #[cfg(feature = "explain")]
    pub(crate) fn header_problem(
        &self,
        algorithm: SigningAlgorithm,
        spec: KeySpec,
        is_detached: bool,
    ) -> Option<HeaderProblem> {
        match Protected::of(&self.header, algorithm, spec) {
            Ok(protected) => (!protected.is_encoded && !is_detached).then_some(HeaderProblem::UnencodedPayload),
            Err(problem) => Some(problem),
        }
    }

    /// Whether the signing input has the payload in base64url.
    #[cfg(feature = "explain")]
    pub(crate) fn is_payload_encoded(&self) -> bool {
        !matches!(self.header.get("b64"), Some(Value::Bool(false)))
    }

    /// Returns the signature in JOSE's encoding, unverified.
    #[must_use]
    pub fn unverified_signature(&self) -> &[u8] {
        &self.signature
    }
}

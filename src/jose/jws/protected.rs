//! The members of a protected header that decide whether a key can have made a token.

use alloc::string::{String, ToString as _};

use super::super::{
    header::{Header, NotText},
    json::Value,
    names,
};
use crate::{
    error::HeaderProblem,
    kms::{Excerpt, KeySpec, SigningAlgorithm},
};

/// The only extension that we understand (RFC 7797).
const B64: &str = "b64";

/// A header that was checked against a key.
#[derive(Clone, Debug)]
pub(super) struct Protected {
    /// The JSON.
    pub(super) text: String,
    pub(super) kid: Option<String>,
    pub(super) typ: Option<String>,
    /// Whether the signing input has the payload in base64url.
    pub(super) is_encoded: bool,
}

impl Protected {
    /// Checks `header` against a key of `spec` and the algorithm that it is used with.
    pub(super) fn of(header: &Header, algorithm: SigningAlgorithm, spec: KeySpec) -> Result<Self, HeaderProblem> {
        let is_encoded = is_payload_encoded(header)?;
        if !header.get_text("alg").is_some_and(|alg| names::is_jws_alg(alg, algorithm, spec)) {
            return Err(HeaderProblem::Alg { found: header.get_text("alg").map(Excerpt::of), algorithm });
        }
        let text = |member| header.optional_text(member).map_err(|NotText| HeaderProblem::NotText { member });
        Ok(Self { kid: text("kid")?, typ: text("typ")?, text: header.text().to_string(), is_encoded })
    }
}

/// Reads `crit` (RFC 7515, 4.1.11) and `b64` (RFC 7797, 3 and 6).
///
/// `crit` must not be empty, repeat a name, name a member of RFC 7515 or 7518, name one that the header does not have,
/// or name an extension that we do not understand. Only `b64` is left, which in turn must be named.
pub(super) fn is_payload_encoded(header: &Header) -> Result<bool, HeaderProblem> {
    match (header.get("crit"), header.get(B64)) {
        (None, None) => Ok(true),
        (Some(Value::List(names)), Some(Value::Bool(b64))) => match names.as_slice() {
            [Value::Text(name)] if name == B64 => Ok(*b64),
            _ => Err(HeaderProblem::Critical),
        },
        (None, Some(_)) => Err(HeaderProblem::UnnamedB64),
        (Some(_), _) => Err(HeaderProblem::Critical),
    }
}

/// The accessors of the header that the proofs share.
macro_rules! describe {
    ($proof:ident) => {
        impl<'k> $proof<'k> {
            /// Returns the protected header: its JSON, exactly as it was signed.
            ///
            /// `jwk`, `jku`, `x5c` and `x5u` in it are the signer's text. Nothing used them as a key.
            #[must_use]
            pub fn header(&self) -> &str {
                &self.protected.text
            }

            /// Returns the header's `kid`.
            #[must_use]
            pub fn kid(&self) -> Option<&str> {
                self.protected.kid.as_deref()
            }

            /// Returns the header's `typ`, as it is written: media types compare without case and without
            /// `application/` (RFC 7515, 4.1.9). Demand the one that you expect (RFC 8725, 3.11).
            #[must_use]
            pub fn typ(&self) -> Option<&str> {
                self.protected.typ.as_deref()
            }

            /// Returns the key and the algorithm that verified.
            #[must_use]
            pub const fn verified(&self) -> &$crate::verify::Verified<'k> {
                &self.verified
            }
        }
    };
}

pub(super) use describe;

//! The compact serialization (RFC 7515, 7.1).

use alloc::vec::Vec;
use core::fmt;

use super::{
    super::header::{Header, decode_part},
    Candidate, Protected, Signed,
    protected::describe,
};
use crate::{
    error::{Error, Expected, InputKind, Layer, Malformed, Recognised, TokenPart, TokenProblem},
    input::recognise,
    key::VerifyingKey,
    verify::{Verified, Verifier},
};

/// Proof that a JWS verified, and the only way to its payload and header. Only verification creates one.
///
/// ```
/// # let response = include_bytes!("../../../tests/vectors/example/public-key.json");
/// # let token = include_str!("../../../tests/vectors/example/token.jwt").trim_end();
/// use kms_offline::VerifyingKey;
///
/// let key = VerifyingKey::from_json(response)?; // what `aws kms get-public-key` printed
/// let jws = key.verify_jws(token)?;
/// let claims = jws.payload(); // `exp`, `aud` and `iss` in it are yours to check
/// # assert!(claims.starts_with(b"{"));
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub struct VerifiedJws<'k> {
    pub(super) payload: Vec<u8>,
    pub(super) protected: Protected,
    pub(super) verified: Verified<'k>,
}

describe!(VerifiedJws);

impl VerifiedJws<'_> {
    /// Returns the payload: the claims of a JSON Web Token, which are not checked.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the payload, owned.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }
}

impl fmt::Debug for VerifiedJws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedJws").field("verified", &self.verified).finish_non_exhaustive()
    }
}

/// A token in its three unverified parts.
pub(in crate::jose) struct Compact<'t> {
    token: &'t [u8],
    /// `header.payload`
    pub(super) signing_input: &'t [u8],
    pub(super) encoded_header: &'t [u8],
    pub(super) encoded_payload: &'t [u8],
    pub(in crate::jose) header: Header,
    pub(super) signature: Vec<u8>,
}

impl<'t> Compact<'t> {
    /// Parses all parts but the payload, which may be detached.
    pub(in crate::jose) fn parse(token: &'t [u8], expected: Expected) -> Result<Self, Malformed> {
        Self::parse_as_is(token, expected).map_err(|malformed| recognised(token, expected).unwrap_or(malformed))
    }

    fn parse_as_is(token: &'t [u8], expected: Expected) -> Result<Self, Malformed> {
        let (signing_input, encoded_payload_at, signature_at) = split(token, expected)?;
        let part = |range: core::ops::Range<usize>| token.get(range).unwrap_or_default();
        let encoded_header = part(0..encoded_payload_at - 1);
        Ok(Self {
            token,
            signing_input: part(0..signing_input),
            encoded_header,
            encoded_payload: part(encoded_payload_at..signing_input),
            header: Header::parse(encoded_header, expected)?,
            signature: decode_part(part(signature_at..token.len()), TokenPart::Signature, expected)?,
        })
    }

    /// Decodes the payload.
    pub(in crate::jose) fn payload(&self) -> Result<Vec<u8>, Malformed> {
        let decoded = decode_part(self.encoded_payload, TokenPart::Payload, Expected::Jws);
        decoded.map_err(|malformed| recognised(self.token, Expected::Jws).unwrap_or(malformed))
    }
}

impl<'k> Candidate<'k> {
    fn verify_compact(self, token: &[u8]) -> Result<VerifiedJws<'k>, Error> {
        let token = Compact::parse(token, Expected::Jws)?;
        let payload = token.payload()?;
        let (protected, verified) = verify_attached(self, &token)?;
        Ok(VerifiedJws { payload, protected, verified })
    }
}

impl<'k> VerifiedJws<'k> {
    /// Verifies a token, whose payload is the decoded one, with the first candidate that made it.
    pub(in crate::jose) fn by_any_of(
        candidates: impl IntoIterator<Item = Candidate<'k>>,
        token: &Compact<'_>,
        payload: Vec<u8>,
    ) -> Result<Self, Error> {
        let mut verified = candidates.into_iter().filter_map(|candidate| verify_attached(candidate, token).ok());
        let (protected, verified) = verified.next().ok_or(Error::NotVerified)?;
        Ok(Self { payload, protected, verified })
    }
}

fn verify_attached<'k>(candidate: Candidate<'k>, token: &Compact<'_>) -> Result<(Protected, Verified<'k>), Error> {
    let protected = candidate.accepts(&token.header)?;
    // RFC 7797, 5.2 would have the payload stand there unencoded.
    if !protected.is_encoded {
        return Err(Error::NotVerified);
    }
    let verified = candidate.verify(Signed::Attached(token.signing_input), &token.signature)?;
    Ok((protected, verified))
}

impl VerifyingKey {
    /// Verifies a JWS in the compact serialization, such as a JSON Web Token (RFC 7519), with the key's only algorithm.
    ///
    /// RSA keys list six algorithms. Name yours with [`restrict_to`](Self::restrict_to), or use
    /// [`verifier`](Self::verifier) and [`Verifier::verify_jws`].
    ///
    /// The claims in the payload are not checked, and tokens are not unique: see [`jose`](crate::jose).
    ///
    /// # Errors
    /// [`Error::Misuse`] if the key lists several algorithms that JOSE has names for, or none; [`Error::Malformed`] if
    /// `token` is not a compact JWS; [`Error::NotVerified`] if it is one that this key cannot have made.
    pub fn verify_jws(&self, token: impl AsRef<[u8]>) -> Result<VerifiedJws<'_>, Error> {
        Candidate::of_key(self)?.verify_compact(token.as_ref())
    }
}

impl Verifier {
    /// Verifies a JWS in the compact serialization, as [`VerifyingKey::verify_jws`] does, with this algorithm.
    ///
    /// # Errors
    /// As there.
    pub fn verify_jws(&self, token: impl AsRef<[u8]>) -> Result<VerifiedJws<'_>, Error> {
        Candidate::of_verifier(self)?.verify_compact(token.as_ref())
    }
}

/// Names input that is not a token as it is.
fn recognised(token: &[u8], expected: Expected) -> Option<Malformed> {
    let mut found = recognise::recognise(token, None)?;
    if found.kind() == InputKind::Jws && token.trim_ascii() != token {
        found = found.within(Layer::WhiteSpace);
    }
    let is_named = match found.kind() {
        InputKind::Jws => found.layers().next().is_some(),
        InputKind::Bytes => false,
        _ => true,
    };
    is_named.then_some(Malformed::Recognised { expected, found })
}

/// Where the signing input ends, the payload begins and the signature begins.
fn split(token: &[u8], expected: Expected) -> Result<(usize, usize, usize), Malformed> {
    let mut dots = token.iter().enumerate().filter(|(_, byte)| **byte == b'.').map(|(at, _)| at);
    let found = match (dots.next(), dots.next(), dots.next()) {
        (Some(first), Some(second), None) => return Ok((second, first + 1, second + 1)),
        _ if token.trim_ascii_start().starts_with(b"{") => {
            return Err(Malformed::Recognised { expected, found: Recognised::new(InputKind::OtherJson) });
        }
        (None, ..) => 1,
        (_, None, _) => 2,
        // Two more are enough to tell a JWE; no more are counted.
        (.., Some(_)) => 4 + dots.take(2).count(),
    };
    if found == JWE_PARTS {
        return Err(Malformed::Recognised { expected, found: Recognised::new(InputKind::Jwe) });
    }
    Err(Malformed::Token { expected, problem: TokenProblem::Parts { found, expected: 3 } })
}

/// RFC 7516, 9.
const JWE_PARTS: usize = 5;

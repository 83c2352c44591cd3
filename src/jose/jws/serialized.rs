//! The JSON serializations (RFC 7515, 7.2): one signature (flattened) or several (general), each by an entry point of
//! its own.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};

use super::{
    super::{
        header::{Header, decode_part},
        json::{Object, Value},
    },
    Candidate, Signed, VerifiedJws,
    protected::is_payload_encoded,
};
use crate::{
    error::{Error, Expected, Malformed, TokenPart, TokenProblem},
    input::recognise,
    key::VerifyingKey,
    verify::Verifier,
};

/// The most signatures of a general serialization.
const MAX_SIGNATURES: usize = 64;

/// The longest serialization that is parsed, in bytes.
const MAX_LEN: usize = 16 << 20;

/// A signature and its protected header, both unverified.
struct Signature {
    encoded_header: Vec<u8>,
    header: Header,
    /// It may select a key, and is never part of a proof.
    unprotected_kid: Option<String>,
    signature: Vec<u8>,
}

/// A token in a JSON serialization.
pub(in crate::jose) struct Serialized {
    encoded_payload: Vec<u8>,
    payload: Vec<u8>,
    signatures: Vec<Option<Signature>>,
}

impl Serialized {
    pub(in crate::jose) fn parse(token: &[u8], expected: Expected) -> Result<Self, Malformed> {
        if token.len() > MAX_LEN {
            return Err(Malformed::TooLong { expected, found: token.len(), limit: MAX_LEN });
        }
        let malformed = |problem| Malformed::Token { expected, problem };
        let object = Object::parse(token).map_err(|problem| match token.trim_ascii_start().first() {
            Some(b'{' | b'[' | b'"') | None => malformed(TokenProblem::Serialization(problem)),
            Some(_) => match recognise::recognise(token, None) {
                Some(found) => Malformed::Recognised { expected, found },
                None => malformed(TokenProblem::Serialization(problem)),
            },
        })?;
        let encoded_payload = text(&object, "payload", expected)?.as_bytes().to_vec();
        let payload = decode_part(&encoded_payload, TokenPart::Payload, expected)?;
        let member = |member| malformed(TokenProblem::Member { member });
        let signatures = match (expected, object.get("signatures")) {
            // A signature of its own would be that of the flattened serialization.
            (Expected::GeneralJws, Some(_)) if object.get("signature").is_some() => return Err(member("signature")),
            (Expected::GeneralJws, Some(Value::List(signatures))) if !signatures.is_empty() => {
                if signatures.len() > MAX_SIGNATURES {
                    return Err(malformed(TokenProblem::Signatures { found: signatures.len(), limit: MAX_SIGNATURES }));
                }
                let signature = |signature: &Value| match signature {
                    Value::Object(object) => Signature::parse(object, expected),
                    Value::Bool(_) | Value::Text(_) | Value::List(_) | Value::Other => Err(member("signatures")),
                };
                signatures.iter().map(signature).collect::<Result<_, _>>()?
            }
            (Expected::GeneralJws, _) | (_, Some(_)) => return Err(member("signatures")),
            (_, None) => alloc::vec![Signature::parse(&object, expected)?],
        };
        Ok(Self { encoded_payload, payload, signatures })
    }
}

impl Signature {
    /// Parses a signature; `None` if nothing of its header is protected, so that no key may verify it.
    fn parse(object: &Object, expected: Expected) -> Result<Option<Self>, Malformed> {
        let malformed = |member| Malformed::Token { expected, problem: TokenProblem::Member { member } };
        let signature = decode_part(text(object, "signature", expected)?.as_bytes(), TokenPart::Signature, expected)?;
        let unprotected = match object.get("header") {
            None => None,
            Some(Value::Object(header)) => Some(header),
            Some(_) => return Err(malformed("header")),
        };
        if object.get("protected").is_none() {
            // RFC 7515, 7.2.1: one of the two must be there.
            return unprotected.map(|_| None).ok_or_else(|| malformed("protected"));
        }
        let encoded_header = text(object, "protected", expected)?.as_bytes().to_vec();
        let header = Header::parse(&encoded_header, expected)?;
        // Names are in one of the two only; extensions and the algorithm are always protected.
        let repeated = |name: &str| header.get(name).is_some();
        if unprotected.is_some_and(|unprotected| unprotected.names().any(repeated)) {
            return Err(malformed("header"));
        }
        let reserved = ["alg", "crit", "b64"];
        if unprotected.is_some_and(|unprotected| unprotected.names().any(|name| reserved.contains(&name))) {
            return Ok(None);
        }
        let unprotected_kid = match unprotected.and_then(|unprotected| unprotected.get("kid")) {
            None => None,
            Some(Value::Text(kid)) => Some(kid.to_owned()),
            Some(_) => return Ok(None),
        };
        Ok(Some(Self { encoded_header, header, unprotected_kid, signature }))
    }
}

fn text<'o>(object: &'o Object, member: &'static str, expected: Expected) -> Result<&'o str, Malformed> {
    match object.get(member) {
        Some(Value::Text(text)) => Ok(text),
        _ => Err(Malformed::Token { expected, problem: TokenProblem::Member { member } }),
    }
}

impl<'k> Candidate<'k> {
    fn verify_serialized(self, token: &[u8], expected: Expected) -> Result<(usize, VerifiedJws<'k>), Error> {
        Serialized::parse(token, expected)?.verify_with(|_, _| Ok([self]))
    }
}

impl Serialized {
    /// The first signature that verifies with one of the candidates for its header and unprotected `kid`, and its
    /// place.
    pub(in crate::jose) fn verify_with<'k, C: IntoIterator<Item = Candidate<'k>>>(
        self,
        mut candidates: impl FnMut(&Header, Option<&str>) -> Result<C, Error>,
    ) -> Result<(usize, VerifiedJws<'k>), Error> {
        // RFC 7797, 3: b64 is the same for all signatures, and the payload here is always encoded.
        let is_unencoded = |signature: &Signature| is_payload_encoded(&signature.header) == Ok(false);
        if self.signatures.iter().flatten().any(is_unencoded) {
            return Err(Error::NotVerified);
        }
        for (index, signature) in self.signatures.iter().enumerate() {
            let Some(Signature { encoded_header, header, unprotected_kid, signature }) = signature else { continue };
            for candidate in candidates(header, unprotected_kid.as_deref())? {
                let Ok(protected) = candidate.accepts(header) else { continue };
                let signing_input = [encoded_header, &b"."[..], &self.encoded_payload].concat();
                if let Ok(verified) = candidate.verify(Signed::Attached(&signing_input), signature) {
                    return Ok((index, VerifiedJws { payload: self.payload, protected, verified }));
                }
            }
        }
        Err(Error::NotVerified)
    }
}

macro_rules! entry_points {
    ($type:ty, $candidate:ident) => {
        impl $type {
            /// Verifies a JWS in the flattened JSON serialization (RFC 7515, 7.2.2).
            ///
            /// The unprotected header is not looked at but for `alg`, `crit` and `b64`, which are never accepted there.
            ///
            /// # Errors
            /// As [`verify_jws`](Self::verify_jws), but the compact serialization is malformed here.
            pub fn verify_flattened_jws(&self, token: impl AsRef<[u8]>) -> Result<VerifiedJws<'_>, Error> {
                let candidate = Candidate::$candidate(self)?;
                candidate.verify_serialized(token.as_ref(), Expected::FlattenedJws).map(|(_, jws)| jws)
            }

            /// Verifies a JWS in the general JSON serialization (RFC 7515, 7.2.1), and returns which of its signatures,
            /// from 0, is this key's. One is enough (RFC 7515, 5.2); if you need more, verify with more keys.
            ///
            /// # Errors
            /// As [`verify_flattened_jws`](Self::verify_flattened_jws). More than 64 signatures are malformed.
            pub fn verify_general_jws(&self, token: impl AsRef<[u8]>) -> Result<(usize, VerifiedJws<'_>), Error> {
                Candidate::$candidate(self)?.verify_serialized(token.as_ref(), Expected::GeneralJws)
            }
        }
    };
}

entry_points!(VerifyingKey, of_key);
entry_points!(Verifier, of_verifier);

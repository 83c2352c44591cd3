//! Detached content (RFC 7515, appendix F), also unencoded (RFC 7797).

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};
use core::fmt;

use super::{super::base64url::Encoder, Candidate, Protected, Signed, compact::Compact, protected::describe};
use crate::{
    error::{Error, Expected, Malformed, TokenProblem},
    key::VerifyingKey,
    verify::{Stream, Verified, Verifier},
};

/// Proof that a JWS verified over the payload that the caller supplied. Only verification creates one.
pub struct VerifiedDetachedJws<'k> {
    protected: Protected,
    verified: Verified<'k>,
}

describe!(VerifiedDetachedJws);

impl fmt::Debug for VerifiedDetachedJws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedDetachedJws").field("verified", &self.verified).finish_non_exhaustive()
    }
}

/// Parses a token whose payload part is empty.
pub(in crate::jose) fn parse_detached(token: &[u8]) -> Result<Compact<'_>, Malformed> {
    let token = Compact::parse(token, Expected::DetachedJws)?;
    if token.encoded_payload.is_empty() {
        return Ok(token);
    }
    Err(Malformed::Token { expected: Expected::DetachedJws, problem: TokenProblem::PayloadPresent })
}

impl<'k> Candidate<'k> {
    fn verify_detached(self, token: &[u8], payload: &[u8]) -> Result<VerifiedDetachedJws<'k>, Error> {
        verify_detached(self, &parse_detached(token)?, payload)
    }

    fn detached_stream(self, token: &[u8]) -> Result<DetachedJwsStream, Error> {
        let token = parse_detached(token)?;
        let protected = self.accepts(&token.header)?;
        let streams = alloc::vec![self.stream_of(&token)?];
        Ok(DetachedJwsStream { streams, encoder: protected.is_encoded.then(Encoder::default), protected })
    }

    /// The verification of a token up to its payload.
    fn stream_of(self, token: &Compact<'_>) -> Result<Labelled, Error> {
        let verifier = self.key.verifier(self.algorithm)?;
        let mut stream = match self.in_kms_encoding(&token.signature)? {
            Some(der) => verifier.stream(der),
            None => verifier.stream(&token.signature),
        };
        stream.update(token.encoded_header);
        stream.update(b".");
        Ok(Labelled { stream, label: self.label.map(str::to_owned) })
    }
}

/// Verifies a token over the payload that the caller supplies.
pub(in crate::jose) fn verify_detached<'k>(
    candidate: Candidate<'k>,
    token: &Compact<'_>,
    payload: &[u8],
) -> Result<VerifiedDetachedJws<'k>, Error> {
    let protected = candidate.accepts(&token.header)?;
    let (header, is_encoded) = (token.encoded_header, protected.is_encoded);
    let verified = candidate.verify(Signed::Detached { header, payload, is_encoded }, &token.signature)?;
    Ok(VerifiedDetachedJws { protected, verified })
}

/// The verification of a detached payload that comes in pieces, in constant memory; created by
/// [`VerifyingKey::detached_jws_stream`].
///
/// With `std` it is also an [`io::Write`](std::io::Write). If reading the payload fails on the way, drop the stream: it
/// has only hashed a prefix. [`read_from`](Self::read_from) takes care of that.
#[must_use = "nothing is verified before `finish`"]
pub struct DetachedJwsStream {
    /// One for each key that may have made the token.
    streams: Vec<Labelled>,
    /// `None` if the payload is signed as it is.
    encoder: Option<Encoder>,
    protected: Protected,
}

/// A verification in progress, and the label of its key in a set.
struct Labelled {
    stream: Stream,
    label: Option<String>,
}

impl DetachedJwsStream {
    /// The verification of a token by any of these candidates, all of which its header allows.
    pub(in crate::jose) fn by_any_of<'k>(
        candidates: impl IntoIterator<Item = Candidate<'k>>,
        token: &Compact<'_>,
    ) -> Result<Self, Error> {
        let (mut streams, mut accepted) = (Vec::new(), None);
        for candidate in candidates {
            let Ok(protected) = candidate.accepts(&token.header) else { continue };
            if let Ok(stream) = candidate.stream_of(token) {
                streams.push(stream);
                accepted = Some(protected);
            }
        }
        // What the header says does not depend on the candidate.
        let protected = accepted.ok_or(Error::NotVerified)?;
        Ok(Self { streams, encoder: protected.is_encoded.then(Encoder::default), protected })
    }

    /// Hashes the next piece of the payload.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        let mut hash = |text: &[u8]| self.streams.iter_mut().for_each(|labelled| labelled.stream.update(text));
        match &mut self.encoder {
            Some(encoder) => encoder.update(piece.as_ref(), hash),
            None => hash(piece.as_ref()),
        }
    }

    /// Hashes everything that `reader` returns, and returns the number of bytes.
    ///
    /// # Errors
    /// [`Error::Io`] if reading fails. The stream can then never finish as valid.
    #[cfg(feature = "std")]
    pub fn read_from(&mut self, reader: &mut impl std::io::Read) -> Result<u64, Error> {
        let read = crate::message::reader::read_all(reader, |piece| self.update(piece));
        read.inspect_err(|error| self.streams.iter_mut().for_each(|labelled| labelled.stream.fail(error)))
    }

    /// Checks whether the signature is this key's over the pieces so far.
    ///
    /// # Errors
    /// [`Error::NotVerified`] if it is not; the [`Error::Io`] of the last read that failed, if any.
    pub fn finish(&self) -> Result<VerifiedDetachedJws<'_>, Error> {
        for Labelled { stream, label } in &self.streams {
            let verified = stream.finish_after(|hasher| {
                if let Some(encoder) = &self.encoder {
                    encoder.finish(|text| hasher.update(text));
                }
            });
            match verified {
                Ok(verified) => {
                    let verified = verified.with_label(label.as_deref());
                    return Ok(VerifiedDetachedJws { verified, protected: self.protected.clone() });
                }
                Err(Error::NotVerified) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::NotVerified)
    }
}

impl fmt::Debug for DetachedJwsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetachedJwsStream").finish_non_exhaustive()
    }
}

#[cfg(feature = "std")]
impl std::io::Write for DetachedJwsStream {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.update(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl VerifyingKey {
    /// Verifies a compact JWS whose payload part is empty, over the payload that is supplied.
    ///
    /// With the header's `b64` false (RFC 7797) the payload was signed as it is, else in base64url.
    ///
    /// # Errors
    /// As [`verify_jws`](Self::verify_jws); and [`Error::Malformed`] if the token has a payload of its own.
    pub fn verify_detached_jws(
        &self,
        token: impl AsRef<[u8]>,
        payload: impl AsRef<[u8]>,
    ) -> Result<VerifiedDetachedJws<'_>, Error> {
        Candidate::of_key(self)?.verify_detached(token.as_ref(), payload.as_ref())
    }

    /// Verifies a compact JWS whose payload part is empty, over a payload that comes in pieces, in constant memory.
    ///
    /// # Errors
    /// As [`verify_detached_jws`](Self::verify_detached_jws).
    pub fn detached_jws_stream(&self, token: impl AsRef<[u8]>) -> Result<DetachedJwsStream, Error> {
        Candidate::of_key(self)?.detached_stream(token.as_ref())
    }
}

impl Verifier {
    /// Works like [`VerifyingKey::verify_detached_jws`], with this algorithm.
    ///
    /// # Errors
    /// As there.
    pub fn verify_detached_jws(
        &self,
        token: impl AsRef<[u8]>,
        payload: impl AsRef<[u8]>,
    ) -> Result<VerifiedDetachedJws<'_>, Error> {
        Candidate::of_verifier(self)?.verify_detached(token.as_ref(), payload.as_ref())
    }

    /// Works like [`VerifyingKey::detached_jws_stream`], with this algorithm.
    ///
    /// # Errors
    /// As there.
    pub fn detached_jws_stream(&self, token: impl AsRef<[u8]>) -> Result<DetachedJwsStream, Error> {
        Candidate::of_verifier(self)?.detached_stream(token.as_ref())
    }
}

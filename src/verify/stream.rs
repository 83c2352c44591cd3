//! Verification of a message that comes in pieces.

use core::fmt;

use super::{Scheme, Verifier, ed25519, verified};
use crate::{
    digest::Digester,
    error::Error,
    vocabulary::{SignatureLength, SigningAlgorithm},
};

/// A verification in progress: takes the message piece by piece in constant memory; made by [`Verifier::stream`].
///
/// With `std` it is also an [`io::Write`](std::io::Write). If reading the message fails on the way, drop the stream: what it
/// has taken until then is another message. [`read_from`](Self::read_from) takes care of that.
#[must_use = "nothing is verified before `finish`"]
pub struct Stream {
    verifier: Verifier,
    state: State,
    signature: alloc::boxed::Box<[u8]>,
    #[cfg(feature = "std")]
    failed: Option<std::io::Error>,
}

#[allow(clippy::large_enum_variant, reason = "one value lives per message")]
enum State {
    Digest(Digester),
    Ed25519(ed25519::Stream),
    /// The signature is none, whatever the message.
    NotASignature,
}

impl Stream {
    pub(super) fn new(verifier: Verifier, signature: &[u8]) -> Self {
        let longest = match verifier.key().spec().signature_len() {
            Some(SignatureLength::Exactly(len) | SignatureLength::AtMost(len)) => len,
            None => 0,
        };
        let state = match (verifier.key().scheme(), verifier.digester()) {
            (Scheme::Ed25519(key), _) if verifier.algorithm() == SigningAlgorithm::Ed25519Sha512 => {
                key.stream(signature).map_or(State::NotASignature, State::Ed25519)
            }
            (_, Ok(digester)) if signature.len() <= longest => State::Digest(digester),
            _ => State::NotASignature,
        };
        let signature = if signature.len() <= longest { signature.into() } else { [].into() };
        Self {
            verifier,
            state,
            signature,
            #[cfg(feature = "std")]
            failed: None,
        }
    }

    /// Takes the next piece of the message.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        match &mut self.state {
            State::Digest(digester) => digester.update(piece),
            State::Ed25519(stream) => stream.update(piece.as_ref()),
            State::NotASignature => {}
        }
    }

    /// Takes everything that `reader` gives, and returns how many bytes that were.
    ///
    /// # Errors
    /// [`Error::Io`] if reading fails. The stream can then never finish as valid.
    #[cfg(feature = "std")]
    pub fn read_from(&mut self, reader: &mut impl std::io::Read) -> Result<u64, Error> {
        let mut buffer = alloc::vec![0; BUFFER_LEN];
        let mut total = 0;
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(total),
                Ok(len) => {
                    self.update(buffer.get(..len).unwrap_or(&buffer));
                    total += u64::try_from(len).unwrap_or(0);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error.kind().into());
                    return Err(Error::Io(error));
                }
            }
        }
    }

    /// Whether the signature is this key's over the pieces taken.
    ///
    /// # Errors
    /// [`Error::NotVerified`] if it is not; [`Error::Io`] of the same kind if reading a piece had failed.
    pub fn finish(self) -> Result<(), Error> {
        #[cfg(feature = "std")]
        if let Some(error) = self.failed {
            return Err(Error::Io(error));
        }
        match self.state {
            State::Digest(digester) => self.verifier.bound().verify_digest(&digester.finish(), &self.signature),
            State::Ed25519(stream) => verified(stream.verify()),
            State::NotASignature => Err(Error::NotVerified),
        }
    }
}

/// What one read takes at most, in bytes.
#[cfg(feature = "std")]
const BUFFER_LEN: usize = 64 * 1024;

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Stream {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        self.update(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

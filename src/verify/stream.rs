//! Verification of a message that comes in pieces.

use alloc::boxed::Box;
use core::fmt;

use super::{Verified, Verifier};
use crate::{error::Error, kms::MessageType, message::Hasher};

/// A verification in progress, which accepts the message piece by piece in constant memory; created by
/// [`Verifier::stream`].
///
/// With `std` it is also an [`io::Write`](std::io::Write). If reading the message fails on the way, drop the stream: it
/// has only hashed a prefix, which is a different message. [`read_from`](Self::read_from) takes care of that.
#[must_use = "nothing is verified before `finish`"]
pub struct Stream {
    verifier: Verifier,
    /// `None` if the signature is malformed, so that no message can verify.
    hashing: Option<Hashing>,
    #[cfg(feature = "std")]
    failed: Option<crate::error::IoError>,
}

/// The hash of the pieces so far, and the signature that it should have.
struct Hashing {
    hasher: Hasher,
    signature: Box<[u8]>,
}

impl Stream {
    pub(super) fn new(verifier: Verifier, signature: &[u8]) -> Self {
        let is_possible = verifier.key().spec().signature_len().is_some_and(|length| length.allows(signature.len()));
        let hashing =
            is_possible.then(|| Hashing { hasher: verifier.bound().begin(signature), signature: signature.into() });
        Self {
            verifier,
            hashing,
            #[cfg(feature = "std")]
            failed: None,
        }
    }

    /// Hashes the next piece of the message.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        if let Some(hashing) = &mut self.hashing {
            hashing.hasher.update(piece);
        }
    }

    /// Hashes everything that `reader` returns, and returns the number of bytes.
    ///
    /// # Errors
    /// [`Error::Io`] if reading fails. The stream can then never finish as valid.
    ///
    /// ```
    /// # let response = include_bytes!("../../tests/vectors/example/public-key.json");
    /// # let signature = kms_offline::SignResponse::from_json(include_bytes!("../../tests/vectors/example/sign.json"))?;
    /// # let signature = signature.signature();
    /// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/example/message.bin");
    /// use kms_offline::{SigningAlgorithm, VerifyingKey};
    ///
    /// let verifier = VerifyingKey::from_json(response)?.verifier(SigningAlgorithm::EcdsaSha256)?;
    /// let mut stream = verifier.stream(signature);
    /// stream.read_from(&mut std::fs::File::open(path)?)?; // 1 GB takes no more memory than this
    /// stream.finish()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "std")]
    pub fn read_from(&mut self, reader: &mut impl std::io::Read) -> Result<u64, Error> {
        crate::message::reader::read_all(reader, |piece| self.update(piece)).inspect_err(|error| self.fail(error))
    }

    /// Remembers a read that failed, so that the stream never finishes as valid.
    #[cfg(feature = "std")]
    pub(crate) fn fail(&mut self, error: &Error) {
        if let Error::Io(error) = error {
            self.failed = Some(error.clone());
        }
    }

    /// Checks whether the signature is this key's over the pieces so far.
    ///
    /// # Errors
    /// [`Error::NotVerified`] if it is not; the [`Error::Io`] of the last read that failed, if any.
    pub fn finish(&self) -> Result<Verified<'_>, Error> {
        self.finish_after(|_| {})
    }

    /// Checks the signature over the pieces so far and a last one that `feed` hashes.
    pub(crate) fn finish_after(&self, feed: impl FnOnce(&mut Hasher)) -> Result<Verified<'_>, Error> {
        #[cfg(feature = "std")]
        if let Some(error) = &self.failed {
            return Err(Error::Io(error.clone()));
        }
        let Some(Hashing { hasher, signature }) = &self.hashing else { return Err(Error::NotVerified) };
        // The pieces are the message, also of ED25519_PH_SHA_512, whose digest is computed here.
        let mut hasher = hasher.clone();
        feed(&mut hasher);
        self.verifier.bound().judge(MessageType::Raw, &hasher.finish(), signature)
    }
}

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

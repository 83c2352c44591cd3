//! JSON Web Signatures (RFC 7515).

mod assemble;
mod compact;
mod detached;
mod protected;
mod serialized;
mod unverified;

use self::protected::Protected;
pub(super) use self::{
    compact::Compact,
    detached::{parse_detached, verify_detached},
    serialized::Serialized,
};
pub use self::{
    compact::VerifiedJws,
    detached::{DetachedJwsStream, VerifiedDetachedJws},
    unverified::UnverifiedJws,
};
use super::{base64url, header::Header, names};
use crate::{
    error::Error,
    input::ecdsa_sig_value,
    key::VerifyingKey,
    kms::SigningAlgorithm,
    message::Message,
    verify::{Verified, Verifier},
};

/// A key with the one algorithm that its tokens must name.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'k> {
    pub(super) key: &'k VerifyingKey,
    pub(super) algorithm: SigningAlgorithm,
    /// Its label in a set.
    pub(super) label: Option<&'k str>,
}

impl<'k> Candidate<'k> {
    /// A key that must be left with one algorithm.
    fn of_key(key: &'k VerifyingKey) -> Result<Self, Error> {
        Ok(Self { key, algorithm: key.jws_algorithm()?, label: None })
    }

    /// A key whose caller names the algorithm.
    fn of_verifier(verifier: &'k Verifier) -> Result<Self, Error> {
        let key = verifier.key();
        Ok(Self { key, algorithm: names::named_jws_algorithm(key, verifier.algorithm())?, label: None })
    }

    /// Checks whether the header allows this key and algorithm.
    fn accepts(self, header: &Header) -> Result<Protected, Error> {
        Protected::of(header, self.algorithm, self.key.spec()).map_err(|_| Error::NotVerified)
    }

    /// Verifies a signature in JOSE's encoding over the JWS Signing Input (RFC 7515, 5.2, step 8).
    fn verify(self, signed: Signed<'_>, signature: &[u8]) -> Result<Verified<'k>, Error> {
        let verify = |signature: &[u8]| match signed {
            Signed::Attached(signing_input) => self.key.verify(self.algorithm, Message::Raw(signing_input), signature),
            Signed::Detached { .. } => {
                self.key.verify_pieces(self.algorithm, signature, |hasher| signed.feed(|piece| hasher.update(piece)))
            }
        };
        let verified = match self.in_kms_encoding(signature)? {
            Some(der) => verify(&der),
            None => verify(signature),
        };
        verified.map(|verified| verified.with_label(self.label))
    }

    /// A JOSE signature as KMS encodes it: r ‖ s becomes DER (RFC 7518, 3.4), and `None` says that the two do not
    /// differ.
    fn in_kms_encoding(self, signature: &[u8]) -> Result<Option<alloc::vec::Vec<u8>>, Error> {
        let spec = self.key.spec();
        if ecdsa_sig_value::scalar_len(spec).is_none() {
            return Ok(None);
        }
        ecdsa_sig_value::from_p1363(spec, signature).map(Some).map_err(|_| Error::NotVerified)
    }
}

/// The JWS Signing Input: `header.payload`, as it was received.
#[derive(Clone, Copy)]
enum Signed<'t> {
    /// Both parts, with the dot between them.
    Attached(&'t [u8]),
    /// The encoded header, and the payload that the caller supplies.
    Detached { header: &'t [u8], payload: &'t [u8], is_encoded: bool },
}

impl Signed<'_> {
    fn feed(self, mut hash: impl FnMut(&[u8])) {
        match self {
            Self::Attached(signing_input) => hash(signing_input),
            Self::Detached { header, payload, is_encoded } => {
                hash(header);
                hash(b".");
                if is_encoded {
                    let mut encoder = base64url::Encoder::default();
                    encoder.update(payload, &mut hash);
                    encoder.finish(&mut hash);
                } else {
                    hash(payload);
                }
            }
        }
    }
}

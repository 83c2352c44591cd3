//! One error type, whose kinds differ in what the reader must do about them. It may use names.
//!
//! | kind | what happened | what to do |
//! | --- | --- | --- |
//! | [`Error::Malformed`] | the input does not parse, or contradicts itself | fetch or convert it again |
//! | [`Error::Misuse`] | the call can never succeed with this key | change the caller |
//! | [`Error::NotVerified`] | the signature is not this key's over this message | distrust the message |
//! | [`Error::NotAuthentic`] | the JWE does not decrypt with this key | distrust the token, or use its own key |
//! | [`Error::Random`] | the random source failed | repeat the operation, or use another source |
//! | [`Error::Io`] | reading a message or a file failed (only with `std`) | see the cause |

mod advice;
#[cfg(feature = "std")]
mod io;
mod jwk;
mod malformed;
mod misuse;
mod object_names;
mod private_key;
mod recognised;
mod token;
mod trust_file;

use core::fmt;

#[cfg(feature = "std")]
pub use self::io::IoError;
pub use self::jwk::{JwkMemberProblem, JwkProblem};
pub use self::malformed::{Expected, KeyProblem, Malformed, MemberProblem, PemProblem, SignatureProblem};
pub use self::misuse::Misuse;
pub use self::private_key::PrivateKeyProblem;
#[cfg(feature = "explain")]
pub(crate) use self::recognised::PEM_BODY;
pub use self::recognised::{InputKind, Layer, PointForm, Recognised};
pub use self::token::{HeaderProblem, JsonProblem, JweProblem, TokenPart, TokenProblem};
pub use self::trust_file::TrustFileProblem;
pub use crate::kms::{Excerpt, NotAFingerprint, UnknownName};

/// Everything that can go wrong.
///
/// [`Display`](fmt::Display) prints what was found and what was expected, and [`advice`](Self::advice) returns what to
/// do. Both show text from input as an [`Excerpt`], which is at most 80 characters of printable ASCII.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The input is malformed or contradicts itself, so fetch it again. Depends on the input alone.
    Malformed(Malformed),
    /// The call can never succeed with this key, so change the caller. Found before any arithmetic.
    Misuse(Misuse),
    /// The call is right; the signature is not this key's over this message. Carries no cause.
    NotVerified,
    /// The JWE was changed, or was encrypted with another key. Carries no cause.
    NotAuthentic,
    /// The random source failed. Repeat the operation, or use another source.
    Random,
    /// Reading a message or a file failed, so nothing is known about the signature.
    #[cfg(feature = "std")]
    Io(IoError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Misuse(misuse) => misuse.fmt(f),
            Self::NotVerified => f.write_str("the signature does not verify with this key, message and algorithm"),
            Self::NotAuthentic => f.write_str("the JWE does not decrypt with this key"),
            Self::Random => f.write_str("the random source failed"),
            #[cfg(feature = "std")]
            Self::Io(error) => write!(f, "cannot read the input: {error}"),
        }
    }
}

/// An error with its advice, for readers that show one text only.
#[cfg(feature = "serde")]
pub(crate) struct WithAdvice<E>(pub(crate) E);

#[cfg(feature = "serde")]
impl<E: Clone + fmt::Display + Into<Error>> fmt::Display for WithAdvice<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        let error: Error = self.0.clone().into();
        error.advice().map_or(Ok(()), |advice| write!(f, " (try: {advice})"))
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            #[cfg(feature = "std")]
            Self::Io(error) => Some(&**error),
            Self::Malformed(_) | Self::Misuse(_) | Self::NotVerified | Self::NotAuthentic | Self::Random => None,
        }
    }
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<Misuse> for Error {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl From<core::convert::Infallible> for Error {
    fn from(never: core::convert::Infallible) -> Self {
        match never {}
    }
}

impl From<UnknownName> for Error {
    fn from(unknown: UnknownName) -> Self {
        Self::Misuse(Misuse::UnknownName(unknown))
    }
}

impl From<NotAFingerprint> for Error {
    fn from(text: NotAFingerprint) -> Self {
        Self::Misuse(Misuse::FingerprintText(text))
    }
}

#[cfg(feature = "std")]
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.into())
    }
}

impl From<Error> for signature::Error {
    /// Wraps an error for the traits of the `signature` crate; ours is its [`source`](core::error::Error::source).
    fn from(error: Error) -> Self {
        Self::from_source(error)
    }
}

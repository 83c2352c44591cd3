//! One error type, with the kinds of failure told apart by what the reader must do about them.
//!
//! | kind | what happened | what to do |
//! | --- | --- | --- |
//! | [`Error::Malformed`] | the input does not parse, or contradicts itself | fetch or convert it again |
//! | [`Error::Misuse`] | the call can never succeed with this key | change the caller |
//! | [`Error::NotVerified`] | the signature is not this key's over this message | distrust the message |
//! | [`Error::Random`] | the random source failed | try again, or give another source |
//! | [`Error::Io`] | reading the message failed (only with `std`) | see the cause |

#[cfg(feature = "std")]
mod io;
mod malformed;
mod misuse;
mod private_key;
mod recognised;

use core::fmt;

#[cfg(feature = "std")]
pub use self::io::IoError;
pub use self::malformed::{Expected, KeyProblem, Malformed, MemberProblem, PemProblem, SignatureProblem};
pub use self::misuse::Misuse;
pub use self::private_key::PrivateKeyProblem;
pub use self::recognised::Recognised;
pub use crate::kms::{Excerpt, NotAFingerprint, UnknownName};

/// Everything that can go wrong; see each variant for what to do about it.
///
/// Every text says what was found, what was expected and what to do. Text that comes from input is shown as an
/// [`Excerpt`]: printable ASCII, at most 80 characters.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The input is malformed or contradicts itself: fetch it again. Depends on the input alone.
    Malformed(Malformed),
    /// This key can never do what the call asks: change the caller. Found before any arithmetic.
    Misuse(Misuse),
    /// The call is right; the signature is not this key's over this message. Carries no cause.
    NotVerified,
    /// The random source failed: try again, or give another.
    Random,
    /// Reading the message failed, so nothing is known about the signature.
    #[cfg(feature = "std")]
    Io(IoError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Misuse(misuse) => misuse.fmt(f),
            Self::NotVerified => f.write_str(
                "the signature does not verify: it is not this key's over this message with this algorithm; \
                 compare the message byte for byte with what was signed",
            ),
            Self::Random => f.write_str("the random source failed: try again, or give another source"),
            #[cfg(feature = "std")]
            Self::Io(error) => write!(f, "reading the message failed: {error}"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            #[cfg(feature = "std")]
            Self::Io(error) => Some(&**error),
            _ => None,
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
    /// What a trait of the `signature` crate must return; ours is its [`source`](core::error::Error::source).
    fn from(error: Error) -> Self {
        Self::from_source(error)
    }
}

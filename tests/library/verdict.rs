//! The outcome of a verification, in a form that tests can compare.

use kms_offline::{
    Error,
    error::{Malformed, Misuse},
    signature,
};

/// A verification's result without what cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    NotVerified,
    Misuse(Misuse),
    Malformed(Malformed),
}

impl<T> From<Result<T, Error>> for Verdict {
    fn from(result: Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::Valid,
            Err(Error::NotVerified) => Self::NotVerified,
            Err(Error::Misuse(misuse)) => Self::Misuse(misuse),
            Err(Error::Malformed(malformed)) => Self::Malformed(malformed),
            Err(error) => panic!("no verification of bytes in memory ends in {error:?}"),
        }
    }
}

impl From<Result<(), signature::Error>> for Verdict {
    /// Our error is the source of the one that a trait must return.
    fn from(result: Result<(), signature::Error>) -> Self {
        let Err(error) = result else { return Self::Valid };
        let source = std::error::Error::source(&error).expect("every refusal has a source");
        match source.downcast_ref::<Error>().expect("the source is ours") {
            Error::NotVerified => Self::NotVerified,
            Error::Misuse(misuse) => Self::Misuse(misuse.clone()),
            Error::Malformed(malformed) => Self::Malformed(malformed.clone()),
            error => panic!("no verification of bytes in memory ends in {error:?}"),
        }
    }
}

//! The result of an explanation: findings, advice about them, and the limits that cut it.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};
use core::fmt;

use super::finding::Finding;

/// Why a signature does not verify, as far as that was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub(super) findings: Vec<Finding>,
    pub(super) limits: Vec<Limit>,
}

impl Explanation {
    /// Returns the findings, which belong together: the signature verifies with all of their deviations. Empty if
    /// nothing was found.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the remedy for one of its findings, in a sentence.
    ///
    /// Where the first finding warns that anyone can make such a signature, the advice about every other is not to rely
    /// on it.
    #[must_use]
    pub fn advice(&self, finding: &Finding) -> String {
        if finding.warns_of_forgery() || !self.is_forgeable() {
            return finding.advice();
        }
        let advice = match self.findings.first() {
            Some(Finding::ForgeableKey) => "do not trust the signature, because anyone can sign for this key",
            Some(Finding::TokenSigned { .. }) => "do not trust the token",
            _ => {
                "ask for the message itself, and explain the signature over that, because over a digest of anyone's making \
                 this proves nothing"
            }
        };
        advice.to_owned()
    }

    /// Returns the shell command that undoes the deviation of one of its findings, and the next step; `None` where a
    /// command cannot, or where a finding warns that anyone can make such a signature.
    ///
    /// In it, SIG and MESSAGE stand for the files of the signature and of the message, and CMS for the SignedData that
    /// the signature was in. Where there are several findings, each command reads the output of the one before.
    #[must_use]
    pub fn command(&self, finding: &Finding) -> Option<String> {
        if self.is_forgeable() { None } else { finding.command() }
    }

    /// Returns whether anyone can make the signature, so that the findings about it prove nothing.
    #[must_use]
    pub fn is_forgeable(&self) -> bool {
        self.findings.iter().any(Finding::warns_of_forgery)
    }

    /// Returns the limits that cut the search.
    #[must_use]
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }
}

/// Why something was not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The verifications were used up.
    Verifications {
        /// The most that are made.
        most: u32,
    },
    /// The time was over.
    Time {
        /// The most seconds.
        seconds: u64,
    },
    /// The message's bytes were not kept.
    MessageBytes {
        /// The longest message that is kept, in bytes.
        most: usize,
    },
    /// Not every combination of changes to the message was tried.
    MessageForms {
        /// The longest message to which two changes are made, in bytes.
        most: usize,
    },
    /// There were too many other keys.
    OtherKeys {
        /// The most that are tried: 64 of those that the message is hashed with (ML-DSA, SM2, Ed25519), 1,000 of all.
        most: usize,
    },
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verifications { most } => write!(f, "stopped after {most} verifications"),
            Self::Time { seconds } => write!(f, "stopped after {seconds} seconds"),
            Self::MessageBytes { most } => write!(
                f,
                "other forms of the message (line ends, base64, byte order mark) were not tried: \
                 that needs a file of at most {most} bytes, not a pipe"
            ),
            Self::MessageForms { most } => {
                write!(f, "not every combination of changes to the message was tried: that needs at most {most} bytes")
            }
            Self::OtherKeys { most } => write!(f, "only {most} of the other keys were tried"),
        }
    }
}

//! The result of an explanation: findings, advice about them, and the limits that cut it.

use alloc::{borrow::ToOwned as _, format, string::String, vec::Vec};
use core::fmt;

use super::finding::{Finding, TextEncoding};
use crate::kms::SigningAlgorithm;

/// Why a signature does not verify, as far as that was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub(super) findings: Vec<Finding>,
    pub(super) limits: Vec<Limit>,
    /// The algorithm that was asked for, if a key was found to ask.
    pub(super) asked: Option<SigningAlgorithm>,
    /// How the bytes that the findings begin with come out of SIG, if it has them in a form that is read without a
    /// finding.
    pub(super) source: Option<Source>,
}

/// A form that every signature may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Base64.
    Base64,
    /// A Sign response.
    Response,
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
            return finding.advice(self.asked);
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
        let command = if self.is_forgeable() { None } else { finding.command() }?;
        let is_of = |it: &Finding, of| matches!(it, Finding::TextEncoding { encoding, .. } if *encoding == of);
        let undone = || self.findings.iter().filter(|finding| finding.is_undone_in_signature());
        let is_first = undone().next().is_some_and(|first| {
            // The same layer twice: which of them it is, only its place tells.
            core::ptr::eq(first, finding) || first == finding && undone().skip(1).all(|other| other != first)
        });
        let is_hex = is_of(finding, TextEncoding::HexAsBase64);
        let decode = match self.source.filter(|_| is_first) {
            None => return Some(command),
            // Hexadecimal text that passed for base64 is what the file has; and of base64 alone, one layer stays in any
            // case.
            Some(Source::Base64) if is_hex || undone().all(|layer| is_of(layer, TextEncoding::Base64Twice)) => {
                return Some(command);
            }
            Some(Source::Response) if is_hex => "jq -r .Signature SIG",
            Some(Source::Base64) => "base64 -d -i SIG",
            Some(Source::Response) => "jq -r .Signature SIG | base64 -d",
        };
        let command = command.replace("SIG", "decoded.sig");
        Some(format!("run {decode} > decoded.sig; {}", command.strip_prefix("run ").unwrap_or(&command)))
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

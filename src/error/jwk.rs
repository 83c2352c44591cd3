//! Problems with JSON Web Keys (RFC 7517).

use core::fmt;

use super::JsonProblem;
use crate::kms::{Excerpt, KeySpec};

/// A problem with a JWK or a JWK Set.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwkProblem {
    /// It is not a JSON object with unique member names.
    Json(JsonProblem),
    /// It is not an object in the list of a set.
    NotAKey,
    /// It has a member of private or symmetric keys. The value is never shown.
    PrivateMember {
        /// The name of the member.
        member: &'static str,
    },
    /// A member is missing or has the wrong form.
    Member {
        /// The name of the member.
        member: &'static str,
        /// The problem with it.
        problem: JwkMemberProblem,
    },
    /// No KMS key has this `kty`, `crv` or ML-DSA `alg`.
    KeyType {
        /// The text of the member.
        found: Excerpt,
    },
    /// `alg` is not the name of an algorithm that keys of this type verify with.
    Alg {
        /// The text of `alg`.
        found: Excerpt,
        /// The spec that the other members are of.
        spec: KeySpec,
    },
    /// `use` or `key_ops` does not allow verification.
    Use,
    /// `use` and `key_ops` contradict each other (RFC 7517, 4.3).
    UseContradicted,
    /// The set has too many keys.
    Keys {
        /// Keys found.
        found: usize,
        /// The most keys that we parse.
        limit: usize,
    },
}

/// A problem with a member of a JWK.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwkMemberProblem {
    /// It is missing.
    Missing,
    /// It is not text.
    NotText,
    /// It is not a list.
    NotAList,
    /// It is not base64url without padding (RFC 7515, 2).
    NotBase64Url,
    /// It does not have the length of any such key of KMS.
    Length {
        /// Bytes found.
        found: usize,
    },
    /// The integer is empty or has leading zero octets (RFC 7518, 2).
    LeadingZero,
}

impl fmt::Display for JwkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(problem) => write!(f, "it {problem}"),
            Self::NotAKey => f.write_str("it is not a JSON object"),
            Self::PrivateMember { member } => write!(f, "it has {member}, a member of private or symmetric keys"),
            Self::Member { member, problem } => write!(f, "its {member} {problem}"),
            Self::KeyType { found } => write!(f, "its type is {found}, which no KMS key has"),
            Self::Alg { found, spec } => write!(f, "its alg is {found}, expected a name of an algorithm of {spec}"),
            Self::Use => f.write_str("its use or key_ops does not allow verification"),
            Self::UseContradicted => f.write_str("its use and key_ops contradict each other"),
            Self::Keys { found, limit } => write!(f, "it has {found} keys, expected at most {limit}"),
        }
    }
}

impl fmt::Display for JwkMemberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::NotText => f.write_str("is not text"),
            Self::NotAList => f.write_str("is not a list"),
            Self::NotBase64Url => f.write_str("is not base64url (RFC 7515, section 2)"),
            Self::Length { found } => write!(f, "has {found} bytes, as in no such key of KMS"),
            Self::LeadingZero => f.write_str("is empty or has leading zeros"),
        }
    }
}

impl JwkProblem {
    /// The rest of the name of what has the problem: a set, or one key.
    pub(super) fn set(&self) -> &'static str {
        if matches!(self, Self::Member { member: "keys", .. } | Self::Keys { .. }) { " Set" } else { "" }
    }

    pub(super) fn advice(&self) -> &'static str {
        match self {
            Self::Json(_) | Self::NotAKey => "pass the JWK or JWK Set as it was published",
            Self::PrivateMember { .. } => "keep it secret, and publish the public key alone",
            Self::Member { member: "keys", .. } => "pass the JWK Set alone, which an issuer publishes at its jwks_uri",
            Self::Member { .. } => "publish the key again with all its members in their encoding",
            Self::KeyType { .. } | Self::Use => "use a key that verifies, of a type that KMS has",
            Self::Alg { .. } => "publish the key with its own alg, or without any",
            Self::UseContradicted => "publish the key with use or key_ops alone",
            Self::Keys { .. } => "remove the keys whose tokens have expired",
        }
    }
}

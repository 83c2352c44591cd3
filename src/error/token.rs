//! Problems with tokens (RFC 7515, RFC 7516) and with the JSON in them.

use core::fmt;

use super::JwkProblem;
use crate::kms::{Excerpt, KeySpec, SigningAlgorithm};

/// A problem with the form of a token.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenProblem {
    /// It does not have this many parts, with a dot between two.
    Parts {
        /// The number of parts found; counting stops at six.
        found: usize,
        /// Parts expected.
        expected: usize,
    },
    /// A part is not base64url without padding (RFC 7515, 2).
    Base64Url {
        /// The part.
        part: TokenPart,
        /// The first character that is not in the alphabet. Without one, the part has a length or spare bits that no
        /// encoder produces.
        foreign: Option<char>,
    },
    /// The header is not a JSON object with unique member names.
    Header(JsonProblem),
    /// The token has a payload, though the caller supplies one.
    PayloadPresent,
    /// A JSON serialization is not a JSON object with unique member names.
    Serialization(JsonProblem),
    /// A member of a JSON serialization is missing, has the wrong form, or does not belong there (RFC 7515, 7.2).
    Member {
        /// The name of the member.
        member: &'static str,
    },
    /// The header or a part of a JWE is not as KMS keys need it.
    Jwe(JweProblem),
    /// A JSON serialization has too many signatures.
    Signatures {
        /// Signatures found.
        found: usize,
        /// The most signatures that we parse.
        limit: usize,
    },
}

/// A part of a token in the compact serialization.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPart {
    /// The protected header.
    Header,
    /// The payload of a JWS.
    Payload,
    /// The signature of a JWS.
    Signature,
    /// The encrypted key of a JWE.
    EncryptedKey,
    /// The initialization vector of a JWE.
    InitializationVector,
    /// The ciphertext of a JWE.
    Ciphertext,
    /// The authentication tag of a JWE.
    AuthenticationTag,
}

/// A reason why a JWE cannot be decrypted by means of KMS (RFC 7516; RFC 7518, 4 and 5).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JweProblem {
    /// `alg` is not RSA-OAEP-256, RSA-OAEP or ECDH-ES.
    Alg {
        /// The text of `alg`, if it has one.
        found: Option<Excerpt>,
    },
    /// `enc` is not A256GCM.
    Enc {
        /// The text of `enc`, if it has one.
        found: Option<Excerpt>,
    },
    /// The header has `crit` or `zip`, which we do not support.
    Unsupported {
        /// The name of the member.
        member: &'static str,
    },
    /// A member of the header is not text.
    NotText {
        /// The name of the member.
        member: &'static str,
    },
    /// `apu` or `apv` is not base64url.
    NotBase64Url {
        /// The name of the member.
        member: &'static str,
    },
    /// `epk` is missing, or is not a JSON object.
    NoEphemeralKey,
    /// `epk` is not a public key on P-256, P-384 or P-521.
    EphemeralKey(JwkProblem),
    /// The coordinates of `epk` are not a point on its curve.
    NotAPoint,
    /// A part does not have its length.
    Length {
        /// The part.
        part: TokenPart,
        /// Its length in bytes.
        found: usize,
        /// The lengths that it may have.
        expected: &'static str,
    },
}

/// A problem with a JSON object of JOSE, whose member names are unique at every depth.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonProblem {
    /// It is not UTF-8.
    NotUtf8,
    /// It is not JSON.
    Syntax {
        /// The line where parsing stopped, from 1.
        line: usize,
        /// The column where parsing stopped, from 0.
        column: usize,
    },
    /// It is JSON, but not an object.
    NotAnObject,
    /// Two members of an object have the same name, after unescaping.
    RepeatedMember {
        /// The name.
        name: Excerpt,
    },
    /// It is nested too deeply.
    Depth {
        /// The deepest nesting that we parse.
        limit: usize,
    },
}

/// A reason why no token with this header can be one of this key and algorithm.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderProblem {
    /// `alg` is not the name of the algorithm.
    Alg {
        /// The text of `alg`, if it has one.
        found: Option<Excerpt>,
        /// The algorithm that the key is used with.
        algorithm: SigningAlgorithm,
    },
    /// `alg` is not the name of any algorithm of such keys.
    AlgOfSpec {
        /// The text of `alg`, if it has one.
        found: Option<Excerpt>,
        /// The spec of the key.
        spec: KeySpec,
    },
    /// `crit` is malformed, or names an extension that we do not understand (RFC 7515, 4.1.11).
    Critical,
    /// `b64` is not named in `crit` (RFC 7797, 6).
    UnnamedB64,
    /// `b64` is false (RFC 7797), but the payload is not detached.
    UnencodedPayload,
    /// A member is not text.
    NotText {
        /// The name of the member.
        member: &'static str,
    },
}

impl fmt::Display for TokenProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parts { found, expected } => {
                let parts = match found {
                    1 => "part",
                    2..=5 => "parts",
                    _ => "or more parts",
                };
                write!(f, "it has {found} {parts} separated by dots, expected {expected}")
            }
            Self::Base64Url { part, foreign: Some(character) } => {
                let mut buffer = [0; 4];
                let character = Excerpt::of(character.encode_utf8(&mut buffer));
                write!(f, "its {part} contains {character}, which is not base64url (RFC 7515, section 2)")
            }
            Self::Base64Url { part, foreign: None } => {
                write!(f, "its {part} ends as no base64url does (RFC 4648, section 3.5)")
            }
            Self::Header(problem) => write!(f, "its header {problem}"),
            Self::PayloadPresent => f.write_str("it has a payload of its own"),
            Self::Serialization(problem) => write!(f, "it {problem}"),
            Self::Member { member } => write!(f, "its {member} is not as RFC 7515, section 7.2 has it"),
            Self::Jwe(problem) => problem.fmt(f),
            Self::Signatures { found, limit } => write!(f, "it has {found} signatures, expected at most {limit}"),
        }
    }
}

impl fmt::Display for TokenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
            Self::EncryptedKey => "encrypted key",
            Self::InitializationVector => "initialization vector",
            Self::Ciphertext => "ciphertext",
            Self::AuthenticationTag => "authentication tag",
        })
    }
}

impl fmt::Display for JweProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write_name = |f: &mut fmt::Formatter<'_>, name, found: &Option<Excerpt>| match found {
            Some(found) => write!(f, "its {name} is {found}"),
            None => write!(f, "it has no {name}"),
        };
        match self {
            Self::Alg { found } => {
                write_name(f, "alg", found)?;
                f.write_str(", expected RSA-OAEP-256, RSA-OAEP or ECDH-ES")
            }
            Self::Enc { found } => {
                write_name(f, "enc", found)?;
                f.write_str(", expected A256GCM")
            }
            Self::Unsupported { member } => write!(f, "its header has {member}, which is not supported"),
            Self::NotText { member } => write!(f, "its {member} is not text"),
            Self::NotBase64Url { member } => write!(f, "its {member} is not base64url (RFC 7515, section 2)"),
            Self::NoEphemeralKey => f.write_str("its epk is missing, or is not a JSON object"),
            Self::EphemeralKey(problem) => write!(f, "its epk is rejected because {problem}"),
            Self::NotAPoint => f.write_str("its epk is not a point on its curve"),
            Self::Length { part, found, expected } => write!(f, "its {part} has {found} bytes, expected {expected}"),
        }
    }
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("is not UTF-8"),
            Self::Syntax { line, column } => write!(f, "is not JSON at line {line}, column {column}"),
            Self::NotAnObject => f.write_str("is not a JSON object"),
            Self::RepeatedMember { name } => write!(f, "has the member {name} twice"),
            Self::Depth { limit } => write!(f, "is nested more than {limit} deep"),
        }
    }
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write_alg = |f: &mut fmt::Formatter<'_>, found: &Option<Excerpt>| match found {
            Some(alg) => write!(f, "its alg is {alg}"),
            None => f.write_str("it has no alg"),
        };
        match self {
            Self::Alg { found, algorithm } => {
                write_alg(f, found)?;
                write!(f, ", which is not a JOSE name of {algorithm} with this key")
            }
            Self::AlgOfSpec { found, spec } => {
                write_alg(f, found)?;
                write!(f, ", expected a JOSE name of an algorithm of {spec}")
            }
            Self::Critical => f.write_str("its crit is malformed or names an extension other than b64"),
            Self::UnnamedB64 => f.write_str("it has b64 without naming it in crit"),
            Self::UnencodedPayload => f.write_str("its b64 is false, which only detached payloads may have"),
            Self::NotText { member } => write!(f, "its {member} is not text"),
        }
    }
}

impl TokenProblem {
    pub(super) const fn advice(&self) -> &'static str {
        match self {
            Self::Parts { .. } => "pass the whole token, and nothing else",
            Self::Base64Url { foreign: Some(_), .. } => {
                "pass the token alone, without \"Bearer\", quotes, line breaks, white space and padding"
            }
            Self::Base64Url { foreign: None, .. } => "pass the whole token, unchanged",
            Self::Header(_) => "ask the issuer for a token with a valid header",
            Self::Serialization(_) | Self::Member { .. } | Self::Signatures { .. } => {
                "ask the issuer for a token in the compact serialization"
            }
            Self::Jwe(problem) => problem.advice(),
            Self::PayloadPresent => "verify it as a JWS with an attached payload",
        }
    }
}

impl JweProblem {
    const fn advice(&self) -> &'static str {
        match self {
            Self::Alg { .. } | Self::Enc { .. } | Self::Unsupported { .. } => {
                "ask the sender for RSA-OAEP-256 or ECDH-ES with A256GCM, without zip and crit, as jwe encrypt writes it"
            }
            Self::Length { .. } => "pass the whole token, unchanged",
            Self::NotText { .. }
            | Self::NotBase64Url { .. }
            | Self::NoEphemeralKey
            | Self::EphemeralKey(_)
            | Self::NotAPoint => "ask the sender for a token with a valid header",
        }
    }
}

impl HeaderProblem {
    pub(super) const fn advice(&self) -> &'static str {
        match self {
            Self::Alg { .. } | Self::AlgOfSpec { .. } => {
                "write the JOSE name of the algorithm into the header, and sign it again"
            }
            Self::Critical | Self::UnnamedB64 | Self::UnencodedPayload => {
                "remove crit and b64 from the header, and sign it again"
            }
            Self::NotText { .. } => "write the member as text, and sign the header again",
        }
    }
}

//! Protected headers (RFC 7515, 4).

use alloc::{borrow::ToOwned as _, string::String};

use super::{
    base64url,
    json::{Object, Value},
};
use crate::error::{Expected, Malformed, TokenPart, TokenProblem};

/// The longest encoded header that is parsed, in bytes.
pub(super) const MAX_HEADER_LEN: usize = 16 * 1024;

/// A protected header: a JSON object with unique names.
#[derive(Debug)]
pub(super) struct Header {
    text: String,
    members: Object,
}

impl Header {
    /// Decodes and parses the first part of a token.
    pub(super) fn parse(encoded: &[u8], expected: Expected) -> Result<Self, Malformed> {
        if encoded.len() > MAX_HEADER_LEN {
            let (found, limit) = (encoded.len(), MAX_HEADER_LEN);
            return Err(Malformed::TooLong { expected: Expected::TokenHeader, found, limit });
        }
        let bytes = decode_part(encoded, TokenPart::Header, expected)?;
        let json = |problem| Malformed::Token { expected, problem: TokenProblem::Header(problem) };
        let members = Object::parse(&bytes).map_err(json)?;
        let text = String::from_utf8(bytes).map_err(|_| json(crate::error::JsonProblem::NotUtf8))?;
        Ok(Self { text, members })
    }

    /// The JSON, as it was encoded.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The value of a member.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// The text of a member; `None` if it is absent or not text.
    pub(super) fn get_text(&self, name: &str) -> Option<&str> {
        match self.members.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text of a member that may be absent.
    ///
    /// # Errors
    /// `Err` if it is not text.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<String>, NotText> {
        match self.members.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.to_owned())),
            Some(Value::Bool(_) | Value::List(_) | Value::Object(_) | Value::Other) => Err(NotText),
        }
    }
}

/// A member that must be text is another value.
#[derive(Debug)]
pub(super) struct NotText;

/// Decodes a part of a token.
pub(super) fn decode_part(text: &[u8], part: TokenPart, expected: Expected) -> Result<alloc::vec::Vec<u8>, Malformed> {
    base64url::decode(text).ok_or_else(|| {
        let foreign = base64url::foreign_character(text);
        Malformed::Token { expected, problem: TokenProblem::Base64Url { part, foreign } }
    })
}

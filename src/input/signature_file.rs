//! Signatures in files: alone, or in a Sign response.

use alloc::vec::Vec;

use serde_core::de::IgnoredAny;

use super::{MAX_RESPONSE_LEN, SignResponse, base64};
use crate::error::{Error, Expected, Malformed};

/// A signature as people have it in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a file is a Sign response or it holds the signature alone")]
pub enum SignatureFile {
    /// The output of `aws kms sign`.
    Response(SignResponse),
    /// The signature alone.
    Bytes(Vec<u8>),
}

impl SignatureFile {
    /// The longest file that is read, in bytes.
    pub const MAX_LEN: usize = MAX_RESPONSE_LEN;

    /// Reads a file in this order: one JSON object must be a Sign response; padded standard base64, with white space
    /// anywhere, is decoded once; any other bytes, none included, are the signature.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is too long, or a JSON object that is no Sign response.
    pub fn read(file: impl AsRef<[u8]>) -> Result<Self, Error> {
        let file = file.as_ref();
        if file.len() > Self::MAX_LEN {
            return Err(Malformed::TooLong {
                expected: Expected::SignatureFile,
                found: file.len(),
                limit: Self::MAX_LEN,
            }
            .into());
        }
        if is_json_object(file) {
            return SignResponse::from_json(file).map(Self::Response);
        }
        let decoded = core::str::from_utf8(file).ok().and_then(base64::decode);
        Ok(Self::Bytes(decoded.unwrap_or_else(|| file.to_vec())))
    }

    /// Returns the signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        match self {
            Self::Response(response) => response.signature(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// Returns the Sign response, if it is one.
    #[must_use]
    pub const fn response(&self) -> Option<&SignResponse> {
        match self {
            Self::Response(response) => Some(response),
            Self::Bytes(_) => None,
        }
    }
}

fn is_json_object(file: &[u8]) -> bool {
    let json = super::without_byte_order_mark(file);
    json.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(json).is_ok()
}

//! The texts of errors (found and expected) and their advice. One test for each family of them.

mod advice;
mod calls;
mod recognised;
mod responses;

use std::error::Error as _;

use kms_offline::{Error, PublicKey};
use serde_json::Value;

use crate::corpus::CorpusKey;

/// The error, which has no source.
fn error<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>) -> Error {
    let error: Error = result.unwrap_err().into();
    assert!(error.source().is_none(), "{error:?}");
    error
}

/// The text of the error.
fn text<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>) -> String {
    error(result).to_string()
}

/// Asserts the text and the advice of the error.
#[track_caller]
fn assert_told<T: std::fmt::Debug, E: Into<Error> + std::fmt::Debug>(result: Result<T, E>, text: &str, advice: &str) {
    let error = error(result);
    assert_eq!((error.to_string().as_str(), error.advice().as_deref()), (text, Some(advice)), "{error:?}");
}

/// Parses the response of a key with one member replaced.
fn parse_with(member: &str, value: Value) -> Result<PublicKey, Error> {
    let mut response: Value = serde_json::from_str(CorpusKey::named("ECC_NIST_P256-sign-1").response()).unwrap();
    response[member] = value;
    PublicKey::from_json(response.to_string())
}

/// The text of the error for such a response.
fn text_with(member: &str, value: Value) -> String {
    text(parse_with(member, value))
}

//! JSON objects of KMS. Only the requested members are kept.

use serde_core::de::DeserializeSeed as _;

use super::{
    members::{Members, Read, WithNames},
    recognise,
};
use crate::{
    error::{Expected, InputKind, Malformed, MemberProblem},
    kms::{KeyId, Name, UnknownName},
};

/// The longest response that is parsed, in bytes. The longest that KMS can return stays below 16 KiB.
pub(crate) const MAX_RESPONSE_LEN: usize = 64 * 1024;

/// The name of a member that both GetPublicKey and Sign have.
pub(super) const KEY_ID: &str = "KeyId";

/// Parses the members `names` of a JSON object that fills `bytes`; a byte order mark is skipped.
pub(super) fn read_json<const N: usize>(
    bytes: &[u8],
    expected: Expected,
    names: [&'static str; N],
) -> Result<Members<N>, Malformed> {
    if bytes.len() > MAX_RESPONSE_LEN {
        return Err(Malformed::TooLong { expected, found: bytes.len(), limit: MAX_RESPONSE_LEN });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(without_byte_order_mark(bytes));
    let read: Result<Read<N>, serde_json::Error> =
        WithNames(names).deserialize(&mut deserializer).and_then(|read| deserializer.end().map(|()| read));
    match read {
        Ok(read) => read,
        Err(error) => Err(match recognise::recognise(bytes, None) {
            Some(found) => Malformed::Recognised { expected, found },
            None => Malformed::Json { expected, line: error.line(), column: error.column() },
        }),
    }
}

/// Names the input, if a member that it must have is missing and it is not a response of `kind` at all.
pub(super) fn named(malformed: Malformed, bytes: &[u8], expected: Expected, kind: InputKind) -> Malformed {
    match malformed {
        Malformed::Member { problem: MemberProblem::Missing, .. } => match recognise::recognise(bytes, None) {
            Some(found) if found.kind() != kind && found.kind() != InputKind::OtherJson => {
                Malformed::Recognised { expected, found }
            }
            _ => malformed,
        },
        malformed => malformed,
    }
}

/// The text without the mark that some editors and shells put in front of UTF-8.
pub(crate) fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// A KeyId in a response.
pub(super) fn key_id(text: &str) -> Result<KeyId, Malformed> {
    if text.len() > KeyId::MAX_LEN {
        return Err(Malformed::TooLong { expected: Expected::KeyId, found: text.len(), limit: KeyId::MAX_LEN });
    }
    Ok(KeyId::new(text))
}

/// A name in a response.
pub(super) fn name<N: Name>(text: &str) -> Result<N, Malformed> {
    N::parse(text).ok_or_else(|| UnknownName::new(N::VOCABULARY, text, N::VOCABULARY.names()).into())
}

//! JWK Sets (RFC 7517, 5).

use alloc::vec::Vec;

use super::{Jwk, check_public};
use crate::{
    error::{Error, Expected, InputKind, JwkMemberProblem, JwkProblem, Malformed},
    input::recognise,
    jose::json::{Object, Value},
};

/// The longest set that is parsed, in bytes.
const MAX_SET_LEN: usize = 1 << 20;

/// The most keys of a set.
const MAX_KEYS: usize = 1000;

/// The keys of a JWK Set that verify, and those that were left out, with the reason.
///
/// Private members are rejected with the whole set. Keys of another type, for another purpose, or with missing or wrong
/// members are left out (RFC 7517, 5), because the set may be newer than its reader. Look at [`skipped`](Self::skipped)
/// before you wonder why a `kid` is not there.
#[derive(Clone, Debug)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    skipped: Vec<SkippedJwk>,
}

/// A key of a set that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedJwk {
    /// Its place in `keys`, from 0.
    pub index: usize,
    /// The reason.
    pub problem: Malformed,
}

impl JwkSet {
    /// Parses a JWK Set of at most 1 MiB and 1,000 keys.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is not a JWK Set, if member names are repeated anywhere, if a key has private
    /// members, or `use` and `key_ops` that contradict each other (RFC 7517, 4.3).
    pub fn from_json(set: impl AsRef<[u8]>) -> Result<Self, Error> {
        let set = set.as_ref();
        if set.len() > MAX_SET_LEN {
            let (found, limit) = (set.len(), MAX_SET_LEN);
            return Err(Malformed::TooLong { expected: Expected::JwkSet, found, limit }.into());
        }
        let named = |problem| match recognise::recognise(set, None) {
            Some(found)
                if !matches!(found.kind(), InputKind::Jwks | InputKind::OtherJson)
                    || found.layers().next().is_some() =>
            {
                Malformed::Recognised { expected: Expected::JwkSet, found }
            }
            _ => Malformed::Jwk(problem),
        };
        let object = Object::parse(set).map_err(|problem| named(JwkProblem::Json(problem)))?;
        let keys = match object.get("keys") {
            Some(Value::List(keys)) => keys,
            found => {
                let problem = found.map_or(JwkMemberProblem::Missing, |_| JwkMemberProblem::NotAList);
                return Err(named(JwkProblem::Member { member: "keys", problem }).into());
            }
        };
        if keys.len() > MAX_KEYS {
            return Err(Malformed::Jwk(JwkProblem::Keys { found: keys.len(), limit: MAX_KEYS }).into());
        }
        Self::from_values(keys)
    }

    fn from_values(values: &[Value]) -> Result<Self, Error> {
        let (mut keys, mut skipped) = (Vec::new(), Vec::new());
        for (index, value) in values.iter().enumerate() {
            let Value::Object(jwk) = value else {
                let problem = Malformed::Jwk(JwkProblem::NotAKey);
                skipped.push(SkippedJwk { index, problem });
                continue;
            };
            check_public(jwk).map_err(Malformed::Jwk)?;
            match Jwk::from_object(jwk) {
                Ok(key) => keys.push(key),
                Err(error @ Error::Malformed(Malformed::Jwk(JwkProblem::UseContradicted))) => return Err(error),
                Err(Error::Malformed(problem)) => skipped.push(SkippedJwk { index, problem }),
                Err(error) => return Err(error),
            }
        }
        Ok(Self { keys, skipped })
    }

    /// Returns the keys, in the order of the set.
    #[must_use]
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// Returns the keys that were left out.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedJwk] {
        &self.skipped
    }
}

//! JSON objects whose member names are unique at every depth, compared after unescaping (RFC 7515, 4).

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};
use core::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::{error::JsonProblem, input::visit::visit_alike, kms::Excerpt};

/// The deepest nesting that is parsed; the object itself is at depth 1.
const MAX_DEPTH: usize = 16;

/// A JSON object, in the order of its text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Value)>);

/// A JSON value, as far as JOSE has use for it.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    Text(String),
    /// A list without numbers, `null` and booleans.
    List(Vec<Self>),
    Object(Object),
    /// Any other value.
    Other,
}

impl Object {
    /// Parses an object that fills `bytes`, which are UTF-8 without a byte order mark.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, JsonProblem> {
        let text = core::str::from_utf8(bytes).map_err(|_| JsonProblem::NotUtf8)?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let mut found = None;
        let value = AtDepth { depth: 0, problem: &mut found }
            .deserialize(&mut deserializer)
            .and_then(|value| deserializer.end().map(|()| value));
        match (value, found) {
            (_, Some(problem)) => Err(problem),
            (Ok(Value::Object(object)), None) => Ok(object),
            (Ok(_), None) => Err(JsonProblem::NotAnObject),
            (Err(error), None) => Err(JsonProblem::Syntax { line: error.line(), column: error.column() }),
        }
    }

    /// The value of a member.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// The names of the members.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

/// Whether `text` is an object in which no member stands twice, at any depth.
#[cfg(feature = "explain")]
pub(crate) fn has_unique_names(text: &str) -> bool {
    Object::parse(text.as_bytes()).is_ok()
}

/// Parses a value and, in `problem`, remembers what is wrong with it though its syntax is right.
struct AtDepth<'p> {
    depth: usize,
    problem: &'p mut Option<JsonProblem>,
}

impl AtDepth<'_> {
    fn inner(&mut self) -> AtDepth<'_> {
        AtDepth { depth: self.depth + 1, problem: self.problem }
    }

    /// Stops parsing with this problem.
    fn stop<E: serde_core::de::Error>(self, problem: JsonProblem) -> E {
        *self.problem = Some(problem);
        E::custom("stopped")
    }
}

impl<'de> DeserializeSeed<'de> for AtDepth<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AtDepth<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    visit_alike!(Value::Other => unit, i64, u64, f64);

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Value, A::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(self.stop(JsonProblem::Depth { limit: MAX_DEPTH }));
        }
        let mut list = Some(Vec::new());
        while let Some(value) = seq.next_element_seed(self.inner())? {
            // A list of numbers, which nobody asks for, takes no memory.
            match value {
                Value::Bool(_) | Value::Other => list = None,
                value => list.as_mut().map_or((), |list| list.push(value)),
            }
        }
        Ok(list.map_or(Value::Other, Value::List))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(self.stop(JsonProblem::Depth { limit: MAX_DEPTH }));
        }
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            members.push((name, map.next_value_seed(self.inner())?));
        }
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let repeated = names
            .windows(2)
            .find(|pair| pair.first() == pair.last())
            .and_then(|pair| pair.first())
            .map(|name| Excerpt::of(name));
        match repeated {
            Some(name) => Err(self.stop(JsonProblem::RepeatedMember { name })),
            None => Ok(Value::Object(Object(members))),
        }
    }
}

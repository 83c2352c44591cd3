//! Cases: the lines of a file of JSON lines, or the elements of a JSON array.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use crate::{file, from_base64};

/// A case of a list: the members of a JSON object.
#[derive(Clone, Debug)]
pub struct Case {
    /// The list, and its place there: `case 1` is the first.
    place: String,
    members: Value,
}

/// The cases of a file, by its path in the folder `tests/vectors`: JSON lines if its name ends in `.jsonl`, or a JSON
/// array.
pub fn list(name: &str) -> Vec<Case> {
    let bytes = file(name);
    let values: Vec<Value> = if name.ends_with(".jsonl") {
        serde_json::Deserializer::from_slice(&bytes).into_iter().collect::<Result<_, _>>()
    } else {
        serde_json::from_slice(&bytes)
    }
    .unwrap_or_else(|error| panic!("{name}: {error}"));
    values.into_iter().zip(1..).map(|(members, number)| Case::new(name, number, members)).collect()
}

/// The number of cases for each `expect`.
pub fn expectations<'a>(cases: impl IntoIterator<Item = &'a Case>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    cases.into_iter().for_each(|case| *counts.entry(case.text("expect")).or_default() += 1);
    counts
}

impl Case {
    pub(crate) fn new(list: &str, number: usize, members: Value) -> Self {
        Self { place: format!("{list}, case {number}"), members }
    }

    /// The case, as one of another list.
    pub(crate) fn renamed(self, list: &str, number: usize) -> Self {
        Self::new(list, number, self.members)
    }

    /// Whether the case has this member, with another value than null.
    pub fn has(&self, member: &str) -> bool {
        self.members.get(member).is_some_and(|value| !value.is_null())
    }

    /// The member as it is.
    pub fn value(&self, member: &str) -> &Value {
        self.members.get(member).unwrap_or_else(|| panic!("{self} has no {member}"))
    }

    /// The member, which is a string.
    pub fn text(&self, member: &str) -> &str {
        self.value(member).as_str().unwrap_or_else(|| panic!("{self}: {member} is not a string"))
    }

    /// The member, which is a string, if the case has it.
    pub fn text_if_any(&self, member: &str) -> Option<&str> {
        self.has(member).then(|| self.text(member))
    }

    /// The bytes of the member, which is base64.
    pub fn bytes(&self, member: &str) -> Vec<u8> {
        from_base64(self.text(member))
    }

    /// The member, which is a number.
    pub fn number(&self, member: &str) -> usize {
        let number = self.value(member).as_u64().and_then(|number| number.try_into().ok());
        number.unwrap_or_else(|| panic!("{self}: {member} is not a number"))
    }

    /// The name of the case, which names the change.
    pub fn kind(&self) -> &str {
        self.text("kind")
    }

    /// The document that the case is about: stored, or generated because it is large.
    pub fn document(&self) -> Vec<u8> {
        if let Some(text) = self.text_if_any("document") {
            return text.into();
        }
        let Some(parts) = self.members.get("generate") else { return self.bytes("document_base64") };
        let part = |name| parts.get(name).and_then(Value::as_str).unwrap_or_default();
        let count = parts["count"].as_u64().and_then(|count| count.try_into().ok());
        let count = count.unwrap_or_else(|| panic!("{self}: count is not a number"));
        [part("prefix"), &part("repeat").repeat(count), part("middle"), &part("close").repeat(count), part("suffix")]
            .concat()
            .into()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(kind) = self.members.get("kind").or_else(|| self.members.get("kinds")) {
            write!(f, ", {kind}")?;
        }
        match self.members.get("note").and_then(Value::as_str) {
            Some(note) => write!(f, " ({note})"),
            None => Ok(()),
        }
    }
}

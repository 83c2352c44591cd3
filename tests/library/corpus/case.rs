//! Reading the corpus.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

/// The bytes of a file of the corpus.
pub(crate) fn file(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/corpus").join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One case of a list in the corpus.
pub(crate) struct Case {
    list: String,
    members: Value,
}

/// The cases of a list.
pub(crate) fn cases(list: &str) -> Vec<Case> {
    let Ok(Value::Array(cases)) = serde_json::from_slice(&file(list)) else { panic!("{list} is not a list") };
    cases.into_iter().map(|members| Case { list: list.to_owned(), members }).collect()
}

/// How many cases there are for each `expect`.
pub(crate) fn expectations(cases: &[Case]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    cases.iter().for_each(|case| *counts.entry(case.text("expect")).or_default() += 1);
    counts
}

impl Case {
    pub(crate) fn has(&self, member: &str) -> bool {
        self.members.get(member).is_some()
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.members.get(member).and_then(Value::as_str).unwrap_or_else(|| panic!("{self} has no {member}"))
    }

    pub(crate) fn bytes(&self, member: &str) -> Vec<u8> {
        Base64::decode_vec(self.text(member)).unwrap_or_else(|error| panic!("{self}: {member} {error}"))
    }

    /// The document that a case is about: stored, or generated because it is large.
    pub(crate) fn document(&self) -> Vec<u8> {
        let Some(parts) = self.members.get("generate") else { return file(self.text("file")) };
        let part = |name| parts.get(name).and_then(Value::as_str).unwrap_or_default();
        let count = parts["count"].as_u64().and_then(|count| usize::try_from(count).ok()).expect("count is a number");
        [part("prefix"), &part("repeat").repeat(count), part("middle"), &part("close").repeat(count), part("suffix")]
            .concat()
            .into_bytes()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = self.members.get("note").and_then(Value::as_str).unwrap_or_default();
        write!(f, "{} {} ({}) {note}", self.list, self.members["id"], self.members["kind"])
    }
}

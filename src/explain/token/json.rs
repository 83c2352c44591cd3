//! JSON text, written as other serialisers do.

use alloc::{string::String, vec::Vec};

use serde_json::Value;

use crate::jose::has_unique_names;

/// The other forms of JSON text: with and without white space, with members in order of their names, and with slashes
/// escaped or not. Text that is no JSON has none but itself.
pub(super) fn rewritten(json: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = alloc::vec![json.to_vec()];
    let Ok(text) = core::str::from_utf8(json) else { return forms };
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return forms };
    sort(&mut value);
    let sorted = alloc::format!("{value}");
    let sorted = if is_kept(text) { &sorted } else { text };
    for text in [text, sorted] {
        let compact = spaced(text, ",", ":");
        let slashes = compact.replace("\\/", "/");
        forms.extend([
            spaced(text, ", ", ": ").into_bytes(),
            slashes.replace('/', "\\/").into_bytes(),
            slashes.into_bytes(),
            compact.into_bytes(),
        ]);
    }
    forms
}

/// Whether the text is the same value once it is parsed: no member stands twice, and no number is rounded.
fn is_kept(text: &str) -> bool {
    const DIGITS_OF_DOUBLE: usize = 15;
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    has_unique_names(text) && longest <= Some(DIGITS_OF_DOUBLE)
}

/// Puts the members of every object in order, which serde_json's feature `preserve_order`, where another crate turns it
/// on, leaves as they are.
fn sort(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = core::mem::take(members).into_iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
            sorted.iter_mut().for_each(|(_, value)| sort(value));
            members.extend(sorted);
        }
        Value::Array(values) => values.iter_mut().for_each(sort),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The same JSON with these separators, and no other white space.
fn spaced(text: &str, comma: &str, colon: &str) -> String {
    let (mut out, mut is_string, mut is_escaped) = (String::with_capacity(text.len()), false, false);
    for c in text.chars() {
        match c {
            _ if is_string => {
                out.push(c);
                is_string = c != '"' || is_escaped;
                is_escaped = c == '\\' && !is_escaped;
            }
            '"' => {
                out.push(c);
                is_string = true;
            }
            ',' => out.push_str(comma),
            ':' => out.push_str(colon),
            ' ' | '\t' | '\r' | '\n' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_members_is_changed_where_that_changes_nothing_else() {
        let has = |json: &str, form: &str| rewritten(json.as_bytes()).contains(&form.as_bytes().to_vec());
        assert!(has(r#"{"b": 1, "a": [2]}"#, r#"{"a":[2],"b":1}"#));
        // Readers differ about the members that stand twice, and about numbers that a double rounds.
        assert!(!has(r#"{"admin":true,"admin":false}"#, r#"{"admin":false}"#));
        assert!(!has(r#"{"b":{"admin":true,"admin":false}}"#, r#"{"b":{"admin":false}}"#));
        assert!(!has(r#"{"sum":12345678901234567890123}"#, r#"{"sum":1.2345678901234568e22}"#));
    }
}

//! JSON on standard output: one object, ASCII only, so that no text from input can steer a terminal.

use std::io;

use serde_json::{Serializer, Value, ser::Formatter};

/// The object with these members, and a line feed.
pub(crate) fn object(members: Vec<(&str, Value)>) -> String {
    let object: serde_json::Map<_, _> = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    to_ascii(&Value::Object(object))
}

/// A value as compact JSON with its members in order, and a line feed.
pub(crate) fn to_ascii(value: &Value) -> String {
    let value = &sorted(value);
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, Ascii);
    // Writing JSON values to memory cannot fail.
    let written = serde_core::Serialize::serialize(value, &mut serializer);
    debug_assert!(written.is_ok(), "a value is always written");
    text.push(b'\n');
    String::from_utf8_lossy(&text).into_owned()
}

/// The value with the members of every object in order, which serde_json's feature `preserve_order`, where another
/// crate of the build turns it on, leaves as they are.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(values) => values.iter().map(sorted).collect(),
        value => value.clone(),
    }
}

/// Compact JSON in which every character but printable ASCII is escaped.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut units = [0; 2];
        for c in fragment.chars() {
            if c == ' ' || c.is_ascii_graphic() {
                write!(writer, "{c}")?;
            } else {
                for unit in c.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

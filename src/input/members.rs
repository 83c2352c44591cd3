//! The members of a response, deserialised from any serde format without trusting it.
//!
//! Only a map is accepted; repeated members, long lists and wrong types are reported rather than ignored.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};
use core::fmt;

use serde_core::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::visit::visit_alike;
use crate::error::{Expected, InputKind, Layer, Malformed, MemberProblem, Recognised};

/// The longest text that any member may have, in bytes.
const MAX_TEXT_LEN: usize = super::json::MAX_RESPONSE_LEN;

/// The longest list of algorithms that is accepted.
pub(crate) const MAX_LIST_LEN: usize = 32;

/// The requested members of one object.
pub(crate) struct Members<const N: usize> {
    names: [&'static str; N],
    values: [Option<Value>; N],
}

/// The value of a member, as far as a response can have such a value.
enum Value {
    Null,
    Text(String),
    Names(Vec<String>),
    LongList(usize),
    Bytes(Layer),
    Other,
}

impl<const N: usize> Members<N> {
    /// The text of a member; `None` if it is absent, `null` or empty, as SDKs print members that KMS left out.
    pub(crate) fn text(&mut self, member: &'static str) -> Result<Option<String>, Malformed> {
        match self.take(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(Value::Names(_) | Value::LongList(_) | Value::Bytes(_) | Value::Other) => {
                Err(Malformed::Member { member, problem: MemberProblem::NotText })
            }
        }
    }

    /// The text of a member that must be there.
    pub(crate) fn required(&mut self, member: &'static str) -> Result<String, Malformed> {
        let missing = Malformed::Member { member, problem: MemberProblem::Missing };
        self.text(member)?.ok_or(missing)
    }

    /// The base64 of a member that must be there, whose bytes are `input`.
    pub(crate) fn required_base64(&mut self, member: &'static str, input: Expected) -> Result<String, Malformed> {
        match self.value(member) {
            Some(&mut Some(Value::Bytes(layer))) => {
                let found = Recognised::new(InputKind::Bytes).within(layer).within(if member == "Signature" {
                    Layer::InSignature
                } else {
                    Layer::InPublicKey
                });
                Err(Malformed::Recognised { expected: input, found })
            }
            _ => self.required(member),
        }
    }

    /// The names in a list; none if it is absent, `null` or empty.
    pub(crate) fn list(&mut self, member: &'static str) -> Result<Vec<String>, Malformed> {
        match self.take(member) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Text(text)) if text.is_empty() => Ok(Vec::new()),
            Some(Value::Names(names)) if !names.iter().any(String::is_empty) => Ok(names),
            Some(Value::LongList(found)) => {
                Err(Malformed::TooLong { expected: Expected::AlgorithmList, found, limit: MAX_LIST_LEN })
            }
            Some(_) => Err(Malformed::Member { member, problem: MemberProblem::NotAList }),
        }
    }

    fn take(&mut self, member: &'static str) -> Option<Value> {
        self.value(member).and_then(Option::take)
    }

    fn value(&mut self, member: &'static str) -> Option<&mut Option<Value>> {
        self.names.iter().zip(&mut self.values).find(|(name, _)| **name == member).map(|(_, value)| value)
    }
}

/// Reads the members with these names.
pub(crate) struct WithNames<const N: usize>(pub(crate) [&'static str; N]);

/// Members, or what is wrong with the object though its syntax is right.
pub(crate) type Read<const N: usize> = Result<Members<N>, Malformed>;

impl<'de, const N: usize> DeserializeSeed<'de> for WithNames<N> {
    type Value = Read<N>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read<N>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for WithNames<N> {
    type Value = Read<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response of KMS, which is an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<N>, A::Error> {
        let mut members = Members { names: self.0, values: [const { None }; N] };
        let mut repeated = None;
        while let Some(name) = map.next_key::<String>()? {
            match members.names.iter().zip(&mut members.values).find(|(wanted, _)| **wanted == name) {
                Some((_, slot @ None)) => *slot = Some(map.next_value()?),
                Some((member, Some(_))) => {
                    repeated = Some(Malformed::Member { member, problem: MemberProblem::Repeated });
                    map.next_value::<IgnoredAny>()?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(repeated.map_or(Ok(members), Err))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a list of names")
    }

    visit_alike!(Value::Other => bool, i64, u64, f64);

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        if text.len() > MAX_TEXT_LEN {
            return Err(E::custom("a member of the response is too long"));
        }
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_bytes<E: de::Error>(self, _: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(Layer::ByteList))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut names = Vec::new();
        let (mut count, mut numbers) = (0_usize, 0_usize);
        while let Some(item) = seq.next_element::<Item>()? {
            count += 1;
            match item {
                Item::Name(name) if names.len() < MAX_LIST_LEN => names.push(name),
                Item::Number => numbers += 1,
                Item::Name(_) | Item::Other => {}
            }
        }
        Ok(if names.len() == count {
            Value::Names(names)
        } else if numbers == count {
            Value::Bytes(Layer::ByteList)
        } else if names.len() == MAX_LIST_LEN {
            Value::LongList(count)
        } else {
            Value::Other
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        // JSON.stringify makes {"type":"Buffer","data":[…]} of a Buffer and {"0":48,"1":…} of a Uint8Array.
        let mut buffer = false;
        while let Some(name) = map.next_key::<String>()? {
            buffer |= name == "0" || name == "data";
            map.next_value::<IgnoredAny>()?;
        }
        Ok(if buffer { Value::Bytes(Layer::JavaScriptBuffer) } else { Value::Other })
    }
}

/// An element of a list.
enum Item {
    Name(String),
    Number,
    Other,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    visit_alike!(Item::Number => i64, u64);
    visit_alike!(Item::Other => unit, bool, f64);

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Name(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Item, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Item::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Item::Other)
    }
}

//! JSON, recognised by its members.

use alloc::{borrow::ToOwned as _, string::String, vec::Vec};
use core::fmt;

use serde_core::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use super::{Search, inside, known_inside};
use crate::{
    error::{InputKind, Layer, Recognised},
    input::visit::visit_alike,
};

/// Recognises JSON text; `None` if it does not parse as JSON.
pub(super) fn recognise(text: &str, search: Search) -> Option<Recognised> {
    if !text.starts_with(['{', '[', '"', 't', 'f', 'n', '-']) && !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let kind = match &value {
        Value::Object(members) => object(&Members(members)),
        Value::Text(text) => {
            return known_inside(Layer::Quoted, text.as_bytes(), search)
                .or(Some(Recognised::new(InputKind::JsonNotObject)));
        }
        Value::Bytes(bytes) => return inside(Layer::ByteList, bytes, search),
        Value::List(_) | Value::Number(_) | Value::Other => InputKind::JsonNotObject,
    };
    if let (InputKind::OtherJson, Value::Object(members)) = (kind, &value)
        && let Some(bytes) = buffer(&Members(members))
    {
        return inside(Layer::JavaScriptBuffer, &bytes, search);
    }
    Some(Recognised::new(kind))
}

/// Recognises an object by its members. Members that only one kind has come first.
fn object(members: &Members<'_>) -> InputKind {
    let has = |name: &str| members.get(name).is_some();
    let has_all = |names: &[&str]| names.iter().all(|name| has(name));
    if has("PrivateKeyPlaintext") {
        InputKind::GenerateDataKeyPairResponse
    } else if has("PrivateKeyCiphertextBlob") {
        InputKind::GenerateDataKeyPairWithoutPlaintextResponse
    } else if has("KeyPairSpec") {
        InputKind::GenerateDataKeyPairResponse
    } else if has("KeyMetadata") {
        InputKind::DescribeKeyResponse
    } else if has("ImportToken") {
        InputKind::GetParametersForImportResponse
    } else if has("SignatureValid") {
        InputKind::VerifyResponse
    } else if has("messageSignature") || has_all(&["base64Signature", "cert"]) {
        InputKind::SigstoreBundle
    } else if has("dsseEnvelope") || has_all(&["payloadType", "payload", "signatures"]) {
        InputKind::DsseEnvelope
    } else if has("payload") && (has("signatures") || has_all(&["protected", "signature"])) {
        InputKind::JwsJson
    } else if members.text("kty").is_some() {
        InputKind::Jwk
    } else if members.list("keys").is_some_and(|keys| keys.iter().all(|key| key.member("kty").is_some())) {
        InputKind::Jwks
    } else if members.object("key").is_some_and(|key| Members(key).text("kty").is_some()) {
        InputKind::AzureKey
    } else if let Some(data) = members.object("data") {
        vault(&Members(data))
    } else if members.text("pem").is_some_and(|pem| pem.contains("-----BEGIN ")) {
        InputKind::GooglePublicKey
    } else if has("signatureCrc32c") || (has_all(&["name", "signature"]) && members.text("signature").is_some()) {
        InputKind::GoogleSignature
    } else if has_all(&["kid", "value"]) {
        InputKind::AzureSignature
    } else if is_terraform(members) {
        InputKind::TerraformJson
    } else if has("Signature") {
        InputKind::SignResponse
    } else if has("PublicKey") {
        InputKind::GetPublicKeyResponse
    } else if ["__type", "Error", "error", "message", "Message", "errors"].iter().any(|name| has(name)) {
        InputKind::ErrorResponse
    } else if ["public_key", "publicKey", "key_usage", "keyUsage", "signing_algorithm", "signature", "signingAlgorithm"]
        .iter()
        .any(|name| has(name))
    {
        InputKind::RenamedMembers
    } else {
        InputKind::OtherJson
    }
}

/// Responses of Vault: the response is in `data`. A Buffer of JavaScript has its bytes there.
fn vault(data: &Members<'_>) -> InputKind {
    if data.text("signature").is_some_and(|signature| signature.starts_with("vault:")) {
        InputKind::VaultSignature
    } else if data.object("keys").is_some() {
        InputKind::VaultKey
    } else {
        InputKind::OtherJson
    }
}

/// Objects with `sensitive`, `type` and `value`, one for each output.
fn is_terraform(members: &Members<'_>) -> bool {
    let is_output = |value: &Value| value.member("sensitive").is_some() && value.member("value").is_some();
    !members.0.is_empty() && members.0.iter().all(|(_, value)| is_output(value))
}

/// The bytes of `{"type":"Buffer","data":[…]}` (JSON.stringify of a Buffer) or `{"0":48,"1":…}` (of a Uint8Array).
fn buffer(members: &Members<'_>) -> Option<Zeroizing<Vec<u8>>> {
    if members.text("type") == Some("Buffer") {
        return match members.get("data")? {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        };
    }
    let numbers = members.0.iter().enumerate().map(|(at, (name, value))| match value {
        Value::Number(byte) if name.parse() == Ok(at) => u8::try_from(*byte).ok(),
        _ => None,
    });
    let mut bytes = Zeroizing::new(Vec::with_capacity(members.0.len()));
    for number in numbers {
        bytes.push(number?);
    }
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

struct Members<'a>(&'a [(String, Value)]);

impl<'a> Members<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.get(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn list(&self, name: &str) -> Option<&'a [Value]> {
        match self.get(name)? {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    fn object(&self, name: &str) -> Option<&'a [(String, Value)]> {
        match self.get(name)? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// The items that a list keeps, as many as a set of keys may have: thousands of tiny ones would take many times their
/// text.
const MAX_ITEMS: usize = 1000;

/// The parts of a JSON value by which it can be recognised. Its texts may be secret.
enum Value {
    Object(Vec<(String, Self)>),
    /// A list of numbers below 256, at least one.
    Bytes(Zeroizing<Vec<u8>>),
    /// Any other list; at most [`MAX_ITEMS`] of its items are kept.
    List(Vec<Self>),
    Text(Zeroizing<String>),
    Number(u64),
    Other,
}

impl Value {
    fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => Members(members).get(name),
            _ => None,
        }
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
        f.write_str("JSON")
    }

    visit_alike!(Value::Other => unit, bool, i64, f64);

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Zeroizing::new(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let (mut bytes, mut items) = (Zeroizing::new(Vec::new()), Vec::new());
        while let Some(item) = seq.next_element()? {
            match item {
                Value::Number(number) if items.is_empty() && u8::try_from(number).is_ok() => {
                    bytes.push(u8::try_from(number).unwrap_or_default());
                }
                item if items.len() < MAX_ITEMS => items.push(item),
                _ => {}
            }
        }
        if items.is_empty() && !bytes.is_empty() {
            return Ok(Value::Bytes(bytes));
        }
        if !bytes.is_empty() {
            items.push(Value::Other);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }
}

//! A key of each spec with its genuine signatures, from the tests' corpus.

use std::{fs, path::PathBuf};

use base64ct::{Base64, Encoding as _};
use kms_offline::{KeySpec, Message, MessageType, SigningAlgorithm};
use serde_json::Value;

pub(crate) struct Key {
    /// GetPublicKey's.
    pub(crate) response: Vec<u8>,
    /// RAW where the algorithm takes it, with messages of 1 to 200 bytes.
    pub(crate) cases: Vec<Case>,
}

pub(crate) struct Case {
    pub(crate) algorithm: SigningAlgorithm,
    message_type: MessageType,
    message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Case {
    pub(crate) fn message(&self) -> Message<'_> {
        Message::new(self.message_type, &self.message)
    }
}

impl Key {
    pub(crate) fn read(spec: KeySpec) -> Self {
        let keys = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/corpus/keys"));
        let folder = keys.join(format!("{spec}-sign-1"));
        let read = |name: &str| {
            let file = folder.join(name);
            fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        };
        let cases: Vec<Value> = serde_json::from_slice(&read("cases.json")).expect("a list");
        Self { response: read("public-key.json"), cases: cases.iter().filter_map(case).collect() }
    }
}

fn case(case: &Value) -> Option<Case> {
    let text = |member: &str| case[member].as_str().expect("a case has the member");
    let bytes = |member: &str| Base64::decode_vec(text(member)).expect("base64");
    if text("kind") != "genuine" || !case["key"].is_null() || !case["DistinguishingId"].is_null() {
        return None;
    }
    let algorithm: SigningAlgorithm = text("SigningAlgorithm").parse().expect("a name of KMS");
    let message_type = *MessageType::ALL.iter().find(|known| known.as_str() == text("MessageType"))?;
    let message = bytes("Message");
    let wanted = algorithm.message_types().first() == Some(&message_type) && (1..=200).contains(&message.len());
    wanted.then(|| Case { algorithm, message_type, message, signature: bytes("Signature") })
}

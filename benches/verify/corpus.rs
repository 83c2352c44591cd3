//! A key of each spec with its genuine signatures, from the tests' corpus.

use kms_offline::{KeySpec, Message, MessageType, SigningAlgorithm};
use kms_offline_vectors::CorpusKey;

pub(crate) struct Key {
    /// GetPublicKey's.
    pub(crate) response: &'static str,
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
        let key = CorpusKey::named(&format!("{spec}-sign-1"));
        Self { response: key.response(), cases: key.signatures().iter().filter_map(case).collect() }
    }
}

fn case(case: &kms_offline_vectors::Case) -> Option<Case> {
    if case.kind() != "genuine" || case.has("response") || case.has("DistinguishingId") {
        return None;
    }
    let algorithm: SigningAlgorithm = case.text("SigningAlgorithm").parse().expect("a name of KMS");
    let message_type = *MessageType::ALL.iter().find(|known| known.as_str() == case.text("MessageType"))?;
    let message = case.bytes("Message");
    let wanted = algorithm.message_types().first() == Some(&message_type) && (1..=200).contains(&message.len());
    wanted.then(|| Case { algorithm, message_type, message, signature: case.bytes("Signature") })
}

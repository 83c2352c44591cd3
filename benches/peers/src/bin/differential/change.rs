//! Changes of any signature, of its message or of its key.

use kms_offline::{Message, MessageType};
use rand::RngExt as _;

use super::{
    case::{Case, Random, bytes, one},
    key::Key,
    rule::Rule,
};

/// A case made of a genuine one of `keys[own]`.
pub(crate) fn change(keys: &[Key], own: usize, genuine: &Case, input: &[u8], random: &mut Random) -> Case {
    let key = &keys[own];
    let changed = match random.random_range(0..100) {
        0..12 => None,
        12..60 => key.secret.change(genuine, input, random),
        60..62 => key.secret.other_form(genuine, random),
        62..67 => Some(asked_of_another_key(keys, own, genuine, random)),
        67..74 => with_another_algorithm(key, genuine, random),
        74..84 => message(genuine, random),
        _ => Some(signature(genuine, random)),
    };
    let case = changed.unwrap_or_else(|| genuine.clone());
    Case { rule: case.rule.or_else(|| Rule::of_signature(&case)), ..case }
}

fn asked_of_another_key(keys: &[Key], own: usize, genuine: &Case, random: &mut Random) -> Case {
    let other = (own + random.random_range(1..keys.len())) % keys.len();
    genuine.with_key("another key", keys[other].public_key.clone(), None)
}

/// Another algorithm or another type of message that the key has.
fn with_another_algorithm(key: &Key, genuine: &Case, random: &mut Random) -> Option<Case> {
    let algorithm = one(random, genuine.spec.signing_algorithms());
    let message_type = one(random, algorithm.message_types());
    if (algorithm, message_type) == (genuine.algorithm, genuine.message_type) {
        return None;
    }
    let own_digest = match genuine.message() {
        Message::Raw(message) => key.states[0].1.digest(genuine.algorithm, message).ok(),
        _ => None,
    };
    let (what, message) = match (algorithm.digest_len(), own_digest) {
        // The same in another way.
        (_, Some(digest)) if algorithm == genuine.algorithm && message_type != MessageType::Raw => {
            ("digest of the same message", digest.as_bytes().to_vec())
        }
        // What was a message is a digest now.
        (Some(len), _) if message_type != MessageType::Raw => {
            let message = &genuine.message[..genuine.message.len().min(len)];
            ("another algorithm or type of message", [message, &vec![0; len - message.len()]].concat())
        }
        _ => ("another algorithm or type of message", genuine.message.clone()),
    };
    Some(Case { what, algorithm, message_type, message, ..genuine.clone() })
}

/// Another message; a digest keeps its length.
fn message(genuine: &Case, random: &mut Random) -> Option<Case> {
    let message = &genuine.message;
    Some(match random.random_range(0..4) {
        0 if genuine.message_type == MessageType::Raw => {
            genuine.with_message("message: more bytes", [message.as_slice(), &more(random)].concat())
        }
        1 if genuine.message_type == MessageType::Raw && !message.is_empty() => {
            let len = random.random_range(..message.len());
            genuine.with_message("message: fewer bytes", message[..len].to_vec())
        }
        _ if message.is_empty() => return None,
        _ => genuine.with_message("message: bit flipped", flip(message, random)),
    })
}

/// Other bytes in the signature's place.
fn signature(genuine: &Case, random: &mut Random) -> Case {
    let signature = &genuine.signature;
    let len = signature.len();
    let (what, changed) = match random.random_range(0..10) {
        0..3 => ("signature: bit flipped", flip(signature, random)),
        3 => {
            let mut changed = signature.clone();
            let start = random.random_range(..len);
            random.fill(&mut changed[start..]);
            ("signature: random from somewhere on", changed)
        }
        4 => ("signature: cut", signature[..random.random_range(..len)].to_vec()),
        5 => ("signature: without first bytes", signature[random.random_range(1..=len)..].to_vec()),
        6 => ("signature: bytes behind", [signature.as_slice(), &more(random)].concat()),
        7 => ("signature: zeros in front", [vec![0; random.random_range(1..4)].as_slice(), signature].concat()),
        8 => ("signature: one byte all over", vec![one(random, &[0, 0xff, 0x30]); len]),
        _ => ("signature: random", bytes(random, len)),
    };
    genuine.with_signature(what, changed)
}

/// One to four bytes, zeros for half of them.
fn more(random: &mut Random) -> Vec<u8> {
    let len = random.random_range(1..=4);
    if random.random() { vec![0; len] } else { bytes(random, len) }
}

fn flip(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[random.random_range(..bytes.len())] ^= 1 << random.random_range(0..8);
    flipped
}

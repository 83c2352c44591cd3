//! Live peers sign, and we verify.
#![allow(missing_docs, reason = "tests")]

use kms_offline::{KeySpec, Message};
use kms_offline_peers::{SigningKey, aws_lc, kms_key, openssl};

fn valid(spec: KeySpec, peer: &dyn SigningKey) {
    let key = kms_key(spec, &peer.public_key());
    for &algorithm in spec.signing_algorithms() {
        for &message_type in algorithm.message_types() {
            if peer.has(algorithm, message_type) {
                let bytes = vec![7; algorithm.digest_len().unwrap_or(100)];
                let message = Message::new(message_type, &bytes);
                let signature = peer.sign(algorithm, message);
                assert!(peer.verifies(algorithm, message, &signature), "{spec} {algorithm} {message_type}: peer");
                assert!(key.verify(algorithm, message, &signature).is_ok(), "{spec} {algorithm} {message_type}: we");
            }
        }
    }
}

#[test]
fn what_peers_sign_verifies() {
    for &spec in KeySpec::ALL {
        if !spec.signing_algorithms().is_empty() {
            valid(spec, &*openssl(spec));
            if let Some(key) = aws_lc(spec) {
                valid(spec, &*key);
            }
        }
    }
}

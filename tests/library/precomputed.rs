//! Keys prepared with our own arithmetic: their verdicts are the same as before, and they report their memory.

use kms_offline::{Message, MessageType, Precomputation, SigningAlgorithm, signature::MultipartVerifier as _};

use crate::{
    corpus::{SIGNING, genuine, verifying_key},
    paths::Paths,
    verdict::Verdict,
};

/// A genuine signature and the same with its last bit flipped, for each algorithm of a key of each spec.
#[test]
fn prepared_keys_accept_genuine_signatures_and_reject_damaged_ones() {
    let mut count = 0;
    for name in SIGNING {
        let key = Paths::new(verifying_key(name));
        for algorithm in key.algorithms().iter().copied() {
            for message_type in algorithm.message_types().iter().copied() {
                let case = genuine(name, algorithm.as_str(), message_type.as_str());
                let (message, signature) = (case.bytes("Message"), case.bytes("Signature"));
                let mut damaged = signature.clone();
                *damaged.last_mut().unwrap() ^= 1;
                let given = Message::new(message_type, &message);
                assert_eq!(key.verify(algorithm, given, &signature), Verdict::Valid, "{case}");
                assert_eq!(key.verify(algorithm, given, &damaged), Verdict::NotVerified, "{case}");
                count += 1;
            }
        }
    }
    // RAW and DIGEST, RAW and DIGEST, one each, RAW and EXTERNAL_MU.
    let (rsa, ecdsa_and_sm2dsa, ed25519_and_ed25519ph, ml_dsa) = (2 * 3 * 6, 2 * 5, 2, 2 * 3);
    assert_eq!(count, rsa + ecdsa_and_sm2dsa + ed25519_and_ed25519ph + ml_dsa);
}

#[test]
fn prepared_keys_take_a_message_in_pieces() {
    for name in SIGNING {
        for (path, key) in Paths::new(verifying_key(name)).all() {
            let takes_raw = |algorithm: &&SigningAlgorithm| algorithm.message_types().contains(&MessageType::Raw);
            for algorithm in key.algorithms().iter().filter(takes_raw) {
                let case = genuine(name, algorithm.as_str(), "RAW");
                let (message, signature) = (case.bytes("Message"), case.bytes("Signature"));
                let verifier = key.verifier(*algorithm).unwrap();
                let (pieces, all_but_one): (Vec<&[u8]>, _) = (message.chunks(7).collect(), &message[1..]);
                let multipart = |pieces: &[&[u8]]| Verdict::from(verifier.multipart_verify(pieces, &signature));
                assert_eq!(multipart(&pieces), Verdict::Valid, "{case} on the {path} path");
                assert_eq!(multipart(&[b"", all_but_one]), Verdict::NotVerified, "{case} on the {path} path");
                let mut stream = verifier.stream(&signature);
                pieces.iter().for_each(|piece| stream.update(piece));
                assert_eq!(Verdict::from(stream.finish()), Verdict::Valid, "{case} on the {path} path");
            }
        }
    }
}

#[test]
fn a_key_holds_nothing_until_it_is_prepared_and_then_at_least_itself() {
    for name in SIGNING {
        let key = verifying_key(name);
        assert_eq!(key.precomputed_bytes(), 0, "{name}");
        let prepared = key.precompute();
        assert!(prepared.precomputed_bytes() >= 256, "{name}: {}", prepared.precomputed_bytes());
        assert_eq!(
            prepared.precomputed_bytes(),
            key.precompute_with(Precomputation::Standard).precomputed_bytes(),
            "{name}"
        );
        assert_eq!(prepared.precompute().precomputed_bytes(), prepared.precomputed_bytes(), "{name}");
        assert_eq!(key.precomputed_bytes(), 0, "{name}: the key itself stays as it is");
    }
}

#[test]
fn a_key_on_a_curve_holds_as_much_as_its_table_says() {
    for name in SIGNING.into_iter().filter(|name| name.starts_with("ECC_") || name.starts_with("SM2")) {
        let key = verifying_key(name);
        let bytes = |table| key.precompute_with(table).precomputed_bytes();
        let (none, small) = (bytes(Precomputation::Minimal), bytes(Precomputation::Standard));
        // In a checking build numbers carry a magnitude each.
        let most = if cfg!(magnitudes) { 26 * 1024 } else { 20 * 1024 };
        assert!(none < small && small <= most, "{name}: {none} {small}");
        assert_eq!(key.precompute().precompute_with(Precomputation::Minimal).precomputed_bytes(), none, "{name}");
    }
}

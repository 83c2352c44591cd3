//! Many signatures at once get the verdicts that each of them gets alone.

use kms_offline::{Error, Message, MessageType, SigningAlgorithm, VerifyingKey, error::Misuse};

use crate::{
    corpus::{SIGNING, genuine, verifying_key},
    paths::Paths,
    verdict::Verdict,
};

/// One item, with what it borrows.
type Owned = (MessageType, Vec<u8>, Vec<u8>);

/// Fewer items than lanes, as many, and more; nothing at all, and twice the lanes and one.
const LENGTHS: [usize; 6] = [0, 1, 7, 8, 9, 17];

/// A genuine signature over each type of message that the algorithm accepts, and what is near to one.
fn items(name: &str, algorithm: SigningAlgorithm) -> Vec<Owned> {
    let mut items = Vec::new();
    for message_type in algorithm.message_types().iter().copied() {
        let case = genuine(name, algorithm.as_str(), message_type.as_str());
        let (message, signature) = (case.bytes("Message"), case.bytes("Signature"));
        let (mut other_message, mut damaged) = (message.clone(), signature.clone());
        other_message[0] ^= 0x80;
        *damaged.last_mut().unwrap() ^= 1;
        items.push((message_type, message.clone(), signature.clone()));
        items.push((message_type, message.clone(), damaged));
        items.push((message_type, message.clone(), signature.clone()));
        items.push((message_type, other_message, signature.clone()));
        items.push((message_type, message.clone(), signature[1..].to_vec()));
        items.push((message_type, message.clone(), vec![0; signature.len()]));
        items.push((message_type, message, Vec::new()));
    }
    items
}

fn borrowed(items: &[Owned]) -> Vec<(Message<'_>, &[u8])> {
    items.iter().map(|(kind, message, signature)| (Message::new(*kind, message), &**signature)).collect()
}

fn one_by_one(key: &VerifyingKey, algorithm: SigningAlgorithm, items: &[(Message<'_>, &[u8])]) -> Vec<bool> {
    let verdict = |&(message, signature): &(_, _)| match key.verify(algorithm, message, signature) {
        Ok(_) => true,
        Err(Error::NotVerified) => false,
        Err(error) => panic!("{error}"),
    };
    items.iter().map(verdict).collect()
}

#[test]
fn many_get_the_verdicts_of_each_alone() {
    for name in SIGNING {
        let keys = Paths::new(verifying_key(name));
        for algorithm in keys.algorithms().iter().copied() {
            let owned = items(name, algorithm);
            let all = borrowed(&owned);
            let expected = one_by_one(&keys, algorithm, &all);
            assert!(expected.contains(&true) && expected.contains(&false));
            for (path, key) in keys.all() {
                // Each length begins elsewhere, so that every item meets every neighbour.
                for (start, length) in LENGTHS.into_iter().enumerate() {
                    let chosen: Vec<usize> = (0..length).map(|i| (5 * start + i) % all.len()).collect();
                    let many: Vec<_> = chosen.iter().map(|i| all[*i]).collect();
                    let verdicts: Vec<_> = chosen.iter().map(|i| expected[*i]).collect();
                    let found = key.verify_many(algorithm, &many).unwrap();
                    assert_eq!(found, verdicts, "{name} {algorithm}: {length} on the {path} path");
                }
            }
        }
    }
}

/// One damaged signature in each position, among genuine ones, and the other way round.
#[test]
fn no_item_spoils_its_neighbours() {
    for name in SIGNING {
        let key = verifying_key(name).precompute();
        let algorithm = key.algorithms()[0];
        let owned = items(name, algorithm);
        let (genuine, damaged) = (&owned[..1], &owned[1..2]);
        for (most, odd, verdict) in [(genuine, damaged, true), (damaged, genuine, false)] {
            for position in 0..9 {
                let mut many = borrowed(most).repeat(9);
                many[position] = borrowed(odd)[0];
                let mut expected = vec![verdict; 9];
                expected[position] = !verdict;
                assert_eq!(key.verify_many(algorithm, &many).unwrap(), expected, "{name}: {position}");
            }
        }
    }
}

#[test]
fn one_digest_of_a_wrong_length_is_misuse_of_the_call() {
    for name in SIGNING {
        let key = verifying_key(name);
        for algorithm in key.algorithms().iter().copied() {
            let owned = items(name, algorithm);
            let wrong_type = [MessageType::Digest, MessageType::ExternalMu]
                .into_iter()
                .find(|kind| !algorithm.message_types().contains(kind))
                .unwrap();
            let digest_type = algorithm.message_types().iter().copied().find(|kind| *kind != MessageType::Raw);
            for kind in digest_type.into_iter().chain([wrong_type]) {
                for position in [0, 3, 7] {
                    let mut many = borrowed(&owned)[..1].repeat(8);
                    many[position] = (Message::new(kind, &[7; 31]), many[position].1);
                    let alone = Verdict::from(key.verify(algorithm, many[position].0, many[position].1));
                    let is_length = matches!(alone, Verdict::Misuse(Misuse::DigestLength { .. }));
                    assert_eq!(is_length, kind != wrong_type, "{name} {algorithm}: {alone:?}");
                    assert_eq!(Verdict::from(key.verify_many(algorithm, &many)), alone, "{name} {algorithm}");
                }
            }
        }
    }
}

/// Even if there is nothing to verify.
#[test]
fn an_algorithm_that_the_key_does_not_list_is_misuse() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    assert!(matches!(
        key.verify_many(SigningAlgorithm::EcdsaSha384, &[]),
        Err(Error::Misuse(Misuse::AlgorithmNotListed { .. }))
    ));
}

//! Random sources that fail or are stuck: an error of its own kind, at once, for every operation.

use kms_offline::{AgreementKey, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, Error};
use kms_offline_vectors::CorpusKey;

use kms_offline_vectors::Bytes;

/// An operation on random bytes: its result, if they suffice.
type Operation = Box<dyn Fn(&mut dyn Iterator<Item = u8>) -> Result<Vec<u8>, Error>>;

/// Each operation, and how many random bytes it needs if none are rejected.
fn operations() -> Vec<(String, Operation, usize)> {
    let encryption = [
        ("RSA_2048-encrypt-1", EncryptionAlgorithm::RsaesOaepSha1, 20),
        ("RSA_2048-encrypt-1", EncryptionAlgorithm::RsaesOaepSha256, 32),
        ("SM2-encrypt-1", EncryptionAlgorithm::Sm2Pke, 32),
    ]
    .map(|(name, algorithm, needed)| {
        let key = EncryptionKey::from_json(CorpusKey::named(name).response()).unwrap();
        let operation: Operation =
            Box::new(move |bytes| key.encrypt_with_rng(&mut Bytes(bytes), algorithm, b"message"));
        (format!("{name} {algorithm}"), operation, needed)
    });
    let agreement = [
        ("ECC_NIST_P256-agree-1", 32),
        ("ECC_NIST_P384-agree-1", 48),
        ("ECC_NIST_P521-agree-1", 66),
        ("SM2-agree-1", 32),
    ]
    .map(|(name, needed)| {
        let key = AgreementKey::from_json(CorpusKey::named(name).response()).unwrap();
        let operation: Operation =
            Box::new(move |bytes| Ok(key.agree_ephemeral_with_rng(&mut Bytes(bytes))?.secret.as_bytes().to_vec()));
        (name.to_owned(), operation, needed)
    });
    let encapsulation =
        ["ML_KEM_512-encapsulate-1", "ML_KEM_768-encapsulate-1", "ML_KEM_1024-encapsulate-1"].map(|name| {
            let key = EncapsulationKey::from_json(CorpusKey::named(name).response()).unwrap();
            let operation: Operation =
                Box::new(move |bytes| Ok(key.encapsulate_with_rng(&mut Bytes(bytes))?.ciphertext));
            (name.to_owned(), operation, 32)
        });
    encryption.into_iter().chain(agreement).chain(encapsulation).collect()
}

#[test]
fn a_source_that_fails_at_any_byte_is_a_random_error() {
    for (name, operation, needed) in operations() {
        for given in 0..needed {
            let result = operation(&mut noise(5).take(given));
            assert!(matches!(result, Err(Error::Random)), "{name} after {given} bytes");
        }
        assert!(operation(&mut noise(5).take(needed)).is_ok(), "{name} with {needed} bytes");
    }
}

#[test]
fn a_source_of_constant_bytes_is_a_random_error() {
    for (name, operation, _) in operations() {
        for constant in 0..=u8::MAX {
            let result = operation(&mut std::iter::repeat(constant));
            assert!(matches!(result, Err(Error::Random)), "{name} of {constant}");
        }
    }
}

#[test]
fn a_source_that_repeats_a_rejected_scalar_is_a_random_error() {
    for (name, operation, needed) in
        operations().into_iter().filter(|(name, ..)| name.contains("agree") || name.contains("SM2"))
    {
        // Not below the order of the curve, whose top bits are all ones.
        let mut refused = vec![0xff; needed];
        refused[needed - 1] = 0xfe;
        let mut draws = 0;
        let result = operation(&mut refused.iter().copied().cycle().inspect(|_| draws += 1));
        assert!(matches!(result, Err(Error::Random)), "{name}");
        assert_eq!(draws, 64 * needed, "{name}");
        // A good one after the rejected ones is reached.
        assert!(operation(&mut refused.iter().copied().chain(noise(5))).is_ok(), "{name}");
    }
}

#[test]
fn a_source_that_repeats_an_all_zero_key_stream_is_a_random_error() {
    let key = EncryptionKey::from_json(CorpusKey::named("SM2-encrypt-1").response()).unwrap();
    let drawn = |k: &mut dyn Iterator<Item = u8>| {
        let mut draws = 0;
        let result = key.encrypt_with_rng(&mut Bytes(k.inspect(|_| draws += 1)), EncryptionAlgorithm::Sm2Pke, b"m");
        (result, draws)
    };
    // One k in 256 has a key stream of one byte that is zero.
    let unlucky: Vec<u8> = noise(627).take(32).collect();
    assert!(matches!(drawn(&mut unlucky.iter().copied()), (Err(Error::Random), 32)), "this k is not drawn again");
    assert!(matches!(drawn(&mut unlucky.iter().copied().cycle()), (Err(Error::Random), 2048)));
    assert!(matches!(drawn(&mut unlucky.iter().copied().chain(noise(1))), (Ok(_), 64)));
}

#[test]
fn the_same_bytes_make_the_same_and_others_make_another() {
    for (name, operation, _) in operations() {
        let [a, b, c] = [1, 1, 2].map(|seed| operation(&mut noise(seed)).unwrap());
        assert_eq!(a, b, "{name}");
        assert_ne!(a, c, "{name}");
    }
}

#[test]
fn operations_fit_into_a_stack_of_256_kib() {
    // Without optimisation frames are many times larger than in what users run.
    let stack = if cfg!(debug_assertions) { 1 << 20 } else { 256 << 10 };
    let operations =
        || operations().into_iter().for_each(|(name, operation, _)| drop(operation(&mut noise(3)).expect(&name)));
    std::thread::Builder::new().stack_size(stack).spawn(operations).unwrap().join().unwrap();
}

/// Bytes without a pattern, another sequence for each `seed` (SplitMix64).
pub(crate) fn noise(seed: u64) -> impl Iterator<Item = u8> + Clone {
    (1..).flat_map(move |i: u64| {
        let mut z = seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_le_bytes()
    })
}

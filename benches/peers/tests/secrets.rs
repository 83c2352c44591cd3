//! OpenSSL and AWS-LC open what we encrypt, derive what we agree on and decapsulate what we encapsulate, with the
//! private keys of the corpus.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "tests"
)]

use aws_lc_rs::kem;
use kms_offline::{
    AgreementKey, Encapsulated, EncapsulationKey, EncryptionAlgorithm, EncryptionKey, EphemeralAgreement, KeySpec,
    PrivateKey, SharedSecret,
};
use kms_offline_peers::{decapsulate, open_sm2pke};
use kms_offline_vectors::CorpusKey;
use openssl::{
    bn::{BigNum, BigNumContext},
    derive::Deriver,
    ec::{EcKey, EcPoint},
    error::ErrorStack,
    md::Md,
    nid::Nid,
    pkey::{PKey, Private},
    pkey_ctx::PkeyCtx,
    rand::rand_bytes,
    rsa::Padding,
};

/// The GetPublicKey response of a key of the corpus, and its private key as OpenSSL parses it.
fn corpus(name: &str) -> (&'static str, PKey<Private>) {
    let key = CorpusKey::named(name);
    (key.response(), PKey::private_key_from_pem(key.private_key_pem().as_bytes()).unwrap())
}

fn random(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    rand_bytes(&mut bytes).unwrap();
    bytes
}

/// RSAES-OAEP-DECRYPT (RFC 8017, 7.1.2) with this hash, hash of MGF1, and label.
fn open_oaep(
    key: &PKey<Private>,
    (hash, mgf1_hash): (&str, &str),
    label: &[u8],
    ciphertext: &[u8],
) -> Result<Vec<u8>, ErrorStack> {
    let [hash, mgf1_hash] = [hash, mgf1_hash].map(|name| Md::fetch(None, name, None));
    let (mut context, mut plaintext) = (PkeyCtx::new(key)?, Vec::new());
    context.decrypt_init()?;
    context.set_rsa_padding(Padding::PKCS1_OAEP)?;
    context.set_rsa_oaep_md(&*hash?)?;
    context.set_rsa_mgf1_md(&*mgf1_hash?)?;
    if !label.is_empty() {
        context.set_rsa_oaep_label(label)?;
    }
    context.decrypt_to_vec(ciphertext, &mut plaintext)?;
    Ok(plaintext)
}

#[test]
fn openssl_opens_oaep_with_the_hash_of_its_name_and_no_other() {
    const HASHES: [&str; 6] = ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256"];
    for bits in ["2048", "3072", "4096"] {
        for number in [1, 2] {
            let (answer, private_key) = corpus(&format!("RSA_{bits}-encrypt-{number}"));
            let key = EncryptionKey::from_json(answer).unwrap();
            for (algorithm, name) in
                [(EncryptionAlgorithm::RsaesOaepSha1, "SHA1"), (EncryptionAlgorithm::RsaesOaepSha256, "SHA256")]
            {
                let limit = key.max_plaintext_len(algorithm).unwrap();
                for len in [1, 16, 32, limit - 1, limit] {
                    let plaintext = random(len);
                    let ciphertext = key.encrypt(algorithm, &plaintext).unwrap();
                    assert_eq!(open_oaep(&private_key, (name, name), b"", &ciphertext).unwrap(), plaintext);
                    let others = HASHES.iter().flat_map(|hash| HASHES.map(|mgf1_hash| (*hash, mgf1_hash)));
                    let others = others.filter(|hashes| *hashes != (name, name));
                    if len == 16 {
                        for hashes in others {
                            assert!(
                                open_oaep(&private_key, hashes, b"", &ciphertext).is_err(),
                                "{algorithm} {hashes:?}"
                            );
                        }
                        assert!(open_oaep(&private_key, (name, name), b"label", &ciphertext).is_err(), "{algorithm}");
                    }
                }
            }
        }
    }
}

#[test]
fn openssl_opens_sm2pke_with_sm3_and_no_other_hash() {
    for name in ["SM2-encrypt-1", "SM2-encrypt-2"] {
        let (answer, private_key) = corpus(name);
        let key = EncryptionKey::from_json(answer).unwrap();
        let seal = |plaintext: &[u8]| key.encrypt(EncryptionAlgorithm::Sm2Pke, plaintext).unwrap();
        // One byte of plaintext a thousand times: key streams that are all zero, and short coordinates, are among them.
        for i in 0..1000_u32 {
            let [.., plaintext] = i.to_be_bytes();
            let ciphertext = seal(&[plaintext]);
            assert_eq!(open_sm2pke(&private_key, c"SM3", &ciphertext).unwrap(), [plaintext], "{ciphertext:02x?}");
        }
        for len in (2..=1024).step_by(31).chain([31, 32, 33, 64, 1023, 1024]) {
            let plaintext = random(len);
            assert_eq!(open_sm2pke(&private_key, c"SM3", &seal(&plaintext)).unwrap(), plaintext, "{len} bytes");
        }
        let ciphertext = seal(b"message");
        for hash in [c"SHA256", c"SHA512-256", c"SHA3-256", c"SHA1", c"SHA512"] {
            assert!(open_sm2pke(&private_key, hash, &ciphertext).is_err(), "{hash:?}");
        }
    }
}

/// The x coordinate of d·Q by OpenSSL's point arithmetic, as long as the field's elements: ECDH on every curve, SM2
/// included.
fn x_of_product(d: &EcKey<Private>, q: &[u8]) -> Vec<u8> {
    let mut context = BigNumContext::new().unwrap();
    let coordinate_len = d.group().degree().div_ceil(8);
    // The point stands at the end of its SubjectPublicKeyInfo.
    let (_, q) = q.split_at(q.len() - 1 - 2 * coordinate_len as usize);
    let q = EcPoint::from_bytes(d.group(), q, &mut context).unwrap();
    let mut product = EcPoint::new(d.group()).unwrap();
    product.mul2(d.group(), &q, d.private_key(), &mut context).unwrap();
    let [mut x, mut y] = [(); 2].map(|()| BigNum::new().unwrap());
    product.affine_coordinates(d.group(), &mut x, &mut y, &mut context).unwrap();
    x.to_vec_padded(coordinate_len as i32).unwrap()
}

/// The secret that OpenSSL's key agreement derives.
fn derive(key: &PKey<Private>, peer: &[u8]) -> Vec<u8> {
    let peer = PKey::public_key_from_der(peer).unwrap();
    let mut deriver = Deriver::new(key).unwrap();
    deriver.set_peer(&peer).unwrap();
    deriver.derive_to_vec().unwrap()
}

#[test]
fn openssl_derives_the_same_secrets_those_with_leading_zeros_too() {
    for (name, curve) in [
        ("ECC_NIST_P256", Nid::X9_62_PRIME256V1),
        ("ECC_NIST_P384", Nid::SECP384R1),
        ("ECC_NIST_P521", Nid::SECP521R1),
        ("SM2", Nid::SM2),
    ] {
        let (answer, private_key) = corpus(&format!("{name}-agree-1"));
        let d = EcKey::private_key_from_der(&private_key.private_key_to_der().unwrap()).unwrap();
        let key = AgreementKey::from_json(answer).unwrap();
        let same = |secret: &SharedSecret, ours: &[u8]| {
            assert_eq!(secret.as_bytes(), x_of_product(&d, ours), "{name}");
            if curve != Nid::SM2 {
                assert_eq!(secret.as_bytes(), derive(&private_key, ours), "{name}");
            }
        };
        for _ in 0..16 {
            let EphemeralAgreement { secret, public_key: ours, .. } = key.agree_ephemeral().unwrap();
            same(&secret, &ours);
        }
        // OpenSSL makes private keys until the secret has leading zeros.
        for zeros in [1, if curve == Nid::SECP521R1 { 2 } else { 1 }] {
            let peer = loop {
                let peer = EcKey::generate(d.group()).unwrap();
                if x_of_product(&peer, key.as_der()).starts_with(&vec![0; zeros]) {
                    break peer;
                }
            };
            let forms = [
                peer.private_key_to_der().unwrap(),
                PKey::from_ec_key(peer.clone()).unwrap().private_key_to_pkcs8().unwrap(),
            ];
            for form in forms {
                let private_key = PrivateKey::from_pem_or_der(&form, key.spec()).unwrap();
                let ours = key.public_key_of(&private_key).unwrap();
                assert_eq!(ours, peer.public_key_to_der().unwrap(), "{name}");
                same(&key.agree(&private_key).unwrap(), &ours);
            }
        }
    }
}

#[test]
fn openssl_decapsulates_and_rejects_implicitly() {
    for (level, len) in [("512", 768), ("768", 1088), ("1024", 1568)] {
        for number in [1, 2] {
            let (answer, private_key) = corpus(&format!("ML_KEM_{level}-encapsulate-{number}"));
            let key = EncapsulationKey::from_json(answer).unwrap();
            let Encapsulated { secret, mut ciphertext, .. } = key.encapsulate().unwrap();
            assert_eq!(ciphertext.len(), len);
            assert_eq!(decapsulate(&private_key, &ciphertext).unwrap(), secret.as_bytes(), "ML-KEM-{level}");
            ciphertext[len / 2] ^= 1;
            assert_ne!(decapsulate(&private_key, &ciphertext).unwrap(), secret.as_bytes(), "ML-KEM-{level}");
            assert!(decapsulate(&private_key, &ciphertext[1..]).is_err(), "ML-KEM-{level}");
        }
    }
}

#[test]
fn aws_lc_decapsulates() {
    for (algorithm, spec, name) in [
        (&kem::ML_KEM_512, KeySpec::MlKem512, "ML_KEM_512-encapsulate-1"),
        (&kem::ML_KEM_768, KeySpec::MlKem768, "ML_KEM_768-encapsulate-1"),
        (&kem::ML_KEM_1024, KeySpec::MlKem1024, "ML_KEM_1024-encapsulate-1"),
    ] {
        let example = EncapsulationKey::from_json(corpus(name).0).unwrap();
        for _ in 0..8 {
            let private_key = kem::DecapsulationKey::generate(algorithm).unwrap();
            let encapsulation_key = private_key.encapsulation_key().unwrap();
            // Of two SubjectPublicKeyInfo of one parameter set, only the keys at their ends differ.
            let bytes = encapsulation_key.key_bytes().unwrap();
            let algorithm_len = example.as_der().len() - bytes.as_ref().len();
            let key = EncapsulationKey::from_der([&example.as_der()[..algorithm_len], bytes.as_ref()].concat(), spec)
                .unwrap();
            let Encapsulated { secret, ciphertext, .. } = key.encapsulate().unwrap();
            let theirs = private_key.decapsulate(kem::Ciphertext::from(ciphertext.as_slice())).unwrap();
            assert_eq!(theirs.as_ref(), secret.as_bytes(), "{spec}");
        }
    }
}

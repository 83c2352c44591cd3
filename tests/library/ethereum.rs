//! Addresses and recoverable signatures of secp256k1 keys, compared with eth-keys, eth-account and ethers.

mod construction;

use std::{fs, path::Path};

use elliptic_curve::sec1::ToSec1Point as _;
use kms_offline::{
    Error, KeySpec, Message, VerifyingKey, ecdsa_sig_value,
    error::{Malformed, Misuse, SignatureProblem},
    ethereum::{self, Eip155V, LegacyV, RecoverableSignature, YParity},
};
use kms_offline_vectors::from_hex;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::corpus;

fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/ethereum").join(name);
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn list<'a>(vectors: &'a Value, name: &str) -> &'a [Value] {
    vectors[name].as_array().unwrap()
}

/// The bytes of a member in hexadecimal, with `0x` in front or without.
fn bytes(value: &Value) -> Vec<u8> {
    from_hex(value.as_str().unwrap().trim_start_matches("0x"))
}

/// The private key that the vectors' scripts give this number.
fn secret_key(number: u64) -> k256::SecretKey {
    k256::SecretKey::from_slice(&Sha256::digest(format!("kms-offline test key {number}"))).unwrap()
}

fn verifying_key(public_key: &k256::PublicKey) -> VerifyingKey {
    let point = public_key.to_sec1_point(false);
    let header = from_hex("3056301006072a8648ce3d020106052b8104000a034200");
    VerifyingKey::from_der([&header, point.as_bytes()].concat(), KeySpec::EccSecgP256k1).unwrap()
}

fn numbered_key(number: &Value) -> VerifyingKey {
    verifying_key(&secret_key(number.as_u64().unwrap()).public_key())
}

fn is_not_verified(result: Result<RecoverableSignature, Error>) -> bool {
    matches!(result, Err(Error::NotVerified))
}

/// The problem with a signature, according to the error.
fn problem<T: std::fmt::Debug>(result: Result<T, Error>) -> SignatureProblem {
    match result {
        Err(Error::Malformed(Malformed::Signature { spec: KeySpec::EccSecgP256k1, problem })) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn addresses_of_a_thousand_keys_are_those_of_eth_keys() {
    let vectors = vectors("eth-keys.json");
    let addresses = list(&vectors, "addresses");
    assert_eq!(addresses.len(), 1000);
    let (mut leading, mut anywhere) = (0, 0);
    for (number, address) in (0..).zip(addresses) {
        let public_key = secret_key(number).public_key();
        let key = verifying_key(&public_key);
        assert_eq!(key.ethereum_address().unwrap().to_string(), address.as_str().unwrap(), "key {number}");
        let y = &public_key.to_sec1_point(false).as_bytes()[33..].to_vec();
        leading += usize::from(y[0] == 4);
        anywhere += usize::from(y.contains(&4));
    }
    assert!(leading > 0 && anywhere > 50, "keys whose y begins with 04: {leading}, has 04: {anywhere}");
}

#[test]
fn an_address_is_printed_with_its_checksum_and_has_twenty_bytes() {
    let address = numbered_key(&0.into()).ethereum_address().unwrap();
    let digits = address.to_string();
    assert_eq!(format!("{address:?}"), digits);
    assert_eq!(from_hex(&digits[2..]), address.as_bytes());
    assert_eq!(address.as_ref(), address.as_bytes());
}

#[test]
fn signatures_of_eth_keys_are_recovered_from_low_and_from_high_s() {
    let vectors = vectors("eth-keys.json");
    let signatures = list(&vectors, "signatures");
    assert_eq!(signatures.len(), 200);
    let mut ids = [0; 2];
    for signature in signatures {
        let (digest, der) = (bytes(&signature["digest"]), bytes(&signature["der"]));
        let id = usize::try_from(signature["recovery_id"].as_u64().unwrap()).unwrap();
        let found = numbered_key(&signature["key"]).recoverable(Message::Digest(&digest), der).unwrap();
        assert_eq!(found.to_compact().to_vec(), bytes(&signature["rs"]), "{signature}");
        assert_eq!(usize::from(u8::from(found.recovery_id())), id, "{signature}");
        ids[id] += 1;
    }
    assert!(ids[0] > 50 && ids[1] > 50, "{ids:?}");
}

#[test]
fn transactions_of_ethers_have_the_same_r_s_and_each_form_of_v() {
    let vectors = vectors("ethers.json");
    let transactions = list(&vectors, "transactions");
    assert_eq!(transactions.len(), 60);
    for transaction in transactions {
        let key = numbered_key(&transaction["key"]);
        assert_eq!(key.ethereum_address().unwrap().to_string(), transaction["from"].as_str().unwrap());
        let digest = ethereum::keccak256(bytes(&transaction["unsigned"]));
        assert_eq!(digest.to_vec(), bytes(&transaction["digest"]));
        let compact = [bytes(&transaction["r"]), bytes(&transaction["s"])].concat();
        let der = ecdsa_sig_value::from_p1363(KeySpec::EccSecgP256k1, &compact).unwrap();
        let found = key.recoverable(Message::Digest(&digest), der).unwrap();
        assert_eq!([&found.r()[..], found.s()].concat(), compact);
        assert_eq!(u64::from(u8::from(found.legacy_v().unwrap())), transaction["v"].as_u64().unwrap());
        assert_eq!(u64::from(u8::from(found.y_parity().unwrap())), transaction["yParity"].as_u64().unwrap());
        let chain_id = transaction["chain_id"].as_u64().unwrap();
        let eip155 = found.eip155_v(chain_id).unwrap();
        assert_eq!(eip155.chain_id(), chain_id);
        assert_eq!(eip155.is_y_odd(), found.recovery_id().is_y_odd());
        if let Some(v) = transaction["eip155_v"].as_u64() {
            assert_eq!(u64::from(eip155), v);
        }
    }
}

#[test]
fn messages_have_the_digests_of_eth_account_and_ethers() {
    for (name, count) in [("eth-keys.json", 6), ("ethers.json", 4)] {
        let vectors = vectors(name);
        let messages = list(&vectors, "messages");
        assert_eq!(messages.len(), count);
        for message in messages {
            let text = message["text"].as_str().unwrap();
            assert_eq!(ethereum::eip191_digest(text).to_vec(), bytes(&message["digest"]), "{text}");
        }
    }
    let empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
    assert_eq!(ethereum::keccak256(b"").to_vec(), from_hex(empty), "the Yellow Paper's KEC(())");
}

#[test]
fn a_raw_message_is_hashed_as_kms_hashes_it() {
    let key = corpus::verifying_key("ECC_SECG_P256K1-sign-1");
    let case = corpus::genuine("ECC_SECG_P256K1-sign-1", "ECDSA_SHA_256", "RAW");
    let (message, der) = (case.bytes("Message"), case.bytes("Signature"));
    let raw = key.recoverable(Message::Raw(&message), &der).unwrap();
    assert_eq!(raw, key.recoverable(Message::Digest(&Sha256::digest(&message)), &der).unwrap());
    assert!(is_not_verified(key.recoverable(Message::Digest(&ethereum::keccak256(&message)), &der)));
}

#[test]
fn signatures_of_another_key_or_digest_are_not_verified() {
    let vectors = vectors("eth-keys.json");
    let signature = &list(&vectors, "signatures")[0];
    let (digest, der) = (bytes(&signature["digest"]), bytes(&signature["der"]));
    let (key, other) = (numbered_key(&0.into()), numbered_key(&1.into()));
    assert!(is_not_verified(other.recoverable(Message::Digest(&digest), &der)));
    assert!(is_not_verified(key.recoverable(Message::Digest(&ethereum::keccak256(&digest)), &der)));
    let compact = bytes(&signature["rs"]);
    for damaged in [&der[1..], &der[..der.len() - 1], &compact, &[]] {
        assert!(is_not_verified(key.recoverable(Message::Digest(&digest), damaged)));
    }
    for bit in 0..8 * der.len() {
        let mut damaged = der.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(is_not_verified(key.recoverable(Message::Digest(&digest), damaged)), "bit {bit}");
    }
}

#[test]
fn keys_on_other_curves_and_other_messages_are_misuse() {
    let others = [
        ("RSA_2048-sign-1", KeySpec::Rsa2048),
        ("ECC_NIST_P256-sign-1", KeySpec::EccNistP256),
        ("ECC_NIST_P384-sign-1", KeySpec::EccNistP384),
        ("ECC_NIST_P521-sign-1", KeySpec::EccNistP521),
        ("ECC_NIST_EDWARDS25519-sign-1", KeySpec::EccNistEdwards25519),
        ("ML_DSA_44-sign-1", KeySpec::MlDsa44),
        ("SM2-sign-1", KeySpec::Sm2),
    ];
    for (name, spec) in others {
        let (key, misuse) = (corpus::verifying_key(name), Error::Misuse(Misuse::NotSecp256k1 { spec }));
        assert_eq!(key.ethereum_address().unwrap_err(), misuse);
        assert_eq!(key.recoverable(Message::Digest(&[1; 32]), [0; 8]).unwrap_err(), misuse);
        assert_eq!(misuse.to_string(), format!("the key's KeySpec is {spec}, this call needs ECC_SECG_P256K1"));
    }
    let key = numbered_key(&0.into());
    for message in [Message::ExternalMu(&[1; 64]), Message::Digest(&[1; 31]), Message::Digest(&[1; 64])] {
        assert!(matches!(key.recoverable(message, [0; 8]), Err(Error::Misuse(_))), "{message:?}");
    }
}

#[test]
fn bytes_with_v_convert_both_ways_and_other_lengths_and_values_are_malformed() {
    let vectors = vectors("eth-keys.json");
    for signature in list(&vectors, "signatures") {
        let digest = bytes(&signature["digest"]);
        let key = numbered_key(&signature["key"]);
        let found = key.recoverable(Message::Digest(&digest), bytes(&signature["der"])).unwrap();
        let with_v = found.to_bytes_with_v().unwrap();
        let (der, v) = ethereum::from_bytes_with_v(with_v).unwrap();
        assert_eq!((key.recoverable(Message::Digest(&digest), der).unwrap(), v), (found, found.legacy_v().unwrap()));
        let with_parity = found.to_bytes_with_y_parity().unwrap();
        let (der, parity) = ethereum::from_bytes_with_y_parity(with_parity).unwrap();
        assert_eq!(
            (key.recoverable(Message::Digest(&digest), der).unwrap(), parity),
            (found, found.y_parity().unwrap())
        );
        assert_eq!(with_v[64], 27 + with_parity[64]);
        let expected = "27 or 28";
        let found = with_parity[64].into();
        assert_eq!(problem(ethereum::from_bytes_with_v(with_parity)), SignatureProblem::V { found, expected });
        let (found, expected) = (with_v[64].into(), "0 or 1");
        assert_eq!(problem(ethereum::from_bytes_with_y_parity(with_v)), SignatureProblem::V { found, expected });
    }
    for found in (0..140).filter(|len| *len != 65) {
        let wrong = SignatureProblem::LengthWithV { found };
        assert_eq!(problem(ethereum::from_bytes_with_v(vec![27; found])), wrong);
        assert_eq!(problem(ethereum::from_bytes_with_y_parity(vec![1; found])), wrong);
    }
    let zero = [&[0; 32][..], &[1; 33]].concat();
    assert_eq!(problem(ethereum::from_bytes_with_y_parity(zero)), SignatureProblem::Range);
}

#[test]
fn each_form_of_v_accepts_its_own_values_only() {
    for v in 0..=u8::MAX {
        assert_eq!(LegacyV::try_from(v).is_ok(), matches!(v, 27 | 28), "{v}");
        assert_eq!(YParity::try_from(v).is_ok(), matches!(v, 0 | 1), "{v}");
        assert_eq!(Eip155V::try_from(u64::from(v)).is_ok(), v >= 35, "{v}");
        if let Ok(legacy) = LegacyV::try_from(v) {
            assert_eq!(legacy.to_string(), v.to_string());
        }
        if let Ok(parity) = YParity::try_from(v) {
            assert_eq!(parity.to_string(), v.to_string());
        }
    }
    for (v, chain_id, is_y_odd) in [(35, 0, false), (36, 0, true), (37, 1, false), (38, 1, true), (310, 137, true)] {
        let eip155 = Eip155V::try_from(v).unwrap();
        assert_eq!((eip155.chain_id(), eip155.is_y_odd(), u64::from(eip155)), (chain_id, is_y_odd, v));
        assert_eq!(eip155.to_string(), v.to_string());
    }
    let largest = Eip155V::try_from(u64::MAX).unwrap();
    assert_eq!((largest.chain_id(), largest.is_y_odd()), (u64::MAX / 2 - 17, false));
    let text = Eip155V::try_from(34).unwrap_err().to_string();
    assert_eq!(text, "v is 34, expected at least 35");
}

#[test]
fn chain_ids_for_which_v_overflows_are_misuse() {
    let vectors = vectors("eth-keys.json");
    for signature in &list(&vectors, "signatures")[..20] {
        let digest = bytes(&signature["digest"]);
        let key = numbered_key(&signature["key"]);
        let found = key.recoverable(Message::Digest(&digest), bytes(&signature["der"])).unwrap();
        let id = u64::from(u8::from(found.recovery_id()));
        let limit = (u64::MAX - 36) / 2;
        for chain_id in [0, 1, 2, 1 << 62, limit - 1, limit] {
            let v = found.eip155_v(chain_id).unwrap();
            assert_eq!(u128::from(u64::from(v)), u128::from(chain_id) * 2 + 35 + u128::from(id));
        }
        for chain_id in [limit + 2, u64::MAX / 2 + 1, u64::MAX - 17, u64::MAX] {
            let error = found.eip155_v(chain_id).unwrap_err();
            assert_eq!(error, Error::Misuse(Misuse::ChainId { found: chain_id }));
            assert!(error.to_string().contains(&limit.to_string()), "{error}");
        }
    }
}

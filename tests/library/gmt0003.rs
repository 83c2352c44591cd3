//! The signature example of GM/T 0003.5 (GB/T 32918.5), A.2, on the recommended curve with the ID 1234567812345678.

use der::{Decode as _, asn1::UintRef};
use kms_offline::{DistinguishingId, KeySpec, Message, SigningAlgorithm, VerifyingKey, ecdsa_sig_value};
use kms_offline_vectors::from_hex;
use sha2::Digest as _;
use signature::Verifier as _;
use sm2::{SecretKey, elliptic_curve::sec1::ToSec1Point as _, pkcs8::EncodePublicKey as _};

use crate::verdict::Verdict;

const DA: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const XA: &str = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
const YA: &str = "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const MESSAGE: &[u8] = b"message digest";
const ZA: &str = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3";
const E: &str = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640";
const R: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
const S: &str = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

fn secret_key() -> SecretKey {
    SecretKey::from_slice(&from_hex(DA)).unwrap()
}

fn key() -> VerifyingKey {
    let der = secret_key().public_key().to_public_key_der().unwrap();
    VerifyingKey::from_der(der.as_bytes(), KeySpec::Sm2).unwrap()
}

fn signature() -> Vec<u8> {
    ecdsa_sig_value::from_p1363(KeySpec::Sm2, [from_hex(R), from_hex(S)].concat()).unwrap()
}

fn verify(message: Message<'_>) -> Verdict {
    key().verify(SigningAlgorithm::Sm2Dsa, message, signature()).into()
}

#[test]
fn the_figures_are_those_of_the_key() {
    let point = secret_key().public_key().to_sec1_point(false);
    assert_eq!(point.as_bytes(), [vec![4], from_hex(XA), from_hex(YA)].concat());
}

#[test]
fn e_is_the_digest_of_the_message_with_the_default_id() {
    assert_eq!(key().digest(SigningAlgorithm::Sm2Dsa, MESSAGE).unwrap().as_bytes(), from_hex(E));
    let by_hand = sm3::Sm3::digest([&from_hex(ZA), MESSAGE].concat());
    assert_eq!(by_hand[..], from_hex(E));
}

#[test]
fn the_signature_verifies_over_the_message_and_over_e() {
    assert_eq!(verify(Message::Raw(MESSAGE)), Verdict::Valid);
    assert_eq!(verify(Message::Digest(&from_hex(E))), Verdict::Valid);
    assert_eq!(verify(Message::Raw(b"message digesu")), Verdict::NotVerified);
    assert_eq!(verify(Message::Digest(&sm3::Sm3::digest(MESSAGE))), Verdict::NotVerified);
}

#[test]
fn the_signature_verifies_with_the_sm2_crate() {
    let reference = sm2::dsa::VerifyingKey::new("1234567812345678", secret_key().public_key()).unwrap();
    let signature = sm2::dsa::Signature::from_slice(&[from_hex(R), from_hex(S)].concat()).unwrap();
    reference.verify(MESSAGE, &signature).unwrap();
}

#[test]
fn the_der_holds_r_and_s() {
    let parts = Vec::<UintRef<'_>>::from_der(&signature())
        .map(|parts| parts.iter().map(|part| part.as_bytes().to_vec()).collect::<Vec<_>>());
    assert_eq!(parts.unwrap(), [from_hex(R), from_hex(S)]);
}

#[test]
fn an_id_given_as_the_default_gives_the_same_e() {
    let id = DistinguishingId::new("1234567812345678").unwrap();
    let verifier = key().verifier(SigningAlgorithm::Sm2Dsa).unwrap().with_distinguishing_id(&id).unwrap();
    let mut digester = verifier.digester().unwrap();
    digester.update(MESSAGE);
    assert_eq!(digester.finish().as_bytes(), from_hex(E));
    assert_eq!(Verdict::from(verifier.verify_message(Message::Raw(MESSAGE), signature())), Verdict::Valid);
}

#[test]
fn another_id_gives_another_e() {
    for id in ["", "12345678", "12345678123456781"] {
        let id = DistinguishingId::new(id).unwrap();
        let verifier = key().verifier(SigningAlgorithm::Sm2Dsa).unwrap().with_distinguishing_id(&id).unwrap();
        assert_eq!(Verdict::from(verifier.verify_message(Message::Raw(MESSAGE), signature())), Verdict::NotVerified);
    }
}

//! The example of GM/T 0003.5 (C.2): encryption on the recommended curve.

use kms_offline::{EncryptionAlgorithm, EncryptionKey, KeySpec};
use kms_offline_vectors::{CorpusKey, from_hex};
use sm2::elliptic_curve::sec1::FromSec1Point as _;
use spki::EncodePublicKey as _;

use kms_offline_vectors::Bytes;

#[test]
fn the_example_of_the_standard_comes_out_of_its_k() {
    let public_key = from_hex(
        "04 09F9DF31 1E5421A1 50DD7D16 1E4BC5C6 72179FAD 1833FC07 6BB08FF3 56F35020 \
            CCEA490C E26775A5 2DC6EA71 8CC1AA60 0AED05FB F35E084A 6632F607 2DA9AD13",
    );
    let k = from_hex("59276E27 D506861A 16680F3A D9C02DCC EF3CC1FA 3CDBE4CE 6D54B80D EAC1BC21");
    let x1 = "04EBFC71 8E8D1798 62043226 8E77FEB6 415E2EDE 0E073C0F 4F640ECD 2E149A73";
    let y1 = "E858F9D8 1E5430A5 7B36DAAB 8F950A3C 64E6EE6A 63094D99 283AFF76 7E124DF0";
    let c3 = "59983C18 F809E262 923C53AE C295D303 83B54E39 D609D160 AFCB1908 D0BD8766";
    let c2 = "21886CA9 89CA9C7D 58087307 CA93092D 651EFA";
    // SEQUENCE, INTEGER x1, INTEGER y1 (a leading zero keeps it positive), OCTET STRING C3, OCTET STRING C2
    let sm2_cipher = from_hex(&["30 7c 02 20", x1, "02 21 00", y1, "04 20", c3, "04 13", c2].concat());

    let point = sm2::Sec1Point::from_bytes(public_key).unwrap();
    let spki = sm2::PublicKey::from_sec1_point(&point).unwrap().to_public_key_der().unwrap();
    let key = EncryptionKey::from_der(spki.as_bytes(), KeySpec::Sm2).unwrap();
    let ciphertext =
        key.encrypt_with_rng(&mut Bytes(k.into_iter()), EncryptionAlgorithm::Sm2Pke, b"encryption standard").unwrap();
    assert_eq!(ciphertext, sm2_cipher);
}

#[test]
fn coordinates_are_minimal_positive_integers() {
    use der::{
        Decode as _, Encode as _,
        asn1::{OctetStringRef, UintRef},
    };

    let key = EncryptionKey::from_json(CorpusKey::named("SM2-encrypt-1").response()).unwrap();
    let (mut short, mut padded) = (0, 0);
    for i in 0..600 {
        let ciphertext =
            key.encrypt_with_rng(&mut Bytes(crate::random::noise(i)), EncryptionAlgorithm::Sm2Pke, &[1]).unwrap();
        // `UintRef` takes minimal, positive INTEGERs only; written anew they must give the same bytes.
        let body = der::asn1::AnyRef::from_der(&ciphertext).unwrap();
        let mut reader = der::SliceReader::new(body.value()).unwrap();
        let [x, y] = [(); 2].map(|()| UintRef::decode(&mut reader).unwrap());
        let [c3, c2] = [(); 2].map(|()| <&OctetStringRef>::decode(&mut reader).unwrap());
        assert_eq!((c3.as_bytes().len(), c2.as_bytes().len()), (32, 1));
        let again = [x.to_der().unwrap(), y.to_der().unwrap(), c3.to_der().unwrap(), c2.to_der().unwrap()].concat();
        assert_eq!(again, body.value());
        for coordinate in [x.as_bytes(), y.as_bytes()] {
            short += usize::from(coordinate.len() < 32);
            padded += usize::from(coordinate.len() == 32 && coordinate[0] >= 0x80);
        }
    }
    assert!(short > 0 && padded > 0, "{short} short, {padded} padded: the cases that matter did not occur");
}

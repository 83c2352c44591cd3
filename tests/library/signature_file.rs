//! A signature as people have it in a file.

use kms_offline::{
    Error, SignResponse, SignatureFile,
    error::{Expected, Malformed},
};

use crate::corpus::genuine;

fn bytes(file: impl AsRef<[u8]>) -> Vec<u8> {
    match SignatureFile::read(file).unwrap() {
        SignatureFile::Bytes(bytes) => bytes,
        SignatureFile::Response(response) => panic!("{response:?}"),
    }
}

#[test]
fn a_sign_response_is_read_as_one() {
    let json = genuine("ECC_NIST_P256-sign-1", "ECDSA_SHA_256", "RAW").text("sign_output");
    let response = SignResponse::from_json(json).unwrap();
    let marked = [b"\xef\xbb\xbf \n", json.as_bytes()].concat();
    for file in [json.as_bytes(), &marked] {
        let file = SignatureFile::read(file).unwrap();
        assert_eq!(file.response(), Some(&response));
        assert_eq!(file.signature(), response.signature());
    }
}

#[test]
fn an_object_that_is_not_a_sign_response_is_malformed() {
    let refused = SignatureFile::read("{}").unwrap_err();
    assert!(matches!(refused, Error::Malformed(Malformed::Member { member: "Signature", .. })), "{refused:?}");
}

#[test]
fn base64_is_decoded_once() {
    assert_eq!(bytes("TUFZQ0FRRUNBUUU9\n"), b"MAYCAQECAQE=");
    assert_eq!(bytes("MAYC\r\nAQEC AQE="), [0x30, 6, 2, 1, 1, 2, 1, 1]);
    assert!(bytes("").is_empty());
}

#[test]
fn other_bytes_are_the_signature_themselves() {
    // JSON that is not an object, and text that only begins like one, too.
    for raw in [&b"{ not JSON"[..], b"[1]", b"MAYCAQECAQE", &[0x30, 6, 2, 1, 1, 2, 1, 1], &[0xff; 256]] {
        let file = SignatureFile::read(raw).unwrap();
        assert_eq!((file.response(), file.signature()), (None, raw));
    }
}

#[test]
fn the_longest_file_has_64_kib() {
    assert_eq!(SignatureFile::MAX_LEN, 64 * 1024);
    assert_eq!(bytes(vec![0xff; SignatureFile::MAX_LEN]).len(), SignatureFile::MAX_LEN);
    let refused = SignatureFile::read(vec![0xff; SignatureFile::MAX_LEN + 1]).unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Malformed(Malformed::TooLong { expected: Expected::SignatureFile, found: 65537, limit: 65536 })
        ),
        "{refused:?}"
    );
}

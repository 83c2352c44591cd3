//! A parsed value is written as the same value again, and nothing panics.

use kms_offline::{
    Error, KeySpec, KeyUsage, PrivateKey, PublicKey, SignResponse, SignatureFile, SignatureLength, ecdsa_sig_value,
    error::{InputKind, Malformed, Misuse, PrivateKeyProblem},
};

/// The kinds of input that the readers of a response, a signature and a private key recognise in `data`.
pub fn recognised(data: &[u8]) -> Vec<InputKind> {
    let spec = KeySpec::EccNistP256;
    let errors = [
        PublicKey::from_json(data).err(),
        PublicKey::from_pem_der_or_base64(data, spec, KeyUsage::KeyAgreement).err(),
        SignatureFile::read(data).err(),
        SignResponse::from_json(data).err(),
        PrivateKey::from_pem_or_der(data, spec).err(),
    ];
    let found = |error| match error {
        Error::Malformed(Malformed::Recognised { found, .. })
        | Error::Misuse(Misuse::PrivateKey { problem: PrivateKeyProblem::Recognised { found }, .. }) => {
            Some(found.kind())
        }
        _ => None,
    };
    errors.into_iter().flatten().filter_map(found).collect()
}

/// A seed of each kind of input that no file has, with its name.
pub fn response_seeds() -> Vec<(String, Vec<u8>)> {
    let seeds = TEXTS.iter().map(|text| text.as_bytes()).chain(BYTES.iter().copied());
    (0..).zip(seeds).map(|(number, seed)| (format!("made-{number}"), seed.to_vec())).collect()
}

/// Text of many kinds.
const TEXTS: &[&str] = &[
    "",
    r#"{"KeyId": "a", "SignatureValid": true, "SigningAlgorithm": "ECDSA_SHA_256"}"#,
    r#"{"KeyMetadata": {"KeyId": "a", "KeySpec": "ECC_NIST_P256"}}"#,
    r#"{"PrivateKeyPlaintext": "AAAA", "PublicKey": "AAAA", "KeyPairSpec": "ECC_NIST_P256", "PrivateKeyCiphertextBlob": "AAAA"}"#,
    r#"{"PublicKey": "AAAA", "KeyPairSpec": "ECC_NIST_P256", "PrivateKeyCiphertextBlob": "AAAA"}"#,
    r#"{"KeyId": "a", "ImportToken": "AAAA", "PublicKey": "AAAA", "ParametersValidTo": 1}"#,
    r#"{"__type": "NotFoundException", "message": "x"}"#,
    r#"{"key_id": "a", "public_key": "AAAA", "key_spec": "ECC_NIST_P256", "key_usage": "SIGN_VERIFY"}"#,
    r#"{"public_key": {"sensitive": false, "type": "string", "value": "AAAA"}}"#,
    r#"{"name": "n", "pem": "-----BEGIN PUBLIC KEY-----\n", "algorithm": "EC_SIGN_P256_SHA256", "pemCrc32c": "1"}"#,
    "# keys\nSHA256:9cb1495ded95ec67e582fdf289d97477c4619bbe06cacd659864beb12499fb72 release key.json\n",
    "9cb1495ded95ec67e582fdf289d97477c4619bbe06cacd659864beb12499fb72 key.json\n",
    "public_key = <<EOT\nAAAA\nEOT\n",
    r#"{"pem": "x", "algorithm": "EC_SIGN_P256_SHA256", "name": "n"}"#,
    r#"{"key": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "https://v/keys/k"}}"#,
    r#"{"data": {"keys": {"1": {"public_key": "x"}}, "latest_version": 1}}"#,
    r#"{"name": "n", "signature": "AAAA", "signatureCrc32c": "1"}"#,
    r#"{"kid": "https://v/keys/k", "value": "AAAA"}"#,
    r#"{"data": {"signature": "vault:v1:AAAA"}}"#,
    r#"{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}"#,
    r#"{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}"#,
    r#"{"payload": "e30", "protected": "e30", "signature": "AA"}"#,
    "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
    "eyJhbGciOiJFQ0RILUVTIn0.AAAA.AAAA.AAAA.AAAA",
    r#"{"payloadType": "t", "payload": "e30=", "signatures": []}"#,
    r#"{"a": 1}"#,
    r#"[{"a": 1}]"#,
    "arn:aws:kms:eu-west-1:111122223333:key/a\tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\tECDSA_SHA_256\n",
    "----------------------------\n|          Sign            |\n+--------------------------+\n|  KeyId  |  a  |\n",
    "KeyId: a\nSignature: AAAA\nSigningAlgorithm: ECDSA_SHA_256\n",
    "- KeyId: a\n  Signature: AAAA\n  SigningAlgorithm: ECDSA_SHA_256\n",
    "{'KeyId': 'a', 'PublicKey': b'0Y'}",
    "GetPublicKeyOutput { key_id: Some(\"a\") }",
    "<Buffer 30 59 30 13 06 07 ... 41 more bytes>",
    "<!DOCTYPE html>\n<html><body>502</body></html>",
    "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
    "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
    "<a><b/></a>",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@here",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQM= me@here",
    "ssh-dss AAAAB3NzaC1kc3M= me@here",
    "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
    "-----BEGIN PUBLIC KEY-----\nAAAA",
    "0Y0\u{13}\u{6}\u{7}*\u{fffd}H\u{fffd}=\u{2}\u{1}",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v",
    r#"{"verificationMaterial": {}, "messageSignature": {"signature": "AAAA"}}"#,
    "\nAn error occurred (AccessDeniedException) when calling the Sign operation: no\n",
    "arn:aws:kms:eu-west-1:111122223333:key/a\n",
    "Public-Key: (256 bit)\npub:\n    04:00\n",
    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 91\n",
    "0000000 000001 000002 000003 000004 000005 000006 000007 000010\n0000020\n",
    "$ aws kms sign\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v\n$ ",
];

/// DER of many kinds.
const BYTES: &[&[u8]] = &[
    // A SubjectPublicKeyInfo with explicit parameters, and a private key with some.
    b"\x30\x12\x30\x0b\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x30\x00\x03\x03\x00\x04\x00",
    b"\x30\x0b\x02\x01\x01\x04\x02\x01\x02\xa0\x02\x30\x00",
    // EncryptedPrivateKeyInfo, ContentInfo, r and s, another structure.
    b"\x30\x0a\x30\x05\x06\x03\x2a\x03\x04\x04\x01\x00",
    b"\x30\x0f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x02\x30\x00",
    b"\x30\x06\x02\x01\x01\x02\x01\x01",
    b"\x30\x03\x01\x01\xff",
    // PFX, and gzip.
    b"\x30\x14\x02\x01\x03\x30\x0f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x02\x04\x00",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    // RSAPublicKey.
    b"\x30\x81\x89\x02\x81\x81\x00\
      \xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\
      \xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\
      \xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\
      \xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\xc1\
      \x02\x03\x01\x00\x01",
];

/// A GetPublicKey response, a Sign response or a signature file: a parsed one serialises to something that parses to
/// the same.
pub fn response(data: &[u8]) {
    if let Ok(key) = PublicKey::from_json(data) {
        let written = key.to_json();
        let again = PublicKey::from_json(&written).unwrap();
        assert_eq!(again, key);
        assert_eq!(again.to_json(), written);
        assert_eq!(again.key_id(), key.key_id());
    }
    if let Ok(response) = SignResponse::from_json(data) {
        assert_eq!(SignatureFile::read(data).unwrap(), SignatureFile::Response(response));
    }
    let _ = SignatureFile::read(data).map_err(|error| assert!(error.to_string().is_ascii()));
    // Each parser recognises the input that it rejects.
    let spec = KeySpec::EccNistP256;
    let errors = [
        PublicKey::from_json(data).err(),
        PublicKey::from_pem_der_or_base64(data, spec, KeyUsage::KeyAgreement).err(),
        PrivateKey::from_pem_or_der(data, spec).err(),
    ];
    for error in errors.into_iter().flatten() {
        assert!(error.to_string().is_ascii() && error.advice().is_some_and(|advice| advice.is_ascii()));
    }
}

/// A signature of a spec, which the first byte names: we parse the DER that the `ecdsa` crate parses, and conversions
/// round-trip.
pub fn signature_der(data: &[u8]) {
    let [spec, bytes @ ..] = data else { return };
    let spec = KeySpec::ALL[usize::from(*spec) % KeySpec::ALL.len()];
    let ours = ecdsa_sig_value::to_p1363(spec, bytes);
    let theirs = match spec {
        KeySpec::EccNistP256 => p256::ecdsa::Signature::from_der(bytes).ok().map(|s| s.to_bytes().to_vec()),
        KeySpec::EccNistP384 => p384::ecdsa::Signature::from_der(bytes).ok().map(|s| s.to_bytes().to_vec()),
        KeySpec::EccNistP521 => p521::ecdsa::Signature::from_der(bytes).ok().map(|s| s.to_bytes().to_vec()),
        KeySpec::EccSecgP256k1 => k256::ecdsa::Signature::from_der(bytes).ok().map(|s| s.to_bytes().to_vec()),
        KeySpec::Sm2 => sm2::dsa::Signature::from_der(bytes).ok().map(|s| s.to_bytes().to_vec()),
        _ => None,
    };
    assert_eq!(ours.as_ref().ok(), theirs.as_ref());
    #[cfg(feature = "peers")]
    crate::peers::agree_on_signature(spec, bytes, theirs.as_deref());
    if let Ok(fixed) = ours {
        assert_eq!(ecdsa_sig_value::from_p1363(spec, fixed).unwrap(), bytes);
        assert!(matches!(spec.signature_len(), Some(SignatureLength::AtMost(longest)) if bytes.len() <= longest));
    }
    if let Ok(der) = ecdsa_sig_value::from_p1363(spec, bytes) {
        assert_eq!(ecdsa_sig_value::to_p1363(spec, der).unwrap(), bytes);
    }
}

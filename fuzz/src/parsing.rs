//! What parses is written as the same again, and nothing panics.

use kms_offline::{
    KeySpec, KeyUsage, PrivateKey, PublicKey, SignResponse, SignatureFile, SignatureLength, ecdsa_sig_value,
};

/// A GetPublicKey response, a Sign response or a signature file: what parses serialises to something that parses to the same.
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
    // Input that is rejected is recognised by each reader that can be given it.
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

/// A signature of a spec, which the first byte names: we read the DER that the `ecdsa` crate reads, and conversions round-trip.
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

//! The verdicts of OpenSSL and AWS-LC, where they are as strict as we are.

use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey};
use kms_offline_peers::{aws_lc_verifies, openssl_verifies};
use openssl::{bn::BigNumContext, ec::EcGroup, ecdsa::EcdsaSig, nid::Nid};

/// Both return our verdict. The keys that they accept and we reject (Ed25519 of small order, or not canonical) never
/// get here.
pub(crate) fn agree(
    key: &VerifyingKey,
    algorithm: SigningAlgorithm,
    message: Message<'_>,
    signature: &[u8],
    ours: bool,
) {
    let openssl = openssl_verifies(key.as_der(), algorithm, message, signature);
    assert_eq!(openssl, ours, "OpenSSL and the reference disagree");
    if let Some(aws_lc) = aws_lc_verifies(key.spec(), key.as_der(), algorithm, message, signature) {
        assert_eq!(aws_lc, ours, "AWS-LC and the reference disagree");
    }
}

/// OpenSSL parses each signature that we parse, with the same r ‖ s; and we parse each one that OpenSSL itself writes,
/// if r and s are in range. OpenSSL's reader takes more: it stops at the end of the sequence, and knows no order of a
/// group.
pub(crate) fn agree_on_signature(spec: KeySpec, bytes: &[u8], ours: Option<&[u8]>) {
    let Some(curve) = curve(spec) else { return };
    let order_of = |group: &EcGroup| {
        let mut order = openssl::bn::BigNum::new()?;
        group.order(&mut order, &mut *BigNumContext::new()?)?;
        Ok::<_, openssl::error::ErrorStack>(order)
    };
    let order = EcGroup::from_curve_name(curve).and_then(|group| order_of(&group)).unwrap();
    let theirs = EcdsaSig::from_der(bytes).ok();
    let fixed = theirs.as_ref().and_then(|signature| {
        let len = order.num_bytes();
        Some([signature.r().to_vec_padded(len).ok()?, signature.s().to_vec_padded(len).ok()?].concat())
    });
    if let Some(ours) = ours {
        assert_eq!(fixed.as_deref(), Some(ours), "OpenSSL reads another signature");
    }
    if let Some(signature) = theirs
        && signature.to_der().unwrap() == bytes
    {
        let in_range = [signature.r(), signature.s()].iter().all(|part| part.num_bits() > 0 && **part < *order);
        assert_eq!(ours.is_some(), in_range, "what OpenSSL writes is read if it is in range");
    }
}

fn curve(spec: KeySpec) -> Option<Nid> {
    match spec {
        KeySpec::EccNistP256 => Some(Nid::X9_62_PRIME256V1),
        KeySpec::EccNistP384 => Some(Nid::SECP384R1),
        KeySpec::EccNistP521 => Some(Nid::SECP521R1),
        KeySpec::EccSecgP256k1 => Some(Nid::SECP256K1),
        KeySpec::Sm2 => Some(Nid::SM2),
        _ => None,
    }
}

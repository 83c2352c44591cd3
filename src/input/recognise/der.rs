//! DER: certificates, requests, keys and signatures, distinguished by parsing them.

use alloc::vec::Vec;

use der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _, asn1::AnyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::{Search, point};
use crate::{
    error::{InputKind, Layer, Recognised},
    input::ecdsa_sig_value::EcdsaSigValue,
};

/// The kind of the DER that fills `bytes`.
pub(super) fn recognise(bytes: &[u8], search: Search) -> Option<Recognised> {
    let whole = AnyRef::from_der(bytes).ok()?;
    let header = u8::try_from(bytes.len().checked_sub(whole.value().len())?).ok()?;
    match whole.tag() {
        Tag::Sequence => Some(Recognised::new(sequence(bytes, &elements(whole.value())?))),
        // PKCS#11 wraps a point in an OCTET STRING (CKA_EC_POINT).
        Tag::OctetString => in_string(whole.value(), search).map(|inner| inner.within(Layer::OctetString(header))),
        Tag::BitString => {
            let (unused, bits) = whole.value().split_first()?;
            let inner = in_string(bits, search).filter(|_| *unused == 0)?;
            Some(inner.within(Layer::BitString(header + 1)))
        }
        _ => None,
    }
}

fn in_string(content: &[u8], search: Search) -> Option<Recognised> {
    let bare = point::recognise(content, search.spec).or_else(|| point::raw_key(content));
    bare.or_else(|| recognise(content, search.deeper()?))
}

/// The kind of the SEQUENCE that fills `der`. PEM labels are checked against it, too.
fn sequence(der: &[u8], elements: &[AnyRef<'_>]) -> InputKind {
    if let Ok(info) = SubjectPublicKeyInfoRef::try_from(der) {
        public_key(&info)
    } else if has_explicit_curve(der, elements) {
        InputKind::ExplicitPrivateKey
    } else if is_signed(elements, is_tbs_certificate) {
        InputKind::Certificate
    } else if is_signed(elements, is_request_info) {
        InputKind::CertificateRequest
    } else if is_private_key(der, elements) {
        InputKind::PrivateKey
    } else if is_encrypted_private_key(elements) {
        InputKind::EncryptedPrivateKey
    } else if is_pkcs7(elements) {
        InputKind::Pkcs7
    } else if is_pkcs12(elements) {
        InputKind::Pkcs12
    } else if is_rsa_public_key(elements) {
        InputKind::Pkcs1PublicKey
    } else if EcdsaSigValue::from_der(der).is_some() {
        InputKind::EcdsaSignature
    } else {
        InputKind::Der
    }
}

fn public_key(info: &SubjectPublicKeyInfoRef<'_>) -> InputKind {
    match info.algorithm.oid {
        RSASSA_PSS => InputKind::RsassaPssPublicKey,
        EC_PUBLIC_KEY if is_explicit(info.algorithm.parameters) => InputKind::ExplicitPublicKey,
        _ => InputKind::PublicKey,
    }
}

/// id-RSASSA-PSS (RFC 4055, 3.1)
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// id-ecPublicKey (RFC 5480, 2.1.1)
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// SpecifiedECDomain (SEC 1, C.2), where RFC 5480 has an OID.
fn is_explicit(parameters: Option<AnyRef<'_>>) -> bool {
    parameters.is_some_and(|parameters| parameters.tag() == Tag::Sequence)
}

/// A private key with such parameters: PrivateKeyInfo, or ECPrivateKey with its version, number and `[0]` parameters.
fn has_explicit_curve(der: &[u8], elements: &[AnyRef<'_>]) -> bool {
    if let Ok(info) = PrivateKeyInfoRef::try_from(der) {
        return info.algorithm.oid == EC_PUBLIC_KEY && is_explicit(info.algorithm.parameters);
    }
    let [version, number, parameters, ..] = elements else { return false };
    version.tag() == Tag::Integer
        && number.tag() == Tag::OctetString
        && parameters.tag().is_context_specific()
        && parameters.value().first() == Some(&0x30)
}

/// A certificate that is followed by OpenSSL's trust settings.
pub(super) fn is_trusted_certificate(der: &[u8]) -> bool {
    let first = SliceReader::new(der).ok().and_then(|mut reader| AnyRef::decode(&mut reader).ok());
    first
        .and_then(|certificate| elements(certificate.value()))
        .is_some_and(|parts| is_signed(&parts, is_tbs_certificate))
}

/// The elements of a constructed value; no structure here has more.
fn elements(value: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    const MOST: usize = 64;
    let mut reader = SliceReader::new(value).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() && elements.len() < MOST {
        elements.push(AnyRef::decode(&mut reader).ok()?);
    }
    reader.is_finished().then_some(elements)
}

fn inner<'a>(element: &AnyRef<'a>) -> Option<Vec<AnyRef<'a>>> {
    if element.tag() == Tag::Sequence { elements(element.value()) } else { None }
}

/// SEQUENCE { toBeSigned, AlgorithmIdentifier, BIT STRING } (RFC 5280, 4.1; RFC 2986, 4.2)
fn is_signed(elements: &[AnyRef<'_>], to_be_signed: impl Fn(&[AnyRef<'_>]) -> bool) -> bool {
    let [signed, algorithm, signature] = elements else { return false };
    signature.tag() == Tag::BitString
        && is_algorithm(algorithm)
        && inner(signed).is_some_and(|parts| to_be_signed(&parts))
}

/// TBSCertificate: `[0]` version OPTIONAL, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, …
fn is_tbs_certificate(parts: &[AnyRef<'_>]) -> bool {
    let parts = match parts {
        [version, rest @ ..] if version.tag().is_context_specific() => rest,
        parts => parts,
    };
    let [serial, algorithm, issuer, validity, subject, key, ..] = parts else { return false };
    serial.tag() == Tag::Integer
        && is_algorithm(algorithm)
        && inner(issuer).is_some()
        && inner(validity).is_some_and(|times| times.len() == 2)
        && inner(subject).is_some()
        && is_spki(key)
}

/// CertificationRequestInfo: version, subject, subjectPKInfo, `[0]` attributes
fn is_request_info(parts: &[AnyRef<'_>]) -> bool {
    let [version, subject, key, ..] = parts else { return false };
    version.tag() == Tag::Integer && inner(subject).is_some() && is_spki(key)
}

fn is_spki(element: &AnyRef<'_>) -> bool {
    element.to_der().is_ok_and(|der| SubjectPublicKeyInfoRef::try_from(der.as_slice()).is_ok())
}

fn is_algorithm(element: &AnyRef<'_>) -> bool {
    inner(element).is_some_and(|parts| matches!(parts.first(), Some(oid) if oid.tag() == Tag::ObjectIdentifier))
}

/// PrivateKeyInfo (RFC 5958), ECPrivateKey (RFC 5915), RSAPrivateKey (RFC 8017, A.1.2: version and eight numbers) and
/// its like.
fn is_private_key(der: &[u8], elements: &[AnyRef<'_>]) -> bool {
    PrivateKeyInfoRef::try_from(der).is_ok()
        || EcPrivateKey::try_from(der).is_ok()
        || (elements.len() >= 6 && elements.iter().take(6).all(|element| element.tag() == Tag::Integer))
}

/// EncryptedPrivateKeyInfo (RFC 5958, 3)
fn is_encrypted_private_key(elements: &[AnyRef<'_>]) -> bool {
    matches!(elements, [algorithm, data] if is_algorithm(algorithm) && data.tag() == Tag::OctetString)
}

/// ContentInfo (RFC 5652, 3) of a content type of PKCS#7.
fn is_pkcs7(elements: &[AnyRef<'_>]) -> bool {
    const PKCS7: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7");
    let [content_type, content] = elements else { return false };
    let oid = content_type.decode_as::<ObjectIdentifier>().ok();
    content.tag().is_context_specific() && oid.and_then(|oid| oid.parent()) == Some(PKCS7)
}

/// PFX (RFC 7292, 4): version 3, the contents as a ContentInfo, and a MAC.
fn is_pkcs12(elements: &[AnyRef<'_>]) -> bool {
    let [version, contents, ..] = elements else { return false };
    version.tag() == Tag::Integer && version.value() == [3] && inner(contents).is_some_and(|parts| is_pkcs7(&parts))
}

/// RSAPublicKey (RFC 8017, A.1.1): a modulus that is longer than any r, and an exponent.
fn is_rsa_public_key(elements: &[AnyRef<'_>]) -> bool {
    const LONGEST_R: usize = 67;
    let [modulus, exponent] = elements else { return false };
    modulus.tag() == Tag::Integer && modulus.value().len() > LONGEST_R && exponent.tag() == Tag::Integer
}

//! Digests and signatures that anyone can make without the key (security rule: a digest proves nothing unless one
//! computed it).

use base64ct::{Base64, Encoding as _};
use elliptic_curve::{
    CurveArithmetic, FieldBytes, ProjectivePoint, Scalar,
    ops::{Invert as _, MulByGeneratorVartime as _, Reduce as _},
    point::AffineCoordinates as _,
};
use kms_offline::{
    Error, KeySpec, Message, MessageType, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    error::Excerpt,
    explain::{DigestText, Explainer, Explanation, Finding},
};
use kms_offline_vectors::to_hex;
use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};
use spki::DecodePublicKey as _;

use crate::corpus::verifying_key;

/// x(aG + bQ) mod n
fn x<C: CurveArithmetic>(a: Scalar<C>, b: Scalar<C>, q: ProjectivePoint<C>) -> Scalar<C> {
    let point: C::AffinePoint = ProjectivePoint::<C>::mul_by_generator_and_mul_add_vartime(&a, &b, &q).into();
    Scalar::<C>::reduce(&point.x())
}

/// A digest, and r ‖ s that verifies for it, made from the public key alone.
#[derive(Clone)]
struct Forged {
    digest: Vec<u8>,
    fixed: Vec<u8>,
}

/// r = x(aG + bQ), s = r/b, e = ar/b: ECDSA verifies for e, whoever chose a and b. The first b that gives an e of
/// `digest_len` bytes and an r with `zeros` leading zero bytes counts.
fn forge_ecdsa<C: CurveArithmetic>(q: ProjectivePoint<C>, digest_len: usize, zeros: usize) -> Forged {
    let a = Scalar::<C>::from(7_u64);
    for b in 2_u64.. {
        let b = Scalar::<C>::from(b);
        let r = x::<C>(a, b, q);
        let s = r * Option::<Scalar<C>>::from(b.invert()).unwrap();
        let e: FieldBytes<C> = (a * s).into();
        let (above, e) = e.split_at(e.len() - digest_len);
        let (r, s): (FieldBytes<C>, FieldBytes<C>) = (r.into(), s.into());
        if above.iter().chain(&r[..zeros]).all(|byte| *byte == 0) {
            return Forged { digest: e.to_vec(), fixed: [&r[..], &s].concat() };
        }
    }
    unreachable!("one e in 512 is short enough on P-521, every e on the others")
}

/// t = r + s, e = r − x(sG + tQ): SM2DSA verifies for e, whoever chose r and s.
fn forge_sm2(q: sm2::ProjectivePoint, zeros: usize) -> Forged {
    let chosen = |byte: u8| [vec![0; zeros], vec![byte; 32 - zeros]].concat();
    let [r, s] = [chosen(0x55), chosen(0x33)]
        .map(|bytes| sm2::Scalar::reduce(&FieldBytes::<sm2::Sm2>::try_from(&bytes[..]).unwrap()));
    let t = r + s;
    let e = r - x::<sm2::Sm2>(s, t, q);
    Forged { digest: e.to_bytes().to_vec(), fixed: [r.to_bytes(), s.to_bytes()].concat() }
}

/// The explanation of a signature over a message.
fn explain(
    key: &VerifyingKey,
    algorithm: SigningAlgorithm,
    signature: &[u8],
    message_type: MessageType,
    message: &[u8],
    others: &[VerifyingKey],
) -> Explanation {
    let verifier = key.verifier(algorithm).unwrap();
    verifier.verify_message(Message::new(message_type, message), signature).unwrap_err();
    let others = others.iter().map(|key| (Excerpt::of("other.json"), key.clone()));
    let explainer = Explainer::new(&verifier, signature, message_type).also_try(others);
    let mut examination = explainer.examine();
    examination.update(message);
    examination.finish()
}

/// The warning comes first, nothing offers a signature to use or a way to get one, and nothing calls anything
/// valid.
#[track_caller]
fn assert_warned(context: &str, explanation: &Explanation, der: &[u8]) {
    let findings = explanation.findings();
    let [warning, others @ ..] = findings else { panic!("{context}: nothing is found") };
    let is_warning = matches!(
        warning,
        Finding::GivenDigest { forgeable: true, .. } | Finding::MessageIsDigest { forgeable: true, .. }
    );
    assert!(is_warning, "{context}: {findings:?}");
    assert!(warning.to_string().contains("ANYONE can make such a pair"), "{context}");
    assert!(explanation.is_forgeable(), "{context}");
    let der = Base64::encode_string(der);
    for finding in findings {
        let advice = explanation.advice(finding);
        assert!(advice.starts_with("ask for the message itself, and "), "{context}: {finding}: {advice}");
        assert_eq!(explanation.command(finding), None, "{context}: {finding}");
        let text = format!("{finding}\n{advice}");
        assert!(!text.contains("valid") && !text.contains(&der), "{context}: {text}");
    }
    for finding in others {
        let is_warning_again = matches!(finding, Finding::GivenDigest { .. } | Finding::MessageIsDigest { .. });
        assert!(!is_warning_again, "{context}: {findings:?}");
    }
}

/// The ways to write a signature that an explanation undoes.
fn written(spec: KeySpec, fixed: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let der = ecdsa_sig_value::from_p1363(spec, fixed).unwrap();
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let swapped = ecdsa_sig_value::from_p1363(spec, [s, r].concat()).unwrap();
    let content = &der[if der[1] < 0x80 { 2 } else { 3 }..];
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let mut written = vec![
        ("r || s", fixed.to_vec()),
        ("swapped", swapped),
        ("BER", [&[0x30, 0x82], &length[..], content].concat()),
        ("trailing bytes", [&der[..], b"\n"].concat()),
        ("hexadecimal", to_hex(&der).into_bytes()),
        ("base64", Base64::encode_string(&der).into_bytes()),
        ("quoted", format!("\"{}\"", Base64::encode_string(&der)).into_bytes()),
        ("r || s in hexadecimal", to_hex(fixed).into_bytes()),
    ];
    if r[0] == 0 {
        written.push(("r || s without a zero", fixed[1..].to_vec()));
    }
    written
}

/// Every finding that can meet a forged pair: about each way to write the signature and the digest, the key or another
/// one.
fn check(key: &VerifyingKey, other: &VerifyingKey, algorithm: SigningAlgorithm, forged: &Forged) {
    let Forged { digest, fixed } = forged;
    let spec = key.spec();
    let der = ecdsa_sig_value::from_p1363(spec, fixed).unwrap();
    key.verify(algorithm, Message::Digest(digest), &der).unwrap();
    let messages = [
        ("digest as message", MessageType::Raw, digest.clone()),
        ("hexadecimal digest as message", MessageType::Raw, to_hex(digest).into_bytes()),
        ("base64 digest as message", MessageType::Raw, Base64::encode_string(digest).into_bytes()),
        ("digest", MessageType::Digest, digest.clone()),
    ];
    for (given, message_type, message) in &messages {
        for (how, signature) in [("as it is", der.clone())].into_iter().chain(written(spec, fixed)) {
            let context = format!("{spec}, {given}, signature {how}");
            let is_asked = *message_type == MessageType::Digest && how == "as it is";
            if !is_asked {
                assert_warned(&context, &explain(key, algorithm, &signature, *message_type, message, &[]), &der);
            }
            // With another key that was asked, the forged pair fits one of those that are tried as well.
            if *message_type == MessageType::Digest {
                let findings = explain(other, algorithm, &signature, *message_type, message, std::slice::from_ref(key));
                assert_warned(&context, &findings, &der);
                let kinds: Vec<_> = findings.findings().iter().map(Finding::kind).collect();
                assert!(kinds.contains(&"OtherKey"), "{context}: {findings:?}");
            }
        }
    }
    let findings = explain(other, algorithm, &der, MessageType::Raw, digest, std::slice::from_ref(key));
    assert_eq!(findings.findings(), [], "{spec}: a digest is never mistaken for a message with another key");
    // The algorithm of the digest's length is found as well.
    let findings = explain(key, algorithm, &der, MessageType::Raw, digest, &[]);
    assert_eq!(
        findings.findings(),
        [Finding::MessageIsDigest { text: DigestText::Bytes, is_mu: false, forgeable: true }],
        "{spec}"
    );
}

#[test]
fn a_forged_digest_comes_with_the_warning_first_on_every_curve() {
    use SigningAlgorithm::{EcdsaSha256, EcdsaSha384, EcdsaSha512, Sm2Dsa};

    fn point<K: pkcs8::DecodePublicKey>(key: &VerifyingKey) -> K {
        K::from_public_key_der(key.as_der()).unwrap()
    }
    let keys = |spec: KeySpec| [1, 2].map(|number| verifying_key(&format!("{spec}-sign-{number}")));
    for zeros in [0, 1] {
        let [key, other] = keys(KeySpec::EccNistP256);
        let q = point::<p256::PublicKey>(&key).to_projective();
        check(&key, &other, EcdsaSha256, &forge_ecdsa::<p256::NistP256>(q, 32, zeros));
        let [key, other] = keys(KeySpec::EccSecgP256k1);
        let q = point::<k256::PublicKey>(&key).to_projective();
        check(&key, &other, EcdsaSha256, &forge_ecdsa::<k256::Secp256k1>(q, 32, zeros));
        let [key, other] = keys(KeySpec::EccNistP384);
        let q = point::<p384::PublicKey>(&key).to_projective();
        check(&key, &other, EcdsaSha384, &forge_ecdsa::<p384::NistP384>(q, 48, zeros));
        let [key, other] = keys(KeySpec::EccNistP521);
        let q = point::<p521::PublicKey>(&key).to_projective();
        check(&key, &other, EcdsaSha512, &forge_ecdsa::<p521::NistP521>(q, 64, zeros));
        let [key, other] = keys(KeySpec::Sm2);
        let q = point::<sm2::PublicKey>(&key).to_projective();
        check(&key, &other, Sm2Dsa, &forge_sm2(q, zeros));
    }
}

/// A digest longer than the order is cut to its leftmost bits, so the forger has the other ones free.
#[test]
fn a_forged_digest_of_a_longer_hash_comes_with_the_warning_first() {
    let key = verifying_key("ECC_NIST_P256-sign-1");
    let q = p256::PublicKey::from_public_key_der(key.as_der()).unwrap().to_projective();
    let Forged { digest, fixed } = forge_ecdsa::<p256::NistP256>(q, 32, 0);
    let der = ecdsa_sig_value::from_p1363(key.spec(), &fixed).unwrap();
    for len in [48, 64] {
        let message = [&digest[..], &[0xa5; 32][..len - 32]].concat();
        let findings = explain(&key, SigningAlgorithm::EcdsaSha256, &der, MessageType::Raw, &message, &[]);
        assert_warned(&format!("{len} bytes"), &findings, &der);
    }
}

#[test]
fn a_forged_ecdsa_signature_on_sm2s_curve_comes_with_the_warning_first() {
    let key = verifying_key("SM2-sign-1");
    let q = sm2::PublicKey::from_public_key_der(key.as_der()).unwrap().to_projective();
    let Forged { digest, fixed } = forge_ecdsa::<sm2::Sm2>(q, 32, 0);
    let der = ecdsa_sig_value::from_p1363(key.spec(), &fixed).unwrap();
    for message_type in [MessageType::Raw, MessageType::Digest] {
        for (how, signature) in [("as it is", der.clone())].into_iter().chain(written(key.spec(), &fixed)) {
            let findings = explain(&key, SigningAlgorithm::Sm2Dsa, &signature, message_type, &digest, &[]);
            assert_warned(how, &findings, &der);
            assert_eq!(findings.findings().last().unwrap().kind(), "EcdsaOnSm2Curve", "{how}");
        }
    }
}

/// The parameters of a DigestInfo have room for what it takes to make its number a cube (CVE-2018-16151).
#[test]
fn a_cube_made_without_the_private_key_is_not_called_the_signers() {
    const SPKI: &[u8] =
        b"\x30\x82\x01\x20\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0d\x00\
        \x30\x82\x01\x08\x02\x82\x01\x01\x00";
    let key = verifying_key("RSA_2048-sign-1");
    let with_exponent_3 = [SPKI, &key.as_der()[33..289], &[2, 1, 3]].concat();
    let key = VerifyingKey::from_der(with_exponent_3, KeySpec::Rsa2048).unwrap();

    let message = (0..=u8::MAX).map(|i| [b'm', i]).find(|message| Sha256::digest(message)[31] & 1 == 1).unwrap();
    let above = [
        b"\0\x01\xff\xff\xff\xff\xff\xff\xff\xff\0\x30\x81\xf2\x30\x81\xcd".as_slice(),
        b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x81\xbf",
    ]
    .concat();
    let below = [&[4, 32], Sha256::digest(message).as_slice()].concat();
    let low_bits = 8 * below.len();
    // An odd number's cube root modulo 2^k, and the root of what stands above with those bits at its end.
    let power_of_two = |exponent: usize| BigUint::from(1_u8) << exponent;
    let third = BigUint::from(3_u8).modinv(&power_of_two(low_bits - 2)).unwrap();
    let low = BigUint::from_bytes_be(&below).modpow(&third, &power_of_two(low_bits));
    let high = ((BigUint::from_bytes_be(&above) + 1_u8) << (2048 - 8 * above.len())).cbrt() >> low_bits << low_bits;
    let root = high - power_of_two(low_bits) + low;
    let cube = root.pow(3).to_bytes_be();
    assert!(cube.starts_with(&above[1..]) && cube.ends_with(&below) && cube.len() == 255, "{cube:02x?}");

    let signature = [vec![0; 256 - root.to_bytes_be().len()], root.to_bytes_be()].concat();
    let verifier = key.verifier(SigningAlgorithm::RsassaPkcs1V15Sha256).unwrap();
    for message in [message.as_slice(), b"another"] {
        assert!(matches!(verifier.verify_message(Message::Raw(message), &signature), Err(Error::NotVerified)));
        let explainer = Explainer::new(&verifier, &signature, MessageType::Raw);
        let mut examination = explainer.examine();
        examination.update(message);
        assert_eq!(examination.finish().findings(), []);
    }
}

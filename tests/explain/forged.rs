//! Digests and signatures that anyone can make without the key (security rule: a digest proves nothing unless one computed it).

use elliptic_curve::{
    CurveArithmetic, FieldBytes, ProjectivePoint, Scalar,
    ops::{Invert as _, MulByGeneratorVartime as _, Reduce as _},
    point::AffineCoordinates as _,
};
use kms_offline::{
    Error, KeySpec, Message, MessageType, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    explain::{DigestText, Explainer, Finding},
};
use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};
use spki::DecodePublicKey as _;

use crate::corpus::verifying_key;

/// x(aG + bQ) mod n
fn x<C: CurveArithmetic>(a: Scalar<C>, b: Scalar<C>, q: ProjectivePoint<C>) -> Scalar<C> {
    let point: C::AffinePoint = ProjectivePoint::<C>::mul_by_generator_and_mul_add_vartime(&a, &b, &q).into();
    Scalar::<C>::reduce(&point.x())
}

/// r = x(aG + bQ), s = r/b, e = ar/b: ECDSA verifies for e, whoever chose a and b. The first b that gives an e of `digest_len`
/// bytes is taken.
fn forge_ecdsa<C: CurveArithmetic>(q: ProjectivePoint<C>, digest_len: usize) -> (Vec<u8>, Vec<u8>) {
    let a = Scalar::<C>::from(7_u64);
    for b in 1_u64.. {
        let b = Scalar::<C>::from(b);
        let r = x::<C>(a, b, q);
        let s = r * Option::<Scalar<C>>::from(b.invert()).unwrap();
        let e: FieldBytes<C> = (a * s).into();
        let (above, e) = e.split_at(e.len() - digest_len);
        if above.iter().all(|byte| *byte == 0) {
            let (r, s): (FieldBytes<C>, FieldBytes<C>) = (r.into(), s.into());
            return (e.to_vec(), [&r[..], &s].concat());
        }
    }
    unreachable!("one e in 512 is short enough on P-521, every e on the others")
}

/// r = t − s, e = r − x(sG + tQ): SM2DSA verifies for e, whoever chose s and t.
fn forge_sm2(q: sm2::ProjectivePoint) -> (Vec<u8>, Vec<u8>) {
    let (s, t) = (sm2::Scalar::from(5_u64), sm2::Scalar::from(7_u64));
    let r = t - s;
    let e = r - x::<sm2::Sm2>(s, t, q);
    (e.to_bytes().to_vec(), [r.to_bytes(), s.to_bytes()].concat())
}

/// The forged digest verifies as one; as a message it does not, and the explanation warns.
fn check(key: &VerifyingKey, algorithm: SigningAlgorithm, (digest, fixed): (Vec<u8>, Vec<u8>)) {
    let signature = ecdsa_sig_value::from_p1363(key.spec(), fixed).unwrap();
    key.verify(algorithm, Message::Digest(&digest), &signature).unwrap();
    key.verify(algorithm, Message::Raw(&digest), &signature).unwrap_err();
    let verifier = key.verifier(algorithm).unwrap();
    let explainer = Explainer::new(&verifier, &signature, MessageType::Raw);
    let mut examination = explainer.examine();
    examination.update(&digest);
    let explanation = examination.finish();
    assert_eq!(explanation.findings(), [Finding::MessageIsDigest { text: DigestText::Bytes, forgeable: true }]);
    assert!(explanation.findings()[0].to_string().contains("ANYONE can make such a pair"));
}

#[test]
fn a_forged_digest_comes_with_the_warning_on_every_curve() {
    use SigningAlgorithm::{EcdsaSha256, EcdsaSha384, EcdsaSha512, Sm2Dsa};

    let key = |spec: KeySpec| verifying_key(&format!("{spec}-sign-1"));
    let (p256, p384, p521) = (key(KeySpec::EccNistP256), key(KeySpec::EccNistP384), key(KeySpec::EccNistP521));
    let (k256, sm2) = (key(KeySpec::EccSecgP256k1), key(KeySpec::Sm2));
    let point = p256::PublicKey::from_public_key_der(p256.as_der()).unwrap().to_projective();
    check(&p256, EcdsaSha256, forge_ecdsa::<p256::NistP256>(point, 32));
    let point = k256::PublicKey::from_public_key_der(k256.as_der()).unwrap().to_projective();
    check(&k256, EcdsaSha256, forge_ecdsa::<k256::Secp256k1>(point, 32));
    let point = p384::PublicKey::from_public_key_der(p384.as_der()).unwrap().to_projective();
    check(&p384, EcdsaSha384, forge_ecdsa::<p384::NistP384>(point, 48));
    let point = p521::PublicKey::from_public_key_der(p521.as_der()).unwrap().to_projective();
    check(&p521, EcdsaSha512, forge_ecdsa::<p521::NistP521>(point, 64));
    let point = sm2::PublicKey::from_public_key_der(sm2.as_der()).unwrap().to_projective();
    check(&sm2, Sm2Dsa, forge_sm2(point));
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

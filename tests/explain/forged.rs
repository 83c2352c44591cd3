//! Digests and signatures that anyone can make without the key (security rule: a digest proves nothing unless one computed it).

use elliptic_curve::{
    CurveArithmetic, FieldBytes, ProjectivePoint, Scalar,
    ops::{Invert as _, MulByGeneratorVartime as _, Reduce as _},
    point::AffineCoordinates as _,
};
use kms_offline::{
    KeySpec, Message, MessageType, SigningAlgorithm, VerifyingKey,
    explain::{DigestText, Explainer, Finding},
};
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
    let signature = key.spec().signature_from_p1363(fixed).unwrap();
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

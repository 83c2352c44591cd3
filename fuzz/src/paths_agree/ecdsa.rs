//! ECDSA: scalars u1 and u2 chosen by the fuzzer make R = u1·G + u2·Q, and with it (e, r, s) that verifies.

use arbitrary::{Arbitrary, Unstructured};
use ecdsa::{EcdsaCurve, Signature};
use elliptic_curve::{
    CurveArithmetic, Field as _, FieldBytes, Group as _, ProjectivePoint, PublicKey, Scalar, group::Curve as _,
    ops::Reduce as _, pkcs8::EncodePublicKey as _, point::AffineCoordinates as _,
};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey, ecdsa_sig_value};

use super::{Choice, Damage, agreed};

#[derive(Arbitrary, Debug)]
struct Input {
    curve: u8,
    /// Q = d·G
    d: Choice,
    u1: Choice,
    u2: Choice,
    /// Used in place of the forged ones if there are any.
    digest: Option<[u8; 64]>,
    r: Option<Choice>,
    s: Option<Choice>,
    damage: Damage,
    negate: bool,
}

/// ECDSA on every curve.
pub fn paths_agree_ecdsa(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let (p256, p384, p521, k256) =
        (KeySpec::EccNistP256, KeySpec::EccNistP384, KeySpec::EccNistP521, KeySpec::EccSecgP256k1);
    match input.curve % 4 {
        0 => on_curve::<p256::NistP256>(&input, p256, SigningAlgorithm::EcdsaSha256, |key| {
            key.to_public_key_der().unwrap().into_vec()
        }),
        1 => on_curve::<p384::NistP384>(&input, p384, SigningAlgorithm::EcdsaSha384, |key| {
            key.to_public_key_der().unwrap().into_vec()
        }),
        2 => on_curve::<p521::NistP521>(&input, p521, SigningAlgorithm::EcdsaSha512, |key| {
            key.to_public_key_der().unwrap().into_vec()
        }),
        _ => on_curve::<k256::Secp256k1>(&input, k256, SigningAlgorithm::EcdsaSha256, |key| {
            key.to_public_key_der().unwrap().into_vec()
        }),
    }
}

fn on_curve<C: EcdsaCurve + CurveArithmetic>(
    input: &Input,
    spec: KeySpec,
    algorithm: SigningAlgorithm,
    to_der: fn(&PublicKey<C>) -> Vec<u8>,
) {
    let d: Scalar<C> = input.d.scalar();
    let Ok(public_key) = PublicKey::<C>::from_affine((ProjectivePoint::<C>::generator() * d).to_affine()) else {
        return;
    };
    let key = VerifyingKey::from_der(to_der(&public_key), spec).unwrap();
    let digest_len = algorithm.digest_len().unwrap();

    let (mut digest, r, s) = forge::<C>(input, d, digest_len);
    if let Some(given) = &input.digest {
        digest = given[..digest_len].to_vec();
    }
    let r: Scalar<C> = input.r.as_ref().map_or(r, Choice::scalar);
    let mut s: Scalar<C> = input.s.as_ref().map_or(s, Choice::scalar);
    if input.negate {
        s = -s;
    }
    let (r, s): (FieldBytes<C>, FieldBytes<C>) = (r.into(), s.into());
    let untouched = input.digest.is_none() && input.r.is_none() && input.s.is_none() && !input.damage.done;
    let valid = match Signature::<C>::from_scalars(r, s) {
        Ok(signature) => {
            let mut fixed = signature.to_bytes().to_vec();
            input.damage.apply(&mut fixed);
            match ecdsa_sig_value::from_p1363(spec, &fixed) {
                Ok(der) => agreed(&key, algorithm, Message::Digest(&digest), &der),
                Err(_) => return,
            }
        }
        Err(_) => return,
    };
    assert!(valid || !untouched, "a signature that was made right does not verify");
}

/// (e, r, s) that verifies: with R = u1·G + u2·Q and r = x(R), s = r/u2 and e = u1·s (security of ECDSA: nobody needs d
/// for it). Where e is longer than a digest, u1 is a nonce and the signature an honest one of the digest 0.
fn forge<C: EcdsaCurve + CurveArithmetic>(
    input: &Input,
    d: Scalar<C>,
    digest_len: usize,
) -> (Vec<u8>, Scalar<C>, Scalar<C>) {
    let (u1, u2): (Scalar<C>, Scalar<C>) = (input.u1.scalar(), input.u2.scalar());
    let x = |k: Scalar<C>| Scalar::<C>::reduce(&(ProjectivePoint::<C>::generator() * k).to_affine().x());
    let r = x(u1 + u2 * d);
    let s = r * Option::<Scalar<C>>::from(u2.invert()).unwrap_or(Scalar::<C>::ZERO);
    let e: FieldBytes<C> = (u1 * s).into();
    let (high, low) = e.split_at(e.len() - digest_len.min(e.len()));
    if high.iter().all(|byte| *byte == 0) && bool::from(!u2.is_zero()) {
        return (low.to_vec(), r, s);
    }
    let r = x(u1);
    let s = r * d * Option::<Scalar<C>>::from(u1.invert()).unwrap_or(Scalar::<C>::ZERO);
    (vec![0; digest_len], r, s)
}

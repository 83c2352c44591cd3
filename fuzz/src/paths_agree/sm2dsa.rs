//! SM2DSA: scalars s and t chosen by the fuzzer make R = s·G + t·Q, and with it (e, r, s) that verifies.

use arbitrary::{Arbitrary, Unstructured};
use elliptic_curve::{Group as _, ops::Reduce as _, pkcs8::EncodePublicKey as _, point::AffineCoordinates as _};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey, ecdsa_sig_value};
use sm2::{FieldBytes, ProjectivePoint, PublicKey, Scalar};

use super::{Choice, Damage, agreed};

#[derive(Arbitrary, Debug)]
struct Input {
    /// Q = d·G
    d: Choice,
    s: Choice,
    t: Choice,
    /// Used in place of the forged ones if there are any.
    e: Option<[u8; 32]>,
    r: Option<Choice>,
    damage: Damage,
}

/// SM2DSA.
pub fn paths_agree_sm2dsa(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else { return };
    let d: Scalar = input.d.scalar();
    let Ok(public_key) = PublicKey::from_affine((ProjectivePoint::generator() * d).to_affine()) else { return };
    let key = VerifyingKey::from_der(public_key.to_public_key_der().unwrap(), KeySpec::Sm2).unwrap();

    // r = t − s and e = r − x(s·G + t·Q) verify (GB/T 32918.2, 7.1, B5 to B7), whoever chose s and t.
    let (s, t): (Scalar, Scalar) = (input.s.scalar(), input.t.scalar());
    let x = Scalar::reduce(&(ProjectivePoint::generator() * (s + t * d)).to_affine().x());
    let r = input.r.as_ref().map_or(t - s, Choice::scalar);
    let forged_e: FieldBytes = (t - s - x).into();
    let e = input.e.unwrap_or(forged_e.into());
    let untouched = input.e.is_none() && input.r.is_none() && !input.damage.done;
    let reaches_infinity = bool::from((s + t * d).is_zero()) || bool::from(t.is_zero());

    let (r, s): (FieldBytes, FieldBytes) = (r.into(), s.into());
    let mut fixed = [r.as_slice(), s.as_slice()].concat();
    input.damage.apply(&mut fixed);
    let Ok(der) = ecdsa_sig_value::from_p1363(KeySpec::Sm2, &fixed) else { return };
    let valid = agreed(&key, SigningAlgorithm::Sm2Dsa, Message::Digest(&e), &der);
    assert!(valid || !untouched || reaches_infinity, "a signature that was made right does not verify");
}

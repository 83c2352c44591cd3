//! Recovery IDs 2 and 3, which no search finds: R is chosen first, with n ≤ x(R) < p, and the key afterwards.

use elliptic_curve::{Curve as _, PrimeField as _, ops::Reduce, point::DecompressPoint as _};
use k256::{AffinePoint, ProjectivePoint, Scalar, Secp256k1};
use kms_offline::{KeySpec, Message, ecdsa_sig_value, error::SignatureProblem};
use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};

use super::{problem, verifying_key};

/// 32 bytes, big-endian.
fn fixed(number: &BigUint) -> [u8; 32] {
    let bytes = number.to_bytes_be();
    let mut fixed = [0; 32];
    fixed[32 - bytes.len()..].copy_from_slice(&bytes);
    fixed
}

#[test]
fn recovery_ids_2_and_3_are_found_and_no_form_of_v_expresses_them() {
    let order = BigUint::from_bytes_be(Secp256k1::ORDER.to_be_bytes().as_ref());
    let half: BigUint = &order >> 1;
    let mut ids = [0; 4];
    for r in 1_u64..60 {
        let x = fixed(&(&order + r));
        for parity in [0, 1] {
            let Some(point) = AffinePoint::decompress(&x.into(), parity.into()).into_option() else { continue };
            let point = ProjectivePoint::from(point);
            let digest: [u8; 32] = Sha256::digest(r.to_be_bytes()).into();
            for s in [BigUint::from(r) + 77_u32, &order - r * 1000, half.clone(), &half + 1_u32] {
                let scalar = |number: &BigUint| Scalar::from_repr(fixed(number).into()).unwrap();
                let e = <Scalar as Reduce<k256::FieldBytes>>::reduce(&digest.into());
                let inverse = Scalar::from(r).invert().unwrap();
                let q = (point * scalar(&s) - ProjectivePoint::GENERATOR * e) * inverse;
                let key = verifying_key(&k256::PublicKey::from_affine(q.to_affine()).unwrap());
                let compact = [fixed(&r.into()), fixed(&s)].concat();
                let der = ecdsa_sig_value::from_p1363(KeySpec::EccSecgP256k1, compact).unwrap();
                let found = key.recoverable(Message::Digest(&digest), der).unwrap();
                let is_high = s > half;
                let id = 2 | (parity ^ u8::from(is_high));
                assert_eq!(u8::from(found.recovery_id()), id, "r {r}, s {s}");
                assert!(found.recovery_id().is_x_reduced());
                assert_eq!(*found.s(), fixed(&if is_high { &order - s } else { s }));
                ids[usize::from(id)] += 1;
                let wrong = SignatureProblem::RecoveryId { found: id };
                assert_eq!(problem(found.legacy_v()), wrong);
                assert_eq!(problem(found.y_parity()), wrong);
                assert_eq!(problem(found.eip155_v(1)), wrong);
                assert_eq!(problem(found.to_bytes_with_v()), wrong);
                assert_eq!(problem(found.to_bytes_with_y_parity()), wrong);
            }
        }
    }
    assert!(ids[2] > 40 && ids[3] > 40, "{ids:?}");
}

//! Ed25519 keys may carry torsion, so k·A is computed over the integers.
//!
//! With A' = aB + T and R = ρB + U, where T and U have small order, S = ρ + ka gives \[S\]B − \[k\]A' = ρB − kT: the
//! signature verifies exactly if U = −kT, k being taken modulo the order of T and not only modulo L.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use kms_offline::{KeySpec, Message, SigningAlgorithm, VerifyingKey};
use sha2::{Digest as _, Sha512};

use crate::{corpus::verifying_key, verdict::Verdict};

fn scalar(seed: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(seed).into())
}

/// The response's key with another point in it.
fn key(point: &EdwardsPoint) -> VerifyingKey {
    let der = verifying_key("ECC_NIST_EDWARDS25519-sign-1").as_der().to_vec();
    let der = [&der[..12], point.compress().as_bytes()].concat();
    VerifyingKey::from_der(der, KeySpec::EccNistEdwards25519).unwrap()
}

#[test]
fn keys_with_torsion_verify_as_the_equation_says() {
    for (order, index) in [(2, 4), (4, 2), (8, 1)] {
        let torsion = EIGHT_TORSION[index];
        let a = scalar(&[order]);
        let public = EdwardsPoint::mul_base(&a) + torsion;
        let key = key(&public);
        let verifier = key.verifier(SigningAlgorithm::Ed25519Sha512).unwrap();
        let (mut accepted, mut refused) = (0, 0);
        for message in 0_u32.. {
            let message = message.to_le_bytes();
            let rho = scalar(&[&message[..], b"rho"].concat());
            let u = EIGHT_TORSION[usize::from(message[0] % order) * index];
            let r = (EdwardsPoint::mul_base(&rho) + u).compress();
            let k = scalar(&[r.as_bytes(), public.compress().as_bytes(), &message[..]].concat());
            let signature = [&r.as_bytes()[..], (rho + k * a).as_bytes()].concat();
            let multiple = (0..k.as_bytes()[0] % 8).map(|_| torsion).sum::<EdwardsPoint>();
            let expected = if u == -multiple { Verdict::Valid } else { Verdict::NotVerified };
            let count = if expected == Verdict::Valid { &mut accepted } else { &mut refused };
            if *count == 1000 {
                if accepted == 1000 && refused == 1000 {
                    break;
                }
                continue;
            }
            *count += 1;
            let raw = key.verify(SigningAlgorithm::Ed25519Sha512, Message::Raw(&message), &signature).into();
            assert_eq!(expected, raw, "order {order}, message {message:?}");
            let mut stream = verifier.stream(&signature);
            stream.update(message);
            assert_eq!(expected, stream.finish().into(), "order {order}, message {message:?}");
        }
        assert_eq!((accepted, refused), (1000, 1000));
    }
}

#[test]
fn keys_of_small_order_are_rejected() {
    let der = verifying_key("ECC_NIST_EDWARDS25519-sign-1").as_der().to_vec();
    for point in EIGHT_TORSION {
        let der = [&der[..12], point.compress().as_bytes()].concat();
        VerifyingKey::from_der(der, KeySpec::EccNistEdwards25519).unwrap_err();
    }
}

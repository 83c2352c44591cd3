//! Whether bytes are a point, in our own arithmetic, or in the crates' where that is not built.

use super::EcPoint;
use crate::error::KeyProblem;

/// Whether the coordinates are below p and satisfy the equation of the curve.
#[cfg(feature = "arithmetic")]
pub(super) fn is_on_curve(point: &EcPoint) -> bool {
    use crate::{
        arithmetic::{
            curve::{P256, P384, P521, Secp256k1, Sm2},
            field::Number as _,
            group::weierstrass::{Affine, Curve as Group, NumberOf},
        },
        kms::Curve,
    };

    fn is_on<C: Group>((x, y): (&[u8], &[u8])) -> bool {
        let coordinate = NumberOf::<C>::from_be_bytes;
        coordinate(x).zip(coordinate(y)).is_some_and(|(x, y)| Affine::<C>::new(&x, &y).is_some())
    }

    match point.curve {
        Curve::P256 => is_on::<P256>(point.coordinates()),
        Curve::P384 => is_on::<P384>(point.coordinates()),
        Curve::P521 => is_on::<P521>(point.coordinates()),
        Curve::Secp256k1 => is_on::<Secp256k1>(point.coordinates()),
        Curve::Sm2 => is_on::<Sm2>(point.coordinates()),
    }
}

/// Whether the crate of the curve accepts the point.
#[cfg(not(feature = "arithmetic"))]
pub(super) fn is_on_curve(point: &EcPoint) -> bool {
    use crate::kms::Curve;

    match point.curve {
        Curve::P256 => p256::PublicKey::from_sec1_bytes(&point.uncompressed).is_ok(),
        Curve::P384 => p384::PublicKey::from_sec1_bytes(&point.uncompressed).is_ok(),
        Curve::P521 => p521::PublicKey::from_sec1_bytes(&point.uncompressed).is_ok(),
        Curve::Secp256k1 => k256::PublicKey::from_sec1_bytes(&point.uncompressed).is_ok(),
        Curve::Sm2 => sm2::PublicKey::from_sec1_bytes(&point.uncompressed).is_ok(),
    }
}

/// Checks that the bytes are the canonical encoding (RFC 8032, 5.1.3) of a point that is not of small order: for such a
/// key anyone can sign.
#[cfg(feature = "arithmetic")]
pub(super) fn check_ed25519(public_key: &[u8; 32]) -> Result<(), KeyProblem> {
    use crate::arithmetic::curve::edwards25519::{decode, encodes_a_point_otherwise, has_small_order};

    match decode(public_key) {
        Some(point) if has_small_order(&point) => Err(KeyProblem::SmallOrder),
        Some(_) => Ok(()),
        None if encodes_a_point_otherwise(public_key) => Err(KeyProblem::NotCanonical),
        None => Err(KeyProblem::NotAPoint),
    }
}

#[cfg(not(feature = "arithmetic"))]
pub(super) use self::check_ed25519_by_the_crate as check_ed25519;

/// The same by the crate, which decodes other encodings too and encodes the point again as it should be.
#[cfg(any(test, not(feature = "arithmetic")))]
pub(super) fn check_ed25519_by_the_crate(public_key: &[u8; 32]) -> Result<(), KeyProblem> {
    use curve25519_dalek::edwards::CompressedEdwardsY;

    let encoding = CompressedEdwardsY(*public_key);
    match encoding.decompress() {
        None => Err(KeyProblem::NotAPoint),
        Some(point) if point.compress() != encoding => Err(KeyProblem::NotCanonical),
        Some(point) if point.is_small_order() => Err(KeyProblem::SmallOrder),
        Some(_) => Ok(()),
    }
}

#[cfg(all(test, feature = "arithmetic"))]
mod tests {
    use super::*;

    #[test]
    fn ed25519_points_have_the_problems_that_the_crate_finds() {
        let mut found = [0; 4];
        // y from 0 on, and from 2^255 − 128 on: below p, and the same again from p on.
        for (low, rest) in (0..128).map(|low| (low, 0)).chain((128..=255).map(|low| (low, 0xff))) {
            for sign in [0, 0x80] {
                let mut bytes = [rest; 32];
                (bytes[0], bytes[31]) = (low, rest & 0x7f | sign);
                let problem = check_ed25519(&bytes);
                assert_eq!(problem, check_ed25519_by_the_crate(&bytes), "{bytes:x?}");
                found[match problem {
                    Ok(()) => 0,
                    Err(KeyProblem::SmallOrder) => 1,
                    Err(KeyProblem::NotCanonical) => 2,
                    _ => 3,
                }] += 1;
            }
        }
        assert!(found.iter().all(|count| *count > 3), "{found:?}");
    }
}

//! On every curve: pairs of digest and signature that are made from points instead of from a message.

use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytes, PrimeField as _, ProjectivePoint, Scalar, ff::Field as _,
    group::Group as _, ops::Reduce as _, point::AffineCoordinates as _,
};
use kms_offline::{Message, SigningAlgorithm, VerifyingKey, ecdsa_sig_value};

use crate::{corpus::verifying_key, verdict::Verdict};

/// The relation between r, s, the digest e and R = u1·G + u2·Q.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Equation {
    /// u1 = e/s, u2 = r/s, r = x(R) (FIPS 186-5, 6.4.2).
    Ecdsa,
    /// u1 = s, u2 = t = r + s, r = e + x(R) (GB/T 32918.2, 7.1).
    Sm2dsa,
}

struct Setting {
    key: VerifyingKey,
    algorithm: SigningAlgorithm,
    equation: Equation,
}

/// e, r, s.
type Forged<C> = (Scalar<C>, Scalar<C>, Scalar<C>);

impl Setting {
    /// The key of the corpus with this name.
    fn of(name: &str, equation: Equation) -> Self {
        let key = verifying_key(name);
        Self { algorithm: key.sole_algorithm().unwrap(), key, equation }
    }

    /// The same with the key Q.
    fn with_key<C: CurveArithmetic>(&self, q: ProjectivePoint<C>) -> Self {
        let q: AffinePoint<C> = q.into();
        let coordinates = [q.x().as_slice(), q.y().as_slice()].concat();
        let der = self.key.as_der();
        let der = [&der[..der.len() - coordinates.len()], &coordinates].concat();
        let key = VerifyingKey::from_der(der, self.key.spec()).unwrap();
        Self { key, ..*self }
    }

    fn point<C: CurveArithmetic>(&self) -> ProjectivePoint<C>
    where
        FieldBytes<C>: for<'a> TryFrom<&'a [u8], Error: core::fmt::Debug>,
    {
        let len = FieldBytes::<C>::default().len();
        let coordinates = &self.key.as_der()[self.key.as_der().len() - 2 * len..];
        let (x, y) = coordinates.split_at(len);
        let affine = AffinePoint::<C>::from_coordinates(&x.try_into().unwrap(), &y.try_into().unwrap());
        affine.unwrap().into()
    }

    /// A pair that verifies without the private key, for R = u1·G + u2·Q; at R = O with r = `at_infinity`.
    fn forge<C: CurveArithmetic>(
        &self,
        (u1, u2): (Scalar<C>, Scalar<C>),
        q: ProjectivePoint<C>,
        at_infinity: Scalar<C>,
    ) -> Forged<C> {
        let point = ProjectivePoint::<C>::generator() * u1 + q * u2;
        let affine: AffinePoint<C> = point.into();
        let x = if bool::from(point.is_identity()) { None } else { Some(Scalar::<C>::reduce(&affine.x())) };
        match self.equation {
            Equation::Ecdsa => {
                let r = x.unwrap_or(at_infinity);
                let s = r * u2.invert().unwrap();
                (u1 * s, r, s)
            }
            Equation::Sm2dsa => {
                let r = u2 - u1;
                (r - x.unwrap_or(Scalar::<C>::ZERO), r, u1)
            }
        }
    }

    /// e as a digest of the algorithm's length, which on P-521 is shorter than a scalar: `None` if it does not fit.
    fn digest<C: CurveArithmetic>(&self, e: Scalar<C>) -> Option<Vec<u8>> {
        let e = e.to_repr().as_slice().to_vec();
        let (high, digest) = e.split_at(e.len() - self.algorithm.digest_len().unwrap());
        high.iter().all(|byte| *byte == 0).then(|| digest.to_vec())
    }

    fn verify<C: CurveArithmetic>(&self, message: Message<'_>, r: Scalar<C>, s: Scalar<C>) -> Verdict {
        let fixed = [r.to_repr().as_slice(), s.to_repr().as_slice()].concat();
        let signature = ecdsa_sig_value::from_p1363(self.key.spec(), fixed).unwrap();
        self.key.verify(self.algorithm, message, signature).into()
    }
}

/// Anyone can make a digest with a signature that verifies, so neither verifies as a message.
fn forged_pair_verifies_as_digest_and_never_as_message<C: CurveArithmetic>(setting: &Setting)
where
    FieldBytes<C>: for<'a> TryFrom<&'a [u8], Error: core::fmt::Debug>,
{
    let q = setting.point::<C>();
    // On P-521 one e in 512 is short enough to be a digest.
    let mut candidates = (1_u64..10_000).filter_map(|a| {
        let u1 = Scalar::<C>::from(a.wrapping_mul(0x9e37_79b9_7f4a_7c15)).square();
        let (e, r, s) = setting.forge::<C>((u1, Scalar::<C>::from(a + 7).square()), q, Scalar::<C>::ONE);
        Some((setting.digest::<C>(e)?, r, s))
    });
    let (digest, r, s) = candidates.next().unwrap();
    assert_eq!(setting.verify::<C>(Message::Digest(&digest), r, s), Verdict::Valid);
    for message in [&digest[..], b"", b"a message"] {
        assert_eq!(setting.verify::<C>(Message::Raw(message), r, s), Verdict::NotVerified);
    }
}

/// Around the widths of windows and combs.
const MULTIPLES: [i64; 14] = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 63, 64];

/// Q = kG, so that the sums on the way to R are doublings, inverses and O; R = O never verifies.
fn add_exceptional_sums<C: CurveArithmetic>(setting: &Setting) {
    let number = |k: i64| {
        let magnitude = Scalar::<C>::from(k.unsigned_abs());
        if k < 0 { -magnitude } else { magnitude }
    };
    let (mut valid, mut at_infinity) = (0, 0);
    for k in MULTIPLES.into_iter().flat_map(|k| [k, -k]) {
        let q = ProjectivePoint::<C>::generator() * number(k);
        let setting = setting.with_key::<C>(q);
        for (u1, u2) in [(0, 1), (0, k), (k, 1), (k, -1), (-k, 1), (1, 1), (3, -5), (4096, 1), (k * 4096, -4096)] {
            let is_infinity = u1 + u2 * k == 0;
            for r in [number(1), number(k * k), number(-1)] {
                let (e, r, s) = setting.forge::<C>((number(u1), number(u2)), q, r);
                let digest = setting.digest::<C>(e).filter(|_| !bool::from(r.is_zero() | s.is_zero()));
                let Some(digest) = digest else { continue };
                let verdict = setting.verify::<C>(Message::Digest(&digest), r, s);
                if is_infinity {
                    assert_eq!(verdict, Verdict::NotVerified, "k = {k}, ({u1}, {u2}) is O");
                    at_infinity += 1;
                } else {
                    assert_eq!(verdict, Verdict::Valid, "k = {k}, ({u1}, {u2})");
                    valid += 1;
                    break; // r is that of the point
                }
            }
        }
    }
    assert!(valid > 0 && at_infinity > 0, "{valid} valid, {at_infinity} at infinity");
}

macro_rules! on_every_curve {
    ($($curve:ident: $type:ty, $name:literal, $equation:ident;)+) => {
        $(
            mod $curve {
                use super::*;

                #[test]
                fn a_forged_pair_verifies_as_digest_and_never_as_message() {
                    let setting = Setting::of($name, Equation::$equation);
                    forged_pair_verifies_as_digest_and_never_as_message::<$type>(&setting);
                }

                #[test]
                fn exceptional_sums_are_added_and_infinity_is_rejected() {
                    let setting = Setting::of($name, Equation::$equation);
                    add_exceptional_sums::<$type>(&setting);
                }
            }
        )+
    };
}

on_every_curve! {
    p256: ::p256::NistP256, "ECC_NIST_P256-sign-1", Ecdsa;
    p384: ::p384::NistP384, "ECC_NIST_P384-sign-1", Ecdsa;
    p521: ::p521::NistP521, "ECC_NIST_P521-sign-1", Ecdsa;
    secp256k1: ::k256::Secp256k1, "ECC_SECG_P256K1-sign-1", Ecdsa;
    sm2: ::sm2::Sm2, "SM2-sign-1", Sm2dsa;
}

/// r + s = n gives t = 0 and R = sG: GB/T 32918.2, 7.1, B5 rejects it though e + x(R) = r.
#[test]
fn sm2_rejects_t_zero_first() {
    let setting = Setting::of("SM2-sign-1", Equation::Sm2dsa);
    for s in 1..=64_u64 {
        let s = Scalar::<::sm2::Sm2>::from(s);
        let (e, r, s) = setting.forge::<::sm2::Sm2>((s, Scalar::<::sm2::Sm2>::ZERO), setting.point::<::sm2::Sm2>(), s);
        let digest = setting.digest::<::sm2::Sm2>(e).unwrap();
        assert_eq!(setting.verify::<::sm2::Sm2>(Message::Digest(&digest), r, s), Verdict::NotVerified);
    }
}

//! Arithmetic modulo the order of a curve, and of its points, by OpenSSL.

use kms_offline::KeySpec;
use openssl::{
    bn::{BigNum, BigNumContext, BigNumRef},
    ec::{EcGroup, EcKey, EcPoint, EcPointRef, PointConversionForm},
    error::ErrorStack,
    nid::Nid,
    pkey::PKey,
};
use rand::RngExt as _;

use super::{MEMORY, limbs, number, small};
use crate::case::{Random, bytes, one};

pub(super) struct Group {
    group: EcGroup,
    n: BigNum,
    /// Of a coordinate, in bytes.
    len: usize,
}

impl Group {
    pub(super) fn of(spec: KeySpec) -> Self {
        let (curve, len) = match spec {
            KeySpec::EccNistP256 => (Nid::X9_62_PRIME256V1, 32),
            KeySpec::EccNistP384 => (Nid::SECP384R1, 48),
            KeySpec::EccNistP521 => (Nid::SECP521R1, 66),
            KeySpec::EccSecgP256k1 => (Nid::SECP256K1, 32),
            KeySpec::Sm2 => (Nid::SM2, 32),
            other => panic!("{other} has no curve"),
        };
        let group = EcGroup::from_curve_name(curve).expect("OpenSSL has the curve");
        let n = made(|n, context| group.order(n, context));
        Self { group, n, len }
    }

    /// n.
    pub(super) fn order(&self) -> &BigNumRef {
        &self.n
    }

    /// The length of a coordinate.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// A small number modulo n.
    pub(super) fn scalar(&self, value: i32) -> BigNum {
        let size = small(value.unsigned_abs());
        if value < 0 { &self.n - &size } else { size }
    }

    /// Not 0, as good as always.
    pub(super) fn random(&self, random: &mut Random) -> BigNum {
        self.number(&bytes(random, self.len + 8))
    }

    /// Big-endian bytes modulo n.
    pub(super) fn number(&self, bytes: &[u8]) -> BigNum {
        let value = number(bytes);
        made(|result, context| result.nnmod(&value, &self.n, context))
    }

    pub(super) fn add(&self, a: &BigNumRef, b: &BigNumRef) -> BigNum {
        made(|sum, context| sum.mod_add(a, b, &self.n, context))
    }

    pub(super) fn sub(&self, a: &BigNumRef, b: &BigNumRef) -> BigNum {
        made(|difference, context| difference.mod_sub(a, b, &self.n, context))
    }

    pub(super) fn mul(&self, a: &BigNumRef, b: &BigNumRef) -> BigNum {
        made(|product, context| product.mod_mul(a, b, &self.n, context))
    }

    /// Of what is not 0.
    pub(super) fn inverse(&self, a: &BigNumRef) -> BigNum {
        made(|inverse, context| inverse.mod_inverse(a, &self.n, context))
    }

    /// k·G.
    pub(super) fn times_g(&self, k: &BigNumRef) -> EcPoint {
        let g = self.group.generator_opt().expect("named curves have one");
        self.times_g_and(k, g, &small(0))
    }

    /// u1·G + u2·Q, in variable time: with one scalar alone OpenSSL takes a ladder, which is several times slower.
    pub(super) fn times_g_and(&self, u1: &BigNumRef, q: &EcPointRef, u2: &BigNumRef) -> EcPoint {
        let (mut sum, mut context) = (self.point(), BigNumContext::new().expect(MEMORY));
        sum.mul_full(&self.group, u1, q, u2, &mut context).expect(MEMORY);
        sum
    }

    /// The x coordinate modulo n; `None` at infinity.
    pub(super) fn x(&self, point: &EcPointRef) -> Option<BigNum> {
        let (mut x, mut y, mut context) = (small(0), small(0), BigNumContext::new().expect(MEMORY));
        point.affine_coordinates(&self.group, &mut x, &mut y, &mut context).ok()?;
        Some(self.number(&x.to_vec()))
    }

    /// A point whose x coordinate is n + r, and this small r, which is not 0.
    pub(super) fn point_above_the_order(&self, random: &mut Random) -> (EcPoint, BigNum) {
        let mut context = BigNumContext::new().expect(MEMORY);
        loop {
            let r = small(random.random_range(1..1 << 20));
            let x = (&self.n + &r).to_vec_padded(i32::try_from(self.len).expect("66 at most")).expect("below p");
            if let Ok(point) = EcPoint::from_bytes(&self.group, &[&[2], x.as_slice()].concat(), &mut context) {
                return (point, r);
            }
        }
    }

    /// A point with an x coordinate whose limbs are at edges.
    pub(super) fn point_at_an_edge(&self, random: &mut Random) -> EcPoint {
        let mut context = BigNumContext::new().expect(MEMORY);
        loop {
            let mut x = limbs(random, self.len);
            // P-521's coordinates have 521 bits in 528.
            if self.len == 66 {
                x[0] &= 1;
            }
            let compressed = [&[one(random, &[2, 3])], x.as_slice()].concat();
            if let Ok(point) = EcPoint::from_bytes(&self.group, &compressed, &mut context) {
                return point;
            }
        }
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn public_key(&self, q: &EcPointRef) -> Vec<u8> {
        let key = EcKey::from_public_key(&self.group, q).and_then(PKey::from_ec_key);
        key.and_then(|key| key.public_key_to_der()).expect("OpenSSL writes a public key")
    }

    /// The point compressed, or hybrid (SEC 1, 2.3.3; X9.62).
    pub(super) fn compressed(&self, q: &EcPointRef, hybrid: bool) -> Vec<u8> {
        let form = if hybrid { PointConversionForm::HYBRID } else { PointConversionForm::COMPRESSED };
        let mut context = BigNumContext::new().expect(MEMORY);
        q.to_bytes(&self.group, form, &mut context).expect("OpenSSL writes a point")
    }

    fn point(&self) -> EcPoint {
        EcPoint::new(&self.group).expect(MEMORY)
    }
}

fn made(
    operation: impl FnOnce(&mut BigNumRef, &mut openssl::bn::BigNumContextRef) -> Result<(), ErrorStack>,
) -> BigNum {
    let (mut result, mut context) = (small(0), BigNumContext::new().expect(MEMORY));
    operation(&mut result, &mut context).expect(MEMORY);
    result
}

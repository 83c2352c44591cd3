//! Ed25519 and Ed25519ph: keys with and without torsion, signing, and R and S that an exact comparison tells apart.

use curve25519_dalek::{constants::EIGHT_TORSION, edwards::EdwardsPoint, scalar::Scalar};
use kms_offline::SigningAlgorithm;
use kms_offline_peers::der;
use rand::RngExt as _;
use sha2::{Digest as _, Sha512};

use super::{
    case::{Case, Random, one},
    key::{Secret, long_length},
    rule::Rule,
};

struct Ed25519 {
    a: Scalar,
    public_key: [u8; 32],
}

/// The private key number `index` of a pool. To the public key of every fourth a point of order 2, 4 or 8 is added:
/// such a key verifies the signatures whose k is a multiple of the order.
pub(super) fn secret(index: usize, random: &mut Random) -> Box<dyn Secret> {
    let a = scalar(random);
    let torsion = if index % 4 == 1 { one(random, &EIGHT_TORSION[1..]) } else { EIGHT_TORSION[0] };
    Box::new(Ed25519 { a, public_key: encode(EdwardsPoint::mul_base(&a) + torsion) })
}

impl Secret for Ed25519 {
    fn public_key(&self) -> Vec<u8> {
        [PREFIX, &self.public_key].concat()
    }

    fn sign(&self, case: &Case, input: &[u8], random: &mut Random) -> Vec<u8> {
        let r = scalar(random);
        self.fit(case, input, encode(EdwardsPoint::mul_base(&r)), r)
    }

    fn change(&self, genuine: &Case, input: &[u8], random: &mut Random) -> Option<Case> {
        let (r, s) = genuine.signature.split_at(32);
        let [r, s] = [r, s].map(|half| <[u8; 32]>::try_from(half).expect("half of 64"));
        let with = |what, r: [u8; 32], s: [u8; 32]| Some(genuine.with_signature(what, [r, s].concat()));
        match random.random_range(0..12) {
            0 => with("S + L", r, sum(s, order())),
            1 => {
                let times = random.random_range(2..15);
                with("S + a multiple of L", r, (0..times).fold(s, |s, _| sum(s, order())))
            }
            2 => with("S = 0", r, [0; 32]),
            3 => with("S = L", r, order()),
            4 => with("L − S", r, (-canonical(s)).to_bytes()),
            5 => with("−R", flip_sign(r), s),
            6 => {
                let mut s = s;
                s[31] |= one(random, &[0x20, 0x40, 0x80]);
                with("S: a high bit set", r, s)
            }
            7 => with("R of small order", small_order(random), s),
            8 => {
                let torsion = small_order(random);
                let signature = self.fit(genuine, input, torsion, Scalar::ZERO);
                Some(genuine.with_signature("R of small order, S that fits", signature))
            }
            9 => {
                // A signature that is valid only where the equation is multiplied by the cofactor.
                let r = scalar(random);
                let point = EdwardsPoint::mul_base(&r) + one(random, &EIGHT_TORSION[1..]);
                let signature = self.fit(genuine, input, encode(point), r);
                Some(genuine.with_signature("R with torsion, S that fits", signature))
            }
            10 => with("R not below p", not_below_p(random), s),
            _ => with("R and S swapped", s, r),
        }
    }

    /// A key of small order, whose signatures fit if kA is what R lacks.
    fn other_form(&self, genuine: &Case, random: &mut Random) -> Option<Case> {
        if random.random_ratio(1, 3) {
            return Some(long_length(genuine));
        }
        let (key, s) = (small_order(random), scalar(random));
        let r = encode(EdwardsPoint::mul_base(&s) + one(random, &EIGHT_TORSION));
        let changed = genuine.with_signature("key of small order", [r, s.to_bytes()].concat());
        Some(changed.with_key(
            "key of small order",
            der::with_key_bytes(&genuine.public_key, &key),
            Some(Rule::SmallOrderKey),
        ))
    }
}

impl Ed25519 {
    /// R and S = r + ka (RFC 8032, 5.1.6), where k is the hash of the given R, and r belongs to it or not.
    fn fit(&self, case: &Case, input: &[u8], big_r: [u8; 32], r: Scalar) -> Vec<u8> {
        let hash = match case.algorithm {
            // KMS takes the digest of a message for what is hashed once more.
            SigningAlgorithm::Ed25519PhSha512 => {
                let dom2 = [b"SigEd25519 no Ed25519 collisions".as_slice(), &[1, 0]].concat();
                Sha512::new_with_prefix(dom2)
                    .chain_update(big_r)
                    .chain_update(self.public_key)
                    .chain_update(Sha512::digest(input))
            }
            _ => Sha512::new_with_prefix(big_r).chain_update(self.public_key).chain_update(input),
        };
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        [big_r, (r + k * self.a).to_bytes()].concat()
    }
}

fn scalar(random: &mut Random) -> Scalar {
    let mut wide = [0; 64];
    random.fill(&mut wide);
    Scalar::from_bytes_mod_order_wide(&wide)
}

fn canonical(s: [u8; 32]) -> Scalar {
    Scalar::from_bytes_mod_order(s)
}

fn encode(point: EdwardsPoint) -> [u8; 32] {
    point.compress().to_bytes()
}

/// A point whose order divides 8, some of them in encodings that are not canonical (RFC 8032, 5.1.3).
fn small_order(random: &mut Random) -> [u8; 32] {
    let mut bytes = encode(one(random, &EIGHT_TORSION));
    // y = 0 is also p, and y = 1 is p + 1.
    if bytes[1..31] == [0; 30] && bytes[31] & 0x7f == 0 && random.random() {
        bytes = over_p(bytes[0]);
    }
    // Of −0 and 0 only one is canonical.
    if random.random_ratio(1, 4) { flip_sign(bytes) } else { bytes }
}

/// The encoding of p + `y`, for y below 19.
fn over_p(y: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xed + y, 0x7f);
    bytes
}

fn not_below_p(random: &mut Random) -> [u8; 32] {
    let bytes = over_p(random.random_range(0..19));
    if random.random() { flip_sign(bytes) } else { bytes }
}

fn flip_sign(mut point: [u8; 32]) -> [u8; 32] {
    point[31] ^= 0x80;
    point
}

/// L, little-endian.
fn order() -> [u8; 32] {
    let mut one = [0; 32];
    one[0] = 1;
    sum((-Scalar::ONE).to_bytes(), one)
}

/// Modulo 2²⁵⁶, little-endian.
fn sum(a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
    let mut carry = 0;
    std::array::from_fn(|i| {
        let sum = u16::from(a[i]) + u16::from(b[i]) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    })
}

/// The SubjectPublicKeyInfo up to the key (RFC 8410, 4).
const PREFIX: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

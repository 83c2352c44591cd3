//! ECDSA and SM2DSA: keys, signing, and signatures made without the private key.

mod group;
mod loose;

use kms_offline::{KeySpec, MessageType};
use kms_offline_peers::der;
use openssl::{
    bn::{BigNum, BigNumRef},
    ec::{EcPoint, EcPointRef},
};
use rand::RngExt as _;

use self::group::Group;
use super::{
    case::{Case, Random, bytes, one},
    key::{Secret, long_length},
    rule::Rule,
};

struct Curve {
    spec: KeySpec,
    group: Group,
    d: BigNum,
    q: EcPoint,
}

/// The private key number `index` of a pool: the first are so small, or so near the order, that Q is a small multiple
/// of G, and the additions of a verification meet P + P and P − P.
pub(super) fn secret(spec: KeySpec, index: usize, random: &mut Random) -> Box<dyn Secret> {
    let group = Group::of(spec);
    let d = match index {
        1 => group.scalar(1),
        2 => group.scalar(-1),
        3 => group.scalar(2),
        5 => group.scalar(i32::from(random.random::<u8>()).max(1)),
        6 => group.scalar(-2),
        _ => group.random(random),
    };
    // SM2's d is at most n − 2 (GB/T 32918.1, 6.1): with n − 1 it could not sign.
    let d = if spec == KeySpec::Sm2 && index == 2 { group.scalar(-2) } else { d };
    let q = group.times_g(&d);
    Box::new(Curve { spec, group, d, q })
}

impl Secret for Curve {
    fn public_key(&self) -> Vec<u8> {
        self.group.public_key(&self.q)
    }

    fn sign(&self, _: &Case, input: &[u8], random: &mut Random) -> Vec<u8> {
        let group = &self.group;
        let e = group.number(input);
        let k = group.random(random);
        let x = group.x(&group.times_g(&k)).expect("k is not 0");
        let (r, s) = if self.spec == KeySpec::Sm2 {
            // GB/T 32918.2, 6.1, A5 and A6: r = e + x1, s = (1 + d)⁻¹(k − rd).
            let r = group.add(&e, &x);
            let difference = group.sub(&k, &group.mul(&r, &self.d));
            let s = group.mul(&group.inverse(&group.add(&group.scalar(1), &self.d)), &difference);
            (r, s)
        } else {
            // FIPS 186-5, 6.4.1: r = x1, s = k⁻¹(e + rd).
            let sum = group.add(&e, &group.mul(&x, &self.d));
            let s = group.mul(&group.inverse(&k), &sum);
            (x, s)
        };
        encode(&r, &s)
    }

    fn change(&self, genuine: &Case, input: &[u8], random: &mut Random) -> Option<Case> {
        match random.random_range(0..13) {
            0..4 => Some(self.other_numbers(genuine, random)),
            4..7 => {
                let (r, s) = decode(&genuine.signature);
                let (what, signature) = loose::form(&r, &s, self.group.len(), random);
                Some(genuine.with_signature(what, signature))
            }
            7..9 => self.forged_digest(&self.q, genuine, random),
            9 => Some(self.infinity(genuine, input, random)),
            10 => {
                let (point, x) = self.group.point_above_the_order(random);
                self.key_made_for_a_point("R's x not below n", &point, &x, genuine, random)
            }
            11 => {
                let point = self.group.point_at_an_edge(random);
                let x = self.group.x(&point)?;
                self.key_made_for_a_point("R, s and e at edges of limbs", &point, &x, genuine, random)
            }
            _ => {
                // Nobody knows this key's private key, and a digest can be made to fit nevertheless.
                let q = self.group.point_at_an_edge(random);
                let forged = self.forged_digest(&q, genuine, random)?;
                Some(Case { what: "key at edges of limbs", public_key: self.group.public_key(&q), ..forged })
            }
        }
    }

    fn other_form(&self, genuine: &Case, random: &mut Random) -> Option<Case> {
        if random.random_ratio(1, 3) {
            return Some(long_length(genuine));
        }
        let (hybrid, rule) = (random.random(), Some(Rule::CompressedPoint));
        let point = self.group.compressed(&self.q, hybrid);
        let what = if hybrid { "key: hybrid point" } else { "key: compressed point" };
        Some(genuine.with_key(what, der::with_key_bytes(&genuine.public_key, &point), rule))
    }
}

impl Curve {
    /// Other values of r and s, in strict DER.
    fn other_numbers(&self, genuine: &Case, random: &mut Random) -> Case {
        let n = self.group.order();
        let [r, s] = <[_; 2]>::from(decode(&genuine.signature)).map(|bytes| number(&bytes));
        let mut edge = |own: &BigNumRef| match random.random_range(0..9) {
            0 => small(0),
            1 => small(1),
            2 => n - &small(1),
            3 => n + &small(0),
            4 => n + &small(1),
            5 => own + n,
            6 => number(&vec![0xff; self.group.len()]),
            7 => own + &small(1),
            _ => number(&bytes(random, self.group.len())),
        };
        let (other_r, other_s) = (edge(&r), edge(&s));
        let (what, r, s) = match random.random_range(0..10) {
            0..3 => ("r: at an edge", other_r, s),
            3..6 => ("s: at an edge", r, other_s),
            6 => ("r and s: at edges", other_r, other_s),
            7 => ("r and s swapped", s, r),
            8 => ("r: n − r", n - &r, s),
            _ => ("s: n − s", r, n - &s),
        };
        genuine.with_signature(what, encode(&r, &s))
    }

    /// A digest made to fit a signature, which takes no private key (the reason why a digest proves nothing unless the
    /// verifier made it). The two scalars are chosen freely, at edges of the additions too.
    fn forged_digest(&self, q: &EcPointRef, genuine: &Case, random: &mut Random) -> Option<Case> {
        let group = &self.group;
        let (u1, u2) = (self.edge(random), self.edge(random));
        let x = group.x(&group.times_g_and(&u1, q, &u2))?;
        let (r, s, e) = if self.spec == KeySpec::Sm2 {
            // R = sG + tQ with t = r + s, and r = e + x1.
            let r = group.sub(&u2, &u1);
            let e = group.sub(&r, &x);
            (r, u1, e)
        } else {
            // u1 = e/s, u2 = r/s.
            let s = group.mul(&x, &group.inverse(&u2));
            let e = group.mul(&u1, &s);
            (x, s, e)
        };
        let len = genuine.algorithm.digest_len().expect("the curves' algorithms have one");
        if e.to_vec().len() > len {
            return None;
        }
        let message = e.to_vec_padded(i32::try_from(len).expect("64 at most")).expect("it fits");
        let signature = encode(&r, &s);
        Some(Case { what: "forged digest", message_type: MessageType::Digest, message, signature, ..genuine.clone() })
    }

    /// A signature that leads to the point at infinity, which has no x coordinate to compare.
    fn infinity(&self, genuine: &Case, input: &[u8], random: &mut Random) -> Case {
        let group = &self.group;
        let (s, minus_inverse) = (group.random(random), group.inverse(&group.sub(&small(0), &self.d)));
        if self.spec == KeySpec::Sm2 {
            // sG + tQ = O where t = −s/d. Were x1 taken for 0, r = e + x1 would hold: e is r.
            let r = group.sub(&group.mul(&s, &minus_inverse), &s);
            let message = r.to_vec_padded(32).expect("below n");
            let case = Case { message_type: MessageType::Digest, message, ..genuine.clone() };
            case.with_signature("R at infinity", encode(&r, &s))
        } else {
            // e + rd = 0.
            let r = group.mul(&group.number(input), &minus_inverse);
            genuine.with_signature("R at infinity", encode(&r, &s))
        }
    }

    /// A key made so that a given R, with this x modulo n, is the result of a verification. s and e are at edges for
    /// half of them. Of ECDSA's, the x coordinate can be one of the few that are not below n, where r is x − n.
    fn key_made_for_a_point(
        &self,
        what: &'static str,
        point: &EcPointRef,
        x: &BigNumRef,
        genuine: &Case,
        random: &mut Random,
    ) -> Option<Case> {
        let group = &self.group;
        let len = genuine.algorithm.digest_len()?;
        let e = if random.random() { bytes(random, len) } else { limbs(random, len) };
        let s = self.edge(random);
        // R = u1·G + tQ.
        let (r, t, u1) = if self.spec == KeySpec::Sm2 {
            let r = group.add(&group.number(&e), x);
            let t = group.add(&r, &s);
            let u1 = s.to_owned().expect(MEMORY);
            (r, t, u1)
        } else {
            let inverse = group.inverse(&s);
            let (t, u1) = (group.mul(x, &inverse), group.mul(&group.number(&e), &inverse));
            (x.to_owned().expect(MEMORY), t, u1)
        };
        if r.num_bits() == 0 || t.num_bits() == 0 {
            return None;
        }
        // Q = t⁻¹R − (u1/t)G.
        let inverse = group.inverse(&t);
        let q = group.times_g_and(&group.sub(&small(0), &group.mul(&u1, &inverse)), point, &inverse);
        group.x(&q)?;
        Some(Case {
            what,
            public_key: group.public_key(&q),
            message_type: MessageType::Digest,
            message: e,
            signature: encode(&r, &s),
            ..genuine.clone()
        })
    }

    /// A scalar that is not 0: small, near the order, near a power of 2, with limbs at their edges, or any.
    fn edge(&self, random: &mut Random) -> BigNum {
        let group = &self.group;
        match random.random_range(0..6) {
            0 => group.scalar(random.random_range(1..=64)),
            1 => group.scalar(-random.random_range(1..=64)),
            2 => {
                let mut power = small(0);
                power
                    .set_bit(random.random_range(2..8 * i32::try_from(group.len()).expect("66 at most") - 8))
                    .expect(MEMORY);
                group.add(&power, &group.scalar(one(random, &[-1, 0, 1])))
            }
            3 | 4 => {
                let scalar = group.number(&limbs(random, group.len()));
                if scalar.num_bits() == 0 { small(1) } else { scalar }
            }
            _ => group.random(random),
        }
    }
}

/// Big-endian limbs of 64 or of 52 bits, as our arithmetic has them, each of them 0, 1, all ones, the highest bit
/// alone, or any.
fn limbs(random: &mut Random, len: usize) -> Vec<u8> {
    let width = one(random, &[64, 52]);
    let mut number = small(0);
    let mut place = 0;
    while place < 8 * len {
        let limb = match random.random_range(0..6) {
            0 | 1 => 0,
            2 => 1,
            3 => u64::MAX,
            4 => 1 << (width - 1),
            _ => random.random(),
        };
        for bit in (0..width).filter(|bit| limb >> bit & 1 == 1).map(|bit| place + bit).filter(|bit| *bit < 8 * len) {
            number.set_bit(i32::try_from(bit).expect("528 at most")).expect(MEMORY);
        }
        place += width;
    }
    number.to_vec_padded(i32::try_from(len).expect("66 at most")).expect("it fits")
}

fn encode(r: &BigNumRef, s: &BigNumRef) -> Vec<u8> {
    der::tagged(0x30, &[der::integer(&r.to_vec()), der::integer(&s.to_vec())].concat())
}

/// r and s of a genuine signature, whose own length may take one byte or two, as P-521's do.
fn decode(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let body = if signature[1] == 0x81 { &signature[3..] } else { &signature[2..] };
    let (r, rest) = body[2..].split_at(body[1].into());
    (r.to_vec(), rest[2..].to_vec())
}

fn number(bytes: &[u8]) -> BigNum {
    BigNum::from_slice(bytes).expect(MEMORY)
}

fn small(value: u32) -> BigNum {
    BigNum::from_u32(value).expect(MEMORY)
}

const MEMORY: &str = "OpenSSL has memory";

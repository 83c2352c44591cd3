//! Signatures whose integers, or whose way of writing them, are at an edge.

use kms_offline::KeySpec;
use kms_offline_peers::der::{self, tagged};
use openssl::{
    bn::{BigNum, BigNumContext},
    ec::EcGroup,
    nid::Nid,
    pkey::PKey,
};

use super::{Signed, damage::Damage};

/// RSA: s at the edges of [0, n − 1] (RFC 8017, 5.2.2), and others that are s modulo n.
pub(super) fn rsa(signed: &Signed<'_>) -> Vec<Damage> {
    let key = PKey::public_key_from_der(signed.public_key).unwrap().rsa().unwrap();
    let (s, n) = (number(&signed.signature), number(&key.n().to_vec()));
    let len = signed.signature.len();
    let edges = [
        ("s = 0", number(&[0])),
        ("s = 1", number(&[1])),
        ("s = n − 1", &n - &number(&[1])),
        ("s = n", number(&n.to_vec())),
        ("n − s", &n - &s),
        ("s + n", &s + &n),
    ];
    let fits = |(what, value): (&str, BigNum)| {
        // s + n needs a bit more for half of all signatures.
        let len = len.max(value.to_vec().len());
        Damage::signature(signed, what, value.to_vec_padded(i32::try_from(len).unwrap()).unwrap())
    };
    edges.into_iter().map(fits).collect()
}

/// Ed25519: S at the edges of [0, L − 1] (RFC 8032, 5.1.7), and the R that an exact comparison tells apart.
pub(super) fn ed25519(signed: &Signed<'_>) -> Vec<Damage> {
    let (r, s) = signed.signature.split_at(32);
    let order =
        BigNum::from_dec_str("7237005577332262213973186563042994240857116359379907606001950938285454250989").unwrap();
    let s = number(&s.iter().rev().copied().collect::<Vec<u8>>());
    let little_endian = |value: &BigNum| -> Vec<u8> { value.to_vec_padded(32).unwrap().into_iter().rev().collect() };
    let mut sign_of_r = r.to_vec();
    sign_of_r[31] ^= 0x80;
    let mut neutral = vec![0; 32];
    neutral[0] = 1;
    let edges = [
        ("S + L", r.to_vec(), &s + &order),
        ("S = 0", r.to_vec(), number(&[0])),
        ("L − S", r.to_vec(), &order - &s),
        ("S = L", r.to_vec(), number(&order.to_vec())),
        ("−R", sign_of_r, number(&s.to_vec())),
        ("R neutral", neutral.clone(), number(&s.to_vec())),
        ("R neutral, S = 0", neutral, number(&[0])),
    ];
    let encode =
        |(what, r, s): (&str, Vec<u8>, BigNum)| Damage::signature(signed, what, [r, little_endian(&s)].concat());
    edges.into_iter().map(encode).collect()
}

/// ECDSA and SM2DSA: r and s at the edges of [1, n − 1], and DER that is not strict.
///
/// Of all of them only (r, n − s) is a signature, of ECDSA: u1·G + u2·Q becomes its negative, which has the same x.
pub(super) fn curve(signed: &Signed<'_>) -> Vec<Damage> {
    let n = order(signed.spec);
    let (r, s) = parse(&signed.signature);
    let of_both = |what: &str, change: &dyn Fn(&BigNum) -> BigNum| {
        [
            Damage::signature(signed, format!("r: {what}"), sig_value(&change(&r), &s)),
            Damage::signature(signed, format!("s: {what}"), sig_value(&r, &change(&s))),
        ]
    };
    let wide = number(&vec![0xff; n.to_vec().len()]);
    let mut damages: Vec<Damage> = [
        of_both("0", &|_| number(&[0])),
        of_both("1", &|_| number(&[1])),
        of_both("n − 1", &|_| &n - &number(&[1])),
        of_both("n", &|_| number(&n.to_vec())),
        of_both("n + 1", &|_| &n + &number(&[1])),
        of_both("n more", &|own| own + &n),
        of_both("n minus itself", &|own| &n - own),
        of_both("all ones", &|_| number(&wide.to_vec())),
    ]
    .into_iter()
    .flatten()
    .collect();
    damages.push(Damage::signature(signed, "r and s swapped", sig_value(&s, &r)));
    if signed.spec != KeySpec::Sm2 {
        let high_or_low = damages.iter_mut().find(|damage| damage.what == "s: n minus itself").unwrap();
        high_or_low.valid = true;
    }
    damages.extend(loose_der(signed, &r, &s));
    damages
}

/// The right r and s in forms that are not strict DER (X.690, 10 and 11), or not DER at all.
fn loose_der(signed: &Signed<'_>, r: &BigNum, s: &BigNum) -> Vec<Damage> {
    let (strict_r, strict_s) = (integer(r), integer(s));
    let body = [strict_r.as_slice(), &strict_s].concat();
    let padded = |value: &BigNum| tagged(0x02, &[&[0], &integer(value)[2..]].concat());
    let minus = |value: &BigNum| {
        let width = number(&[&[1], vec![0; value.to_vec().len() + 1].as_slice()].concat());
        tagged(0x02, &(&width - value).to_vec())
    };
    let len = order(signed.spec).to_vec().len();
    let fixed = |value: &BigNum| value.to_vec_padded(i32::try_from(len).unwrap()).unwrap();
    let long_length = |content: &[u8]| {
        let len = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[0x30, 0x82], len.as_slice(), content].concat()
    };
    let forms = [
        ("r with a zero too many", tagged(0x30, &[padded(r), strict_s.clone()].concat())),
        ("s with a zero too many", tagged(0x30, &[strict_r.clone(), padded(s)].concat())),
        ("−r", tagged(0x30, &[minus(r), strict_s.clone()].concat())),
        ("−s", tagged(0x30, &[strict_r.clone(), minus(s)].concat())),
        ("a length in three bytes", long_length(&body)),
        ("an indefinite length", [&[0x30, 0x80], body.as_slice(), &[0, 0]].concat()),
        ("a NULL behind s", tagged(0x30, &[body.as_slice(), &[5, 0]].concat())),
        ("a byte behind s", tagged(0x30, &[body.as_slice(), &[0]].concat())),
        ("r alone", tagged(0x30, &strict_r)),
        ("a SET", tagged(0x31, &body)),
        ("r an OCTET STRING", tagged(0x30, &[tagged(0x04, &strict_r[2..]), strict_s.clone()].concat())),
        ("no SEQUENCE", body.clone()),
        ("r ‖ s of fixed size", [fixed(r), fixed(s)].concat()),
    ];
    forms.into_iter().map(|(what, signature)| Damage::signature(signed, what, signature)).collect()
}

/// n, the order of the spec's curve.
fn order(spec: KeySpec) -> BigNum {
    let curve = match spec {
        KeySpec::EccNistP256 => Nid::X9_62_PRIME256V1,
        KeySpec::EccNistP384 => Nid::SECP384R1,
        KeySpec::EccNistP521 => Nid::SECP521R1,
        KeySpec::EccSecgP256k1 => Nid::SECP256K1,
        KeySpec::Sm2 => Nid::SM2,
        other => panic!("{other} has no curve"),
    };
    let (mut order, mut context) = (BigNum::new().unwrap(), BigNumContext::new().unwrap());
    EcGroup::from_curve_name(curve).unwrap().order(&mut order, &mut context).unwrap();
    order
}

/// r and s of a strict DER signature, whose own length may take one byte or two, as P-521's do.
fn parse(signature: &[u8]) -> (BigNum, BigNum) {
    let body = if signature[1] == 0x81 { &signature[3..] } else { &signature[2..] };
    let (r, rest) = body[2..].split_at(body[1].into());
    (number(r), number(&rest[2..]))
}

fn sig_value(r: &BigNum, s: &BigNum) -> Vec<u8> {
    tagged(0x30, &[integer(r), integer(s)].concat())
}

fn integer(value: &BigNum) -> Vec<u8> {
    der::integer(&value.to_vec())
}

fn number(bytes: &[u8]) -> BigNum {
    BigNum::from_slice(bytes).unwrap()
}

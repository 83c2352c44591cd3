//! Signatures as DER and as r ‖ s (IEEE P1363), converted both ways.

use kms_offline::{
    Error,
    KeySpec::{self, EccNistP256, EccNistP384, EccNistP521, EccSecgP256k1, Sm2},
    Message, ecdsa_sig_value,
    error::{Malformed, SignatureProblem},
};
use kms_offline_vectors::from_hex;
use proptest::{collection::vec, prelude::*};

use crate::corpus::{genuine, verifying_key};

/// The specs whose signatures are made of r and s, bytes of each, and the order of the group.
const CURVES: [(KeySpec, usize, &str); 5] = [
    (EccNistP256, 32, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    (EccSecgP256k1, 32, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
    (Sm2, 32, "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"),
    (
        EccNistP384,
        48,
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    ),
    (
        EccNistP521,
        66,
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
         51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
];

const OTHERS: [KeySpec; 7] = [
    KeySpec::Rsa2048,
    KeySpec::Rsa3072,
    KeySpec::Rsa4096,
    KeySpec::EccNistEdwards25519,
    KeySpec::MlDsa44,
    KeySpec::MlKem512,
    KeySpec::MlKem1024,
];

/// The reason that the error gives.
fn problem(spec: KeySpec, result: Result<Vec<u8>, Error>) -> SignatureProblem {
    match result {
        Err(Error::Malformed(Malformed::Signature { spec: named, problem })) if named == spec => problem,
        other => panic!("{spec}: {other:?}"),
    }
}

/// A whole number in `len` bytes.
fn scalar(len: usize, number: u8) -> Vec<u8> {
    let mut bytes = vec![0; len];
    bytes[len - 1] = number;
    bytes
}

/// A DER INTEGER of these unsigned bytes, written by hand: minimal, with a zero in front of a high bit.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(bytes.len() - 1);
    let minimal = &bytes[zeros..];
    let sign = if minimal[0] >= 0x80 { &[0][..] } else { &[] };
    [&[2, (sign.len() + minimal.len()) as u8], sign, minimal].concat()
}

fn sequence(content: &[u8]) -> Vec<u8> {
    let header =
        if content.len() < 128 { vec![0x30, content.len() as u8] } else { vec![0x30, 0x81, content.len() as u8] };
    [&header, content].concat()
}

fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    sequence(&[integer(r), integer(s)].concat())
}

#[test]
fn smallest_and_largest_values_convert_both_ways() {
    for (spec, len, order) in CURVES {
        let mut largest = from_hex(order);
        *largest.last_mut().unwrap() -= 1;
        for (r, s) in
            [(scalar(len, 1), largest.clone()), (largest, scalar(len, 127)), (scalar(len, 128), scalar(len, 255))]
        {
            let (fixed, der) = ([r.clone(), s.clone()].concat(), der(&r, &s));
            assert_eq!(ecdsa_sig_value::from_p1363(spec, &fixed).unwrap(), der, "{spec}");
            assert_eq!(ecdsa_sig_value::to_p1363(spec, &der).unwrap(), fixed, "{spec}");
        }
    }
}

#[test]
fn values_out_of_range_are_malformed() {
    for (spec, len, order) in CURVES {
        let (one, zero, order) = (scalar(len, 1), vec![0; len], from_hex(order));
        for (r, s) in [(&zero, &one), (&one, &zero), (&zero, &zero), (&order, &one), (&one, &order)] {
            assert_eq!(problem(spec, ecdsa_sig_value::from_p1363(spec, [&r[..], s].concat())), SignatureProblem::Range);
            assert_eq!(problem(spec, ecdsa_sig_value::to_p1363(spec, der(r, s))), SignatureProblem::Range);
        }
        let too_long = [&[1][..], &zero].concat();
        assert_eq!(problem(spec, ecdsa_sig_value::to_p1363(spec, der(&too_long, &one))), SignatureProblem::Range);
    }
}

#[test]
fn every_other_length_is_malformed_and_the_error_says_the_right_one() {
    for (spec, len, _) in CURVES {
        for found in (0..=2 * len + 40).filter(|found| *found != 2 * len) {
            let wrong = problem(spec, ecdsa_sig_value::from_p1363(spec, vec![1; found]));
            assert_eq!(wrong, SignatureProblem::Length { found, expected: 2 * len }, "{spec}");
        }
    }
}

#[test]
fn other_than_strict_der_is_malformed() {
    for (spec, len, _) in CURVES {
        let (r, s) = (integer(&scalar(len, 200)), integer(&scalar(len, 7)));
        let good = sequence(&[r.clone(), s.clone()].concat());
        ecdsa_sig_value::to_p1363(spec, &good).unwrap();
        let long_form = [&[0x30, 0x81, good[1]], &good[2..]].concat();
        let indefinite = [&[0x30, 0x80], &good[2..], &[0, 0]].concat();
        let not_der = [
            Vec::new(),
            good[..good.len() - 1].to_vec(),
            [&good[..], &[0]].concat(),
            long_form,
            indefinite,
            sequence(&[&r[..], &s, &s].concat()),
            sequence(&r),
            sequence(&[&[2, 1, 0x80][..], &s].concat()),
            sequence(&[&[2, 2, 0, 1][..], &s].concat()),
            sequence(&[&[2, 0][..], &s].concat()),
            sequence(&[&[3, 1, 1][..], &s].concat()),
            [&[0x31], &good[1..]].concat(),
            vec![0x30; 200],
        ];
        for der in not_der {
            assert_eq!(
                problem(spec, ecdsa_sig_value::to_p1363(spec, &der)),
                SignatureProblem::NotDer,
                "{spec} {der:02x?}"
            );
        }
    }
}

#[test]
fn specs_without_r_and_s_have_no_such_encoding() {
    for spec in OTHERS {
        for bytes in [&[][..], &[0; 64], &[1; 256]] {
            assert_eq!(problem(spec, ecdsa_sig_value::to_p1363(spec, bytes)), SignatureProblem::NoEncoding);
            assert_eq!(problem(spec, ecdsa_sig_value::from_p1363(spec, bytes)), SignatureProblem::NoEncoding);
        }
    }
}

#[test]
fn genuine_signatures_verify_after_both_conversions_and_never_as_r_and_s() {
    let keys = [
        ("ECC_NIST_P256-sign-1", 64),
        ("ECC_SECG_P256K1-sign-1", 64),
        ("SM2-sign-1", 64),
        ("ECC_NIST_P384-sign-1", 96),
        ("ECC_NIST_P521-sign-1", 132),
    ];
    for (name, len) in keys {
        let key = verifying_key(name);
        let algorithm = key.sole_algorithm().unwrap();
        let case = genuine(name, algorithm.as_str(), "RAW");
        let (message, der) = (case.bytes("Message"), case.bytes("Signature"));
        let fixed = ecdsa_sig_value::to_p1363(key.spec(), &der).unwrap();
        assert_eq!(fixed.len(), len);
        let verify = |signature: &[u8]| key.verify(algorithm, Message::Raw(&message), signature);
        verify(&ecdsa_sig_value::from_p1363(key.spec(), &fixed).unwrap()).unwrap();
        assert!(matches!(verify(&fixed), Err(Error::NotVerified)));
    }
}

fn curve() -> impl Strategy<Value = (KeySpec, usize)> {
    (0..CURVES.len()).prop_map(|index| (CURVES[index].0, CURVES[index].1))
}

proptest! {
    /// The top byte is cleared, so that r and s are below every order; leading zeros of all lengths occur.
    #[test]
    fn random_scalars_convert_there_and_back(
        (spec, len) in curve(),
        r in vec(any::<u8>(), 66),
        s in vec(any::<u8>(), 66),
        zeros in (1_usize..20, 1_usize..20),
    ) {
        let mut fixed = [&r[..len], &s[..len]].concat();
        fixed[..zeros.0].fill(0);
        fixed[len..len + zeros.1].fill(0);
        fixed[len - 1] |= 1;
        fixed[2 * len - 1] |= 1;
        let der = ecdsa_sig_value::from_p1363(spec, &fixed).unwrap();
        prop_assert_eq!(&der, &self::der(&fixed[..len], &fixed[len..]));
        prop_assert_eq!(ecdsa_sig_value::to_p1363(spec, der).unwrap(), fixed);
    }

    #[test]
    fn arbitrary_bytes_never_panic_and_conversions_round_trip(
        spec in (0..KeySpec::ALL.len()).prop_map(|index| KeySpec::ALL[index]),
        bytes in vec(any::<u8>(), 0..160),
    ) {
        if let Ok(fixed) = ecdsa_sig_value::to_p1363(spec, &bytes) {
            prop_assert_eq!(ecdsa_sig_value::from_p1363(spec, fixed).unwrap(), bytes.clone());
        }
        if let Ok(der) = ecdsa_sig_value::from_p1363(spec, &bytes) {
            prop_assert_eq!(ecdsa_sig_value::to_p1363(spec, der).unwrap(), bytes);
        }
    }
}

//! Points and keys without their SubjectPublicKeyInfo.

use alloc::vec::Vec;

use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey,
    sec1::{FromSec1Point, ModulusSize, ToSec1Point},
};

use crate::{
    error::{InputKind, PointForm, Recognised},
    kms::{Family, KeySpec},
};

/// The curve on which `bytes` are a point.
pub(super) fn recognise(bytes: &[u8], expected: Option<KeySpec>) -> Option<Recognised> {
    let encoded = |form| curves(bytes, expected).map(|spec| InputKind::Point { form, spec });
    let kind = match bytes {
        [4, ..] if bytes.len() % 2 == 1 => encoded(PointForm::Uncompressed)?,
        [2 | 3, ..] if bytes.len() % 2 == 1 => encoded(PointForm::Compressed)?,
        _ if matches!(bytes.len(), 64 | 96 | 132) => {
            let spec = curves(&[&[4], bytes].concat(), expected)?;
            InputKind::Point { form: PointForm::Coordinates, spec }
        }
        _ => return None,
    };
    Some(Recognised::new(kind))
}

/// The spec on whose curve this encoding (SEC 1, 2.3.3) is: the only one, or the expected one; `Some(None)` if there
/// are several.
fn curves(encoded: &[u8], expected: Option<KeySpec>) -> Option<Option<KeySpec>> {
    type IsOn = fn(&[u8]) -> bool;
    let curves: [(KeySpec, IsOn); 5] = [
        (KeySpec::EccNistP256, is_on::<p256::NistP256>),
        (KeySpec::EccNistP384, is_on::<p384::NistP384>),
        (KeySpec::EccNistP521, is_on::<p521::NistP521>),
        (KeySpec::EccSecgP256k1, is_on::<k256::Secp256k1>),
        (KeySpec::Sm2, is_on::<sm2::Sm2>),
    ];
    let on: Vec<KeySpec> = curves.iter().filter(|(_, is_on)| is_on(encoded)).map(|(spec, _)| *spec).collect();
    match *on {
        [] => None,
        [spec] => Some(Some(spec)),
        _ => Some(expected.filter(|spec| on.contains(spec))),
    }
}

fn is_on<C>(encoded: &[u8]) -> bool
where
    C: CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    PublicKey::<C>::from_sec1_bytes(encoded).is_ok()
}

/// Keys that are fixed bytes: any of the right length, but no text.
pub(super) fn raw_key(bytes: &[u8]) -> Option<Recognised> {
    let is_text = bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    let fits = |spec: &&KeySpec| {
        let facts = spec.facts();
        match facts.family {
            Family::Rsa | Family::Ec(_) => false,
            Family::Ed25519 | Family::MlDsa(_) | Family::MlKem(_) => facts.key_len == bytes.len(),
        }
    };
    let spec = *KeySpec::ALL.iter().find(fits).filter(|_| !is_text)?;
    Some(Recognised::new(InputKind::RawKey { spec }))
}

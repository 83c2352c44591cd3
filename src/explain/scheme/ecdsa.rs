//! ECDSA (FIPS 186-5, 6.4.2) over a digest of any length.
//!
//! The signature is solved for \[e\]G, once: R is one of at most four points whose x coordinate is r modulo n, and
//! \[e\]G = \[s\]R − \[r\]Q. A hypothesis then costs one multiple of G, by a table.

use alloc::{boxed::Box, vec, vec::Vec};
use core::{array, iter};

use elliptic_curve::{
    AffinePoint, CurveArithmetic, Field as _, FieldBytes, Group as _, PrimeField as _, ProjectivePoint, PublicKey,
    Scalar,
    ops::{MulVartime as _, Reduce as _},
    point::{AffineCoordinates as _, DecompressPoint},
    subtle::Choice,
};
use once_cell::race::OnceBox;

use super::{Asked, Opened, Scheme};
use crate::{
    explain::{
        finding::Finding,
        function::HashFunction::{
            self, Keccak256, Md5, Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512,
        },
        hypothesis::Hypothesis,
        reading::Reading,
        recipe::{Recipe, Role},
    },
    input::ecdsa_sig_value::EcdsaSigValue,
    kms::KeySpec,
};

/// The functions that are tried on every curve, the likely ones first.
const OTHERS: [HashFunction; 9] = [Sha256, Sha384, Sha512, Sha1, Sha224, Sha3_256, Sha3_384, Sha3_512, Md5];

/// A key on a curve that KMS has ECDSA for.
pub(super) struct Key<C: CurveArithmetic> {
    point: ProjectivePoint<C>,
    /// Made for the first signature.
    multiples: OnceBox<Multiples<C>>,
}

impl<C: CurveArithmetic> From<PublicKey<C>> for Key<C> {
    fn from(key: PublicKey<C>) -> Self {
        Self { point: key.to_projective(), multiples: OnceBox::new() }
    }
}

impl<C: CurveArithmetic> Scheme for Key<C>
where
    AffinePoint<C>: DecompressPoint<C>,
{
    fn recipes(&self, asked: &Asked, _: &[Reading]) -> Vec<Recipe> {
        let expected = HashFunction::from(asked.algorithm.hash());
        let mut functions = vec![expected];
        functions.extend(OTHERS.into_iter().filter(|function| *function != expected));
        if asked.key.spec() == KeySpec::EccSecgP256k1 {
            functions.push(Keccak256);
        }
        let recipe = |function| Recipe::hash(function, Role::Signed, asked.other_hash(function).into_iter().collect());
        functions.into_iter().map(recipe).collect()
    }

    fn open<'a>(&'a self, _: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>> {
        Some(Box::new(self.solve(signature)?))
    }
}

impl<C: CurveArithmetic> Key<C>
where
    AffinePoint<C>: DecompressPoint<C>,
{
    /// Every \[e\]G for which the signature verifies; `None` if r or s is not in [1, n − 1] (step 1).
    pub(super) fn solve(&self, signature: &[u8]) -> Option<Solved<'_, C>> {
        let [r, s] = scalars::<C>(signature)?;
        let r_times_key = self.point.mul_vartime(&r);
        let mut targets = Vec::new();
        for x in x_coordinates::<C>(&r) {
            if let Some(point) = Option::<AffinePoint<C>>::from(AffinePoint::<C>::decompress(&x, Choice::from(0))) {
                let s_times_point = ProjectivePoint::<C>::from(point).mul_vartime(&s);
                targets.extend([s_times_point, -s_times_point].map(|point| point - r_times_key));
            }
        }
        Some(Solved { targets, multiples: self.multiples.get_or_init(|| Box::new(Multiples::new())) })
    }
}

/// The x coordinates that r stands for: r itself, and r + n, which decompression accepts if it is below p (steps 8 and
/// 9).
fn x_coordinates<C: CurveArithmetic>(r: &Scalar<C>) -> impl Iterator<Item = FieldBytes<C>> {
    let r = r.to_repr();
    let mut sum = (-Scalar::<C>::ONE).to_repr();
    // r + (n − 1) + 1
    let mut carry = 1;
    for (sum, byte) in sum.iter_mut().zip(&r).rev() {
        let [high, low] = (u16::from(*sum) + u16::from(*byte) + carry).to_be_bytes();
        (*sum, carry) = (low, high.into());
    }
    iter::once(r).chain((carry == 0).then_some(sum))
}

/// A signature, solved for what was signed.
pub(super) struct Solved<'a, C: CurveArithmetic> {
    /// \[e\]G; none if r is not the x coordinate of any point.
    targets: Vec<ProjectivePoint<C>>,
    multiples: &'a Multiples<C>,
}

impl<C: CurveArithmetic> Solved<'_, C> {
    /// Whether the signature verifies for a digest (steps 2 to 9).
    pub(super) fn holds_for(&self, digest: &[u8]) -> bool {
        !self.targets.is_empty() && self.targets.contains(&self.multiples.of(&integer::<C>(digest)))
    }
}

impl<C: CurveArithmetic> Opened for Solved<'_, C> {
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        self.holds_for(&hypothesis.signed).then(Vec::new)
    }

    fn is_impossible(&self) -> bool {
        self.targets.is_empty()
    }
}

/// \[d·16ⁱ\]G for each digit d from 1 to 15 and each place i, so that a multiple of G is a sum without doublings.
struct Multiples<C: CurveArithmetic>(Vec<[ProjectivePoint<C>; 15]>);

impl<C: CurveArithmetic> Multiples<C> {
    fn new() -> Self {
        let mut unit = ProjectivePoint::<C>::generator();
        let places = 2 * FieldBytes::<C>::default().len();
        let place = |_| {
            let mut multiple = unit;
            let multiples = array::from_fn(|_| {
                let next = multiple + unit;
                core::mem::replace(&mut multiple, next)
            });
            unit = multiple;
            multiples
        };
        Self((0..places).map(place).collect())
    }

    fn of(&self, scalar: &Scalar<C>) -> ProjectivePoint<C> {
        let bytes = scalar.to_repr();
        let digits = bytes.iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
        let chosen = digits.zip(&self.0).filter_map(|(digit, place)| place.get(usize::from(digit.checked_sub(1)?)));
        chosen.fold(ProjectivePoint::<C>::default(), |sum, multiple| sum + multiple)
    }
}

/// r and s of strict DER, if both are in [1, n − 1].
pub(super) fn scalars<C: CurveArithmetic>(signature: &[u8]) -> Option<[Scalar<C>; 2]> {
    let len = FieldBytes::<C>::default().len();
    let fixed = EcdsaSigValue::from_der(signature)?.to_p1363(len)?;
    let (r, s) = fixed.split_at(len);
    let scalar = |bytes: &[u8]| -> Option<Scalar<C>> {
        let scalar = Option::<Scalar<C>>::from(Scalar::<C>::from_repr(FieldBytes::<C>::try_from(bytes).ok()?))?;
        (scalar != Scalar::<C>::default()).then_some(scalar)
    };
    Some([scalar(r)?, scalar(s)?])
}

/// Bytes of P-521's order, which has 521 bits: seven fewer than its bytes.
const P521_LEN: usize = 66;

/// The leftmost bits of a digest, as many as n has (step 2), modulo n. Of the orders here only P-521's does not fill
/// its bytes; no digest is as long as that one, but a message that stands where its digest belongs can be.
pub(super) fn integer<C: CurveArithmetic>(digest: &[u8]) -> Scalar<C> {
    let mut bytes = FieldBytes::<C>::default();
    let leftmost = digest.get(..bytes.len()).unwrap_or(digest);
    let padding = bytes.len() - leftmost.len();
    bytes.iter_mut().skip(padding).zip(leftmost).for_each(|(to, from)| *to = *from);
    if padding == 0 && leftmost.len() == P521_LEN {
        let mut above = 0;
        for byte in &mut bytes {
            (*byte, above) = (above << 1 | *byte >> 7, *byte);
        }
    }
    Scalar::<C>::reduce(&bytes)
}

/// The x coordinate modulo n; `None` for the neutral element.
pub(super) fn x_mod_n<C: CurveArithmetic>(point: ProjectivePoint<C>) -> Option<Scalar<C>> {
    if point == ProjectivePoint::<C>::default() {
        return None;
    }
    let affine: C::AffinePoint = point.into();
    Some(Scalar::<C>::reduce(&affine.x()))
}

//! ECDSA (FIPS 186-5, 6.4.2) over a digest of any length.

use alloc::{boxed::Box, vec, vec::Vec};

use elliptic_curve::{
    CurveArithmetic, FieldBytes, PrimeField as _, ProjectivePoint, PublicKey, Scalar,
    ops::{Invert as _, MulByGeneratorVartime as _, MulVartime as _, Reduce as _},
    point::AffineCoordinates as _,
};

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
pub(super) struct Key<C: CurveArithmetic>(pub(super) PublicKey<C>);

impl<C: CurveArithmetic> Scheme for Key<C> {
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
        Some(Box::new(Equation::<C>::of(self.0.to_projective(), signature)?))
    }
}

/// R = \[e/s\]G + \[r/s\]Q and its x coordinate, for e still open.
pub(super) struct Equation<C: CurveArithmetic> {
    r: Scalar<C>,
    s_inverse: Scalar<C>,
    /// \[r/s\]Q
    multiple_of_key: ProjectivePoint<C>,
}

impl<C: CurveArithmetic> Equation<C> {
    /// `None` if r or s is not in [1, n − 1] (step 1).
    pub(super) fn of(key: ProjectivePoint<C>, signature: &[u8]) -> Option<Self> {
        let [r, s] = scalars::<C>(signature)?;
        let s_inverse = Option::<Scalar<C>>::from(s.invert())?;
        Some(Self { r, s_inverse, multiple_of_key: key.mul_vartime(&(r * s_inverse)) })
    }

    /// Steps 2 to 9 for a digest.
    pub(super) fn holds_for(&self, digest: &[u8]) -> bool {
        let multiple_of_generator =
            ProjectivePoint::<C>::mul_by_generator_vartime(&(integer::<C>(digest) * self.s_inverse));
        x_mod_n::<C>(multiple_of_generator + self.multiple_of_key) == Some(self.r)
    }
}

impl<C: CurveArithmetic> Opened for Equation<C> {
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        self.holds_for(&hypothesis.signed).then(Vec::new)
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

/// The leftmost bits of a digest, as many as n has (step 2), modulo n. Of the orders here only P-521's does not fill its
/// bytes; no digest is as long as that one, but a message that stands where its digest belongs can be.
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

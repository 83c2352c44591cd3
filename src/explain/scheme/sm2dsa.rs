//! SM2DSA (GB/T 32918.2, 7.1), which shows the e that was signed: e = r − x1 mod n.

use alloc::{boxed::Box, vec, vec::Vec};

use ::sm2::{ProjectivePoint, PublicKey, Scalar, Sm2};
use elliptic_curve::{ops::MulByGeneratorVartime as _, sec1::ToSec1Point as _};

use super::{Asked, Opened, Scheme, ecdsa};
use crate::{
    explain::{
        finding::Finding,
        function::HashFunction,
        hypothesis::Hypothesis,
        reading::Reading,
        recipe::{Recipe, Role},
    },
    message::{DistinguishingId, za},
};

/// IDs that signers use where KMS has its own: none (OpenSSL), TLS's (RFC 8998, 3.2.1), the example of GB/T 32918.
const KNOWN_IDS: [&[u8]; 4] = [DistinguishingId::DEFAULT, b"", b"TLSv1.3+GM+Cipher+Suite", b"ALICE123@YAHOO.COM"];

/// A key on SM2's curve, for both equations.
pub(super) struct Key {
    key: PublicKey,
    ecdsa: ecdsa::Key<Sm2>,
}

impl From<PublicKey> for Key {
    fn from(key: PublicKey) -> Self {
        Self { key, ecdsa: key.into() }
    }
}

impl Scheme for Key {
    fn recipes(&self, asked: &Asked, _: &[Reading]) -> Vec<Recipe> {
        let point = self.key.as_affine().to_uncompressed_point();
        let (_, coordinates) = point.split_at(1);
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        let expected = asked.distinguishing_id.clone().unwrap_or_default();
        let with_za = |entl: [u8; 2], id: &DistinguishingId, because| {
            let za = za(entl, id.as_bytes(), x, y).to_vec();
            Recipe::prefixed(HashFunction::Sm3, za, because)
        };
        let mut recipes = vec![with_za(expected.entl(), &expected, Vec::new())];
        let others = KNOWN_IDS.into_iter().filter_map(|id| DistinguishingId::new(id).ok()).filter(|id| *id != expected);
        recipes
            .extend(others.map(|id| with_za(id.entl(), &id, vec![Finding::OtherDistinguishingId { id: id.clone() }])));
        let [high, low] = expected.entl();
        if high != 0 {
            recipes.push(with_za([0, low], &expected, vec![Finding::TruncatedEntl { id: expected.clone() }]));
        }
        recipes.push(Recipe::hash(HashFunction::Sm3, Role::Signed, vec![Finding::WithoutZa]));
        recipes.push(Recipe::hash(
            HashFunction::Sha256,
            Role::Signed,
            asked.other_hash(HashFunction::Sha256).into_iter().collect(),
        ));
        recipes
    }

    fn open<'a>(&'a self, _: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>> {
        let [r, s] = ecdsa::scalars::<Sm2>(signature)?;
        let key = self.key.to_projective();
        // B5 to B7: t = r + s, (x1, y1) = [s]G + [t]Q, R = e + x1
        let t = r + s;
        let point = ProjectivePoint::mul_by_generator_and_mul_add_vartime(&s, &t, &key);
        let e = if t == Scalar::ZERO { None } else { ecdsa::x_mod_n::<Sm2>(point).map(|x1| r - x1) };
        Some(Box::new(Equation { e, ecdsa: self.ecdsa.solve(signature)? }))
    }
}

struct Equation<'a> {
    /// The e that was signed, if the signature is genuine. Nobody needs a key to make a signature for *some* e.
    e: Option<Scalar>,
    ecdsa: ecdsa::Solved<'a, Sm2>,
}

impl Opened for Equation<'_> {
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        if self.e == Some(ecdsa::integer::<Sm2>(&hypothesis.signed)) {
            return Some(Vec::new());
        }
        self.ecdsa.holds_for(&hypothesis.signed).then(|| vec![Finding::EcdsaOnSm2Curve])
    }
}

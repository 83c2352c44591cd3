//! Ed25519, Ed25519ph and Ed25519ctx (RFC 8032, 5.1): one equation, three ways to k.

use alloc::{boxed::Box, vec, vec::Vec};

use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::VerifyingKey;

use super::{Asked, Opened, Scheme};
use crate::{
    explain::{
        finding::Finding,
        function::HashFunction::{self, Sha256, Sha512},
        hypothesis::Hypothesis,
        reading::Reading,
        recipe::{Recipe, Role},
    },
    kms::SigningAlgorithm,
};

/// PH of the message: the identity, SHA-512 as in RFC 8032, or SHA-512 twice as in KMS (KMS API, Sign).
const PURE: &[HashFunction] = &[];
const PH_ONCE: &[HashFunction] = &[Sha512];
const PH_OF_DIGEST: &[HashFunction] = &[Sha512, Sha512];

impl Scheme for VerifyingKey {
    /// k = SHA-512(dom2(F, C) ‖ R ‖ A ‖ PH(M)) (RFC 8032, 5.1.7, step 2)
    fn recipes(&self, asked: &Asked, readings: &[Reading]) -> Vec<Recipe> {
        let mut recipes = Vec::new();
        for (at, reading) in readings.iter().enumerate() {
            let Some((r, _)) = split(&reading.signature) else { continue };
            let recipe = |dom2: Vec<u8>, inner, because| Recipe {
                function: Sha512,
                prefix: [dom2.as_slice(), r, self.as_bytes()].concat(),
                inner,
                role: Role::Bound,
                reading: Some(at),
                because,
            };
            let other = |algorithm| asked.other_algorithm(algorithm).into_iter().collect::<Vec<_>>();
            recipes.push(recipe(Vec::new(), PURE, other(SigningAlgorithm::Ed25519Sha512)));
            recipes.push(recipe(dom2(1, &[]), PH_OF_DIGEST, other(SigningAlgorithm::Ed25519PhSha512)));
            recipes.push(recipe(dom2(1, &[]), PH_ONCE, vec![Finding::Ed25519phOnce]));
            if let Some(context) = &asked.context {
                let named = Finding::Context { context: context.clone() };
                recipes.push(recipe(dom2(0, context), PURE, vec![named.clone()]));
                recipes.push(recipe(dom2(1, context), PH_OF_DIGEST, vec![named.clone()]));
                recipes.push(recipe(dom2(1, context), PH_ONCE, vec![Finding::Ed25519phOnce, named]));
            }
        }
        recipes.extend([Sha512, Sha256].map(|function| Recipe::hash(function, Role::Digest, Vec::new())));
        recipes
    }

    fn open<'a>(&'a self, _: &'a Asked, signature: &[u8]) -> Option<Box<dyn Opened + 'a>> {
        let (r, s) = split(signature)?;
        let s = Option::from(Scalar::from_canonical_bytes(*s))?;
        Some(Box::new(Equation { minus_key: -self.to_edwards(), r: *r, s }))
    }
}

/// `dom2(F, C)` (RFC 8032, 2); contexts have at most 255 bytes.
fn dom2(flag: u8, context: &[u8]) -> Vec<u8> {
    let len = u8::try_from(context.len()).unwrap_or(u8::MAX);
    [&b"SigEd25519 no Ed25519 collisions"[..], &[flag, len], context].concat()
}

/// R and S.
fn split(signature: &[u8]) -> Option<(&[u8; 32], &[u8; 32])> {
    let (halves, rest) = signature.as_chunks();
    match halves {
        [r, s] if rest.is_empty() => Some((r, s)),
        _ => None,
    }
}

/// \[S\]B − \[k\]A = R (RFC 8032, 5.1.7, step 3, without the cofactor), for k still open.
struct Equation {
    minus_key: EdwardsPoint,
    r: [u8; 32],
    s: Scalar,
}

impl Opened for Equation {
    fn check(&self, hypothesis: &Hypothesis) -> Option<Vec<Finding>> {
        let k = Scalar::from_bytes_mod_order_wide(hypothesis.signed.as_slice().try_into().ok()?);
        let r = EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &self.minus_key, &self.s);
        (r.compress().as_bytes() == &self.r).then(Vec::new)
    }
}

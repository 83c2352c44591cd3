//! The Ed25519 equation (RFC 8032, 5.1.7), for Ed25519 and Ed25519ph alike: they differ only in the input of the hash.
//!
//! It is the equation without the cofactor, with R compared as bytes, exactly what
//! `ed25519_dalek::VerifyingKey::verify` accepts: S < L, and \[S\]B − \[k\]A encodes to the bytes of R. So a
//! non-canonical R never matches, regardless of the point that it encodes.
//!
//! A may have a component of small order. \[k\]A is therefore computed from k mod L as a whole number in \[0, L), as
//! the reference does, and recoding keeps that whole number.
//!
//! Without a comb for A the doublings are most of the work. Half of them are enough for an equation that holds exactly
//! when this one does, also for A and R with a component of small order: see [`holds_by_half_size`].

use alloc::{boxed::Box, sync::Arc};

use super::{Cost, Equation, Item, Outcome, Precomputation, one_by_one};
use crate::{
    arithmetic::{
        curve::edwards25519::{self, Edwards25519, LARGE, STANDARD, scalar},
        group::edwards::{self, Extended, comb::Comb, lanes::Sums, window::Window},
        integer::half_size::{HalfSize, half_size},
        kernel::lanes::Eight,
    },
    kms::SigningAlgorithm,
    message::{Hashed, Hasher, ed25519_challenge, hash_ed25519_prefix},
};

/// An Ed25519 public key.
#[derive(Debug)]
pub(crate) struct Ed25519 {
    public_key: [u8; 32],
    minus_a: Extended<Edwards25519>,
    multiples: Option<Multiples>,
}

/// Multiples of −A.
#[derive(Debug)]
enum Multiples {
    Comb(Comb<Edwards25519>),
    /// A few, made in less time than a verification takes.
    Window(Box<Window<Edwards25519>>),
}

/// How many verifications the standard comb costs.
const COMB_COSTS: u32 = 2;

/// From so many signatures on, eight at once cost less than one after the other by the same comb.
const WORTH_LANES: usize = 3;

/// From so many signatures on, a comb that is dropped after them has paid off in lanes.
const WORTH_A_COMB: usize = 8;

impl Ed25519 {
    /// Decodes A (RFC 8032, 5.1.3). `None` if `public_key` is not the canonical encoding of a point, or A is of small
    /// order.
    pub(crate) fn new(public_key: &[u8; 32]) -> Option<Self> {
        let a = edwards25519::decode(public_key).filter(|a| !edwards25519::has_small_order(a))?;
        Some(Self { public_key: *public_key, minus_a: a.neg(), multiples: None })
    }

    fn prepared(&self, size: Precomputation) -> Self {
        let multiples = match size {
            Precomputation::Minimal => Multiples::Window(Box::new(Window::new(&self.minus_a))),
            Precomputation::Standard => Multiples::Comb(Comb::new(&self.minus_a, STANDARD)),
            Precomputation::Large => Multiples::Comb(Comb::new(&self.minus_a, LARGE)),
        };
        Self { public_key: self.public_key, minus_a: self.minus_a, multiples: Some(multiples) }
    }

    /// Whether \[S\]B − \[k\]A encodes to R (RFC 8032, 5.1.7, without the cofactor).
    ///
    /// `k` is SHA-512(dom2(F, C) ‖ R ‖ A ‖ PH(M)), all 64 bytes; `signature` is R ‖ S.
    fn verify(&self, k: &[u8; 64], signature: &[u8]) -> Outcome {
        let Some((r, s)) = split(signature) else { return Outcome::Malformed };
        let k = scalar::reduce(k);
        Outcome::evaluated(match &self.multiples {
            Some(Multiples::Comb(comb)) => {
                let difference = edwards::sum(&(comb.multiple(&k), edwards25519::base_comb().multiple(&s)));
                edwards25519::encode(&difference) == *r
            }
            Some(Multiples::Window(window)) => holds_by_half_size(window, r, &s, &k),
            None => holds_by_half_size(&Window::new(&self.minus_a), r, &s, &k),
        })
    }

    /// [`Equation::hold_many`], eight at once if there are lanes and they pay.
    fn hold_many_in(
        &self,
        eight: Option<Eight>,
        algorithm: SigningAlgorithm,
        items: &[Item<'_>],
        verdicts: &mut [bool],
    ) {
        match (eight, &self.multiples) {
            (Some(eight), Some(Multiples::Comb(comb))) if items.len() >= WORTH_LANES => {
                for (items, verdicts) in items.chunks(8).zip(verdicts.chunks_mut(8)) {
                    if items.len() < WORTH_LANES
                        || self.hold_in_lanes(eight, comb, algorithm, items, verdicts).is_none()
                    {
                        one_by_one(self, algorithm, items, verdicts);
                    }
                }
            }
            (Some(_), None | Some(Multiples::Window(_))) if items.len() >= WORTH_A_COMB => {
                self.prepared(Precomputation::Standard).hold_many_in(eight, algorithm, items, verdicts);
            }
            _ => one_by_one(self, algorithm, items, verdicts),
        }
    }

    /// The verdicts of at most eight items. Never `None`.
    fn hold_in_lanes(
        &self,
        eight: Eight,
        comb: &Comb<Edwards25519>,
        algorithm: SigningAlgorithm,
        items: &[Item<'_>],
        verdicts: &mut [bool],
    ) -> Option<()> {
        // R, k and S. A lane without them has 0.
        let given: [_; 8] = core::array::from_fn(|lane| {
            let Item { hashed, signature } = items.get(lane)?;
            let (r, s) = split(signature)?;
            let k = ed25519_challenge(algorithm, hashed, signature, &self.public_key)?;
            Some((r, [scalar::reduce(&k), s]))
        });
        let scalars = &given.map(|given| given.map_or([[0; 4]; 2], |(_, scalars)| scalars));
        let sums = eight.run(Sums { combs: [comb, edwards25519::base_comb()], scalars })?;
        let encodings = edwards25519::encode_eight(&sums);
        for ((verdict, given), encoding) in verdicts.iter_mut().zip(&given).zip(&encodings) {
            *verdict = given.is_some_and(|(r, _)| r == encoding);
        }
        Some(())
    }
}

/// R and S; `None` if S is not below L, or the signature has not 64 bytes.
fn split(signature: &[u8]) -> Option<(&[u8; 32], [u64; 4])> {
    let ([r, s], []) = signature.as_chunks() else { return None };
    Some((r, scalar::from_canonical_bytes(s)?))
}

/// Whether r encodes \[S\]B − \[k\]A, by numbers v and w of half the length with v·k ≡ w mod 8·L: whether \[v·S\]B −
/// \[w\]A − \[v\]R is neutral (Antipa et al., SAC 2005). In: multiples of −A; S and k below L.
///
/// 8·L is the number of points, so \[v·k\]A = \[w\]A for every A. And v is odd and below L, thus without a common
/// factor with 8·L: \[v\]P is neutral for no other P than the neutral point.
fn holds_by_half_size(minus_a: &Window<Edwards25519>, r: &[u8; 32], s: &[u64; 4], k: &[u64; 4]) -> bool {
    // Bytes that do not decode to a point, or are not its canonical encoding, are rejected.
    let Some(r) = edwards25519::decode(r) else { return false };
    let HalfSize { v, w } = half_size(&scalar::POINTS, k);
    let vs = scalar::mul(&v.magnitude, s);
    let r = Window::new(&r);
    // Where v is negative, all signs are turned, so that of w alone is.
    let (minus_a, minus_r) = (minus_a.multiple(&w, v.negative), r.multiple(&v.magnitude, true));
    edwards::sum(&(minus_a, (minus_r, edwards25519::base_comb().multiple(&vs)))).is_neutral()
}

impl Equation for Ed25519 {
    fn begin(&self, algorithm: SigningAlgorithm, signature: &[u8], hash: &mut Hasher) {
        hash_ed25519_prefix(algorithm, signature, &self.public_key, hash);
    }

    fn holds(&self, algorithm: SigningAlgorithm, hashed: &Hashed, signature: &[u8]) -> Outcome {
        let k = ed25519_challenge(algorithm, hashed, signature, &self.public_key);
        k.map_or(Outcome::Malformed, |k| self.verify(&k, signature))
    }

    fn hold_many(&self, algorithm: SigningAlgorithm, items: &[Item<'_>], verdicts: &mut [bool]) {
        self.hold_many_in(Eight::detect(), algorithm, items, verdicts);
    }

    fn precompute(&self, size: Precomputation) -> Option<Arc<dyn Equation>> {
        Some(Arc::new(self.prepared(size)))
    }

    fn cost_of_preparing(&self) -> Option<Cost> {
        let bytes = Comb::<Edwards25519>::bytes_for(STANDARD);
        self.multiples.is_none().then_some(Cost { verifications: COMB_COSTS, bytes })
    }

    fn memory(&self) -> usize {
        match &self.multiples {
            Some(Multiples::Comb(comb)) => comb.bytes(),
            Some(Multiples::Window(window)) => size_of_val::<Window<_>>(window),
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests;

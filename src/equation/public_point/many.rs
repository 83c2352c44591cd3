//! Many signatures of one key, eight at once where the CPU has lanes.

use super::{Claim, PublicPoint};
use crate::{
    arithmetic::{
        field::Number as _,
        group::{
            comb::Comb,
            lanes::{Scalars, SumsInLanes, multiply_add},
            weierstrass::NumberOf,
        },
        kernel::lanes::Eight,
    },
    equation::{Equation, Item, one_by_one},
    kms::SigningAlgorithm,
};

/// From so many signatures on, eight at once cost less than one after the other by the same comb.
const WORTH_LANES: usize = 3;

/// From so many signatures on, a comb that is dropped after them has paid off in lanes.
const WORTH_A_COMB: usize = 8;

/// An equation whose signatures are claims about sums of multiples.
pub(in crate::equation) trait Claims: Equation + Sized {
    /// The curve.
    type Curve: SumsInLanes;

    /// The key's point.
    fn point(&self) -> &PublicPoint<Self::Curve>;

    /// The same equation with its standard comb.
    fn with_comb(&self) -> Option<Self>;

    /// Calls `decide` with the place and the claim of each item that makes one, in order. A malformed signature makes
    /// none.
    fn claims(&self, items: &[Item<'_>], decide: impl FnMut(usize, &Claim<Self::Curve>));

    /// [`Equation::hold_many`], in lanes if there are any and they pay.
    fn hold_many_in(
        &self,
        eight: Option<Eight>,
        algorithm: SigningAlgorithm,
        items: &[Item<'_>],
        verdicts: &mut [bool],
    ) {
        let Some(eight) = eight else { return one_by_one(self, algorithm, items, verdicts) };
        match self.point().comb() {
            Some(comb) if items.len() >= WORTH_LANES => {
                verdicts.fill(false);
                let mut waiting = Waiting::new(self.point(), comb, eight, verdicts);
                self.claims(items, |place, claim| waiting.push(place, claim));
                waiting.decide();
            }
            None if items.len() >= WORTH_A_COMB => match self.with_comb() {
                Some(prepared) => prepared.hold_many_in(Some(eight), algorithm, items, verdicts),
                None => one_by_one(self, algorithm, items, verdicts),
            },
            _ => one_by_one(self, algorithm, items, verdicts),
        }
    }
}

/// Claims that wait until there is one for each lane.
struct Waiting<'a, C: SumsInLanes> {
    point: &'a PublicPoint<C>,
    comb: &'a Comb<C>,
    eight: Eight,
    claims: [(usize, Claim<C>); 8],
    /// How many of them wait.
    length: usize,
    verdicts: &'a mut [bool],
}

impl<'a, C: SumsInLanes> Waiting<'a, C> {
    fn new(point: &'a PublicPoint<C>, comb: &'a Comb<C>, eight: Eight, verdicts: &'a mut [bool]) -> Self {
        let nothing = Claim { g: NumberOf::<C>::ZERO, q: NumberOf::<C>::ZERO, x: NumberOf::<C>::ZERO };
        Self { point, comb, eight, claims: [(0, nothing); 8], length: 0, verdicts }
    }

    /// Decides the claim with seven others, or alone if lanes cannot add up a multiple of it.
    fn push(&mut self, place: usize, claim: &Claim<C>) {
        if claim.g.is_zero() || claim.q.is_zero() {
            return self.settle(place, self.point.satisfies(claim));
        }
        if let Some(free) = self.claims.get_mut(self.length) {
            *free = (place, *claim);
            self.length += 1;
        }
        if self.length == self.claims.len() {
            self.decide();
        }
    }

    /// Decides the claims that wait. Lanes without a claim repeat one.
    fn decide(&mut self) {
        let (claims, length) = (self.claims, core::mem::take(&mut self.length));
        let sums = if length < WORTH_LANES {
            None
        } else {
            let mut scalars: Scalars<C> = [[NumberOf::<C>::ZERO; 2]; 8];
            for (scalars, (_, claim)) in scalars.iter_mut().zip(claims.iter().take(length).cycle()) {
                *scalars = [claim.g, claim.q];
            }
            multiply_add(self.eight, self.comb, &scalars)
        };
        for (lane, (place, claim)) in claims.iter().take(length).enumerate() {
            // Z = 0: O, or no result.
            let sum = sums.as_ref().and_then(|sums| sums.get(lane)).filter(|sum| !sum.is_infinity());
            let holds = match sum {
                Some(sum) => sum.x_is_congruent(&claim.x),
                None => self.point.satisfies(claim),
            };
            self.settle(*place, holds);
        }
    }

    fn settle(&mut self, place: usize, holds: bool) {
        if let Some(verdict) = self.verdicts.get_mut(place) {
            *verdict = holds;
        }
    }
}

#[cfg(test)]
mod tests;

//! High bits and hints (FIPS 204, section 7.4).

use super::{ParameterSet, field::Q};

/// r₁ of Decompose (FIPS 204, algorithm 36), for r < q.
///
/// r₀ lies in (−γ₂, γ₂], so r₁ = ⌊(r + γ₂ − 1)/2γ₂⌋, and at r ≥ q − γ₂ the quotient (q − 1)/2γ₂ stands for 0. The
/// division is by the odd part d of 2γ₂, through ⌈2²⁶/d⌉: the rounding shifts the quotient of a dividend below 2¹⁵ by
/// less than 1/d.
#[inline(always)]
pub(crate) const fn high_bits<P: ParameterSet>(r: u32) -> u32 {
    debug_assert!(r < Q);
    let quotient = unwrapped_high_bits::<P>(r);
    quotient & (((quotient as i32 - buckets::<P>() as i32) >> 31) as u32)
}

/// UseHint (FIPS 204, algorithm 40) for h = 1 and r < q.
#[inline(always)]
pub(crate) const fn use_hint<P: ParameterSet>(r: u32) -> u32 {
    let quotient = unwrapped_high_bits::<P>(r);
    let buckets = buckets::<P>();
    // r₀ > 0; where r₁ wraps to 0, r₀ < 0 and r is below the multiple as well
    if r > quotient * 2 * P::GAMMA2 { (quotient + 1) % buckets } else { (quotient + buckets - 1) % buckets }
}

/// (r − r₀)/2γ₂ before it wraps at q − 1.
#[inline(always)]
const fn unwrapped_high_bits<P: ParameterSet>(r: u32) -> u32 {
    let shift = (2 * P::GAMMA2).trailing_zeros();
    let reciprocal = (1 << 26) / ((2 * P::GAMMA2) >> shift) + 1;
    (((r + P::GAMMA2 - 1) >> shift) * reciprocal) >> 26
}

/// m = (q − 1)/2γ₂ (FIPS 204, algorithm 40).
const fn buckets<P: ParameterSet>() -> u32 {
    (Q - 1) / (2 * P::GAMMA2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arithmetic::ml_dsa::{MlDsa44, MlDsa65};

    /// Decompose (FIPS 204, algorithm 36).
    fn naive_decompose(r: i64, gamma2: i64) -> (i64, i64) {
        let q = i64::from(Q);
        let mut r0 = r.rem_euclid(2 * gamma2);
        if r0 > gamma2 {
            r0 -= 2 * gamma2;
        }
        if r - r0 == q - 1 { (0, r0 - 1) } else { ((r - r0) / (2 * gamma2), r0) }
    }

    /// UseHint (FIPS 204, algorithm 40).
    fn naive_use_hint(h: bool, r: i64, gamma2: i64) -> i64 {
        let m = (i64::from(Q) - 1) / (2 * gamma2);
        match naive_decompose(r, gamma2) {
            (r1, r0) if h && r0 > 0 => (r1 + 1).rem_euclid(m),
            (r1, _) if h => (r1 - 1).rem_euclid(m),
            (r1, _) => r1,
        }
    }

    /// Every r in [0, q); in debug builds those near a multiple of γ₂, and every 61st.
    fn check<P: ParameterSet>() {
        for r in 0..Q {
            let distance = (r + 4) % P::GAMMA2;
            if cfg!(debug_assertions) && distance > 8 && r % 61 != 0 {
                continue;
            }
            assert_eq!(i64::from(high_bits::<P>(r)), naive_use_hint(false, r.into(), P::GAMMA2.into()), "{r}");
            assert_eq!(i64::from(use_hint::<P>(r)), naive_use_hint(true, r.into(), P::GAMMA2.into()), "{r}");
        }
    }

    #[test]
    fn rounding_is_algorithms_36_and_40_for_ml_dsa_44() {
        check::<MlDsa44>();
    }

    #[test]
    fn rounding_is_algorithms_36_and_40_for_ml_dsa_65_and_87() {
        check::<MlDsa65>();
    }
}

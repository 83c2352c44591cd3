//! Arithmetic modulo q = 2²³ − 2¹³ + 1 on 32-bit words that need not be reduced.
//!
//! Every function states the bounds that it takes and gives; none is exceptional at any value within them.

/// q = 2²³ − 2¹³ + 1 (FIPS 204, table 1).
pub(crate) const Q: u32 = (1 << 23) - (1 << 13) + 1;

/// A factor w < q that is known in advance, with ⌊w·2³²/q⌋.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Factor {
    pub(crate) value: u32,
    pub(crate) quotient: u32,
}

impl Factor {
    /// `value` < q.
    pub(crate) const fn new(value: u32) -> Self {
        debug_assert!(value < Q);
        Self { value, quotient: (((value as u64) << 32) / Q as u64) as u32 }
    }

    /// a·w mod q, below 2q, for every 32-bit a (Shoup's method; Harvey, J. Symb. Comput. 60, 2014). Cost 3M.
    ///
    /// With w′ = ⌊w·2³²/q⌋ and h = ⌊a·w′/2³²⌋, a·w − h·q is at least 0 and below q·(1 + a/2³²): it fits 32 bits, so the
    /// products need their low halves only. h·q is 2²³·h − 2¹³·h + h, which saves the third product.
    #[inline(always)]
    pub(crate) const fn mul(self, a: u32) -> u32 {
        let h = ((a as u64 * self.quotient as u64) >> 32) as u32;
        let hq = (h << 23).wrapping_sub(h << 13).wrapping_add(h);
        let product = a.wrapping_mul(self.value).wrapping_sub(hq);
        debug_assert!(product < 2 * Q);
        product
    }
}

/// `a` mod q for a < 2q.
#[inline(always)]
pub(crate) const fn reduce_once(a: u32) -> u32 {
    debug_assert!(a < 2 * Q);
    let difference = a.wrapping_sub(Q);
    difference.wrapping_add(Q & ((difference as i32 >> 31) as u32))
}

/// `a` mod q for every 32-bit a.
#[inline(always)]
pub(crate) const fn reduce(a: u32) -> u32 {
    reduce_once(Factor::new(1).mul(a))
}

/// `a` mod q for |a| < 2³⁰.
///
/// With h = ⌊a/2²³ + 1/2⌋, a − h·q is a − 2²³·h, at most 2²² either way, and h·(2¹³ − 1), less than 2²⁰ either way: in
/// all less than q.
#[inline(always)]
pub(crate) const fn reduce_signed(a: i32) -> u32 {
    debug_assert!(a > -(1 << 30) && a < 1 << 30);
    let rest = a - ((a + (1 << 22)) >> 23) * Q as i32;
    (rest + (Q as i32 & (rest >> 31))) as u32
}

/// a·2⁻³² mod q, below 2q, for a < 2³²·q (Montgomery, Math. Comput. 44, 1985). Cost 2M.
///
/// With m = −a·q⁻¹ mod 2³², a + m·q is a multiple of 2³² and below 2³³·q.
#[inline(always)]
pub(crate) const fn montgomery_reduce(a: u64) -> u32 {
    debug_assert!(a < (Q as u64) << 32);
    let m = (a as u32).wrapping_mul(MINUS_Q_INVERSE);
    ((a + m as u64 * Q as u64) >> 32) as u32
}

/// base^exponent mod q.
pub(crate) const fn power(base: u32, exponent: u32) -> u32 {
    let (mut result, mut square, mut rest) = (1u64, base as u64 % Q as u64, exponent);
    while rest > 0 {
        if rest & 1 == 1 {
            result = result * square % Q as u64;
        }
        square = square * square % Q as u64;
        rest >>= 1;
    }
    result as u32
}

/// −q⁻¹ mod 2³²: as q = 1 − 2¹³·(1 − 2¹⁰), its inverse is 1 + x + x² for x = 2¹³·(1 − 2¹⁰), whose cube is 0 mod 2³².
const MINUS_Q_INVERSE: u32 = {
    let x = (1u32 << 13).wrapping_sub(1 << 23);
    (1 + x.wrapping_mul(x).wrapping_add(x)).wrapping_neg()
};

const _: () = assert!(Q.wrapping_mul(MINUS_Q_INVERSE) == u32::MAX);

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: [u32; 14] =
        [0, 1, 2, Q - 1, Q, Q + 1, 2 * Q - 1, 2 * Q, 17 * Q, 511 * Q, 512 * Q - 1, 512 * Q, u32::MAX - 1, u32::MAX];

    #[test]
    fn factor_times_any_word_is_the_product_below_2q() {
        let step = if cfg!(debug_assertions) { 1009 } else { 17 };
        for w in (0..Q).step_by(step).chain([1, 2, Q / 2, Q - 2, Q - 1]) {
            let factor = Factor::new(w);
            for a in EDGES.into_iter().chain([w, w.wrapping_mul(0x9e37_79b9)]) {
                let product = factor.mul(a);
                assert!(product < 2 * Q, "{a} · {w}");
                assert_eq!(u64::from(product % Q), u64::from(a) * u64::from(w) % u64::from(Q), "{a} · {w}");
            }
        }
    }

    #[test]
    fn reduce_is_the_remainder() {
        let step = if cfg!(debug_assertions) { 4099 } else { 13 };
        for a in (0..=u32::MAX).step_by(step).chain(EDGES) {
            assert_eq!(reduce(a), a % Q);
        }
        for a in 0..2 * Q {
            assert_eq!(reduce_once(a), a % Q);
        }
    }

    #[test]
    fn signed_reduction_is_the_remainder() {
        let (limit, step) = (1 << 30, if cfg!(debug_assertions) { 4099 } else { 1 });
        let q = Q as i32;
        let edges = [1 - limit, limit - 1, -1, 0, 1, q - 1, q, q + 1, -q, 1 - q, (1 << 22) - 1, 1 << 22, -(1 << 22)];
        for a in (1 - limit..limit).step_by(step).chain(edges) {
            assert_eq!(i64::from(reduce_signed(a)), i64::from(a).rem_euclid(i64::from(Q)), "{a}");
        }
    }

    #[test]
    fn powers_are_repeated_products() {
        for base in EDGES.into_iter().chain([1753, 4_808_194]) {
            let mut product = 1;
            for exponent in 0..300 {
                assert_eq!(u64::from(power(base, exponent)), product, "{base}^{exponent}");
                product = product * u64::from(base % Q) % u64::from(Q);
            }
            // Fermat
            assert_eq!(power(base, Q - 1), u32::from(base % Q != 0), "{base}");
        }
    }

    #[test]
    fn montgomery_reduction_undoes_2_to_the_32() {
        let limit = u64::from(Q) << 32;
        let edges = [0, 1, u64::from(u32::MAX), 1 << 32, u64::from(Q), limit - 1, limit - (1 << 32), limit / 2];
        for a in edges.into_iter().chain((0..limit).step_by(98_765_432_109)) {
            let reduced = montgomery_reduce(a);
            assert!(reduced < 2 * Q);
            assert_eq!((u64::from(reduced) << 32) % u64::from(Q), a % u64::from(Q), "{a}");
        }
    }
}

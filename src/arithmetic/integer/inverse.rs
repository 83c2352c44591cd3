//! Inverses modulo an odd number in variable time: Bernstein and Yang's division steps (ePrint 2019/266).
//!
//! A division step maps (ζ, f, g), f odd, to
//!
//! ```text
//! (−ζ − 1, g, (g − f)/2)          if ζ < 0 and g is odd
//! ( ζ − 1, f, (g + (g mod 2)·f)/2)  otherwise
//! ```
//!
//! (ζ = −δ in the paper, which starts at δ = 1), keeps gcd(f, g), and ends at g = 0. 62 steps depend on the lowest 62
//! bits alone: they are done on words, collected as a matrix, and applied to the long numbers at once. Beside f and g,
//! numbers d and e with d·x ≡ f and e·x ≡ g mod m go through the same matrices, so that f = ±1 gives 1/x = ±d.
#![allow(clippy::indexing_slicing, reason = "every index is below L, or below N where a conversion says so")]
#![allow(clippy::as_conversions, reason = "words are cut to 62 bits, or lengthened with their sign, on purpose")]

use super::limbs;

/// Division steps per matrix, and bits per limb here: two bits are left for signs and sums.
const STEPS: u32 = 62;

const MASK: u64 = (1 << STEPS) - 1;

/// Σ aᵢ·2^(62·i): limbs in [0, 2^62) but for the highest, which carries the sign.
type Signed<const L: usize> = [i64; L];

/// 2^62 times the product of 62 division steps: (f, g) becomes ((u·f + v·g)/2^62, (q·f + r·g)/2^62). |u| + |v| and |q|
/// + |r| ≤ 2^62.
#[derive(Clone, Copy, Debug)]
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// A modulus with what its inverses need; `L` limbs of 62 bits hold numbers between −2·m and 2·m.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inverter<const L: usize> {
    modulus: Signed<L>,
    /// 1/m mod 2^62.
    inverse: u64,
}

impl<const L: usize> Inverter<L> {
    /// For the odd number `m`, which leaves two of the 62·L bits free.
    pub(crate) const fn new<const N: usize>(m: &[u64; N]) -> Self {
        debug_assert!(limbs::bit_length(m) + 2 <= 62 * L);
        Self { modulus: to_signed(m), inverse: limbs::negated_inverse(m[0]).wrapping_neg() & MASK }
    }

    /// 1/x mod m; 0 if x = 0. In: x < m, coprime to m if not 0. Out: below m.
    pub(crate) fn invert<const N: usize>(&self, x: &[u64; N]) -> [u64; N] {
        let (mut f, mut g) = (self.modulus, to_signed(x));
        let (mut d, mut e) = ([0; L], [0; L]);
        e[0] = 1;
        let mut zeta = -1;
        let mut length = L;
        let mut matrices = 0;
        while g[..length].iter().any(|&limb| limb != 0) {
            matrices += 1;
            debug_assert!(matrices <= self.most_matrices());
            let matrix;
            (zeta, matrix) = division_steps(zeta, f[0] as u64, g[0] as u64);
            self.apply_modulo(&matrix, &mut d, &mut e);
            apply(&matrix, &mut f[..length], &mut g[..length]);
            length = shorten(&mut f, &mut g, length);
        }
        debug_assert!(limbs::is_zero(x) || (f[0] == 1 || f[0] == -1) && length == 1);
        self.canonical(d, f[length - 1] < 0)
    }

    /// After so many matrices g is 0: numbers of b ≥ 46 bits take at most ⌊(49·b + 57)/17⌋ division steps (theorem 11.2
    /// of the paper). Nothing else depends on it, but steps that are chosen wrongly take more.
    fn most_matrices(&self) -> u32 {
        let highest = self.modulus.iter().rposition(|&limb| limb != 0).unwrap_or(0);
        let bits = (STEPS * highest as u32) + (i64::BITS - self.modulus[highest].leading_zeros());
        ((49 * bits.max(46) + 57) / 17).div_ceil(STEPS)
    }

    /// (d, e) becomes ((u·d + v·e)/2^62, (q·d + r·e)/2^62) mod m. In and out: between −2·m and m.
    ///
    /// A multiple of m in (−2^62·m, 2^62·m) is added so that the lowest 62 bits vanish; before that, m is added to d
    /// and e that are negative, which keeps the sums within the bounds.
    #[inline]
    fn apply_modulo(&self, matrix: &Matrix, d: &mut Signed<L>, e: &mut Signed<L>) {
        let &Matrix { u, v, q, r } = matrix;
        let (d_sign, e_sign) = (d[L - 1] >> 63, e[L - 1] >> 63);
        let mut d_multiple = (u & d_sign) + (v & e_sign);
        let mut e_multiple = (q & d_sign) + (r & e_sign);
        let mut d_carry = product(u, d[0]) + product(v, e[0]);
        let mut e_carry = product(q, d[0]) + product(r, e[0]);
        let lowest = |sum: i128, multiple: i64| {
            (self.inverse.wrapping_mul(sum as u64).wrapping_add(multiple as u64) & MASK) as i64
        };
        d_multiple -= lowest(d_carry, d_multiple);
        e_multiple -= lowest(e_carry, e_multiple);
        d_carry += product(self.modulus[0], d_multiple);
        e_carry += product(self.modulus[0], e_multiple);
        debug_assert!(d_carry as u64 & MASK == 0 && e_carry as u64 & MASK == 0);
        d_carry >>= STEPS;
        e_carry >>= STEPS;
        for i in 1..L {
            let (m, di, ei) = (self.modulus[i], d[i], e[i]);
            d_carry += product(u, di) + product(v, ei) + product(m, d_multiple);
            e_carry += product(q, di) + product(r, ei) + product(m, e_multiple);
            d[i - 1] = (d_carry as u64 & MASK) as i64;
            e[i - 1] = (e_carry as u64 & MASK) as i64;
            d_carry >>= STEPS;
            e_carry >>= STEPS;
        }
        d[L - 1] = d_carry as i64;
        e[L - 1] = e_carry as i64;
        debug_assert!(self.is_within(d) && self.is_within(e));
    }

    /// Whether d is between −2·m and m, for assertions.
    fn is_within(&self, d: &Signed<L>) -> bool {
        let (mut above, mut below) = (*d, *d);
        add_assign(&mut above, &self.modulus, false);
        add_assign(&mut above, &self.modulus, false);
        add_assign(&mut below, &self.modulus, true);
        above[L - 1] >= 0 && below[L - 1] < 0
    }

    /// ±d as a number below m. In: between −2·m and m.
    fn canonical<const N: usize>(&self, mut d: Signed<L>, negate: bool) -> [u64; N] {
        if d[L - 1] < 0 {
            add_assign(&mut d, &self.modulus, false); // above −m
        }
        if negate {
            let positive = d;
            d = [0; L];
            add_assign(&mut d, &positive, true);
        }
        if d[L - 1] < 0 {
            add_assign(&mut d, &self.modulus, false);
        }
        debug_assert!(d[L - 1] >= 0);
        from_signed(&d)
    }
}

/// The next 62 division steps of f and g, whose lowest 62 bits are right, f odd; also the new ζ.
///
/// Runs of even g are one shift; where steps do not swap, up to six bits of g are cleared by one multiple of f.
#[inline]
fn division_steps(mut zeta: i64, mut f: u64, mut g: u64) -> (i64, Matrix) {
    let (mut u, mut v, mut q, mut r) = (1_u64, 0_u64, 0_u64, 1_u64);
    let mut left = STEPS;
    loop {
        let zeros = (g | u64::MAX << left).trailing_zeros();
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        zeta -= i64::from(zeros);
        left -= zeros;
        if left == 0 {
            break;
        }
        if zeta < 0 {
            zeta = -zeta;
            (f, g) = (g, f.wrapping_neg());
            (u, q) = (q, u.wrapping_neg());
            (v, r) = (r, v.wrapping_neg());
        }
        // The next zeta + 1 steps cannot swap.
        let free = left.min(u32::try_from(zeta + 1).unwrap_or(left)).min(6);
        // f·(2 − f²) = 1/f mod 2^6, so this clears `free` bits of g.
        let inverse = f.wrapping_mul(2_u64.wrapping_sub(f.wrapping_mul(f)));
        let multiple = g.wrapping_mul(inverse).wrapping_neg() & ((1 << free) - 1);
        g = g.wrapping_add(f.wrapping_mul(multiple));
        q = q.wrapping_add(u.wrapping_mul(multiple));
        r = r.wrapping_add(v.wrapping_mul(multiple));
    }
    (zeta, Matrix { u: u as i64, v: v as i64, q: q as i64, r: r as i64 })
}

/// (f, g) becomes ((u·f + v·g)/2^62, (q·f + r·g)/2^62), which division steps make exact.
#[inline]
fn apply(matrix: &Matrix, f: &mut [i64], g: &mut [i64]) {
    let &Matrix { u, v, q, r } = matrix;
    let length = f.len().min(g.len());
    let mut f_carry = product(u, f[0]) + product(v, g[0]);
    let mut g_carry = product(q, f[0]) + product(r, g[0]);
    debug_assert!(f_carry as u64 & MASK == 0 && g_carry as u64 & MASK == 0);
    f_carry >>= STEPS;
    g_carry >>= STEPS;
    for i in 1..length {
        let (fi, gi) = (f[i], g[i]);
        f_carry += product(u, fi) + product(v, gi);
        g_carry += product(q, fi) + product(r, gi);
        f[i - 1] = (f_carry as u64 & MASK) as i64;
        g[i - 1] = (g_carry as u64 & MASK) as i64;
        f_carry >>= STEPS;
        g_carry >>= STEPS;
    }
    f[length - 1] = f_carry as i64;
    g[length - 1] = g_carry as i64;
}

/// The length that f and g still need: a highest limb that is nothing but sign in both goes into the one below.
#[inline]
fn shorten<const L: usize>(f: &mut Signed<L>, g: &mut Signed<L>, mut length: usize) -> usize {
    let only_sign = |limb: i64| limb == 0 || limb == -1;
    while length > 1 && only_sign(f[length - 1]) && only_sign(g[length - 1]) {
        f[length - 2] |= f[length - 1] << STEPS;
        g[length - 2] |= g[length - 1] << STEPS;
        length -= 1;
    }
    length
}

/// a·b in full.
#[inline(always)]
fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

/// a + b, or a − b.
fn add_assign<const L: usize>(a: &mut Signed<L>, b: &Signed<L>, subtract: bool) {
    let mut carry = 0;
    for i in 0..L {
        let sum = a[i] + if subtract { -b[i] } else { b[i] } + carry;
        a[i] = if i + 1 == L { sum } else { sum & MASK as i64 };
        carry = sum >> STEPS;
    }
}

/// Limbs of 64 bits cut into limbs of 62. In: below 2^(62·L − 1).
const fn to_signed<const L: usize, const N: usize>(a: &[u64; N]) -> Signed<L> {
    let mut out = [0; L];
    let mut i = 0;
    while i < L {
        let (limb, shift) = (62 * i / 64, 62 * i % 64);
        let low = if limb < N { a[limb] >> shift } else { 0 };
        let high = if shift > 2 && limb + 1 < N { a[limb + 1] << (64 - shift) } else { 0 };
        out[i] = ((low | high) & MASK) as i64;
        i += 1;
    }
    out
}

/// The inverse of [`to_signed`]. In: not negative, below 2^(64·N).
fn from_signed<const L: usize, const N: usize>(a: &Signed<L>) -> [u64; N] {
    let mut out = [0; N];
    for (i, &word) in a.iter().enumerate() {
        let (limb, shift) = (62 * i / 64, 62 * i % 64);
        let word = word as u64;
        if limb < N {
            out[limb] |= word << shift;
        }
        if shift > 2 && limb + 1 < N {
            out[limb + 1] |= word >> (64 - shift);
        }
    }
    out
}

#[cfg(test)]
mod tests;

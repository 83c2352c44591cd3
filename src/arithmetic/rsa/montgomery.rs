//! Powers in Montgomery form, for any implementation of the products.

#[cfg(target_arch = "x86_64")]
use crate::arithmetic::kernel::adx;
use crate::arithmetic::{
    integer::limbs::{Wide, add, carrying_add, less, negated_inverse, reduce_once, square_wide, sub},
    kernel::Multiplier,
};

/// Products modulo n with a radix R that is prime to n.
pub(crate) trait Montgomery {
    /// A number modulo n, reduced as far as products need.
    type Residue: Clone;

    /// a·b·R⁻¹ mod n.
    fn multiply(&self, a: &Self::Residue, b: &Self::Residue) -> Self::Residue;

    /// a²·R⁻¹ mod n.
    fn square(&self, a: &Self::Residue) -> Self::Residue;

    /// R² mod n.
    fn radix_square(&self) -> &Self::Residue;

    /// s^e mod n for odd e ≥ 3. Cost ⌊log₂e⌋ S and one M for each bit of e that is set, and 1M: 16S + 2M for e = 65537.
    ///
    /// From the top bit down to bit 1 this is s^⌊e/2⌋·R; it is squared, and the product with s itself takes R away.
    #[inline(always)]
    fn power(&self, s: &Self::Residue, e: u64) -> Self::Residue {
        debug_assert!(e >= 3 && e & 1 == 1);
        let base = self.multiply(s, self.radix_square());
        let mut power = base.clone();
        for i in (1..e.ilog2()).rev() {
            power = self.square(&power);
            if e >> i & 1 == 1 {
                power = self.multiply(&power, &base);
            }
        }
        self.multiply(&self.square(&power), s)
    }
}

/// An odd modulus of N limbs and its constants for R = 2^(64·N); residues are below n. N is a multiple of 4.
#[derive(Clone, Debug)]
pub(crate) struct Modulus<const N: usize> {
    pub(crate) n: [u64; N],
    /// −1/n mod 2⁶⁴.
    k: u64,
    radix_square: [u64; N],
    multiplier: Multiplier,
}

impl<const N: usize> Modulus<N> {
    /// `n` is odd and has all of its 64·N bits.
    pub(crate) fn new(n: [u64; N], multiplier: Multiplier) -> Self {
        Self { n, k: negated_inverse(n[0]), radix_square: power_of_two(128 * N, &n, multiplier), multiplier }
    }

    /// wide·R⁻¹ mod n for wide < n·R (Montgomery's reduction, a limb at a time). N² + N multiplications.
    #[inline(always)]
    fn reduce(&self, mut wide: Wide<N>) -> [u64; N] {
        debug_assert!(less(&wide[1], &self.n));
        let w = wide.as_flattened_mut();
        let mut top = false;
        for i in 0..N {
            let q = w[i].wrapping_mul(self.k);
            let carry = add_row_with(self.multiplier, &mut w[i..i + N], &self.n, q);
            (w[i + N], top) = carrying_add(w[i + N], carry, top);
        }
        reduce_once(&wide[1], top, &self.n)
    }
}

impl<const N: usize> Montgomery for Modulus<N> {
    type Residue = [u64; N];

    /// 2·N² + N multiplications of limbs.
    fn multiply(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        let w = wide.as_flattened_mut();
        for i in 0..N {
            w[i + N] = add_row_with(self.multiplier, &mut w[i..i + N], a, b[i]);
        }
        self.reduce(wide)
    }

    /// 3/2·(N² + N) multiplications of limbs: products of two different blocks of four are computed once and doubled.
    fn square(&self, a: &[u64; N]) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        let w = wide.as_flattened_mut();
        for i in 0..N {
            let from = i / 4 * 4 + 4;
            w[i + N] = add_row_with(self.multiplier, &mut w[i + from..i + N], &a[from..], a[i]);
        }
        let (mut top, mut carry) = (0, false);
        for (w, a) in w.as_chunks_mut::<8>().0.iter_mut().zip(a.as_chunks::<4>().0) {
            for (w, square) in w.iter_mut().zip(square_wide(a).as_flattened()) {
                let doubled = *w << 1 | top;
                top = *w >> 63;
                (*w, carry) = carrying_add(doubled, *square, carry);
            }
        }
        debug_assert!(top == 0 && !carry);
        self.reduce(wide)
    }

    fn radix_square(&self) -> &[u64; N] {
        &self.radix_square
    }
}

/// 2^`exponent` mod n for n of all its 64·N bits and an exponent of at least that. Costs N multiplications of limbs for
/// each 64 bits that the exponent is above, less than squarings on limbs of 64 bits would.
pub(crate) fn power_of_two<const N: usize>(exponent: usize, n: &[u64; N], multiplier: Multiplier) -> [u64; N] {
    debug_assert!(n[N - 1] >> 63 == 1 && exponent >= 64 * N);
    let above = exponent - 64 * N;
    // 2^(64·N) − n, which is 2^(64·N) mod n
    let complement = sub(&[0; N], n).0;
    // the bits that do not fill a limb come first
    let bits = above % 64;
    let mut power = complement;
    for i in (1..N).rev() {
        power[i] = complement[i] << bits | complement[i - 1] >> 1 >> (63 - bits);
    }
    power[0] <<= bits;
    reduce_by_top(&mut power, complement[N - 1] >> 1 >> (63 - bits), n, &complement, multiplier);
    for _ in 0..above / 64 {
        let top = power[N - 1];
        power.copy_within(..N - 1, 1);
        power[0] = 0;
        reduce_by_top(&mut power, top, n, &complement, multiplier);
    }
    power
}

/// a + `above`·2^(64·N) mod n, for a number below 2⁶⁴·n: one step of long division (Knuth, TAOCP 2, 4.3.1, algorithm D,
/// steps D3 to D6).
///
/// The top limbs alone give a quotient that is right or by 1 or 2 too great, because n has its top bit. Instead of
/// taking q·n away, q·(2^(64·N) − n) is added, and q taken from the limb above.
fn reduce_by_top<const N: usize>(
    a: &mut [u64; N],
    mut above: u64,
    n: &[u64; N],
    complement: &[u64; N],
    multiplier: Multiplier,
) {
    let top = u128::from(above) << 64 | u128::from(a[N - 1]);
    let q = u64::try_from(top / u128::from(n[N - 1])).unwrap_or(u64::MAX);
    let carry = add_row_with(multiplier, a, complement, q);
    // below n it is 0; −1 or −2 says how often n has to be added
    above = above.wrapping_add(carry).wrapping_sub(q);
    while above != 0 {
        let (sum, carry) = add(a, n);
        *a = sum;
        above = above.wrapping_add(u64::from(carry));
    }
    debug_assert!(less(a, n));
}

/// [`add_row`] by the best that there is for rows.
#[inline(always)]
fn add_row_with(multiplier: Multiplier, w: &mut [u64], a: &[u64], b: u64) -> u64 {
    match multiplier {
        #[cfg(target_arch = "x86_64")]
        Multiplier::Adx(token) => adx::add_row(token, w, a, b),
        Multiplier::Limbs => add_row(w, a, b),
        // An IFMA modulus has no rows, and computes one power of two with these.
        #[cfg(target_arch = "x86_64")]
        Multiplier::Ifma(_) => add_row(w, a, b),
    }
}

/// w + a·b, as long as both are; gives the limb that is carried out. The length is a multiple of 4.
///
/// Four products at a time: first their halves are added to each other, then to `w`. These are two chains of additions
/// with carry for four products, where one product at a time takes two for each.
///
/// ```text
///           a3b a2b a1b a0b      low halves; the carry is added to the first
///   +   a3b a2b a1b a0b          high halves
///   +       w3  w2  w1  w0
/// ```
///
/// Half of `a` is read a round ahead: on Zen 4, a multiplication by a register starts every cycle, one by memory every
/// other cycle, and compilers choose memory for what is read and used at once. Reading all ahead takes too many
/// registers.
#[inline(always)]
pub(crate) fn add_row(w: &mut [u64], a: &[u64], b: u64) -> u64 {
    debug_assert!(w.len() == a.len() && a.len().is_multiple_of(4));
    let (a, _) = a.as_chunks::<4>();
    let mut carry = 0;
    let mut ahead = a.first().copied().unwrap_or_default();
    for (i, (w, now)) in w.as_chunks_mut::<4>().0.iter_mut().zip(a).enumerate() {
        let products = [ahead[0], ahead[1], now[2], now[3]].map(|a| u128::from(a) * u128::from(b));
        ahead = a.get(i + 1).copied().unwrap_or_default();
        let (low, high) = (products.map(|product| product as u64), products.map(|product| (product >> 64) as u64));
        let (row, first) = add(&low, &[carry, high[0], high[1], high[2]]);
        let (sum, second) = add(w, &row);
        *w = sum;
        carry = high[3] + u64::from(first) + u64::from(second);
    }
    carry
}

#[cfg(test)]
pub(crate) mod tests;

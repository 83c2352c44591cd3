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

    /// a·R mod n.
    fn in_montgomery_form(&self, a: &Self::Residue) -> Self::Residue;

    /// a·b·R⁻¹ mod n.
    fn multiply(&self, a: &Self::Residue, b: &Self::Residue) -> Self::Residue;

    /// a²·R⁻¹ mod n.
    fn square(&self, a: &Self::Residue) -> Self::Residue;

    /// s^e mod n for odd e ≥ 3. Beside the first step, cost ⌊log₂e⌋ S and one M for each bit of e that is set, without
    /// the highest: 16S + M for e = 65537.
    ///
    /// From the top bit down to bit 1 this is s^⌊e/2⌋·R; it is squared, and the product with s itself takes R away.
    #[inline(always)]
    fn power(&self, s: &Self::Residue, e: u64) -> Self::Residue {
        debug_assert!(e >= 3 && e & 1 == 1);
        let base = self.in_montgomery_form(s);
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

/// An odd modulus of N limbs and its constants for R = 2^(64·N); residues are below n. N is a multiple of 16.
#[derive(Clone, Debug)]
pub(crate) struct Modulus<const N: usize> {
    pub(crate) n: [u64; N],
    /// −1/n mod 2⁶⁴.
    k: u64,
    /// 2^(64·N) − n.
    complement: [u64; N],
    multiplier: Multiplier,
}

impl<const N: usize> Modulus<N> {
    /// `n` is odd and has all of its 64·N bits.
    pub(crate) fn new(n: [u64; N], multiplier: Multiplier) -> Self {
        debug_assert!(n[0] & 1 == 1 && n[N - 1] >> 63 == 1);
        Self { n, k: negated_inverse(n[0]), complement: sub(&[0; N], &n).0, multiplier }
    }

    /// wide·R⁻¹ mod n for wide < n·R (Montgomery's reduction, a limb at a time). N² + N multiplications.
    #[inline(always)]
    fn reduce(&self, mut wide: Wide<N>) -> [u64; N] {
        debug_assert!(less(&wide[1], &self.n));
        let top = match self.multiplier {
            #[cfg(target_arch = "x86_64")]
            Multiplier::Adx(token) => adx::reduce(token, &mut wide, &self.n, self.k),
            Multiplier::Limbs => self.reduce_portable(&mut wide),
            #[cfg(target_arch = "x86_64")]
            Multiplier::Ifma(_) => self.reduce_portable(&mut wide),
        };
        reduce_once(&wide[1], top, &self.n)
    }

    /// Adds the multiple of n that clears the lower half; returns what is carried out of the upper one.
    #[inline(always)]
    fn reduce_portable(&self, wide: &mut Wide<N>) -> bool {
        let w = wide.as_flattened_mut();
        let mut top = false;
        for i in 0..N {
            let q = w[i].wrapping_mul(self.k);
            let carry = add_row(&mut w[i..i + N], &self.n, q);
            (w[i + N], top) = carrying_add(w[i + N], carry, top);
        }
        top
    }

    /// 2^`exponent` mod n. In: below 128·N − 1.
    pub(crate) fn power_of_two(&self, exponent: usize) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        wide.as_flattened_mut()[exponent / 64] = 1 << (exponent % 64);
        self.remainder(wide)
    }

    /// a² mod n, by long division.
    pub(crate) fn remainder_of_square(&self, a: &[u64; N]) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        add_product(self.multiplier, wide.as_flattened_mut(), a, a);
        self.remainder(wide)
    }

    /// wide mod n for wide < n·2^(64·N): long division (Knuth, TAOCP 2, 4.3.1, algorithm D). At most N² multiplications
    /// and N divisions.
    pub(crate) fn remainder(&self, mut wide: Wide<N>) -> [u64; N] {
        debug_assert!(less(&wide[1], &self.n));
        let w = wide.as_flattened_mut();
        for i in (0..N).rev() {
            self.reduce_by_top(&mut w[i..=i + N]);
        }
        wide[0]
    }

    /// A step of long division (steps D3 to D6): N + 1 limbs below 2⁶⁴·n, modulo n in the lower N; the upper one has no
    /// meaning afterwards.
    ///
    /// The top limbs alone give a quotient that is right or by 1 or 2 too great, because n has its top bit. Instead of
    /// taking q·n away, q·(2^(64·N) − n) is added, and q taken from the limb above.
    fn reduce_by_top(&self, window: &mut [u64]) {
        let top = u128::from(window[N]) << 64 | u128::from(window[N - 1]);
        let q = u64::try_from(top / u128::from(self.n[N - 1])).unwrap_or(u64::MAX);
        if q == 0 {
            return;
        }
        let above = window[N].wrapping_sub(q);
        add_product(self.multiplier, window, &self.complement, &[q]);
        // below n it is 0; −1 or −2 says how often n has to be added
        let mut above = above.wrapping_add(window[N]);
        while above != 0 {
            let mut carry = false;
            for (limb, n) in window.iter_mut().zip(&self.n) {
                (*limb, carry) = carrying_add(*limb, *n, carry);
            }
            above = above.wrapping_add(u64::from(carry));
        }
    }
}

impl<const N: usize> Montgomery for Modulus<N> {
    type Residue = [u64; N];

    /// As fast as a product with R² mod n, which nobody has to compute first.
    fn in_montgomery_form(&self, a: &[u64; N]) -> [u64; N] {
        self.remainder([[0; N], *a])
    }

    /// 2·N² + N multiplications of limbs.
    fn multiply(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        add_product(self.multiplier, wide.as_flattened_mut(), a, b);
        self.reduce(wide)
    }

    /// 3/2·N² + 3·N multiplications of limbs: products of two different blocks of eight are computed once and doubled.
    fn square(&self, a: &[u64; N]) -> [u64; N] {
        let mut wide = [[0; N]; 2];
        let w = wide.as_flattened_mut();
        for (i, block) in a.as_chunks::<8>().0.iter().enumerate() {
            let from = 8 * i + 8;
            add_product(self.multiplier, &mut w[8 * i + from..from + N], &a[from..], block);
        }
        let (mut top, mut carry) = (0, false);
        for (w, a) in w.as_chunks_mut::<16>().0.iter_mut().zip(a.as_chunks::<8>().0) {
            for (w, square) in w.iter_mut().zip(square_wide(a).as_flattened()) {
                let doubled = *w << 1 | top;
                top = *w >> 63;
                (*w, carry) = carrying_add(doubled, *square, carry);
            }
        }
        debug_assert!(top == 0 && !carry);
        self.reduce(wide)
    }
}

/// w + a·b, a row for each limb of b. w is as long as both together; the limb above each row is not added to, but
/// becomes what that row carries out.
#[inline(always)]
fn add_product(multiplier: Multiplier, w: &mut [u64], a: &[u64], b: &[u64]) {
    match multiplier {
        #[cfg(target_arch = "x86_64")]
        Multiplier::Adx(token) => adx::add_product(token, w, a, b),
        Multiplier::Limbs => add_product_portable(w, a, b),
        // An IFMA modulus has no rows, and computes one remainder with these.
        #[cfg(target_arch = "x86_64")]
        Multiplier::Ifma(_) => add_product_portable(w, a, b),
    }
}

/// [`add_product`] where the CPU has no kernel for it.
#[inline(always)]
pub(crate) fn add_product_portable(w: &mut [u64], a: &[u64], b: &[u64]) {
    debug_assert!(w.len() == a.len() + b.len());
    for (i, &b) in b.iter().enumerate() {
        w[i + a.len()] = add_row(&mut w[i..i + a.len()], a, b);
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

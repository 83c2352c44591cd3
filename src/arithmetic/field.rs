//! Residues modulo a prime: the fields of the curves and the scalars modulo their orders, one type for all. It may use
//! integers.

mod below_radix;
pub(crate) mod curve25519;
#[cfg_attr(
    not(any(target_arch = "x86_64", test, feature = "cpu-override")),
    allow(dead_code, reason = "only x86-64 has lanes, and tests")
)]
pub(crate) mod lanes;
pub(crate) mod p256;
pub(crate) mod p384;
pub(crate) mod p521;
pub(crate) mod secp256k1;
pub(crate) mod sm2;

use alloc::vec::Vec;
use core::marker::PhantomData;
use core::{fmt, mem};

use super::integer::{
    limbs::{self, Wide},
    recoding::{Digit, NonAdjacent, Shape, Signs},
};

/// Whole numbers of some number of limbs, which the group law need not know.
pub(crate) trait Number: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// 0.
    const ZERO: Self;
    /// Big-endian bytes of any length; None if the number does not fit.
    fn from_be_bytes(bytes: &[u8]) -> Option<Self>;
    /// self + other; None if that does not fit.
    fn checked_add(&self, other: &Self) -> Option<Self>;
    /// self + other mod `modulus`. In and out: below the modulus.
    fn add_mod(&self, other: &Self, modulus: &Self) -> Self;
    /// self − other mod `modulus`. In and out: below the modulus.
    fn sub_mod(&self, other: &Self, modulus: &Self) -> Self;
    /// self mod `modulus`. In: below twice the modulus.
    fn reduce_once(&self, modulus: &Self) -> Self;
    /// self / 2^`bits` without the remainder. In: `bits` below 64.
    fn shift_right(&self, bits: usize) -> Self;
    /// The number of bits up to the highest that is set; 0 for 0.
    fn bit_length(&self) -> usize;
    /// Whether this is 0.
    fn is_zero(&self) -> bool;
    /// Whether this is below `bound`.
    fn is_below(&self, bound: &Self) -> bool;
    /// The number modulo the odd `order`, in digits of a comb: a function of block and column. In: 0 < self < `order`,
    /// which is below 2^bits of the shape.
    fn comb_digits(&self, order: &Self, shape: Shape) -> impl Fn(usize, usize) -> Digit + use<Self>;
    /// The width-`width` non-adjacent form: its length, and a function that gives digit i.
    fn non_adjacent(&self, width: usize) -> (usize, impl Fn(usize) -> i8 + use<Self>);
}

impl<const N: usize> Number for [u64; N] {
    const ZERO: Self = [0; N];

    fn from_be_bytes(bytes: &[u8]) -> Option<Self> {
        limbs::from_be_bytes(bytes)
    }

    fn checked_add(&self, other: &Self) -> Option<Self> {
        let (sum, carry) = limbs::add(self, other);
        (!carry).then_some(sum)
    }

    fn add_mod(&self, other: &Self, modulus: &Self) -> Self {
        limbs::add_mod(self, other, modulus)
    }

    fn sub_mod(&self, other: &Self, modulus: &Self) -> Self {
        limbs::sub_mod(self, other, modulus)
    }

    fn reduce_once(&self, modulus: &Self) -> Self {
        limbs::reduce_once(self, false, modulus)
    }

    fn shift_right(&self, bits: usize) -> Self {
        limbs::shift_right(self, bits)
    }

    fn bit_length(&self) -> usize {
        limbs::bit_length(self)
    }

    fn is_zero(&self) -> bool {
        limbs::is_zero(self)
    }

    fn is_below(&self, bound: &Self) -> bool {
        limbs::less(self, bound)
    }

    /// An even k is taken as k − n, which is odd, negative and the same modulo the odd order n.
    fn comb_digits(&self, order: &Self, shape: Shape) -> impl Fn(usize, usize) -> Digit + use<N> {
        debug_assert!(!self.is_zero() && self.is_below(order));
        let even = !limbs::bit(self, 0);
        let odd = if even { limbs::sub(order, self).0 } else { *self };
        let signs = Signs::odd(&odd, even, shape);
        move |block, column| signs.digit(block, column)
    }

    fn non_adjacent(&self, width: usize) -> (usize, impl Fn(usize) -> i8 + use<N>) {
        let form = NonAdjacent::new(self, width);
        (form.length(), move |i| form.digit(i))
    }
}

/// An odd prime m and the form in which its residues are kept: x stands for x·F mod m, F = 1 or (Montgomery's form)
/// 2^(64·N).
///
/// Limbs are *kept* if they are within the bound that [`is_kept`](Self::is_kept) checks: below m, or for primes that
/// say so, above it as well. A residue may then have two representations, and the one below m is canonical.
///
/// Constants are computed at compile time. The default is Montgomery's form for any odd m, kept below m; primes with a
/// form of their own replace it.
pub(crate) trait Modulus<const N: usize>: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// m.
    const MODULUS: [u64; N];
    /// F mod m, which stands for 1.
    const ONE: [u64; N] = limbs::montgomery_one(&Self::MODULUS);
    /// F² mod m: its product with a number brings that number into the form.
    const ENTER: [u64; N] = limbs::montgomery_square_of_radix(&Self::MODULUS);

    /// 2^(64·N) − m if residues are kept below 2^(64·N) instead of below m.
    const COMPLEMENT: Option<[u64; N]> = None;

    /// wide/F mod m. In: a product of kept numbers, or wide < m·2^b, b the bit length of m. Out: kept.
    #[inline(always)]
    fn reduce(wide: Wide<N>) -> [u64; N] {
        limbs::montgomery_reduce(wide, &Self::MODULUS, const { limbs::negated_inverse(Self::MODULUS[0]) })
    }

    /// 1/x mod m, without any factor; 0 for 0. In and out: below m.
    fn invert(x: &[u64; N]) -> [u64; N];

    /// Whether the limbs are within the bound of this form.
    #[inline(always)]
    fn is_kept(x: &[u64; N]) -> bool {
        Self::COMPLEMENT.is_some() || limbs::less(x, &Self::MODULUS)
    }

    /// The representation below m. In: kept.
    #[inline(always)]
    fn canonical(x: &[u64; N]) -> [u64; N] {
        match Self::COMPLEMENT {
            Some(_) => below_radix::canonical(x, &Self::MODULUS),
            None => *x,
        }
    }

    /// Whether x ≡ 0 mod m. In: kept.
    #[inline(always)]
    fn is_zero(x: &[u64; N]) -> bool {
        match Self::COMPLEMENT {
            Some(_) => below_radix::is_zero(x, &Self::MODULUS),
            None => limbs::is_zero(x),
        }
    }

    /// a + b. In and out: kept.
    #[inline(always)]
    fn add(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        match &Self::COMPLEMENT {
            Some(complement) => below_radix::add(a, b, complement),
            None => {
                let (sum, carry) = limbs::add(a, b);
                limbs::subtract_once(&sum, carry, &Self::MODULUS)
            }
        }
    }

    /// a − b. In and out: kept.
    #[inline(always)]
    fn sub(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        match &Self::COMPLEMENT {
            Some(complement) => below_radix::sub(a, b, complement),
            None => limbs::sub_mod(a, b, &Self::MODULUS),
        }
    }

    /// −a. In and out: kept.
    #[inline(always)]
    fn neg(a: &[u64; N]) -> [u64; N] {
        match &Self::COMPLEMENT {
            Some(complement) => below_radix::neg(a, &Self::MODULUS, complement),
            None => limbs::sub_mod(&[0; N], a, &Self::MODULUS),
        }
    }
}

/// A residue modulo `M`, kept within the bound of `M`'s form. Equality is that of residues, not of representations.
#[derive(Clone, Copy)]
pub(crate) struct Residue<M, const N: usize> {
    limbs: [u64; N],
    modulus: PhantomData<M>,
}

/// The arithmetic of a prime field. M stands for a multiplication, S for a squaring in the costs of what is built on
/// it.
pub(crate) trait Field: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// Numbers as long as the modulus.
    type Number: Number;
    /// The modulus.
    const MODULUS: Self::Number;
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;

    /// The residue `number`; None if it is not below the modulus.
    fn from_number(number: &Self::Number) -> Option<Self>;
    /// The number below the modulus that the residue is.
    fn to_number(self) -> Self::Number;
    /// self·`number` as a number below the modulus. 1M, because one factor is not in the field's form. In: no more
    /// bits than the modulus.
    fn times_number(&self, number: &Self::Number) -> Self::Number;
    /// The inverse of `number`, 0 for 0; None if it is not below the modulus.
    fn inverse_of(number: &Self::Number) -> Option<Self>;
    /// 1/self; 0 for 0.
    fn invert(&self) -> Self;
    /// self + other.
    fn add(&self, other: &Self) -> Self;
    /// self − other.
    fn sub(&self, other: &Self) -> Self;
    /// 2·self.
    fn double(&self) -> Self;
    /// Inverses of all at once, by Montgomery's trick (Math. Comp. 48 (1987), 243–264): 3M each and one inversion.
    ///
    /// None, with `values` as they were, if one of them is 0.
    fn invert_all(values: &mut [Self]) -> Option<()> {
        Self::invert_all_in(&mut Vec::new(), values)
    }
    /// As [`invert_all`](Self::invert_all), which needs no allocation where `below` has the capacity for them.
    fn invert_all_in(below: &mut Vec<Self>, values: &mut [Self]) -> Option<()> {
        let mut product = Self::ONE;
        let multiply = |value: &Self| {
            let above = product.mul(value);
            mem::replace(&mut product, above)
        };
        below.clear();
        below.extend(values.iter().map(multiply));
        if product.is_zero() {
            return None;
        }
        let mut inverse = product.invert();
        for (value, below) in values.iter_mut().zip(below).rev() {
            // `inverse` is that of the product up to here, `below` the product of those before.
            let own = mem::replace(value, inverse.mul(below));
            inverse = inverse.mul(&own);
        }
        Some(())
    }
    /// −self.
    fn neg(&self) -> Self;
    /// self·other: 1M.
    fn mul(&self, other: &Self) -> Self;
    /// self²: 1S.
    fn square(&self) -> Self;
    /// −self if `condition`, else self: without a branch, since the signs of digits cannot be predicted.
    fn negate_if(&self, condition: bool) -> Self;
    /// Whether this is 0.
    fn is_zero(&self) -> bool;
}

impl<M: Modulus<N>, const N: usize> Residue<M, N> {
    /// The residue for which `limbs` stand in `M`'s form. In: below m.
    pub(crate) const fn from_limbs(limbs: [u64; N]) -> Self {
        debug_assert!(limbs::less(&limbs, &M::MODULUS));
        Self { limbs, modulus: PhantomData }
    }

    /// The limbs that stand for the residue in `M`'s form.
    #[cfg(test)]
    pub(crate) const fn limbs(&self) -> &[u64; N] {
        &self.limbs
    }

    /// The same for limbs that are kept.
    #[inline(always)]
    fn kept(limbs: [u64; N]) -> Self {
        debug_assert!(M::is_kept(&limbs));
        Self { limbs, modulus: PhantomData }
    }

    #[inline(always)]
    fn product(a: &[u64; N], b: &[u64; N]) -> Self {
        Self::kept(M::reduce(limbs::mul_wide(a, b)))
    }
}

impl<M: Modulus<N>, const N: usize> PartialEq for Residue<M, N> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        M::canonical(&self.limbs) == M::canonical(&other.limbs)
    }
}

impl<M: Modulus<N>, const N: usize> Eq for Residue<M, N> {}

impl<M: Modulus<N>, const N: usize> Field for Residue<M, N> {
    type Number = [u64; N];
    const MODULUS: [u64; N] = M::MODULUS;
    const ZERO: Self = Self::from_limbs([0; N]);
    const ONE: Self = Self::from_limbs(M::ONE);

    #[inline]
    fn from_number(number: &[u64; N]) -> Option<Self> {
        limbs::less(number, &M::MODULUS).then(|| Self::product(number, &M::ENTER))
    }

    #[inline]
    fn to_number(self) -> [u64; N] {
        M::canonical(&M::reduce([self.limbs, [0; N]]))
    }

    #[inline]
    fn times_number(&self, number: &[u64; N]) -> [u64; N] {
        M::canonical(&M::reduce(limbs::mul_wide(&self.limbs, number)))
    }

    #[inline]
    fn inverse_of(number: &[u64; N]) -> Option<Self> {
        limbs::less(number, &M::MODULUS).then(|| Self::product(&M::invert(number), &M::ENTER))
    }

    #[inline]
    fn invert(&self) -> Self {
        Self::product(&M::invert(&self.to_number()), &M::ENTER)
    }

    #[inline(always)]
    fn add(&self, other: &Self) -> Self {
        Self::kept(M::add(&self.limbs, &other.limbs))
    }

    #[inline(always)]
    fn sub(&self, other: &Self) -> Self {
        Self::kept(M::sub(&self.limbs, &other.limbs))
    }

    #[inline(always)]
    fn double(&self) -> Self {
        self.add(self)
    }

    #[inline(always)]
    fn neg(&self) -> Self {
        Self::kept(M::neg(&self.limbs))
    }

    #[inline(always)]
    fn negate_if(&self, condition: bool) -> Self {
        Self::kept(limbs::select(condition, &self.neg().limbs, &self.limbs))
    }

    #[inline(always)]
    fn mul(&self, other: &Self) -> Self {
        Self::product(&self.limbs, &other.limbs)
    }

    #[inline(always)]
    fn square(&self) -> Self {
        Self::kept(M::reduce(limbs::square_wide(&self.limbs)))
    }

    #[inline(always)]
    fn is_zero(&self) -> bool {
        M::is_zero(&self.limbs)
    }
}

impl<M: Modulus<N>, const N: usize> fmt::Debug for Residue<M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.to_number().iter().rev().try_for_each(|limb| write!(f, "{limb:016x}"))
    }
}

#[cfg(test)]
mod tests;

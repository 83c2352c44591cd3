//! Whole numbers of `N` limbs, variable time: the ground under every prime field and under RSA.
//!
//! A number is `[u64; N]`, least significant limb first, with the value Σ aᵢ·2^(64·i) in `[0, 2^(64·N))`. A product has
//! twice as many limbs, which stable const generics cannot spell: it is a [`Wide<N>`], low half first. What is `const`
//! also computes the constants of the fields at compile time.
#![allow(clippy::indexing_slicing, reason = "every index is below N or 2·N, the bound of the loop around it")]
#![allow(
    clippy::as_conversions,
    reason = "const; the halves of a u128 product, a bool as 0 or 1, and a number of bits"
)]

#[cfg(test)]
use core::cmp::Ordering;

/// A number of 2·N limbs: `[low, high]`, the value low + high·2^(64·N).
pub(crate) type Wide<const N: usize> = [[u64; N]; 2];

/// a + b + carry = sum + carry'·2^64. (`u64::carrying_add` and its kin are not const yet.)
#[inline(always)]
pub(crate) const fn carrying_add(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry as u64);
    (sum, first | second)
}

/// a − b − borrow = difference − borrow'·2^64.
#[inline(always)]
pub(crate) const fn borrowing_sub(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(borrow as u64);
    (difference, first | second)
}

/// a·b + c + d as (low, high). It cannot overflow: (2^64 − 1)² + 2·(2^64 − 1) = 2^128 − 1.
#[inline(always)]
pub(crate) const fn multiply_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let t = a as u128 * b as u128 + c as u128 + d as u128;
    (t as u64, (t >> 64) as u64)
}

/// a + b = sum + carry·2^(64·N).
#[inline(always)]
pub(crate) const fn add<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let mut sum = [0; N];
    let mut carry = false;
    let mut i = 0;
    while i < N {
        (sum[i], carry) = carrying_add(a[i], b[i], carry);
        i += 1;
    }
    (sum, carry)
}

/// a − b = difference − borrow·2^(64·N).
#[inline(always)]
pub(crate) const fn sub<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let mut difference = [0; N];
    let mut borrow = false;
    let mut i = 0;
    while i < N {
        (difference[i], borrow) = borrowing_sub(a[i], b[i], borrow);
        i += 1;
    }
    (difference, borrow)
}

/// a + carry·2^(64·N) reduced by one conditional subtraction of m.
///
/// In: the value is below 2·m. Out: below m. Chosen by masks, because a branch would be mispredicted half of the time.
#[inline(always)]
pub(crate) const fn reduce_once<const N: usize>(a: &[u64; N], carry: bool, m: &[u64; N]) -> [u64; N] {
    let (difference, borrow) = sub(a, m);
    let out = select(borrow && !carry, a, &difference);
    debug_assert!(less(&out, m));
    out
}

/// [`borrowing_sub`] as the processor's own instruction, with borrows 0 or 1.
///
/// Where b is a constant, such as a limb of a prime, the compiler turns the portable form into comparisons and then
/// rebuilds each borrow from flags: the conditional subtraction after every product costs three times as much.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn subtract_limb(a: u64, b: u64, borrow: u8) -> (u64, u8) {
    let mut difference = 0;
    let borrow = core::arch::x86_64::_subborrow_u64(borrow, a, b, &mut difference);
    (difference, borrow)
}

/// [`borrowing_sub`] with borrows 0 or 1.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(crate) fn subtract_limb(a: u64, b: u64, borrow: u8) -> (u64, u8) {
    let (difference, borrow) = borrowing_sub(a, b, borrow != 0);
    (difference, u8::from(borrow))
}

/// [`carrying_add`] as the processor's own instruction, with carries 0 or 1; see [`subtract_limb`].
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn add_limb(a: u64, b: u64, carry: u8) -> (u64, u8) {
    let mut sum = 0;
    let carry = core::arch::x86_64::_addcarry_u64(carry, a, b, &mut sum);
    (sum, carry)
}

/// [`carrying_add`] with carries 0 or 1.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(crate) fn add_limb(a: u64, b: u64, carry: u8) -> (u64, u8) {
    let (sum, carry) = carrying_add(a, b, carry != 0);
    (sum, u8::from(carry))
}

/// [`reduce_once`] for primes known to the compiler, at run time. In: the value is below 2·m. Out: below m.
#[inline(always)]
pub(crate) fn subtract_once<const N: usize>(a: &[u64; N], carry: bool, m: &[u64; N]) -> [u64; N] {
    let mut out = [0; N];
    let mut borrow = 0;
    for i in 0..N {
        (out[i], borrow) = subtract_limb(a[i], m[i], borrow);
    }
    // All ones to keep a, 0 to take the difference: a carry takes up the borrow.
    let (keep, _) = subtract_limb(u64::from(carry), 0, borrow);
    for i in 0..N {
        out[i] ^= (a[i] ^ out[i]) & keep;
    }
    debug_assert!(less(&out, m));
    out
}

/// a + b mod m. In and out: below m.
#[inline(always)]
pub(crate) const fn add_mod<const N: usize>(a: &[u64; N], b: &[u64; N], m: &[u64; N]) -> [u64; N] {
    let (sum, carry) = add(a, b);
    reduce_once(&sum, carry, m)
}

/// a − b mod m. In and out: below m.
#[inline(always)]
pub(crate) const fn sub_mod<const N: usize>(a: &[u64; N], b: &[u64; N], m: &[u64; N]) -> [u64; N] {
    let (difference, borrow) = sub(a, b);
    let mask = (borrow as u64).wrapping_neg();
    let mut back = [0; N];
    let mut i = 0;
    while i < N {
        back[i] = m[i] & mask;
        i += 1;
    }
    add(&difference, &back).0
}

/// `yes` if `condition`, else `no`, without a branch.
#[inline(always)]
pub(crate) const fn select<const N: usize>(condition: bool, yes: &[u64; N], no: &[u64; N]) -> [u64; N] {
    let mask = (condition as u64).wrapping_neg();
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = (yes[i] & mask) | (no[i] & !mask);
        i += 1;
    }
    out
}

/// a·b as (row, carry): row + carry·2^(64·N). N multiplications.
///
/// The halves of the products are joined by a carry chain of their own, and [`add_row`] takes another: two additions
/// for each product, where a·b + w + carry in one chain takes four.
#[inline(always)]
pub(crate) const fn mul_row<const N: usize>(a: &[u64; N], b: u64) -> ([u64; N], u64) {
    let mut row = [0; N];
    let (mut above, mut carry) = (0, false);
    let mut j = 0;
    while j < N {
        let (low, high) = multiply_add(a[j], b, 0, 0);
        (row[j], carry) = carrying_add(low, above, carry);
        above = high;
        j += 1;
    }
    (row, above + carry as u64)
}

/// w + 2^(64·`at`)·a·b. In: w[`at` + N] = 0, which takes the carry.
#[inline(always)]
const fn add_row<const N: usize>(w: &mut [u64], at: usize, a: &[u64; N], b: u64) {
    let (row, above) = mul_row(a, b);
    let (mut j, mut carry) = (0, false);
    while j < N {
        (w[at + j], carry) = carrying_add(w[at + j], row[j], carry);
        j += 1;
    }
    w[at + N] = above + carry as u64;
}

/// a·b. N² multiplications, row by row:
///
/// ```text
///                a2   a1   a0
///              × b2   b1   b0
///              a2b0 a1b0 a0b0      row 0
///         a2b1 a1b1 a0b1           row 1: added to what the rows above left
///    a2b2 a1b2 a0b2
/// ```
#[inline(always)]
pub(crate) const fn mul_wide<const N: usize>(a: &[u64; N], b: &[u64; N]) -> Wide<N> {
    let mut wide = [[0; N]; 2];
    let w = wide.as_flattened_mut();
    let mut i = 0;
    while i < N {
        add_row(w, i, a, b[i]);
        i += 1;
    }
    wide
}

/// a². N·(N + 1)/2 multiplications: the products above the diagonal once, added twice to the squares on it.
///
/// (Twice, because doubling them first shifts, and shifts of two words are slow on AMD. Rows of different lengths in
/// two carry chains, as in [`mul_wide`], the compiler keeps in memory: 100 ns instead of 27 for six limbs.)
#[inline(always)]
pub(crate) const fn square_wide<const N: usize>(a: &[u64; N]) -> Wide<N> {
    let mut above = [[0; N]; 2];
    let x = above.as_flattened_mut();
    let mut i = 0;
    while i < N {
        let mut carry = 0;
        let mut j = i + 1;
        while j < N {
            (x[i + j], carry) = multiply_add(a[j], a[i], x[i + j], carry);
            j += 1;
        }
        x[i + N] = carry;
        i += 1;
    }
    let mut wide = [[0; N]; 2];
    let w = wide.as_flattened_mut();
    let mut carry = false;
    let mut i = 0;
    while i < N {
        let (low, high) = multiply_add(a[i], a[i], 0, 0);
        (w[2 * i], carry) = carrying_add(low, x[2 * i], carry);
        (w[2 * i + 1], carry) = carrying_add(high, x[2 * i + 1], carry);
        i += 1;
    }
    debug_assert!(!carry);
    let mut i = 0;
    while i < 2 * N {
        (w[i], carry) = carrying_add(w[i], x[i], carry);
        i += 1;
    }
    debug_assert!(!carry);
    wide
}

/// wide / 2^(64·N) mod m: Montgomery's reduction (Math. Comp. 44 (1985), 519–521), a limb at a time.
///
/// `k` is [`negated_inverse`] of `m[0]`. In: m odd, wide < m·2^(64·N). Out: below m. N² + N multiplications: each round
/// adds the multiple of m that clears the lowest limb left, so that N limbs can be dropped at the end.
#[inline(always)]
pub(crate) fn montgomery_reduce<const N: usize>(wide: Wide<N>, m: &[u64; N], k: u64) -> [u64; N] {
    let (quotient, carry) = montgomery_rounds(wide, m, k);
    subtract_once(&quotient, carry, m)
}

/// The rounds of [`montgomery_reduce`], whose value quotient + carry·2^(64·N) is below 2·m.
#[inline(always)]
const fn montgomery_rounds<const N: usize>(mut wide: Wide<N>, m: &[u64; N], k: u64) -> ([u64; N], bool) {
    debug_assert!(less(&wide[1], m));
    let w = wide.as_flattened_mut();
    let mut top = false; // the carry into limb i + N of round i
    let mut i = 0;
    while i < N {
        let q = w[i].wrapping_mul(k);
        let mut carry = 0;
        let mut j = 0;
        while j < N {
            (w[i + j], carry) = multiply_add(q, m[j], w[i + j], carry);
            j += 1;
        }
        (w[i + N], top) = carrying_add(w[i + N], carry, top);
        i += 1;
    }
    (wide[1], top)
}

/// −1/m mod 2^64 for odd m, by Newton's iteration: m·m ≡ 1 mod 8, and each step doubles the number of right bits.
pub(crate) const fn negated_inverse(m: u64) -> u64 {
    debug_assert!(m & 1 == 1);
    let mut x = m;
    let mut bits = 3;
    while bits < 64 {
        x = x.wrapping_mul(2_u64.wrapping_sub(m.wrapping_mul(x)));
        bits *= 2;
    }
    x.wrapping_neg()
}

/// 2^(64·N) mod m, which is 1 in Montgomery form. In: m odd, above 1. Out: below m.
///
/// Doubles from the highest power of two below m, so a modulus of full length costs one step.
pub(crate) const fn montgomery_one<const N: usize>(m: &[u64; N]) -> [u64; N] {
    let length = bit_length(m);
    debug_assert!(length > 1);
    let mut x = [0; N];
    x[(length - 1) / 64] = 1 << ((length - 1) % 64);
    let mut exponent = length - 1;
    while exponent < 64 * N {
        x = add_mod(&x, &x, m);
        exponent += 1;
    }
    x
}

/// 2^(128·N) mod m, the factor that brings a number into Montgomery form. In: m odd, above 1. Out: below m.
///
/// With R = 2^(64·N): N doublings of R mod m give R·2^N, and each of six Montgomery squarings doubles the exponent
/// after R.
pub(crate) const fn montgomery_square_of_radix<const N: usize>(m: &[u64; N]) -> [u64; N] {
    let k = negated_inverse(m[0]);
    let mut x = montgomery_one(m);
    let mut i = 0;
    while i < N {
        x = add_mod(&x, &x, m);
        i += 1;
    }
    let mut i = 0;
    while i < 6 {
        let (quotient, carry) = montgomery_rounds(square_wide(&x), m, k);
        x = reduce_once(&quotient, carry, m);
        i += 1;
    }
    x
}

/// Whether a < b.
#[inline(always)]
pub(crate) const fn less<const N: usize>(a: &[u64; N], b: &[u64; N]) -> bool {
    sub(a, b).1
}

/// The order of a and b as numbers.
#[cfg(test)]
pub(crate) fn compare<const N: usize>(a: &[u64; N], b: &[u64; N]) -> Ordering {
    a.iter().rev().cmp(b.iter().rev())
}

/// Whether a = 0.
#[inline(always)]
pub(crate) const fn is_zero<const N: usize>(a: &[u64; N]) -> bool {
    let mut all = 0;
    let mut i = 0;
    while i < N {
        all |= a[i];
        i += 1;
    }
    all == 0
}

/// The number of bits up to the highest that is set; 0 for 0.
pub(crate) const fn bit_length<const N: usize>(a: &[u64; N]) -> usize {
    let mut i = N;
    while i > 0 {
        if a[i - 1] != 0 {
            return 64 * i - a[i - 1].leading_zeros() as usize;
        }
        i -= 1;
    }
    0
}

/// Bit `i` of a; false from bit 64·N on.
#[inline(always)]
pub(crate) const fn bit<const N: usize>(a: &[u64; N], i: usize) -> bool {
    i < 64 * N && a[i / 64] >> (i % 64) & 1 == 1
}

/// a / 2^`bits` without the remainder. In: `bits` below 64.
#[inline(always)]
pub(crate) const fn shift_right<const N: usize>(a: &[u64; N], bits: usize) -> [u64; N] {
    debug_assert!(bits < 64);
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        let above = if i + 1 < N { a[i + 1] } else { 0 };
        out[i] = ((above as u128) << 64 >> bits) as u64 | a[i] >> bits;
        i += 1;
    }
    out
}

/// The number that the hexadecimal digits spell, for constants. In: at most 16·N digits and spaces between them.
pub(crate) const fn from_hex<const N: usize>(digits: &str) -> [u64; N] {
    let digits = digits.as_bytes();
    let mut out = [0; N];
    let (mut i, mut place) = (digits.len(), 0);
    while i > 0 {
        i -= 1;
        let digit = match digits[i] {
            b' ' => continue,
            digit @ b'0'..=b'9' => digit - b'0',
            digit => digit - b'a' + 10,
        };
        assert!(digit < 16);
        out[place / 16] |= (digit as u64) << (4 * (place % 16));
        place += 1;
    }
    out
}

/// Big-endian bytes as a number (I2OSP's inverse, RFC 8017, 4.2). None if it has more than N limbs; any length is
/// accepted, leading zeros count for nothing.
pub(crate) fn from_be_bytes<const N: usize>(bytes: &[u8]) -> Option<[u64; N]> {
    let (head, chunks) = bytes.as_rchunks::<8>();
    let head = head.iter().fold(0, |limb, &byte| limb << 8 | u64::from(byte));
    let mut out = [0; N];
    let limbs = chunks.iter().rev().map(|chunk| u64::from_be_bytes(*chunk)).chain([head]);
    for (i, limb) in limbs.enumerate() {
        match out.get_mut(i) {
            Some(place) => *place = limb,
            None if limb == 0 => {}
            None => return None,
        }
    }
    Some(out)
}

/// a mod 2^(8·length) as big-endian bytes that fill `out` (I2OSP, RFC 8017, 4.1, when a is below that).
pub(crate) fn to_be_bytes<const N: usize>(a: &[u64; N], out: &mut [u8]) {
    let mut limbs = a.iter().copied().chain(core::iter::repeat(0));
    let (head, chunks) = out.as_rchunks_mut::<8>();
    for (chunk, limb) in chunks.iter_mut().rev().zip(&mut limbs) {
        *chunk = limb.to_be_bytes();
    }
    let bytes = limbs.next().unwrap_or(0).to_be_bytes();
    head.copy_from_slice(&bytes[8 - head.len()..]);
}

#[cfg(test)]
mod tests;

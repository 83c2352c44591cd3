//! The portable twin of the registers, which checks every bound in builds with debug assertions.

use super::{Lanes, Part};

/// 2⁵².
const RADIX: u64 = 1 << 52;

/// Eight words in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Model([u64; 8]);

impl Model {
    #[inline(always)]
    fn zip(self, other: Self, operation: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.0;
        for (word, other) in words.iter_mut().zip(other.0) {
            *word = operation(*word, other);
        }
        Self(words)
    }

    /// self + other, below 2⁶³.
    #[inline(always)]
    fn grow(self, other: Self) -> Self {
        self.zip(other, |a, b| {
            debug_assert!(a < 1 << 63 && b < 1 << 63 && a + b < 1 << 63, "{a:x} + {b:x}");
            a.wrapping_add(b)
        })
    }

    /// The products of 104 bits, of which `half` takes 52.
    #[inline(always)]
    fn product(self, other: Self, half: impl Fn(u128) -> u128) -> Self {
        self.zip(other, |a, b| {
            debug_assert!(a < RADIX && b < RADIX, "{a:x} * {b:x}");
            let product = u128::from(a % RADIX) * u128::from(b % RADIX);
            u64::try_from(half(product)).unwrap_or(u64::MAX)
        })
    }
}

impl Lanes for Model {
    type Token = ();
    const INLINED_LIMBS: usize = 0;

    #[inline(never)]
    fn load((): (), words: &[u64; 8]) -> Self {
        Self(*words)
    }

    #[inline(never)]
    fn store(self) -> [u64; 8] {
        self.0
    }

    #[inline(never)]
    fn splat(self, word: u64) -> Self {
        Self([word; 8])
    }

    #[inline(never)]
    fn add(self, other: Self) -> Self {
        self.grow(other)
    }

    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| {
            debug_assert!(b <= a, "{a:x} - {b:x}");
            a.wrapping_sub(b)
        })
    }

    #[inline(never)]
    fn sub_from_where(self, minuend: Self, lanes: u8) -> Self {
        let mut words = self.0;
        for (lane, (word, difference)) in words.iter_mut().zip(minuend.sub(self).0).enumerate() {
            if lanes >> lane & 1 == 1 {
                *word = difference;
            }
        }
        Self(words)
    }

    #[inline(never)]
    fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    #[inline(never)]
    fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    #[inline(never)]
    fn shift_left(self, bits: u32) -> Self {
        Self(self.0.map(|word| word << bits))
    }

    #[inline(never)]
    fn shift_right(self, bits: u32) -> Self {
        Self(self.0.map(|word| word >> bits))
    }

    #[inline(never)]
    fn add_low(self, a: Self, b: Self) -> Self {
        self.grow(a.product(b, |product| product % u128::from(RADIX)))
    }

    #[inline(never)]
    fn add_high(self, a: Self, b: Self) -> Self {
        self.grow(a.product(b, |product| product / u128::from(RADIX)))
    }

    #[inline(never)]
    fn call<P: Part<Self>>(self, part: P) -> P::Output {
        part.run()
    }
}

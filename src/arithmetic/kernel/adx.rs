//! Rows of long products in general registers, with MULX, ADCX and ADOX.
//!
//! MULX leaves the flags alone, and ADCX and ADOX have a carry each, so that adding the halves of the products to each
//! other and adding the result to a row are two chains at once. Compilers keep one carry only: in assembly a product
//! takes 0.6 of the time (AMD Zen 3). The portable twin is `rsa::montgomery::add_row`.
#![allow(unsafe_code, reason = "assembly on rows, whose lengths are checked where it is entered")]

use core::arch::asm;

use super::cpu::Kernel;

/// Proof that this CPU has ADX and BMI2; only `detect` makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HasAdx(());

impl HasAdx {
    pub(crate) fn detect() -> Option<Self> {
        Kernel::Adx.is_usable().then_some(Self(()))
    }
}

/// w + a·b, as long as both are; returns the limb that is carried out. The length is a multiple of 4.
#[inline(always)]
pub(crate) fn add_row(_: HasAdx, w: &mut [u64], a: &[u64], b: u64) -> u64 {
    debug_assert!(w.len() == a.len() && a.len().is_multiple_of(4));
    Kernel::Adx.record();
    let (w, a) = (w.as_chunks_mut::<4>().0, a.as_chunks::<4>().0);
    let mut carry = 0;
    // Eight limbs at a time, after four if their number is odd.
    let odd = w.len().min(a.len()) % 2;
    if let ([w, ..], [a, ..], 1) = (&mut *w, a, odd) {
        carry = add_four(w, a, b);
    }
    let (Some(w), Some(a)) = (w.get_mut(odd..), a.get(odd..)) else { return carry };
    add_eights(w.as_chunks_mut().0, a.as_chunks().0, b, carry)
}

/// A limb: w + low half + high half of the limb before, which `$before` holds. The high half goes to `$high`.
macro_rules! limb {
    ($at:literal, $high:literal, $before:literal) => {
        concat!(
            "mulx {",
            $high,
            "}, {low}, [{a} + ",
            $at,
            "]\n",
            "adcx {low}, {",
            $before,
            "}\n",
            "adox {low}, [{w} + ",
            $at,
            "]\n",
            "mov [{w} + ",
            $at,
            "], {low}",
        )
    };
}

#[inline(always)]
fn add_four(w: &mut [u64; 4], a: &[u64; 4], b: u64) -> u64 {
    let mut carry: u64 = 0;
    // SAFETY: a `HasAdx` proves adx and bmi2, since `add_row` alone calls this. It reads the 32 bytes of `a`, reads and
    // writes the 32 bytes of `w`, and nothing else in memory; the registers that it changes are operands, and flags may
    // change.
    unsafe {
        asm!(
            "xor {low:e}, {low:e}", // both carries are 0
            limb!("0", "high", "carry"),
            limb!("8", "carry", "high"),
            limb!("16", "high", "carry"),
            limb!("24", "carry", "high"),
            "mov {low:e}, 0", // leaves the carries alone
            "adcx {carry}, {low}",
            "adox {carry}, {low}",
            a = in(reg) a.as_ptr(),
            w = in(reg) w.as_mut_ptr(),
            high = out(reg) _,
            low = out(reg) _,
            carry = inout(reg) carry,
            in("rdx") b,
            options(nostack),
        );
    }
    carry
}

/// As many of both as the shorter one has. In: the limb that is carried in.
#[inline(always)]
fn add_eights(w: &mut [[[u64; 4]; 2]], a: &[[[u64; 4]; 2]], b: u64, mut carry: u64) -> u64 {
    let count = w.len().min(a.len());
    if count == 0 {
        return carry;
    }
    // SAFETY: a `HasAdx` proves adx and bmi2, since `add_row` alone calls this. The loop runs `count` times, at least
    // once; each time it reads 64 bytes of `a` and reads and writes 64 bytes of `w`, which have as many, and nothing
    // else in memory. The registers that it changes are operands, and flags may change.
    unsafe {
        asm!(
            "xor {low:e}, {low:e}", // both carries are 0
            "2:",
            limb!("0", "high", "carry"),
            limb!("8", "carry", "high"),
            limb!("16", "high", "carry"),
            limb!("24", "carry", "high"),
            limb!("32", "high", "carry"),
            limb!("40", "carry", "high"),
            limb!("48", "high", "carry"),
            limb!("56", "carry", "high"),
            // Neither LEA nor JRCXZ changes a flag.
            "lea {a}, [{a} + 64]",
            "lea {w}, [{w} + 64]",
            "lea rcx, [rcx - 1]",
            "jrcxz 3f",
            "jmp 2b",
            "3:",
            "mov {low:e}, 0",
            "adcx {carry}, {low}",
            "adox {carry}, {low}",
            a = inout(reg) a.as_ptr() => _,
            w = inout(reg) w.as_mut_ptr() => _,
            high = out(reg) _,
            low = out(reg) _,
            carry = inout(reg) carry,
            inout("rcx") count => _,
            in("rdx") b,
            options(nostack),
        );
    }
    carry
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use num_bigint::BigUint;

    use super::*;
    use crate::arithmetic::{
        edge::{Draw, LIMBS, big},
        rsa::montgomery::add_row as add_row_portable,
    };

    /// w + a·b of big integers, as limbs and the limb that is carried out.
    fn naive(w: &[u64], a: &[u64], b: u64) -> (Vec<u64>, u64) {
        let sum = big(w) + big(a) * BigUint::from(b);
        let mut limbs = sum.to_u64_digits();
        assert!(limbs.len() <= w.len() + 1);
        limbs.resize(w.len() + 1, 0);
        let carry = limbs.pop().unwrap_or_default();
        (limbs, carry)
    }

    fn check(token: HasAdx, w: &[u64], a: &[u64], b: u64) {
        let (mut ours, mut twin) = (w.to_vec(), w.to_vec());
        let carry = add_row(token, &mut ours, a, b);
        let (limbs, expected) = naive(w, a, b);
        assert_eq!((&ours, carry), (&limbs, expected), "{w:x?} + {a:x?} * {b:x}");
        assert_eq!((add_row_portable(&mut twin, a, b), twin), (carry, ours));
    }

    /// Rows of every length that products and squares have: drawn limbs and edges, and all limbs the same edge, so that
    /// both chains carry through the whole row.
    #[test]
    fn row_is_the_sum_of_big_integers() {
        let Some(token) = HasAdx::detect() else { return };
        let mut draw = Draw::new(&[]);
        let draws = if cfg!(debug_assertions) { 200 } else { 20_000 };
        for length in (0..=64).step_by(4) {
            for _ in 0..draws {
                let (w, a): ([u64; 64], [u64; 64]) = (draw.limbs(), draw.limbs());
                let [b] = draw.limbs();
                check(token, &w[..length], &a[..length], b);
            }
            for w in LIMBS {
                for a in LIMBS {
                    for b in LIMBS {
                        check(token, &[w; 64][..length], &[a; 64][..length], b);
                    }
                }
            }
        }
    }

    /// Nothing beyond a row changes, for every carry out of it.
    #[test]
    fn limbs_beyond_the_row_stay_as_they_are() {
        let Some(token) = HasAdx::detect() else { return };
        for length in (0..=60).step_by(4) {
            let mut w = [u64::MAX; 64];
            let carry = add_row(token, &mut w[4..4 + length], &[u64::MAX; 64][..length], u64::MAX);
            assert_eq!(carry, if length == 0 { 0 } else { u64::MAX });
            assert!(w[..4].iter().chain(&w[4 + length..]).all(|&limb| limb == u64::MAX));
        }
    }
}

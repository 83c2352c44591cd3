//! Long products and Montgomery's reduction in general registers, with MULX, ADCX and ADOX.
//!
//! MULX leaves the flags alone, and ADCX and ADOX have a carry each, so that adding the halves of the products to each
//! other and adding the result to a row are two chains at once. Compilers keep one carry only, and with the rows in
//! assembly they take longer between two rows than the row's carries need: the loop over the rows belongs to it. The
//! portable twins are in `rsa::montgomery`.
//!
//! Tried on Zen 3, per product of limbs: these loops 1.45 cycles, rows written out in full 1.4, tiles of eight by eight
//! limbs in registers 1.5. There an instruction beside the products and the two additions costs half a cycle.
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

/// A limb: w + low half + high half of the limb before, which `$before` holds. The high half goes to `$high`.
macro_rules! limb {
    ($block:literal, $at:literal, $high:literal, $before:literal) => {
        concat!(
            "mulx {",
            $high,
            "}, {low}, [{a} + ",
            $block,
            " + ",
            $at,
            "]\n",
            "adcx {low}, {",
            $before,
            "}\n",
            "adox {low}, [{w} + ",
            $block,
            " + ",
            $at,
            "]\n",
            "mov [{w} + ",
            $block,
            " + ",
            $at,
            "], {low}",
        )
    };
}

/// Eight limbs from byte `$block` on. In `carry`: the high half of the limb before them, and of the last of them.
macro_rules! eight_limbs {
    ($block:literal) => {
        concat!(
            limb!($block, "0", "high", "carry"),
            "\n",
            limb!($block, "8", "carry", "high"),
            "\n",
            limb!($block, "16", "high", "carry"),
            "\n",
            limb!($block, "24", "carry", "high"),
            "\n",
            limb!($block, "32", "high", "carry"),
            "\n",
            limb!($block, "40", "carry", "high"),
            "\n",
            limb!($block, "48", "high", "carry"),
            "\n",
            limb!($block, "56", "carry", "high"),
        )
    };
}

/// w + a·b, a row for each limb of b. w is as long as both together; the limb above each row is not added to, but
/// becomes what that row carries out. The length of a is a multiple of 8.
#[inline(always)]
pub(crate) fn add_product(_: HasAdx, w: &mut [u64], a: &[u64], b: &[u64]) {
    Kernel::Adx.record();
    assert!(w.len() == a.len() + b.len() && a.len().is_multiple_of(8), "rows as long as a");
    if b.is_empty() {
        return;
    }
    if a.is_empty() {
        return w.fill(0);
    }
    // SAFETY: a `HasAdx` proves adx and bmi2. The outer loop runs once for each limb of `b`, at least once, and reads
    // that limb. The inner one runs once for each eight limbs of `a`, at least once, and reads them; in the row for limb
    // i it reads and writes the limbs of `w` from i on, as many as `a` has, and then writes the one above, which is
    // number i + a.len(). `w` has them, as asserted above. Nothing else in memory is touched; the registers that change
    // are operands, and flags may change.
    unsafe {
        asm!(
            "2:",
            "mov rdx, [{b}]",
            "mov {a}, {a_start}",
            "mov {w}, {w_start}",
            "mov rcx, {blocks}",
            "xor {carry:e}, {carry:e}", // both carries of the chains are 0, too
            "3:",
            eight_limbs!("0"),
            // LEA and JRCXZ change no flag.
            "lea {a}, [{a} + 64]",
            "lea {w}, [{w} + 64]",
            "lea rcx, [rcx - 1]",
            "jrcxz 4f",
            "jmp 3b",
            "4:",
            "mov {low:e}, 0",
            "adcx {carry}, {low}",
            "adox {carry}, {low}",
            "mov [{w}], {carry}",
            "lea {w_start}, [{w_start} + 8]",
            "lea {b}, [{b} + 8]",
            "dec {rows}",
            "jnz 2b",
            a_start = in(reg) a.as_ptr(),
            w_start = inout(reg) w.as_mut_ptr() => _,
            b = inout(reg) b.as_ptr() => _,
            blocks = in(reg) a.len() / 8,
            rows = inout(reg) b.len() => _,
            a = out(reg) _,
            w = out(reg) _,
            high = out(reg) _,
            low = out(reg) _,
            carry = out(reg) _,
            out("rcx") _,
            out("rdx") _,
            options(nostack),
        );
    }
}

/// Montgomery's reduction: adds q·n·2^(64·i) for i from 0 to N − 1, with q for which limb i becomes 0. The upper half
/// and the bit that is returned, which is carried out of it, are the result. `k` is −1/n mod 2⁶⁴.
#[inline(always)]
pub(crate) fn reduce<const N: usize>(_: HasAdx, wide: &mut [[u64; N]; 2], n: &[u64; N], k: u64) -> bool {
    const { assert!(N > 0 && N.is_multiple_of(16), "blocks of sixteen limbs") };
    Kernel::Adx.record();
    let top: u64;
    // SAFETY: a `HasAdx` proves adx and bmi2. The outer loop runs N times. The inner one runs N/16 times and reads sixteen
    // limbs of `n` each time; in round i it reads and writes the limbs from i to i + N − 1 of the 2·N limbs of `wide`,
    // and then the one above, which is number i + N. Nothing else in memory is touched; the registers that change are
    // operands, and flags may change.
    unsafe {
        asm!(
            "2:",
            "mov rdx, [{w_start}]",
            "imul rdx, {k}",
            "mov {a}, {n}",
            "mov {w}, {w_start}",
            "mov ecx, {blocks}",
            "xor {carry:e}, {carry:e}", // both carries of the chains are 0, too
            "3:",
            eight_limbs!("0"),
            eight_limbs!("64"),
            "lea {a}, [{a} + 128]",
            "lea {w}, [{w} + 128]",
            "lea rcx, [rcx - 1]",
            "jrcxz 4f",
            "jmp 3b",
            "4:",
            "mov {low:e}, 0",
            "adcx {carry}, {low}",
            "adox {carry}, {low}",
            "bt {top:e}, 0", // to the carry
            "adc [{w}], {carry}",
            "setc {top:l}",
            "lea {w_start}, [{w_start} + 8]",
            "dec {rounds}",
            "jnz 2b",
            n = in(reg) n.as_ptr(),
            w_start = inout(reg) wide.as_mut_ptr() => _,
            k = in(reg) k,
            rounds = inout(reg) N => _,
            top = inout(reg) 0_u64 => top,
            blocks = const N / 16,
            a = out(reg) _,
            w = out(reg) _,
            high = out(reg) _,
            low = out(reg) _,
            carry = out(reg) _,
            out("rcx") _,
            out("rdx") _,
            options(nostack),
        );
    }
    top != 0
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use num_bigint::BigUint;

    use super::*;
    use crate::arithmetic::{
        edge::{Draw, LIMBS, big},
        integer::limbs::negated_inverse,
        rsa::montgomery::add_product_portable,
    };

    /// As many limbs as `length`, and a tail that nothing may change.
    fn with_tail(limbs: &[u64], length: usize) -> Vec<u64> {
        [&limbs[..length], &[0x5a5a_5a5a_5a5a_5a5a; 4]].concat()
    }

    fn check(token: HasAdx, w: &[u64], a: &[u64], b: &[u64]) {
        let length = a.len() + b.len();
        // The limbs above the first row are not read.
        let mut sum = big(&w[..a.len()]);
        let (mut ours, mut twin) = (with_tail(w, length), with_tail(w, length));
        add_product(token, &mut ours[..length], a, b);
        add_product_portable(&mut twin[..length], a, b);
        sum += big(a) * big(b);
        assert_eq!(big(&ours[..length]), sum, "{w:x?} + {a:x?} * {b:x?}");
        assert_eq!(ours, twin);
        assert_eq!(ours[length..], with_tail(&[], 0));
    }

    /// Products of every length that occurs: drawn limbs and edges, and all limbs the same edge, so that both chains
    /// carry through the whole row.
    #[test]
    fn product_is_the_one_of_big_integers() {
        let Some(token) = HasAdx::detect() else { return };
        let mut draw = Draw::new(&[]);
        let draws = if cfg!(debug_assertions) { 50 } else { 5_000 };
        for rows in [1, 2, 8] {
            for length in (0..=64).step_by(8) {
                for _ in 0..draws {
                    let (w, a, b): ([u64; 72], [u64; 64], [u64; 8]) = (draw.limbs(), draw.limbs(), draw.limbs());
                    check(token, &w, &a[..length], &b[..rows]);
                }
                for w in LIMBS {
                    for a in LIMBS {
                        for b in LIMBS {
                            check(token, &[w; 72], &[a; 64][..length], &[b; 8][..rows]);
                        }
                    }
                }
            }
        }
    }

    /// Σ qᵢ·n·2^(64·i) clears the lower half, and nothing is lost: for the greatest numbers and every edge.
    fn check_reduction<const N: usize>(token: HasAdx, wide: [[u64; N]; 2], n: &[u64; N]) {
        let radix = BigUint::from(1_u8) << (64 * N);
        let mut sum = wide;
        let top = reduce(token, &mut sum, n, negated_inverse(n[0]));
        assert_eq!(sum[0], [0; N]);
        let reduced = big(&sum[1]) + (BigUint::from(u8::from(top)) << (64 * N));
        let added = reduced * &radix - big(wide.as_flattened());
        assert_eq!(&added % big(n), BigUint::ZERO, "{wide:x?} {n:x?}");
        assert!(added / big(n) < radix);
    }

    #[test]
    fn reduction_adds_the_multiple_of_n_that_clears_the_lower_half() {
        let Some(token) = HasAdx::detect() else { return };
        let mut draw = Draw::new(&[]);
        for _ in 0..if cfg!(debug_assertions) { 200 } else { 20_000 } {
            let mut n: [u64; 16] = draw.limbs();
            n[0] |= 1;
            check_reduction(token, [draw.limbs(), draw.limbs()], &n);
            check_reduction(token, [[u64::MAX; 16]; 2], &n);
        }
        for low in LIMBS {
            for high in LIMBS {
                for limb in LIMBS {
                    let mut n = [limb; 32];
                    n[0] |= 1;
                    check_reduction(token, [[low; 32], [high; 32]], &n);
                }
            }
        }
    }
}

//! Packed polynomials and hints (FIPS 204, sections 7.1 and 7.2).

use super::{ParameterSet, field::Q, ntt::Poly};
use crate::arithmetic::integer::magnitude::Magnitude;

/// SimpleBitUnpack(`bytes`, 2¹⁰ − 1) (FIPS 204, algorithm 18), for 320 bytes.
#[inline(always)]
pub(crate) fn unpack_t1(bytes: &[u8]) -> [u16; 256] {
    let mut t1 = [0; 256];
    for (t1, bytes) in t1.as_chunks_mut::<4>().0.iter_mut().zip(bytes.as_chunks::<5>().0) {
        let [a, b, c, d, e] = bytes.map(u16::from);
        *t1 = [a | b << 8, b >> 2 | c << 6, c >> 4 | d << 4, d >> 6 | e << 2].map(|t| t & 0x3ff);
    }
    t1
}

/// t₁·2^d (d = 13) of t₁'s 320 bytes; coefficients < q.
#[inline(always)]
pub(crate) fn unpack_t1_scaled(bytes: &[u8]) -> Poly {
    let mut poly = Poly::ZERO;
    for (a, t1) in poly.coefficients_mut().iter_mut().zip(unpack_t1(bytes)) {
        *a = u32::from(t1) << 13;
    }
    poly
}

/// BitUnpack(`bytes`, γ₁ − 1, γ₁) (FIPS 204, algorithm 19) for 32·(1 + log₂γ₁) bytes; coefficients < q + γ₁.
///
/// `None` unless ‖z‖∞ < γ₁ − β (algorithm 8, line 13). A packed v stands for γ₁ − v, so the test is β < v < 2γ₁ − β.
#[inline(always)]
pub(crate) fn unpack_z<P: ParameterSet>(bytes: &[u8]) -> Option<Poly> {
    let bits = P::GAMMA1.ilog2() as usize + 1;
    let mut poly = Poly { magnitude: Magnitude::new(2), ..Poly::ZERO };
    for (a, bytes) in poly.coefficients_mut().chunks_exact_mut(4).zip(bytes.chunks_exact(bits / 2)) {
        let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) else { return None };
        let (first, last) = (u64::from_le_bytes(first), u64::from_le_bytes(last));
        for (a, packed) in a.iter_mut().zip([first, first >> bits, first >> (2 * bits), last >> (64 - bits)]) {
            *a = packed as u32 & (2 * P::GAMMA1 - 1);
        }
    }
    let beta = P::TAU as u32 * P::ETA;
    let mut largest = 0;
    for a in poly.coefficients_mut() {
        largest = largest.max(a.wrapping_sub(beta + 1));
        *a = Q + P::GAMMA1 - *a;
    }
    (largest < 2 * (P::GAMMA1 - beta) - 1).then_some(poly)
}

/// SimpleBitPack of w₁ (FIPS 204, algorithms 16 and 28), 6 bits each for γ₂ = (q − 1)/88, 4 for (q − 1)/32, to the
/// front of `out`; gives what it wrote.
#[inline(always)]
pub(crate) fn pack_w1<'a, P: ParameterSet>(w1: &Poly, out: &'a mut [u8; 192]) -> &'a [u8] {
    let bits = ((Q - 1) / (2 * P::GAMMA2) - 1).ilog2() as usize + 1;
    for (a, bytes) in w1.coefficients().chunks_exact(4).zip(out.chunks_exact_mut(bits / 2)) {
        let packed = a[0] | a[1] << bits | a[2] << (2 * bits) | a[3] << (3 * bits);
        bytes.copy_from_slice(&packed.to_le_bytes()[..bits / 2]);
    }
    &out[..32 * bits]
}

/// The positions of the ones in each polynomial of HintBitUnpack(`y`) (FIPS 204, algorithm 21), for ω + k bytes.
///
/// `None` is the standard's ⊥: an end that decreases or exceeds ω, positions not in ascending order, or a byte other
/// than 0 after the last position.
pub(crate) fn unpack_hint<P: ParameterSet>(y: &[u8]) -> Option<[&[u8]; 8]> {
    let (positions, ends) = y.split_at_checked(P::OMEGA)?;
    let mut rows = [&[][..]; 8];
    let mut index = 0;
    for (row, &end) in rows.iter_mut().zip(ends) {
        *row = positions.get(index..usize::from(end))?;
        if !row.is_sorted_by(|before, after| before < after) {
            return None;
        }
        index = usize::from(end);
    }
    positions[index..].iter().all(|&byte| byte == 0).then_some(rows)
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;
    use crate::arithmetic::{
        edge::Draw,
        ml_dsa::{MlDsa44, MlDsa65, MlDsa87},
    };

    /// BytesToBits (FIPS 204, algorithm 13) and BitsToInteger (algorithm 10) of the `i`-th `width` bits.
    fn naive_integer(bytes: &[u8], width: usize, i: usize) -> u32 {
        let bit = |n: usize| u32::from(bytes[n / 8] >> (n % 8) & 1);
        (0..width).map(|n| bit(width * i + n) << n).sum()
    }

    /// Bytes whose `i`-th `width` bits are `value(i)`.
    fn naive_pack(width: usize, value: impl Fn(usize) -> u32) -> Vec<u8> {
        let mut bytes = vec![0; 32 * width];
        for n in 0..256 * width {
            bytes[n / 8] |= u8::try_from(value(n / width) >> (n % width) & 1).unwrap() << (n % 8);
        }
        bytes
    }

    #[test]
    fn t1_is_unpacked_by_algorithm_18_and_scaled() {
        let bytes = Draw::new(&[]).bytes::<320>();
        let t = unpack_t1_scaled(&bytes);
        for (i, &a) in t.coefficients().iter().enumerate() {
            assert_eq!(a, naive_integer(&bytes, 10, i) << 13);
        }
        assert!(unpack_t1_scaled(&[0xff; 320]).coefficients().iter().all(|&a| a == Q - 1));
    }

    /// Every coefficient that the norm allows, and the first ones that it does not, at both ends and in every position.
    fn check_z<P: ParameterSet>() {
        let (width, gamma1, beta) = (P::GAMMA1.ilog2() as usize + 1, P::GAMMA1, P::TAU as u32 * P::ETA);
        let packed = |value: u32| gamma1.wrapping_sub(value);
        let largest = gamma1 - beta - 1;
        for (i, edge) in (0..256).flat_map(|i| [largest, largest.wrapping_neg()].map(|edge| (i, edge))) {
            let z = |j: usize| if i == j { edge } else { (j as u32).wrapping_sub(99) };
            let poly = unpack_z::<P>(&naive_pack(width, |j| packed(z(j)))).expect("within the norm");
            for (j, &a) in poly.coefficients().iter().enumerate() {
                assert_eq!(a, Q.wrapping_add(z(j)));
            }
        }
        let beyond = [largest + 1, (largest + 1).wrapping_neg(), gamma1, (gamma1 - 1).wrapping_neg()];
        for (i, edge) in (0..256).flat_map(|i| beyond.map(|edge| (i, edge))) {
            let bytes = naive_pack(width, |j| packed(if i == j { edge } else { 0 }));
            assert!(unpack_z::<P>(&bytes).is_none(), "{i} {edge}");
        }
    }

    #[test]
    fn z_is_unpacked_by_algorithm_19_within_its_norm() {
        check_z::<MlDsa44>();
        check_z::<MlDsa65>();
        check_z::<MlDsa87>();
    }

    #[test]
    fn w1_is_packed_by_algorithm_16() {
        let mut w1 = Poly::ZERO;
        for (i, a) in (0u32..).zip(w1.coefficients_mut()) {
            *a = i * 29 % 44;
        }
        assert_eq!(pack_w1::<MlDsa44>(&w1, &mut [0; 192]), naive_pack(6, |i| w1.coefficients()[i]));
        w1.coefficients_mut().iter_mut().for_each(|a| *a %= 16);
        assert_eq!(pack_w1::<MlDsa65>(&w1, &mut [0; 192]), naive_pack(4, |i| w1.coefficients()[i]));
    }

    /// HintBitUnpack (FIPS 204, algorithm 21) as it is written.
    fn naive_hint_bit_unpack(y: &[u8], k: usize, omega: usize) -> Option<Vec<[bool; 256]>> {
        let mut h = vec![[false; 256]; k];
        let mut index = 0;
        for i in 0..k {
            let end = usize::from(y[omega + i]);
            if end < index || end > omega {
                return None;
            }
            let first = index;
            while index < end {
                if index > first && y[index - 1] >= y[index] {
                    return None;
                }
                h[i][usize::from(y[index])] = true;
                index += 1;
            }
        }
        (index..omega).all(|i| y[i] == 0).then_some(h)
    }

    fn check_hint<P: ParameterSet>() {
        let mut draw = Draw::new(&[]);
        let mut accepted = 0;
        for _ in 0..30_000 {
            // a right encoding of few or of up to ω ones, damaged in up to two bytes
            let mut y = vec![0; P::OMEGA + P::K];
            let mut index = 0;
            for i in 0..P::K {
                let most = if draw.below(2) == 0 { 3 } else { P::OMEGA };
                let count = draw.below((P::OMEGA - index).min(most) + 1);
                let mut positions: Vec<u8> = (0..count).map(|_| draw.bytes::<1>()[0]).collect();
                positions.sort_unstable();
                positions.dedup();
                y[index..index + positions.len()].copy_from_slice(&positions);
                index += positions.len();
                y[P::OMEGA + i] = u8::try_from(index).unwrap();
            }
            for _ in 0..draw.below(3) {
                let i = draw.below(y.len());
                let near = [y[i].wrapping_sub(1), y[i].wrapping_add(1), 0, P::OMEGA as u8, P::OMEGA as u8 + 1, 255];
                y[i] = near[draw.below(6)];
            }
            let ours = unpack_hint::<P>(&y).map(|rows| {
                let mut h = vec![[false; 256]; P::K];
                for (h, positions) in h.iter_mut().zip(rows) {
                    positions.iter().for_each(|&j| h[usize::from(j)] = true);
                }
                h
            });
            accepted += usize::from(ours.is_some());
            assert_eq!(ours, naive_hint_bit_unpack(&y, P::K, P::OMEGA), "{y:?}");
        }
        assert!((3_000..27_000).contains(&accepted), "{accepted}");
    }

    #[test]
    fn hint_is_unpacked_by_algorithm_21() {
        check_hint::<MlDsa44>();
        check_hint::<MlDsa65>();
        check_hint::<MlDsa87>();
    }
}

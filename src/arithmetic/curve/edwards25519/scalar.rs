//! Ed25519 scalars: whole numbers, and their remainders modulo L (RFC 8032, 5.1).

use crate::arithmetic::{field::curve25519::from_le_bytes, integer::limbs};

/// L = 2^252 + 27742317777372353535851937790883648493, the order of B.
pub(crate) const L: [u64; 4] = [0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0, 1 << 60];

/// S, little-endian. None if S ≥ L (RFC 8032, 5.1.7, step 1).
pub(crate) fn from_canonical_bytes(s: &[u8; 32]) -> Option<[u64; 4]> {
    let s = from_le_bytes(s);
    limbs::less(&s, &L).then_some(s)
}

/// 8·L, the number of points on the curve and a multiple of every point's order.
pub(crate) const POINTS: [u64; 4] = {
    let [l0, l1, _, l3] = L;
    [l0 << 3, l1 << 3 | l0 >> 61, l1 >> 61, l3 << 3]
};

const K: u64 = limbs::negated_inverse(L[0]);
const R: [u64; 4] = limbs::montgomery_one(&L);
const R2: [u64; 4] = limbs::montgomery_square_of_radix(&L);

/// a·b mod L. In: a·b < 2^256·L. Out: below L.
pub(crate) fn mul(a: &[u64; 4], b: &[u64; 4]) -> [u64; 4] {
    let product = limbs::montgomery_reduce(limbs::mul_wide(a, b), &L, K);
    limbs::montgomery_reduce(limbs::mul_wide(&product, &R2), &L, K)
}

/// SHA-512's 64 bytes, little-endian, mod L. Out: below L.
///
/// With R = 2^256 and k = k₀ + k₁·R: k = k₀·R/R + k₁·R²/R, two Montgomery products by constants.
pub(crate) fn reduce(k: &[u8; 64]) -> [u64; 4] {
    let (halves, _) = k.as_chunks();
    let [low, high] = [0, 1].map(|i| halves.get(i).map_or([0; 4], from_le_bytes));
    let low = limbs::montgomery_reduce(limbs::mul_wide(&low, &R), &L, K);
    let high = limbs::montgomery_reduce(limbs::mul_wide(&high, &R2), &L, K);
    limbs::add_mod(&low, &high, &L)
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;

    use super::*;
    use crate::arithmetic::edge::{DRAWS, Draw, big, limbs};

    #[test]
    fn remainders_agree_with_big_integers() {
        let mut draw = Draw::new(&L);
        let order = big(&L);
        let check = |k: [u64; 8]| {
            let bytes = k.map(u64::to_le_bytes);
            assert_eq!(big(&reduce(bytes.as_flattened().try_into().unwrap())), big(&k) % &order, "{k:x?}");
        };
        (0..DRAWS / 10).for_each(|_| check(draw.limbs()));
        let largest: BigUint = (BigUint::from(1_u8) << 512) / &order * &order;
        for multiple in [order.clone(), &order << 1, &order << 259, &order * &order, largest] {
            [&multiple - 1_u8, multiple.clone(), multiple + 1_u8].iter().for_each(|k| check(limbs(k)));
        }
    }

    #[test]
    fn products_agree_with_big_integers() {
        let order = big(&L);
        assert_eq!(big(&POINTS), &order * 8_u8);
        let mut draw = Draw::new(&L);
        for _ in 0..DRAWS / 10 {
            let (a, b) = (draw.limbs(), limbs(&(big(&draw.limbs::<4>()) % &order)));
            assert_eq!(big(&mul(&a, &b)), big(&a) * big(&b) % &order, "{a:x?} {b:x?}");
        }
    }

    #[test]
    fn numbers_not_below_the_order_are_rejected() {
        let decode =
            |number: &BigUint| from_canonical_bytes(&crate::arithmetic::field::curve25519::to_le_bytes(&limbs(number)));
        let order = big(&L);
        assert_eq!(decode(&(&order - 1_u8)), Some(limbs(&(&order - 1_u8))));
        assert_eq!(decode(&BigUint::ZERO), Some([0; 4]));
        for number in [order.clone(), order + 1_u8, (BigUint::from(1_u8) << 256) - 1_u8] {
            assert_eq!(decode(&number), None);
        }
    }
}

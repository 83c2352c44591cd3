//! The curves of KMS's keys: their constants, apart from the fields that compute. It may use groups, fields and
//! integers.

pub(crate) mod edwards25519;
mod p256;
mod p384;
mod p521;
mod secp256k1;
mod sm2;

#[cfg(test)]
pub(crate) use self::secp256k1::LAMBDA;
pub(crate) use self::{p256::P256, p384::P384, p521::P521, secp256k1::Secp256k1, sm2::Sm2};
use super::{
    group::{
        comb::{Comb, Generator, Once},
        lanes::{self, Scalars, SumsInLanes},
        weierstrass::{Constants, Curve, Jacobian},
    },
    kernel::lanes::Lanes,
};

#[cfg(test)]
mod tests {
    //! The constants of each curve against the RustCrypto crates and the formulas of the primes.

    use num_bigint::BigUint;

    use super::*;
    use crate::arithmetic::{
        field::{Field, Number},
        group::{comb::Comb, weierstrass::Affine},
        twin::Twin,
    };

    fn constants<C: Twin>() {
        let number = |k: &BigUint| Number::from_be_bytes(&k.to_bytes_be()).unwrap();
        assert_eq!(C::Field::MODULUS, number(&C::prime()));
        assert_eq!(C::Scalar::MODULUS, number(&C::order()));
        let coordinates =
            |k: u8| C::multiple(&BigUint::from(k)).unwrap().map(|bytes| number(&BigUint::from_bytes_be(&bytes)));
        assert_eq!(C::Constants::GENERATOR, coordinates(1));
        // Affine::new checks the equation of the curve, hence a and b.
        assert!((1..20).map(coordinates).all(|[x, y]| Affine::<C>::new(&x, &y).is_some()));
    }

    /// The entries of a comb are fixed multiples of its point, so what holds for G holds for every point of order n.
    fn combs_without_infinity<C: Twin>() {
        let g = Affine::<C>::generator().unwrap();
        for shape in [C::Constants::GENERATOR_SHAPE, C::Constants::STANDARD, C::Constants::LARGE] {
            let comb = Comb::new(&g, shape).unwrap();
            assert!(comb.entry(0, 0).is_some() && comb.entry(0, shape.points_per_block()).is_none());
            assert!(shape.bits() >= C::Scalar::MODULUS.bit_length());
        }
        assert!(core::ptr::eq(C::comb().unwrap(), C::comb().unwrap()));
    }

    macro_rules! on_curves {
        ($($curve:ident),*) => {
            #[test]
            fn constants_are_those_of_the_other_crates() {
                $(constants::<$curve>();)*
            }

            #[test]
            fn no_comb_in_use_holds_infinity() {
                $(combs_without_infinity::<$curve>();)*
            }
        };
    }

    on_curves!(P256, P384, P521, Secp256k1, Sm2);
}

//! The public operation of RSA, s^e mod n (RFC 8017, 5.2.2). It may use integers and kernels.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in a modulus of 256, 384 or 512 bytes, and limbs below their array's length"
)]

#[cfg_attr(
    not(any(target_arch = "x86_64", test, feature = "cpu-override")),
    allow(dead_code, reason = "only x86-64 has lanes, and tests")
)]
mod lanes;
pub(crate) mod montgomery;
#[cfg(target_arch = "x86_64")]
mod radix52;

use alloc::boxed::Box;

#[cfg(target_arch = "x86_64")]
use self::radix52::Modulus52;
use self::{
    lanes::{Powers, rounds},
    montgomery::{Modulus, Montgomery as _},
};
use super::{
    integer::limbs::{from_be_bytes, less, to_be_bytes},
    kernel::{Multiplier, lanes::Eight},
};

/// s^e mod n for one key, with the constants that its products need.
#[derive(Clone, Debug)]
pub(crate) struct PublicOperation {
    modulus: Size,
    e: u64,
}

/// The modulus, by its length: limbs of 64 bits, registers of eight limbs of 52 bits, and limbs of 52 bits for eight
/// moduli at once.
#[derive(Clone, Debug)]
enum Size {
    Bits2048(AnyModulus<32, 5, 40>),
    Bits3072(AnyModulus<48, 8, 60>),
    Bits4096(AnyModulus<64, 10, 80>),
}

impl PublicOperation {
    /// `n` is big-endian. `None` unless it has exactly 2048, 3072 or 4096 bits and is odd, and `e` is odd, at least 3
    /// and below 2³³.
    pub(crate) fn new(n: &[u8], e: u64, multiplier: Multiplier) -> Option<Self> {
        let (first, last) = (n.first()?, n.last()?);
        if first >> 7 == 0 || last & 1 == 0 || e & 1 == 0 || !(3..1 << 33).contains(&e) {
            return None;
        }
        let modulus = match n.len() {
            256 => Size::Bits2048(AnyModulus::new(from_be_bytes(n)?, multiplier)),
            384 => Size::Bits3072(AnyModulus::new(from_be_bytes(n)?, multiplier)),
            512 => Size::Bits4096(AnyModulus::new(from_be_bytes(n)?, multiplier)),
            _ => return None,
        };
        Some(Self { modulus, e })
    }

    /// RSAVP1 and I2OSP (RFC 8017, 5.2.2 and 4.1): s^e mod n. `None` if `signature` has not the modulus' length or is
    /// not below it.
    pub(crate) fn apply(&self, signature: &[u8]) -> Option<EncodedMessage> {
        match &self.modulus {
            Size::Bits2048(modulus) => modulus.apply(self.e, signature),
            Size::Bits3072(modulus) => modulus.apply(self.e, signature),
            Size::Bits4096(modulus) => modulus.apply(self.e, signature),
        }
    }

    /// [`apply`](Self::apply) for eight signatures at once.
    pub(crate) fn apply_to_eight(&self, eight: Eight, signatures: &[&[u8]; 8]) -> [Option<EncodedMessage>; 8] {
        match &self.modulus {
            Size::Bits2048(modulus) => modulus.apply_to_eight(eight, self.e, signatures),
            Size::Bits3072(modulus) => modulus.apply_to_eight(eight, self.e, signatures),
            Size::Bits4096(modulus) => modulus.apply_to_eight(eight, self.e, signatures),
        }
    }

    /// Bytes on the heap.
    pub(crate) fn memory(&self) -> usize {
        match &self.modulus {
            Size::Bits2048(modulus) => modulus.memory(),
            Size::Bits3072(modulus) => modulus.memory(),
            Size::Bits4096(modulus) => modulus.memory(),
        }
    }

    /// Bytes on the heap of an operation with a modulus of `n_len` bytes; 0 if no modulus has that length.
    pub(crate) const fn memory_for(n_len: usize, multiplier: Multiplier) -> usize {
        match n_len {
            256 => AnyModulus::<32, 5, 40>::memory_with(multiplier),
            384 => AnyModulus::<48, 8, 60>::memory_with(multiplier),
            512 => AnyModulus::<64, 10, 80>::memory_with(multiplier),
            _ => 0,
        }
    }
}

/// A modulus of N limbs of 64 bits in the form that its products are computed in.
#[derive(Clone, Debug)]
enum AnyModulus<const N: usize, const V: usize, const L: usize> {
    Limbs(Box<Modulus<N>>),
    #[cfg(target_arch = "x86_64")]
    Lanes(Box<Modulus52<N, V>>),
}

impl<const N: usize, const V: usize, const L: usize> AnyModulus<N, V, L> {
    fn new(n: [u64; N], multiplier: Multiplier) -> Self {
        match multiplier {
            Multiplier::Limbs => Self::Limbs(Box::new(Modulus::new(n, multiplier))),
            #[cfg(target_arch = "x86_64")]
            Multiplier::Adx(_) => Self::Limbs(Box::new(Modulus::new(n, multiplier))),
            #[cfg(target_arch = "x86_64")]
            Multiplier::Ifma(token) => Self::Lanes(Box::new(Modulus52::new(n, token))),
        }
    }

    fn n(&self) -> &[u64; N] {
        match self {
            Self::Limbs(modulus) => &modulus.n,
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(modulus) => &modulus.n,
        }
    }

    /// The signature as a number. `None` if it has not the modulus' length or is not below it.
    fn representative(&self, signature: &[u8]) -> Option<[u64; N]> {
        if signature.len() != 8 * N {
            return None;
        }
        from_be_bytes(signature).filter(|s| less(s, self.n()))
    }

    fn apply(&self, e: u64, signature: &[u8]) -> Option<EncodedMessage> {
        let s = self.representative(signature)?;
        let power = match self {
            Self::Limbs(modulus) => modulus.power(&s, e),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(modulus) => modulus.number(&modulus.power(&Modulus52::residue(&s), e)),
        };
        Some(EncodedMessage::new(&power))
    }

    fn apply_to_eight(&self, eight: Eight, e: u64, signatures: &[&[u8]; 8]) -> [Option<EncodedMessage>; 8] {
        let given = signatures.map(|signature| self.representative(signature));
        // A lane without a number has 0.
        let bases = &given.map(|s| s.unwrap_or([0; N]));
        let powers = eight.run(Powers::<N, L> { n: self.n(), radix_square: &self.radix_square(), e, bases });
        core::array::from_fn(|lane| given[lane].and(Some(EncodedMessage::new(&powers[lane]))))
    }

    /// R² mod n for the R of limbs of 52 bits.
    fn radix_square(&self) -> [u64; N] {
        match self {
            Self::Limbs(modulus) => modulus.remainder_of_square(&modulus.power_of_two(52 * rounds(N))),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(modulus) => modulus.radix_square(),
        }
    }

    const fn memory_with(multiplier: Multiplier) -> usize {
        match multiplier {
            Multiplier::Limbs => size_of::<Modulus<N>>(),
            #[cfg(target_arch = "x86_64")]
            Multiplier::Adx(_) => size_of::<Modulus<N>>(),
            #[cfg(target_arch = "x86_64")]
            Multiplier::Ifma(_) => size_of::<Modulus52<N, V>>(),
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Limbs(modulus) => size_of_val(&**modulus),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(modulus) => size_of_val(&**modulus),
        }
    }
}

/// EM, as long as the modulus.
#[derive(Clone, Debug)]
pub(crate) struct EncodedMessage {
    pub(crate) bytes: [u8; 512],
    pub(crate) length: usize,
}

impl EncodedMessage {
    fn new<const N: usize>(number: &[u64; N]) -> Self {
        let mut message = Self { bytes: [0; 512], length: 8 * N };
        to_be_bytes(number, &mut message.bytes[..8 * N]);
        message
    }
}

impl AsRef<[u8]> for EncodedMessage {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    //! Powers against `num-bigint`.

    use alloc::{vec, vec::Vec};

    use num_bigint::BigUint;

    use super::{
        montgomery::tests::{bases, drawn_modulus, edge_moduli},
        *,
    };
    use crate::arithmetic::edge::{Draw, big};

    /// Moduli drawn for each size, and exponents: big integers take long. Products, of which powers consist, are drawn
    /// by the million.
    const DRAWS: usize = if cfg!(debug_assertions) { 1 } else { 30 };
    const EXPONENTS: &[u64] =
        if cfg!(debug_assertions) { &[65537, 7] } else { &[65537, 3, 5, 7, 17, (1 << 32) + 1, (1 << 33) - 1] };

    fn bytes(number: &BigUint, length: usize) -> Vec<u8> {
        let digits = number.to_bytes_be();
        [vec![0; length - digits.len()], digits].concat()
    }

    fn check_powers<const N: usize>() {
        let mut draw = Draw::new(&[]);
        let mut moduli = edge_moduli::<N>();
        moduli.truncate(if cfg!(debug_assertions) { 3 } else { moduli.len() });
        moduli.extend((0..DRAWS).map(|_| drawn_modulus(&mut draw)));
        for n in moduli {
            for &e in EXPONENTS {
                for s in bases(&n, &mut draw, 1) {
                    let expected = big(&s).modpow(&BigUint::from(e), &big(&n));
                    for multiplier in Multiplier::all() {
                        let key = PublicOperation::new(&bytes(&big(&n), 8 * N), e, multiplier).unwrap();
                        let found = key.apply(&bytes(&big(&s), 8 * N)).unwrap();
                        assert_eq!(found.as_ref(), bytes(&expected, 8 * N), "{multiplier:?} {n:x?} {e}");
                    }
                }
            }
        }
    }

    #[test]
    fn powers_of_2048_bits_agree_with_big_integers() {
        check_powers::<32>();
    }

    #[test]
    fn powers_of_3072_bits_agree_with_big_integers() {
        check_powers::<48>();
    }

    #[test]
    fn powers_of_4096_bits_agree_with_big_integers() {
        check_powers::<64>();
    }

    /// With a lane in turn that has no number: its neighbours have theirs.
    fn check_eight<const N: usize>() {
        let mut draw = Draw::new(&[]);
        let mut moduli = edge_moduli::<N>();
        moduli.truncate(if cfg!(debug_assertions) { 2 } else { moduli.len() });
        moduli.push(drawn_modulus(&mut draw));
        for (n, &e) in moduli.iter().zip(EXPONENTS.iter().cycle()) {
            let numbers = bases(n, &mut draw, 8);
            for multiplier in Multiplier::all() {
                let key = PublicOperation::new(&bytes(&big(n), 8 * N), e, multiplier).unwrap();
                for (lane, eight) in (0..8).zip(Eight::all().collect::<Vec<_>>().into_iter().cycle()) {
                    let mut signatures: [_; 8] =
                        core::array::from_fn(|_| bytes(&big(&numbers[draw.below(numbers.len())]), 8 * N));
                    match lane % 3 {
                        0 => signatures[lane] = bytes(&big(n), 8 * N),
                        1 => signatures[lane].truncate(8 * N - 1),
                        _ => signatures[lane].clear(),
                    }
                    let found = key.apply_to_eight(eight, &signatures.each_ref().map(|signature| &signature[..]));
                    for (i, (found, signature)) in found.iter().zip(&signatures).enumerate() {
                        let expected = key.apply(signature);
                        assert_eq!(expected.is_none(), i == lane);
                        assert_eq!(
                            found.as_ref().map(AsRef::as_ref),
                            expected.as_ref().map(AsRef::as_ref),
                            "{eight:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn eight_powers_at_once_are_those_of_each_alone() {
        check_eight::<32>();
        check_eight::<48>();
        check_eight::<64>();
    }

    #[test]
    fn signature_of_another_length_or_not_below_the_modulus_does_not_decode() {
        for n in edge_moduli::<32>() {
            let n = big(&n);
            let below = bytes(&(&n - 1_u8), 256);
            for multiplier in Multiplier::all() {
                let key = PublicOperation::new(&bytes(&n, 256), 65537, multiplier).unwrap();
                assert!(key.apply(&below).is_some());
                assert!(key.apply(&bytes(&n, 256)).is_none());
                assert!(key.apply(&[0xff; 256]).is_none());
                assert!(key.apply(&below[1..]).is_none());
                assert!(key.apply(&[&[0], &below[..]].concat()).is_none());
                assert!(key.apply(&[]).is_none());
            }
        }
    }

    #[test]
    fn key_of_another_size_or_with_even_parts_does_not_decode() {
        let mut n = vec![0xff; 256];
        assert!(PublicOperation::new(&n, 65537, Multiplier::detect()).is_some());
        for e in [0, 1, 2, 65536, 1 << 33, (1 << 33) + 1, u64::MAX] {
            assert!(PublicOperation::new(&n, e, Multiplier::detect()).is_none(), "{e}");
        }
        n[255] = 0xfe;
        assert!(PublicOperation::new(&n, 65537, Multiplier::detect()).is_none());
        n[255] = 0xff;
        n[0] = 0x7f;
        assert!(PublicOperation::new(&n, 65537, Multiplier::detect()).is_none());
        for length in [0, 1, 128, 255, 257, 320, 383, 385, 511, 513, 1024] {
            assert!(PublicOperation::new(&vec![0xff; length], 65537, Multiplier::detect()).is_none(), "{length}");
        }
    }
}

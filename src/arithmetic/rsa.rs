//! The public operation of RSA, s^e mod n (RFC 8017, 5.2.2). It may use integers and kernels.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in a modulus of 256, 384 or 512 bytes, and limbs below their array's length"
)]

pub(crate) mod montgomery;
#[cfg(target_arch = "x86_64")]
mod radix52;

use alloc::boxed::Box;

use self::montgomery::{Modulus, Montgomery as _};
#[cfg(target_arch = "x86_64")]
use self::radix52::Modulus52;
use super::{
    integer::limbs::{from_be_bytes, less, to_be_bytes},
    kernel::Multiplier,
};

/// s^e mod n for one key, with the constants that its products need.
#[derive(Clone, Debug)]
pub(crate) struct PublicOperation {
    modulus: Size,
    e: u64,
}

/// The modulus, by its length: limbs of 64 bits, and registers of eight limbs of 52 bits.
#[derive(Clone, Debug)]
enum Size {
    Bits2048(AnyModulus<32, 5>),
    Bits3072(AnyModulus<48, 8>),
    Bits4096(AnyModulus<64, 10>),
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
            256 => AnyModulus::<32, 5>::memory_with(multiplier),
            384 => AnyModulus::<48, 8>::memory_with(multiplier),
            512 => AnyModulus::<64, 10>::memory_with(multiplier),
            _ => 0,
        }
    }
}

/// A modulus of N limbs of 64 bits in the form that its products are computed in.
#[derive(Clone, Debug)]
enum AnyModulus<const N: usize, const V: usize> {
    Limbs(Box<Modulus<N>>),
    #[cfg(target_arch = "x86_64")]
    Lanes(Box<Modulus52<N, V>>),
}

impl<const N: usize, const V: usize> AnyModulus<N, V> {
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

    fn apply(&self, e: u64, signature: &[u8]) -> Option<EncodedMessage> {
        if signature.len() != 8 * N {
            return None;
        }
        let s = from_be_bytes(signature).filter(|s| less(s, self.n()))?;
        let power = match self {
            Self::Limbs(modulus) => modulus.power(&s, e),
            #[cfg(target_arch = "x86_64")]
            Self::Lanes(modulus) => modulus.number(&modulus.power(&Modulus52::residue(&s), e)),
        };
        let mut message = EncodedMessage { bytes: [0; 512], length: 8 * N };
        to_be_bytes(&power, &mut message.bytes[..8 * N]);
        Some(message)
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

impl AsRef<[u8]> for EncodedMessage {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

//! RSA verification (RFC 8017): s^e mod n, and the two encodings that the result is held against.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "positions in a modulus of 256, 384 or 512 bytes, and limbs below their array's length"
)]

mod emsa_pkcs1_v1_5;
mod emsa_pss;
mod hash;
mod montgomery;

use alloc::boxed::Box;

pub(crate) use self::hash::Hash;
use self::montgomery::{Modulus, Montgomery as _};
use super::limbs::{from_be_bytes, less, to_be_bytes};

/// A public key of 2048, 3072 or 4096 bits with the constants that its products need.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    modulus: Size,
    e: u64,
}

/// The modulus, by its number of limbs.
#[derive(Clone, Debug)]
enum Size {
    Bits2048(Box<Modulus<32>>),
    Bits3072(Box<Modulus<48>>),
    Bits4096(Box<Modulus<64>>),
}

impl Key {
    /// `n` is big-endian. `None` unless it has exactly 2048, 3072 or 4096 bits and is odd, and `e` is odd, at least 3 and
    /// below 2³³.
    pub(crate) fn new(n: &[u8], e: u64) -> Option<Self> {
        let (first, last) = (n.first()?, n.last()?);
        if first >> 7 == 0 || last & 1 == 0 || e & 1 == 0 || !(3..1 << 33).contains(&e) {
            return None;
        }
        let modulus = match n.len() {
            256 => Size::Bits2048(Box::new(Modulus::new(from_be_bytes(n)?))),
            384 => Size::Bits3072(Box::new(Modulus::new(from_be_bytes(n)?))),
            512 => Size::Bits4096(Box::new(Modulus::new(from_be_bytes(n)?))),
            _ => return None,
        };
        Some(Self { modulus, e })
    }

    /// RSAVP1 and I2OSP (RFC 8017, 5.2.2 and 4.1): s^e mod n. `None` if `signature` has not the modulus' length or is
    /// not below it.
    pub(crate) fn apply(&self, signature: &[u8]) -> Option<EncodedMessage> {
        match &self.modulus {
            Size::Bits2048(modulus) => apply(modulus, self.e, signature),
            Size::Bits3072(modulus) => apply(modulus, self.e, signature),
            Size::Bits4096(modulus) => apply(modulus, self.e, signature),
        }
    }

    /// What the key holds on the heap.
    pub(crate) fn table_bytes(&self) -> usize {
        match &self.modulus {
            Size::Bits2048(modulus) => size_of_val(&**modulus),
            Size::Bits3072(modulus) => size_of_val(&**modulus),
            Size::Bits4096(modulus) => size_of_val(&**modulus),
        }
    }
}

fn apply<const N: usize>(modulus: &Modulus<N>, e: u64, signature: &[u8]) -> Option<EncodedMessage> {
    if signature.len() != 8 * N {
        return None;
    }
    let s = from_be_bytes(signature).filter(|s| less(s, &modulus.n))?;
    let mut message = EncodedMessage { bytes: [0; 512], length: 8 * N };
    to_be_bytes(&modulus.power(&s, e), &mut message.bytes[..8 * N]);
    Some(message)
}

/// EM, as long as the modulus.
#[derive(Clone, Debug)]
pub(crate) struct EncodedMessage {
    bytes: [u8; 512],
    length: usize,
}

impl AsRef<[u8]> for EncodedMessage {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests;

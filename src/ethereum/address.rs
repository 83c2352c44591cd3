//! Addresses, and their checksum in upper and lower case (EIP-55).

use core::fmt::{self, Write as _};

use super::keccak256;
use crate::material::EcPoint;

/// An Ethereum address. [`Display`](fmt::Display) prints it with the checksum of EIP-55.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 20]);

impl Address {
    /// The last 20 bytes of Keccak-256(x ‖ y), each coordinate with 32 bytes and without the 04 in front.
    pub(super) fn of(point: &EcPoint) -> Self {
        let (x, y) = point.coordinates();
        let [_, _, _, _, _, _, _, _, _, _, _, _, address @ ..] = keccak256([x, y].concat());
        Self(address)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl AsRef<[u8]> for Address {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Address {
    /// Prints `0x` and 40 hexadecimal digits: a letter is in upper case if the same digit of the Keccak-256 of the
    /// lower-case digits is 8 or more (EIP-55).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit);
        let mut lower_case = [0; 40];
        lower_case.iter_mut().zip(digits).for_each(|(place, digit)| *place = digit);
        let checksum = keccak256(lower_case);
        f.write_str("0x")?;
        lower_case.into_iter().zip(checksum.iter().flat_map(|byte| [byte >> 4, byte & 15])).try_for_each(
            |(digit, check)| f.write_char(char::from(if check >= 8 { digit.to_ascii_uppercase() } else { digit })),
        )
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The lower-case hexadecimal digit of a value below 16, in ASCII.
const fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' - 10 + value }
}

//! Hexadecimal text.

use std::fmt::Write as _;

/// The bytes that hexadecimal digits stand for; white space between the digits is ignored.
pub fn from_hex(digits: &str) -> Vec<u8> {
    let value = |digit: char| digit.to_digit(16).unwrap_or_else(|| panic!("{digit:?} is not a hexadecimal digit"));
    let values: Vec<u32> = digits.chars().filter(|c| !c.is_ascii_whitespace()).map(value).collect();
    let (pairs, []) = values.as_chunks::<2>() else { panic!("{digits:?} has an odd number of digits") };
    pairs.iter().map(|[high, low]| (high << 4 | low) as u8).collect()
}

/// The hexadecimal digits of bytes, in lower case.
pub fn to_hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

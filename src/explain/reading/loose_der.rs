//! `Ecdsa-Sig-Value` (RFC 3279, 2.2.3) as careless writers encode it: BER lengths (X.690, 8.1.3), integers with a zero
//! byte too many or too few, trailing bytes.
//!
//! Only explanations read this way: a verification takes strict DER.

use alloc::vec::Vec;

use crate::explain::finding::Looseness;

const BIT_STRING: u8 = 0x03;
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;

/// r and s, and what is not strict about them.
pub(super) struct LooseValue<'a> {
    pub(super) r: &'a [u8],
    pub(super) s: &'a [u8],
    pub(super) looseness: Vec<Looseness>,
}

impl<'a> LooseValue<'a> {
    /// Reads a SEQUENCE (or a SET) that begins with two INTEGERs.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut looseness = Vec::new();
        let tag = if bytes.first() == Some(&SET) { SET } else { SEQUENCE };
        if tag == SET {
            looseness.push(Looseness::Set);
        }
        let (content, behind) = element(bytes, tag, &mut looseness)?;
        let (r, rest) = element(content, INTEGER, &mut looseness)?;
        let (s, inside) = element(rest, INTEGER, &mut looseness)?;
        if !(behind.is_empty() && inside.is_empty()) {
            looseness.push(Looseness::TrailingBytes);
        }
        let [r, s] = [r, s].map(|integer| magnitude(integer, &mut looseness));
        looseness.dedup();
        Some(Self { r, s, looseness })
    }
}

/// Which string it is.
#[derive(Clone, Copy)]
pub(super) enum StringKind {
    Octet,
    Bit,
}

/// The content of an OCTET STRING, or of a BIT STRING without unused bits, that fills `bytes`.
pub(super) fn string_content(bytes: &[u8]) -> Option<(&[u8], StringKind)> {
    let mut looseness = Vec::new();
    match element(bytes, OCTET_STRING, &mut looseness) {
        Some((content, [])) => return Some((content, StringKind::Octet)),
        Some(_) => return None,
        None => {}
    }
    match element(bytes, BIT_STRING, &mut looseness)? {
        ([0, content @ ..], []) => Some((content, StringKind::Bit)),
        _ => None,
    }
}

/// The absolute value, as an unsigned integer without leading zeros.
fn magnitude<'a>(integer: &'a [u8], looseness: &mut Vec<Looseness>) -> &'a [u8] {
    match integer {
        [0, next, ..] if *next < 0x80 => looseness.push(Looseness::PaddedInteger),
        [0x80..=0xff, ..] => looseness.push(Looseness::NegativeInteger),
        _ => {}
    }
    let zeros = integer.iter().take_while(|byte| **byte == 0).count();
    integer.get(zeros..).unwrap_or_default()
}

/// The content of the first element, if it has this tag, and the bytes after it.
fn element<'a>(bytes: &'a [u8], tag: u8, looseness: &mut Vec<Looseness>) -> Option<(&'a [u8], &'a [u8])> {
    let (first, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    match *length {
        INDEFINITE => {
            looseness.push(Looseness::IndefiniteLength);
            // The content is what is left; its two zero bytes at the end are not taken for more content.
            let end = rest.strip_suffix(&[0, 0])?;
            Some((end, &[]))
        }
        short @ 0..INDEFINITE => rest.split_at_checked(usize::from(short)),
        long => {
            let (octets, rest) =
                rest.split_at_checked(usize::from(long & 0x7f)).filter(|(octets, _)| octets.len() <= 4)?;
            let length = octets.iter().fold(0_usize, |length, octet| length << 8 | usize::from(*octet));
            if length < 0x80 || octets.first() == Some(&0) {
                looseness.push(Looseness::LongLength);
            }
            rest.split_at_checked(length)
        }
    }
}

/// The length octet that announces content up to two zero bytes (X.690, 8.1.3.6).
const INDEFINITE: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<Looseness>) {
        let value = LooseValue::read(bytes).unwrap();
        (value.r.to_vec(), value.s.to_vec(), value.looseness)
    }

    #[test]
    fn each_looseness_is_named() {
        let rs = |looseness| (alloc::vec![0x11], alloc::vec![0x82], looseness);
        assert_eq!(read(b"\x30\x07\x02\x01\x11\x02\x02\x00\x82"), rs(alloc::vec![]));
        assert_eq!(read(b"\x30\x81\x07\x02\x01\x11\x02\x02\x00\x82"), rs(alloc::vec![Looseness::LongLength]));
        assert_eq!(read(b"\x30\x80\x02\x01\x11\x02\x02\x00\x82\x00\x00"), rs(alloc::vec![Looseness::IndefiniteLength]));
        assert_eq!(read(b"\x30\x08\x02\x02\x00\x11\x02\x02\x00\x82"), rs(alloc::vec![Looseness::PaddedInteger]));
        assert_eq!(read(b"\x31\x07\x02\x01\x11\x02\x02\x00\x82"), rs(alloc::vec![Looseness::Set]));
        assert_eq!(read(b"\x30\x06\x02\x01\x11\x02\x01\x82"), rs(alloc::vec![Looseness::NegativeInteger]));
        assert_eq!(read(b"\x30\x07\x02\x01\x11\x02\x02\x00\x82\x0a"), rs(alloc::vec![Looseness::TrailingBytes]));
        assert_eq!(read(b"\x30\x09\x02\x01\x11\x02\x02\x00\x82\x05\x00"), rs(alloc::vec![Looseness::TrailingBytes]));
    }

    #[test]
    fn lengths_beyond_the_input_are_refused() {
        for bytes in
            [&b"\x30"[..], b"\x30\x81", b"\x30\x84\xff\xff\xff\xff\x02\x01\x01", b"\x30\x05\x02\x01\x11\x02\x02\x00"]
        {
            assert!(LooseValue::read(bytes).is_none());
        }
    }
}

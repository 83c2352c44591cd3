//! `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.3), which SM2 signatures share (GM/T 0009, 7.3).

use alloc::vec::Vec;

use der::{Decode as _, Encode as _, Reader as _, SliceReader, asn1::UintRef};

/// r and s as they stand in a signature: without leading zeros, not yet compared with the group's order.
#[derive(Clone, Copy)]
pub(crate) struct EcdsaSigValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

impl<'a> EcdsaSigValue<'a> {
    /// Reads strict DER: definite minimal lengths, minimal non-negative integers, nothing behind.
    pub(crate) fn from_der(der: &'a [u8]) -> Option<Self> {
        let mut reader = SliceReader::new(der).ok()?;
        let value = reader
            .sequence(|sequence| -> der::Result<Self> {
                Ok(Self { r: UintRef::decode(sequence)?, s: UintRef::decode(sequence)? })
            })
            .ok()?;
        reader.is_finished().then_some(value)
    }

    /// r and s from the halves of the fixed-size form (IEEE P1363).
    pub(crate) fn from_halves(r: &'a [u8], s: &'a [u8]) -> Option<Self> {
        Some(Self { r: UintRef::new(r).ok()?, s: UintRef::new(s).ok()? })
    }

    /// r and s with `N` bytes each, most significant first; `None` if one is longer.
    pub(crate) fn to_fixed<const N: usize>(self) -> Option<([u8; N], [u8; N])> {
        Some((left_padded(self.r.as_bytes())?, left_padded(self.s.as_bytes())?))
    }

    /// r ‖ s with `len` bytes each; `None` if one is longer.
    pub(crate) fn to_p1363(self, len: usize) -> Option<Vec<u8>> {
        let mut fixed = Vec::with_capacity(2 * len);
        for integer in [self.r, self.s] {
            let minimal = integer.as_bytes();
            fixed.resize(fixed.len() + len.checked_sub(minimal.len())?, 0);
            fixed.extend_from_slice(minimal);
        }
        Some(fixed)
    }

    /// The strict DER.
    pub(crate) fn to_der(self) -> Option<Vec<u8>> {
        let mut content = self.r.to_der().ok()?;
        content.extend(self.s.to_der().ok()?);
        der::asn1::AnyRef::new(der::Tag::Sequence, &content).ok()?.to_der().ok()
    }
}

fn left_padded<const N: usize>(minimal: &[u8]) -> Option<[u8; N]> {
    let mut padded = [0; N];
    let (_, low) = padded.split_at_mut_checked(N.checked_sub(minimal.len())?)?;
    low.copy_from_slice(minimal);
    Some(padded)
}

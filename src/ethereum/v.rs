//! v, the recovery ID in a signature, in its three forms.

use core::fmt;

use super::signature::{RecoveryId, malformed};
use crate::error::{Error, Misuse, SignatureProblem};

/// v as 27 or 28 (Yellow Paper, appendix F): the parity of R's y, plus 27.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LegacyV(YParity);

/// v as 0 or 1: the parity of R's y (`yParity` of EIP-2930 and EIP-1559).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct YParity(bool);

/// v as chain ID · 2 + 35, plus the parity of R's y (EIP-155).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Eip155V(u64);

impl LegacyV {
    pub(super) const fn from_parity(parity: YParity) -> Self {
        Self(parity)
    }

    /// Returns whether R's y is odd.
    #[must_use]
    pub const fn is_y_odd(self) -> bool {
        self.0.is_y_odd()
    }
}

impl YParity {
    /// `None` for 2 and 3, which no form of v expresses.
    pub(super) const fn of_recovery_id(id: RecoveryId) -> Option<Self> {
        if id.is_x_reduced() { None } else { Some(Self(id.is_y_odd())) }
    }

    /// Returns whether R's y is odd.
    #[must_use]
    pub const fn is_y_odd(self) -> bool {
        self.0
    }
}

impl Eip155V {
    pub(super) fn new(chain_id: u64, parity: YParity) -> Result<Self, Error> {
        let v = chain_id.checked_mul(2).and_then(|v| v.checked_add(35 + u64::from(parity.0)));
        v.map(Self).ok_or_else(|| Misuse::ChainId { found: chain_id }.into())
    }

    /// Returns the chain ID.
    #[must_use]
    pub const fn chain_id(self) -> u64 {
        self.0.saturating_sub(35) / 2
    }

    /// Returns whether R's y is odd.
    #[must_use]
    pub const fn is_y_odd(self) -> bool {
        self.0 & 1 == 0
    }
}

impl TryFrom<u8> for LegacyV {
    type Error = Error;

    /// Accepts 27 and 28.
    fn try_from(v: u8) -> Result<Self, Error> {
        match v {
            27 => Ok(Self(YParity(false))),
            28 => Ok(Self(YParity(true))),
            _ => Err(malformed(SignatureProblem::V { found: v.into(), expected: "27 or 28" })),
        }
    }
}

impl TryFrom<u8> for YParity {
    type Error = Error;

    /// Accepts 0 and 1.
    fn try_from(v: u8) -> Result<Self, Error> {
        match v {
            0 => Ok(Self(false)),
            1 => Ok(Self(true)),
            _ => Err(malformed(SignatureProblem::V { found: v.into(), expected: "0 or 1" })),
        }
    }
}

impl TryFrom<u64> for Eip155V {
    type Error = Error;

    /// Accepts 35 and more.
    fn try_from(v: u64) -> Result<Self, Error> {
        match v {
            35.. => Ok(Self(v)),
            _ => Err(malformed(SignatureProblem::V { found: v, expected: "at least 35" })),
        }
    }
}

impl From<LegacyV> for u8 {
    fn from(v: LegacyV) -> Self {
        27 + Self::from(v.0)
    }
}

impl From<YParity> for u8 {
    fn from(parity: YParity) -> Self {
        parity.0.into()
    }
}

impl From<Eip155V> for u64 {
    fn from(v: Eip155V) -> Self {
        v.0
    }
}

impl fmt::Display for LegacyV {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        u8::from(*self).fmt(f)
    }
}

impl fmt::Display for YParity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        u8::from(*self).fmt(f)
    }
}

impl fmt::Display for Eip155V {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

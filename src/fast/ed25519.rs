//! The Ed25519 equation (RFC 8032, 5.1.7), for Ed25519 and Ed25519ph alike: they differ only in what is hashed.
//!
//! It is the cofactorless one with R compared as bytes, exactly what `ed25519_dalek::VerifyingKey::verify` accepts: S < L, and
//! \[S\]B − \[k\]A encodes to the bytes of R. So a non-canonical R never matches, whatever point it stands for.
//!
//! A may have a component of small order. \[k\]A is therefore computed from k mod L as a whole number in \[0, L), as the
//! reference does, and what is recoded after that stays that whole number.

use alloc::boxed::Box;

use once_cell::race::OnceBox;

use super::edwards::comb::Comb;
use super::edwards::window::Window;
use super::edwards::{self, Curve, Extended, LazyField, Projective};
use super::field25519::{Fe, P_MINUS_2, to_le_bytes};
use super::recoding::Shape;
use super::table::Precomputation;

mod scalar;

/// Edwards25519 (RFC 8032, 5.1): d = −121665/121666.
#[derive(Clone, Copy, Debug)]
struct Edwards25519;

impl Curve for Edwards25519 {
    type Field = Fe;
    const D: Fe = Fe::small(121_665).mul(&Fe::small(121_666).pow(&P_MINUS_2)).neg();
}

/// B = (x, 4/5) with even x (RFC 8032, 5.1).
const BASE: (Fe, Fe) = {
    let y = Fe::small(4).mul(&Fe::small(5).pow(&P_MINUS_2));
    match recover_x(&y, false) {
        Some(x) => (x, y),
        None => unreachable!(),
    }
};

/// Bits of a scalar below L.
const BITS: usize = 253;

/// The comb of at most 20 KiB for a key: 192 points, 18 KiB, 37 additions and 12 doublings.
const SMALL: Shape = Shape::new(BITS, 7, 3);

/// The comb for a key whose caller prefers time to memory, and for B: 512 points, 48 KiB, 32 additions and 7 doublings.
///
/// Twice the blocks halve the doublings, which is 3 % of a verification, and lose that again once the cache is shared.
const WIDE: Shape = Shape::new(BITS, 8, 4);

/// A public key, ready to verify.
#[derive(Debug)]
pub(crate) struct Key {
    multiples: Multiples,
}

/// What is kept of −A.
#[derive(Debug)]
enum Multiples {
    Comb(Comb<Edwards25519>),
    /// A few multiples, made in less time than a verification.
    Window(Box<Window<Edwards25519>>),
}

impl Key {
    /// Decodes A (RFC 8032, 5.1.3) and prepares its multiples. None if `public_key` is not the encoding of a point, or A is of
    /// small order.
    pub(crate) fn new(public_key: &[u8; 32], table: Precomputation) -> Option<Self> {
        let a = decode(public_key)?;
        if has_small_order(&a) {
            return None;
        }
        let minus_a = a.neg();
        let multiples = match table {
            Precomputation::Minimal => Multiples::Window(Box::new(Window::new(&minus_a))),
            Precomputation::Standard => Multiples::Comb(Comb::new(&minus_a, SMALL)),
            Precomputation::Large => Multiples::Comb(Comb::new(&minus_a, WIDE)),
        };
        Some(Self { multiples })
    }

    /// Whether \[S\]B − \[k\]A encodes to R (RFC 8032, 5.1.7, without the cofactor).
    ///
    /// `k` is SHA-512(dom2(F, C) ‖ R ‖ A ‖ PH(M)), all 64 bytes; `signature` is R ‖ S.
    pub(crate) fn verify(&self, k: &[u8; 64], signature: &[u8; 64]) -> bool {
        let ([r, s], _) = signature.as_chunks() else { return false };
        scalar::from_canonical_bytes(s).is_some_and(|s| encode(&self.equation(&s, &scalar::reduce(k))) == *r)
    }

    /// Bytes of the key's multiples; the table of B, which all keys share, is not counted.
    pub(crate) fn table_bytes(&self) -> usize {
        match &self.multiples {
            Multiples::Comb(comb) => comb.bytes(),
            Multiples::Window(window) => size_of_val::<Window<_>>(window),
        }
    }

    /// \[S\]B − \[k\]A. In: below L.
    fn equation(&self, s: &[u64; 4], k: &[u64; 4]) -> Projective<Edwards25519> {
        let b = base_comb().multiple(s);
        match &self.multiples {
            Multiples::Comb(comb) => edwards::sum(&comb.multiple(k), &b),
            Multiples::Window(window) => edwards::sum(&window.multiple(k), &b),
        }
    }
}

/// The comb for B, computed at its first use in the process.
fn base_comb() -> &'static Comb<Edwards25519> {
    static COMB: OnceBox<Comb<Edwards25519>> = OnceBox::new();
    COMB.get_or_init(|| {
        let (x, y) = BASE;
        Box::new(Comb::new(&Extended::from_affine(x, y), WIDE))
    })
}

/// A point from its encoding (RFC 8032, 5.1.3); None if it is not the encoding of a point.
fn decode(bytes: &[u8; 32]) -> Option<Extended<Edwards25519>> {
    let (y, sign) = Fe::from_bytes(bytes)?;
    recover_x(&y, sign).map(|x| Extended::from_affine(x, y))
}

/// The x that goes with y and has the least significant bit `odd` (RFC 8032, 5.1.3, steps 2 to 4). In and out: tight.
const fn recover_x(y: &Fe, odd: bool) -> Option<Fe> {
    let y2 = y.square();
    let u = y2.sub(&Fe::ONE);
    let v = Edwards25519::D.mul(&y2).add(&Fe::ONE); // not 0, since −1 is a square and d none
    let Some(x) = Fe::sqrt_ratio(&u, &v) else { return None };
    if x.is_zero() && odd {
        return None;
    }
    Some(if (x.canonical()[0] & 1 == 1) == odd { x } else { x.neg() })
}

/// Whether \[8\]P is neutral. Cost 2 doublings.
///
/// \[4\]P is then neutral or (0, −1), the point of order 2, and no other point has x = 0.
fn has_small_order(point: &Extended<Edwards25519>) -> bool {
    point.double_times(2).x.is_zero()
}

/// The encoding of a point (RFC 8032, 5.1.2). Cost 1I + 2M.
fn encode(point: &Projective<Edwards25519>) -> [u8; 32] {
    let inverse = point.z.invert();
    let [x, mut y] = [point.x, point.y].map(|coordinate| coordinate.mul(&inverse).canonical());
    y[3] |= x[0] << 63;
    to_le_bytes(&y)
}

impl LazyField for Fe {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;

    #[inline(always)]
    fn add(&self, b: &Self) -> Self {
        Self::add(self, b)
    }

    #[inline(always)]
    fn sub(&self, b: &Self) -> Self {
        Self::sub(self, b)
    }

    fn neg(&self) -> Self {
        Self::neg(self)
    }

    #[inline(always)]
    fn mul(&self, b: &Self) -> Self {
        Self::mul(self, b)
    }

    #[inline(always)]
    fn square(&self) -> Self {
        Self::square(self)
    }

    fn is_zero(&self) -> bool {
        Self::is_zero(self)
    }

    fn invert(&self) -> Self {
        Self::invert(self)
    }

    #[inline(always)]
    fn select(condition: bool, yes: &Self, no: &Self) -> Self {
        Self::select(condition, yes, no)
    }
}

#[cfg(test)]
mod tests;

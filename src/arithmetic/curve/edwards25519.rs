//! Edwards25519 (RFC 8032, 5.1): constants, encodings, and the table of the base point.

pub(crate) mod scalar;

use alloc::boxed::Box;

use once_cell::race::OnceBox;

use crate::arithmetic::{
    field::{
        Residue,
        curve25519::{Fe, P_MINUS_2, Prime, to_le_bytes},
    },
    group::edwards::{Curve, Extended, LazyField, Projective, comb::Comb, lanes::FieldInLanes},
    integer::recoding::Shape,
};

/// The curve: d = −121665/121666.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edwards25519;

impl Curve for Edwards25519 {
    type Field = Fe;
    const D: Fe = Fe::small(121_665).mul(&Fe::small(121_666).pow(&P_MINUS_2)).neg();
}

/// B = (x, 4/5) with even x.
pub(crate) const BASE: (Fe, Fe) = {
    let y = Fe::small(4).mul(&Fe::small(5).pow(&P_MINUS_2));
    match recover_x(&y, false) {
        Some(x) => (x, y),
        None => unreachable!(),
    }
};

/// Bits of a scalar below L.
const BITS: usize = 253;

/// The comb of at most 20 KiB for a key: 192 points, 18 KiB, 37 additions and 12 doublings.
pub(crate) const STANDARD: Shape = Shape::new(BITS, 7, 3);

/// The comb for a key whose caller prefers time to memory, and for B: 512 points, 48 KiB, 32 additions and 7 doublings.
///
/// Twice the blocks halve the doublings, which is 3 % of a verification, and lose that again once the cache is shared.
pub(crate) const LARGE: Shape = Shape::new(BITS, 8, 4);

/// The comb for B, computed at its first use in the process.
pub(crate) fn base_comb() -> &'static Comb<Edwards25519> {
    static COMB: OnceBox<Comb<Edwards25519>> = OnceBox::new();
    COMB.get_or_init(|| {
        let (x, y) = BASE;
        Box::new(Comb::new(&Extended::from_affine(x, y), LARGE))
    })
}

/// A point from its encoding (RFC 8032, 5.1.3); None if it is not the encoding of a point.
pub(crate) fn decode(bytes: &[u8; 32]) -> Option<Extended<Edwards25519>> {
    let (y, sign) = Fe::from_bytes(bytes)?;
    recover_x(&y, sign).map(|x| Extended::from_affine(x, y))
}

/// Whether bytes that [`decode`] rejects are another encoding of a point: y ≥ p, or x = 0 with its sign set.
pub(crate) fn encodes_a_point_otherwise(bytes: &[u8; 32]) -> bool {
    recover_x(&Fe::from_bytes_modulo_p(bytes), false).is_some()
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
pub(crate) fn has_small_order(point: &Extended<Edwards25519>) -> bool {
    point.double_times(2).x.is_zero()
}

/// The encoding of a point (RFC 8032, 5.1.2). Cost 1I + 2M.
pub(crate) fn encode(point: &Projective<Edwards25519>) -> [u8; 32] {
    encode_by(point, &point.z.invert())
}

/// The encodings of eight points, by one inversion (Montgomery's trick). Cost 1I + 37M.
pub(crate) fn encode_eight(points: &[Projective<Edwards25519>; 8]) -> [[u8; 32]; 8] {
    let mut product = Fe::ONE;
    let products = points.each_ref().map(|point| {
        let before = product; // Z₀·…·Zᵢ₋₁
        product = before.mul(&point.z);
        before
    });
    let mut inverse = product.invert(); // 1/(Z₀·…·Zᵢ)
    let mut encodings = [[0; 32]; 8];
    for ((encoding, point), before) in encodings.iter_mut().zip(points).zip(&products).rev() {
        *encoding = encode_by(point, &inverse.mul(before));
        inverse = inverse.mul(&point.z);
    }
    encodings
}

/// The encoding of a point whose 1/Z is given.
fn encode_by(point: &Projective<Edwards25519>, inverse: &Fe) -> [u8; 32] {
    let [x, mut y] = [point.x, point.y].map(|coordinate| coordinate.mul(inverse).canonical());
    y[3] |= x[0] << 63;
    to_le_bytes(&y)
}

impl FieldInLanes<4, 5> for Fe {
    type Modulus = Prime;

    fn limbs(&self) -> &[u64; 4] {
        Self::limbs(self)
    }

    fn from_residue(residue: &Residue<Prime, 4>) -> Self {
        Self::from_residue(residue)
    }
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

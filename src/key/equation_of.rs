//! The equation of a verifying key: the one choice between the two arithmetics, and the one match over the schemes.

use alloc::sync::Arc;

#[cfg(feature = "arithmetic")]
use crate::{
    arithmetic::{
        curve::{P256, P384, P521, Secp256k1},
        ml_dsa::{MlDsa44, MlDsa65, MlDsa87},
    },
    equation::{automatic::Automatic, ecdsa::Ecdsa, ed25519::Ed25519, ml_dsa::MlDsa, rsa::Rsa, sm2dsa::Sm2Dsa},
};
use crate::{
    equation::{Equation, Precomputation, shared},
    kms::{Curve, MlDsaSet},
    material::Material,
    reference,
};

/// Whose arithmetic evaluates the equations of a key. Verdicts are the same on every input.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// Our own, in variable time, on the kernels that the CPU has: the default.
    #[cfg(feature = "arithmetic")]
    Own,
    /// The RustCrypto crates: for callers who prefer them, and all that a build without the feature `arithmetic` has.
    RustCrypto,
}

impl Default for Arithmetic {
    /// Returns our own arithmetic if the build has it.
    fn default() -> Self {
        #[cfg(feature = "arithmetic")]
        return Self::Own;
        #[cfg(not(feature = "arithmetic"))]
        Self::RustCrypto
    }
}

/// The state that a verifying key shares with its clones: the equation, and how it was chosen.
#[derive(Clone)]
#[allow(unnameable_types, missing_debug_implementations, reason = "opaque outside: the fields are private")]
pub struct Verification {
    equation: Arc<dyn Equation>,
    arithmetic: Arithmetic,
    /// The size that the caller prepared, if any.
    precomputation: Option<Precomputation>,
}

impl Verification {
    /// For a key as it is parsed; `None` for material that does not sign.
    pub(crate) fn new(material: &Arc<Material>) -> Option<Self> {
        Self::with_arithmetic(material, Arithmetic::default())
    }

    /// With nothing prepared yet; `None` for material that does not sign.
    pub(crate) fn with_arithmetic(material: &Arc<Material>, arithmetic: Arithmetic) -> Option<Self> {
        let equation = equation_of(material, arithmetic)?;
        #[cfg(feature = "arithmetic")]
        let equation = Automatic::of(equation);
        Some(Self { equation, arithmetic, precomputation: None })
    }

    /// The same without preparing itself. What the caller had prepared stays prepared.
    pub(crate) fn without_automatic_precomputation(&self, material: &Arc<Material>) -> Option<Self> {
        if self.precomputation.is_some() {
            return Some(self.clone());
        }
        let equation = equation_of(material, self.arithmetic)?;
        Some(Self { equation, arithmetic: self.arithmetic, precomputation: None })
    }

    /// The same, prepared to a size; `None` if there is nothing to prepare, or nothing more.
    pub(crate) fn precompute(&self, size: Precomputation) -> Option<Self> {
        if self.precomputation == Some(size) {
            return None;
        }
        let equation = self.equation.precompute(size)?;
        Some(Self { equation, arithmetic: self.arithmetic, precomputation: Some(size) })
    }

    pub(crate) fn equation(&self) -> &dyn Equation {
        &*self.equation
    }

    pub(crate) const fn arithmetic(&self) -> Arithmetic {
        self.arithmetic
    }
}

/// The equation of the material in one of the arithmetics; `None` for material that does not sign.
fn equation_of(material: &Material, arithmetic: Arithmetic) -> Option<Arc<dyn Equation>> {
    /// Our own equation or the reference's, each an `Option`.
    macro_rules! either {
        ($own:expr, $reference:expr) => {
            match arithmetic {
                #[cfg(feature = "arithmetic")]
                Arithmetic::Own => $own.map(shared),
                Arithmetic::RustCrypto => $reference.map(shared),
            }
        };
    }
    match material {
        Material::Rsa(key) => either!(Some(Rsa::new(&key.n, key.e)), Some(reference::rsa::Rsa::new(&key.n, key.e))),
        Material::Ec(point) => {
            let (x, y) = point.coordinates();
            let point_bytes = &*point.uncompressed;
            match point.curve {
                Curve::P256 => either!(
                    Ecdsa::<P256>::new(x, y, 2),
                    reference::ecdsa::Ecdsa::<p256::NistP256, 32>::new(point_bytes)
                ),
                Curve::P384 => either!(
                    Ecdsa::<P384>::new(x, y, 2),
                    reference::ecdsa::Ecdsa::<p384::NistP384, 48>::new(point_bytes)
                ),
                Curve::P521 => either!(
                    Ecdsa::<P521>::new(x, y, 1),
                    reference::ecdsa::Ecdsa::<p521::NistP521, 66>::new(point_bytes)
                ),
                Curve::Secp256k1 => either!(
                    Ecdsa::<Secp256k1>::new(x, y, 3),
                    reference::ecdsa::Ecdsa::<k256::Secp256k1, 32>::new(point_bytes)
                ),
                Curve::Sm2 => either!(Sm2Dsa::new(x, y), reference::sm2dsa::Sm2Dsa::new(x, y, point_bytes)),
            }
        }
        Material::Ed25519(key) => either!(Ed25519::new(key), reference::ed25519::Ed25519::new(key)),
        Material::MlDsa(key) => match key.set {
            MlDsaSet::MlDsa44 => either!(
                MlDsa::<MlDsa44>::new(&key.public_key),
                reference::ml_dsa::MlDsa::<::ml_dsa::MlDsa44>::new(&key.public_key)
            ),
            MlDsaSet::MlDsa65 => either!(
                MlDsa::<MlDsa65>::new(&key.public_key),
                reference::ml_dsa::MlDsa::<::ml_dsa::MlDsa65>::new(&key.public_key)
            ),
            MlDsaSet::MlDsa87 => either!(
                MlDsa::<MlDsa87>::new(&key.public_key),
                reference::ml_dsa::MlDsa::<::ml_dsa::MlDsa87>::new(&key.public_key)
            ),
        },
        Material::MlKem(_) => None,
    }
}

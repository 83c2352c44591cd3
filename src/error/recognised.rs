//! Recognised input: its kind, and the layers of encoding around it.

mod advice;
mod kind;
mod layer;

use core::fmt;

pub(super) use self::advice::{SIGNING_INPUT, undo};

#[cfg(feature = "explain")]
pub(crate) use self::layer::PEM_BODY;
pub use self::{
    kind::{InputKind, PointForm},
    layer::Layer,
};

/// Input that was recognised, in place of the expected input.
///
/// Its [`Display`](fmt::Display) names it with an article, as in "a certificate in PEM, in UTF-16".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    kind: InputKind,
    /// From the outermost layer to the innermost.
    layers: [Option<Layer>; MAX_LAYERS],
}

/// The most layers that are undone.
const MAX_LAYERS: usize = 6;

impl Recognised {
    /// Creates the description of input of this kind without any layer of encoding.
    #[must_use]
    pub const fn new(kind: InputKind) -> Self {
        Self { kind, layers: [None; MAX_LAYERS] }
    }

    /// Adds a layer around the others. Layers over six are dropped.
    #[must_use]
    pub fn within(self, layer: Layer) -> Self {
        let mut layers = self.layers;
        layers.rotate_right(1);
        if let Some(outermost) = layers.first_mut() {
            *outermost = Some(layer);
        }
        Self { layers, ..self }
    }

    /// Returns the kind of input.
    #[must_use]
    pub const fn kind(&self) -> InputKind {
        self.kind
    }

    /// Returns the layers of encoding around it, from the outermost to the innermost.
    #[must_use]
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = Layer> + '_ {
        self.layers.iter().copied().flatten()
    }
}

impl fmt::Display for Recognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        let mut between = " ";
        self.layers().rev().try_for_each(|layer| {
            f.write_str(core::mem::replace(&mut between, ", "))?;
            layer.fmt(f)
        })
    }
}

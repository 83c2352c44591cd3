//! The names of the kinds.

/// Gives each variant the kind of its own name after `$prefix`; those in brackets have another.
macro_rules! kinds {
    ($prefix:literal [$($other:pat => $kind:expr)?] $($variant:ident)+) => {
        /// Every kind that has a name of its own here.
        pub const KINDS: &'static [&'static str] = &[$(concat!($prefix, stringify!($variant))),+];

        /// Returns the name of the kind, which is stable, for programs.
        #[must_use]
        pub const fn kind(&self) -> &'static str {
            match self {
                $(Self::$variant { .. } => concat!($prefix, stringify!($variant)),)+
                $($other => $kind,)?
            }
        }
    };
}

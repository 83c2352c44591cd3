//! The common part of the visitors of serde's data model.

/// Visits scalars that are the same to a visitor, as `value`.
macro_rules! visit_alike {
    ($value:expr => $($scalar:ident),+) => {
        $($crate::input::visit::visit_alike!(@ $scalar, $value);)+
    };
    (@ unit, $value:expr) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
    (@ bool, $value:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
    (@ i64, $value:expr) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
    (@ u64, $value:expr) => {
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
    (@ f64, $value:expr) => {
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}

pub(crate) use visit_alike;

//! A test per rule against wrong "valid", wrong identity, cost and noise; each fails when its rule is dropped.
//!
//! The rules that other modules test at length have their short form here.

mod bounds;
mod curves;
mod entry_points;
mod text;
mod torsion;

//! The Signature in the output of tools that do not print JSON.

use alloc::vec::Vec;

use super::python_bytes;
use crate::input::base64;

/// KeyId, Signature and SigningAlgorithm in columns (`--output text`).
pub(super) fn columns(text: &str) -> Option<Vec<u8>> {
    let mut columns = text.split('\t').filter(|column| *column != text);
    let column = columns.find(|column| !column.contains([':', '_']) && base64::decode(column).is_some())?;
    Some(column.as_bytes().to_vec())
}

/// `Signature: …` on a line of its own (`--output yaml` and `yaml-stream`).
pub(super) fn yaml(text: &str) -> Option<Vec<u8>> {
    let mut lines = text.lines().map(|line| line.trim_start_matches(['-', ' ']));
    let value = lines.find_map(|line| line.strip_prefix("Signature: "))?;
    Some(value.trim().trim_matches(['"', '\'']).as_bytes().to_vec())
}

/// `|  Signature  |  …  |` (`--output table`).
pub(super) fn table(text: &str) -> Option<Vec<u8>> {
    let mut rows = text.lines().map(|row| row.split('|').map(str::trim).filter(|cell| !cell.is_empty()));
    rows.find_map(|mut row| (row.next()? == "Signature").then(|| row.next()).flatten())
        .map(|cell| cell.as_bytes().to_vec())
}

/// `'Signature': …` of a dictionary that Python printed.
pub(super) fn python_dict(text: &str) -> Option<Vec<u8>> {
    let (_, value) = text.split_once("'Signature':")?;
    let value = value.trim_start();
    python_bytes(value.strip_prefix('b').unwrap_or(value)).map(|(bytes, _)| bytes)
}

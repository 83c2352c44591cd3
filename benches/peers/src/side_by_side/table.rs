//! The table in Markdown, padded so that it is a table on a terminal too.

use std::fmt::Write as _;

use super::{CASES, MESSAGE_LEN, Medians, columns, contender::Column, machine::Machine};

/// The whole record but for its chart.
pub(super) fn markdown(medians: &[Medians], machine: &Machine, rounds: usize) -> String {
    let mut text = String::from("# Verification beside the peers\n\n");
    let _ = writeln!(
        text,
        "µs per verification, and in brackets the ratio to the row's best peer, which is bold. One thread, parsed key,\n\
         {MESSAGE_LEN}-byte message, {CASES} signatures under one key in turn; medians of {rounds} interleaved rounds of the\n\
         thread's CPU time. Only ratios within a row count: figures move with whatever else the machine does.\n"
    );
    for (what, value) in [
        ("CPU", machine.cpu.as_str()),
        ("features", &machine.features),
        ("compiler", machine.compiler),
        ("profile", &machine.profile),
        ("peers", &versions()),
        ("date", &machine.date),
        ("commit", &machine.commit),
        ("command", "`cargo run --release -p kms-offline-peers -- --out benches/results`"),
    ] {
        let _ = writeln!(text, "- {what}: {value}");
    }
    text.push('\n');
    text.push_str(&grid(medians));
    text
}

fn grid(medians: &[Medians]) -> String {
    let columns = columns(medians);
    let mut lines = vec![vec![String::new()]];
    lines[0].extend(columns.iter().map(|column| column.label.to_string()));
    for row in medians {
        let mut line = vec![row.row.to_string()];
        line.extend(columns.iter().map(|column| cell(row, *column)));
        lines.push(line);
    }
    let widths: Vec<usize> = (0..=columns.len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0))
        .collect();
    let rule = widths.iter().enumerate().map(|(column, width)| match column {
        0 => "-".repeat(*width),
        _ => format!("{}:", "-".repeat(width - 1)),
    });
    lines.insert(1, rule.collect());
    let mut text = String::new();
    for line in &lines {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let _ = if column == 0 { write!(text, "| {cell:<width$} ") } else { write!(text, "| {cell:>width$} ") };
        }
        text.push_str("|\n");
    }
    text
}

fn cell(row: &Medians, column: Column) -> String {
    let Some((_, median)) = row.of.iter().find(|(found, _)| *found == column) else {
        return "–".into();
    };
    let (time, ratio) = (three_digits(median / 1000.0), median / row.best_peer());
    if !column.is_ours && ratio <= 1.0 { format!("**{time}**") } else { format!("{time} ({ratio:.2})") }
}

fn three_digits(value: f64) -> String {
    let decimals = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.decimals$}")
}

/// The peers' versions as they are locked.
fn versions() -> String {
    const LOCK: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"));
    let crates = [
        "aws-lc-rs",
        "graviola",
        "libcrux-ml-dsa",
        "ring",
        "secp256k1",
        "ed25519-dalek",
        "k256",
        "ml-dsa",
        "p256",
        "p384",
        "p521",
        "rsa",
        "sm2",
    ];
    let locked = crates.iter().map(|name| {
        let package = LOCK.split("[[package]]").find(|package| package.contains(&format!("\nname = \"{name}\"\n")));
        let version = package.and_then(|package| package.split("version = \"").nth(1)?.split('"').next());
        format!("{name} {}", version.unwrap_or("of unknown version"))
    });
    let number = openssl::version::version().split(' ').nth(1).unwrap_or("of unknown version");
    [format!("OpenSSL {number}")].into_iter().chain(locked).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_peer_is_bold_and_ratios_are_to_it() {
        let (ours, one) = (Column::ours("kms-offline", (0, 0, 0)), Column::peer("one", (0, 0, 0)));
        let other = Column::peer("other", (0, 0, 0));
        let medians = [
            Medians { row: "A", of: vec![(ours, 5_000.0), (one, 20_000.0), (other, 10_000.0)] },
            Medians { row: "BC", of: vec![(ours, 123_400.0), (one, 123_400.0)] },
        ];
        assert_eq!(
            grid(&medians),
            "\
|    | kms-offline |         one |    other |\n\
| -- | ----------: | ----------: | -------: |\n\
| A  | 5.00 (0.50) | 20.0 (2.00) | **10.0** |\n\
| BC |  123 (1.00) |     **123** |        – |\n"
        );
    }

    #[test]
    fn every_peer_is_locked_at_a_version() {
        assert!(!versions().contains("unknown"), "{}", versions());
    }
}

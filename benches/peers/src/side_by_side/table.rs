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
    text.push_str(&verifications(medians));
    text.push_str(
        "\nThe first columns are kms-offline: the first verification of a key that was parsed before the clock started, a key\n\
         that nobody prepared after enough verifications (by itself), one after `precompute()` (prepared), one with the large\n\
         table, a prepared one that gets all signatures in one call of `verify_many` (many at once, per signature), and one\n\
         with the arithmetic of the RustCrypto crates. What is prepared, and after how many signatures preparing has paid\n\
         off against the best peer:\n\n",
    );
    text.push_str(&preparations(medians));
    text
}

fn verifications(medians: &[Medians]) -> String {
    let columns = columns(medians);
    let mut lines = vec![vec![String::new()]];
    lines[0].extend(columns.iter().map(|column| column.label.to_string()));
    for row in medians {
        let mut line = vec![row.row.to_string()];
        line.extend(columns.iter().map(|column| cell(row, *column)));
        lines.push(line);
    }
    grid(lines)
}

fn preparations(medians: &[Medians]) -> String {
    let mut lines = vec![["", "size", "KiB per key", "µs to prepare", "pays off after"].map(String::from).to_vec()];
    for row in medians {
        for prepared in &row.preparing {
            lines.push(vec![
                row.row.to_string(),
                prepared.column.label.to_string(),
                format!("{:.1}", prepared.bytes as f64 / 1024.0),
                three_digits(prepared.time / 1000.0),
                row.pays_off_after(prepared).map_or("never".into(), |signatures| signatures.to_string()),
            ]);
        }
    }
    grid(lines)
}

/// Lines with a head, the first column to the left, all others to the right.
fn grid(mut lines: Vec<Vec<String>>) -> String {
    let widths: Vec<usize> = (0..lines[0].len())
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
    use super::{super::Prepared, *};

    #[test]
    fn the_best_peer_is_bold_and_ratios_are_to_it() {
        let (ours, one) = (Column::ours("kms-offline", (0, 0, 0)), Column::peer("one", (0, 0, 0)));
        let other = Column::peer("other", (0, 0, 0));
        let medians = [
            Medians { row: "A", of: vec![(ours, 5_000.0), (one, 20_000.0), (other, 10_000.0)], preparing: vec![] },
            Medians { row: "BC", of: vec![(ours, 123_400.0), (one, 123_400.0)], preparing: vec![] },
        ];
        assert_eq!(
            verifications(&medians),
            "\
|    | kms-offline |         one |    other |\n\
| -- | ----------: | ----------: | -------: |\n\
| A  | 5.00 (0.50) | 20.0 (2.00) | **10.0** |\n\
| BC |  123 (1.00) |     **123** |        – |\n"
        );
    }

    #[test]
    fn a_table_pays_off_when_it_has_saved_its_cost() {
        let (ours, peer) = (Column::ours("small", (0, 0, 0)), Column::peer("one", (0, 0, 0)));
        let prepared = |time| vec![Prepared { column: ours, bytes: 8192, time }];
        let medians = [
            Medians { row: "A", of: vec![(ours, 4_000.0), (peer, 10_000.0)], preparing: prepared(12_100.0) },
            Medians { row: "B", of: vec![(ours, 11_000.0), (peer, 10_000.0)], preparing: prepared(1_000.0) },
        ];
        assert_eq!(
            preparations(&medians),
            "\
|   |  size | KiB per key | µs to prepare | pays off after |\n\
| - | ----: | ----------: | ------------: | -------------: |\n\
| A | small |         8.0 |          12.1 |              3 |\n\
| B | small |         8.0 |          1.00 |          never |\n"
        );
    }

    #[test]
    fn every_peer_is_locked_at_a_version() {
        assert!(!versions().contains("unknown"), "{}", versions());
    }
}

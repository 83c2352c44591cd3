//! Verification by kms-offline and by its peers, timed side by side.

mod chart;
mod contender;
#[path = "../../verify/direct.rs"]
mod direct;
mod machine;
mod measure;
mod ours;
mod peers;
mod table;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use kms_offline::{KeySpec, Message, SigningAlgorithm};
use kms_offline_peers::openssl;

use self::{
    contender::{Case, Column, Contender},
    machine::Machine,
    measure::measure,
};

/// One row of the table: verification with keys of a spec and an algorithm.
struct Row {
    name: &'static str,
    spec: KeySpec,
    algorithm: SigningAlgorithm,
}

const fn row(name: &'static str, spec: KeySpec, algorithm: SigningAlgorithm) -> Row {
    Row { name, spec, algorithm }
}

const ROWS: [Row; 15] = [
    row("RSA-2048 PKCS#1", KeySpec::Rsa2048, SigningAlgorithm::RsassaPkcs1V15Sha256),
    row("RSA-3072 PKCS#1", KeySpec::Rsa3072, SigningAlgorithm::RsassaPkcs1V15Sha256),
    row("RSA-4096 PKCS#1", KeySpec::Rsa4096, SigningAlgorithm::RsassaPkcs1V15Sha256),
    row("RSA-2048 PSS", KeySpec::Rsa2048, SigningAlgorithm::RsassaPssSha256),
    row("RSA-3072 PSS", KeySpec::Rsa3072, SigningAlgorithm::RsassaPssSha256),
    row("RSA-4096 PSS", KeySpec::Rsa4096, SigningAlgorithm::RsassaPssSha256),
    row("ECDSA P-256", KeySpec::EccNistP256, SigningAlgorithm::EcdsaSha256),
    row("ECDSA P-384", KeySpec::EccNistP384, SigningAlgorithm::EcdsaSha384),
    row("ECDSA P-521", KeySpec::EccNistP521, SigningAlgorithm::EcdsaSha512),
    row("ECDSA secp256k1", KeySpec::EccSecgP256k1, SigningAlgorithm::EcdsaSha256),
    row("SM2DSA", KeySpec::Sm2, SigningAlgorithm::Sm2Dsa),
    row("Ed25519", KeySpec::EccNistEdwards25519, SigningAlgorithm::Ed25519Sha512),
    row("ML-DSA-44", KeySpec::MlDsa44, SigningAlgorithm::MlDsaShake256),
    row("ML-DSA-65", KeySpec::MlDsa65, SigningAlgorithm::MlDsaShake256),
    row("ML-DSA-87", KeySpec::MlDsa87, SigningAlgorithm::MlDsaShake256),
];

/// Signatures under one key, which are verified in turn.
const CASES: usize = 256;

/// How long a message is, in bytes.
const MESSAGE_LEN: usize = 64;

/// The medians of a row in nanoseconds, in the order of its contenders.
struct Medians {
    row: &'static str,
    of: Vec<(Column, f64)>,
    preparing: Vec<Prepared>,
}

/// The memory of a key's table, and the time to compute it.
struct Prepared {
    column: Column,
    bytes: usize,
    /// Nanoseconds, the median.
    time: f64,
}

impl Medians {
    /// The best peer's, to which the row's ratios are.
    fn best_peer(&self) -> f64 {
        let peers = self.of.iter().filter(|(column, _)| !column.is_ours);
        peers.map(|(_, median)| *median).fold(f64::INFINITY, f64::min)
    }

    /// How many signatures it takes until preparing has paid off against the best peer; `None` if it never does.
    fn pays_off_after(&self, prepared: &Prepared) -> Option<u64> {
        let (_, precomputed) = self.of.iter().find(|(column, _)| *column == prepared.column)?;
        let saved = self.best_peer() - precomputed;
        (saved > 0.0).then(|| (prepared.time / saved).ceil() as u64)
    }
}

/// Everyone who takes part in one of the rows, ours first, else in the order of appearance.
fn columns(medians: &[Medians]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (column, _) in medians.iter().flat_map(|row| &row.of) {
        if !columns.contains(column) {
            columns.push(*column);
        }
    }
    columns.sort_by_key(|column| !column.is_ours);
    columns
}

/// The program's options.
pub(crate) struct Request {
    /// Parts of the names of the rows to run; all rows if empty.
    pub(crate) rows: Vec<String>,
    /// Of each of them the median counts.
    pub(crate) rounds: usize,
    /// Where the table and the chart go; `None` if they are only shown.
    pub(crate) out: Option<PathBuf>,
}

/// Runs the rows, prints the table, and writes it with its chart if asked to.
pub(crate) fn run(request: &Request) -> Result<(), Box<dyn Error>> {
    let wanted =
        |row: &Row| request.rows.is_empty() || request.rows.iter().any(|part| row.name.contains(part.as_str()));
    let mut medians = Vec::new();
    for row in ROWS.iter().filter(|row| wanted(row)) {
        eprintln!("{}", row.name);
        medians.push(run_row(row, request.rounds));
    }
    if medians.is_empty() {
        let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        return Err(format!("no row has such a name; there are {}", names.join(", ")).into());
    }
    let machine = Machine::current();
    let table = table::markdown(&medians, &machine, request.rounds);
    print!("{table}");
    if let Some(folder) = &request.out {
        write(folder, &machine, &table, &medians)?;
    }
    Ok(())
}

fn run_row(row: &Row, rounds: usize) -> Medians {
    let key = openssl(row.spec);
    let cases: Vec<Case> = (0..CASES)
        .map(|_| {
            let mut message = vec![0; MESSAGE_LEN];
            ::openssl::rand::rand_bytes(&mut message).expect("OpenSSL has random bytes");
            let signature = key.sign(row.algorithm, Message::Raw(&message));
            Case { message, signature }
        })
        .collect();
    let public_key = key.public_key();
    let mut contenders = ours::contenders(row, &public_key);
    contenders.extend(peers::contenders(row, &public_key));
    contenders.iter_mut().for_each(|contender| contender.check(&cases));
    let columns: Vec<Column> = contenders.iter().map(Contender::column).collect();
    let preparations = ours::preparations(row, &public_key);
    let tables: Vec<(Column, usize)> = preparations.iter().map(|table| (table.column, table.bytes)).collect();
    contenders.extend(preparations.into_iter().map(|table| table.prepare));
    let mut medians = measure(&mut contenders, &cases, rounds);
    let times = medians.split_off(columns.len());
    let preparing = tables.into_iter().zip(times).map(|((column, bytes), time)| Prepared { column, bytes, time });
    Medians { row: row.name, of: columns.into_iter().zip(medians).collect(), preparing: preparing.collect() }
}

fn write(folder: &Path, machine: &Machine, table: &str, medians: &[Medians]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let file = folder.join(machine.file_stem());
    let (table_file, chart_file) = (file.with_extension("md"), file.with_extension("svg"));
    chart::draw(&chart_file, medians, machine)?;
    let chart_name = chart_file.file_name().unwrap_or_default().to_string_lossy();
    fs::write(&table_file, format!("{table}\n![The ratios on a logarithmic scale]({chart_name})\n"))?;
    eprintln!("wrote {} and {}", table_file.display(), chart_file.display());
    Ok(())
}

//! Prints what a verification takes with kms-offline and with its peers, side by side.
#![allow(
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::let_underscore_must_use,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a program for evaluation, which may stop where a peer or its data fail"
)]

mod side_by_side;

use std::{error::Error, path::PathBuf, process::ExitCode};

use side_by_side::{Request, run};

const USAGE: &str = "\
usage: cargo run --release -p kms-offline-peers -- [--rounds N] [--out FOLDER] [ROW…]

Prints the time for one verification with kms-offline and with its peers, row by row.

  ROW           run only rows whose name contains this, for example P-256 or RSA
  --rounds N    take the median of N rounds (default 41)
  --out FOLDER  write the table (Markdown) and a chart (SVG), named after the CPU";

fn main() -> ExitCode {
    let done = request(std::env::args().skip(1)).and_then(|request| match request {
        _ if cfg!(debug_assertions) => Err("figures of a debug build mean nothing: give --release to cargo".into()),
        Some(request) => run(&request),
        None => {
            println!("{USAGE}");
            Ok(())
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Parses the arguments; `None` if they ask for help.
fn request(mut arguments: impl Iterator<Item = String>) -> Result<Option<Request>, Box<dyn Error>> {
    let mut request = Request { rows: Vec::new(), rounds: 41, out: None };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n\n{USAGE}"));
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--rounds" => request.rounds = value()?.parse().map_err(|_| "--rounds needs a number")?,
            "--out" => request.out = Some(PathBuf::from(value()?)),
            option if option.starts_with('-') => return Err(format!("unknown option {option}\n\n{USAGE}").into()),
            _ => request.rows.push(argument),
        }
    }
    if request.rounds == 0 { Err("--rounds needs at least 1".into()) } else { Ok(Some(request)) }
}

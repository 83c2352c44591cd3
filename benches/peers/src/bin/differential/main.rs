//! Random cases of key, message, signature and what was done to them, put to kms-offline, OpenSSL and AWS-LC: their
//! verdicts agree, or a documented rule says why not.
#![allow(
    clippy::as_conversions,
    clippy::exhaustive_structs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a program for evaluation, which may stop where a peer or its data fail"
)]

mod case;
mod change;
mod continued;
mod curve;
mod ed25519;
mod family;
mod key;
mod ml_dsa;
mod panel;
mod report;
mod rsa;
mod rule;
mod run;
#[cfg(test)]
mod tests;

use std::{error::Error, path::PathBuf, process::ExitCode, time::SystemTime};

use self::{family::FAMILIES, panel::ask, run::run};

const USAGE: &str = "\
usage: cargo run --release -p kms-offline-peers --bin differential -- [--cases N] [--seed S] [FAMILY…]

Puts random cases to kms-offline, OpenSSL and AWS-LC and reports where their verdicts differ.
The exit status is 1 if a difference has no documented rule.

  FAMILY        run only families whose name contains this, for example P-256 or RSA
  --cases N     in all (default 1000000)
  --seed S      the same seed makes the same cases (default: from the clock)
  --without-reference
                for long runs: leave out the arithmetic of the RustCrypto crates and, for three in four keys of P-384, P-521
                and secp256k1, OpenSSL
  --continue FILE
                go on where the run in this file stopped, and write what came out into it after each 10000 cases; implies
                --without-reference";

/// The parsed arguments.
struct Request {
    cases: u64,
    seed: u64,
    reference: bool,
    families: Vec<String>,
    state: Option<PathBuf>,
}

fn main() -> ExitCode {
    let request = match request(std::env::args().skip(1)) {
        Ok(Some(request)) => request,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let chosen = FAMILIES.iter().filter(|family| {
        request.families.is_empty() || request.families.iter().any(|part| family.name.contains(part.as_str()))
    });
    let families: Vec<_> = chosen.collect();
    if families.is_empty() {
        eprintln!("no such family; there are:");
        FAMILIES.iter().for_each(|family| eprintln!("  {}", family.name));
        return ExitCode::from(2);
    }
    let report = match &request.state {
        None => run(&families, request.cases, request.seed, request.reference, &ask),
        Some(file) => {
            let state = continued::State::read(file, request.seed);
            let chunks = request.cases.div_ceil(continued::CHUNK);
            let report = state.and_then(|state| {
                continued::run(state, &families, chunks, &ask).map_err(|error| format!("{}: {error}", file.display()))
            });
            match report {
                Ok(report) => report,
                Err(error) => {
                    eprintln!("{error}");
                    return ExitCode::from(2);
                }
            }
        }
    };
    println!("{report}");
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// `None` if the arguments ask for help.
fn request(mut arguments: impl Iterator<Item = String>) -> Result<Option<Request>, Box<dyn Error>> {
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let mut request = Request {
        cases: 1_000_000,
        seed: u64::from(clock.subsec_nanos()),
        reference: true,
        families: Vec::new(),
        state: None,
    };
    while let Some(argument) = arguments.next() {
        let number = |value: Option<String>| -> Result<u64, String> {
            value.and_then(|value| value.parse().ok()).ok_or_else(|| format!("{argument} needs a number"))
        };
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--cases" => request.cases = number(arguments.next())?,
            "--seed" => request.seed = number(arguments.next())?,
            "--continue" => request.state = Some(arguments.next().ok_or("--continue needs a file")?.into()),
            "--without-reference" => request.reference = false,
            option if option.starts_with('-') => return Err(format!("unknown option {option}").into()),
            _ => request.families.push(argument),
        }
    }
    Ok(Some(request))
}

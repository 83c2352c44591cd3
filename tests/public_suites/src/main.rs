//! Runs cases of public test suites through kms-offline on every path, and judges each verdict.
//!
//! ```sh
//! cargo run --package kms-offline-public-suites -- FOLDER
//! ```
//!
//! FOLDER holds files named `*.jsonl.gz`, one JSON object per line ([`case::Case`]). The exit status is 0 only if there
//! was a case, and the library answered every one as the suite does or as a documented rule of the library demands.

mod case;
mod check;
mod paths;
mod replay;
mod tally;

use std::{
    error::Error,
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::ExitCode,
};

use case::Case;
use check::Checker;
use flate2::bufread::MultiGzDecoder;
use tally::Report;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        return Err("usage: kms-offline-public-suites FOLDER".into());
    };
    let mut checker = Checker::default();
    let mut report = Report::default();
    for file in files(Path::new(&folder))? {
        let lines = BufReader::new(MultiGzDecoder::new(BufReader::new(File::open(&file)?))).lines();
        for (number, line) in lines.enumerate() {
            let at = |error| format!("{}, line {}: {error}", file.display(), number + 1);
            let case: Case = serde_json::from_str(&line?).map_err(at)?;
            let answer = checker.answer(&case);
            if let Some(complaint) = report.judge(&case, &answer) {
                println!("{complaint}");
            }
        }
    }
    report.print(checker.verifications());
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The files of cases in `folder`, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.ends_with(".jsonl.gz")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

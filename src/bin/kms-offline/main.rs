//! `kms-offline`: use AWS KMS public keys offline, with the usages and algorithms that KMS allows.
//!
//! Results go to standard output, diagnostics to standard error. The exit status is 0 for success, 1 if a
//! signature does not verify, and 2 for anything else.

mod agree;
mod arguments;
mod colour;
mod convert;
mod digest;
mod encapsulate;
mod encrypt;
mod explain;
mod failure;
mod input;
mod inspect;
mod json;
mod jwe;
mod jws;
mod key_file;
mod key_set;
mod manual;
mod names;
mod output;
mod place;
mod progress;
mod undo;
mod verify;

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{self, Write as _},
    process::ExitCode,
};

use arguments::{Arguments, Command};
use clap::{Parser as _, error::ErrorKind};
use failure::Failure;
use kms_offline::error::Excerpt;

/// The outcome of a command that did not fail.
enum Outcome {
    /// The command did its work, or the signature is valid.
    Done,
    /// The signature does not verify.
    NotVerified,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::NotVerified => Self::from(1),
        }
    }
}

fn main() -> ExitCode {
    status_of(&env::args_os().collect::<Vec<_>>())
}

/// Runs the program with these arguments, the first of which is its name, and returns the exit status. The fuzz target
/// `command_line` calls it too.
pub(crate) fn status_of(given: &[OsString]) -> ExitCode {
    let arguments = match Arguments::try_parse_from(given) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error, given),
    };
    match run(arguments.command) {
        Ok(outcome) => {
            undo::nothing();
            outcome.into()
        }
        Err(failure) => {
            undo::all();
            failure.report();
            ExitCode::from(Failure::STATUS)
        }
    }
}

fn run(command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Digest(arguments) => digest::run(&arguments),
        Command::Encrypt(arguments) => encrypt::run(&arguments),
        Command::Agree(arguments) => agree::run(&arguments),
        Command::Encapsulate(arguments) => encapsulate::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Jwe(arguments) => jwe::run(&arguments.command),
        Command::Jws(arguments) => jws::run(&arguments.command),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
    }
}

/// Prints clap's message with untrusted arguments escaped. Help and version exit with 0 only if they are all that the
/// arguments request: a script that gets one of them into the arguments of `verify` must not take their
/// status for that of a valid signature.
fn refused(error: &clap::Error, given: &[OsString]) -> ExitCode {
    if is_help(error) && !asks_for_nothing_else(given) {
        Failure::new("help was asked for among other arguments, nothing was done", "leave --help out").report();
        return ExitCode::from(Failure::STATUS);
    }
    if is_help(error) {
        return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::from(Failure::STATUS) };
    }
    match Arguments::try_parse_from(given.iter().map(|argument| shown(argument))) {
        Err(error) if !is_help(&error) => drop(error.print()),
        // The escaped arguments parse, or request help.
        _ => Failure::new(&format!("the arguments are not text: {}", error.kind()), "see --help").report(),
    }
    ExitCode::from(Failure::STATUS)
}

fn is_help(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// An argument, escaped for printing. Clap repeats arguments verbatim, and a shell may have made them from file names.
fn shown(argument: &OsStr) -> String {
    Excerpt::of(&argument.to_string_lossy()).as_str().to_owned()
}

/// `--help`, `--version`, `help COMMAND` and `COMMAND --help`, where COMMAND may be two words.
fn asks_for_nothing_else(given: &[OsString]) -> bool {
    match given {
        [_, _] => true,
        [_, command, help] => command == "help" || help == "--help" || help == "-h",
        [_, first, second, last] if first == "jws" || first == "jwe" => {
            second == "help" || last == "--help" || last == "-h"
        }
        [_, help, command, _] => help == "help" && (command == "jws" || command == "jwe"),
        _ => false,
    }
}

/// Writes a result to standard output.
fn print(result: &str) -> Result<(), Failure> {
    print_bytes(result.as_bytes())
}

fn print_bytes(result: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(result).and_then(|()| stdout.flush()).map_err(|error| {
        Failure::new(&format!("cannot write to standard output: {error}"), output::remedy_of_writing(&error))
    })
}

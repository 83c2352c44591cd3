//! `kms-offline jws`: JSON Web Signatures.

mod assemble;
mod verify;

use super::{Outcome, arguments::JwsCommand, failure::Failure, input, place::Place};

pub(crate) fn run(command: &JwsCommand) -> Result<Outcome, Failure> {
    match command {
        JwsCommand::Verify(arguments) => verify::run(arguments),
        JwsCommand::Assemble(arguments) => assemble::run(arguments),
    }
}

/// The longest token that is read, in MiB.
const MAX_MIB: usize = 64;

fn read_line(file: &Place) -> Result<Vec<u8>, Failure> {
    input::read_line(file, MAX_MIB, "check that this is the right file, or detach the payload")
}

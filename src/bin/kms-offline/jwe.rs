//! `kms-offline jwe`: JSON Web Encryption.

mod decrypt;
mod encrypt;
mod inspect;
mod secret_file;

use kms_offline::jose::Jwe;

use super::{Outcome, arguments::JweCommand, failure::Failure, input, place::Place};

pub(crate) fn run(command: &JweCommand) -> Result<Outcome, Failure> {
    match command {
        JweCommand::Encrypt(arguments) => encrypt::run(arguments),
        JweCommand::Inspect(arguments) => inspect::run(arguments),
        JweCommand::Decrypt(arguments) => decrypt::run(arguments),
    }
}

/// The longest token that is read, in MiB: 4/3 of the longest plaintext, and the other parts.
const MAX_MIB: usize = 86;

/// Parses the token in a file, whose text is dropped.
fn read(file: &Place) -> Result<Jwe, Failure> {
    let token = input::read_line(file, MAX_MIB, "check that this is the right file")?;
    Jwe::parse(token).map_err(|error| Failure::about(file, &error))
}

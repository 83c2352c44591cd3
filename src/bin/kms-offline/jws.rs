//! `kms-offline jws`: JSON Web Signatures.

mod assemble;
mod verify;

use std::path::Path;

use super::{
    Outcome,
    arguments::JwsCommand,
    failure::{Failure, name},
    input,
};

pub(crate) fn run(command: &JwsCommand) -> Result<Outcome, Failure> {
    match command {
        JwsCommand::Verify(arguments) => verify::run(arguments),
        JwsCommand::Assemble(arguments) => assemble::run(arguments),
    }
}

/// The longest token that is read, in bytes.
const MAX_LEN: usize = 64 << 20;

/// The one line of a file: without its line end, which editors and shells write, and which no token has.
fn read_line(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut line = input::read_small(file, MAX_LEN)?;
    if line.len() > MAX_LEN {
        let what = format!("{}: has more than {} MiB", name(file), MAX_LEN >> 20);
        return Err(Failure::new(&what, "check that this is the right file, or detach the payload"));
    }
    if line.ends_with(b"\n") {
        line.pop();
        if line.ends_with(b"\r") {
            line.pop();
        }
    }
    Ok(line)
}

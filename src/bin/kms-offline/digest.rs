//! `kms-offline digest`

use std::io::{self, IsTerminal as _, Write as _};

use kms_offline::DistinguishingId;

use crate::{
    Outcome,
    arguments::Digest,
    failure::Failure,
    input::{self, one_standard_input},
    key_file, print,
};

pub(crate) fn run(arguments: &Digest) -> Result<Outcome, Failure> {
    one_standard_input(&[&arguments.key, &arguments.message])?;
    let key = key_file::read_verifying(&arguments.key, &arguments.options)?;
    let mut verifier = key.verifier(key.algorithm_named(&arguments.algorithm)?)?;
    if let Some(id) = &arguments.distinguishing_id {
        verifier = verifier.with_distinguishing_id(&DistinguishingId::new(id.as_encoded_bytes())?)?;
    }
    let mut digester = verifier.digester()?;
    io::copy(&mut input::open(&arguments.message)?, &mut digester)
        .map_err(|error| Failure::unreadable(&arguments.message, &error))?;
    let digest = digester.finish();
    if arguments.raw {
        write_binary(digest.as_bytes())?;
    } else {
        print(&format!("{}\n", digest.to_base64()))?;
    }
    Ok(Outcome::Done)
}

/// Writes bytes to standard output, if it is not a terminal.
fn write_binary(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() {
        return Err(Failure::new("the result is binary and standard output is a terminal", "redirect it into a file"));
    }
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
        Failure::new(&format!("cannot write to standard output: {error}"), "check where the output goes to")
    })
}

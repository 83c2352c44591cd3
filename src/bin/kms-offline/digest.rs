//! `kms-offline digest`

use std::io;

use kms_offline::{DistinguishingId, VerifyingKey};

use super::{
    Outcome,
    arguments::Digest,
    failure::Failure,
    input::{self, one_standard_input},
    key_file,
    output::{self, Privacy},
    place::Place,
    print,
};

pub(crate) fn run(arguments: &Digest) -> Result<Outcome, Failure> {
    one_standard_input(&[&arguments.key.file, &arguments.message])?;
    let key: VerifyingKey = key_file::read_typed(&arguments.key.file, &arguments.key.options)?;
    let algorithm = match &arguments.algorithm {
        Some(name) => key.algorithm_named(name)?,
        None => key.sole_algorithm()?,
    };
    let mut verifier = key.verifier(algorithm)?;
    if let Some(id) = &arguments.distinguishing_id {
        verifier = verifier.with_distinguishing_id(&DistinguishingId::new(id.as_encoded_bytes())?)?;
    }
    let mut digester = verifier.digester()?;
    io::copy(&mut input::open_message(&arguments.message)?, &mut digester)
        .map_err(|error| Failure::unreadable(&arguments.message, &error))?;
    let digest = digester.finish();
    if arguments.raw {
        output::write(&Place::Standard, Privacy::Public, digest.as_bytes())?;
    } else {
        print(&format!("{}\n", digest.to_base64()))?;
    }
    Ok(Outcome::Done)
}

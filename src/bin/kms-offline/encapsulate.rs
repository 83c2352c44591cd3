//! `kms-offline encapsulate`

use kms_offline::{Encapsulated, EncapsulationKey};

use super::{
    Outcome,
    arguments::Encapsulate,
    failure::Failure,
    key_file,
    output::{Output, Privacy, all_distinct},
};

pub(crate) fn run(arguments: &Encapsulate) -> Result<Outcome, Failure> {
    all_distinct(&[&arguments.key.file], &[&arguments.ciphertext_out, &arguments.secret_out])?;
    let key: EncapsulationKey = key_file::read_typed(&arguments.key.file, &arguments.key.options)?;
    let ciphertext_output = Output::open(&arguments.ciphertext_out, Privacy::Public)?;
    let secret_output = Output::open(&arguments.secret_out, Privacy::Secret)?;
    let Encapsulated { secret, ciphertext, .. } = key.encapsulate()?;
    Output::write_all([(ciphertext_output, &ciphertext), (secret_output, secret.as_bytes())])?;
    Ok(Outcome::Done)
}

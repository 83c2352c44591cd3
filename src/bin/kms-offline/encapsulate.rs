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
    all_distinct(&[&arguments.key], &[&arguments.ciphertext_out, &arguments.secret_out])?;
    let key: EncapsulationKey = key_file::read_typed(&arguments.key, &arguments.options)?;
    let ciphertext_output = Output::open(Some(&arguments.ciphertext_out), Privacy::Public)?;
    let secret_output = Output::open(Some(&arguments.secret_out), Privacy::Secret)?;
    let Encapsulated { secret, ciphertext, .. } = key.encapsulate()?;
    Output::write_all([(ciphertext_output, &ciphertext), (secret_output, secret.as_bytes())])?;
    Ok(Outcome::Done)
}

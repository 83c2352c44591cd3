//! `kms-offline encapsulate`

use kms_offline::EncapsulationKey;

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
    let mut ciphertext_output = Output::open(Some(&arguments.ciphertext_out), Privacy::Public)?;
    let mut secret_output = Output::open(Some(&arguments.secret_out), Privacy::Secret)?;
    let (secret, ciphertext) = key.encapsulate()?;
    ciphertext_output.write(&ciphertext)?;
    secret_output.write(secret.as_bytes())?;
    Output::commit_both(ciphertext_output, secret_output)?;
    Ok(Outcome::Done)
}

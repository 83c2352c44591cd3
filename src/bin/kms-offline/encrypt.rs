//! `kms-offline encrypt`

use kms_offline::EncryptionKey;

use super::{
    Outcome,
    arguments::Encrypt,
    failure::Failure,
    input::{one_standard_input, read_secret},
    key_file,
    output::{Output, Privacy, all_distinct},
};

pub(crate) fn run(arguments: &Encrypt) -> Result<Outcome, Failure> {
    one_standard_input(&[&arguments.key, &arguments.plaintext])?;
    all_distinct(&[&arguments.key, &arguments.plaintext], arguments.out.as_deref().as_slice())?;
    let key: EncryptionKey = key_file::read_typed(&arguments.key, &arguments.options)?;
    let algorithm = key.algorithm_named(&arguments.algorithm)?;
    let output = Output::open(arguments.out.as_deref(), Privacy::Public)?;
    let plaintext = read_secret(&arguments.plaintext)?;
    let ciphertext =
        key.encrypt(algorithm, &*plaintext).map_err(|error| Failure::about(&arguments.plaintext, &error))?;
    output.write(&ciphertext)?;
    Ok(Outcome::Done)
}

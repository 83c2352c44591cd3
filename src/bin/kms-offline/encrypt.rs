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
    let inputs = [&arguments.key.file, &arguments.plaintext];
    one_standard_input(&inputs)?;
    all_distinct(&inputs, &[&arguments.out])?;
    let key: EncryptionKey = key_file::read_typed(&arguments.key.file, &arguments.key.options)?;
    let algorithm = key.algorithm_named(&arguments.algorithm)?;
    let output = Output::open(&arguments.out, Privacy::Public)?;
    let plaintext = read_secret(&arguments.plaintext)?;
    let ciphertext =
        key.encrypt(algorithm, &*plaintext).map_err(|error| Failure::about(&arguments.plaintext, &error))?;
    output.write(&ciphertext)?;
    Ok(Outcome::Done)
}

//! `kms-offline jwe decrypt`

use kms_offline::{Error, error::Misuse};

use super::{
    super::{
        Outcome,
        arguments::JweDecrypt,
        failure::Failure,
        input::one_standard_input,
        output::{Output, Privacy, all_distinct},
    },
    read,
    secret_file::{self, Secret},
};

pub(super) fn run(arguments: &JweDecrypt) -> Result<Outcome, Failure> {
    let (secret, file) = match (&arguments.cek, &arguments.shared_secret) {
        (Some(file), _) => (Secret::ContentKey, file),
        (None, Some(file)) => (Secret::SharedSecret, file),
        (None, None) => return Err(Failure::new("neither --cek nor --shared-secret was passed", "pass one of them")),
    };
    let inputs = [file, &arguments.token];
    one_standard_input(&inputs)?;
    all_distinct(&inputs, &[&arguments.out])?;
    let about_token = |error: Error| Failure::about(&arguments.token, &error);
    let jwe = read(&arguments.token)?;
    match (secret, jwe.encrypted_key()) {
        (Secret::ContentKey, None) => return Err(about_token(Misuse::NeedsSharedSecret.into())),
        (Secret::SharedSecret, Some(_)) => return Err(about_token(Misuse::NeedsContentKey.into())),
        _ => {}
    }
    let output = Output::open(&arguments.out, Privacy::Secret)?;
    let key = secret_file::read(file, secret, jwe.secret_len())?;
    let decrypted = match secret {
        Secret::ContentKey => jwe.decrypt_with_content_key(&*key),
        Secret::SharedSecret => jwe.decrypt_with_shared_secret(&*key),
    };
    let decrypted = decrypted.map_err(|error| match error {
        Error::Misuse(_) => Failure::about(file, &error),
        _ => about_token(error),
    })?;
    output.write(decrypted.plaintext())?;
    Ok(Outcome::Done)
}

//! `kms-offline agree`

use kms_offline::{AgreementKey, EphemeralAgreement, PrivateKey};

use super::{
    Outcome,
    arguments::Agree,
    failure::Failure,
    input::{one_standard_input, read_secret},
    key_file,
    output::{Output, Privacy, all_distinct},
    place::Place,
};

pub(crate) fn run(arguments: &Agree) -> Result<Outcome, Failure> {
    let inputs: Vec<&Place> = arguments.private_key.iter().chain([&arguments.key.file]).collect();
    let outputs: Vec<&Place> = arguments.ephemeral_public_out.iter().chain([&arguments.out]).collect();
    one_standard_input(&inputs)?;
    all_distinct(&inputs, &outputs)?;
    let key: AgreementKey = key_file::read_typed(&arguments.key.file, &arguments.key.options)?;
    let secret_output = Output::open(&arguments.out, Privacy::Secret)?;
    if let Some(public_out) = &arguments.ephemeral_public_out {
        let public_output = Output::open(public_out, Privacy::Public)?;
        let EphemeralAgreement { secret, public_key, .. } = key.agree_ephemeral()?;
        Output::write_all([(public_output, &public_key), (secret_output, secret.as_bytes())])?;
    } else if let Some(file) = &arguments.private_key {
        let bytes = read_secret(file)?;
        let about = |error| Failure::about(file, &error);
        let private_key = PrivateKey::from_pem_or_der(&*bytes, key.spec()).map_err(about)?;
        let secret = key.agree(&private_key).map_err(about)?;
        secret_output.write(secret.as_bytes())?;
    }
    Ok(Outcome::Done)
}

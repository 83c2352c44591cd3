//! `kms-offline agree`

use std::path::Path;

use kms_offline::{AgreementKey, EphemeralAgreement, PrivateKey};

use super::{
    Outcome,
    arguments::Agree,
    dash::{dash, is_dash},
    failure::Failure,
    input::{one_standard_input, read_secret},
    key_file,
    output::{Output, Privacy, all_distinct},
};

pub(crate) fn run(arguments: &Agree) -> Result<Outcome, Failure> {
    let private_key = arguments.private_key.as_deref();
    let inputs: Vec<&Path> = private_key.into_iter().chain([arguments.key.as_path()]).collect();
    let secret_out = arguments.out.as_deref().unwrap_or(dash());
    let outputs: Vec<&Path> = arguments.ephemeral_public_out.as_deref().into_iter().chain([secret_out]).collect();
    one_standard_input(&inputs)?;
    let written: Vec<&Path> = outputs.iter().copied().filter(|output| !is_dash(output)).collect();
    all_distinct(&inputs, &written)?;
    all_distinct(&[], &outputs)?;
    let key: AgreementKey = key_file::read_typed(&arguments.key, &arguments.options)?;
    let secret_output = Output::open(arguments.out.as_deref(), Privacy::Secret)?;
    if let Some(public_out) = &arguments.ephemeral_public_out {
        let public_output = Output::open(Some(public_out), Privacy::Public)?;
        let EphemeralAgreement { secret, public_key, .. } = key.agree_ephemeral()?;
        Output::write_all([(public_output, &public_key), (secret_output, secret.as_bytes())])?;
    } else if let Some(file) = private_key {
        let bytes = read_secret(file)?;
        let about = |error| Failure::about(file, &error);
        let private_key = PrivateKey::from_pem_or_der(&*bytes, key.spec()).map_err(about)?;
        let secret = key.agree(&private_key).map_err(about)?;
        secret_output.write(secret.as_bytes())?;
    }
    Ok(Outcome::Done)
}

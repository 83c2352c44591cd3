//! `kms-offline convert`

use kms_offline::PublicKey;

use super::{
    Outcome,
    arguments::{Convert, KeyForm},
    failure::Failure,
    key_file,
    output::{self, Output, Privacy, all_distinct},
};

pub(crate) fn run(arguments: &Convert) -> Result<Outcome, Failure> {
    all_distinct(&[&arguments.key], arguments.out.as_deref().as_slice())?;
    if arguments.kid.is_some() && !matches!(arguments.to, KeyForm::Jwk) {
        return Err(Failure::new("--kid belongs to --to jwk", "leave --kid out"));
    }
    let key = key_file::read(&arguments.key, &arguments.options)?;
    let converted = match arguments.to {
        KeyForm::Pem => key.to_pem().into_bytes(),
        KeyForm::Der => {
            return output::write(arguments.out.as_deref(), Privacy::Public, key.as_der()).map(|()| Outcome::Done);
        }
        KeyForm::Jwk => jwk(&key, arguments.kid.as_deref())?,
    };
    Output::text(arguments.out.as_deref(), &converted)?;
    Ok(Outcome::Done)
}

fn jwk(key: &PublicKey, kid: Option<&str>) -> Result<Vec<u8>, Failure> {
    let mut jwk = match kid {
        Some(kid) => key.to_jwk_with_kid(kid)?,
        None => key.to_jwk()?,
    };
    jwk.push('\n');
    Ok(jwk.into_bytes())
}

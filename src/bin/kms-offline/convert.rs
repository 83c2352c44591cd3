//! `kms-offline convert`

mod signature;

use kms_offline::PublicKey;

use super::{
    Outcome,
    arguments::{Convert, Form},
    failure::Failure,
    input::one_standard_input,
    key_file,
    output::{self, Output, Privacy, all_distinct},
    place::Place,
};

pub(crate) fn run(arguments: &Convert) -> Result<Outcome, Failure> {
    check(arguments)?;
    let inputs = inputs(arguments);
    one_standard_input(&inputs)?;
    all_distinct(&inputs, &[&arguments.out])?;
    match &arguments.signature {
        Some(file) => signature::run(arguments, file),
        None => key(arguments).map(|()| Outcome::Done),
    }
}

/// Each option has one form, or some, that it belongs to.
fn check(arguments: &Convert) -> Result<(), Failure> {
    let (form, of_signatures) = (arguments.to, arguments.signature.is_some());
    let signature_only = matches!(form, Form::P1363 | Form::Ethereum);
    if signature_only && !of_signatures {
        return Err(Failure::new(
            "this form is one of signatures",
            "add --signature SIG, or convert the key to PEM or DER",
        ));
    }
    if of_signatures && matches!(form, Form::Pem | Form::Jwk) {
        return Err(Failure::new("this form is one of keys", "leave --signature out, or use --to der or --to p1363"));
    }
    if arguments.kid.is_some() && !matches!(form, Form::Jwk) {
        return Err(Failure::new("--kid belongs to --to jwk", "leave --kid out"));
    }
    if (arguments.message.is_some() || arguments.message_type.is_some()) && !matches!(form, Form::Ethereum) {
        return Err(Failure::new(
            "MESSAGE and --message-type belong to --to ethereum",
            "leave them out: the other forms do not depend on the message",
        ));
    }
    Ok(())
}

/// The files that are read.
fn inputs(arguments: &Convert) -> Vec<&Place> {
    let message = matches!(arguments.to, Form::Ethereum).then(|| signature::message(arguments));
    [Some(&arguments.key.file), arguments.signature.as_ref(), message].into_iter().flatten().collect()
}

fn key(arguments: &Convert) -> Result<(), Failure> {
    let key = key_file::read(&arguments.key.file, &arguments.key.options)?;
    let out = &arguments.out;
    match arguments.to {
        Form::Pem => Output::text(out, key.to_pem().as_bytes()),
        Form::Jwk => Output::text(out, &jwk(&key, arguments.kid.as_deref())?),
        Form::Der | Form::P1363 | Form::Ethereum => output::write(out, Privacy::Public, key.as_der()),
    }
}

fn jwk(key: &PublicKey, kid: Option<&str>) -> Result<Vec<u8>, Failure> {
    let mut jwk = match kid {
        Some(kid) => key.to_jwk_with_kid(kid)?,
        None => key.to_jwk()?,
    };
    jwk.push('\n');
    Ok(jwk.into_bytes())
}

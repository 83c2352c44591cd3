//! Converting signatures: between DER and r ‖ s, and for Ethereum.

use std::io::{self, Write as _};

use kms_offline::{
    Digest, Error, KeySpec, Message, MessageType, SignatureFile, SigningAlgorithm, VerifyingKey, ecdsa_sig_value,
    error::{Malformed, SignatureProblem},
    ethereum::RecoverableSignature,
};

use super::super::{
    Outcome,
    arguments::{Convert, Form},
    colour,
    failure::Failure,
    input::{self, read_small},
    json, key_file,
    output::{self, Output, Privacy},
    place::Place,
};

/// MESSAGE: the file, or standard input.
pub(super) fn message(arguments: &Convert) -> &Place {
    arguments.message.as_ref().unwrap_or(&Place::Standard)
}

pub(super) fn run(arguments: &Convert, file: &Place) -> Result<Outcome, Failure> {
    let key: VerifyingKey = key_file::read_typed(&arguments.key.file, &arguments.key.options)?;
    if matches!(arguments.to, Form::Ethereum) {
        key.ethereum_address().map_err(|error| Failure::about(&arguments.key.file, &error))?;
    }
    let about = |error: Error| Failure::about(file, &error);
    let signature = SignatureFile::read(read_small(file, SignatureFile::MAX_LEN)?).map_err(about)?;
    if let Some(response) = signature.response() {
        key.algorithm_for(response, None).map_err(about)?;
    }
    let der = to_der(key.spec(), &signature);
    let converted = match arguments.to {
        Form::Ethereum => return ethereum(arguments, &key, &der.unwrap_or_default()),
        Form::P1363 => der.and_then(|der| ecdsa_sig_value::to_p1363(key.spec(), der)),
        Form::Der | Form::Pem | Form::Jwk => der,
    };
    output::write(&arguments.out, Privacy::Public, &converted.map_err(about)?).map(|()| Outcome::Done)
}

/// The signature in DER. KMS returns nothing else; other bytes are r ‖ s if they are not DER and have its length.
fn to_der(spec: KeySpec, signature: &SignatureFile) -> Result<Vec<u8>, Error> {
    let bytes = signature.signature();
    let Err(not_der) = ecdsa_sig_value::to_p1363(spec, bytes) else { return Ok(bytes.to_vec()) };
    if signature.response().is_some() {
        return Err(not_der);
    }
    ecdsa_sig_value::from_p1363(spec, bytes).map_err(|error| match error {
        Error::Malformed(Malformed::Signature { problem: SignatureProblem::Length { .. }, .. }) => not_der,
        error => error,
    })
}

/// Verifies the signature over MESSAGE and prints it in the form of Ethereum.
fn ethereum(arguments: &Convert, key: &VerifyingKey, der: &[u8]) -> Result<Outcome, Failure> {
    let file = message(arguments);
    let about = |error: Error| Failure::about(file, &error);
    let message_type = arguments.message_type.map_or(MessageType::Raw, MessageType::from);
    let recovered = match message_type {
        MessageType::Raw => key.recoverable(Message::Digest(hash(key, file)?.as_bytes()), der),
        message_type => {
            let digest = read_small(file, SignatureFile::MAX_LEN)?;
            key.recoverable(Message::new(message_type, &digest), der)
        }
    };
    match recovered {
        Ok(signature) => {
            let text = as_json(key, &signature)?;
            Output::text(&arguments.out, text.as_bytes()).map(|()| Outcome::Done)
        }
        Err(Error::NotVerified) => {
            let _closed = writeln!(io::stderr(), "{}", colour::styled("invalid", colour::BAD, &io::stderr()));
            Ok(Outcome::NotVerified)
        }
        Err(error) => Err(about(error)),
    }
}

/// The SHA-256 of a message of any size, which KMS signs for a RAW message.
fn hash(key: &VerifyingKey, file: &Place) -> Result<Digest, Failure> {
    let mut digester = key.verifier(SigningAlgorithm::EcdsaSha256)?.digester()?;
    io::copy(&mut input::open_message(file)?, &mut digester).map_err(|error| Failure::unreadable(file, &error))?;
    Ok(digester.finish())
}

fn as_json(key: &VerifyingKey, signature: &RecoverableSignature) -> Result<String, Failure> {
    Ok(json::object(vec![
        ("r", hex(signature.r()).into()),
        ("s", hex(signature.s()).into()),
        ("v", u8::from(signature.legacy_v()?).into()),
        ("yParity", u8::from(signature.y_parity()?).into()),
        ("address", key.ethereum_address()?.to_string().into()),
    ]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

//! `kms-offline verify`

use std::io::{self, IsTerminal as _, Write as _};

use kms_offline::{
    DistinguishingId, Error, Message, MessageType, SignResponse, SignatureFile, Verifier, VerifyingKey,
    error::Misuse,
    explain::{Examination, Explainer},
};

use super::{
    Outcome,
    arguments::Verify,
    colour, explain,
    failure::{Failure, name},
    input::{self, one_standard_input, read_small},
    json, key_file, print,
};

pub(crate) fn run(arguments: &Verify) -> Result<Outcome, Failure> {
    one_standard_input(&[&arguments.key, &arguments.signature, &arguments.message])?;
    let key: VerifyingKey = key_file::read_typed(&arguments.key, &arguments.options)?;
    let file = read_small(&arguments.signature, SignatureFile::MAX_LEN).map_err(|error| inline(arguments, error))?;
    let signature = SignatureFile::read(&file).map_err(|error| Failure::about(&arguments.signature, &error))?;
    let verifier = verifier(arguments, &key, &signature)?;
    let explainer = explain::explainer(arguments, &verifier, &signature, &file)?;
    let mut examination = explainer.as_ref().map(Explainer::examine);
    let verdict = verdict(arguments, &verifier, signature.signature(), examination.as_mut())?;
    let explanation = examination.filter(|_| !verdict).map(Examination::finish);
    // The verdict is the exit status: that nobody reads standard output any more does not change it.
    let findings = explain::as_json(explanation.as_ref());
    let _closed = print(&if arguments.json { as_json(&verifier, verdict, findings) } else { as_text(verdict) });
    if let Some(explanation) = &explanation {
        explain::report(explanation, arguments.json);
    } else if !verdict && !arguments.json && io::stderr().is_terminal() {
        let _closed = io::stderr().write_all(b"try: add --explain, which looks for the reason\n");
    }
    Ok(if verdict { Outcome::Done } else { Outcome::NotVerified })
}

/// The key bound to the algorithm: the one that was named, or the Sign response's, or the key's only one.
fn verifier(arguments: &Verify, key: &VerifyingKey, signature: &SignatureFile) -> Result<Verifier, Failure> {
    let named = arguments.algorithm.as_deref().map(|name| key.algorithm_named(name)).transpose()?;
    let algorithm = match (signature.response(), named) {
        (Some(response), named) => {
            key.algorithm_for(response, named).map_err(|error| other_key(arguments, key, response, error))?
        }
        (None, Some(algorithm)) => algorithm,
        (None, None) => key.sole_algorithm()?,
    };
    let verifier = key.verifier(algorithm)?;
    match &arguments.distinguishing_id {
        Some(id) => Ok(verifier.with_distinguishing_id(&DistinguishingId::new(id.as_encoded_bytes())?)?),
        None => Ok(verifier),
    }
}

/// The error that a Sign response is of another key, with the files that say so.
fn other_key(arguments: &Verify, key: &VerifyingKey, response: &SignResponse, error: Error) -> Failure {
    let (signature, public_key) = (name(&arguments.signature), name(&arguments.key));
    match (error, key.key_id(), response.key_id()) {
        (Error::Misuse(Misuse::KeyId { .. }), Some(own), Some(signer)) => Failure::new(
            &format!("{signature}: its KeyId is {signer}, but the KeyId in {public_key} is {own}"),
            &format!("pass the public key of {signer} with --key, or a signature that {own} made with --signature"),
        ),
        (error, ..) => error.into(),
    }
}

/// The error that there is no such file, where the signature itself was given in place of its file.
fn inline(arguments: &Verify, error: Failure) -> Failure {
    let text = arguments.signature.as_os_str();
    let is_base64 = text.len() >= MIN_BASE64_LEN
        && text.as_encoded_bytes().iter().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'='));
    if !is_base64 || arguments.signature.exists() {
        return error;
    }
    Failure::new(
        &format!("{}: there is no such file, and it looks like a signature in base64", name(&arguments.signature)),
        "write it to a file, and pass the file's name",
    )
}

/// No base64 of a signature is shorter.
const MIN_BASE64_LEN: usize = 80;

/// Whether the signature is valid: a RAW message is streamed, a digest or μ is small. An examination is shown what is read.
fn verdict(
    arguments: &Verify,
    verifier: &Verifier,
    signature: &[u8],
    mut examination: Option<&mut Examination<'_>>,
) -> Result<bool, Failure> {
    let message_type = MessageType::from(arguments.message_type);
    verifier.check_message_type(message_type)?;
    let verified = if message_type == MessageType::Raw {
        let mut stream = verifier.stream(signature);
        let reader = input::open_message(&arguments.message)?;
        stream.read_from(&mut explain::Shown { reader, examination }).and_then(|_| stream.finish().map(drop))
    } else {
        let digest = read_small(&arguments.message, SignatureFile::MAX_LEN)?;
        if let Some(examination) = examination.as_mut() {
            examination.update(&digest);
        }
        verifier.verify_message(Message::new(message_type, &digest), signature).map(drop)
    };
    match verified {
        Ok(()) => Ok(true),
        Err(Error::NotVerified) => Ok(false),
        Err(error) => Err(Failure::about(&arguments.message, &error)),
    }
}

fn as_text(verdict: bool) -> String {
    let (word, style) = if verdict { ("valid", colour::GOOD) } else { ("invalid", colour::BAD) };
    format!("{}\n", colour::styled(word, style, &io::stdout()))
}

fn as_json(verifier: &Verifier, verdict: bool, findings: serde_json::Value) -> String {
    let key = verifier.key();
    json::object(vec![
        ("SignatureValid", verdict.into()),
        ("KeyId", key.key_id().map(|key_id| key_id.as_str()).into()),
        ("SigningAlgorithm", verifier.algorithm().as_str().into()),
        ("Fingerprint", key.fingerprint().to_string().into()),
        ("Findings", findings),
    ])
}

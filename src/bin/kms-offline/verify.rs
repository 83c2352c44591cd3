//! `kms-offline verify`

use std::io::{self, IsTerminal as _, Read as _, Write as _};

use kms_offline::{
    DistinguishingId, Error, Message, MessageType, SignResponse, SignatureFile, SigningAlgorithm, Verifier,
    VerifyingKey,
    error::{Excerpt, Misuse},
    explain::{Examination, Explainer},
    jose::KeySet,
};

use super::{
    Outcome,
    arguments::Verify,
    colour, explain,
    failure::Failure,
    input::{self, one_standard_input, read_small, unless_inline},
    json, key_file, key_set,
    place::Place,
    print,
};

/// A key that may have made the signature, bound to the algorithm.
struct Signer<'k> {
    /// Its label in a set.
    label: Option<&'k str>,
    verifier: Verifier,
}

/// --key or --keys
enum Keys<'a> {
    One { file: &'a Place, key: VerifyingKey },
    Set(KeySet),
}

/// The most keys of a set for which a signature is explained.
const MAX_EXPLAINED: usize = 8;

pub(crate) fn run(arguments: &Verify) -> Result<Outcome, Failure> {
    let inputs = [arguments.key.place(), Some(&arguments.signature), Some(&arguments.message)];
    one_standard_input(&inputs.into_iter().flatten().collect::<Vec<_>>())?;
    let options = &arguments.key.options;
    let keys = arguments.key.read(
        |file| Ok(Keys::One { file, key: key_file::read_typed(file, options)? }),
        |keys| key_set::read(keys, &options.allow, None).map(Keys::Set),
    )?;
    let file = read_small(&arguments.signature, SignatureFile::MAX_LEN)
        .map_err(|error| unless_inline(&arguments.signature, "a signature in base64", is_base64, error))?;
    let signature = SignatureFile::read(&file).map_err(|error| Failure::about(&arguments.signature, &error))?;
    let signers = match &keys {
        Keys::One { file, key } => vec![Signer { label: None, verifier: verifier(arguments, file, key, &signature)? }],
        Keys::Set(keys) => signers(arguments, keys, &signature)?,
    };
    let signers = with_options(arguments, signers)?;
    let explainers = explainers(arguments, &keys, &signers, &signature, &file)?;
    let mut examinations: Vec<_> = explainers.iter().map(Explainer::examine).collect();
    let signer = verdict(arguments, &signers, signature.signature(), &mut examinations)?;
    let labels = signers.iter().map(|signer| signer.label);
    let explanations: Vec<_> =
        if signer.is_some() { Vec::new() } else { labels.zip(Examination::finish_all(examinations)).collect() };
    // The verdict is the exit status, even if nobody reads standard output any more.
    let advise = |explanation: &_| explain::advice(explanation, arguments);
    let findings = explain::as_json(&explanations, advise);
    let told = signer.or(if let [only] = signers.as_slice() { Some(only) } else { None });
    let is_valid = signer.is_some();
    let _closed = print(&if arguments.json { as_json(told, is_valid, findings) } else { as_text(is_valid) });
    if let (Some(Signer { label: Some(label), verifier }), false) = (signer, arguments.json) {
        key_set::name_key(label, verifier.key().fingerprint());
    }
    if arguments.explain && !is_valid {
        explain::report(&explanations, arguments.json, &remedy(arguments, &signers), advise);
        if signers.len() > MAX_EXPLAINED {
            let _closed = writeln!(io::stderr(), "note: only {MAX_EXPLAINED} keys were looked at");
        }
    } else if !is_valid && !arguments.json && io::stderr().is_terminal() {
        let _closed = io::stderr().write_all(b"try: add --explain, which looks for the reason\n");
    }
    Ok(if is_valid { Outcome::Done } else { Outcome::NotVerified })
}

/// The remedy where nothing was found: the options that help an explanation, and were not passed.
fn remedy(arguments: &Verify, signers: &[Signer<'_>]) -> String {
    let is_one =
        |wanted: &[SigningAlgorithm]| signers.iter().any(|signer| wanted.contains(&signer.verifier.algorithm()));
    let mut remedy = "compare message, signature and key with the signer's, byte for byte".to_owned();
    let (context, id) = (arguments.try_context.is_none(), arguments.distinguishing_id.is_none());
    if context && is_one(&[SigningAlgorithm::MlDsaShake256, SigningAlgorithm::Ed25519PhSha512]) {
        remedy += "; if the signer used a context, pass it with --try-context";
    }
    if id && is_one(&[SigningAlgorithm::Sm2Dsa]) {
        remedy += "; if the signer has an ID, pass it with --distinguishing-id";
    }
    if arguments.also_try_keys.is_none() {
        remedy += "; if you have other keys, --also-try-keys tries those in a folder";
    }
    remedy
}

/// The key bound to the algorithm: the one that was named, or the Sign response's, or the key's only one.
fn verifier(
    arguments: &Verify,
    file: &Place,
    key: &VerifyingKey,
    signature: &SignatureFile,
) -> Result<Verifier, Failure> {
    let named = arguments.algorithm.as_deref().map(|name| key.algorithm_named(name)).transpose()?;
    let algorithm = match (signature.response(), named) {
        (Some(response), named) => {
            let other_key = |error| other_key((file, key), (&arguments.signature, response), error);
            key.algorithm_for(response, named).map_err(other_key)?
        }
        (None, Some(algorithm)) => algorithm,
        (None, None) => key.sole_algorithm()?,
    };
    Ok(key.verifier(algorithm)?)
}

/// The keys of a set that may have made the signature: those that a Sign response's KeyId selects, or that list the
/// algorithm.
fn signers<'k>(arguments: &Verify, keys: &'k KeySet, signature: &SignatureFile) -> Result<Vec<Signer<'k>>, Failure> {
    let algorithm = arguments.algorithm.as_deref().map(str::parse).transpose().map_err(Error::from)?;
    match keys.verifiers(signature.response(), algorithm) {
        Ok(verifiers) => {
            Ok(verifiers.into_iter().map(|(label, verifier)| Signer { label: Some(label), verifier }).collect())
        }
        Err(Error::NotVerified) => Ok(Vec::new()),
        Err(error) => Err(key_set::about_a_key(keys, error)),
    }
}

/// The signers to which --distinguishing-id and --message-type apply, or the first error if they apply to none of them.
fn with_options<'k>(arguments: &Verify, signers: Vec<Signer<'k>>) -> Result<Vec<Signer<'k>>, Failure> {
    let id = arguments.distinguishing_id.as_ref().map(|id| DistinguishingId::new(id.as_encoded_bytes())).transpose()?;
    let (mut left, mut first) = (Vec::new(), None);
    for Signer { label, verifier } in signers {
        let verifier = match &id {
            Some(id) => verifier.with_distinguishing_id(id),
            None => Ok(verifier),
        };
        let checked = verifier.and_then(|verifier| {
            verifier.check_message_type(arguments.message_type.into())?;
            Ok(Signer { label, verifier })
        });
        match checked {
            Ok(signer) => left.push(signer),
            Err(error) => first = first.or(Some(error)),
        }
    }
    match first {
        Some(error) if left.is_empty() => Err(error.into()),
        _ => Ok(left),
    }
}

/// An explainer for each signer; the last also tries the other keys, each once: those of the set and of
/// --also-try-keys.
fn explainers(
    arguments: &Verify,
    keys: &Keys<'_>,
    signers: &[Signer<'_>],
    signature: &SignatureFile,
    file: &[u8],
) -> Result<Vec<Explainer>, Failure> {
    if !arguments.explain {
        return Ok(Vec::new());
    }
    let is_signer = |key: &VerifyingKey| signers.iter().any(|signer| signer.verifier.key().as_der() == key.as_der());
    let mut others = match &arguments.also_try_keys {
        Some(folder) => explain::keys(folder)?,
        None => Vec::new(),
    };
    if let Keys::Set(keys) = keys {
        others.extend(keys.iter().map(|(label, key)| (Excerpt::of(label), key.clone())));
    }
    others.retain(|(_, key)| !is_signer(key));
    let explained = signers.iter().take(MAX_EXPLAINED);
    let mut explainers = explained
        .map(|signer| explain::explainer(arguments, &signer.verifier, signature, file))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(last) = explainers.pop() {
        explainers.push(last.also_try(others));
    }
    Ok(explainers)
}

/// The error for a Sign response of another key, which names both files.
fn other_key(
    (key_file, key): (&Place, &VerifyingKey),
    (signature, response): (&Place, &SignResponse),
    error: Error,
) -> Failure {
    match (error, key.key_id(), response.key_id()) {
        (Error::Misuse(Misuse::KeyId { .. }), Some(own), Some(signer)) => Failure::new(
            &format!("{signature}: its KeyId is {signer}, but the KeyId in {key_file} is {own}"),
            &format!(
                "pass the public key of {signer} with --key if it is the agreed one, or a signature that {own} made with \
                 --signature"
            ),
        ),
        (error, ..) => error.into(),
    }
}

/// Whether an argument looks like the signature itself.
fn is_base64(text: &str) -> bool {
    let is_in_alphabet = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
    text.len() >= MIN_BASE64_LEN && text.bytes().all(is_in_alphabet)
}

/// No base64 of a signature is shorter.
const MIN_BASE64_LEN: usize = 80;

/// Finds the key that made the signature. A RAW message is streamed; a digest or μ is small. The examinations get each
/// piece too.
fn verdict<'s, 'k>(
    arguments: &Verify,
    signers: &'s [Signer<'k>],
    signature: &[u8],
    examinations: &mut [Examination<'_>],
) -> Result<Option<&'s Signer<'k>>, Failure> {
    let message_type = MessageType::from(arguments.message_type);
    let verdicts: Vec<Result<(), Error>> = if message_type == MessageType::Raw {
        let mut streams: Vec<_> = signers.iter().map(|signer| signer.verifier.stream(signature)).collect();
        read_message(arguments, |piece| {
            streams.iter_mut().for_each(|stream| stream.update(piece));
            examinations.iter_mut().for_each(|examination| examination.update(piece));
        })?;
        streams.iter().map(|stream| stream.finish().map(drop)).collect()
    } else {
        let digest = read_small(&arguments.message, SignatureFile::MAX_LEN)?;
        examinations.iter_mut().for_each(|examination| examination.update(&digest));
        let message = Message::new(message_type, &digest);
        signers.iter().map(|signer| signer.verifier.verify_message(message, signature).map(drop)).collect()
    };
    if let Some(valid) = verdicts.iter().position(Result::is_ok) {
        return Ok(signers.get(valid));
    }
    // An algorithm that does not accept the message decides nothing as long as another one does.
    let is_judged = verdicts.contains(&Err(Error::NotVerified));
    match verdicts.into_iter().find_map(Result::err).filter(|_| !is_judged) {
        Some(error) => Err(Failure::about(&arguments.message, &error)),
        None => Ok(None),
    }
}

/// Reads the message in pieces.
fn read_message(arguments: &Verify, mut update: impl FnMut(&[u8])) -> Result<(), Failure> {
    let mut reader = input::open_message(&arguments.message)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(len) => update(buffer.get(..len).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::unreadable(&arguments.message, &error)),
        }
    }
}

fn as_text(verdict: bool) -> String {
    let (word, style) = if verdict { ("valid", colour::GOOD) } else { ("invalid", colour::BAD) };
    format!("{}\n", colour::styled(word, style, &io::stdout()))
}

/// The object of a verdict, and of the key where it is one only.
fn as_json(signer: Option<&Signer<'_>>, is_valid: bool, findings: serde_json::Value) -> String {
    let key = signer.map(|signer| signer.verifier.key());
    let mut members = vec![
        ("SignatureValid", is_valid.into()),
        ("KeyId", key.and_then(VerifyingKey::key_id).map(|key_id| key_id.as_str()).into()),
        ("SigningAlgorithm", signer.map(|signer| signer.verifier.algorithm().as_str()).into()),
        ("Fingerprint", key.map(|key| key.fingerprint().to_string()).into()),
        ("Findings", findings),
    ];
    members.extend(signer.and_then(|signer| signer.label).map(|label| ("Label", label.into())));
    json::object(members)
}
